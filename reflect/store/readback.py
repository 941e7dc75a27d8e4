"""Looking whether the disk holds what was saved: the file is read again, and held against the bytes written.

It is read through the system's cache: this sees a file that is not the one, or not whole, and not a disk
that lies about what it has written.
"""

from __future__ import annotations

from pathlib import Path

from reflect.errors import ChangedUnderneath, Damaged, StoreError
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.lineage import lineage, name_of
from reflect.store.opening import Opened
from reflect.store.sealed import decode


def see_on_disk(path: Path, saved: Opened, *, place: str, files: FileSystem) -> None:
    """Return when the disk holds what was saved, or a later generation that comes from it.

    `place` is what the file is called in errors.

    Raises:
        ChangedUnderneath: it holds another version, made by somebody who did not know this one.
        StoreError: it holds something else, or cannot be read.

    """
    try:
        data = files.read(path)
    except OSError as error:
        raise in_words(error, place, "read") from error
    if data == saved.whole.data:
        return
    try:
        found = decode(data, name=place)
    except Damaged as error:
        raise _not_what_was_saved(place) from error
    if not found.seal_holds:
        raise _not_what_was_saved(place)
    if name_of(saved.header.seal) not in lineage(found.header):
        raise ChangedUnderneath(
            "Somebody else has saved this file since",
            place=place,
            remedy="What you typed is kept on this computer until it is certain that the study has it.",
        )


def _not_what_was_saved(place: str) -> StoreError:
    return StoreError(
        "The file does not hold what was saved",
        place=place,
        remedy="What you typed is kept on this computer, and it is saved again.",
    )
