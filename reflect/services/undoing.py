"""Edits to people, roles, the codebook and the study's settings: made, undone and redone step by step.

The counterpart of a desk for what is not in a session. Every edit is saved at once, so undoing is an edit of
its own: it sets back only the fields that its step set, in the record as it is on the disk now, and is
refused where it would break what has come to rest on it since (a session of a person who is to go).
The steps last as long as the study is open here; what was removed lies in the bin beyond that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from reflect.domain import people
from reflect.domain.bin import BinnedFromStudy, BinnedPerson
from reflect.domain.changes import fields_back
from reflect.domain.choosing import with_version
from reflect.domain.clashes import Clash
from reflect.domain.codebook import LearningPoint, free_number, redirects, standing
from reflect.domain.codebook_log import entries
from reflect.domain.framework import CellSummary
from reflect.domain.ids import Clock, ParticipantCode, PointId, unused
from reflect.domain.people import Participant, Role
from reflect.domain.rounds import Round
from reflect.domain.session import Memo, MemoTarget
from reflect.domain.taken_back import unchanged_since
from reflect.errors import InvalidInput, NotFound, StoreError, nearest
from reflect.services.steps import Step, Steps
from reflect.services.study_rules import StudyRules, Uses
from reflect.store.people_file import PeopleFile
from reflect.store.repository import Repository
from reflect.store.study_file import StudyFile
from reflect.store.study_settings import SETTINGS_ID, StudySettings

Place = Literal[
    "participants",
    "people bin",
    "people clashes",
    "points",
    "roles",
    "memos",
    "settings",
    "rounds",
    "summaries",
    "study bin",
    "study clashes",
]
"""The tables of the study's two own files."""
_BIN_OF: Mapping[str, Place] = {"participants": "people bin", "points": "study bin", "roles": "study bin"}
_IN_PEOPLE = frozenset({"participants", "people bin", "people clashes"})
_CLASHING: Mapping[str, Place] = {
    "participants": "participants",
    "points": "points",
    "roles": "roles",
    "memos": "memos",
    "settings": "settings",
    "rounds": "rounds",
    "summaries": "summaries",
}
"""The tables in whose records two people may have written differently."""
CHOICE = "Choice between two versions"
"""What settling a clash is called."""


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One record before and after; None where it did not, or does no longer, exist."""

    table: Place
    id: str
    before: Any = None
    after: Any = None


class StudyEdits:
    """Every change to `study.json` and `people.json`, and the way back. Safe to use from several threads."""

    def __init__(
        self,
        study: StudyFile,
        people_file: PeopleFile,
        uses: Uses,
        clock: Clock,
        by: str,
        *,
        steps: Steps | None = None,
    ) -> None:
        self._study = study
        self._people = people_file
        self._rules = StudyRules(study, people_file, uses)
        self.settings = study.settings()
        """The study's settings as they were when it was opened, or last changed here."""
        self._clock = clock
        self._by = by
        self._steps = steps or Steps()
        # Tables of different records in one mapping, which no type of Python's can say.
        self._tables: dict[str, Repository[Any]] = {
            "participants": people_file.participants,
            "people bin": people_file.bin,
            "people clashes": people_file.clashes,
            "points": study.points,
            "roles": study.roles,
            "memos": study.memos,
            "settings": study.settings_table,
            "rounds": study.rounds,
            "summaries": study.summaries,
            "study bin": study.bin,
            "study clashes": study.clashes,
        }

    def do(self, label: str, edits: Sequence[Edit]) -> None:
        """Make edits of one file, save them at once and remember the way back.

        Raises:
            InvalidInput: they may not be made.
            StoreError: the disk refused; nothing was changed.
        """
        with self._steps.lock:
            edits = [edit for edit in edits if edit.before != edit.after]
            if edits:
                self._steps.did(self.made(label, edits))

    def done(self, label: str, edits: Sequence[Edit]) -> Step:
        """The way back from edits of one file that were made by another road."""
        return Step(label, lambda: self.made(label, self._taking_back(edits)))

    def made(self, label: str, edits: Sequence[Edit], *, settling: bool = False) -> Step:
        """Make edits without remembering the way back: it is returned, for who makes them part of a step.

        Raises as `do` does.
        """
        # Each is looked at together with the others: two learning points may exchange their numbers.
        points = {edit.id: edit.after for edit in edits if edit.table == "points"}
        for edit in edits:
            # Two who each kept to the rules can have broken one together; choosing must be possible still.
            if not (settling and self._unfit(edit.before)):
                record = edit.after if edit.after is not None else edit.before
                self._rules.look_at(record, gone=edit.after is None, points=points)
        self._save(edits)
        return Step(label, lambda: self.made(label, self._taking_back(edits), settling=settling))

    def _unfit(self, record: Any) -> bool:
        try:
            self._rules.look_at(record, gone=False)
        except InvalidInput:
            return True
        return False

    def _taking_back(self, edits: Sequence[Edit]) -> list[Edit]:
        back: list[Edit] = []
        emptied = False
        for edit in reversed(edits):
            now = self._tables[edit.table].get(edit.id)
            wanted = edit.before
            if now is None and edit.after is not None and edit.table in _BIN_OF.values():
                emptied = True
            if wanted is not None and now is not None:
                if edit.after is None:
                    raise InvalidInput(
                        f"There is another {_named(edit.table, wanted)} by now",
                        remedy="What was removed stays in the bin.",
                    )
                if not unchanged_since(now, wanted, edit.after):
                    raise NotFound(
                        f"Somebody else has changed the same in {_named(edit.table, wanted)} since",
                        remedy="It stays as they made it.",
                    )
                wanted = fields_back(now, before=wanted, after=edit.after)
            if wanted != now:
                back.append(Edit(table=edit.table, id=edit.id, before=now, after=wanted))
        if emptied:
            raise NotFound("What was removed is not in the bin any more, so it cannot be brought back")
        kept = any(edit.table in _BIN_OF.values() and edit.after is not None for edit in back)
        gone = [edit for edit in back if edit.after is None and edit.table in _BIN_OF]
        return back if kept else [*back, *(self._binning(edit.table, edit.before) for edit in gone)]

    def _save(self, edits: Iterable[Edit]) -> None:
        edits = list(edits)
        file = self._people if any(edit.table in _IN_PEOPLE for edit in edits) else self._study
        if file is self._people and self._people.lost:
            raise StoreError(
                "The file with everybody in it is missing, and a new one would hide that",
                place="people.json",
                remedy="Bring it back first: “reflect repair” can, or i on the study's screen.",
            )
        with file.together():
            self._log([edit for edit in edits if edit.table == "points"])
            for edit in edits:
                table = self._tables[edit.table]
                if edit.after is None:
                    table.remove(edit.id)
                else:
                    table.put(edit.after)
        if any(edit.table == "settings" for edit in edits):
            self.settings = self._study.settings()

    def _log(self, edits: Sequence[Edit]) -> None:
        """Write what is done to learning points into the codebook's history."""
        if not edits:
            return
        points = [*self._study.points.all().values(), *(edit.after for edit in edits if edit.after)]
        names = {point.id: point.name for point in points}
        at = self._clock().isoformat(timespec="seconds")
        for edit in edits:
            for entry in entries(edit.before, edit.after, names, by=self._by, at=at):
                self._study.log(entry)

    # -- people ----------------------------------------------------------------------------------------

    def next_code(self) -> ParticipantCode:
        """The next free code, such as `P04`."""
        return people.next_code(self._codes())

    def _codes(self) -> list[str]:
        """Every code that was ever given, of people whose data were removed too."""
        return [*self._people.participants.all(), *self._people.removals.all()]

    def add_participant(self, participant: Participant) -> None:
        """Add a person. Raises InvalidInput when the code is taken or not fit, or the role unknown."""
        codes = self._codes()
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

    def remove_participant(self, code: str) -> None:
        """Move a person to the bin.

        Raises:
            NotFound: there is nobody of that code, with the nearest right one.
            InvalidInput: there are sessions of theirs.

        """
        person = people.participant_called(code, self._people.participants.all().values())
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
        """Move a learning point to the bin, with memos and summaries on it and with what was merged into it.

        Raises InvalidInput while quotes have it, or another stands under it.
        """
        points = {point.id: point for point in self._study.points.all().values()}
        found = standing(points)
        point = found.get(PointId(point_id))
        if point is None:
            raise NotFound(f"There is no learning point “{point_id}”", remedy=nearest(point_id, found))
        gone = (point, *(points[key] for key, into in redirects(points).items() if into == point.id))
        memos = tuple(
            memo
            for memo in self._study.memos.all().values()
            if memo.target is MemoTarget.POINT and memo.target_id == point.id
        )
        summaries = tuple(
            each for each in self._study.summaries.all().values() if each.point in {p.id for p in gone}
        )
        edits = [Edit(table="points", id=each.id, before=each) for each in gone]
        edits += [Edit(table="memos", id=memo.id, before=memo) for memo in memos]
        edits += [Edit(table="summaries", id=each.id, before=each) for each in summaries]
        edits.append(self._binning("points", point, points=gone, memos=memos, summaries=summaries))
        self.do(f"Removing learning point {point.number}", edits)

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

    # -- two versions ----------------------------------------------------------------------------------

    def settle(self, clash: Clash, chosen: str, *, of_people: bool) -> None:
        """Put the chosen version of a clash into its field and let the clash go.

        Raises InvalidInput when the field cannot hold that version.
        """
        place: Place = "people clashes" if of_people else "study clashes"
        with self._steps.lock:
            filed = self._tables[place].get(clash.id)
            if filed is None:
                return
            edits = [Edit(table=place, id=clash.id, before=filed)]
            found = self.clashing(clash)
            if found is not None:
                try:
                    after = with_version(found, clash, chosen)
                except ValueError as error:
                    raise InvalidInput("This cannot stand there", place=clash.place) from error
                table = _CLASHING[clash.table]
                edits += [Edit(table=table, id=clash.record, before=found, after=after)] * (after != found)
            self._steps.did(self.made(CHOICE, edits, settling=True))

    def clashing(self, clash: Clash) -> Any:
        """The record that a clash is in, as it is now; None when it is gone."""
        table = _CLASHING.get(clash.table)
        return self._tables[table].get(clash.record) if table else None

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

        Raises InvalidInput when something of the same id is there by now.
        """
        edits = self.restoring(kept)
        taken = next((edit for edit in edits[:-1] if edit.before is not None), None)
        if taken is not None:
            what = f"There is another {_named(taken.table, taken.after)} by now"
            raise InvalidInput(what, remedy="Nothing was changed.")
        name = _named(edits[0].table, edits[0].after) if len(edits) > 1 else kept.id
        self.do(f"Restoring the {name}", edits)

    def restoring(self, kept: BinnedFromStudy) -> list[Edit]:
        """The edits that bring back what was removed, the last of which takes it out of the bin.

        A learning point whose number is taken by now gets the next free one.
        """
        points = {point.id: point for point in self._study.points.all().values()}
        edits: list[Edit] = []
        for point in kept.points:
            before, back = points.get(point.id), point
            if any(point.number == other.number for other in standing(points).values()):
                back = msgspec.structs.replace(point, number=free_number(points))
            edits.append(Edit(table="points", id=point.id, before=before, after=back))
            points[point.id] = back
        edits += [
            Edit(table="roles", id=role.id, before=self._study.roles.get(role.id), after=role)
            for role in kept.roles
        ]
        edits += [
            Edit(table="memos", id=memo.id, before=self._study.memos.get(memo.id), after=memo)
            for memo in kept.memos
        ]
        edits += [
            Edit(table="summaries", id=each.id, before=self._study.summaries.get(each.id), after=each)
            for each in kept.summaries
        ]
        return [*edits, Edit(table="study bin", id=kept.id, before=kept)]

    def empty_bin(self) -> int:
        """Delete what the bins of both files hold for good; how much it was. No step of *undo*."""
        count = 0
        with self._steps.lock:
            for file in (self._people, self._study):
                rows = list(file.bin.all())
                if not rows:
                    continue
                count += len(rows)
                with file.together():
                    for row in rows:
                        file.bin.remove(row)
        return count

    def _binning(
        self,
        table: str,
        record: Any,
        *,
        points: tuple[LearningPoint, ...] = (),
        memos: tuple[Memo, ...] = (),
        summaries: tuple[CellSummary, ...] = (),
    ) -> Edit:
        """The edit that keeps a removed record, and what goes with it, in the bin of its file."""
        at = self._clock().isoformat(timespec="seconds")
        if isinstance(record, Participant):
            bin_id = unused(record.code, self._people.bin.all())
            person = BinnedPerson(id=bin_id, participant=record, by=self._by, at=at)
            return Edit(table="people bin", id=bin_id, after=person)
        bin_id = unused(record.id, self._study.bin.all())
        points = points or ((record,) if table == "points" else ())
        roles = (record,) if table == "roles" else ()
        kept = BinnedFromStudy(
            id=bin_id, points=points, roles=roles, memos=memos, summaries=summaries, by=self._by, at=at
        )
        return Edit(table="study bin", id=bin_id, after=kept)


def _named(table: str, record: Any) -> str:
    """A record in words, without anything by which a person could be recognised."""
    match record:
        case Participant():
            return str(record.code)
        case LearningPoint():
            return f"learning point {record.number}"
        case Role():
            return f"role {record.name}"
        case Round():
            return f"round {record.name}"
        case CellSummary():
            return f"summary of {record.case}"
    return f"{table.removesuffix('s')} of that id"
