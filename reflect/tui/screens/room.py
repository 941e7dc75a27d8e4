"""Who is in the room, at any time: seats are given, left, come back to; and what the group agreed to."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from reflect.domain.group import GroupConsent, Seat
from reflect.domain.ids import ParticipantCode, RoleId
from reflect.domain.room import in_order
from reflect.errors import ReflectError
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.desk_screen import ON_A_DESK
from reflect.tui.room_sitting import Roles
from reflect.tui.screens.desk_page import DeskPage, Leave, PageCommand, Redo, Undo
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.group_agreement import agreed_words, ask_agreement
from reflect.tui.widgets.rows import Cell, Column, Rows

MOST_SEATS = 60
"""How many seats can be added at once: more is a slip of the finger."""
_COLUMNS = (
    Column("Seat", 4, right=True),
    Column("Code", 6),
    Column("Role", 14, grow=2),
    Column("", 24, grow=1),
)


class AddPerson(PageCommand):
    """Give a participant of the study a seat."""

    name, label, footer, key = "person", "Somebody with a code", "somebody with a code", "a"


class AddRole(PageCommand):
    """Give seats to people of whom only the role is known."""

    name, label, footer, key = "role", "Seats for a role", "a role", "o"


class AddSeats(PageCommand):
    """Add a number of seats of nobody in particular."""

    name, label, footer, key = "seats", "Seats of nobody in particular", "more seats", "plus,n"


class LeaveOrReturn(PageCommand):
    """Note that somebody leaves early, or is back. What they said stays; they are not waited for."""

    name, label, footer, key = "early", "Leaves early, or is back", "leaves / is back", "l,space"


class TakeAway(PageCommand):
    """Take a seat away from which nothing was said."""

    name, label, footer, key = "take_away", "Take the seat away", "take away", "delete,x"


class Agree(PageCommand):
    """Note what the group agreed to about its words, how it was asked, and by whom.

    Asked aloud, of everybody. Nobody is ever named for what they said in a room.
    """

    name, label, footer, key = "agree", "What the group agreed to", "agreement", "g"


_OF_SEAT = (LeaveOrReturn, TakeAway)


class RoomScreen(DeskPage):
    """The seats, in their order."""

    SCOPE = "room"
    VERBS = (
        AddPerson,
        AddRole,
        AddSeats,
        LeaveOrReturn,
        Agree,
        Leave,
        TakeAway,
        Undo,
        Redo,
        *ON_A_DESK,
    )

    def __init__(self, study: Study, desk: SessionDesk, roles: Roles) -> None:
        super().__init__(study, desk)
        self._roles = roles

    def compose_page(self) -> ComposeResult:
        """What was agreed to, and the seats."""
        yield Static(id="head", markup=False)
        yield Rows[Seat](_COLUMNS, cells=self._cells, key=lambda seat: seat.id)

    def on_mount(self) -> None:
        """Show who is here."""
        self.show_title("Who is here")
        self.rows.focus()
        self.show_anew()
        self.run_worker(self._look_up(), name="look up")

    async def _look_up(self) -> None:
        from reflect.tui.screens.group_session import roles_of  # it loads this screen

        try:
            self._roles = await self.apart(roles_of, self.study)
        except ReflectError as error:
            self.tell(error)
        self.show_anew()

    @property
    def rows(self) -> Rows[Seat]:
        """The list."""
        return self.query_one(Rows)

    def show_anew(self) -> None:
        """Show the seats and what was agreed to."""
        seats = in_order(self.desk.record)
        self.rows.show(
            seats, empty="Nobody yet: a adds somebody with a code, o a role, + seats without either."
        )
        here = sum(seat.left is None for seat in seats)
        self.query_one("#head", Static).update(Content(f"{here} in the room · {agreed_words(self.desk)}"))
        self.show_versions()
        self.refresh_keys()

    def _cells(self, seat: Seat) -> tuple[Cell, ...]:
        role = self._roles.of_seat(seat)
        here = f"left at {seat.left[11:16]}" if seat.left else ""
        return str(seat.order), seat.participant or "–", self._roles.name(role) if role else "–", here

    def can(self, verb: type[Command]) -> bool:
        """What is done to a seat needs one."""
        return super().can(verb) and (verb not in _OF_SEAT or self.rows.current is not None)

    # -- commands --------------------------------------------------------------------------------------

    @work(exclusive=True)
    async def do_person(self) -> None:
        """Ask for whom."""
        sits = {seat.participant for seat in in_order(self.desk.record)}

        def people() -> list[Choice]:
            names = {role.id: role.name for role in self.study.roles()}
            return [
                Choice(person.code, f"{person.code}  {names.get(person.role, person.role)}")
                for person in self.study.people()
                if person.code not in sits
            ]

        choices = await self.apart(people)
        if not choices:
            self.say("Everybody in the study has a seat already. People are added on the study’s tab 2.")
            return
        picked = await self.app.push_screen_wait(Pick("Who is here?", choices))
        if picked is not None:
            self.attempt(self._sit, participant=ParticipantCode(picked))

    @work(exclusive=True)
    async def do_role(self) -> None:
        """Ask for which role, and how many."""
        roles = await self.apart(self.study.roles)
        picked = await self.app.push_screen_wait(Pick("Which role?", [Choice(r.id, r.name) for r in roles]))
        if picked is not None:
            count = await self._how_many("How many of them?")
            self.attempt(self._sit, role=RoleId(picked), count=count)

    @work(exclusive=True)
    async def do_seats(self) -> None:
        """Ask how many."""
        self.attempt(self._sit, count=await self._how_many("How many seats?"))

    async def _how_many(self, title: str) -> int:
        said = f"A number from 1 to {MOST_SEATS}."
        while True:
            typed = await self.app.push_screen_wait(AskLine(title, said=said, initial="1"))
            if typed is None:
                return 0
            if typed.isdecimal() and 1 <= int(typed) <= MOST_SEATS:
                return int(typed)
            said = f"“{typed[:20]}” is not a number from 1 to {MOST_SEATS}."

    def _sit(
        self, *, participant: ParticipantCode | None = None, role: RoleId | None = None, count: int = 1
    ) -> None:
        if count < 1:
            return
        seats = [self.desk.sit(participant=participant, role=role) for _ in range(count)]
        numbers = str(seats[0].order) if count == 1 else f"{seats[0].order} to {seats[-1].order}"
        self.did(f"Seat {numbers}." if count == 1 else f"Seats {numbers}.")
        self.rows.go_to(seats[-1].id)

    def do_early(self) -> None:
        """They leave, or are back."""
        seat = self.rows.current
        if seat is not None:
            self.desk.leave_seat(seat.id, back=seat.left is not None)
            self.did(
                f"Seat {seat.order} is back."
                if seat.left
                else f"Seat {seat.order} left; what they said stays."
            )

    def do_take_away(self) -> None:
        """Take a seat away."""
        seat = self.rows.current
        if seat is not None:
            self.desk.clear_seat(seat.id)
            self.did(f"Seat {seat.order} is taken away.")

    @work(exclusive=True)
    async def do_agree(self) -> None:
        """Ask what the group agreed to, how it was asked, and by whom."""
        found = await ask_agreement(self.app, self.desk)
        if found is not None:
            self.attempt(self._agreed, found.agreed)

    def _agreed(self, agreed: GroupConsent | None) -> None:
        self.desk.agree(agreed)
        self.did(agreed_words(self.desk))
