"""Bringing a copy that a syncing program left behind back into the file it is a copy of."""

from __future__ import annotations

from pathlib import Path

from reflect.domain.ids import Clock
from reflect.domain.merging import MergeReport
from reflect.domain.text_merging import merged_text
from reflect.errors import InvalidInput, NotFound
from reflect.store.bin import move_to_bin
from reflect.store.conflicts import ConflictCopy, conflict_copies
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.merge import version_of
from reflect.store.paths import StudyPaths
from reflect.store.storage import SealedStorage
from reflect.store.text_file import TextFile
from reflect.store.text_history import common_text


def merge_copy(path: Path, folder: Path, *, clock: Clock) -> MergeReport:
    """Merge a copy into its original, and move it to the bin; returns what came of it.

    Raises:
        NotFound: it is no copy.
        Damaged, NewerFormat: it cannot be merged; it stays where it is.
        InvalidInput: it is a text in which the same sentences were changed; it stays where it is.
        StoreError: the disk refused; it stays where it is.

    """
    pair = next((pair for pair in conflict_copies(folder) if pair.copy == path), None)
    if pair is None:
        raise NotFound("This is not a copy of another file of the study", place=StudyPaths(folder).name(path))
    report = _records(pair, folder, clock) if path.suffix == ".json" else _text(pair, folder, clock)
    move_to_bin(path, folder, clock=clock)
    return report


def _records(pair: ConflictCopy, folder: Path, clock: Clock) -> MergeReport:
    name = StudyPaths(folder).name(pair.copy)
    try:
        data = FileSystem().read(pair.copy)
    except OSError as error:
        raise in_words(error, name, "read") from error
    return SealedStorage(pair.original, folder=folder, clock=clock).merge_in(version_of(data, name=name))


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
            remedy=f"Take what you want from {pair.copy.name}, then remove it.",
        )
    if merged.kept == ours:
        return MergeReport(parent_known=base is not None)
    original.write(merged.kept, made_from=theirs)
    return MergeReport(merged=(place,), parent_known=base is not None)
