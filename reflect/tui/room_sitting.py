"""A sitting with a group: what the board shows of the question one is at, and in whose words."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from reflect.domain.group import Contribution, Seat
from reflect.domain.guide import QuestionKind
from reflect.domain.ids import ParticipantCode, RoleId
from reflect.domain.room import (
    EACH,
    Progress,
    SeatRow,
    answers_to,
    in_order,
    is_covered,
    seat_rows,
    waited_for,
)
from reflect.domain.session import Response, ResponseState
from reflect.domain.tally import has_answered
from reflect.tui.sitting import Sitting


class Roles(NamedTuple):
    """What roles are called, and who of the study has which."""

    names: dict[RoleId, str]
    of_code: dict[ParticipantCode, RoleId]

    def of_seat(self, seat: Seat | None) -> RoleId | None:
        """The role of whoever sits there."""
        if seat is None:
            return None
        return self.of_code.get(seat.participant) if seat.participant is not None else seat.role

    def name(self, role: RoleId | None) -> str:
        """What a role is called; `role not known` for none."""
        return self.names.get(role, role) if role else "role not known"


NO_ROLES = Roles({}, {})


class RoomSitting(Sitting):
    """A sitting with those who are in the room."""

    roles: Roles = NO_ROLES
    about: str = ""
    """Which one of the things that the question is asked about; empty for a question asked once."""

    def response_to(self, page: str) -> Response:
        """What is recorded for a question; what each of them said makes it answered too."""
        response = super().response_to(page)
        if response.state in (ResponseState.NOT_REACHED, ResponseState.ASKED) and self.is_answered(page):
            return msgspec.structs.replace(response, state=ResponseState.ANSWERED)
        return response

    def is_answered(self, page: str) -> bool:
        """Whether anybody said something to it."""
        return any(has_answered(said) for said in self.desk.said(page))

    # -- the room --------------------------------------------------------------------------------------

    @property
    def present(self) -> list[Seat]:
        """Who is in the room."""
        return [seat for seat in in_order(self.desk.record) if seat.left is None]

    def seat_of(self, said: Contribution) -> Seat | None:
        """From which seat something was said."""
        return self.desk.record.seats.get(said.seat) if said.seat is not None else None

    def role_of(self, said: Contribution) -> RoleId | None:
        """In which role something was said."""
        return self.roles.of_seat(self.seat_of(said)) or said.role

    def seat_name(self, seat: Seat) -> str:
        """`Seat 3 (provider)`: never a code or a name, since all in the room read it."""
        role = self.roles.of_seat(seat)
        return f"Seat {seat.order}" + (f" ({self.roles.name(role)})" if role else "")

    def who(self, said: Contribution) -> str:
        """Who said something, for all in the room."""
        seat = self.seat_of(said)
        if seat is not None:
            return self.seat_name(seat)
        return self.roles.name(said.role) if said.role else ""

    # -- the question one is at --------------------------------------------------------------------------

    def said(self) -> list[Contribution]:
        """What was said to the question one is at, in order."""
        return answers_to(self.desk.record, self.page, self.about)

    def seat_rows(self) -> list[SeatRow]:
        """How far everybody has got with it."""
        question = self.question
        return seat_rows(self.desk.record, question, self.about) if question is not None else []

    @property
    def each_answers(self) -> bool:
        """Whether it is a question that each answers."""
        question = self.question
        return question is not None and question.kind in EACH

    @property
    def collects(self) -> bool:
        """Whether it is a question to which entries are called out."""
        question = self.question
        return question is not None and question.kind is QuestionKind.LIST

    @property
    def covered(self) -> bool:
        """Whether what was answered alone must not be seen yet."""
        question = self.question
        return question is not None and is_covered(self.desk.record, question)

    def how_many(self) -> str:
        """`4 of 7 have answered`, and who is waited for."""
        rows = self.seat_rows()
        done = sum(row.progress is Progress.DONE for row in rows)
        expected = sum(row.progress is not Progress.GONE for row in rows)
        if not rows:
            return "Nobody has a seat yet: r says who is here."
        waiting = waited_for(rows)
        if not waiting:
            return f"All {done} have answered."
        rest = ", ".join(str(seat.order) for seat in waiting)
        seats = "seat" if len(waiting) == 1 else "seats"
        return f"{done} of {expected} have answered; waiting for {seats} {rest}."
