"""What may stand in a study's own two files: asked before every edit, whichever way it comes about."""

from __future__ import annotations

from typing import Protocol

from reflect.domain import people
from reflect.domain.codebook import COLOURS, LearningPoint
from reflect.domain.ids import slug
from reflect.domain.people import Participant, Role
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


class StudyRules:
    """The rules for people, learning points, roles and settings."""

    def __init__(self, study: StudyFile, people_file: PeopleFile, uses: Uses) -> None:
        self._study = study
        self._people = people_file
        self._uses = uses

    def look_at(self, record: object, *, gone: bool) -> None:
        """Raise InvalidInput when a record may not be put there, or may not be removed (`gone`)."""
        match record:
            case Participant():
                self._person(record, gone=gone)
            case LearningPoint():
                self._point(record, gone=gone)
            case Role():
                self._role(record, gone=gone)
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
            return
        if not people.valid_code(person.code):
            raise InvalidInput(
                f"“{person.code}” cannot be a code",
                remedy="A code is a letter, then letters, digits or hyphens, twelve at most: P04.",
            )
        known = list(self._study.roles.all())
        if person.role not in known:
            raise InvalidInput(f"There is no role “{person.role}”", remedy=nearest(person.role, known))

    def _point(self, point: LearningPoint, *, gone: bool) -> None:
        others = {key: other for key, other in self._study.points.all().items() if key != point.id}
        if gone:
            count = self._uses.quotes_with(point.id)
            if count:
                raise InvalidInput(
                    f"{count} quote{'s have' if count != 1 else ' has'} learning point {point.number}",
                    remedy="Take it off them first.",
                )
            child = next((other for other in others.values() if other.parent == point.id), None)
            if child is not None:
                raise InvalidInput(
                    f"Learning point {child.number} stands under it", remedy="Move that first."
                )
            return
        if not point.name.strip() or point.id.casefold() != slug(point.id):
            raise InvalidInput("A learning point needs a name, and an id of letters, digits and hyphens")
        twin = next((other for other in others.values() if other.number == point.number), None)
        if twin is not None:
            free = max(other.number for other in others.values()) + 1
            raise InvalidInput(
                f"{point.number} is the number of “{twin.name}” already", remedy=f"{free} is free."
            )
        if point.colour not in COLOURS:
            remedy = f"One of these: {', '.join(COLOURS)}."
            raise InvalidInput(f"There is no colour “{point.colour}”", remedy=remedy)
        above, seen = point.parent, {point.id}
        while above is not None:
            if above in seen:
                raise InvalidInput("A learning point cannot stand under itself")
            if above not in others:
                raise InvalidInput(f"There is no learning point “{above}” for it to stand under")
            seen.add(above)
            above = others[above].parent

    def _role(self, role: Role, *, gone: bool) -> None:
        if gone:
            count = sum(1 for person in self._people.participants.all().values() if person.role == role.id)
            if count:
                have = "people have" if count != 1 else "person has"
                raise InvalidInput(f"{count} {have} the role {role.name}", remedy="Change that first.")
        elif not role.name.strip() or not role.described.strip() or role.id != slug(role.id):
            raise InvalidInput(
                "A role needs an id of small letters, digits and hyphens, a name, and words for running text"
            )
