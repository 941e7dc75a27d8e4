"""One table of a TinyDB file, as typed records."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Generic

from reflect.store.records import Record, from_record, from_table, to_record

if TYPE_CHECKING:  # TinyDB and merging take longer to load than a list to print
    from reflect.domain.clashes import Clash
    from reflect.store.database import StudyDatabase


class Repository(Generic[Record]):
    """The records of one table. Each call sees what is on disk now, and saves before it returns.

    `lock` is shared by everything that uses the same file. `key` is the field that is a record's id; empty if
    the table holds one record, whose id is `only`.
    """

    def __init__(
        self,
        database: StudyDatabase,
        table: str,
        kind: type[Record],
        *,
        lock: RLock,
        key: str = "id",
        only: str = "",
    ) -> None:
        self._storage = database.sealed
        self._database = database
        self._table = table
        self._kind = kind
        self._lock = lock
        self._key = key
        self._only = only

    @property
    def kind(self) -> type[Record]:
        """What its records are."""
        return self._kind

    def all(self) -> dict[str, Record]:
        """Every record by id.

        Raises:
            RecordInvalid: one is not what it should be.
            StoreError: the file cannot be read.

        """
        with self._lock:
            tables = self._storage.read() or {}
        return from_table(self._kind, tables, self._table, file=self._storage.name, key=self._key)

    def get(self, record_id: str) -> Record | None:
        """The record of that id, or None. Raises what `all` raises, for this record only."""
        with self._lock:
            found = self._database.table(self._table).get(doc_id=record_id)  # type: ignore[call-overload]
        return None if found is None else self._struct(record_id, found)

    def put(self, record: Record, *, was: Record | None = None) -> tuple[Clash, ...]:
        """Add the record, or put it in the place of the one with its id.

        With `was`, the record that was being changed, it is merged with what somebody else made of that in
        the meantime; returns where the two clash, which is filed in the file as well.

        Raises:
            ReadOnly: the file cannot be changed here.
            StoreError: the disk refused; the file is as it was.

        """
        from tinydb.table import Document

        from reflect.domain.merging import CLASHES, merged_record

        fields = to_record(record)
        record_id = str(fields[self._key]) if self._key else self._only
        with self._lock, self._storage.batch():
            table = self._database.table(self._table)
            found = table.get(doc_id=record_id) if was is not None else None  # type: ignore[call-overload]
            clashes: list[Clash] = []
            if was is not None and found is not None:
                merged, clashes = merged_record(
                    record,
                    self._struct(record_id, found),
                    was,
                    table=self._table,
                    key=record_id,
                    at=self._storage.now(),
                )
                fields = to_record(merged)
            filed = self._database.table(CLASHES)
            for clash in clashes:
                filed.upsert(Document(to_record(clash), doc_id=clash.id))  # type: ignore[arg-type]
            table.upsert(Document(fields, doc_id=record_id))  # type: ignore[arg-type]
            return tuple(clashes)

    def remove(self, record_id: str) -> None:
        """Remove the record of that id; nothing happens if there is none. Raises what `put` raises."""
        with self._lock, self._storage.batch():
            self._database.table(self._table).remove(doc_ids=[record_id])  # type: ignore[list-item]

    def _struct(self, record_id: str, found: object) -> Record:
        fields = dict(found) if isinstance(found, dict) else {}
        return from_record(
            self._kind, fields, file=self._storage.name, table=self._table, record_id=record_id, key=self._key
        )
