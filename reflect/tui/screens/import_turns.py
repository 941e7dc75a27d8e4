"""The turns of a transcript as they will be, row by row, with names marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual.content import Content, Span

from reflect.domain.ids import QuestionId
from reflect.services.import_plan import Plan

_REPLACED = "bold $accent"
_PERHAPS = "underline $warning"


class TurnRow(NamedTuple):
    """One turn."""

    place: int
    label: str
    """As it stands in the file."""
    shown: str
    text: str
    start: float | None
    question: QuestionId | None
    begins: bool
    """Whether its question begins here."""
    replaced: tuple[tuple[int, int], ...]
    """Where a name gave way."""
    perhaps: tuple[tuple[int, int], ...]
    """Where something may be a name and is left."""


def turn_rows(plan: Plan) -> list[TurnRow]:
    """Every turn, in order."""
    shown, questions = plan.shown, plan.questions()
    rows = []
    for n, (turn, done) in enumerate(plan.turns()):
        question = questions.get(n)
        rows.append(
            TurnRow(
                place=n,
                label=turn.speaker,
                shown=shown.get(turn.speaker, ""),
                text=turn.text,
                start=turn.start,
                question=question,
                begins=question is not None and questions.get(n - 1) != question,
                replaced=tuple((one.start, one.end) for one in done),
                perhaps=plan.left_in(n, done),
            )
        )
    return rows


def turn_cells(row: TurnRow, numbers: Mapping[QuestionId, int]) -> Sequence[str | Content]:
    """Question, time, speaker, words; a question's number stands where it begins, a stroke below it."""
    number = numbers.get(row.question) if row.question else None
    asked = "" if number is None else str(number) if row.begins else "│"
    return asked, _clock(row.start), row.shown or "?", words(row)


def words(row: TurnRow) -> Content:
    """The turn's words on one line, with what was replaced bold and what may be a name underlined."""
    flat = "".join(" " if sign.isspace() or not sign.isprintable() else sign for sign in row.text)
    spans = [Span(a, b, _REPLACED) for a, b in row.replaced] + [Span(a, b, _PERHAPS) for a, b in row.perhaps]
    return Content(flat, spans)


def whole_turn(row: TurnRow, plan: Plan | None) -> Content:
    """All of a turn, under the question it belongs to."""
    guide = plan.guide if plan else None
    question = guide.question(row.question) if guide and row.question else None
    about = f"{question.heading}\n" if question else ""
    return Content.assemble(about, words(row))


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
