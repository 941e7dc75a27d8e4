"""Making a whole study at once: beside the place where it is wanted, and moved there when it is whole."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reflect.errors import InvalidInput, StoreError
from reflect.store.filesystem import in_words
from reflect.store.paths import STUDY


@contextmanager
def built_beside(folder: Path) -> Iterator[Path]:
    """A folder to make a study in, which becomes `folder` at the end; if anything fails, nothing is left.

    Raises:
        InvalidInput: `folder` holds something already.
        StoreError: the disk refused.
    """
    refuse_unless_empty(folder)
    building = folder.parent / f".{folder.name}-{secrets.token_hex(4)}"
    new_folders = [above for above in (folder, *folder.parents) if not above.exists()]
    try:
        yield building
        _move(building, folder)
    except BaseException as error:
        shutil.rmtree(building, ignore_errors=True)
        for made in new_folders:
            with suppress(OSError):
                made.rmdir()
        if isinstance(error, OSError):
            raise in_words(error, str(folder)) from error
        if isinstance(error, StoreError):  # told of the folder that was asked for, not of where it was made
            error.place = error.place.replace(str(building), str(folder))
        raise


def refuse_unless_empty(folder: Path) -> None:
    """Raise InvalidInput when `folder` holds something already, or is a file."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InvalidInput(
                "something is here already, and it is not a study"
                if not (folder / STUDY).exists()
                else "there is a study here already",
                place=str(folder),
                remedy="Choose an empty folder, or a name that is not taken yet",
            )
    except OSError as error:
        raise in_words(error, str(folder), "read") from error


def _move(whole: Path, folder: Path) -> None:
    """Put what was built where it was wanted; `study.json`, which makes it a study, goes last."""
    if not folder.exists():
        whole.rename(folder)
        return
    moved: list[Path] = []
    try:
        parts = sorted(whole.iterdir(), key=lambda path: path.name == STUDY)
        moved.extend(path.rename(folder / path.name) for path in parts)  # keeps those before a failing one
    except OSError:
        for path in moved:
            path.rename(whole / path.name)
        raise
    whole.rmdir()
