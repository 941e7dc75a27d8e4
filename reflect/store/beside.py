"""Our version of a file that somebody else changed, kept beside theirs when the two cannot be merged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from reflect.domain.ids import Clock
from reflect.errors import ChangedUnderneath, StoreError
from reflect.store.atomic import keep_aside, write_atomically
from reflect.store.conflicts import uid_of
from reflect.store.filesystem import FileSystem, in_words, moment
from reflect.store.paths import StudyPaths
from reflect.store.text_history import before_beside

_KEPT = re.compile(r"(?P<stem>.+)-(?:\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d|other)(?:-\d+)?", re.DOTALL)
"""The name of a version kept beside: of a save that could not be merged, or of another study's text."""


class Kept(NamedTuple):
    """A version kept beside."""

    path: Path
    name: str
    """The file's name that it is a version of."""
    originals: tuple[Path, ...]
    """The files it may be a version of: there is seldom more than one of a name, and none when it is gone."""


def texts_beside(folder: Path, *, files: FileSystem | None = None) -> list[Kept]:
    """The kept versions of write-ups, guides and templates. Raises StoreError when they cannot be listed."""
    paths = StudyPaths(folder)
    homes = (paths.writeups, paths.guides, paths.templates)
    return [
        Kept(path, name, tuple(home / name for home in homes if (home / name).is_file()))
        for path, name in _kept(paths, files or FileSystem())
        if path.suffix != ".json"
    ]


def records_beside(folder: Path, *, files: FileSystem | None = None) -> list[Kept]:
    """The kept versions of sealed files that are there, told by their uid. Raises as `texts_beside`."""
    paths, disk = StudyPaths(folder), files or FileSystem()
    found = []
    for path, name in _kept(paths, disk):
        if path.suffix == ".json":
            uid = uid_of(path, disk)
            there = (paths.folder / name, paths.sessions / name)
            same = tuple(original for original in there if uid_of(original, disk) == uid)
            if uid and same:
                found.append(Kept(path, name, same))
    return found


def _kept(paths: StudyPaths, disk: FileSystem) -> Iterator[tuple[Path, str]]:
    try:
        listed = disk.listed(paths.beside)
    except OSError as error:
        raise in_words(error, paths.name(paths.beside), "read") from error
    for path in listed:
        named = _KEPT.fullmatch(path.stem)
        if named is not None:
            yield path, named["stem"] + path.suffix


def kept_beside(paths: StudyPaths, name: str, data: bytes, base: bytes | None, *, files: FileSystem) -> Path:
    """Keep the version of a file that does not stand in its place, until a person chooses; returns where.

    `base` is what both versions come from, where that is known. Raises StoreError when the disk refuses.
    """
    file = Path(name)
    try:
        kept = keep_aside(paths.beside, f"{file.stem}-other", file.suffix, data, files=files)
    except OSError as error:
        raise in_words(error, name) from error
    with suppress(UnicodeDecodeError):
        if base is not None:
            before_beside(kept, paths, files).keep(base.decode("utf-8-sig").replace("\r\n", "\n"))
    return kept


class Beside:
    """Where one handle keeps its version of one file: a later one takes the place of the one before."""

    def __init__(self, path: Path, study: StudyPaths, files: FileSystem, clock: Clock) -> None:
        self._path = path
        self._study = study
        self._files = files
        self._clock = clock
        self._kept: Path | None = None

    @property
    def kept(self) -> Path | None:
        """Where our version lies; None when there is none."""
        return self._kept

    def forget(self) -> None:
        """From here on it is another version, to be kept by itself."""
        self._kept = None

    def keep(self, data: bytes) -> ChangedUnderneath:
        """Keep our version; returns what is to be raised."""
        name = self._study.name(self._path)
        message = "Somebody else changed this file while it was open here. Theirs is untouched"
        try:
            if self._kept is None:
                stem = f"{self._path.stem}-{moment(self._clock())}"
                self._kept = keep_aside(self._study.beside, stem, self._path.suffix, data, files=self._files)
            else:
                write_atomically(self._kept, data, temporary=self._study.temporary, files=self._files)
        except (OSError, StoreError) as error:
            problem = in_words(error, "").message if isinstance(error, OSError) else error.message
            return ChangedUnderneath(
                f"{message}, but yours could not be kept beside it: {problem}",
                place=name,
                remedy="Keep this open, and save again when that is mended.",
            )
        return ChangedUnderneath(
            f"{message}, and yours is kept as {self._study.name(self._kept)}",
            place=name,
            remedy="Open it again to go on from theirs, and bring over what is missing.",
        )
