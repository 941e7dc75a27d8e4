"""What the session screen lists: the outline, the side panel, and the choices of its pick lists."""

from __future__ import annotations

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.guide import Question
from reflect.domain.passages import answer_passage
from reflect.domain.session import Response, ResponseState
from reflect.domain.side_by_side import seen
from reflect.tui.colours import colour
from reflect.tui.screens.dialogs.pick import Choice
from reflect.tui.session_clock import clock_words
from reflect.tui.sitting import MEMO, Sitting, excerpt
from reflect.tui.widgets.outline import OutlineRow
from reflect.tui.widgets.side_panel import Point, Probe, Side

MEMO_ROW = "memo"
"""What the memo is called among the rows, where a question has its id."""

_MARKS = {
    ResponseState.NOT_REACHED: "○",
    ResponseState.ASKED: "·",
    ResponseState.ANSWERED: "✓",
    ResponseState.ALREADY_COVERED: "↷",
    ResponseState.ASK_AGAIN: "↻",
    ResponseState.DECLINED: "✕",
    ResponseState.SKIPPED: "–",
}
_STILL_OPEN = (ResponseState.NOT_REACHED, ResponseState.ASKED)
_TAGGED_SHOWN = 42


def mark(question: Question, response: Response) -> str:
    """How far a question has got, in one sign."""
    if question.required and response.state in _STILL_OPEN:
        return "!"
    return _MARKS[response.state]


def outline_rows(sitting: Sitting) -> list[OutlineRow]:
    """Sections with the questions that apply (and the one that is open, whatever comes), and the memo."""
    shown = {*sitting.desk.asked(), sitting.asked_id}
    rows = []
    for section in sitting.desk.guide.sections:
        questions = [q for q in section.questions if q.id in shown]
        if questions and section.heading:
            rows.append(OutlineRow(f"section:{section.id}", section.heading))
        rows += [
            OutlineRow(
                page,
                heading,
                number=str(sitting.numbers[q.id]),
                mark=mark(q, sitting.response_to(page)),
                here=page == sitting.page,
            )
            for q in questions
            for page, heading in sitting.pages_of(q)
        ]
    written = "✓" if sitting.memo else "○"
    rows.append(OutlineRow(MEMO_ROW, "Memo", number="✎", mark=written, here=sitting.page == MEMO))
    return rows


def side_of(sitting: Sitting, codebook: Codebook, *, dark: bool) -> Side:
    """The side panel of the page one is at; at the memo, every note of the session."""
    desk, question = sitting.desk, sitting.question
    record = seen(desk.record, desk.whose, desk.by)
    notes = sorted(
        (n for n in record.notes.values() if question is None or n.question == question.id),
        key=lambda n: (n.at, n.id),
    )
    shown = [(clock_words(note.at), note.text) for note in notes]
    if question is None:
        return Side(notes=shown)
    asked = set(sitting.response.probes)
    passage = answer_passage(question.id)
    quotes = sorted(
        (q for q in record.quotes.values() if q.passage == passage), key=lambda q: (q.start, q.end, q.id)
    )
    given = {(tag.quote, tag.point) for tag in record.tags.values()}
    likely = {codebook.standing_for(point) for point in question.points}
    tagged = [
        (_point(point, dark=dark), excerpt(quote.words, _TAGGED_SHOWN))
        for quote in quotes
        for point in codebook.points
        if (quote.id, point.id) in given
    ]
    return Side(
        probes=[Probe(words, n in asked) for n, words in enumerate(question.probes)],
        likely=[_point(p, dark=dark) for p in codebook.offered if p.id in likely],
        tagged=tagged,
        notes=shown,
    )


def _point(point: LearningPoint, *, dark: bool) -> Point:
    return Point(point.number, point.name, colour(point.colour, dark=dark))


def page_choices(sitting: Sitting, *, but_here: bool = False) -> list[Choice]:
    """The questions that apply, to pick one of; the memo too, unless it is for another question's sake."""
    choices = [
        Choice(page, sitting.heading(page), sitting.response_to(page).state.value)
        for page in sitting.pages()[:-1]
        if not (but_here and sitting.id_of(page) == sitting.asked_id)
    ]
    return choices if but_here else [*choices, Choice(MEMO_ROW, "Memo", "what struck you")]


def point_choices(codebook: Codebook, likely: frozenset[str]) -> list[Choice]:
    """The learning points, to pick one of."""
    here = {codebook.standing_for(point) for point in likely}
    return [
        Choice(p.id, f"{p.number} {p.name}", "likely here" if p.id in here else "") for p in codebook.offered
    ]


def probe_choices(question: Question, asked: frozenset[int]) -> list[Choice]:
    """A question's probes, to pick one of."""
    return [
        Choice(str(n), f"{n + 1} {words}", "asked" if n in asked else "")
        for n, words in enumerate(question.probes)
    ]
