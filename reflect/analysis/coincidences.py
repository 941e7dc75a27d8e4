"""Coefficients of agreement from counts: Krippendorff's α in all its forms, and Cohen's κ.

Sources of the formulas:
    Cohen, J. (1960), “A coefficient of agreement for nominal scales”, Educational and Psychological
    Measurement 20(1), 37-46.
    Krippendorff, K. (2011), “Computing Krippendorff's Alpha-Reliability”, University of Pennsylvania,
    Annenberg School for Communication, Departmental Papers 43.
    Krippendorff, K., Mathet, Y., Bouvry, S. and Widlöcher, A. (2016), “On the reliability of unitizing
    textual continua: further developments”, Quality & Quantity 50, 2347-2364; the same in Krippendorff
    (2019), Content Analysis, 4th edition, section 12.6.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

_NOTHING = 1e-9
"""Less than this is what adding up fractions leaves of nought."""


class Row(NamedTuple):
    """One value among the coincidences."""

    total: float
    """How much was given this value, as far as it can be paired."""
    squares: float
    """The squared lengths of the units that make it up; their plain sum, where every unit has length one."""


def alpha(same: float, rows: Iterable[Row | tuple[float, float]]) -> float | None:
    """Krippendorff's α, 1 - Do/De, for nominal data; None where there is one value only, or none.

    With n the sum of the rows, Do = 1 - same/n, and De is what is left of one when pairs of unlike units are
    drawn from all rows: De = 1 - Σ(n_c² - q_c)/(n² - Σ q_c). For single units q_c = n_c, and this is the
    formula of Krippendorff (2011), part C; for stretches of text q_c is the sum of their squared lengths,
    so that no stretch is paired with itself: Krippendorff (2019), section 12.6, equations 33 to 37.

    Args:
        same: How much of all pairs has one value on both sides.
        rows: What was given each value, as `Row` has it; hundreds of samples ask for thousands of them.

    """
    values = 0
    total = own = by_chance = 0.0
    for given, squares in rows:
        if given > _NOTHING:
            values += 1
            total += given
            own += squares
            by_chance += given * given - squares
    pairs = total * total - own
    if values < 2 or pairs <= _NOTHING:
        return None
    expected = 1 - by_chance / pairs
    return 1 - (1 - same / total) / expected


def kappa(table: Mapping[tuple[Hashable, Hashable], float]) -> float | None:
    """Cohen's κ of two observers' table of what one said by what the other said; None as `kappa_of`."""
    margins: dict[Hashable, tuple[float, float]] = {}
    agreed = 0.0
    for (one, other), count in table.items():
        first, second = margins.get(one, (0.0, 0.0))
        margins[one] = first + count, second
        first, second = margins.get(other, (0.0, 0.0))
        margins[other] = first, second + count
        agreed += count if one == other else 0.0
    return kappa_of(agreed, margins.values())


def kappa_of(agreed: float, margins: Iterable[tuple[float, float]]) -> float | None:
    """Cohen's κ = (po - pe)/(1 - pe); None where both only ever gave one value, the same.

    Args:
        agreed: On how much both said the same.
        margins: For each value, how often the one and how often the other gave it.

    """
    total = by_chance = 0.0
    for first, second in margins:
        total += first
        by_chance += first * second
    if total <= _NOTHING:
        return None
    expected = by_chance / (total * total)
    if 1 - expected <= _NOTHING:
        return None
    return (agreed / total - expected) / (1 - expected)


def nominal_alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """α of plain data: for each unit what every observer said of it, None where one said nothing."""
    same = 0.0
    totals: dict[Hashable, float] = {}
    for unit in units:
        values = [value for value in unit if value is not None]
        if len(values) < 2:
            continue
        for value in set(values):
            count = values.count(value)
            same += count * (count - 1) / (len(values) - 1)
            totals[value] = totals.get(value, 0.0) + count
    return alpha(same, [Row(total, total) for total in totals.values()])


Segment = tuple[int, int, Hashable]
"""A stretch of the continuum, half-open, and the value somebody gave it."""


def unitising_alpha(observers: Sequence[Iterable[Segment]], length: int, *, gaps: bool) -> float | None:
    """α of stretches that each observer chose for themselves.

    Args:
        observers: The stretches of each, which do not overlap.
        length: Of the whole continuum.
        gaps: Whether what was given no value counts as a value of its own, each unit of length by itself:
            then it is uα (Krippendorff 2019, 12.6.3); otherwise cuα (12.6.5), of what at least two gave one.

    """
    others = len(observers) - 1
    every = [_filled(stretches, length) if gaps else list(stretches) for stretches in observers]
    same = 0.0
    rows: dict[Hashable, Row] = {}
    for at, stretches in enumerate(every):
        for start, end, value in stretches:
            pairable = 0.0
            for beside, theirs in enumerate(every):
                if beside == at:
                    continue
                for their_start, their_end, their_value in theirs:
                    shared = min(end, their_end) - max(start, their_start)
                    if shared > 0:
                        pairable += shared / others
                        same += shared / others if value == their_value else 0.0
            row = rows.get(value, Row(0.0, 0.0))
            squares = pairable if value is None else pairable * pairable
            rows[value] = Row(row.total + pairable, row.squares + squares)
    return alpha(same, rows.values())


def _filled(stretches: Iterable[Segment], length: int) -> list[Segment]:
    found: list[Segment] = []
    at = 0
    for start, end, value in sorted(stretches, key=lambda stretch: stretch[0]):
        if at < start:
            found.append((at, start, None))
        found.append((start, end, value))
        at = end
    if at < length:
        found.append((at, length, None))
    return found
