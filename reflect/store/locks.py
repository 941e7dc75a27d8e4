"""Who has a session open: a courtesy between researchers, not the protection of its file.

The protection is the storage's look at the generation. A lock is held by the system (`filelock`), which lets
go when the process ends, however it ends; beside it lies a small file that says who, where and since when,
with a heartbeat. On network drives where the system's lock reaches only one machine, a fresh heartbeat from
another machine counts as a lock.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from reflect.domain.ids import Clock
from reflect.store.filesystem import FileSystem, local_time
from reflect.store.paths import StudyPaths

if TYPE_CHECKING:
    from filelock import BaseFileLock

BEAT_EVERY = 15.0
"""Seconds between heartbeats."""
_STALE = timedelta(seconds=3 * BEAT_EVERY)


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who has a session open."""

    who: str
    """The researcher; empty when only the lock is there and nothing says whose."""
    host: str = ""
    pid: int = 0
    since: str = ""
    """ISO 8601 with time zone."""
    heartbeat: str = ""
    """The same: when they last showed that they are there."""


class NoLock(msgspec.Struct, frozen=True, kw_only=True):
    """Locking does not work in this folder; the session can be used, and nobody will be warned."""

    reason: str
    """For a person, as a sentence without its full stop."""


class SessionLock:
    """The lock of one session for one opener, until `release` or the end of the process."""

    def __init__(
        self,
        folder: Path,
        session: str,
        who: str,
        *,
        files: FileSystem | None = None,
        clock: Clock = local_time,
        host: str | None = None,
    ) -> None:
        locks = StudyPaths(folder).locks
        self._lock_path = locks / f"{session}.lock"
        self._info = locks / f"{session}.json"
        self._who = who
        self._host = socket.gethostname() if host is None else host
        self._files = files or FileSystem()
        self._clock = clock
        self._since = ""
        self._lock: BaseFileLock | None = None
        self._announced = False

    @property
    def held(self) -> bool:
        """Whether the system holds the lock for us."""
        return self._lock is not None

    def acquire(self) -> Holder | NoLock | None:
        """Take the lock: None when we have it (now or already), else who has it, or why there is none."""
        if self._lock is not None:
            return None
        # Imported here: filelock costs 80 ms, and most commands lock nothing.
        from filelock import FileLock, Timeout

        trouble = ""
        lock = FileLock(self._lock_path, thread_local=False)
        try:
            self._files.make_folder(self._lock_path.parent)
            lock.acquire(timeout=0)
        except Timeout:
            return self.holder() or Holder(who="")
        except (OSError, NotImplementedError) as error:
            trouble = getattr(error, "strerror", None) or str(error)
        other = self._alive(unlocked=bool(trouble))
        if other is not None:
            lock.release()
            return other
        self._since = self._now()
        if trouble:
            self._announce()
            return NoLock(
                reason="Nobody can be kept from opening this session at the same time: its folder takes no "
                f"lock ({trouble})"
            )
        self._lock = lock
        self._announce()
        return None

    def taken(self) -> Holder | None:
        """Who has it now, without taking it and without leaving a trace."""
        if self._lock is not None:
            return None
        if self._files.signature(self._lock_path) is not None:
            handle = None
            with suppress(OSError):
                handle = self._files.hold(self._lock_path)
                if handle is None:
                    return self.holder() or Holder(who="")
            if handle is not None:
                self._files.let_go(handle)
        return self._alive(unlocked=False)

    def beat(self) -> None:
        """Show that we are still there, every `BEAT_EVERY` seconds; does nothing without the lock."""
        if self._since:
            self._announce()

    def release(self) -> None:
        """Give the lock back; does nothing without it."""
        if self._announced:
            with suppress(OSError):
                self._files.remove(self._info)
        self._since, self._announced = "", False
        if self._lock is not None:
            with suppress(OSError):
                self._lock.release()
            self._lock = None

    def holder(self) -> Holder | None:
        """Who last said that they have the session, alive or not; None when nobody did."""
        try:
            return msgspec.json.decode(self._files.read(self._info), type=Holder)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def _alive(self, *, unlocked: bool) -> Holder | None:
        """A holder with a fresh heartbeat whom the system's lock does not show.

        That is one on another machine, which the lock may not reach, or when nothing can be locked
        (`unlocked`), another process on this one. Otherwise a holder on this machine would have the lock, so
        what says so was left behind by a process that died.
        """
        found = self.holder()
        if found is None or (found.host == self._host and (not unlocked or found.pid == os.getpid())):
            return None
        try:
            apart = self._clock() - datetime.fromisoformat(found.heartbeat)
        except (ValueError, TypeError):
            return None
        return found if abs(apart) < _STALE else None

    def _announce(self) -> None:
        """Say who has it. Failing to is no reason to fail: the lock itself stands."""
        holder = Holder(
            who=self._who, host=self._host, pid=os.getpid(), since=self._since, heartbeat=self._now()
        )
        scratch = self._info.with_suffix(f".{os.getpid()}.tmp")
        with suppress(OSError):
            with suppress(FileNotFoundError):
                self._files.remove(scratch)
            handle = self._files.create(scratch)
            try:
                self._files.write(handle, msgspec.json.encode(holder))
            finally:
                self._files.close(handle)
            self._files.replace(scratch, self._info)
            self._announced = True

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")
