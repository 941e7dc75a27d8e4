"""Answering `rank`: options put in order, by digit or by moving them up and down."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from reflect.domain.guide import Question
from reflect.domain.ids import OptionId, QuestionId
from reflect.domain.session import Response
from reflect.tui.widgets.lines import Line, Lines, digits

_TEN = 10


class RankAnswer(Lines):
    """The ranked options first, in their order, then the others; each keeps the guide's number."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *digits(),
        Binding("plus,ctrl+up,left_square_bracket", "shift(-1)", "Higher", show=False),
        Binding("minus,ctrl+down,right_square_bracket", "shift(1)", "Lower", show=False),
        Binding("delete,backspace", "unrank", "Take out", show=False),
    ]

    class Ranked(Message):
        """The order is another now."""

        def __init__(self, question: QuestionId, ranking: tuple[OptionId, ...]) -> None:
            super().__init__()
            self.question = question
            self.ranking = ranking

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._question: Question | None = None
        self._ranking: list[OptionId] = []

    def show(self, question: Question, response: Response) -> None:
        """Show a question's options in the order they have."""
        self._question = question
        self._ranking = [option.id for option in question.options if option.id in response.ranking]
        self._ranking.sort(key=response.ranking.index)
        self._draw(question)

    def _draw(self, question: Question) -> None:
        known = {option.id: (n, option.text) for n, option in enumerate(question.options, 1)}
        rest = [option for option in known if option not in self._ranking]
        lines = []
        for option in (*self._ranking, *rest):
            number, text = known[option]
            place = f"{self._ranking.index(option) + 1:>2}." if option in self._ranking else "  ·"
            lines.append(Line(option, f"{place} ({number}) ", text))
        self.put(lines)

    def action_digit(self, number: int) -> None:
        """Put the option of that number next in the order, or take it out; 0 is the tenth."""
        options = self._question.options if self._question else ()
        place = (number or _TEN) - 1
        if place >= len(options):
            self.say(f"There is no {number} here: 1 to {len(options)}.")
        elif not self.locked:
            self.picked(options[place].id)

    def picked(self, line_id: str) -> None:
        """Put an option next in the order, or take it out."""
        option = OptionId(line_id)
        self.go_to(line_id)
        if option in self._ranking:
            self._post([o for o in self._ranking if o != option])
        else:
            self._add(option)

    def action_shift(self, step: int) -> None:
        """Move the option under the cursor up or down in the order."""
        option = OptionId(self.here or "")
        if self.locked or not option:
            return
        if option not in self._ranking:
            self._add(option)
            return
        place = self._ranking.index(option)
        to = max(0, min(place + step, len(self._ranking) - 1))
        order = [o for o in self._ranking if o != option]
        self._post([*order[:to], option, *order[to:]])

    def action_unrank(self) -> None:
        """Take the option under the cursor out of the order."""
        if not self.locked and self.here in self._ranking:
            self._post([o for o in self._ranking if o != self.here])

    def _add(self, option: OptionId) -> None:
        most = self._question.bounds[1] if self._question else None
        if most is not None and len(self._ranking) >= most:
            self.say(f"{most} are ranked, and that is the most: take one out first.")
        else:
            self._post([*self._ranking, option])

    def _post(self, ranking: list[OptionId]) -> None:
        if self._question is not None:
            self._ranking = ranking
            self._draw(self._question)
            self.post_message(self.Ranked(self._question.id, tuple(ranking)))


def how_to_rank(question: Question) -> str:
    """What to do, in words."""
    least, most = question.bounds
    if most is not None and most < len(question.options):
        amount = f"rank {most}" if least == most else f"rank up to {most}"
    else:
        amount = "rank them"
    return f"{amount}: a number puts it next, + and − move it"
