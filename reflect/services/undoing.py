"""Edits to people, roles, the codebook and the study's settings: made, undone and redone step by step.

The counterpart of a desk for what is not in a session. Every edit is saved at once, so undoing is an edit of
its own: it sets back only the fields that its step set, in the record as it is on the disk now, and is
refused where it would break what has come to rest on it since (a session of a person who is to go).
The steps last as long as the study is open here; what was removed lies in the bin beyond that.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

from reflect.domain import people
from reflect.domain.bin import BinnedFromStudy, BinnedPerson
from reflect.domain.changes import fields_back
from reflect.domain.codebook import COLOURS, LearningPoint
from reflect.domain.ids import Clock, slug, unused
from reflect.domain.people import Participant, Role
from reflect.errors import InvalidInput, NotFound, nearest
from reflect.store.people_file import PeopleFile
from reflect.store.repository import Repository
from reflect.store.study_file import SETTINGS_ID, StudyFile, StudySettings

Place = Literal["participants", "people bin", "points", "roles", "memos", "settings", "study bin"]
"""The tables of the study's two own files."""
_BIN_OF: Mapping[str, Place] = {"participants": "people bin", "points": "study bin", "roles": "study bin"}
_IN_PEOPLE = frozenset({"participants", "people bin"})


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One record before and after; None where it did not, or does no longer, exist."""

    table: Place
    id: str
    before: Any = None
    after: Any = None


class EditStep(msgspec.Struct, frozen=True, kw_only=True):
    """What was done in one go, in words for *undo*; all of it in one file, so that it is saved at once."""

    label: str
    edits: tuple[Edit, ...]


class Uses(Protocol):
    """What rests on people and learning points: the sessions of a study."""

    def sessions_of(self, code: str) -> int:
        """How many sessions a participant has, or speaks in."""

    def quotes_with(self, point: str) -> int:
        """How many quotes have a learning point."""


class StudyEdits:
    """Every change to `study.json` and `people.json`, and the way back. Safe to use from several threads."""

    def __init__(self, study: StudyFile, people_file: PeopleFile, uses: Uses, clock: Clock, by: str) -> None:
        self._study = study
        self._people = people_file
        self._uses = uses
        self._clock = clock
        self._by = by
        self._lock = threading.RLock()
        self._undo: list[EditStep] = []
        self._redo: list[EditStep] = []
        # Tables of different records in one mapping, which no type of Python's can say.
        self._tables: dict[str, Repository[Any]] = {
            "participants": people_file.participants,
            "people bin": people_file.bin,
            "points": study.points,
            "roles": study.roles,
            "memos": study.memos,
            "settings": study.settings_table,
            "study bin": study.bin,
        }

    # -- undo ------------------------------------------------------------------------------------------

    @property
    def can_undo(self) -> str:
        """What *undo* would take back, in words; empty when there is nothing."""
        return self._undo[-1].label if self._undo else ""

    @property
    def can_redo(self) -> str:
        """What *redo* would do again, in words; empty when there is nothing."""
        return self._redo[-1].label if self._redo else ""

    def undo(self) -> str:
        """Take the last step back and save; returns its words, empty when there was none.

        Raises:
            InvalidInput: something has come to rest on it since; the step stays.
            StoreError: the disk refused; the step stays.
        """
        return self._travel(self._undo, self._redo)

    def redo(self) -> str:
        """Do the last undone step again; returns its words, empty when there was none. Raises as `undo`."""
        return self._travel(self._redo, self._undo)

    def do(self, label: str, edits: Sequence[Edit]) -> None:
        """Make edits of one file, save them at once and remember the way back.

        Raises:
            InvalidInput: they may not be made.
            StoreError: the disk refused; nothing was changed.
        """
        with self._lock:
            edits = [edit for edit in edits if edit.before != edit.after]
            if not edits:
                return
            self._look_at(edits)
            self._save(edits)
            self._undo.append(EditStep(label=label, edits=tuple(edits)))
            self._redo.clear()

    def _travel(self, source: list[EditStep], target: list[EditStep]) -> str:
        with self._lock:
            if not source:
                return ""
            step = source[-1]
            back = self._taking_back(step.edits)
            self._look_at(back)
            self._save(back)
            source.pop()
            target.append(EditStep(label=step.label, edits=tuple(back)))
            return step.label

    def _taking_back(self, edits: Sequence[Edit]) -> list[Edit]:
        back: list[Edit] = []
        for edit in reversed(edits):
            now = self._tables[edit.table].get(edit.id)
            wanted = edit.before
            if wanted is not None and now is not None:
                if edit.after is None:
                    raise InvalidInput(
                        f"There is another {_named(edit.table, wanted)} by now",
                        remedy="What was removed stays in the bin.",
                    )
                wanted = fields_back(now, before=wanted, after=edit.after)
            if wanted != now:
                back.append(Edit(table=edit.table, id=edit.id, before=now, after=wanted))
        kept = any(edit.table in _BIN_OF.values() and edit.after is not None for edit in back)
        gone = [edit for edit in back if edit.after is None and edit.table in _BIN_OF]
        return back if kept else [*back, *(self._binning(edit.table, edit.before) for edit in gone)]

    def _save(self, edits: Iterable[Edit]) -> None:
        edits = list(edits)
        file = self._people if any(edit.table in _IN_PEOPLE for edit in edits) else self._study
        with file.together():
            for edit in edits:
                table = self._tables[edit.table]
                if edit.after is None:
                    table.remove(edit.id)
                else:
                    table.put(edit.after)

    # -- people ----------------------------------------------------------------------------------------

    def add_participant(self, participant: Participant) -> None:
        """Add a person. Raises InvalidInput when the code is taken or not fit, or the role unknown."""
        codes = self._people.participants.all()
        if any(code.casefold() == participant.code.casefold() for code in codes):
            free = people.next_code(codes)
            raise InvalidInput(f"There is a {participant.code} already", remedy=f"{free} is free.")
        self.save_participant(participant)

    def save_participant(self, participant: Participant) -> None:
        """Put a person's record in the place of the one with the same code."""
        before = self._people.participants.get(participant.code)
        label = f"Changes to {participant.code}" if before else f"Adding {participant.code}"
        edit = Edit(table="participants", id=participant.code, before=before, after=participant)
        self.do(label, [edit])

    def remove_participant(self, person: Participant) -> None:
        """Move a person to the bin. Raises InvalidInput while there are sessions of theirs."""
        gone = Edit(table="participants", id=person.code, before=person)
        self.do(f"Removing {person.code}", [gone, self._binning("participants", person)])

    # -- codebook, roles, settings ---------------------------------------------------------------------

    def save_point(self, point: LearningPoint) -> None:
        """Add a learning point, or put it in the place of the one with the same id.

        Raises InvalidInput when its number is taken, its colour none of ours, its parent not there.
        """
        before = self._study.points.get(point.id)
        label = f"{'Changes to' if before else 'Adding'} learning point {point.number}"
        self.do(label, [Edit(table="points", id=point.id, before=before, after=point)])

    def remove_point(self, point_id: str) -> None:
        """Move a learning point to the bin. Raises InvalidInput while quotes have it."""
        points = self._study.points.all()
        point = points.get(point_id)
        if point is None:
            raise NotFound(f"There is no learning point “{point_id}”", remedy=nearest(point_id, points))
        gone = Edit(table="points", id=point.id, before=point)
        self.do(f"Removing learning point {point.number}", [gone, self._binning("points", point)])

    def save_role(self, role: Role) -> None:
        """Add a role, or put it in the place of the one with the same id."""
        before = self._study.roles.get(role.id)
        label = f"{'Changes to' if before else 'Adding'} the role {role.name}"
        self.do(label, [Edit(table="roles", id=role.id, before=before, after=role)])

    def remove_role(self, role_id: str) -> None:
        """Move a role to the bin. Raises InvalidInput while people have it."""
        roles = self._study.roles.all()
        role = roles.get(role_id)
        if role is None:
            raise NotFound(f"There is no role “{role_id}”", remedy=nearest(role_id, roles))
        gone = Edit(table="roles", id=role.id, before=role)
        self.do(f"Removing the role {role.name}", [gone, self._binning("roles", role)])

    def save_settings(self, settings: StudySettings) -> None:
        """Change the study's title, researcher or smallest group; its uid and birth stay as they are."""
        before = self._study.settings()
        fixed = msgspec.structs.replace(settings, uid=before.uid, created=before.created)
        edit = Edit(table="settings", id=SETTINGS_ID, before=before, after=fixed)
        self.do("Changes to the study's settings", [edit])

    # -- the bin ---------------------------------------------------------------------------------------

    def restore_person(self, kept: BinnedPerson) -> None:
        """Bring a person back from the bin. Raises InvalidInput when the code is somebody else's by now."""
        person = kept.participant
        now = self._people.participants.all()
        if any(code.casefold() == person.code.casefold() for code in now):
            raise InvalidInput(f"There is another {person.code} by now", remedy="Nothing was changed.")
        back = Edit(table="participants", id=person.code, after=person)
        self.do(f"Restoring {person.code}", [back, Edit(table="people bin", id=kept.id, before=kept)])

    def restore_to_study(self, kept: BinnedFromStudy) -> None:
        """Bring back what was removed from the study's own file.

        A learning point whose number is taken by now gets the next free one. Raises InvalidInput when
        something of the same id is there by now.
        """
        points = self._study.points.all()
        edits: list[Edit] = []
        for point in kept.points:
            numbers = {other.number for other in points.values()}
            number = max(numbers) + 1 if point.number in numbers else point.number
            put = msgspec.structs.replace(point, number=number)
            edits.append(Edit(table="points", id=point.id, before=points.get(point.id), after=put))
        edits += [
            Edit(table="roles", id=role.id, before=self._study.roles.get(role.id), after=role)
            for role in kept.roles
        ]
        edits += [
            Edit(table="memos", id=memo.id, before=self._study.memos.get(memo.id), after=memo)
            for memo in kept.memos
        ]
        taken = next((edit for edit in edits if edit.before is not None), None)
        if taken is not None:
            what = f"There is another {_named(taken.table, taken.after)} by now"
            raise InvalidInput(what, remedy="Nothing was changed.")
        name = _named(edits[0].table, edits[0].after) if edits else kept.id
        self.do(f"Restoring the {name}", [*edits, Edit(table="study bin", id=kept.id, before=kept)])

    def empty_bin(self) -> int:
        """Delete what the bins of both files hold for good; how much it was. No step of *undo*."""
        count = 0
        with self._lock:
            for file in (self._people, self._study):
                rows = list(file.bin.all())
                if not rows:
                    continue
                count += len(rows)
                with file.together():
                    for row in rows:
                        file.bin.remove(row)
        return count

    def _binning(self, table: str, record: Any) -> Edit:
        """The edit that keeps a removed record in the bin of its file."""
        at = self._clock().isoformat(timespec="seconds")
        if isinstance(record, Participant):
            bin_id = unused(record.code, self._people.bin.all())
            person = BinnedPerson(id=bin_id, participant=record, by=self._by, at=at)
            return Edit(table="people bin", id=bin_id, after=person)
        bin_id = unused(record.id, self._study.bin.all())
        points = (record,) if table == "points" else ()
        roles = (record,) if table == "roles" else ()
        kept = BinnedFromStudy(id=bin_id, points=points, roles=roles, by=self._by, at=at)
        return Edit(table="study bin", id=bin_id, after=kept)

    # -- what may be -----------------------------------------------------------------------------------

    def _look_at(self, edits: Iterable[Edit]) -> None:
        """Raise InvalidInput for an edit that may not be made, whichever way it comes about."""
        for edit in edits:
            record = edit.after if edit.after is not None else edit.before
            match record:
                case Participant():
                    self._look_at_person(record, gone=edit.after is None)
                case LearningPoint():
                    self._look_at_point(record, gone=edit.after is None)
                case Role():
                    self._look_at_role(record, gone=edit.after is None)
                case StudySettings() if not record.title.strip():
                    raise InvalidInput("A study needs a title")

    def _look_at_person(self, person: Participant, *, gone: bool) -> None:
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

    def _look_at_point(self, point: LearningPoint, *, gone: bool) -> None:
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

    def _look_at_role(self, role: Role, *, gone: bool) -> None:
        if gone:
            count = sum(1 for person in self._people.participants.all().values() if person.role == role.id)
            if count:
                have = "people have" if count != 1 else "person has"
                raise InvalidInput(f"{count} {have} the role {role.name}", remedy="Change that first.")
        elif not role.name.strip() or not role.described.strip() or role.id != slug(role.id):
            raise InvalidInput(
                "A role needs an id of small letters, digits and hyphens, a name, and words for running text"
            )


def _named(table: str, record: Any) -> str:
    """A record in words, without anything by which a person could be recognised."""
    match record:
        case Participant():
            return str(record.code)
        case LearningPoint():
            return f"learning point {record.number}"
        case Role():
            return f"role {record.name}"
    return f"{table.removesuffix('s')} of that id"
