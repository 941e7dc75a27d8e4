"""The index: one SQLite file in the cache, made from the study's files, and never the truth.

    <cache>/reflect/<study uid>/<folder>/index.sqlite

`<folder>` stands for where the study lies, so that two clones of one study do not share an index. It holds
confidential words: it is for this account alone, and what is removed is overwritten (`secure_delete`). A file
that is missing, of another version or damaged is made anew; where the cache cannot be written, a temporary
file takes its place, and then memory. Nothing of that is an error for anybody.

Two handles of one process and any number of processes may use it at once: readers see a whole state
(write-ahead log), writers wait for one another.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from reflect import paths
from reflect.domain.words import VERSION as WORDS_VERSION
from reflect.store.filesystem import FileSystem
from reflect.store.paths import fit

Made = TypeVar("Made")

LAYOUT = "3"
"""Changes whenever the tables do."""
NAME = "index.sqlite"
PLACE = "place"
"""The file beside the index that says which study folder it is of."""
SLOTS = 20
"""A text's number is that of its session and, in so many bits, its own in it."""
QUOTES_FROM = 1 << (SLOTS - 1)
"""From this one on, a session's texts are its quotes."""
STUDY = (1 << 62 - SLOTS) - 1
"""The number that the study's own memos stand under, as if they were a session: the last there can be."""
EVERY = ""
"""In the tallies: quotes whether they have a learning point or not."""
_LONG_LOG, _LONGEST_LOG = 4_000_000, 64_000_000
"""Bytes of the write-ahead log from which on it is taken over when there is time, and at once."""
_PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""
_CACHE_KB = 24_000

_TABLES = """
CREATE TABLE files(
    name TEXT PRIMARY KEY, modified INTEGER, size INTEGER, inode INTEGER,
    head BLOB, sure INTEGER, copy INTEGER
) WITHOUT ROWID;
CREATE TABLE sessions(
    n INTEGER PRIMARY KEY, file TEXT UNIQUE, id TEXT, started TEXT, participant TEXT, guide TEXT,
    shown INTEGER, trouble TEXT, clashes INTEGER, texts INTEGER, row BLOB
);
CREATE INDEX sessions_order ON sessions(started, id);
CREATE INDEX sessions_id ON sessions(id);
CREATE TABLE people(code TEXT PRIMARY KEY, role TEXT) WITHOUT ROWID;
CREATE TABLE voices(part TEXT, name TEXT, n INTEGER, PRIMARY KEY(part, name, n)) WITHOUT ROWID;
CREATE INDEX voices_session ON voices(n);
CREATE TABLE tallies(
    point TEXT, n INTEGER, participant TEXT, quotes INTEGER, against INTEGER, lost INTEGER,
    PRIMARY KEY(point, n, participant)
) WITHOUT ROWID;
CREATE INDEX tallies_session ON tallies(n);
CREATE TABLE texts(
    id INTEGER PRIMARY KEY, kind TEXT, key TEXT, place INTEGER, participant TEXT, author TEXT, question TEXT,
    number TEXT, label TEXT, heading TEXT, tagged INTEGER, within INTEGER, echo INTEGER, text TEXT, row BLOB
);
CREATE INDEX texts_quotes ON texts(key) WHERE kind = 'quote';
CREATE INDEX texts_within ON texts(within) WHERE within IS NOT NULL;
CREATE TABLE tags(
    point TEXT, text INTEGER, author TEXT, contradicts INTEGER, PRIMARY KEY(point, text, author)
) WITHOUT ROWID;
CREATE INDEX tags_text ON tags(text);
CREATE TABLE vocabulary(word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE found USING fts5(
    words, content='', columnsize=0, tokenize="unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE standing USING fts5(
    words, content='', columnsize=0, detail=none, tokenize="unicode61 remove_diacritics 2"
);
CREATE TABLE state(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE kept(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TRIGGER kept_tally AFTER INSERT ON tallies BEGIN DELETE FROM kept; END;
CREATE TRIGGER kept_no_tally AFTER DELETE ON tallies BEGIN DELETE FROM kept; END;
CREATE TRIGGER kept_person AFTER INSERT ON people BEGIN DELETE FROM kept; END;
CREATE TRIGGER kept_no_person AFTER DELETE ON people BEGIN DELETE FROM kept; END;
CREATE TRIGGER kept_session AFTER UPDATE OF shown, trouble ON sessions BEGIN DELETE FROM kept; END;
"""
"""`kept` holds answers that take long to count; whatever they are counted from empties it when it changes."""
_ANOTHER_PLACE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOLFS,
}


_NETWORKS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "9p", "fuse.sshfs", "lustre"}
"""Filesystems that several computers can have open, by the names that Linux gives them."""


class Elsewhere(Enum):
    """Where an index can be when not in the cache; it is gone when it is closed."""

    TEMPORARY = "temporary"
    MEMORY = "memory"


class IndexUnusable(Exception):
    """The index cannot be used as it is; whoever sees this begins anew. Never shown to anybody."""

    def __init__(self, reason: str, *, elsewhere: bool) -> None:
        super().__init__(reason)
        self.elsewhere = elsewhere
        """Whether the place is at fault, and not what lies there."""


