"""TinyDB's extension point: a storage that never loses a file and never overwrites another's work.

A handle remembers which generation it read. Saving replaces exactly that one; when the disk holds another,
the two are merged, and `take_merge` tells what came in. What cannot be merged, because it is of a later
version or another file altogether, is left alone, and ours goes beside it (`ChangedUnderneath`). What was
damaged in the meantime is put aside and replaced.

Who saves whole tables and has not taken a merge yet saves what does not know of it. Until `take_merge` or a
read, such a save is merged too, with what was saved before it as the parent: nobody undoes what came in by
not looking.

A storage is used by one thread at a time; whoever shares one holds a lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from tinydb.storages import Storage

from reflect.domain.ids import Clock
from reflect.domain.merging import MergeReport, merge
from reflect.errors import (
    ChangedUnderneath,
    NotFound,
    ReadOnly,
    RecordInvalid,
    ReflectError,
    StoreError,
)
from reflect.store import sealed
from reflect.store.atomic import write_atomically
from reflect.store.beside import Beside
from reflect.store.filesystem import FileSystem, Signature, local_time
from reflect.store.history import History
from reflect.store.merge import Version, common_tables, knows, next_file, opened_version
from reflect.store.on_disk import OnDisk
from reflect.store.opening import Opened, WholeFile, first_line, open_file, open_whole
from reflect.store.paths import StudyPaths
from reflect.store.readback import see_on_disk
from reflect.store.sealed import FORMAT, Encoded, Header, Tables, Unreadable

_MERGE_TRIES = 20
"""How often a file may change again while its changes are merged, before that is given up."""


class StoredMerge(NamedTuple):
    """What came of merging on the way to the disk."""

    tables: Tables
    """What the file holds since."""
    report: MergeReport


class SealedStorage(Storage):
    """One sealed file in the study `folder`, opened at once.

    `uid` is what a new file is known by; an existing file keeps its own. A read-only storage writes nothing
    at all, not even repairs. What came in by merging is told in `notices`, unless whoever has it tells it.

    Raises:
        Damaged: the file cannot be read, nor the generation before it.
        NewerFormat: a later version wrote it in a way that this one cannot take apart.
        StoreError: the disk refused.

    """

    def __init__(
        self,
        path: Path,
        *,
        folder: Path,
        uid: str = "",
        read_only: bool = False,
        files: FileSystem | None = None,
        clock: Clock = local_time,
        tells_merges: bool = True,
    ) -> None:
        self.path = path
        self.name = StudyPaths(folder).name(path)
        self.notices: list[str] = []
        """What the researcher should be told, in the order it was found; whoever shows them clears them."""
        self._paths = StudyPaths(folder)
        self._uid = uid
        self._files = files or FileSystem()
        self._clock = clock
        self._asked_read_only = read_only
        self._tells_merges = tells_merges
        self._base: Opened | None = None
        self._tables: Tables | None = None
        self._certain = True
        self._tried: tuple[bytes, Header] | None = None
        self._beside = Beside(path, self._paths, self._files, clock)
        self._depth = 0
        self._pending: Tables | None = None
        self._previous = self._paths.previous(path)
        self._there = OnDisk(path, self._paths, self._files, clock, self._tell)
        self._history = History(path, self._paths, self._files)
        self._written_here = False
        self._given: Tables | None = None
        self._report: MergeReport | None = None
        self._load()

    @property
    def uid(self) -> str:
        """What the file and its copies are known by; empty while there is none and none was given."""
        return self._base.header.uid if self._base else self._uid

    @uid.setter
    def uid(self, uid: str) -> None:
        # Only for a file that is still to be made: one on disk keeps its own.
        self._uid = uid

    @property
    def generation(self) -> int:
        """How often the file had been saved when it was last read or written here; 0: it is not there."""
        return self._base.header.generation if self._base else 0

    @property
    def checksum(self) -> str:
        """SHA-256 of the whole file as it was last read or written here; empty where nobody could rely on it.

        That is when it is not there, or was edited with something other than reflect.
        """
        return self._base.whole.checksum if self._base and self._base.sealed else ""

    @property
    def read_only_because(self) -> str:
        """Why nothing can be saved, as the end of a sentence; empty when it can."""
        if self._asked_read_only:
            return "it was opened only to be read"
        return self._base.read_only_because if self._base else ""

    @property
    def of_later_version(self) -> bool:
        """Whether a later version of reflect wrote the file, so that its records may be of another kind."""
        return self._base is not None and self._base.header.format > FORMAT

    @property
    def read_only(self) -> bool:
        """Whether saving is refused."""
        return bool(self.read_only_because)

    def changed_on_disk(self) -> bool:
        """Whether somebody else has saved since the last read or write here. Cheap: looks, does not read."""
        return self._there.signature() != (self._base.signature if self._base else None)

    def see_on_disk(self) -> None:
        """Look whether the disk holds what was last read or written here; raises as `readback` does."""
        if self._base is not None:
            see_on_disk(self.path, self._base, place=self.name, files=self._files)

    def another_version(self) -> bool:
        """Whether a version by somebody else lies there that can be merged with now.

        One that is just being copied here cannot be yet. Reads the file only if it changed.
        """
        if self.changed_on_disk():
            with suppress(ReflectError):
                found = open_whole(self.path, self._paths, files=self._files)
                return found is not None and self._is_of_this_file(found)
        return False

    def read(self) -> Tables | None:
        """The tables, the caller's to change; None when there is no file.

        Raises:
            Damaged, NewerFormat, StoreError: as opening does.

        """
        if self._pending is not None:
            return self._pending
        tables = self.look()
        if tables is None:
            return None
        return {
            table: {
                key: {field: _own(value) for field, value in record.items()} for key, record in rows.items()
            }
            for table, rows in tables.items()
        }

    def look(self) -> Tables | None:
        """The tables as `read` gives them, but only to be looked at: a change to them would stay in memory.

        Reads the file only if it is not the one last read or written here. Does not see into a batch.
        """
        if self.changed_on_disk():
            self._load()
        self._given = None
        return self._held()

    @property
    def waiting(self) -> StoredMerge | None:
        """What came in with the last saves and was not taken yet; None when nothing did."""
        tables = self._held() if self._report is not None else None
        return StoredMerge(tables, self._report) if self._report is not None and tables is not None else None

    def take_merge(self) -> StoredMerge | None:
        """The same, once: whoever takes it goes on from its tables."""
        waiting = self.waiting
        self._report = self._given = None
        return waiting

    def merge_in(self, other: Version, *, histories: Iterable[History] = ()) -> MergeReport:
        """Bring another version of this file into it, and save what comes of it.

        `histories` are further places to look for the common parent. Raises what `write` raises, and
        NotFound when there is no file to bring it into.
        """
        self._refuse_if_read_only()
        self.look()
        mine = self._version()
        if mine is None:
            raise NotFound("There is no such file", place=self.name)
        base = common_tables(mine, other, histories=[self._history, *histories])
        merged = merge(mine.tables, other.tables, base, at=self.now())
        self._save(sealed.encoded(merged.tables), also=(other,))
        return merged.report

    def write(self, data: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        """Save the tables, or in a batch, take them to be saved at its end.

        Raises:
            ReadOnly: saving is refused here.
            ChangedUnderneath: the file on disk is not the one that was read; ours is kept beside it.
            InvalidInput: something in a record cannot be saved; nothing is.
            StoreError: the disk refused; the old file is as it was.

        """
        self._refuse_if_read_only()
        if self._depth:
            self._pending = {
                table: {key: dict(record) for key, record in rows.items()} for table, rows in data.items()
            }
        else:
            self._save(sealed.encoded(data))

    def write_encoded(self, tables: Encoded) -> bool:
        """Save tables that are encoded already; whether there was anything new in them.

        For who knows which tables changed: the others need not be encoded again. Not inside a batch. Raises
        what `write` raises.
        """
        self._refuse_if_read_only()
        return self._save(tables)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Save once at the end, or not at all if the block fails. Batches nest; the outermost saves."""
        self._depth += 1
        try:
            yield
            if self._depth == 1 and self._pending is not None:
                self._save(sealed.encoded(self._pending))
        finally:
            self._depth -= 1
            if not self._depth:
                self._pending = None

    def _load(self) -> None:
        opened = open_file(
            self.path, self._paths, files=self._files, clock=self._clock, repair=not self._asked_read_only
        )
        if opened is None and self._base is not None:
            self._there.refuse_if_vanished(had=self._base is not None)
            self._uid = self._base.header.uid
        self._base, self._certain, self._tried = opened, True, None
        self._beside.forget()
        self._tables = opened.tables if opened else None
        self._written_here = False
        if opened:
            self.notices += [notice for notice in opened.notices if notice not in self.notices]

    def _held(self) -> Tables | None:
        """The tables last read or written here."""
        if self._base is None:
            return None
        if self._tables is None:
            self._tables = sealed.decode(self._base.whole.data, name=self.name).tables
        return self._tables

    def _version(self) -> Version | None:
        """The generation last read or written here."""
        return opened_version(self._base, self._held() or {}) if self._base else None

    def _save(self, tables: Encoded, *, also: Sequence[Version] = ()) -> bool:
        """Save, merging as often as the file on disk turns out to be another one."""
        self._look_whether_it_arrived()
        given, read = tables, self._base
        if self._given is not None:
            tables = self._on_what_came_in(tables, self._given)
        theirs: Opened | None = None
        report: MergeReport | None = None
        try:
            for _ in range(_MERGE_TRIES):
                try:
                    return self._put(tables, theirs or read, also)
                except ChangedUnderneath:
                    # What is merged comes from what lay there, and from what was read here.
                    here = opened_version(theirs) if theirs is not None else self._version()
                    theirs = self._theirs(tables) or theirs
                    if theirs is not None:
                        also = (*also, here) if here else also
                        tables, came = self._together(tables, theirs, also)
                        report = report.joined(came) if report else came
            raise self._beside.keep(self._file(tables, read, also)[0])
        finally:
            if report is not None and not report.in_words():
                report = None  # there was nothing in theirs that was not in ours
            # Also when it failed after it had arrived.
            if self._base is not read and (report is not None or self._given is not None):
                if report is not None:
                    self._came_in(report)
                self._given = sealed.decoded(given)

    def _came_in(self, report: MergeReport) -> None:
        self._report = self._report.joined(report) if self._report else report
        if self._tells_merges and report.in_words():
            self._tell(f"{self.name} was changed by somebody else meanwhile: {report.in_words()}.")

    def _put(self, tables: Encoded, base: Opened | None, also: Sequence[Version]) -> bool:
        """Save in the place of `base`, and of nothing else."""
        data, header = self._file(tables, base, also)
        same = base is not None and base.header.seal == header.seal and base.sealed and not base.original
        if (
            base is not None
            and same
            and self._certain
            and knows(base.header, also)
            and self._there.still(base)
        ):
            if base is not self._base:
                self._base, self._tables = base, base.tables
                self._written_here = False
            return False
        self._there.refuse_if_vanished(had=self._base is not None)
        if base and base.original:
            self._there.keep_original(base)
        try:
            written = write_atomically(
                self.path,
                data,
                temporary=self._paths.temporary,
                guard=self._paths.guard,
                keep_previous=self._previous if base and base.sealed else None,
                expected=lambda: self._there.expect(base),
                files=self._files,
            )
        except ChangedUnderneath:
            raise
        except StoreError:
            self._tried = (data, header)
            self._look_whether_it_arrived()
            raise
        read = base is not self._base or not self._written_here
        if base and base.sealed and written.previous_kept:
            self._history.keep(base.header, read=read)
        elif base and base.sealed:
            self._tell(f"{self.name} is saved, but its previous generation could not be kept.")
        self._now(data, header, written.signature)
        return True

    def _file(self, tables: Encoded, base: Opened | None, also: Sequence[Version]) -> tuple[bytes, Header]:
        """The bytes of the generation after `base`."""
        if base is None:
            return next_file(tables, None, uid=self.uid, read=False)
        ours = base is self._base
        held = self._held() if ours and not base.sealed else None
        read = not (ours and self._written_here)
        return next_file(tables, opened_version(base, held), uid="", read=read, also=also)

    def _theirs(self, ours: Encoded) -> Opened | None:
        """What lies on the disk instead of what was read, when it can be merged with; None: nothing.

        Raises:
            ChangedUnderneath: it cannot; ours is kept beside it.

        """
        found, readable = None, False
        try:
            found = self._there.whole()
            readable = found is None or self._is_of_this_file(found)
        except (Unreadable, RecordInvalid) as problem:
            found = self._there.put_aside(problem, self._base, self._held() or {})
            readable = found is not None
        except ReflectError:
            pass  # of a later version, or it cannot be read now
        if not readable:
            raise self._beside.keep(self._file(ours, self._base, ())[0])
        return found

    def _is_of_this_file(self, found: Opened) -> bool:
        """Whether a version can be merged with: of the same file, and of a format that is known here."""
        same = not self.uid or not found.header.uid or found.header.uid == self.uid
        return same and not found.read_only_because

    def _together(
        self, ours: Encoded, theirs: Opened, also: Sequence[Version]
    ) -> tuple[Encoded, MergeReport]:
        """Ours and theirs as one, by what both come from."""
        mine, base = self._version(), None
        if mine is not None:
            other = opened_version(theirs)
            base = common_tables(mine, other, histories=[self._history], joined_in=also)
        merged = merge(sealed.decoded(ours), theirs.tables, base, at=self.now())
        return sealed.encoded(merged.tables), merged.report

    def _on_what_came_in(self, tables: Encoded, given: Tables) -> Encoded:
        """What a caller saves who does not know yet what came in with the save before."""
        merged = merge(sealed.decoded(tables), self._held() or {}, given, at=self.now())
        return sealed.encoded(merged.tables)

    def _now(self, data: bytes, header: Header, signature: Signature | None) -> None:
        """Remember that the disk holds `data`."""
        self._base = Opened(
            tables={},
            header=header,
            whole=WholeFile(data),
            head=first_line(data),
            signature=signature,
            sealed=True,
        )
        self._tables, self._certain, self._written_here = None, True, True
        self._beside.forget()

    def now(self) -> str:
        """The present moment as it stands in records: ISO 8601 with time zone, to the second."""
        return self._clock().isoformat(timespec="seconds")

    def _look_whether_it_arrived(self) -> None:
        """After a failure: if the replacement itself went through, that is what the next save builds on.

        While the disk does not say, it is asked again before the next save: what arrived would otherwise be
        taken for somebody else's.
        """
        if self._tried is None:
            return
        data, header = self._tried
        try:
            signature = self._files.signature(self.path)
            arrived = signature is not None and self._files.read(self.path) == data
        except OSError:
            return
        self._tried = None
        if arrived:
            self._now(data, header, signature)
            # It may not survive a power cut, so the next save must not think that there is nothing to do.
            self._certain = False

    def _refuse_if_read_only(self) -> None:
        if self.read_only:
            raise ReadOnly(f"The file cannot be changed here: {self.read_only_because}", place=self.name)

    def _tell(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)


def _own(value: object) -> object:
    """A copy of a JSON value that shares nothing changeable with it."""
    if isinstance(value, dict):
        return {key: _own(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_own(part) for part in value]
    return value
