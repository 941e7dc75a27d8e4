"""What agreement is worked out from: sums that add up over passages, so that drawing samples costs little.

Every figure of `agreement` is a function of these sums, and the sums of several passages are their sum. So a
sample drawn for an interval is an addition, not a new count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import combinations
from typing import TypeVar

from reflect.analysis.coded_text import CodedPassage, CodedUnit, CodingUnit, Points

Value = TypeVar("Value")
Key = tuple[Hashable, ...]
Sums = dict[Key, float]


class Uncoded(StrEnum):
    """What becomes of text that nobody tagged, and of text that only one did."""

    IGNORE = "ignore"
    """Units that nobody tagged are left out, and stretches are compared where at least two tagged (cuα)."""
    COUNT = "count"
    """All units are compared, and all text: what is not tagged has the value *nothing* (uα)."""


def sums_of(passage: CodedPassage, unit: CodingUnit, uncoded: Uncoded) -> Sums:
    """The sums of one passage; empty where fewer than two researchers have worked on it."""
    found: defaultdict[Key, float] = defaultdict(float)
    for each in passage.units:
        _add_unit(found, each, each.end - each.start if unit is CodingUnit.CHARACTER else 1, uncoded)
    if passage.stretches:
        workers = [n for n, points in enumerate(passage.stretches[0].points) if points is not None]
        if len(workers) > 1:
            _add_stretches(found, passage.stretches, workers, uncoded)
    return dict(found)


def added(several: Iterable[tuple[Sums, int]]) -> Sums:
    """The sums of several, each so many times."""
    total: Sums = {}
    for sums, times in several:
        for key, value in sums.items():
            total[key] = total.get(key, 0.0) + times * value
    return total


def _add_unit(found: defaultdict[Key, float], unit: CodedUnit, weight: int, uncoded: Uncoded) -> None:
    given = [(n, points) for n, points in enumerate(unit.points) if points is not None]
    many = len(given)
    if many < 2:
        return
    if not any(points for _, points in given):
        found["left out",] += weight if uncoded is Uncoded.IGNORE else 0
        if uncoded is Uncoded.IGNORE:
            return
    found["units",] += weight
    found["n",] += weight * many
    for point, count in Counter(point for _, points in given for point in points).items():
        found["both", point] += weight * count * (count - 1) / (many - 1)
        found["one", point] += weight * count * (many - count) / (many - 1)
    for points, count in Counter(points for _, points in given).items():
        found["same",] += weight * count * (count - 1) / (many - 1)
        found["set", points] += weight * count
    for (first, mine), (second, theirs) in combinations(given, 2):
        found["pair", first, second] += weight
        found["agree", first, second] += weight if mine == theirs else 0
        found["first", first, second, mine] += weight
        found["second", first, second, theirs] += weight
        for point in mine | theirs:
            found["pair", first, second, point, point in mine, point in theirs] += weight


def _add_stretches(
    found: defaultdict[Key, float], stretches: Sequence[CodedUnit], workers: Sequence[int], uncoded: Uncoded
) -> None:
    """The coincidences of stretches (Krippendorff 2019, section 12.6), with the squares of their lengths."""
    others = len(workers) - 1
    every = uncoded is Uncoded.COUNT
    pairable: list[dict[int, float]] = []
    for start, end, points in stretches:
        length = end - start
        coding = {n: given for n in workers if (given := points[n]) is not None and (every or given)}
        several = len(coding)
        share = length * (several - 1) / others
        pairable.append(dict.fromkeys(coding, share))
        found["text",] += share * several
        for point, count in Counter(point for given in coding.values() for point in given).items():
            found["text both", point] += length * count * (count - 1) / others
            found["text one", point] += length * count * (several - count) / others
        for given, count in Counter(coding.values()).items():
            found["text same",] += length * count * (count - 1) / others
            found["text set", given] += share * count
    for n in workers:
        _add_squares(
            found, [stretch.points[n] for stretch in stretches], [p.get(n) for p in pairable], every=every
        )


def _add_squares(
    found: defaultdict[Key, float],
    given: Sequence[Points | None],
    pairable: Sequence[float | None],
    *,
    every: bool,
) -> None:
    """The squared lengths of one researcher's units: unbroken stretches of one value.

    What is not tagged, where that counts, is as many units as it has characters, and needs no squares.
    """
    used = Points().union(*(points for points in given if points))
    for points, length in _units(given, pairable):
        if points or not every:
            found["squares", points] += length * length
    if every:
        for point in used:
            with_it = [bool(points and point in points) for points in given]
            for has, length in _units(with_it, pairable):
                found["squares", point, True] += length * length if has else 0.0
        return
    coded = [length is not None for length in pairable]
    base = sum(length * length for _, length in _units(coded, pairable))
    found["squares", None, False] += base
    for point in used:
        with_it = [bool(points and point in points) for points in given]
        found["squares", point, False] -= base
        for has, length in _units(with_it, pairable):
            found["squares", point, has] += length * length


def _units(values: Sequence[Value], lengths: Sequence[float | None]) -> Iterator[tuple[Value, float]]:
    """Unbroken stretches of one value with their lengths; a length of None breaks them."""
    value: Value | None = None
    length: float | None = None
    for now, more in zip(values, lengths, strict=True):
        if length is not None and value is not None and (more is None or now != value):
            yield value, length
            length = None
        if more is not None:
            value, length = now, (length or 0.0) + more
    if length is not None and value is not None:
        yield value, length
