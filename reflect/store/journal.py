"""The typing journal: what has been typed and is not yet in the study, a line at a time, on this machine.

The form of its lines is `journal_lines`'.

A line is on the disk when `append` returns. What the study has by now goes from the journal with
`checkpointed`, in place, which is safe because nothing in it is needed any more. Everything else that
rewrites it puts a whole new file in its place.

These are confidential words: the file and its folder are for this account alone. A journal is used by one
process at a time; whoever shares one between threads holds a lock.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from reflect.domain.recovery import RowChange, folded
from reflect.errors import StoreError
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.journal_lines import Head, Line, Replay, Whole, encoded, replayed
from reflect.store.leftovers import left_by_saves

SUFFIX = ".jsonl"
COMPACT_FROM = 1_000_000
"""Bytes from which on a journal is written anew with only the last state of each row, and again each time
it has grown by as much and by half."""
_MOST = 9
"""How many journals of one session there can be: one for each clone of the study that has it open here."""


class Journal:
    """The journal of one session or write-up, open to be written. Makes nothing before the first line.

    `stem` is the file's name in `folder` without its suffix; while another process, or another clone of the
    study, has that one, the next of `<stem>-2`, … is used.
    """

    def __init__(self, folder: Path, stem: str, *, files: FileSystem | None = None) -> None:
        self._folder = folder
        self._stem = stem
        self._files = files or FileSystem()
        self._path: Path | None = None
        self._claims: dict[Path, Callable[[], object]] = {}
        self._head: Head | None = None
        self._rows: dict[tuple[str, str], RowChange] = {}
        self._whole = b""
        self._size: int | None = None
        self._small = 0

    @property
    def path(self) -> Path | None:
        """Where it is written; None before the first line."""
        return self._path

    @property
    def empty(self) -> bool:
        """Whether everything that was appended has been checkpointed."""
        return not self._rows

    def found(self, mine: Callable[[Head], bool]) -> list[Replay]:
        """What was left behind by whoever wrote here before, and take it over.

        `mine` says of a head whether it is of this very file, and not of another clone's. What another
        process is still writing is left alone.

        Raises:
            StoreError: there is something, and the disk does not let it be read.

        """
        left = []
        # What a line that was cut short left: it was never acknowledged, and these are confidential words.
        for path in left_by_saves(self._folder, self._stem, self._files):
            with suppress(OSError):
                self._files.remove(path)
        for path in self._places():
            if not path.exists() or not self._claim(path):
                continue
            try:
                replay = replayed(path, self._files.read(path))
            except OSError as error:
                self._let_go(path)
                raise in_words(error, str(path), "read") from error
            if replay.head is not None and not mine(replay.head):
                self._let_go(path)
                continue
            left.append(replay)
        self._path = left[0].path if left else None
        return left

    def begin(self, head: Head) -> None:
        """Say what the next changes build on; nothing is written yet."""
        self._head = head
        self._rows, self._whole = {}, b""

    def append(self, changes: Sequence[RowChange], *, at: str) -> None:
        """Put changes down; on the disk when this returns.

        Raises:
            InvalidInput: they hold half of a character.
            StoreError: the disk refused; what was put down before is still there.

        """
        rows = folded(self._rows, changes)
        data = encoded(Line(at=at, changes=tuple(changes)))
        try:
            if not self._extended(data):
                self._rewrite(rows, at)
        except OSError as error:
            raise _cannot_be_kept(error) from error
        self._rows = rows
        if self._size is not None and self._size > self._small + self._small // 2 + COMPACT_FROM:
            # What is in it is safe already, so failing to make it small is no failure.
            with suppress(OSError):
                self._rewrite(rows, at)

    def keep_whole(self, whole: Whole, *, at: str) -> None:
        """Put everything down, for when the study itself is out of reach.

        Raises: what `append` raises.

        """
        self._whole = encoded(Line(at=at, whole={table: dict(rows) for table, rows in whole.items()}))
        try:
            self._rewrite(self._rows, at)
        except OSError as error:
            raise _cannot_be_kept(error) from error

    def checkpointed(self, head: Head, rest: Sequence[RowChange] = (), *, at: str) -> None:
        """The study has it all but `rest`, as has been seen: start again from there.

        Never fails: what could not be taken out says nothing new when it is replayed.
        """
        self.begin(head)
        if rest:
            with suppress(OSError):
                rows = folded({}, rest)
                self._rewrite(rows, at)
            self._rows = folded({}, rest)
            return
        self._size = None
        if self._path is not None:
            with suppress(OSError):
                self._emptied(self._path, encoded(Line(head=head)))
        for path in [path for path in self._claims if path != self._path]:
            self._remove(path)

    def drop(self) -> None:
        """Remove the journal: all that was in it has been checkpointed."""
        for path in list(self._claims):
            self._remove(path)
        self._path, self._size, self._rows, self._whole = None, None, {}, b""

    def close(self) -> None:
        """Let others have it; what is in it stays."""
        for path in list(self._claims):
            self._let_go(path)
        self._path = None

    # -- the file --------------------------------------------------------------------------------------

    def _extended(self, data: bytes) -> bool:
        """Write at the end; False when the file is not as we left it, and must be written anew."""
        if self._path is None or self._size is None:
            return False
        try:
            handle = self._files.extend(self._path)
        except FileNotFoundError:
            return False
        was, self._size = self._size, None
        try:
            if self._files.size(handle) != was:
                return False
            try:
                self._files.write(handle, data)
                self._files.sync(handle)
            except OSError:
                with suppress(OSError):
                    self._files.cut(handle, was)
                raise
        finally:
            self._files.close(handle)
        self._size = was + len(data)
        return True

    def _rewrite(self, rows: Mapping[tuple[str, str], RowChange], at: str) -> None:
        """Put a new file in the place of the old one, with one change a row."""
        if self._head is None:
            raise StoreError("The journal was not begun")
        parts = [encoded(Line(head=self._head)), self._whole]
        if rows:
            parts.append(encoded(Line(at=at, changes=tuple(rows.values()))))
        data = b"".join(parts)
        self._files.make_private_folder(self._folder, lasting=True)
        path = self._path or self._free()
        new = self._folder / f"{path.stem}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
        handle = self._files.create_private(new)
        try:
            try:
                self._files.write(handle, data)
                self._files.sync(handle)
            finally:
                self._files.close(handle)
            self._files.replace(new, path)
        except BaseException:
            with suppress(OSError):
                self._files.remove(new)
            raise
        self._path = path
        self._files.sync_folder(self._folder)
        self._size = self._small = len(data)

    def _emptied(self, path: Path, head: bytes) -> None:
        """Leave only the head, in place: faster than a new file, and what goes is in the study."""
        handle = self._files.extend(path)
        try:
            self._files.cut(handle, 0)
            self._files.write(handle, head)
            # Or old lines might come back after a power cut, and be taken for newer than the study.
            self._files.sync(handle)
        finally:
            self._files.close(handle)
        self._size = self._small = len(head)

    # -- whose it is -----------------------------------------------------------------------------------

    def _places(self) -> list[Path]:
        names = [self._stem, *(f"{self._stem}-{number}" for number in range(2, _MOST + 1))]
        return [self._folder / f"{name}{SUFFIX}" for name in names]

    def _free(self) -> Path:
        """The first place that nobody has."""
        for path in self._places():
            if not path.exists() and self._claim(path):
                return path
        raise StoreError("Too many journals of it are left on this computer", place=str(self._folder))

    def _claim(self, path: Path) -> bool:
        """Have the journal for ourselves; where nothing can be locked, just have it."""
        if path in self._claims:
            return True
        try:
            handle = self._files.hold(path.with_suffix(".lock"))
        except OSError:
            self._claims[path] = lambda: None
            return True
        if handle is None:
            return False
        # Also when this object is forgotten, or nobody could open the session until the program ends.
        self._claims[path] = weakref.finalize(self, _released, self._files, handle)
        return True

    def _let_go(self, path: Path) -> None:
        # The lock's file goes first: whoever opens it in between finds it held, or makes a new one.
        with suppress(OSError):
            self._files.remove(path.with_suffix(".lock"))
        self._claims.pop(path)()

    def _remove(self, path: Path) -> None:
        with suppress(OSError):
            self._files.remove(path)
        self._let_go(path)


def journals_in(folder: Path) -> list[Path]:
    """The journals in a folder, by name; none when it cannot be looked into."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except OSError:
        return []


def read_journal(path: Path, *, files: FileSystem | None = None) -> Replay | None:
    """What an unattended journal holds; None while a running reflect is writing it.

    Raises:
        StoreError: it cannot be read.

    """
    disk = files or FileSystem()
    lock = path.with_suffix(".lock")
    try:
        handle = disk.hold(lock) if lock.exists() else -1
        if handle is None:
            return None
        if handle >= 0:
            disk.let_go(handle)
        return replayed(path, disk.read(path))
    except OSError as error:
        raise in_words(error, str(path), "read") from error


def _released(files: FileSystem, handle: int) -> None:
    with suppress(OSError):
        files.let_go(handle)


def _cannot_be_kept(error: OSError) -> StoreError:
    """Why a line could not be put down, for a person."""
    why = in_words(error, "").message
    return StoreError(
        f"What you type cannot be kept on this computer meanwhile ({why[:1].lower()}{why[1:]})",
        remedy="It is saved in the study at once instead.",
    )
