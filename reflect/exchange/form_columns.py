"""Which column of a form's table is what: matched by a question's id, its heading or its wording."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

import msgspec

from reflect.domain.guide import Guide, Question, QuestionKind
from reflect.domain.ids import QuestionId
from reflect.errors import InvalidInput, nearest
from reflect.exchange.form_sheet import Wrong, letters

LEFT_OUT = "-"
"""What a column is told to be that nobody needs."""
COMMENT = ":comment"
"""Behind a question's id: the column of the reason given with an answer."""


class Use(Enum):
    """What a column is used for."""

    CODE = auto()
    NAME = auto()
    ROLE = auto()
    DAY = auto()
    ANSWER = auto()
    COMMENT = auto()
    NOTHING = auto()


_CALLED = {
    "code": Use.CODE,
    "participant": Use.CODE,
    "participant code": Use.CODE,
    "your code": Use.CODE,
    "name": Use.NAME,
    "your name": Use.NAME,
    "full name": Use.NAME,
    "role": Use.ROLE,
    "your role": Use.ROLE,
    "timestamp": Use.DAY,
    "date": Use.DAY,
    "day": Use.DAY,
    "submitted": Use.DAY,
    "submitted at": Use.DAY,
    "submission date": Use.DAY,
    "completion time": Use.DAY,
    "start time": Use.NOTHING,
}
_WHY = re.compile(
    r"(?:comments?|why|why is that|reasons?|please (?:say|explain) why|anything to add|tell us more|"
    r"your reasons?)"
)
_NUMBERED = re.compile(r"^(?:q(?:uestion)? ?)?\d{1,3}\s*[.):·\-–]\s*", re.IGNORECASE)
_NO_WORDS = re.compile(r"[^\w]+")


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column, and what it is used for."""

    at: int
    """0 first."""
    header: str
    use: Use
    question: QuestionId | None = None

    @property
    def in_words(self) -> str:
        """What it is used for, for whoever checks."""
        match self.use:
            case Use.ANSWER:
                return f"answers {self.question}"
            case Use.COMMENT:
                return f"comments on {self.question}"
            case Use.NOTHING:
                return "left out"
            case _:
                return f"the {self.use.name.casefold()}"


class Match(NamedTuple):
    """All columns of a table, and what is wrong with them."""

    columns: tuple[Column, ...]
    missing: tuple[Question, ...]
    """Questions that no column answers."""
    wrong: tuple[Wrong, ...]

    def at(self, use: Use) -> int | None:
        """Where the first column of a use is."""
        return next((column.at for column in self.columns if column.use is use), None)


def matched(header: Sequence[str], guide: Guide, told: Mapping[str, str]) -> Match:
    """What each column is. `told` says it of some, by heading or letter: a question's id, `…:comment`, `-`.

    Raises:
        InvalidInput: `told` names a column or a question that there is not.

    """
    said = _told(header, guide, told)
    questions = [q for q in guide.questions() if q.kind is not QuestionKind.CONSENT]
    by_words: dict[str, Question] = {}
    for question in questions:
        for words in (question.id, question.heading, question.text, question.text.split("\n\n")[0]):
            if words and plain(words):
                by_words.setdefault(plain(words), question)
    columns: list[Column] = []
    wrong: list[Wrong] = []
    last: QuestionId | None = None
    for at, heading in enumerate(header):
        column = said.get(at) or _column(at, heading, by_words, last)
        if column.use is Use.ANSWER:
            last = column.question
        twice = next(
            (c for c in columns if c.use is column.use is not Use.NOTHING and c.question == column.question),
            None,
        )
        if twice is not None:
            wrong.append(Wrong(0, at, f"it {_is(column)}, as column {letters(twice.at)} does"))
        columns.append(column)
    answered = {column.question for column in columns if column.use is Use.ANSWER}
    missing = tuple(question for question in questions if question.id not in answered)
    return Match(tuple(columns), missing, tuple(wrong))


def plain(words: str) -> str:
    """Words as they are compared: small letters, no signs, no number before them."""
    folded = unicodedata.normalize("NFKC", _NUMBERED.sub("", words.strip())).casefold()
    return " ".join(_NO_WORDS.sub(" ", folded).split())


def _column(at: int, heading: str, by_words: Mapping[str, Question], last: QuestionId | None) -> Column:
    words = plain(heading)
    if words in by_words:
        return Column(at=at, header=heading, use=Use.ANSWER, question=by_words[words].id)
    for question_words, question in by_words.items():
        rest = words.removeprefix(question_words).strip() if words.startswith(question_words) else ""
        if rest and _WHY.fullmatch(rest):
            return Column(at=at, header=heading, use=Use.COMMENT, question=question.id)
    if words in _CALLED:
        return Column(at=at, header=heading, use=_CALLED[words])
    if last is not None and _WHY.fullmatch(words):
        return Column(at=at, header=heading, use=Use.COMMENT, question=last)
    return Column(at=at, header=heading, use=Use.NOTHING)


def _told(header: Sequence[str], guide: Guide, told: Mapping[str, str]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for called, meant in told.items():
        at = next((n for n, heading in enumerate(header) if plain(heading) == plain(called)), None)
        if at is None:
            at = next((n for n in range(len(header)) if letters(n) == called.upper()), None)
        if at is None:
            raise InvalidInput(f"There is no column “{called}”", remedy=nearest(called, header))
        if meant == LEFT_OUT:
            found[at] = Column(at=at, header=header[at], use=Use.NOTHING)
            continue
        use = {"code": Use.CODE, "name": Use.NAME, "role": Use.ROLE, "day": Use.DAY}.get(meant.casefold())
        question = guide.question(meant.removesuffix(COMMENT))
        if question is not None:
            use = Use.COMMENT if meant.endswith(COMMENT) else Use.ANSWER
        if use is None:
            ids = [*(q.id for q in guide.questions()), "code", "name", "role", "day", LEFT_OUT]
            raise InvalidInput(f"There is no question “{meant}” in {guide.id}", remedy=nearest(meant, ids))
        found[at] = Column(at=at, header=header[at], use=use, question=question.id if question else None)
    return found


def _is(column: Column) -> str:
    words = column.in_words
    return words if column.question is not None else f"is {words}"
