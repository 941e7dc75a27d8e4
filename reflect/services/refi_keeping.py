"""What a REFI-QDA project puts into a study's own files, beside sessions: people, roles, points, memos."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from reflect.domain import codebook_log
from reflect.domain.codebook import LearningPoint
from reflect.domain.codebook_log import LogEntry
from reflect.domain.ids import PointId, unused
from reflect.domain.imported import Import, KnownSpeaker
from reflect.domain.people import Participant, Role
from reflect.domain.session import Memo
from reflect.services.undoing import Edit
from reflect.store.new_sessions import PutDown
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile
from reflect.store.whole_import import Records

Table = tuple[Literal["study", "people"], str]


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    people: Sequence[Participant]
    speakers: Sequence[KnownSpeaker]
    imports: Sequence[Import]
    roles: Sequence[Role]
    points: Sequence[LearningPoint]
    log: Sequence[LogEntry]
    memos: Sequence[Memo]

    def by_table(self) -> dict[Table, Sequence[msgspec.Struct]]:
        """The records of each table of the two files."""
        return {
            ("people", "participants"): self.people,
            ("people", "speakers"): self.speakers,
            ("people", "imports"): self.imports,
            ("study", "roles"): self.roles,
            ("study", "points"): self.points,
            ("study", "codebook_log"): self.log,
            ("study", "memos"): self.memos,
        }

    def planned(self, records: Records) -> list[PutDown]:
        """What is written down of it before it is kept."""
        return [
            row
            for (file, table), some in self.by_table().items()
            for row in records.planned(file, table, some)
        ]

    def keep(self, study: StudyFile, people: PeopleFile) -> None:
        """Put it into both files, in one save each. Raises as `Repository.put`."""
        rows = self.by_table()
        people.put_all({table: some for (file, table), some in rows.items() if file == "people" and some})
        study.put_all({table: some for (file, table), some in rows.items() if file == "study" and some})

    def edits(self, before: Mapping[str, LearningPoint]) -> tuple[list[Edit], list[Edit]]:
        """The same as edits of the study's file and of that of its people, for the way back."""
        of_study = [
            *(Edit(table="roles", id=role.id, after=role) for role in self.roles),
            *(Edit(table="points", id=p.id, before=before.get(p.id), after=p) for p in self.points),
            *(Edit(table="memos", id=memo.id, after=memo) for memo in self.memos),
        ]
        return of_study, [Edit(table="participants", id=p.code, after=p) for p in self.people]


def log_entries(
    points: Sequence[LearningPoint], before: Mapping[str, LearningPoint], log: Mapping[str, LogEntry],
    *, by: str, at: str,
) -> Iterator[LogEntry]:  # fmt: skip
    """What the codebook's history tells of points that come, each with an id that is free there."""
    names = {PointId(key): point.name for key, point in before.items()} | {p.id: p.name for p in points}
    taken = set(log)
    for point in points:
        for entry in codebook_log.entries(before.get(point.id), point, names, by=by, at=at):
            key = unused(entry.id, taken)
            taken.add(key)
            yield msgspec.structs.replace(entry, id=key)
