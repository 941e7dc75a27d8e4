"""Answering `scale`: a number with its wording, or *can't say*."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from reflect.domain.guide import Question
from reflect.domain.ids import QuestionId
from reflect.domain.session import Response
from reflect.tui.widgets.lines import Line, Lines, digits

CANNOT_SAY = "cannot-say"


class ScaleAnswer(Lines):
    """A line for each value; digits give it, two of them where the scale goes beyond nine."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *digits(),
        Binding("minus", "cannot_say", "Can't say", show=False),
    ]

    class Rated(Message):
        """A number was given (or taken back: None), or *can't say*."""

        def __init__(self, question: QuestionId, rating: int | None, *, cannot_say: bool) -> None:
            super().__init__()
            self.question = question
            self.rating = rating
            self.cannot_say = cannot_say

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._question: Question | None = None
        self._values = range(1, 6)
        self._rating: int | None = None
        self._cannot_say = False
        self._typed = ""
        """The digit typed just before, for numbers of two."""

    def show(self, question: Question, response: Response) -> None:
        """Show a question's scale and what was said."""
        if self._question is not question:
            self._question, self._typed = question, ""
        low, high = question.bounds
        self._values = range(low, (low if high is None else high) + 1)
        self._rating, self._cannot_say = response.rating, response.cannot_say
        self._draw(question)

    def _draw(self, question: Question) -> None:
        low = self._values[0]
        anchors = {anchor.value: anchor.text for anchor in question.anchors}
        width = max(len(str(value)) for value in (low, self._values[-1]))
        lines = [
            Line(str(value), f"{_dot(value == self._rating)} {value:>{width}} ", anchors.get(value, ""))
            for value in self._values
        ]
        key = "–" if 0 in self._values else "0"
        lines.append(Line(CANNOT_SAY, f"{_dot(self._cannot_say)} {key:>{width}} ", "can't say"))
        self.put(lines)

    def action_digit(self, number: int) -> None:
        """Give this number, or the one it makes with the digit before it."""
        if self.locked:
            return
        both = f"{self._typed}{number}"
        self._typed = str(number)
        if len(both) > 1 and int(both) in self._values:
            self.picked(both, again=True)
        elif number in self._values:
            self.picked(str(number), again=True)
        elif number == 0:
            self.action_cannot_say()
        else:
            ends = f"{self._values[0]} to {self._values[-1]}"
            key = "−" if 0 in self._values else "0"
            self.say(f"There is no {number} here: {ends}, or {key} for can't say.")

    def action_cannot_say(self) -> None:
        """Note that they could not, or would rather not, put a number to it."""
        if not self.locked:
            self.picked(CANNOT_SAY, again=True)

    def picked(self, line_id: str, *, again: bool = False) -> None:
        """Give the number of a line; once more takes it back, unless it was typed (`again`)."""
        self.go_to(line_id)
        if not again:
            self._typed = ""
        if self._question is None:
            return
        if line_id == CANNOT_SAY:
            self._rating, self._cannot_say = None, again or not self._cannot_say
        else:
            value = int(line_id)
            off = value == self._rating and not again
            self._rating, self._cannot_say = None if off else value, False
        self._draw(self._question)
        self.post_message(self.Rated(self._question.id, self._rating, cannot_say=self._cannot_say))


def how_to_rate(question: Question) -> str:
    """What to do, in words."""
    low, high = question.bounds
    key = "−" if low <= 0 else "0"
    return f"a number from {low} to {high}, or {key} for can't say"


def _dot(on: bool) -> str:  # noqa: FBT001 - a mark is on or off
    return "(•)" if on else "( )"
