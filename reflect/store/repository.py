"""One table of a TinyDB file, as typed records."""

from __future__ import annotations

from threading import RLock
from typing import Generic

from tinydb.table import Document

from reflect.errors import ChangedUnderneath
from reflect.store.database import StudyDatabase
from reflect.store.records import Record, from_record, from_table, to_record


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

    def put(self, record: Record, *, was: Record | None = None) -> None:
        """Add the record, or put it in the place of the one with its id.

        With `was`, the record that was being changed, it is replaced only if it is still that.

        Raises:
            ChangedUnderneath: somebody else changed or removed the record, or saved at the same moment.
            ReadOnly: the file cannot be changed here.
            StoreError: the disk refused; the file is as it was.

        """
        fields = to_record(record)
        record_id = str(fields[self._key]) if self._key else self._only
        with self._lock, self._storage.batch():
            table = self._database.table(self._table)
            if was is not None:
                found = table.get(doc_id=record_id)  # type: ignore[call-overload]
                if found is None or self._struct(record_id, found) != was:
                    raise ChangedUnderneath(
                        f"Somebody else has changed {self._table}/{record_id} in the meantime. "
                        "Theirs is untouched",
                        place=self._storage.name,
                        remedy="Look at theirs, and change it again.",
                    )
            table.upsert(Document(fields, doc_id=record_id))  # type: ignore[arg-type]

    def remove(self, record_id: str) -> None:
        """Remove the record of that id; nothing happens if there is none. Raises what `put` raises."""
        with self._lock, self._storage.batch():
            self._database.table(self._table).remove(doc_ids=[record_id])  # type: ignore[list-item]

    def _struct(self, record_id: str, found: object) -> Record:
        fields = dict(found) if isinstance(found, dict) else {}
        return from_record(
            self._kind, fields, file=self._storage.name, table=self._table, record_id=record_id, key=self._key
        )
