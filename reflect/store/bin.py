"""The bin for whole files: what was removed is moved here and stays until somebody empties it.

A removed session or write-up is a file of its own, so it is moved as one (`.reflect/bin/`, under the folder
it came from, with the moment behind its name). What was removed *from* a file stays in that file, in its
table `bin` (`reflect.domain.bin`): moving rows to another file would take two saves, of which a power cut can
undo one; and people's names may not leave `people.json`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from reflect.domain.ids import Clock
from reflect.errors import InvalidInput
from reflect.store.atomic import write_new
from reflect.store.filesystem import FileSystem, in_words, local_time, moment
from reflect.store.paths import StudyPaths

_MOMENT = re.compile(r"-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)(?:-\d+)?$")


class BinnedFile(NamedTuple):
    """A file in the bin."""

    path: Path
    """Where it lies now."""
    original: Path
    """Where it lay."""
    at: str
    """When it was moved: ISO 8601, as this machine's clock said; empty if its name does not say."""


def move_to_bin(
    path: Path, folder: Path, *, files: FileSystem | None = None, clock: Clock = local_time
) -> Path:
    """Move a file of the study into its bin; returns where it lies now.

    Raises:
        StoreError: the disk refused; the file is where it was.

    """
    disk = files or FileSystem()
    paths = StudyPaths(folder)
    inside = paths.bin / path.relative_to(folder).parent
    stem = f"{path.stem}-{moment(clock())}"
    target = inside / f"{stem}{path.suffix}"
    number = 2
    while target.exists():
        target = inside / f"{stem}-{number}{path.suffix}"
        number += 1
    try:
        disk.make_folder(inside)
        disk.replace(path, target)
        disk.sync_folder(path.parent)
    except OSError as error:
        raise in_words(error, paths.name(path)) from error
    return target


def files_in_bin(folder: Path, *, files: FileSystem | None = None) -> list[BinnedFile]:
    """Every file in the bin, by where it lies.

    Raises:
        StoreError: the bin cannot be read.

    """
    disk = files or FileSystem()
    paths = StudyPaths(folder)
    found: list[BinnedFile] = []
    waiting = [paths.bin]
    try:
        while waiting:
            for path in disk.listed(waiting.pop()):
                if path.is_dir():
                    waiting.append(path)
                    continue
                said = _MOMENT.search(path.stem)
                stem = path.stem[: said.start()] if said else path.stem
                original = folder / path.relative_to(paths.bin).with_name(stem + path.suffix)
                at = f"{said[1]}T{said[2]}:{said[3]}:{said[4]}" if said else ""
                found.append(BinnedFile(path, original, at))
    except OSError as error:
        raise in_words(error, paths.name(paths.bin), "read") from error
    return sorted(found)


def move_back(binned: BinnedFile, to: Path, folder: Path, *, files: FileSystem | None = None) -> None:
    """Move a file out of the bin to a place where nothing is.

    Raises:
        InvalidInput: something is there; nothing was moved.
        StoreError: the disk refused; the file is in the bin still.

    """
    disk = files or FileSystem()
    name = StudyPaths(folder).name(to)
    try:
        disk.make_folder(to.parent)
        try:
            disk.link(binned.path, to)  # fails when something is there: nothing can slip in between
        except FileExistsError:
            raise
        except OSError:  # a drive without hard links
            write_new(to, disk.read(binned.path), files=disk)
        disk.sync_folder(to.parent)
        disk.remove(binned.path)
    except FileExistsError as error:
        raise InvalidInput("Something of that name is there already", place=name) from error
    except OSError as error:
        raise in_words(error, name) from error


def delete_from_bin(binned: BinnedFile, folder: Path, *, files: FileSystem | None = None) -> None:
    """Delete a file in the bin for good. Raises StoreError when the disk refuses."""
    disk = files or FileSystem()
    try:
        disk.remove(binned.path)
        disk.sync_folder(binned.path.parent)
    except OSError as error:
        raise in_words(error, StudyPaths(folder).name(binned.path)) from error
