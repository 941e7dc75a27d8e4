"""Bringing a second version of a file back into it: a syncing program's copy, or what was kept beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from reflect.domain.framework import charts
from reflect.domain.ids import Clock
from reflect.domain.merging import MergeReport
from reflect.domain.text_merging import merged_text
from reflect.domain.withdrawing import concerns
from reflect.errors import InvalidInput, NotFound
from reflect.services.removed_people import removed_in
from reflect.store.beside import records_beside
from reflect.store.bin import Note, move_to_bin
from reflect.store.conflicts import ConflictCopy, conflict_copies
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.merge import version_of
from reflect.store.paths import StudyPaths
from reflect.store.storage import SealedStorage
from reflect.store.text_file import TextFile
from reflect.store.text_history import common_text


class CopyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A second version of a file, as lists show it."""

    copy: Path
    original: Path
    name: str
    """The copy's name within the study."""
    of: str
    """The original's."""
    changed: str
    """When the copy was last changed: ISO 8601 with time zone; empty when nobody can say."""


class ConflictCopies:
    """The second versions of files in one study. `settle` is called when one was merged in."""

    def __init__(self, folder: Path, *, settle: Callable[[], object], clock: Clock, by: str) -> None:
        self._folder = folder
        self._settle = settle
        self._clock = clock
        self._by = by

    def rows(self) -> tuple[CopyRow, ...]:
        """All of them that can be merged. Raises StoreError."""
        return copies(self._folder)

    def merge(self, copy: Path) -> MergeReport:
        """Merge one into its original and move it to the bin. Raises as `merge_copy` does."""
        report = merge_copy(copy, self._folder, clock=self._clock, by=self._by)
        self._settle()
        return report


def copies(folder: Path) -> tuple[CopyRow, ...]:
    """Every second version of a file of the study that can be merged into it. Raises StoreError.

    Texts kept beside are not among them: only a person can choose from those.
    """
    return tuple(_row(pair, folder) for pair in _pairs(folder))


def _pairs(folder: Path) -> Iterator[ConflictCopy]:
    yield from conflict_copies(folder)
    for kept in records_beside(folder):
        yield ConflictCopy(kept.path, kept.originals[0])


def _row(pair: ConflictCopy, folder: Path) -> CopyRow:
    paths, changed = StudyPaths(folder), ""
    with suppress(OSError):
        changed = datetime.fromtimestamp(pair.copy.stat().st_mtime).astimezone().isoformat(timespec="seconds")
    return CopyRow(
        copy=pair.copy,
        original=pair.original,
        name=paths.name(pair.copy),
        of=paths.name(pair.original),
        changed=changed,
    )


def merge_copy(path: Path, folder: Path, *, clock: Clock, by: str = "") -> MergeReport:
    """Merge a copy into its original, and move it to the bin; returns what came of it.

    Raises:
        NotFound: it is no copy.
        Damaged, RecordInvalid, NewerFormat: it cannot be merged; it stays where it is.
        InvalidInput: it is a text in which the same sentences were changed; it stays where it is.
        StoreError: the disk refused; it stays where it is.

    """
    pair = next((pair for pair in _pairs(folder) if pair.copy == path), None)
    if pair is None:
        raise NotFound("This is not a copy of another file of the study", place=StudyPaths(folder).name(path))
    report = _records(pair, folder, clock) if path.suffix == ".json" else _text(pair, folder, clock)
    note = Note(by=by, kind="copy", why=f"merged into {StudyPaths(folder).name(pair.original)}")
    move_to_bin(path, folder, note=note, clock=clock)
    return report


def _records(pair: ConflictCopy, folder: Path, clock: Clock) -> MergeReport:
    paths = StudyPaths(folder)
    name = paths.name(pair.copy)
    try:
        data = FileSystem().read(pair.copy)
    except OSError as error:
        raise in_words(error, name, "read") from error
    theirs = version_of(data, name=name, of=paths.name(pair.original))
    removed = removed_in(folder)
    back = [code for code in removed if concerns(theirs.tables, code) or charts(theirs.tables, code)]
    if back:
        raise InvalidInput(
            f"The copy holds words of {back[0]}, whose data were removed",
            place=name,
            remedy=f"“reflect withdraw {folder} --participant {back[0]} --remove” takes them out of it.",
        )
    return SealedStorage(pair.original, folder=folder, clock=clock).merge_in(theirs)


def _text(pair: ConflictCopy, folder: Path, clock: Clock) -> MergeReport:
    original = TextFile(pair.original, folder, clock=clock)
    ours, theirs = original.read(), TextFile(pair.copy, folder, clock=clock).read()
    base = common_text(ours, theirs, ours=original.history, others=original.history)
    merged = merged_text(ours, theirs, base)
    place = StudyPaths(folder).name(pair.original)
    if merged.other is not None:
        raise InvalidInput(
            "The two say different things in the same sentences, so only you can bring them together",
            place=place,
            remedy="Choose from the two in reflect: m on the study's screen shows them.",
        )
    if merged.kept == ours:
        return MergeReport(parent_known=base is not None)
    original.write(merged.kept, made_from=theirs)
    return MergeReport(merged=(place,), parent_known=base is not None)
