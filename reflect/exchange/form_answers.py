"""One cell of a form's table as the answer to a question, whatever kind it is."""

from __future__ import annotations

import re

import msgspec

from reflect.domain.guide import Question, QuestionKind
from reflect.domain.ids import OptionId
from reflect.domain.session import Response, with_state
from reflect.errors import nearest
from reflect.exchange.form_columns import plain

_CANNOT_SAY = frozenset(
    ("can t say", "cannot say", "cant say", "don t know", "dont know", "n a", "na", "not sure", "no answer")
)
_NUMBER = re.compile(r"\s*(-?\d+)(?:\.0+)?\s*(?:[^\w.,].*)?", re.DOTALL)


class UnfitError(ValueError):
    """A cell is no answer to its question; why, in words."""


def answer(question: Question, cell: str, comment: str = "") -> Response | None:
    """What a cell answers, with the comment beside it; None when both are empty.

    Raises:
        UnfitError: it is none of what the question takes.

    """
    said, why = cell.strip(), comment.strip()
    if not said and not why:
        return None
    response = Response(id=question.id, text=why)
    match question.kind:
        case QuestionKind.OPEN:
            response = msgspec.structs.replace(response, text="\n\n".join(filter(None, (said, why))))
        case QuestionKind.IMAGE if not _names_options(question, said):  # a picture of their own, in words
            response = msgspec.structs.replace(response, text="\n\n".join(filter(None, (said, why))))
        case QuestionKind.LIST:
            entries = tuple(part.strip() for part in re.split(r"[\n;]+", said) if part.strip())
            _not_too_many(question, len(entries), "entries")
            response = msgspec.structs.replace(response, entries=entries)
        case QuestionKind.CHOOSE | QuestionKind.IMAGE:
            chosen = set(_options(question, said))
            _not_too_many(question, len(chosen), "were chosen")
            response = msgspec.structs.replace(
                response, choices=tuple(o.id for o in question.options if o.id in chosen)
            )
        case QuestionKind.RANK:
            ranking = _options(question, said)
            if len(set(ranking)) < len(ranking):
                raise UnfitError("something is ranked twice")
            response = msgspec.structs.replace(response, ranking=tuple(ranking))
        case QuestionKind.SCALE:
            rating, cannot_say = _rating(question, said)
            response = msgspec.structs.replace(response, rating=rating, cannot_say=cannot_say)
        case _:
            raise UnfitError("this kind of question is not asked in a form")
    return with_state(response)


def _not_too_many(question: Question, count: int, words: str) -> None:
    most = question.bounds[1]
    if most is not None and count > most:
        raise UnfitError(f"{count} {words}, and {most} is the most")


def _rating(question: Question, said: str) -> tuple[int | None, bool]:
    """The number, or whether they could not say; an anchor's words stand for its number."""
    if not said:
        return None, False
    if plain(said) in _CANNOT_SAY or said in ("-", "–", "—"):
        return None, True
    low, high = question.bounds
    ends = f"{low} to {high}"
    anchors = {plain(anchor.text): anchor.value for anchor in question.anchors}
    if plain(said) in anchors:
        return anchors[plain(said)], False
    number = _NUMBER.fullmatch(said)
    if number is None:
        raise UnfitError(f"“{_short(said)}” is no number from {ends}, nor “can't say”")
    value = int(number[1])
    if not low <= value <= (low if high is None else high):
        raise UnfitError(f"{value} is not on the scale: it goes from {ends}")
    return value, False


def _options(question: Question, said: str) -> list[OptionId]:
    """The options that a cell names, in its order: by their words, ids or numbers.

    Form services part them by a semicolon, a line end or a comma, and words of an option may hold a comma
    themselves: so the longest that fits is taken first.
    """
    names: dict[str, OptionId] = {}
    for number, option in enumerate(question.options, 1):
        for words in (str(number), option.id, option.text):
            names.setdefault(plain(words) or words, option.id)
    found: list[OptionId] = []
    for part in re.split(r"[;\n]+", said):
        pieces = [piece for piece in part.split(",") if piece.strip()]
        at = 0
        while at < len(pieces):
            for past in range(len(pieces), at, -1):
                words = plain(",".join(pieces[at:past]))
                if words in names:
                    found.append(names[words])
                    at = past
                    break
            else:
                wrong = pieces[at].strip()
                hint = nearest(wrong, [option.text for option in question.options])
                raise UnfitError(f"“{_short(wrong)}” is none of the options. {hint}".strip())
    return found


def _names_options(question: Question, said: str) -> bool:
    try:
        return bool(_options(question, said)) or not said
    except UnfitError:
        return False


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 40 else f"{line[:39].rstrip()}…"
