"""What was written out for others, in `exports/`: made anew each time, and never over somebody's changes.

A file that is as it was last written from here is replaced. Any other, changed or of unknown origin, stays,
and the new one is numbered.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from reflect.errors import ChangedUnderneath, StoreError
from reflect.store.atomic import keep_aside, write_atomically
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.in_place import put_in_place
from reflect.store.paths import StudyPaths


class Put(NamedTuple):
    """Where an export lies."""

    path: Path
    beside: Path | None
    """The file that was left as it is, though it is called as this one should be."""


class ExportFolder:
    """The exports of one study."""

    def __init__(self, folder: Path, *, files: FileSystem | None = None) -> None:
        self._paths = StudyPaths(folder)
        self._files = files or FileSystem()

    def put(self, stem: str, suffix: str, data: bytes) -> Put:
        """Write an export in one atomic write, as `stem` or, where that is somebody's, `stem-2`, and so on.

        Raises:
            StoreError: the disk refused; what lies there is as it was.

        """
        number = 1
        while True:
            path = self._paths.exports / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
            there = self._digest(path)
            if there is not None and there not in (_digest(data), self._written().get(path.name)):
                number += 1
                continue
            try:
                self._replace(path, data, there)
            except _Changed:
                continue
            self._remember(path.name, _digest(data))
            return Put(path, None if number == 1 else self._paths.exports / f"{stem}{suffix}")

    def _replace(self, path: Path, data: bytes, there: str | None) -> None:
        if there == _digest(data):
            return
        aside = self._paths.temporary / f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}.replaced"

        def look() -> None:
            if self._digest(path) != there:
                raise _Changed("This file was changed", place=self._paths.name(path))

        put_in_place(path, data, paths=self._paths, expected=look, keep_previous=aside, files=self._files)
        # A program that knows no guard may have written into it in the last instant: that comes back.
        with suppress(OSError):
            replaced = self._files.read(aside)
            if _digest(replaced) != there:
                keep_aside(path.parent, path.stem, path.suffix, replaced, files=self._files)
            self._files.remove(aside)

    def _digest(self, path: Path) -> str | None:
        try:
            return _digest(self._files.read(path))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise in_words(error, self._paths.name(path), "read") from error

    def _written(self) -> dict[str, str]:
        """What was last written from this computer, by name: digests, no words."""
        try:
            return msgspec.json.decode(self._files.read(self._paths.exported), type=dict[str, str])
        except (OSError, msgspec.DecodeError):
            return {}  # then nothing is known to be ours, and nothing is replaced

    def _remember(self, name: str, digest: str) -> None:
        written = self._written()
        if written.get(name) == digest:
            return
        data = msgspec.json.format(msgspec.json.encode({**written, name: digest}), indent=1)
        # Without it the next export is numbered, and nothing is lost.
        with suppress(StoreError):
            write_atomically(self._paths.exported, data, temporary=self._paths.temporary, files=self._files)


class _Changed(ChangedUnderneath):
    """The file is not what was read; seen only in here."""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
