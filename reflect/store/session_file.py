"""One session on disk: `sessions/2026-11-23-P03-provider-k3v9.json`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

import msgspec

from reflect.domain.clashes import Clash
from reflect.domain.group import Cluster, Contribution, Rule, Seat
from reflect.domain.ids import Clock
from reflect.domain.merging import MergeReport
from reflect.domain.session import Binned, Memo, Note, Quote, Response, Session, SessionRecord, Tag, Turn
from reflect.errors import InvalidInput, NotFound, RecordInvalid
from reflect.store import sealed
from reflect.store.filesystem import FileSystem, local_time
from reflect.store.kinds import SESSION_TABLES
from reflect.store.records import from_table, to_record
from reflect.store.sealed import Tables
from reflect.store.storage import SealedStorage


class SessionMerge(NamedTuple):
    """What came of merging a session with what somebody else had saved."""

    record: SessionRecord
    """What the file holds since."""
    report: MergeReport


class _Known(NamedTuple):
    """A table as it was last given to be saved."""

    structs: Mapping[Any, msgspec.Struct]
    lines: dict[str, bytes]
    """Each record as its line in the file."""
    encoded: bytes
    """All of them as they stand in the file."""


class SessionFile:
    """A session's file, open to be read and saved; safe to use from several threads.

    Saving looks only into tables that are new objects, and encodes only the records in them that are: what is
    unchanged must be the same object as before, and what is changed must not, which is so when records are
    changed with `msgspec.structs.replace` and tables are made anew. What is saved replaces what
    was last read or saved *here*; after `read`, go on from the record it returned. Where somebody else has
    saved since, the two are merged, and `take_merge` gives what came of it; until it is taken, what is saved
    is taken for what it is: a version that knows nothing of theirs.

    Raises:
        Damaged, NewerFormat, StoreError: as `SealedStorage` does.

    """

    def __init__(
        self,
        path: Path,
        folder: Path,
        *,
        read_only: bool = False,
        files: FileSystem | None = None,
        clock: Clock = local_time,
    ) -> None:
        self.path = path
        self._lock = RLock()
        self._storage = SealedStorage(
            path, folder=folder, read_only=read_only, files=files, clock=clock, tells_merges=False
        )
        self._known = {table: _Known({}, {}, sealed.table_lines(table, {})) for table in SESSION_TABLES}
        self._foreign: dict[str, bytes] = {}
        self._saved: SessionRecord | None = None
        # What is saved later builds on what is found now, so tables that only a later version knows must be
        # in hand before the first save, whether or not anybody calls `read`.
        self._meet(self._storage.look() or {})

    @property
    def notices(self) -> list[str]:
        """What the researcher should be told about the file."""
        return self._storage.notices

    def take_notices(self) -> list[str]:
        """The same, once; what came in from others is told by `take_merge`."""
        found = list(self._storage.notices)
        self._storage.notices.clear()
        return found

    @property
    def read_only_because(self) -> str:
        """Why nothing can be saved, as the end of a sentence; empty when it can."""
        return self._storage.read_only_because

    @property
    def generation(self) -> int:
        """How often the file had been saved when it was last read or saved here; 0: it is not there yet."""
        return self._storage.generation

    @property
    def checksum(self) -> str:
        """SHA-256 of the file as it was then; empty where nobody could rely on it (`SealedStorage`)."""
        with self._lock:
            return self._storage.checksum

    def see_on_disk(self) -> None:
        """Look whether the disk holds what was last saved here, or what others made of it since.

        Raises:
            ChangedUnderneath: somebody else put another version there: it is to be saved again.
            StoreError: the disk holds something else, or cannot be read.

        """
        with self._lock:
            self._storage.see_on_disk()

    def changed_on_disk(self) -> bool:
        """Whether somebody else has saved since: for a second opener that follows along. Cheap."""
        with self._lock:
            return self._storage.changed_on_disk()

    def read(self) -> SessionRecord:
        """What the file holds now.

        Raises:
            NotFound: there is no such file.
            RecordInvalid: a record in it is not what it should be.
            Damaged, NewerFormat, StoreError: as `SealedStorage` does.

        """
        with self._lock:
            tables = self._storage.look()
            if tables is None:
                raise NotFound("There is no such session", place=self._storage.name)
            try:
                record = _record(tables, self._storage.name)
            except RecordInvalid as error:
                if self._storage.of_later_version:
                    raise sealed.newer(self._storage.name) from error
                raise
            self._meet(tables)
            return record

    def save(self, record: SessionRecord) -> bool:
        """Save the whole record in one atomic write, if it differs from what was last saved; whether it did.

        Raises:
            ReadOnly: the file cannot be changed here.
            ChangedUnderneath: what somebody else put there cannot be merged with; it is untouched, this is
                kept beside it.
            InvalidInput: something in it cannot be saved; nothing is.
            StoreError: the disk refused; the old file is as it was.

        """
        with self._lock:
            if record is self._saved and not self._storage.changed_on_disk():
                return False
            self._known = {table: self._encoded(table, rows) for table, rows in _tables(record).items()}
            tables = {table: known.encoded for table, known in self._known.items()}
            self._storage.uid = record.session.id
            written = self._storage.write_encoded(self._foreign | tables)
            self._saved = record
            return written

    def catch_up(self, record: SessionRecord) -> bool:
        """Merge what somebody else has saved since with `record`, which was last read or saved here.

        Whether there was anything; `take_merge` gives it. A file that is gone is not made again, and one that
        cannot be read, since it is being copied here, is left to the next look. Raises what `save` raises.
        """
        with self._lock:
            if not self._storage.another_version():
                return False
            self._saved = None
            self.save(record)
            return True

    def take_merge(self) -> SessionMerge | None:
        """What came of merging in the saves since this was last asked; None when nobody else had saved.

        Go on from its record. Raises what `read` raises when theirs is not what it should be; it stays to be
        taken, and saving goes on.
        """
        with self._lock:
            waiting = self._storage.waiting
            if waiting is None:
                return None
            record = _record(waiting.tables, self._storage.name)
            self._storage.take_merge()
            self._meet(waiting.tables)
            self._saved = record
            return SessionMerge(record, waiting.report)

    def _encoded(self, table: str, structs: Mapping[Any, msgspec.Struct]) -> _Known:
        known = self._known[table]
        if structs is known.structs:
            return known
        lines: dict[str, bytes] = {}
        for key, struct in structs.items():
            if known.structs.get(key) is struct:
                lines[key] = known.lines[key]
                continue
            fields = to_record(struct)
            if fields["id"] != key:
                raise InvalidInput(f"The record {fields['id']} is filed under {key}", place=f"{table}/{key}")
            lines[key] = sealed.record_line(table, key, fields)
        return _Known(structs, lines, sealed.table_lines(table, lines))

    def _meet(self, tables: Tables) -> None:
        """Take what the file holds as what is next saved over."""
        self._saved = None
        foreign = {table: rows for table, rows in tables.items() if table not in SESSION_TABLES}
        self._foreign = sealed.encoded(foreign)


def read_session(
    path: Path, folder: Path, *, files: FileSystem | None = None, clock: Clock = local_time
) -> SessionRecord:
    """A session for a list or a report: nothing is repaired, nothing written. Raises what `read` raises."""
    return SessionFile(path, folder, read_only=True, files=files, clock=clock).read()


# The ids of the tables are of different types, which a mapping's key cannot say.
def _tables(record: SessionRecord) -> dict[str, Mapping[Any, msgspec.Struct]]:
    return {
        "session": {record.session.id: record.session},
        "responses": record.responses,
        "turns": record.turns,
        "notes": record.notes,
        "quotes": record.quotes,
        "tags": record.tags,
        "memos": record.memos,
        "seats": record.seats,
        "contributions": record.contributions,
        "clusters": record.clusters,
        "rules": record.rules,
        "bin": record.bin,
        "clashes": record.clashes,
    }


def _record(tables: Tables, file: str) -> SessionRecord:
    sittings = from_table(Session, tables, "session", file=file)
    if len(sittings) != 1:
        raise RecordInvalid(
            f"A session file holds one record in the table session, this one has {len(sittings)}", place=file
        )
    (session,) = sittings.values()
    return SessionRecord(
        session=session,
        # The keys are these records' own ids, which `from_table` has made sure of.
        responses={r.id: r for r in from_table(Response, tables, "responses", file=file).values()},
        turns=from_table(Turn, tables, "turns", file=file),
        notes=from_table(Note, tables, "notes", file=file),
        quotes={q.id: q for q in from_table(Quote, tables, "quotes", file=file).values()},
        tags=from_table(Tag, tables, "tags", file=file),
        memos=from_table(Memo, tables, "memos", file=file),
        seats={s.id: s for s in from_table(Seat, tables, "seats", file=file).values()},
        contributions=from_table(Contribution, tables, "contributions", file=file),
        clusters={c.id: c for c in from_table(Cluster, tables, "clusters", file=file).values()},
        rules=from_table(Rule, tables, "rules", file=file),
        bin=from_table(Binned, tables, "bin", file=file),
        clashes=from_table(Clash, tables, "clashes", file=file),
    )
