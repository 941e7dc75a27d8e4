"""Many sessions that are new to a study, written at once: each whole or not at all.

A transcript's original goes to the disk before its session, which alone makes it count. What is under way is
written down first (`.reflect/importing.json`), so that the next import can remove what a power cut left
behind of this one: originals that belong to no session.

Files are written in threads, since one wait for the disk then serves several of them; the folders' names are
made safe once, at the end.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from reflect.domain.recovery import as_fields
from reflect.domain.session import SessionRecord
from reflect.errors import ReadOnly, ReflectError
from reflect.store import sealed
from reflect.store.atomic import write_atomically, write_new
from reflect.store.filesystem import FileSystem, in_words, local_time
from reflect.store.paths import StudyPaths

_AT_ONCE = 8
_PATIENCE = timedelta(hours=1)
"""How long an import on another computer is taken to be still going on."""
_KEEP_OUT = b"# The files of transcripts as they were: they hold names, and stay on this laptop.\n*\n"


def forget_originals(folder: Path, *, files: FileSystem | None = None) -> list[str]:
    """Delete the originals of sessions that are neither in the study nor in its bin; returns their ids.

    For when the bin was emptied: the names in an original must not outlast the session. Raises StoreError.
    """
    disk, paths = files or FileSystem(), StudyPaths(folder)
    gone: list[str] = []
    try:
        kept = {path.name.partition(".")[0].rpartition("-")[2] for path in disk.listed(paths.sessions)}
        for path in disk.listed(paths.originals):
            if not path.name.startswith(".") and path.stem not in kept:
                disk.remove(path)
                gone.append(path.stem)
    except OSError as error:
        raise in_words(error, "originals") from error
    return gone


class NewSession(NamedTuple):
    """A session to be written, and the file it came from."""

    path: Path
    """Where in `sessions/`; its id is new, so nothing is there."""
    record: SessionRecord
    original: bytes = b""
    """What is kept at `record.session.source.original`; nothing when that is empty."""


class PutDown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record that an import puts into one of the study's own files."""

    file: Literal["study", "people"]
    table: str
    id: str
    digest: str
    """SHA-256 of the record as the import puts it down."""
    before: msgspec.Raw | None = None
    """As it was before; None where there was none."""


class Coming(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is under way: `importing.json`."""

    sessions: list[str]
    """Ids of the sessions that are going to be written."""
    whole: str = ""
    """The file's name, when it comes in whole or not at all; empty when each session may come by itself."""
    rows: list[PutDown] = []
    """What else a whole import puts down."""
    host: str = ""
    """The computer that brings it in."""
    at: str = ""
    """Since when: ISO 8601 with time zone."""

    def elsewhere(self, now: datetime, host: str) -> bool:
        """Whether another computer, which a shared folder's locks do not show, may be at it still."""
        try:
            return self.host not in ("", host) and abs(now - datetime.fromisoformat(self.at)) < _PATIENCE
        except (ValueError, TypeError):
            return False


class UnderWay:
    """An import into one study, which nobody else on this machine does at the same time."""

    def __init__(self, folder: Path, *, files: FileSystem | None = None) -> None:
        self._paths = StudyPaths(folder)
        self._files = files or FileSystem()
        self._marker = self._paths.private / "importing.json"
        self._guard = self._paths.locks / "importing"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the study against other imports. Raises ReadOnly when there is one, StoreError."""
        try:
            self._files.make_folder(self._guard.parent)
            handle = self._files.hold(self._guard)
        except OSError as error:
            raise in_words(error, "the study") from error
        if handle is None:
            raise ReadOnly(
                "Another reflect is importing into this study just now", remedy="Try again when it is done."
            )
        try:
            yield
        finally:
            with suppress(OSError):
                self._files.let_go(handle)

    def cut_short(self) -> list[str]:
        """The sessions that an earlier import wanted to write and never did; their originals are removed.

        For one whose sessions may come each by itself; see `whole_import` for the others.
        """
        coming = self.left()
        if coming is None:
            return []
        names = {path.stem.rpartition("-")[2] for path in self._files.listed(self._paths.sessions)}
        lost = [session for session in coming.sessions if session not in names]
        for path in self._files.listed(self._paths.originals):
            if path.stem in lost:
                with suppress(OSError):
                    self._files.remove(path)
        return lost

    def left(self) -> Coming | None:
        """What is under way, or was when it was cut short; None when nothing is."""
        try:
            data = self._files.read(self._marker)
            # Until now only the sessions' ids stood there.
            found = msgspec.json.decode(data, type=Coming | list[str])
        except (OSError, msgspec.MsgspecError):
            return None
        return Coming(sessions=found) if isinstance(found, list) else found

    def begin(self, coming: Coming) -> None:
        """Write down what is going to be written, and where. Raises StoreError."""
        here = {"host": socket.gethostname(), "at": local_time().isoformat(timespec="seconds")}
        data = msgspec.json.encode(msgspec.structs.replace(coming, **here))
        write_atomically(self._marker, data, temporary=self._paths.temporary, files=self._files)

    def end(self) -> None:
        """Nothing is under way any more. Raises StoreError when that cannot be written down."""
        try:
            if self._files.signature(self._marker) is not None:
                self._files.remove(self._marker)
                self._files.sync_folder(self._marker.parent)
        except OSError as error:
            raise in_words(error, self._paths.name(self._marker)) from error

    def write(
        self, sessions: Sequence[NewSession], progress: Callable[[], None]
    ) -> list[ReflectError | None]:
        """Write them; for each, in order, what kept it from being written. `progress` is told after each."""
        try:
            self._make_folders(sessions)
        except OSError as error:
            return [in_words(error, "the study")] * len(sessions)

        def write_one(new: NewSession) -> ReflectError | None:
            try:
                self._write(new)
            except ReflectError as error:
                return error
            finally:
                progress()
            return None

        with ThreadPoolExecutor(min(_AT_ONCE, max(1, len(sessions)))) as pool:
            done = list(pool.map(write_one, sessions))
        try:
            for folder in (self._paths.originals, self._paths.sessions):
                if self._files.signature(folder) is not None:
                    self._files.sync_folder(folder)
        except OSError as error:
            refused = in_words(error, "sessions")
            return [refused if one is None else one for one in done]
        return done

    def _make_folders(self, sessions: Sequence[NewSession]) -> None:
        for folder in (self._paths.sessions, self._paths.temporary):
            self._files.make_folder(folder)
        if any(new.original for new in sessions):
            self._files.make_folder(self._paths.originals)
            out = self._paths.originals / ".gitignore"
            if self._files.signature(out) is None:
                write_new(out, _KEEP_OUT, files=self._files)

    def _write(self, new: NewSession) -> None:
        session = new.record.session
        kept = session.source.original if session.source else ""
        original = self._paths.folder / kept if kept else None
        data = sealed.encode(as_fields(new.record), uid=session.id, generation=1, parent="")
        half = self._paths.temporary / f"{new.path.name}.tmp"
        made: list[Path] = []
        try:
            if original is not None:
                made.append(original)
                write_new(original, new.original, files=self._files)
            made.append(half)
            write_new(half, data, files=self._files)
            self._files.replace(half, new.path)
        except BaseException as error:
            for path in made:
                with suppress(OSError):
                    self._files.remove(path)
            if isinstance(error, OSError):
                raise in_words(error, self._paths.name(new.path)) from error
            raise
