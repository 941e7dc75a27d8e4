"""Tables: what is counted, how shares and shades come about, and which points stand together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.analysis.counts import SHADES, Head, Overlap, Standing, shades, shares, table, together

A, B, C = "LP1", "LP2", "LP3"


def quote(start: int, end: int, *points: str, passage: str = "p", who: str = "P01") -> Standing:
    return Standing(passage, start, end, frozenset(points), who)


QUOTES = [
    quote(0, 10, A, B),
    quote(5, 15, C, who="P02"),
    quote(20, 30, A),
    quote(0, 10, C, passage="q", who="P02"),
]


def test_on_the_same_quote() -> None:
    found = together(QUOTES, Overlap.SAME)
    assert (found[A, B], found[B, A], found[A, A], found[C, C]) == (1, 1, 2, 2)
    assert (A, C) not in found


def test_on_quotes_that_share_words() -> None:
    found = together(QUOTES, Overlap.OVERLAPPING)
    assert (found[A, B], found[A, C], found[C, A], found[B, C]) == (1, 1, 1, 1)
    assert found[A, A] == 2


def test_in_the_same_passage() -> None:
    found = together(QUOTES, Overlap.PASSAGE)
    assert (found[A, C], found[A, A], found[C, C]) == (1, 1, 2)


def test_people_are_counted_once() -> None:
    found = together(QUOTES, Overlap.PASSAGE, people=True)
    assert (found[C, C], found[A, C]) == (2, 2)
    assert together(QUOTES, Overlap.SAME, people=True)[A, A] == 1


@given(
    st.lists(
        st.builds(
            Standing,
            st.sampled_from("pq"),
            st.integers(0, 9),
            st.integers(10, 20),
            st.frozensets(st.sampled_from([A, B, C]), min_size=1),
        ),
        max_size=6,
    ),
    st.sampled_from(Overlap),
)
def test_standing_together_is_mutual_and_order_is_nothing(quotes: list[Standing], overlap: Overlap) -> None:
    found = together(quotes, overlap)
    assert found == together(quotes[::-1], overlap)
    assert all(found[b, a] == count for (a, b), count in found.items())


def test_shares_are_of_the_totals() -> None:
    found = table(
        [Head(id=A, name="One", total=4), Head(id=B, name="Two", total=0)],
        [Head(id="x", name="x", total=8)],
        {(A, "x"): 2},
    )
    assert shares(found, "row") == [[0.5], [None]]
    assert shares(found, "column") == [[0.25], [0.0]]


def test_only_nothing_has_no_shade_and_the_most_has_the_darkest() -> None:
    assert shades([[0, 1, 25, 26, 50, 51, 99, 100, None]]) == [list("·░░▒▒▓██·")]
    assert shades([[0, 0]]) == [["·", "·"]]


@given(st.lists(st.lists(st.integers(0, 1000), min_size=1), min_size=1))
def test_a_larger_number_is_never_lighter(values: list[list[int]]) -> None:
    shown = shades(values)
    every = sorted(
        (value, SHADES.index(shade))
        for line, shading in zip(values, shown, strict=True)
        for value, shade in zip(line, shading, strict=True)
    )
    assert [shade for _, shade in every] == sorted(shade for _, shade in every)


@pytest.mark.parametrize("overlap", list(Overlap))
def test_nothing_stands_with_nothing(overlap: Overlap) -> None:
    assert together([], overlap) == {}
