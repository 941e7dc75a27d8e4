"""Answers from slips of paper: seat by seat, a line of numbers each; what cannot be is refused in words."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from reflect.domain.group import Seat
from reflect.domain.guide import Question, QuestionKind
from reflect.domain.room import Progress, SeatRow
from reflect.errors import InvalidInput, ReflectError
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.desk_screen import ON_A_DESK
from reflect.tui.room_sitting import RoomSitting
from reflect.tui.screens.desk_page import DeskPage, Leave, PageCommand, Redo, Undo
from reflect.tui.widgets.answer_choose import how_many
from reflect.tui.widgets.answer_list import EntryLine
from reflect.tui.widgets.rows import Cell, Column, Rows

_COLUMNS = (Column("", 1), Column("Seat", 16, grow=1))
CANNOT_SAY = frozenset({"?", "-", "–", "x"})
"""What stands for *can't say* on a slip."""


class Next(PageCommand):
    """Keep the numbers, and go on to the next seat."""

    name, label, footer, key, writing_key = "next", "Keep it, next seat", "keep", "enter", "enter"


class UndoPaper(Undo):
    """Take the last slip back; what is being typed is undone with Backspace."""

    writing_key = "ctrl+z"


class NumbersLine(EntryLine):
    """The line a slip is typed in; the arrows go from seat to seat."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Seat before", show=False),
        Binding("down", "step(1)", "Next seat", show=False),
    ]

    class Step(Message):
        """To another seat."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def on_mount(self) -> None:
        """Say what to do."""
        self.placeholder = "numbers with spaces between: 1 4 7, then Enter"

    def action_step(self, step: int) -> None:
        """Go to another seat."""
        self.post_message(self.Step(step))


class PaperScreen(DeskPage):
    """Seats at the left, the options with their numbers at the right, and a line to type them in."""

    SCOPE = "paper"
    VERBS = (Next, UndoPaper, Leave, Redo, *ON_A_DESK)
    CSS_PATH = ["desk_page.tcss", "paper.tcss"]

    def __init__(self, study: Study, desk: SessionDesk, sitting: RoomSitting, question: Question) -> None:
        super().__init__(study, desk)
        self._sitting = sitting
        self._question = question

    def compose_page(self) -> ComposeResult:
        """The seats, the options, the line."""
        yield Static(id="head", markup=False)
        with Horizontal(id="columns"):
            yield Rows[SeatRow](_COLUMNS, cells=self._cells, key=lambda row: row.seat.id)
            yield Static(id="options", markup=False)
        yield NumbersLine(self.do_next)

    def on_mount(self) -> None:
        """Begin with the first seat that has not answered."""
        self.show_title(f"From paper: {self._question.heading}")
        self.query_one("#options", Static).update(Content("\n").join(self._options()))
        self.query_one("#head", Static).update(Content(self._how()))
        self.show_anew()
        first = next((r for r in self.rows.items if r.progress is Progress.NOTHING), None)
        if first is not None:
            self.rows.go_to(first.seat.id)
        self.line.focus()

    @property
    def rows(self) -> Rows[SeatRow]:
        """The seats."""
        return self.query_one(Rows)

    @property
    def line(self) -> NumbersLine:
        """Where the numbers are typed."""
        return self.query_one(NumbersLine)

    def show_anew(self) -> None:
        """Show how far it has got; not what was answered."""
        self.rows.show(
            self._sitting.seat_rows(), empty="Nobody has a seat yet: in the session, r says who is here."
        )
        self.show_versions()
        self.refresh_keys()

    def _cells(self, row: SeatRow) -> tuple[Cell, ...]:
        return str(row.progress), self._sitting.seat_name(row.seat)

    def _options(self) -> list[Content]:
        question = self._question
        if question.kind is QuestionKind.SCALE:
            return [Content(f"{anchor.value}  {anchor.text}") for anchor in question.anchors]
        return [Content(f"{n:>2}  {option.text}") for n, option in enumerate(question.options, 1)]

    def _how(self) -> str:
        match self._question.kind:
            case QuestionKind.SCALE:
                low, high = self._question.bounds
                return f"A number from {low} to {high}; ? for can’t say."
            case QuestionKind.RANK:
                return "In the order they gave, the highest first."
            case _:
                return f"The slip says: {how_many(self._question)}."

    def can(self, verb: type[Command]) -> bool:
        """A line is kept for a seat."""
        return super().can(verb) and (verb is not Next or self.rows.current is not None)

    def action_steer(self) -> None:
        """Nothing half typed is thrown away: it is kept first, if it can be."""
        if self.line.value.strip():
            with suppress(ReflectError):
                self._keep()
                return
        self.do_leave()

    def on_numbers_line_step(self, event: NumbersLine.Step) -> None:
        """The arrows go from seat to seat while numbers are typed."""
        event.stop()
        self.rows.action_move(event.step)

    def do_next(self) -> None:
        """Keep the numbers for this seat, and go on."""
        try:
            self._keep()
        except ReflectError as error:
            self.say(" ".join(part for part in (f"{error.message}.", error.remedy) if part))

    def _keep(self) -> None:
        row = self.rows.current
        if row is None:
            return
        said = self._answer(row.seat, self.line.value)
        with self.prevent(Input.Changed):
            self.line.value = ""
        place = self.rows.key
        self.did(f"{self._sitting.seat_name(row.seat)}: {said}")
        if place is not None:
            self.rows.go_to(place)
        self.rows.action_move(1)

    def _answer(self, seat: Seat, line: str) -> str:
        """Put down what stands in a line, and say what that is. Raises InvalidInput."""
        numbers, question, about = numbers_in(line, self._question), self._question, self._sitting.about
        if question.kind is QuestionKind.SCALE:
            rating = numbers[0] if numbers else None
            self.desk.answer_from(question, seat.id, about=about, rating=rating, cannot_say=rating is None)
            return "can’t say" if rating is None else str(rating)
        ids = [question.options[number - 1].id for number in numbers]
        if question.kind is QuestionKind.RANK:
            self.desk.answer_from(question, seat.id, about=about, ranking=ids)
        else:
            order = {option.id: n for n, option in enumerate(question.options)}
            self.desk.answer_from(question, seat.id, about=about, choices=sorted(ids, key=order.__getitem__))
        return ", ".join(map(str, numbers))


