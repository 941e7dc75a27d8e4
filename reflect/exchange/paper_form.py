"""A guide as a form to answer with a pen: what stands on it, whichever kind of file it becomes.

For whoever answers there are no probes and no notes, and no introduction, which a guide addresses to whoever
uses it; the interviewer's own copy has them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import NamedTuple

import msgspec

from reflect.domain.consent import OWN_WORDS, Attribution, ConsentItem
from reflect.domain.guide import OPTION_KINDS, Anchor, Guide, Question, QuestionKind, Section
from reflect.domain.ids import QuestionId

BOX = "☐"
BLANK = "_" * 12
"""A short place to write in."""
_LINES = 6
_FEW_LINES = 2
_ENTRIES = 6
_MOST_ENTRIES = 12
_LONG_MINUTES = 8
"""From so many minutes on, a question gets half as many lines again."""

_KINDLY = (
    "There are no right or wrong answers. Leave out whatever you would rather not answer; you need not say "
    "why. Write as much or as little as you like, and use the back where there is no room."
)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it stands on the form."""

    id: QuestionId
    heading: str
    """`3. Who was missing?`"""
    when: str = ""
    """To whom it is put, where it is not put to everybody."""
    text: tuple[str, ...] = ()
    """Its paragraphs."""
    how: str = ""
    rows: tuple[str, ...] = ()
    """A line each: boxes to tick, places to number, lines for entries."""
    lines: int = 0
    """Empty lines to write on."""
    more: str = ""
    """What the lines below are for, where the answer is in `rows`."""
    probes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A section of the guide."""

    heading: str
    text: tuple[str, ...]
    notes: tuple[str, ...]
    asked: tuple[Asked, ...]


class PaperForm(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    title: str
    language: str
    guide: str
    """The guide's id and version, so that a form that comes back can be told."""
    opening: tuple[str, ...]
    notes: tuple[str, ...]
    parts: tuple[Part, ...]


class Look(Enum):
    """How a block of the form looks, whichever kind of file it stands in."""

    TITLE = auto()
    CODE = auto()
    """Where code and date are written."""
    WORDS = auto()
    NOTE = auto()
    PART = auto()
    """The heading of a part."""
    BEGIN = auto()
    """Until END, everything stays on one sheet; the words are the question's id, or empty."""
    QUESTION = auto()
    ASIDE = auto()
    """To whom a question is put, and how it is answered."""
    PROBE = auto()
    ROW = auto()
    """A box with its words."""
    ENTRY = auto()
    """A number with a line to write on."""
    LINE = auto()
    END = auto()


class Block(NamedTuple):
    """A piece of the form, from top to bottom."""

    look: Look
    words: str = ""


CODE_AND_DATE = f"Code: {BLANK}    Date: {BLANK}"
CLOSING = "Is there anything else you want to say?"
THANKS = "Thank you."
CLOSING_LINES = 4


def paper_form(guide: Guide, *, with_probes: bool = False) -> PaperForm:
    """The form of a guide; `with_probes` is the interviewer's own copy."""
    numbers = {question.id: n for n, question in enumerate(guide.questions(), 1)}
    introduction = tuple(_paragraphs(guide.introduction))
    return PaperForm(
        title=guide.title,
        language=guide.language or "en",
        guide=f"{guide.id} {guide.version}",
        opening=introduction if with_probes else (_KINDLY,),
        notes=guide.notes if with_probes else (),
        parts=tuple(_part(guide, section, numbers, with_probes=with_probes) for section in guide.sections),
    )


def _part(guide: Guide, section: Section, numbers: dict[QuestionId, int], *, with_probes: bool) -> Part:
    return Part(
        heading=section.heading,
        text=tuple(_paragraphs(section.text)),
        notes=section.notes if with_probes else (),
        asked=tuple(
            _asked(guide, question, numbers, with_probes=with_probes) for question in section.questions
        ),
    )


def _asked(guide: Guide, question: Question, numbers: dict[QuestionId, int], *, with_probes: bool) -> Asked:
    rows = tuple(_rows(question))
    return Asked(
        id=question.id,
        heading=f"{numbers[question.id]}. {question.heading}",
        when=_when(guide, question, numbers),
        text=tuple(_paragraphs(question.text)),
        how=_how(question),
        rows=rows,
        lines=_lines(question, rows),
        more="Anything you want to add:" if rows and not _written(question) else "",
        probes=question.probes if with_probes else (),
        notes=question.notes if with_probes else (),
    )


def _written(question: Question) -> bool:
    """Whether the answer is short entries, each on a line of its own."""
    return question.kind is QuestionKind.LIST or (question.kind in OPTION_KINDS and not question.options)


def _lines(question: Question, rows: tuple[str, ...]) -> int:
    if _written(question):
        return 0
    if rows:
        return _FEW_LINES
    return _LINES + _LINES // 2 if (question.minutes or 0) >= _LONG_MINUTES else _LINES


