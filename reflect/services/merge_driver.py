"""What a plain `git merge` or `git pull` asks of us, one file at a time (gitattributes: a merge driver).

The outcome goes where git wants it, whole or not at all, and never with marks of a conflict in it. A file
that cannot be merged is left as ours is, and git is told that it waits for somebody.
"""

from __future__ import annotations

import os
from pathlib import Path

from reflect.domain.ids import Clock
from reflect.domain.text_merging import merged_text
from reflect.errors import GitFailed, NotAStudy
from reflect.store.beside import kept_beside
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.history import History
from reflect.store.merge import merged_bytes
from reflect.store.opens import why_shut
from reflect.store.paths import STUDY, StudyPaths
from reflect.store.shared_files import kind_of
from reflect.store.text_file import bytes_of, text_of
from reflect.store.text_history import TextHistory, common_text


def drive(base: Path, ours: Path, theirs: Path, place: Path, *, clock: Clock) -> str:
    """Merge three files that git has written out, into `ours`; `place` is where the file belongs.

    Returns what a person should be told; empty when all went without a clash.

    Raises:
        NotAStudy: the file belongs to none.
        GitFailed, StoreError: it cannot be merged; `ours` is as it was.

    """
    disk = FileSystem()
    folder = _study_of(place)
    paths = StudyPaths(folder)
    name = paths.name(place)
    try:
        was, mine, others = (disk.read(path) for path in (base, ours, theirs))
    except OSError as error:
        raise in_words(error, name, "read") from error
    if kind_of(name) == "records":
        histories = [History(place, paths, disk)]
        merged = merged_bytes(mine, others, was or None, now=clock(), name=name, histories=histories)
        shut = why_shut(merged.data, name)
        if shut:
            raise GitFailed(f"What came of merging it could not be opened: {shut}", place=name)
        _put(ours, merged.data, name)
        many = len(merged.report.clashes)
        return f"{name}: both versions are kept in {many} place{'s' if many != 1 else ''}" if many else ""
    return _text(TextHistory(place, paths, disk), was, mine, others, ours, name, paths)


def _text(
    history: TextHistory, was: bytes, mine: bytes, others: bytes, ours: Path, name: str, paths: StudyPaths
) -> str:
    try:
        one, two = text_of(mine), text_of(others)
        base = text_of(was) if was else common_text(one, two, ours=history, others=history)
    except UnicodeDecodeError as error:
        raise GitFailed("This is not UTF-8 text, and cannot be merged", place=name) from error
    merged = merged_text(one, two, base)
    told = ""
    if merged.other is not None:
        # First what could be lost, then what replaces it.
        kept = kept_beside(paths, name, bytes_of(merged.other), was or None, files=FileSystem())
        told = f"{name} differs in the same sentences; the other version lies in {paths.name(kept)}"
    _put(ours, bytes_of(merged.kept), name)
    return told


def _put(path: Path, data: bytes, name: str) -> None:
    """Put the outcome into git's own temporary file, all at once."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        try:
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise in_words(error, name) from error


def _study_of(place: Path) -> Path:
    """The study that a file belongs to: not always the whole of a repository."""
    for folder in place.parents:
        if (folder / STUDY).is_file():
            return folder
    if place.name == STUDY:
        return place.parent
    raise NotAStudy("This file belongs to no study", place=str(place))
