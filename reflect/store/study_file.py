"""`study.json`: settings, roles, codebook with its history, rounds, memos on the study, framework matrix."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

import msgspec

from reflect.domain.bin import BinnedFromStudy
from reflect.domain.clashes import Clash
from reflect.domain.codebook import Codebook, LearningPoint, codebook_of
from reflect.domain.codebook_log import LogEntry
from reflect.domain.drafted import Drafted, without_quotes
from reflect.domain.framework import CellSummary, without_person
from reflect.domain.ids import Clock, unused
from reflect.domain.people import Role, roles_in_order
from reflect.domain.rounds import Round
from reflect.domain.session import Memo
from reflect.store.filesystem import FileSystem, local_time
from reflect.store.records import with_records
from reflect.store.repository import Repository
from reflect.store.study_settings import SETTINGS_ID, StudySettings, no_settings


class StudyFile:
    """The study's own file; safe to use from several threads. Opening raises what `SealedStorage` raises."""

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
        self._lock = RLock()
        lock = self._lock
        self.settings_table = Repository(
            database, "settings", StudySettings, lock=lock, key="", only=SETTINGS_ID
        )
        self.roles = Repository(database, "roles", Role, lock=lock)
        self.points = Repository(database, "points", LearningPoint, lock=lock)
        self.codebook_log = Repository(database, "codebook_log", LogEntry, lock=lock)
        self.rounds = Repository(database, "rounds", Round, lock=lock)
        self.memos = Repository(database, "memos", Memo, lock=lock)
        self.drafted = Repository(database, "drafted", Drafted, lock=lock)
        self.summaries = Repository(database, "summaries", CellSummary, lock=lock)
        self.bin = Repository(database, "bin", BinnedFromStudy, lock=lock)
        self.clashes = Repository(database, "clashes", Clash, lock=lock)

    @property
    def notices(self) -> list[str]:
        """What the researcher should be told about the file."""
        return self._storage.notices

    @property
    def read_only_because(self) -> str:
        """Why nothing can be saved; empty when it can."""
        return self._storage.read_only_because

    def settings(self) -> StudySettings:
        """The study's settings.

        Raises:
            Damaged: they are not there.
            RecordInvalid: they are not what they should be.

        """
        found = self.settings_table.get(SETTINGS_ID)
        if found is None:
            raise no_settings(self._storage.name)
        return found

    def save_settings(self, settings: StudySettings, *, was: StudySettings | None = None) -> None:
        """Save the settings. Raises what `Repository.put` raises."""
        self.settings_table.put(settings, was=was)

    def codebook(self) -> Codebook:
        """The learning points, by number."""
        return codebook_of(self.points.all().values())

    def log(self, entry: LogEntry) -> None:
        """Add to the codebook's history; the same done twice in a second is two entries."""
        with self.together():
            entry_id = unused(entry.id, self.codebook_log.all())
            self.codebook_log.put(msgspec.structs.replace(entry, id=entry_id))

    def round_list(self) -> tuple[Round, ...]:
        """The rounds of self-assessment, the first opened first."""
        return tuple(sorted(self.rounds.all().values(), key=lambda each: (each.opened, each.id)))

    def role_list(self) -> tuple[Role, ...]:
        """The roles as lists show them: the usual ones in their order, the study's own after them."""
        return roles_in_order(self.roles.all().values())

    def put_all(self, rows: Mapping[str, Iterable[msgspec.Struct]]) -> None:
        """Put many records into their tables in one save, each in the place of the one with its id.

        Raises what `Repository.put` raises; then nothing was saved.
        """
        with self._lock, self._storage.batch():
            self._storage.write(with_records(self._storage.read() or {}, rows))

    def forget_considered(self, quotes: Collection[str]) -> None:
        """Forget of these quotes that any write-up considered them. Raises what `Repository.put` raises."""
        with self.together():
            for drafted in self.drafted.all().values():
                left = without_quotes(drafted, quotes)
                if left != drafted:
                    self.drafted.put(left)

    def forget_summaries(self, code: str, quotes: Collection[str]) -> None:
        """Delete what was charted of somebody, in the bin too, and note of their quotes in other cells.

        Raises what `Repository.put` raises.
        """
        with self.together():
            for summary in self.summaries.all().values():
                left = without_person(summary, code, quotes)
                if left is None:
                    self.summaries.remove(summary.id)
                    for clash in self.clashes.all().values():
                        if (clash.table, clash.record) == ("summaries", summary.id):
                            self.clashes.remove(clash.id)
                elif left != summary:
                    self.summaries.put(left)
            for row in self.bin.all().values():
                kept = [without_person(each, code, quotes) for each in row.summaries]
                stays = tuple(each for each in kept if each is not None)
                if stays == row.summaries:
                    continue
                if stays or row.points or row.roles or row.memos:
                    self.bin.put(msgspec.structs.replace(row, summaries=stays))
                else:
                    self.bin.remove(row.id)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Save everything that the block changes at once, or nothing of it."""
        with self._lock, self._storage.batch():
            yield
