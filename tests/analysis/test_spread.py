"""The middle and the spread of ratings, against tables worked out by hand."""

from __future__ import annotations

from random import Random
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.analysis.spread import Agreement, plain, quantile, spread

# Worked out by hand. The quartile of n ordered values is the one at place (n - 1) / 4, counted from 0, and
# between two places as far along as the place says:
#   2 4            place 1/4 = 0.25: 2 + 0.25 × 2 = 2.5;  place 3/4: 2 + 0.75 × 2 = 3.5;  median 3
#   1 2 3 4 5      places 1, 2, 3: 2, 3, 4
#   1 1 2 5        place 0.75: 1; place 1.5: 1.5; place 2.25: 2 + 0.25 × 3 = 2.75
#   3 3 3 3 1 → 1 3 3 3 3   places 1, 2, 3: 3, 3, 3
BY_HAND = [
    ((), None, None, None),
    ((4,), 4, (4, 4), None),
    ((4, 2), 3, (2.5, 3.5), Agreement.CLOSE),
    ((1, 2, 3, 4, 5), 3, (2, 4), Agreement.WIDE),
    ((1, 1, 2, 5), 1.5, (1, 2.75), Agreement.SOME),
    ((3, 3, 3, 3, 1), 3, (3, 3), Agreement.CLOSE),  # from 1 to 3 is two quarters of the scale: not apart
    ((5, 5, 5, 5, 1), 5, (5, 5), Agreement.APART),
    ((1, 1, 5, 5), 3, (1, 5), Agreement.WIDE),
]


@pytest.mark.parametrize(("values", "median", "quartiles", "agreement"), BY_HAND)
def test_the_middle_and_the_spread_are_as_worked_out_by_hand(
    values: tuple[int, ...],
    median: float | None,
    quartiles: tuple[float, float] | None,
    agreement: Agreement | None,
) -> None:
    found = spread(values, 1, 5)
    assert (found.median, found.quartiles, found.agreement) == (median, quartiles, agreement)
    assert found.n == len(values)
    assert found.range == ((min(values), max(values)) if values else None)


def test_who_cannot_say_is_counted_and_moves_nothing() -> None:
    found = spread([4, None, 2, None], 1, 5)
    assert (found.n, found.cannot_say, found.answers, found.median) == (2, 2, 4, 3)


def test_on_a_longer_scale_the_same_part_of_it_counts_as_wide() -> None:
    # From 0 to 10 a quarter is 2.5: quartiles 4 apart are some way apart, 5 apart are wide.
    assert spread([2, 2, 6, 6], 0, 10).agreement is Agreement.SOME
    assert spread([2, 2, 7, 7], 0, 10).agreement is Agreement.WIDE


@given(st.lists(st.integers(1, 5) | st.none(), max_size=12), st.randoms())
def test_the_order_of_ratings_makes_no_difference(values: list[int | None], chance: Random) -> None:
    mixed = list(values)
    chance.shuffle(mixed)
    assert spread(mixed, 1, 5) == spread(values, 1, 5)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=12))
def test_quartiles_are_those_of_the_standard_library(values: list[int]) -> None:
    first, second, third = quantiles(values, n=4, method="inclusive")
    ordered = sorted(values)
    assert [quantile(ordered, part) for part in (0.25, 0.5, 0.75)] == pytest.approx([first, second, third])


def test_a_middle_is_written_without_needless_noughts() -> None:
    assert [plain(value) for value in (3.0, 3.5, 2.75, None)] == ["3", "3.5", "2.75", "–"]
