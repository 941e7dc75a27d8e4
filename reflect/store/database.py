"""TinyDB as reflect uses it: sealed files, ids that are text, no query cache."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.table import Table

from reflect.domain.ids import Clock
from reflect.store.filesystem import FileSystem, local_time
from reflect.store.storage import SealedStorage


class StudyTable(Table):
    """A table whose ids are text, unique across laptops: numbers given by two handles would collide."""

    # TinyDB types this as `type[int]`, and supports other types all the same.
    document_id_class = str  # type: ignore[assignment]

    def __init__(self, storage: Any, name: str, cache_size: int = 0, **settings: Any) -> None:
        # The query cache does not see what a second handle writes, so there is none.
        super().__init__(storage, name, cache_size=cache_size, **settings)


class StudyDatabase(TinyDB):
    """One sealed file as a TinyDB; documents are inserted with their ids, `Document(record, doc_id=…)`."""

    table_class = StudyTable  # type: ignore[assignment]  # TinyDB types it as exactly `Table`

    @property
    def sealed(self) -> SealedStorage:
        """The storage, as what it is."""
        storage = self.storage
        if not isinstance(storage, SealedStorage):
            raise TypeError("A study's database stands on sealed files: use open_database")
        return storage


def open_database(
    path: Path,
    *,
    folder: Path,
    uid: str = "",
    read_only: bool = False,
    files: FileSystem | None = None,
    clock: Clock = local_time,
) -> StudyDatabase:
    """Open a file of the study `folder` as a TinyDB. Raises what `SealedStorage` raises."""
    return StudyDatabase(
        path, storage=SealedStorage, folder=folder, uid=uid, read_only=read_only, files=files, clock=clock
    )