def numbers_in(line: str, question: Question) -> list[int]:
    """The numbers on a slip; none for *can't say* on a scale.

    Raises InvalidInput where one is no number, none of the question's, there twice, or one too many.
    """
    parts = re.split(r"[\s,;.]+", line.strip())
    if question.kind is QuestionKind.SCALE and len(parts) == 1 and parts[0].lower() in CANNOT_SAY:
        return []
    if not line.strip():
        raise InvalidInput("There are no numbers yet", remedy="↓ goes on to the next seat without an answer.")
    if question.kind is not QuestionKind.SCALE and len(parts) == 1 and len(question.options) < 10:
        parts = list(parts[0])  # 147 is 1, 4 and 7 where no number has two digits
    wrong = next((part for part in parts if not part.isdecimal()), None)
    if wrong is not None:
        raise InvalidInput(f"“{wrong[:20]}” is not a number")
    numbers = [int(part) for part in parts]
    if question.kind is QuestionKind.SCALE:
        if len(numbers) > 1:
            raise InvalidInput(f"{len(numbers)} numbers, and one is asked for")
        return numbers
    for number in numbers:
        if not 1 <= number <= len(question.options):
            raise InvalidInput(f"There is no {number} here: 1 to {len(question.options)}")
        if numbers.count(number) > 1:
            raise InvalidInput(f"{number} is there twice: each counts once")
    least, most = question.bounds
    if most is not None and len(numbers) > most:
        raise InvalidInput(
            f"{len(numbers)} votes, and {most} are allowed", remedy="Ask them, or leave the slip out."
        )
    if question.kind is QuestionKind.CHOOSE and len(numbers) < least:
        raise InvalidInput(f"{len(numbers)} of {least} votes", remedy="Ask them, or leave the slip out.")
    return numbers
