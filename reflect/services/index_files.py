"""What the index knows of a study's files, beside what lies there now.

Whether a file changed is told by its signature. Where the clock is too coarse for that, which it is for a
file that has only just been saved, its first line is looked at too: that is different in every generation.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from reflect.store.filesystem import FileSystem, in_words
from reflect.store.index import Index
from reflect.store.index_files import IndexedFile, known_files, put_file
from reflect.store.opening import first_line
from reflect.store.paths import PEOPLE, SESSIONS, STUDY
from reflect.store.study_folder import is_session_name

State = tuple[int, int, int]
"""A file's signature."""

COARSE = 3.0
"""Seconds within which two changes of a file may look like one: the FAT filesystem counts by twos."""
_FIRST_LINE = 65_536


class IndexFiles:
    """The files of one study as they were read for its index. Used by one thread at a time."""

    def __init__(self, folder: Path, *, files: FileSystem, now: Callable[[], float]) -> None:
        self._folder = folder
        self._files = files
        self._now = now
        self._version: int | None = None
        self.around: dict[str, IndexedFile] = {}
        """The study's own two files."""
        self.sessions: dict[str, IndexedFile] = {}
        """Files of sessions, and copies of them, by their names."""
        self._states: dict[str, State] = {}
        self._unsure: set[str] = set()

    def load(self, index: Index) -> None:
        """Know what the index knows: it is asked only when another process has put something in."""
        version = index.version()
        if version == self._version:
            return
        known = known_files(index)
        self.around = {name: known.pop(name) for name in (PEOPLE, STUDY) if name in known}
        self.sessions = known
        self._states = {name: file[1:4] for name, file in known.items()}
        self._unsure = {name for name, file in known.items() if not file[5]}
        self._version = version

    def unload(self) -> None:
        """Know nothing: the index is another one."""
        self._version = None

    def note(self, handle: sqlite3.Connection, file: IndexedFile) -> None:
        """Note a file as read, in the index as well."""
        put_file(handle, file)
        if file.name in (PEOPLE, STUDY):
            self.around[file.name] = file
            return
        self.sessions[file.name] = file
        self._states[file.name] = file[1:4]
        (self._unsure.discard if file.sure else self._unsure.add)(file.name)

    def doubt(self, handle: sqlite3.Connection, name: str) -> None:
        """Have a session read again although its file did not change."""
        self.note(handle, self.sessions[name]._replace(size=-1))

    def forget(self, handle: sqlite3.Connection, name: str) -> str:
        """Take a file and all that is known of it out of the index; the id of the session it held."""
        self.around.pop(name, None)
        self.sessions.pop(name, None)
        self._states.pop(name, None)
        self._unsure.discard(name)
        from reflect.store.index_write import forget_file  # for when something changed

        return forget_file(handle, name)

    def seen(self) -> dict[str, State]:
        """Every file that may be a session, as it lies there. Raises StoreError."""
        folder = self._folder / SESSIONS
        found, known = {}, self.sessions
        handle: int | None = None
        try:
            # Looked up from the folder itself, each file is found a tenth quicker than by its whole path.
            handle = os.open(folder, os.O_RDONLY) if os.scandir in os.supports_fd else None
            with os.scandir(folder if handle is None else handle) as entries:
                for each in entries:
                    name = each.name
                    if name in known or is_session_name(name):
                        try:
                            stat = each.stat()
                        except FileNotFoundError:
                            continue
                        found[name] = stat.st_mtime_ns, stat.st_size, stat.st_ino
        except OSError as error:
            raise in_words(error, SESSIONS, "read") from error
        finally:
            if handle is not None:
                os.close(handle)
        return found

    def changed(self, seen: Mapping[str, State]) -> list[str]:
        """Those that are new or not as they were read."""
        if seen == self._states and not self._unsure:
            return []
        states = self._states
        found = {name for name, state in seen.items() if states.get(name) != state}
        again = (name for name in self._unsure - found if name in seen)
        return sorted(found.union(name for name in again if self._rewritten(self.sessions[name])))

    def around_changed(self, name: str) -> tuple[bool, State | None]:
        """Whether one of the study's own files is not as it was read, and how it is. Raises StoreError."""
        try:
            state = self._files.signature(self._folder / name)
        except OSError as error:
            raise in_words(error, name, "read") from error
        known = self.around.get(name)
        if known is None or state is None:
            return known is not None or state is not None, state
        return known[1:4] != state or (not known.sure and self._rewritten(known)), state

    def now(self, name: str, state: State, *, copy: bool = False) -> IndexedFile:
        """A file as it is, before it is read."""
        sure = copy or self._sure(state)
        return IndexedFile(name, *state, b"" if sure else self._head(name), sure=sure, copy=copy)

    def make_sure(self, index: Index) -> None:
        """Note of which files the signature is enough by now."""
        old = [
            file
            for file in (self.sessions[name] for name in self._unsure)
            if self._sure((file.modified, file.size, file.inode))
        ]
        if old:
            with index.writing() as handle:
                for file in old:
                    self.note(handle, file._replace(sure=True))

    def _sure(self, state: State) -> bool:
        return self._now() - state[0] / 1e9 > COARSE

    def _rewritten(self, file: IndexedFile) -> bool:
        return self._head(file.name) != file.head

    def _head(self, name: str) -> bytes:
        """What tells one generation of a file from every other."""
        path = self._folder / name if name in (PEOPLE, STUDY) else self._folder / SESSIONS / name
        with suppress(OSError):
            return sha256(first_line(self._files.read(path, _FIRST_LINE))).digest()[:16]
        return b""
