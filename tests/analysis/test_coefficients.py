"""κ and α against figures that were published with their data, and what must hold of any data."""

from __future__ import annotations

import random
from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.analysis.coincidences import Row, Segment, alpha, kappa, nominal_alpha, unitising_alpha

# Krippendorff (2011), “Computing Krippendorff's Alpha-Reliability”, parts A, B and C; `*` is no answer.
BINARY = ("0100000010", "1110010000")
TWO_OBSERVERS = ("aabbdcccedda", "babbbccceddd")
FOUR_OBSERVERS = ("123321412***", "1233224125*3", "*3332342251*", "12332441251*")

# Krippendorff (2019), Content Analysis, 4th edition, figure 12.11 (p. 340): a continuum of length 60.
ALEX: list[Segment] = [(0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)]
PAUL: list[Segment] = [(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)]
SUZAN: list[Segment] = [(0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)]


def units(*observers: str) -> list[tuple[str | None, ...]]:
    return [tuple(None if v == "*" else v for v in unit) for unit in zip(*observers, strict=True)]


@pytest.mark.parametrize(
    ("observers", "published"), [(BINARY, 0.095), (TWO_OBSERVERS, 0.692), (FOUR_OBSERVERS, 0.743)]
)
def test_alpha_is_what_krippendorff_2011_published(observers: tuple[str, ...], published: float) -> None:
    found = nominal_alpha(units(*observers))
    assert found is not None
    assert round(found, 3) == published


def test_kappa_is_what_cohen_1960_published_for_200_cases() -> None:
    rows = [(88, 14, 18), (10, 40, 10), (2, 6, 12)]
    found = kappa({(a, b): float(count) for a, row in enumerate(rows) for b, count in enumerate(row)})
    assert found is not None
    assert round(found, 3) == 0.492


def test_kappa_is_what_is_worked_out_by_hand_for_50_proposals() -> None:
    # The textbook's table of two readers of 50 proposals: po = 35/50, pe = 0.3 + 0.2.
    found = kappa({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15})
    assert found == pytest.approx(0.4)


def test_alpha_of_stretches_is_what_krippendorff_2019_published() -> None:
    coded = unitising_alpha([ALEX, PAUL, SUZAN], 60, gaps=False)
    everything = unitising_alpha([ALEX, PAUL, SUZAN], 60, gaps=True)
    assert coded is not None
    assert everything is not None
    assert round(coded, 3) == 0.724  # section 12.6.5
    assert round(everything, 3) == 0.510  # section 12.6.3


def test_alpha_of_where_anything_was_marked_is_what_krippendorff_2019_published() -> None:
    # Section 12.6.4 gives .413 for the same figure; the units stay apart, only their values become one.
    marked = [[(start, end, True) for start, end, _ in each] for each in (ALEX, PAUL, SUZAN)]
    found = unitising_alpha(marked, 60, gaps=True)
    assert found == pytest.approx(0.413, abs=0.001)


def test_a_single_value_says_nothing() -> None:
    assert nominal_alpha([("a", "a"), ("a", "a")]) is None
    assert kappa({("a", "a"): 4}) is None
    assert unitising_alpha([[(0, 9, "a")], [(0, 9, "a")]], 9, gaps=False) is None
    assert alpha(0, []) is None
    assert alpha(3, [Row(3, 3), Row(0, 0)]) is None
    assert kappa({}) is None


ANSWERS = st.lists(st.lists(st.sampled_from([None, "a", "b", "c"]), min_size=3, max_size=3), max_size=12)


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_observers_and_units_changes_nothing(
    answers: list[list[str | None]], chance: random.Random
) -> None:
    order = [0, 1, 2]
    chance.shuffle(order)
    moved = [[unit[n] for n in order] for unit in answers]
    chance.shuffle(moved)
    one, other = nominal_alpha(answers), nominal_alpha(moved)
    assert (one is None and other is None) or one == pytest.approx(other)


@given(st.lists(st.sampled_from("abc"), min_size=2))
def test_who_says_the_same_agrees_wholly(answers: list[str]) -> None:
    table: dict[tuple[Hashable, Hashable], float] = {}
    for value in answers:
        table[value, value] = table.get((value, value), 0) + 1
    wanted = None if len(set(answers)) == 1 else pytest.approx(1.0)
    assert nominal_alpha([(value, value) for value in answers]) == wanted
    assert kappa(table) == wanted


@given(ANSWERS)
def test_alpha_is_never_above_one(answers: list[list[str | None]]) -> None:
    found = nominal_alpha(answers)
    assert found is None or found <= 1 + 1e-9
