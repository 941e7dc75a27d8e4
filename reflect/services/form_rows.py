"""The rows of a form's table as answers of people: who each is, when it was, and what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from reflect.domain.guide import Guide, Question
from reflect.domain.ids import ParticipantCode, QuestionId, RoleId, RoundId
from reflect.domain.people import Participant, Role, next_code, participant_called, role_called
from reflect.domain.session import Response
from reflect.errors import NotFound
from reflect.exchange.form_answers import UnfitError, answer
from reflect.exchange.form_columns import Match, Use
from reflect.exchange.form_days import day_comes_first, moment
from reflect.exchange.form_sheet import Row, Sheet, Wrong


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of the file."""

    guide: str
    columns: Mapping[str, str] = {}
    """What some columns are, by heading or letter; see `form_columns.matched`."""
    new_people: str = ""
    """The role of people who are not in the study yet and are to be added; empty: they are a problem."""
    role: str = ""
    """The role of those for whom no column says it."""
    anonymous: bool = False
    """Whether rows may be nobody's."""
    partial: bool = False
    """Whether questions may be without a column."""
    day_first: bool | None = None
    """Whether `3/4/2026` is the third of April; None: as the file shows."""
    round: RoundId | None = None
    again: bool = False
    """Whether rows that are in the study already come in once more."""


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One row, ready to become a session."""

    row: int
    participant: ParticipantCode | None
    newcomer: Participant | None = None
    role: RoleId | None = None
    began: datetime
    responses: dict[QuestionId, Response]
    digest: str
    """SHA-256 of who answered what: the same row read twice has the same."""


class Known(NamedTuple):
    """What the rows are read with."""

    people: Sequence[Participant]
    roles: Sequence[Role]
    now: datetime
    digests: Mapping[str, str]
    """The sessions that came from a form before, by the digest of what was answered."""


class Rows:
    """Rows of a table becoming answers; what is wrong with them gathers in `wrong`."""

    def __init__(self, sheet: Sheet, match: Match, guide: Guide, asked: Asked, known: Known) -> None:
        self._sheet = sheet
        self._match = match
        self._guide = guide
        self._asked = asked
        self._people = list(known.people)
        self._roles = known.roles
        self._now = known.now
        self._known = {} if asked.again else known.digests
        self._seen: dict[str, int] = {}
        self.wrong: list[Wrong] = []
        self.already: dict[int, str] = {}
        self._role = role_called(asked.role, self._roles) if asked.role else None
        self._newcomers = role_called(asked.new_people, self._roles) if asked.new_people else None

    def read(self) -> Iterator[Answered]:
        """Every row that answers something."""
        if (
            self._match.at(Use.CODE) is None
            and self._match.at(Use.NAME) is None
            and not self._asked.anonymous
        ):
            self.wrong.append(
                Wrong(0, -1, "no column says who answered: name one with --column, or say --anonymous")
            )
        day_first = self._day_first()
        for row in self._sheet.rows:
            role = self._role_of(row)
            person, newcomer = self._who(row, role)
            responses = dict(self._answers(row))
            if not responses:
                self.wrong.append(Wrong(row.number, -1, "nothing is answered in it"))
                continue
            began = self._began(row, day_first=day_first)
            dated = self._match.at(Use.DAY) is not None
            digest = _digest(person or (began.isoformat() if dated else f"row {row.number}"), responses)
            if digest in self._known:
                self.already[row.number] = self._known[digest]
                continue
            if digest in self._seen:
                self.wrong.append(Wrong(row.number, -1, f"it says the same as row {self._seen[digest]}"))
            self._seen.setdefault(digest, row.number)
            yield Answered(
                row=row.number,
                participant=person,
                newcomer=newcomer,
                role=role,
                began=began,
                responses=responses,
                digest=digest,
            )

    def _answers(self, row: Row) -> Iterator[tuple[QuestionId, Response]]:
        comments = {c.question: row.cells[c.at] for c in self._match.columns if c.use is Use.COMMENT}
        for column in self._match.columns:
            question: Question | None = self._guide.question(column.question or "")
            if column.use is not Use.ANSWER or question is None:
                continue
            try:
                found = answer(question, row.cells[column.at], comments.get(question.id, ""))
            except UnfitError as error:
                self.wrong.append(Wrong(row.number, column.at, str(error)))
                continue
            if found is not None:
                yield question.id, found
            elif question.required:
                self.wrong.append(Wrong(row.number, column.at, "an answer is needed here"))

    def _who(self, row: Row, role: RoleId | None) -> tuple[ParticipantCode | None, Participant | None]:
        """Whose answers a row is, and the participant it adds."""
        code_at, name_at = self._match.at(Use.CODE), self._match.at(Use.NAME)
        code = row.cells[code_at].strip() if code_at is not None else ""
        name = " ".join(row.cells[name_at].split()) if name_at is not None else ""
        if code and code_at is not None:
            try:
                return participant_called(code, self._people).code, None
            except NotFound as error:
                self.wrong.append(Wrong(row.number, code_at, str(error)))
                return None, None
        if name and name_at is not None:
            return self._named(row.number, name_at, name, role)
        if not self._asked.anonymous and (code_at is not None or name_at is not None):
            at = code_at if code_at is not None else name_at
            self.wrong.append(
                Wrong(row.number, at if at is not None else -1, "nobody is named (--anonymous)")
            )
        return None, None

    def _named(
        self, number: int, at: int, name: str, role: RoleId | None
    ) -> tuple[ParticipantCode | None, Participant | None]:
        same = [p for p in self._people if " ".join(p.name.split()).casefold() == name.casefold()]
        if len(same) == 1:
            return same[0].code, None
        if same:
            codes = ", ".join(person.code for person in same)
            self.wrong.append(Wrong(number, at, f"{codes} have this name: say who with a column of codes"))
            return None, None
        if self._newcomers is None:
            self.wrong.append(
                Wrong(number, at, "nobody in the study has this name (--new-people ROLE adds them)")
            )
            return None, None
        person = Participant(
            code=next_code([p.code for p in self._people]),
            role=role or self._newcomers,
            name=name,
            added=self._now.isoformat(timespec="seconds"),
        )
        self._people.append(person)
        return person.code, person

    def _role_of(self, row: Row) -> RoleId | None:
        at = self._match.at(Use.ROLE)
        said = row.cells[at].strip() if at is not None else ""
        if not said or at is None:
            return self._role
        try:
            return role_called(said, self._roles)
        except NotFound as error:
            self.wrong.append(Wrong(row.number, at, str(error)))
            return None

    def _day_first(self) -> bool:
        at = self._match.at(Use.DAY)
        if at is None or self._asked.day_first is not None:
            return self._asked.day_first is not False
        found = day_comes_first(row.cells[at] for row in self._sheet.rows)
        if found is None:
            told = "day or month first? Nothing here shows it: say --day-first or --month-first"
            self.wrong.append(Wrong(0, at, told))
        return found is not False

    def _began(self, row: Row, *, day_first: bool) -> datetime:
        at = self._match.at(Use.DAY)
        said = row.cells[at].strip() if at is not None else ""
        if not said or at is None:
            return self._now
        found = moment(said, day_first=day_first, zone=self._now.tzinfo)
        if found is None:
            self.wrong.append(Wrong(row.number, at, f"“{said}” is no day: write it like 2026-11-23"))
        elif found > self._now:
            self.wrong.append(Wrong(row.number, at, f"“{said}” has not been yet"))
        return found or self._now


def _digest(who: str, responses: Mapping[QuestionId, Response]) -> str:
    """Of who answered what. Of two rows that are nobody's, the moment or the place tells them apart."""
    answers = [msgspec.json.encode(responses[key]).decode() for key in sorted(responses)]
    return hashlib.sha256("\n".join([who, *answers]).encode()).hexdigest()
