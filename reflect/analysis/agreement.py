"""How far researchers agree on what they tagged: per cent, κ, α and α of stretches, each with an interval.

Each learning point is a yes or no by itself. *All points* together compares what a unit was given as a whole:
the same points are agreement, and anything else, part of them too, is none, so that having many points never
makes agreement look larger.

The interval is a bootstrap: whole sessions are drawn again and again from those compared, or whole passages
where there are fewer than `SESSIONS_ENOUGH`, and the middle 95 % of the figures are given. Drawing them whole
keeps together what hangs together, since neighbouring sentences are not independent.

Sources: `reflect.analysis.coincidences`. For more than two researchers κ is the mean over all pairs: Light,
R. J. (1971), “Measures of response agreement for qualitative data”, Psychological Bulletin 76(5), 365-377.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import msgspec

from reflect.analysis.coded_text import CodedPassage, CodingUnit
from reflect.analysis.coincidences import alpha, kappa_of
from reflect.analysis.sums import Key, Sums, Uncoded, added, sums_of

SESSIONS_ENOUGH = 8
"""Sessions from which on they are drawn for the intervals, and not their passages."""
SAMPLES = 200
"""How many are drawn for an interval."""
ALL = ""
"""Stands for all points together."""
_WITHIN = 0.95
_OF_POINTS = ("both", "one", "text both", "text one")

Progress = Callable[[int, int], None]


class Estimate(msgspec.Struct, frozen=True):
    """A figure with its interval; None where it says nothing: for one value only, or no pairs."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


class AgreementRow(msgspec.Struct, frozen=True, kw_only=True):
    """The agreement on one learning point, or on all together."""

    point: str
    """Its id; empty for all together."""
    prevalence: float | None
    """In what share of the units it was given, over all researchers; for all: in what share anything was."""
    percent: Estimate
    """The share of units on which two researchers said the same, over all pairs: from 0 to 1."""
    kappa: Estimate
    alpha: Estimate
    stretches: Estimate
    """α of stretches: cuα where uncoded text is ignored, uα where it is counted."""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """The agreement of some researchers on some sessions."""

    researchers: tuple[str, ...]
    sessions: tuple[str, ...]
    """Those on which at least two of them have worked."""
    unit: CodingUnit
    uncoded: Uncoded
    units: float
    """How many were compared."""
    left_out: float
    """How many units nobody tagged, and were left out for it."""
    drawn: str
    """What was drawn for the intervals: `sessions` or `passages`."""
    samples: int
    rows: tuple[AgreementRow, ...]
    """All points together first, then every point that any of them gave, by id."""


def agreement(
    passages: Sequence[CodedPassage],
    researchers: Sequence[str],
    *,
    unit: CodingUnit,
    uncoded: Uncoded,
    samples: int = SAMPLES,
    seed: int = 1,
    progress: Progress = lambda _done, _of: None,
) -> Agreement:
    """How far `researchers` agree on these passages. The same `seed` gives the same intervals."""
    sums = [(passage, sums_of(passage, unit, uncoded)) for passage in passages]
    compared = [(passage, each) for passage, each in sums if each]
    sessions = tuple(dict.fromkeys(passage.session for passage, _ in compared))
    by_session = len(sessions) >= SESSIONS_ENOUGH
    blocks = _by_session(compared) if by_session else [each for _, each in compared]
    total = added((block, 1) for block in blocks)
    figures = _Figures(total, len(researchers), uncoded)
    placed = [figures.placed(block) for block in blocks]
    whole = figures.added((block, 1) for block in placed)
    values = figures.of(whole)
    drawn: list[Mapping[str, tuple[float | None, ...]]] = []
    if len(blocks) > 1:
        chance = random.Random(seed)  # noqa: S311 - a sample that can be drawn again, not a secret
        for n in range(samples):
            progress(n, samples)
            times = Counter(chance.choices(range(len(blocks)), k=len(blocks)))
            drawn.append(figures.of(figures.added((placed[at], count) for at, count in times.items())))
        progress(samples, samples)
    return Agreement(
        researchers=tuple(researchers),
        sessions=sessions,
        unit=unit,
        uncoded=uncoded,
        units=total.get(("units",), 0.0),
        left_out=total.get(("left out",), 0.0),
        drawn="sessions" if by_session else "passages",
        samples=len(drawn),
        rows=tuple(
            AgreementRow(
                point=point,
                prevalence=figures.prevalence(whole, point),
                percent=_estimate(found[0], (each[point][0] for each in drawn)),
                kappa=_estimate(found[1], (each[point][1] for each in drawn)),
                alpha=_estimate(found[2], (each[point][2] for each in drawn)),
                stretches=_estimate(found[3], (each[point][3] for each in drawn)),
            )
            for point, found in values.items()
        ),
    )


class _Point(NamedTuple):
    """Where the sums of one point stand."""

    both: int
    one: int
    text_both: int
    text_one: int
    with_it: int
    without: int
    cells: tuple[tuple[int, int, int, int], ...]
    """For each pair: all of it, and what both gave, only the first, only the second."""


