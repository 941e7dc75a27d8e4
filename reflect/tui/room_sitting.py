"""A sitting with a group: what the board shows of the question one is at, and in whose words."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from reflect.domain.group import Contribution, Seat
from reflect.domain.group_options import Page as RoomPage
from reflect.domain.group_options import options_now, pages
from reflect.domain.guide import Option, Question, QuestionKind
from reflect.domain.ids import ParticipantCode, QuestionId, RoleId
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
from reflect.domain.session import Response, ResponseState, SessionRecord
from reflect.domain.tally import has_answered
from reflect.services.desk import SessionDesk
from reflect.tui.session_clock import SessionClock
from reflect.tui.sitting import MEMO, Page, Sitting


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
    """A sitting with those who are in the room.

    A question that is asked once for each thing the group settled on has a page for each: its id, a slash,
    and the thing's.
    """

    def __init__(self, desk: SessionDesk, clock: SessionClock) -> None:
        self.roles = NO_ROLES
        self._pages: tuple[SessionRecord, list[RoomPage]] | None = None
        self._resolved: dict[QuestionId, Question] = {}
        super().__init__(desk, clock)
        self.page = self._there(self.page)

    # -- pages -------------------------------------------------------------------------------------------

    def _room_pages(self) -> list[RoomPage]:
        record = self.desk.record
        if self._pages is None or self._pages[0] is not record:
            self._pages = (record, pages(self.desk.guide, record))
        return self._pages[1]

    def pages(self) -> list[Page]:
        """The pages to go through, in order, and the memo."""
        return [*(_name(page) for page in self._room_pages()), MEMO]

    def _there(self, page: Page) -> Page:
        """The page; of a question that is asked once for each thing, the first of its pages."""
        pages = self.pages()
        return page if page in pages else next((each for each in pages if self.id_of(each) == page), page)

    def go(self, page: Page) -> None:
        """Come to a page."""
        super().go(self._there(page))

    def pages_of(self, question: Question) -> list[tuple[Page, str]]:
        """The pages of a question; each with the thing it is about."""
        found = [page for page in self._room_pages() if page.question.id == question.id]
        return [
            (_name(page), f"{page.about.text}: {question.heading}" if page.about else question.heading)
            for page in found
        ] or super().pages_of(question)

    def id_of(self, page: Page) -> QuestionId:
        """The question's id."""
        return QuestionId(page.partition("/")[0])

    def heading(self, question_id: str) -> str:
        """`4 · What would make it real? · Fun`."""
        heading = super().heading(self.id_of(QuestionId(question_id)))
        about = self._thing(question_id)
        return f"{heading} · {about.text}" if about else heading

    def neighbour(self, step: int) -> Page | None:
        """The page after or before; from one that is no longer there, its question's neighbour."""
        there = self.pages()
        if self.page not in there:
            return super().neighbour(step)
        place = there.index(self.page) + step
        return there[place] if 0 <= place < len(there) else None

    def _place(self, page: Page) -> int:
        return super()._place(self.id_of(page))

    def _thing(self, page: str) -> Option | None:
        return next((each.about for each in self._room_pages() if _name(each) == page), None)

    @property
    def about(self) -> str:
        """Which of the things that the question is asked about; empty for a question asked once."""
        return self.page.partition("/")[2]

    @property
    def thing(self) -> str:
        """The same, in words."""
        about = self._thing(self.page)
        return about.text if about else ""

    @property
    def waits_for(self) -> str:
        """The heading of the question in which something has to be settled on first; empty for none."""
        page = next((each for each in self._room_pages() if _name(each) == self.page), None)
        return self.heading(page.waits_for) if page is not None and page.waits_for else ""

    @property
    def question(self) -> Question | None:
        """The question one is at, with what it offers now."""
        question = super().question
        if question is None or question.source is None:
            return question
        options = options_now(self.desk.guide, question, self.desk.record, self.about or None)
        known = self._resolved.get(question.id)
        if known is None or known.options != options:
            self._resolved[question.id] = known = msgspec.structs.replace(question, options=options)
        return known

    def response_to(self, page: str) -> Response:
        """What is recorded for a question; what each of them said makes it answered too."""
        response = super().response_to(page)
        if response.state in (ResponseState.NOT_REACHED, ResponseState.ASKED) and self.is_answered(page):
            return msgspec.structs.replace(response, state=ResponseState.ANSWERED)
        return response

    def is_answered(self, page: str) -> bool:
        """Whether anybody said something to it, or to this thing of it; of consent, whether it was asked."""
        question, _, about = page.partition("/")
        asked = self._questions.get(QuestionId(question))
        if asked is not None and asked.kind is QuestionKind.CONSENT:
            return self.desk.record.session.agreed is not None
        return any(has_answered(said) for said in answers_to(self.desk.record, question, about))

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
        return answers_to(self.desk.record, self.asked_id, self.about)

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


def _name(page: RoomPage) -> Page:
    return Page(QuestionId(f"{page.question.id}/{page.about.id}" if page.about else page.question.id))
