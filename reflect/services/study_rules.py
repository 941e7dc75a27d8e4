"""What may stand in a study's own two files: asked before every edit, whichever way it comes about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from reflect.domain import people
from reflect.domain.codebook import LearningPoint
from reflect.domain.codebook_edits import fault
from reflect.domain.framework import CaseKind, CellSummary
from reflect.domain.ids import slug
from reflect.domain.people import Participant, Role
from reflect.domain.rounds import Round, another_scale
from reflect.errors import InvalidInput, nearest
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile
from reflect.store.study_settings import StudySettings


class Uses(Protocol):
    """What rests on people and learning points: the sessions of a study."""

    def sessions_of(self, code: str) -> int:
        """How many sessions a participant has, or speaks in."""

    def quotes_with(self, point: str) -> int:
        """How many quotes have a learning point."""

    def sessions_in(self, round_id: str) -> int:
        """How many sessions belong to a round of self-assessment."""


class StudyRules:
    """The rules for people, learning points, roles and settings."""

    def __init__(self, study: StudyFile, people_file: PeopleFile, uses: Uses) -> None:
        self._study = study
        self._people = people_file
        self._uses = uses

    def look_at(
        self, record: object, *, gone: bool, points: Mapping[str, LearningPoint | None] | None = None
    ) -> None:
        """Raise InvalidInput when a record may not be put there, or may not be removed (`gone`).

        `points` are learning points that are put there (or removed: None) together with it.
        """
        match record:
            case Participant():
                self._person(record, gone=gone)
            case LearningPoint():
                self._point(record, points or {}, gone=gone)
            case Role():
                self._role(record, gone=gone)
            case Round():
                self._round(record, gone=gone)
            case CellSummary() if not gone:
                self._summary(record, points or {})
            case StudySettings() if not record.title.strip():
                raise InvalidInput("A study needs a title")

    def _person(self, person: Participant, *, gone: bool) -> None:
        if gone:
            count = self._uses.sessions_of(person.code)
            if count:
                sittings = "session" if count == 1 else "sessions"
                raise InvalidInput(
                    f"{person.code} has {count} {sittings} in this study",
                    remedy="Remove those first, or note in the consent that it was withdrawn.",
                )
            self._uncharted(CaseKind.PARTICIPANT, person.code)
            return
        if not people.valid_code(person.code):
            raise InvalidInput(
                f"“{person.code}” cannot be a code",
                remedy="A code is a letter, then letters, digits or hyphens, twelve at most: P04.",
            )
        known = list(self._study.roles.all())
        if person.role not in known:
            raise InvalidInput(f"There is no role “{person.role}”", remedy=nearest(person.role, known))

    def _point(self, point: LearningPoint, edited: Mapping[str, LearningPoint | None], *, gone: bool) -> None:
        stored = {**self._study.points.all(), **edited}
        points = {other.id: other for other in stored.values() if other is not None}
        if not gone:
            wrong = fault(point, points)
            if wrong is not None:
                raise wrong
            return
        count = self._uses.quotes_with(point.id)
        if count:
            raise InvalidInput(
                f"{count} quote{'s have' if count != 1 else ' has'} learning point {point.number}",
                remedy="Merge it into another, retire it, or take it off them first.",
            )
        child = next((other for other in points.values() if other.parent == point.id), None)
        if child is not None:
            raise InvalidInput(f"Learning point {child.number} stands under it", remedy="Move that first.")

    def _role(self, role: Role, *, gone: bool) -> None:
        if gone:
            count = sum(1 for person in self._people.participants.all().values() if person.role == role.id)
            if count:
                have = "people have" if count != 1 else "person has"
                raise InvalidInput(f"{count} {have} the role {role.name}", remedy="Change that first.")
            self._uncharted(CaseKind.ROLE, role.id)
        elif not role.name.strip() or not role.described.strip() or role.id != slug(role.id):
            raise InvalidInput(
                "A role needs an id of small letters, digits and hyphens, a name, and words for running text"
            )

    def _summary(self, summary: CellSummary, edited: Mapping[str, LearningPoint | None]) -> None:
        of_roles = summary.kind is CaseKind.ROLE
        known = self._study.roles.all() if of_roles else self._people.participants.all()
        if summary.case not in known:
            raise InvalidInput(f"There is no {summary.kind.value} “{summary.case}” in this study")
        points = {**self._study.points.all(), **edited}
        if points.get(summary.point) is None:
            raise InvalidInput(f"There is no learning point “{summary.point}” in this study")

    def _uncharted(self, kind: CaseKind, case: str) -> None:
        """Raise InvalidInput while something is charted of who, or what, is to go."""
        rows = self._study.summaries.all().values()
        count = sum(1 for each in rows if (each.kind, each.case) == (kind, case))
        if count:
            cells = "1 cell" if count == 1 else f"{count} cells"
            raise InvalidInput(
                f"{cells} of {case} in the framework matrix {'is' if count == 1 else 'are'} charted",
                remedy="Clear them first: their summaries go to the bin.",
            )

    def _round(self, record: Round, *, gone: bool) -> None:
        if gone:
            count = self._uses.sessions_in(record.id)
            if count:
                belong = "session belongs" if count == 1 else "sessions belong"
                raise InvalidInput(
                    f"{count} {belong} to the round {record.name}",
                    remedy="Remove those first, or close the round and keep it.",
                )
            return
        for other in self._study.round_list():
            if other.id == record.id:
                continue
            if record.closed is None and other.closed is None:
                raise InvalidInput(
                    f"The round {other.name} is still open",
                    remedy="Close it first: while two are open, nobody can tell which one an answer is for.",
                )
            if (other.low, other.high) != (record.low, record.high):
                raise another_scale(other, record.low, record.high)
