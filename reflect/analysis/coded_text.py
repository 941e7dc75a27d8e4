"""What each researcher tagged in one passage, cut into units that can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from reflect.domain.agreeing import AGREED
from reflect.domain.boundaries import Unit, next_start, unit_at
from reflect.domain.passages import Passage
from reflect.domain.session import SessionRecord
from reflect.domain.spans import segments

Points = frozenset[str]


class CodingUnit(StrEnum):
    """What is compared, one by one."""

    CHARACTER = "character"
    SENTENCE = "sentence"
    PASSAGE = "passage"


class CodedUnit(NamedTuple):
    """A stretch of text with what each researcher gave it."""

    start: int
    """Unicode code points from the passage's start."""
    end: int
    points: tuple[Points | None, ...]
    """What each gave it, in the order of the researchers; None of one who has not worked on the session."""


class CodedPassage(NamedTuple):
    """One passage as its researchers tagged it."""

    session: str
    passage: str
    stretches: tuple[CodedUnit, ...]
    """All of its text, cut wherever a tagged quote of anybody begins or ends."""
    units: tuple[CodedUnit, ...]
    """The same, by the unit that was asked for; characters that have all in common are one stretch."""


def researchers_of(record: SessionRecord) -> set[str]:
    """Who has tagged anything in a session; what was agreed on is nobody's."""
    return {tag.by for tag in record.tags.values()} - {AGREED}


def coded_passages(
    record: SessionRecord, found: Sequence[Passage], researchers: Sequence[str], unit: CodingUnit
) -> list[CodedPassage]:
    """The passages of a session as these researchers tagged them.

    What the interviewer asked is left out where nobody tagged it. Quotes whose words are no longer in the
    passage stand nowhere, and are left out.
    """
    at = {researcher: n for n, researcher in enumerate(researchers)}
    worked = researchers_of(record)
    blank: tuple[Points | None, ...] = tuple(Points() if r in worked else None for r in researchers)
    spans: dict[str, list[tuple[int, int, tuple[int, str]]]] = {}
    for tag in record.tags.values():
        quote = record.quotes.get(tag.quote)
        if quote is not None and tag.by in at and not quote.source_changed:
            spans.setdefault(quote.passage, []).append((quote.start, quote.end, (at[tag.by], tag.point)))
    return [
        _coded(record.session.id, passage, spans.get(passage.id, []), blank, unit)
        for passage in found
        if passage.id in spans or not passage.asks
    ]


def _coded(
    session: str,
    passage: Passage,
    spans: Sequence[tuple[int, int, tuple[int, str]]],
    blank: tuple[Points | None, ...],
    unit: CodingUnit,
) -> CodedPassage:
    stretches = []
    for start, end, keys in segments(spans, 0, len(passage.text)):
        given: dict[int, set[str]] = {}
        for who, point in keys:
            given.setdefault(who, set()).add(point)
        points = tuple(Points(given[n]) if n in given else none for n, none in enumerate(blank))
        stretches.append(CodedUnit(start, end, points))
    return CodedPassage(session, passage.id, tuple(stretches), _units(passage.text, stretches, unit))


def _units(text: str, stretches: Sequence[CodedUnit], unit: CodingUnit) -> tuple[CodedUnit, ...]:
    if unit is CodingUnit.CHARACTER:
        return tuple(stretches)
    if unit is CodingUnit.PASSAGE:
        return (_over(stretches, 0, len(text)),) if stretches else ()
    return tuple(_over(stretches, start, end) for start, end in sentences_of(text))


def _over(stretches: Sequence[CodedUnit], start: int, end: int) -> CodedUnit:
    """A unit with all that anything in it was given."""
    under = [stretch.points for stretch in stretches if stretch.start < end and start < stretch.end]
    merged = tuple(
        None if given[0] is None else Points().union(*(points for points in given if points is not None))
        for given in zip(*under, strict=True)
    )
    return CodedUnit(start, end, merged)


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Every sentence of a text, half-open, in their order."""
    found: list[tuple[int, int]] = []
    offset = 0
    while offset < len(text):
        start, end = unit_at(text, offset, Unit.SENTENCE)
        if start < end and (not found or start >= found[-1][1]):
            found.append((start, end))
        after = next_start(text, max(offset, end - 1), Unit.SENTENCE)
        if after <= offset:
            break
        offset = after
    return found
