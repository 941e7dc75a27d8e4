"""The bin for whole files: what was removed is moved here and stays until somebody empties it.

A removed session or write-up is a file of its own, so it is moved as one (`.reflect/bin/`, under the folder
it came from, with the moment behind its name). What was removed *from* a file stays in that file, in its
table `bin` (`reflect.domain.bin`): moving rows to another file would take two saves, of which a power cut can
undo one; and people's names may not leave `people.json`. Who removed a file, and why, lies beside it in a
note (`….note`); a file without one is as good, and says less.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from reflect.domain.ids import Clock
from reflect.errors import InvalidInput
from reflect.store.atomic import write_new
from reflect.store.filesystem import FileSystem, in_words, local_time, moment
from reflect.store.paths import StudyPaths

_MOMENT = re.compile(r"-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)(?:-\d+)?$")
_NOTE = ".note"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is noted of a file in the bin."""

    by: str = ""
    """Who removed it."""
    kind: Literal["", "copy", "version"] = ""
    """`copy`: of another file, into which it was merged. `version`: of a text of which one was chosen."""
    why: str = ""
    """The reason, when it was not a researcher who removed it by itself."""


class BinnedFile(NamedTuple):
    """A file in the bin."""

    path: Path
    """Where it lies now."""
    original: Path
    """Where it lay."""
    at: str
    """When it was moved: ISO 8601, as this machine's clock said; empty if its name does not say."""
    note: Note = Note()


def move_to_bin(
    path: Path,
    folder: Path,
    *,
    note: Note | None = None,
    files: FileSystem | None = None,
    clock: Clock = local_time,
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
    if note is not None:
        with suppress(OSError):  # what matters is done
            write_new(_note_of(target), msgspec.json.encode(note), files=disk)
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
                if path.suffix == _NOTE:
                    continue
                said = _MOMENT.search(path.stem)
                stem = path.stem[: said.start()] if said else path.stem
                original = folder / path.relative_to(paths.bin).with_name(stem + path.suffix)
                at = f"{said[1]}T{said[2]}:{said[3]}:{said[4]}" if said else ""
                found.append(BinnedFile(path, original, at, _noted(path, disk)))
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
        _remove_note(binned.path, disk)
    except FileExistsError as error:
        raise InvalidInput("Something of that name is there already", place=name) from error
    except OSError as error:
        raise in_words(error, name) from error


def delete_from_bin(binned: BinnedFile, folder: Path, *, files: FileSystem | None = None) -> None:
    """Delete a file in the bin for good. Raises StoreError when the disk refuses."""
    disk = files or FileSystem()
    try:
        disk.remove(binned.path)
        _remove_note(binned.path, disk)
        disk.sync_folder(binned.path.parent)
    except OSError as error:
        raise in_words(error, StudyPaths(folder).name(binned.path)) from error


def _note_of(path: Path) -> Path:
    return path.with_name(path.name + _NOTE)


def _noted(path: Path, disk: FileSystem) -> Note:
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.json.decode(disk.read(_note_of(path)), type=Note)
    return Note()


def _remove_note(path: Path, disk: FileSystem) -> None:
    with suppress(OSError):
        disk.remove(_note_of(path))
