"""Tables of counts: totals, shares and shades, and which learning points stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import product
from typing import NamedTuple

import msgspec

SHADES = "·░▒▓█"
"""From nothing to the most; each looks darker than the one before without any colour."""


class Overlap(StrEnum):
    """When two learning points stand together."""

    SAME = "same"
    """One quote has both; counted are quotes."""
    OVERLAPPING = "overlapping"
    """A quote with one and a quote with the other share words, or are the same quote; counted are pairs."""
    PASSAGE = "passage"
    """Quotes with both stand in one passage; counted are passages."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A row or a column."""

    id: str
    """Empty where nobody or nothing is known."""
    name: str
    number: int | None = None
    """Of a learning point."""
    total: int = 0
    """What there is in all; not the sum of the cells where one quote can be in several."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one thing by another."""

    rows: tuple[Head, ...]
    cols: tuple[Head, ...]
    cells: tuple[tuple[int, ...], ...]
    """A row of counts for each row."""


def table(rows: Sequence[Head], cols: Sequence[Head], counts: Mapping[tuple[str, str], int]) -> Table:
    """A table with these rows and columns; what is in `counts` and in neither is left out."""
    return Table(
        rows=tuple(rows),
        cols=tuple(cols),
        cells=tuple(tuple(counts.get((row.id, col.id), 0) for col in cols) for row in rows),
    )


def shares(found: Table, of: str) -> list[list[float | None]]:
    """Each count as a share of its row's (`of` is `row`) or its column's total; None where there is none."""
    return [
        [
            count / total if (total := row.total if of == "row" else col.total) else None
            for count, col in zip(counts, found.cols, strict=True)
        ]
        for row, counts in zip(found.rows, found.cells, strict=True)
    ]


def shades(values: Iterable[Iterable[float | None]]) -> list[list[str]]:
    """A shade for each value, in five steps of the largest; only nothing has the first."""
    every = [[value or 0.0 for value in row] for row in values]
    most = max((value for row in every for value in row), default=0.0)
    return [[shade(value, most) for value in row] for row in every]


def shade(value: float, most: float) -> str:
    """The shade of a value where that is the largest."""
    steps = len(SHADES) - 1
    return SHADES[0 if value <= 0 else min(steps, 1 + int(value / most * steps * 0.999999))]


class Standing(NamedTuple):
    """A quote with its points, where it stands."""

    passage: Hashable
    start: int
    end: int
    points: frozenset[str]
    participant: str = ""


def together(
    quotes: Iterable[Standing], overlap: Overlap, *, people: bool = False
) -> dict[tuple[str, str], int]:
    """How often each two points stand together, both ways round; with itself, how often a point is used.

    With `people`, how many participants such words are of.
    """
    by_passage: dict[Hashable, list[Standing]] = {}
    for quote in quotes:
        by_passage.setdefault(quote.passage, []).append(quote)
    counts: Counter[tuple[str, str]] = Counter()
    who: dict[tuple[str, str], set[str]] = {}
    for passage in by_passage.values():
        for pair, voices in _WAYS[overlap](passage):
            counts[pair] += 1
            who.setdefault(pair, set()).update(voice for voice in voices if voice)
    return {pair: len(who[pair]) for pair in counts} if people else dict(counts)


Found = Iterable[tuple[tuple[str, str], tuple[str, ...]]]


def _same(passage: Sequence[Standing]) -> Found:
    for quote in passage:
        for pair in product(sorted(quote.points), sorted(quote.points)):
            yield pair, (quote.participant,)


def _overlapping(passage: Sequence[Standing]) -> Found:
    yield from _same(passage)
    ordered = sorted(passage, key=lambda quote: (quote.start, quote.end))
    for n, quote in enumerate(ordered):
        for other in ordered[n + 1 :]:
            if other.start >= quote.end:
                break
            for one, two in product(sorted(quote.points), sorted(other.points)):
                if one != two:
                    yield (one, two), (quote.participant, other.participant)
                    yield (two, one), (quote.participant, other.participant)


def _in_passage(passage: Sequence[Standing]) -> Found:
    voices = tuple({quote.participant for quote in passage})
    points = sorted(frozenset[str]().union(*(quote.points for quote in passage)))
    for pair in product(points, points):
        yield pair, voices


_WAYS: dict[Overlap, Callable[[Sequence[Standing]], Found]] = {
    Overlap.SAME: _same,
    Overlap.OVERLAPPING: _overlapping,
    Overlap.PASSAGE: _in_passage,
}
