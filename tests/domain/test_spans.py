from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.spans import lanes, segments

SPANS = st.lists(st.tuples(st.integers(-5, 30), st.integers(-5, 30)), max_size=12)


def test_a_text_without_spans_is_one_stretch() -> None:
    assert segments([], 3, 9) == [(3, 9, ())]
    assert segments([(0, 5, "a")], 4, 4) == []


def test_a_shorter_span_lies_on_top() -> None:
    assert segments([(2, 4, "inner"), (0, 6, "outer")], 0, 8) == [
        (0, 2, ("outer",)),
        (2, 4, ("outer", "inner")),
        (4, 6, ("outer",)),
        (6, 8, ()),
    ]


def test_of_equal_spans_the_later_given_lies_on_top() -> None:
    assert segments([(1, 3, "first"), (1, 3, "second")], 1, 3) == [(1, 3, ("first", "second"))]


@given(SPANS, st.integers(0, 10), st.integers(0, 25))
def test_every_place_has_exactly_the_spans_that_cover_it(
    pairs: list[tuple[int, int]], start: int, length: int
) -> None:
    spans = [(a, b, n) for n, (a, b) in enumerate(pairs)]
    found = segments(spans, start, start + length)
    assert [n for s, e, _ in found for n in range(s, e)] == list(range(start, start + length))
    for left, right, keys in found:
        for place in range(left, right):
            assert set(keys) == {n for a, b, n in spans if a <= place < b}
        sizes = [spans[k][1] - spans[k][0] for k in keys]
        assert sizes == sorted(sizes, reverse=True)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)), max_size=12), st.integers(0, 4))
def test_no_two_intervals_share_a_lane_on_a_row(pairs: list[tuple[int, int]], limit: int) -> None:
    intervals = [(first, first + more) for first, more in pairs]
    placed = lanes(intervals, limit)
    for row in range(30):
        here = [p for p, (a, b) in zip(placed, intervals, strict=True) if a <= row <= b]
        shown = [p for p in here if p is not None]
        assert len(shown) == len(set(shown))
        assert all(p < limit for p in shown)
        if len(here) <= limit and limit > 0 and len(intervals) <= limit:
            assert None not in here