def _rows(question: Question) -> Iterator[str]:
    match question.kind:
        case kind if kind in OPTION_KINDS and _written(question):
            yield from _entries(question.bounds[1])
        case QuestionKind.CHOOSE | QuestionKind.IMAGE:
            yield from (f"{BOX} {option.text}" for option in question.options)
        case QuestionKind.RANK:
            yield from (f"{BOX} {option.text}" for option in question.options)
        case QuestionKind.SCALE:
            yield from _values(question)
            yield f"{BOX} can't say"
        case QuestionKind.LIST:
            yield from _entries(question.bounds[1])
        case QuestionKind.CONSENT:
            for item in question.consent_items:
                yield from _consent(item)
        case _:
            return


def _entries(most: int | None) -> Iterator[str]:
    count = _ENTRIES if most is None else min(most, _MOST_ENTRIES)
    yield from (f"{n}." for n in range(1, count + 1))


def _values(question: Question) -> Iterator[str]:
    low, high = question.bounds
    worded: dict[int, Anchor] = {anchor.value: anchor for anchor in question.anchors}
    for value in range(low, (low if high is None else high) + 1):
        words = f"  {worded[value].text}" if value in worded else ""
        yield f"{BOX} {value}{words}"


def _consent(item: ConsentItem) -> Iterator[str]:
    if item is not ConsentItem.ATTRIBUTION:
        yield f"{BOX} yes  {BOX} no  {OWN_WORDS[item]}"
        return
    choices = "  ".join(f"{BOX} {attribution.value}" for attribution in Attribution)
    yield f"{OWN_WORDS[item]}: {choices}"


def _how(question: Question) -> str:
    least, most = question.bounds
    match question.kind:
        case kind if kind in OPTION_KINDS and _written(question):
            return "Write down your own." if most is None else f"Write down your own, up to {most}."
        case QuestionKind.CHOOSE | QuestionKind.IMAGE if most is None:
            return "Tick as many as fit."
        case QuestionKind.CHOOSE | QuestionKind.IMAGE:
            return "Tick one." if most == 1 else f"Tick up to {most}."
        case QuestionKind.RANK:
            some = "" if most is None or most >= len(question.options) else f", up to {most}"
            return f"Write a number in each box: 1 for what comes first, then 2, and so on{some}."
        case QuestionKind.SCALE:
            return "Tick one."
        case QuestionKind.LIST if most is not None:
            return f"A few words each, {'at least ' + str(least) + ' and ' if least else ''}up to {most}."
        case QuestionKind.LIST:
            return "A few words each."
        case QuestionKind.CONSENT:
            return "Tick yes or no for each. Each is yours to decide by itself."
        case _:
            return ""


def _when(guide: Guide, question: Question, numbers: dict[QuestionId, int]) -> str:
    condition = question.condition
    if condition is None:
        return ""
    before = guide.question(condition.question)
    options = {str(option.id): option.text for option in before.options} if before is not None else {}
    chosen = options.get(condition.option, condition.option)
    return f"Only if you ticked “{chosen}” in question {numbers[condition.question]}."


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield " ".join(paragraph.split())


def blocks(form: PaperForm) -> Iterator[Block]:
    """Everything on the form, in its order."""
    yield Block(Look.TITLE, form.title)
    yield Block(Look.CODE, CODE_AND_DATE)
    yield from _all(Look.WORDS, form.opening)
    yield from _all(Look.NOTE, form.notes)
    for part in form.parts:
        if part.heading:
            yield Block(Look.PART, part.heading)
        yield from _all(Look.WORDS, part.text)
        yield from _all(Look.NOTE, part.notes)
        for asked in part.asked:
            yield from _question(asked)
    yield Block(Look.BEGIN)
    yield Block(Look.PART, CLOSING)
    yield from [Block(Look.LINE)] * CLOSING_LINES
    yield Block(Look.WORDS, THANKS)
    yield Block(Look.END)


def _question(asked: Asked) -> Iterator[Block]:
    yield Block(Look.BEGIN, asked.id)
    yield Block(Look.QUESTION, asked.heading)
    if asked.when:
        yield Block(Look.ASIDE, asked.when)
    yield from _all(Look.WORDS, asked.text)
    yield from _all(Look.PROBE, asked.probes)
    yield from _all(Look.NOTE, asked.notes)
    if asked.how:
        yield Block(Look.ASIDE, asked.how)
    for row in asked.rows:
        yield Block(Look.ENTRY if row[:-1].isdigit() else Look.ROW, row)
    if asked.more:
        yield Block(Look.WORDS, asked.more)
    yield from [Block(Look.LINE)] * asked.lines
    yield Block(Look.END)


def _all(look: Look, texts: Iterable[str]) -> Iterator[Block]:
    yield from (Block(look, words) for words in texts)
