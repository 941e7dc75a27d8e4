"""From sentence to sentence through the passages of a session, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reflect.domain.boundaries import Unit, next_start, previous_start, unit_at
from reflect.domain.ids import PassageId
from reflect.domain.passages import Passage


class Sentence(NamedTuple):
    """The words of one sentence."""

    passage: PassageId
    start: int
    end: int


def sentence_beside(found: Sequence[Passage], *, at: tuple[str, int, int] | None, by: int) -> Sentence | None:
    """The sentence after (`by` 1) or before (`by` -1) a span, over the edges of passages; None at the ends.

    `at` is passage, start and end; an empty span is a cursor, after which comes the sentence that it stands
    in. None is the place before all passages.
    """
    here = next((n for n, passage in enumerate(found) if at is not None and passage.id == at[0]), None)
    if here is not None and at is not None:
        beside = _inside(found[here], at[1], at[2], by)
        if beside is not None:
            return beside
    elif by < 0:
        return None
    rest = found[(-1 if here is None else here) + 1 :] if by > 0 else found[: here or 0][::-1]
    for passage in rest:
        sentence = _sentence(passage, 0 if by > 0 else len(passage.text))
        if sentence is not None:
            return sentence
    return None


def _inside(passage: Passage, start: int, end: int, by: int) -> Sentence | None:
    text = passage.text
    if by < 0:
        place = previous_start(text, start, Unit.SENTENCE)
        sentence = _sentence(passage, place)
        return sentence if sentence is not None and sentence.start < start else None
    if start == end:
        sentence = _sentence(passage, start)
        return sentence if sentence is not None and sentence.end > start else None
    # What is left of a sentence of which a part was tagged is not one to be asked about.
    place = next_start(text, end - 1, Unit.SENTENCE)
    sentence = _sentence(passage, place) if place < len(text) else None
    return sentence if sentence is not None and sentence.start >= end else None


def _sentence(passage: Passage, offset: int) -> Sentence | None:
    start, end = unit_at(passage.text, offset, Unit.SENTENCE)
    return Sentence(passage.id, start, end) if start < end else None
