"""One file written whole or not at all, with the generation before it kept.

The order matters. The new bytes are safe on the disk under a temporary name before anything else moves;
the last look at the old file and its replacement happen under a guard that every reflect on the machine
respects; the old generation gets its second name before that look, and its place among the kept ones only
after the replacement, so that at no moment is a kept generation the same file as the present one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from reflect.errors import StoreError
from reflect.store.filesystem import FileSystem, Signature, in_words

Made = TypeVar("Made")

_REPLACE_TRIES = 7
"""With pauses of 10 ms, doubling: 0.63 s in all, as long as a virus scanner holds a small file."""
_GUARD_TRIES = 500
_GUARD_PAUSE = 0.01
"""Seconds; the guard is held for far less than one such pause."""


class Written(NamedTuple):
    """What came of a write."""

    signature: Signature | None
    """The new file's, taken before anybody else could replace it; None when it could not be had."""
    previous_kept: bool
    """Whether the old file now lies where it was to be kept."""


def write_atomically(
    path: Path,
    data: bytes,
    *,
    temporary: Path,
    guard: Path | None = None,
    keep_previous: Path | None = None,
    expected: Callable[[], None] | None = None,
    files: FileSystem,
) -> Written:
    """Put `data` in the place of whatever is at `path`, durably.

    `temporary` is a folder on the same filesystem. `expected` is called with the guard held, right before the
    replacement, and raises when the file on disk is not the one to replace. `keep_previous` is where the file
    that is replaced is kept; failing to keep it does not stop the save, and is told in the result.

    Raises:
        StoreError: the disk refused; the file at `path` is untouched, unless the refusal came after the
            replacement (from the folder's sync), when it holds `data` but a power cut might undo it.

    """
    # Named after what it replaces, so that whoever finds one left by a power cut knows what it was.
    name = f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}"
    new, old = temporary / f"{name}.tmp", temporary / f"{name}.previous.tmp"
    try:
        _in_folder(temporary, lambda: write_new(new, data, files=files), files)
    except OSError as error:
        raise in_words(error, path.name) from error
    kept = False
    try:
        with guarded(guard, path, files):
            kept = keep_previous is not None and _second_name(path, old, files)
            # Last: where nothing can be locked, a save between this look and the replacement would be lost.
            if expected is not None:
                expected()
            _replace(new, path, files)
            signature = _signature(path, files)
    except BaseException as error:
        # Also when interrupted from the keyboard: half a save must leave nothing behind.
        for leftover in (new, old) if kept else (new,):
            with suppress(OSError):
                files.remove(leftover)
        if isinstance(error, OSError):
            raise in_words(error, path.name) from error
        raise
    if kept and keep_previous is not None:
        kept = _file_away(old, keep_previous, files)
    try:
        files.sync_folder(path.parent)
    except OSError as error:
        raise in_words(error, path.name) from error
    return Written(signature, kept)


def write_new(path: Path, data: bytes, *, files: FileSystem) -> None:
    """Write a file that is not there yet, and wait until the disk has it; nothing is left when it fails.

    Raises:
        OSError: as the system gave it; `FileExistsError` when there is one already.

    """
    handle = files.create(path)
    try:
        try:
            files.write(handle, data)
            files.sync(handle)
        finally:
            files.close(handle)
    except BaseException:
        with suppress(OSError):
            files.remove(path)
        raise


def keep_aside(folder: Path, stem: str, suffix: str, data: bytes, *, files: FileSystem) -> Path:
    """Write `data` as `<stem><suffix>` in `folder`, or `<stem>-2<suffix>`, …: never over another file.

    Raises:
        OSError: as the system gave it.

    """
    files.make_folder(folder)
    number = 1
    while True:
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        try:
            write_new(path, data, files=files)
        except FileExistsError:
            number += 1
            continue
        files.sync_folder(folder)
        return path


def _in_folder(folder: Path, act: Callable[[], Made], files: FileSystem) -> Made:
    """Do it; if that fails for want of the folder, make the folder and do it again."""
    try:
        return act()
    except FileNotFoundError:
        files.make_folder(folder)
        return act()


@contextmanager
def guarded(guard: Path | None, path: Path, files: FileSystem) -> Iterator[None]:
    """Hold the guard of a study against every save into it, as `path` is written or moved.

    Where it cannot exist (a drive without locks) go on, since whoever replaces a file still looks at it.
    """
    handle = None
    if guard is not None:
        with suppress(OSError):
            for _ in range(_GUARD_TRIES):
                handle = _in_folder(guard.parent, lambda: files.hold(guard), files)
                if handle is not None:
                    break
                files.pause(_GUARD_PAUSE)
            else:
                raise StoreError(
                    "Another reflect is saving into this study and does not finish",
                    place=path.name,
                    remedy="Save again in a moment; if it stays so, close the other one.",
                )
    try:
        yield
    finally:
        if handle is not None:
            with suppress(OSError):
                files.let_go(handle)


def _second_name(path: Path, old: Path, files: FileSystem) -> bool:
    """Give the file at `path` the name `old` as well: a hard link, a copy where links fail."""
    try:
        files.link(path, old)
    except FileNotFoundError:
        return False
    except OSError:
        # Keeping the previous generation is a second safety; the words just typed come first.
        try:
            write_new(old, files.read(path), files=files)
        except OSError:
            return False
    return True


def _file_away(old: Path, keep_previous: Path, files: FileSystem) -> bool:
    try:
        _in_folder(keep_previous.parent, lambda: files.replace(old, keep_previous), files)
    except OSError:
        # The save itself is done, and an older kept generation is still a whole one.
        with suppress(OSError):
            files.remove(old)
        return False
    return True


def _replace(source: Path, target: Path, files: FileSystem) -> None:
    """Rename into place; Windows refuses while another program has the target open, so try a few times."""
    pause = 0.01
    for _ in range(_REPLACE_TRIES - 1):
        try:
            files.replace(source, target)
        except PermissionError:
            files.pause(pause)
            pause *= 2
        else:
            return
    files.replace(source, target)


def _signature(path: Path, files: FileSystem) -> Signature | None:
    try:
        return files.signature(path)
    except OSError:
        return None
