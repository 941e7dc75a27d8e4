"""Answering `choose` and `image`: one or several of the options, by digit, space bar or mouse."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from reflect.domain.guide import Question
from reflect.domain.ids import OptionId, QuestionId
from reflect.domain.session import Response
from reflect.tui.widgets.lines import Line, Lines, digits

_TEN = 10


class ChooseAnswer(Lines):
    """The options; what is chosen goes up as a message, in the guide's order."""

    BINDINGS: ClassVar[list[BindingType]] = digits()

    class Chosen(Message):
        """Other options are chosen now."""

        def __init__(self, question: QuestionId, choices: tuple[OptionId, ...]) -> None:
            super().__init__()
            self.question = question
            self.choices = choices

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._question: Question | None = None
        self._chosen: frozenset[OptionId] = frozenset()

    def show(self, question: Question, response: Response) -> None:
        """Show a question's options and what is chosen."""
        self._question = question
        self._chosen = frozenset(response.choices)
        self._draw(question)

    def _draw(self, question: Question) -> None:
        several = (question.bounds[1] or 2) > 1
        off, on = ("[ ]", "[x]") if several else ("( )", "(•)")
        width = len(str(len(question.options)))
        self.put(
            [
                Line(option.id, f"{on if option.id in self._chosen else off} {n:>{width}} ", option.text)
                for n, option in enumerate(question.options, 1)
            ]
        )

    def action_digit(self, number: int) -> None:
        """Choose the option of that number; 0 is the tenth."""
        options = self._question.options if self._question else ()
        place = (number or _TEN) - 1
        if place >= len(options):
            self.say(f"There is no {number} here: 1 to {len(options)}.")
        elif not self.locked:
            self.picked(options[place].id)

    def picked(self, line_id: str) -> None:
        """Choose an option, or take it back."""
        if self._question is None:
            return
        option = OptionId(line_id)
        self.go_to(line_id)
        most = self._question.bounds[1]
        if option in self._chosen:
            chosen = self._chosen - {option}
        elif most == 1:
            chosen = frozenset({option})
        elif most is not None and len(self._chosen) >= most:
            self.say(f"{most} are chosen, and that is the most: take one away first.")
            return
        else:
            chosen = self._chosen | {option}
        ordered = tuple(o.id for o in self._question.options if o.id in chosen)
        self._chosen = chosen
        self._draw(self._question)
        self.post_message(self.Chosen(self._question.id, ordered))


def how_many(question: Question) -> str:
    """How many to choose, in words: `choose 1`, `choose up to 3`, `choose 2 or 3`."""
    least, most = question.bounds
    if most is None:
        return "choose as many as fit" if least == 0 else f"choose {least} or more"
    if least == most:
        return f"choose {most}"
    if least <= 1:
        return f"choose up to {most}"
    return f"choose {least} or {most}" if most == least + 1 else f"choose {least} to {most}"
