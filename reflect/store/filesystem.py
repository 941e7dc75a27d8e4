"""The machine underneath: each file operation by itself, and the clock on the wall.

Everything the store does to a disk goes through a `FileSystem`, one method an operation, so that a test can
make any single one of them fail.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from reflect.errors import StoreError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Signature(NamedTuple):
    """What tells one state of a file from another without reading it."""

    modified: int
    """Nanoseconds since 1970."""
    size: int
    inode: int


class FileSystem:
    """The real disk. Every method is one operation and raises `OSError` when it fails."""

    def listed(self, folder: Path) -> list[Path]:
        """What lies in a folder, by name; nothing when the folder is not there."""
        try:
            return sorted(folder.iterdir())
        except FileNotFoundError:
            return []

    def make_folder(self, folder: Path) -> None:
        """Make the folder and those above it, unless they are there; a new one stays if the power goes."""
        for each in _missing(folder):
            each.mkdir(exist_ok=True)
            self._sync_new(each)

    def signature(self, path: Path) -> Signature | None:
        """The present signature of a file or folder; None when nothing is there."""
        try:
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return Signature(found.st_mtime_ns, found.st_size, found.st_ino)

    def writable(self, folder: Path) -> bool:
        """Whether this account may write in a folder, as far as the system says."""
        return os.access(folder, os.W_OK)

    def read(self, path: Path, limit: int = -1) -> bytes:
        """The file's bytes, or its first `limit`."""
        with path.open("rb") as opened:
            return opened.read(limit)

    def create(self, path: Path) -> int:
        """A handle to a new file; fails when there is one already."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)

    def make_private_folder(self, folder: Path, *, lasting: bool = False) -> None:
        """Make the folder, and those above it that are missing, for this account alone.

        A `lasting` one stays if the power goes.
        """
        for each in _missing(folder):
            each.mkdir(mode=0o700, exist_ok=True)
            if lasting:
                self._sync_new(each)
        if sys.platform != "win32" and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)

    def create_private(self, path: Path) -> int:
        """A handle to a new file that this account alone can read; fails when there is one already."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)

    def extend(self, path: Path) -> int:
        """A handle that writes at the end of a file; fails when there is none."""
        return os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))

    def size(self, handle: int) -> int:
        """How long the file is, in bytes."""
        return os.fstat(handle).st_size

    def cut(self, handle: int, size: int) -> None:
        """Let the file end after so many bytes."""
        os.ftruncate(handle, size)

    def write(self, handle: int, data: bytes) -> None:
        """Write all of it."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]

    def sync(self, handle: int) -> None:
        """Wait until the disk has what was written."""
        os.fsync(handle)

    def close(self, handle: int) -> None:
        """Give the handle back."""
        os.close(handle)

    def link(self, existing: Path, new: Path) -> None:
        """Give a file a second name."""
        os.link(existing, new)

    def replace(self, source: Path, target: Path) -> None:
        """Put `source` in the place of `target`, all at once."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Delete a file."""
        path.unlink()

    def sync_folder(self, folder: Path) -> None:
        """Wait until the disk has the folder's names; where folders cannot be synced, do nothing."""
        if sys.platform == "win32":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            # Some network filesystems know no fsync for folders; that is not a failure of the disk.
            if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF):
                raise
        finally:
            os.close(handle)

    def _sync_new(self, folder: Path) -> None:
        """Wait until the disk has a new folder's name, as far as this account may look at what it lies in."""
        with suppress(OSError):
            self.sync_folder(folder.parent)

    def hold(self, path: Path) -> int | None:
        """Try once to hold the file at `path` (made if needed) against every other handle; None when held.

        The system lets go when the process ends, however it ends. Not `filelock` here: it costs a tenth of
        a whole save.
        """
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            if error.errno in (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES):
                return None
            raise
        return handle

    def let_go(self, handle: int) -> None:
        """End what `hold` began."""
        os.close(handle)

    def pause(self, seconds: float) -> None:
        """Wait before trying again."""
        time.sleep(seconds)


def _missing(folder: Path) -> list[Path]:
    """A folder and those above it that are not there, the uppermost first."""
    found = []
    for each in (folder, *folder.parents):
        if each.is_dir():
            break
        found.append(each)
    return found[::-1]


def local_time() -> datetime:
    """The present moment in the machine's time zone."""
    return datetime.now().astimezone()


def moment(now: datetime) -> str:
    """A moment as it stands in file names, where Windows allows no colon: `2026-11-23T10-15-30`."""
    return now.strftime("%Y-%m-%dT%H-%M-%S")


_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_GONE = {
    getattr(errno, name)
    for name in ("ENOENT", "ENOTDIR", "ENODEV", "ENXIO", "ESTALE", "ENOTCONN", "EHOSTDOWN", "ETIMEDOUT")
    if hasattr(errno, name)
}
_IN_USE = {32, 33}
"""Windows' numbers for a sharing and a lock violation."""


def in_words(error: OSError, place: str, doing: Literal["read", "written"] = "written") -> StoreError:
    """What the system said, as an error that tells a person what happened and what to do."""
    code = error.errno or 0
    if getattr(error, "winerror", None) in _IN_USE:
        message = "The file is in use by another program"
        remedy = "Close it there and try again."
    elif code in _FULL:
        message = "The disk is full"
        remedy = "Free some space and save again; what was saved before is untouched."
    elif code in _FORBIDDEN:
        message = f"The file or its folder cannot be {doing}: this account lacks the right to"
        if code == errno.EROFS:
            message = "The file cannot be written: its drive is read-only"
        remedy = "Change the folder's permissions, or copy the study to a place of your own."
    elif code in _GONE:
        message = "The file or its folder is not there"
        remedy = "Is the drive connected? Try again when it is back."
    elif code == errno.EIO:
        message = "The disk reported an error"
        remedy = "Check the drive and its connection, and save the study somewhere else if it happens again."
    elif code == errno.ENAMETOOLONG:
        message = "The file's name is too long for this drive"
        remedy = "Move the study to a folder with a shorter path."
    else:
        message = f"The file cannot be {doing}: {error.strerror or error}"
        remedy = "Try again; what was saved before is untouched." if doing == "written" else ""
    return StoreError(message, place=place, remedy=remedy)