class IndexBusy(Exception):
    """Another process has been writing for longer than anybody should wait."""


class Stopped(Exception):
    """A search was stopped from another thread."""


def index_folder(uid: str, study: Path) -> Path:
    """Where the index of the study `uid` in the folder `study` lies."""
    where = sha256(os.fsencode(study.resolve())).hexdigest()[:16]
    return paths.cache_folder() / fit(uid) / where


class Index:
    """One open index, to be used from several threads.

    `rows` stands for what the rows in it look like: with another one it is made anew.
    """

    def __init__(self, folder: Path | Elsewhere, *, rows: str, files: FileSystem | None = None) -> None:
        """Open or make the index in `folder`, or a new one elsewhere. Raises IndexUnusable, IndexBusy."""
        self._version = (
            int.from_bytes(sha256(f"{LAYOUT}\0{WORDS_VERSION}\0{rows}\0{_TABLES}".encode()).digest()[:4])
            & 0x7FFF_FFFF
        )
        self._files = files or FileSystem()
        self._temporary: Path | None = None
        self._log: Path | None = None
        self._lock = RLock()
        self._stopping = RLock()
        """Held by whoever stops a reading, so that it is that one which ends and not the next."""
        self._stoppable = False
        self._write_lock = RLock()
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None
        self._kept: dict[object, Any] = {}
        self._kept_at: tuple[int, int] | None = None
        self.fresh = False
        """Whether it was made just now, so that there is nothing in it yet."""
        try:
            with self._in_words():
                self._open(folder)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A handle to read with: all that is read with it is of one moment.

        Raises IndexUnusable, IndexBusy, Stopped.
        """
        with self._lock, self._in_words():
            handle = self._reader
            if handle is None:
                raise IndexUnusable("it is closed", elsewhere=False)
            if handle.in_transaction:  # it is part of a larger reading
                yield handle
                return
            handle.execute("BEGIN")
            try:
                yield handle
            finally:
                with suppress(sqlite3.Error):
                    handle.execute("ROLLBACK")

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Let `stop` end what is read meanwhile, which then raises Stopped."""
        with self._lock:
            with self._stopping:
                self._stoppable = True
            try:
                yield
            finally:
                with self._stopping:
                    self._stoppable = False

    def kept(self, make: Callable[[sqlite3.Connection], Made]) -> Made:
        """What the function `make` reads, kept until anything in the index changes; it is known by itself.

        Raises what `reading` raises.
        """
        with self.reading() as handle:
            (others,) = handle.execute("PRAGMA data_version").fetchone()
            state = others, handle.total_changes
            if state != self._kept_at:
                self._kept, self._kept_at = {}, state
            if make not in self._kept:
                self._kept[make] = make(handle)
            found: Made = self._kept[make]
            return found

    def version(self) -> int:
        """Changes whenever somebody else has written, and not with what is written here.

        Raises what `reading` raises.
        """
        with self._write_lock, self._in_words():
            if self._writer is None:
                raise IndexUnusable("it is closed", elsewhere=False)
            (version,) = self._writer.execute("PRAGMA data_version").fetchone()
            return int(version)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A handle to write with; all of it is kept, or nothing. Raises what `reading` raises."""
        with self._write_lock, self._in_words():
            writer = self._writer
            if writer is None:
                raise IndexUnusable("it is closed", elsewhere=False)
            writer.execute("BEGIN IMMEDIATE")
            try:
                yield writer
            except BaseException:
                with suppress(sqlite3.Error):
                    writer.execute("ROLLBACK")
                raise
            writer.execute("COMMIT")
            if self._log_size() > _LONGEST_LOG:
                self._take_over(writer)

    def tidy(self) -> None:
        """Take what was written lately over from the log into the file, if it is much.

        Waits for the disk, and so is not done while somebody waits. Raises what `reading` raises.
        """
        with self._write_lock, self._in_words():
            if self._writer is not None and self._log_size() > _LONG_LOG:
                self._take_over(self._writer)

    def _take_over(self, writer: sqlite3.Connection) -> None:
        writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def _log_size(self) -> int:
        try:
            return self._log.stat().st_size if self._log is not None else 0
        except OSError:
            return 0

    def stop(self) -> None:
        """End what is being read just now, if it is `stoppable`, from another thread."""
        with self._stopping:
            reader = self._reader
            if self._stoppable and reader is not None:
                reader.interrupt()

    def close(self) -> None:
        """Let the file go."""
        with self._write_lock, self._lock:
            for handle in {self._reader, self._writer} - {None}:
                with suppress(sqlite3.Error):
                    if handle is not None:
                        handle.close()
            self._reader = self._writer = None
            if self._temporary is not None:
                import shutil

                shutil.rmtree(self._temporary, ignore_errors=True)
                self._temporary = None

    def _open(self, folder: Path | Elsewhere) -> None:
        if folder is Elsewhere.MEMORY:
            self._reader = self._writer = self._connected(":memory:")
            self._write_lock = self._lock
            self._make(self._writer)
            return
        folder = self._temporary_folder() if folder is Elsewhere.TEMPORARY else folder
        place = folder / NAME
        try:
            self._files.make_private_folder(folder)
            if not place.exists():
                with suppress(FileExistsError):
                    self._files.close(self._files.create_private(place))
        except OSError as error:
            raise IndexUnusable(str(error), elsewhere=True) from error
        self._log = folder / f"{NAME}-wal"
        self._writer = self._connected(str(place))
        self._writer.execute(f"PRAGMA journal_mode={'TRUNCATE' if _on_a_network(folder) else 'WAL'}")
        (version,) = self._writer.execute("PRAGMA user_version").fetchone()
        if version != self._version:
            if version or self._writer.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise IndexUnusable("another version made it", elsewhere=False)
            self._make(self._writer)
        self._reader = self._connected(str(place))

    def _connected(self, place: str) -> sqlite3.Connection:
        handle = sqlite3.connect(place, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        for setting in (
            "secure_delete=ON",
            # A cache may lose its last moments to a power cut, but not its shape.
            "synchronous=NORMAL",
            f"cache_size=-{_CACHE_KB}",
            "temp_store=MEMORY",
            "journal_size_limit=0",
            # Taking the log over waits for the disk: not in the middle of a refresh, but in `tidy`.
            "wal_autocheckpoint=0",
        ):
            handle.execute(f"PRAGMA {setting}")
        return handle

    def _make(self, handle: sqlite3.Connection) -> None:
        handle.execute("BEGIN IMMEDIATE")
        try:
            (version,) = handle.execute("PRAGMA user_version").fetchone()
            if version != self._version:  # else another process was quicker
                for statement in _TABLES.split(";\n"):
                    handle.execute(statement)
                handle.execute(f"PRAGMA user_version={self._version}")
                self.fresh = True
        except BaseException:
            handle.execute("ROLLBACK")
            raise
        handle.execute("COMMIT")

    def _temporary_folder(self) -> Path:
        import tempfile  # hardly ever needed

        try:
            self._temporary = Path(tempfile.mkdtemp(prefix="reflect-index-"))
        except OSError as error:
            raise IndexUnusable(str(error), elsewhere=True) from error
        return self._temporary

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """What SQLite says, as what is to be done about it."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise IndexBusy from error
            if code == sqlite3.SQLITE_INTERRUPT:
                raise Stopped from error
            raise IndexUnusable(str(error), elsewhere=code in _ANOTHER_PLACE) from error