class _Figures:
    """Works all figures out from sums in a list; what the whole names is all that a sample can name.

    The places of what is needed are looked up once, since a sample is added up hundreds of times.
    """

    def __init__(self, total: Sums, researchers: int, uncoded: Uncoded) -> None:
        self._places = {key: at for at, key in enumerate(total)}
        self._counts_all = uncoded is Uncoded.COUNT
        at = self._at
        self._n, self._same, self._text, self._text_same, self._base = map(
            at, [("n",), ("same",), ("text",), ("text same",), ("squares", None, False)]
        )
        pairs = list(combinations(range(researchers), 2))
        self._pairs = [(first, second) for first, second in pairs if ("pair", first, second) in total]
        self._points = {
            point: _Point(
                at(("both", point)),
                at(("one", point)),
                at(("text both", point)),
                at(("text one", point)),
                at(("squares", point, True)),
                at(("squares", point, False)),
                tuple(
                    (
                        at(("pair", *pair)),
                        at(("pair", *pair, point, True, True)),
                        at(("pair", *pair, point, True, False)),
                        at(("pair", *pair, point, False, True)),
                    )
                    for pair in self._pairs
                ),
            )
            for point in sorted({str(key[1]) for key in total if key[0] in _OF_POINTS})
        }
        self._nothing = at(("set", frozenset()))
        self._sets = [at(key) for key in total if key[0] == "set"]
        self._text_sets = [
            (at(key), at(key if self._counts_all and key[1] == frozenset() else ("squares", key[1])))
            for key in total
            if key[0] == "text set"
        ]
        margins: dict[Hashable, dict[Hashable, None]] = {pair: {} for pair in self._pairs}
        for key in total:
            if key[0] in ("first", "second"):
                margins[key[1:3]][key[3]] = None
        self._margins = [
            (
                at(("pair", *pair)),
                at(("agree", *pair)),
                [(at(("first", *pair, given)), at(("second", *pair, given))) for given in margins[pair]],
            )
            for pair in self._pairs
        ]
        """For each pair: all of it, what they agree on, and how often either gave each value."""

    def placed(self, sums: Sums) -> list[tuple[int, float]]:
        """Sums with the places they are added up at."""
        return [(self._places[key], value) for key, value in sums.items()]

    def added(self, several: Iterable[tuple[list[tuple[int, float]], int]]) -> list[float]:
        """The sums of several, each so many times."""
        total = [0.0] * (len(self._places) + 1)
        for sums, times in several:
            if times == 1:  # as most are
                for at, value in sums:
                    total[at] += value
            else:
                for at, value in sums:
                    total[at] += times * value
        return total

    def prevalence(self, sums: list[float], point: str) -> float | None:
        """In what share of the units a point was given, or for all together, anything."""
        if not sums[self._n]:
            return None
        if point == ALL:
            return _rounded(1 - sums[self._nothing] / sums[self._n])
        places = self._points[point]
        return _rounded((sums[places.both] + sums[places.one]) / sums[self._n])

    def of(self, sums: list[float]) -> dict[str, tuple[float | None, ...]]:
        """Per cent, κ, α and α of stretches, of all together and of each point."""
        found = {ALL: self._overall(sums)}
        for point, places in self._points.items():
            found[point] = self._on(sums, places)
        return found

    def _at(self, key: Key) -> int:
        """Where a sum stands; one that there is not, behind all others, where nothing is ever added."""
        return self._places.get(key, len(self._places))

    def _on(self, sums: list[float], point: _Point) -> tuple[float | None, ...]:
        n, one = sums[self._n], sums[point.one]
        has = sums[point.both] + one
        units = alpha(n - 2 * one, [(has, has), (n - has, n - has)])
        text, one = sums[self._text], sums[point.text_one]
        has = sums[point.text_both] + one
        without = text - has if self._counts_all else sums[self._base] + sums[point.without]
        stretches = alpha(text - 2 * one, [(has, sums[point.with_it]), (text - has, without)])
        agreed = pairs = 0.0
        kappas = []
        for whole, both, first, second in point.cells:
            differ = sums[first] + sums[second]
            pairs += sums[whole]
            agreed += sums[whole] - differ
            one, two = sums[both] + sums[first], sums[both] + sums[second]
            rest = sums[whole]
            kappas.append(kappa_of(rest - differ, [(one, two), (rest - one, rest - two)]))
        return _share(agreed, pairs), _mean(kappas), units, stretches

    def _overall(self, sums: list[float]) -> tuple[float | None, ...]:
        agreed = pairs = 0.0
        kappas = []
        for whole, same, margins in self._margins:
            pairs += sums[whole]
            agreed += sums[same]
            kappas.append(kappa_of(sums[same], [(sums[first], sums[second]) for first, second in margins]))
        return (
            _share(agreed, pairs),
            _mean(kappas),
            alpha(sums[self._same], [(sums[at], sums[at]) for at in self._sets]),
            alpha(sums[self._text_same], [(sums[at], sums[squares]) for at, squares in self._text_sets]),
        )


def _by_session(compared: Iterable[tuple[CodedPassage, Sums]]) -> list[Sums]:
    found: dict[str, list[tuple[Sums, int]]] = {}
    for passage, sums in compared:
        found.setdefault(passage.session, []).append((sums, 1))
    return [added(several) for several in found.values()]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _estimate(value: float | None, drawn: Iterable[float | None]) -> Estimate:
    """A figure with the middle of what was drawn; no interval where most samples gave none."""
    every = list(drawn)
    known = sorted(each for each in every if each is not None)
    if value is None or len(known) * 2 <= len(every):
        return Estimate(_rounded(value))
    outside = (1 - _WITHIN) / 2
    last = len(known) - 1
    low, high = known[round(outside * last)], known[round((1 - outside) * last)]
    return Estimate(_rounded(value), _rounded(low), _rounded(high))


def _rounded(value: float | None) -> float | None:
    """Without the last places, in which the order of adding shows."""
    return None if value is None else round(value, 9) + 0.0
