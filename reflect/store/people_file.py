"""`people.json`: participants and their consents. Names live here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

import msgspec

from reflect.domain.bin import BinnedPerson
from reflect.domain.clashes import Clash
from reflect.domain.ids import Clock
from reflect.domain.imported import Import, KnownName, KnownSpeaker
from reflect.domain.people import LetPass, Participant
from reflect.domain.removals import Removal
from reflect.store.filesystem import FileSystem, local_time
from reflect.store.paths import StudyPaths
from reflect.store.records import with_records
from reflect.store.repository import Repository
from reflect.store.sealed import Tables


class PeopleFile:
    """The people of a study. Safe to use from several threads; opening raises what `SealedStorage` raises."""

    def __init__(
        self,
        path: Path,
        folder: Path,
        *,
        uid: str = "",
        read_only: bool = False,
        files: FileSystem | None = None,
        clock: Clock = local_time,
    ) -> None:
        from reflect.store.database import open_database  # loads TinyDB, which reading a list can do without

        database = open_database(path, folder=folder, uid=uid, read_only=read_only, files=files, clock=clock)
        self._storage = database.sealed
        self._previous = StudyPaths(folder).previous(path)
        self._lock = RLock()
        self.participants = Repository(database, "participants", Participant, lock=self._lock, key="code")
        self.bin = Repository(database, "bin", BinnedPerson, lock=self._lock)
        self.clashes = Repository(database, "clashes", Clash, lock=self._lock)
        self.speakers = Repository(database, "speakers", KnownSpeaker, lock=self._lock)
        self.replacements = Repository(database, "replacements", KnownName, lock=self._lock)
        self.let_pass = Repository(database, "let_pass", LetPass, lock=self._lock)
        self.removals = Repository(database, "removals", Removal, lock=self._lock)
        self.imports = Repository(database, "imports", Import, lock=self._lock)

    @property
    def notices(self) -> list[str]:
        """What the researcher should be told about the file."""
        return self._storage.notices

    @property
    def read_only_because(self) -> str:
        """Why nothing can be saved; empty when it can."""
        return self._storage.read_only_because

    @property
    def lost(self) -> bool:
        """Whether the file is gone although there was one: its last generation is kept still."""
        with self._lock:
            self._storage.look()
            return not self._storage.generation and self._previous.exists()

    @property
    def generation(self) -> int:
        """How often the file has been saved; 0: it is not there."""
        return self._storage.generation

    def begin(self) -> None:
        """Save the file of a study in which there is nobody yet. Raises what `SealedStorage.write` raises."""
        self._storage.write({"participants": {}})

    def put_all(self, rows: Mapping[str, Iterable[msgspec.Struct]]) -> None:
        """Put many records into their tables in one save, each in the place of the one with its id.

        Raises what `Repository.put` raises; then nothing was saved.
        """
        with self._lock, self._storage.batch():
            self._storage.write(with_records(self._storage.read() or {}, rows))

    def rewrite(self, act: Callable[[Tables], Tables]) -> None:
        """Put other tables in the place of all, in one save. Raises what `Repository.put` raises."""
        with self._lock, self._storage.batch():
            self._storage.write(act(dict(self._storage.read() or {})))

    def remove_all(self, table: str, ids: Collection[str]) -> None:
        """Remove many records of one table in one save. Raises what `Repository.put` raises."""
        with self._lock, self._storage.batch():
            tables = dict(self._storage.read() or {})
            kept = {key: row for key, row in tables.get(table, {}).items() if key not in ids}
            if len(kept) != len(tables.get(table, {})):
                self._storage.write({**tables, table: kept})

    @contextmanager
    def together(self) -> Iterator[None]:
        """Save everything that the block changes at once, or nothing of it."""
        with self._lock, self._storage.batch():
            yield