def open_index(uid: str, study: Path, *, rows: str, files: FileSystem | None = None) -> Index:
    """The index of a study, in the best place there is for it; made anew where it has to be.

    Raises:
        IndexBusy: another process is making it just now.

    """
    disk = files or FileSystem()
    folder = index_folder(uid, study)
    for _ in range(2):
        try:
            index = Index(folder, rows=rows, files=disk)
        except IndexUnusable as problem:
            if problem.elsewhere or not remove_index(folder):
                break
        else:
            if index.fresh:
                _note_place(folder, study, disk)
            return index
    return index_elsewhere(rows=rows, files=disk)


def index_elsewhere(
    where: Elsewhere = Elsewhere.TEMPORARY, *, rows: str, files: FileSystem | None = None
) -> Index:
    """A new index outside the cache, which is gone when it is closed."""
    try:
        return Index(where, rows=rows, files=files)
    except IndexUnusable:
        return Index(Elsewhere.MEMORY, rows=rows, files=files)


def remove_index(folder: Path) -> bool:
    """Delete an index; whether it is gone. Other processes that have it open go on with what they have."""
    for name in (f"{NAME}-wal", f"{NAME}-shm", f"{NAME}-journal", NAME):
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError:
            return False
    return True


def forget_gone() -> None:
    """Delete the indexes of studies that are not where they were: nobody would ever take out their words.

    A folder on a drive that is away may come back, so only what is gone from a place that is there counts.
    """
    with suppress(OSError):
        for note in list(paths.cache_folder().glob(f"*/*/{PLACE}")):
            with suppress(OSError):
                was = Path(os.fsdecode(note.read_bytes()))
                if was.parent.is_dir() and not was.exists() and remove_index(note.parent):
                    note.unlink()
                    note.parent.rmdir()
                    note.parent.parent.rmdir()  # unless the study lies elsewhere too


def _note_place(folder: Path, study: Path, disk: FileSystem) -> None:
    with suppress(OSError):
        handle = disk.create_private(folder / PLACE)
        try:
            disk.write(handle, os.fsencode(study.resolve()))
        finally:
            disk.close(handle)


def _on_a_network(folder: Path) -> bool:
    """Whether another computer may have the folder open too: a write-ahead log needs memory that is shared.

    Only Linux says so; a home elsewhere is hardly ever on a network.
    """
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    place, longest, kind = str(folder.resolve()), -1, ""
    for line in mounts:
        _, mount, found, *_ = line.split(" ", 3)
        mount = mount.replace("\\040", " ")
        if len(mount) > longest and (place == mount or place.startswith(mount.rstrip("/") + "/")):
            longest, kind = len(mount), found
    return kind in _NETWORKS
