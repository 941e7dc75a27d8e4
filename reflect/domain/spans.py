"""Overlapping spans: which of them cover what, and how they stand side by side.

Spans are half-open, `(start, end, key)`. The stacking order, here and on every screen: a shorter span lies on
top of a longer one, so that a quote inside another can always be seen, and it is the one a researcher most
likely means (`tagging.quotes_at`); of two that are equally long the one that begins earlier; of two that are
equal the one given later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

K = TypeVar("K")

Span = tuple[int, int, K]
"""Half-open offsets and whatever the caller knows the span by."""


def stacked(spans: Iterable[Span[K]]) -> list[Span[K]]:
    """The spans in stacking order, topmost last; those that are empty are left out."""
    return sorted((s for s in spans if s[0] < s[1]), key=lambda span: (span[0] - span[1], -span[0]))


def segments(spans: Sequence[Span[K]], start: int, end: int) -> list[tuple[int, int, tuple[K, ...]]]:
    """Cut `[start, end)` wherever a span begins or ends.

    Returns stretches without gaps or overlaps, from `start` to `end`, each with the keys of the spans that
    cover it, topmost last, and with no keys where none does. Neighbours under the same spans are one stretch.
    """
    if start >= end:
        return []
    ordered = stacked(spans)
    clipped = [(max(s, start), min(e, end), n) for n, (s, e, _) in enumerate(ordered)]
    inside = [span for span in clipped if span[0] < span[1]]
    if not inside:
        return [(start, end, ())]
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for first, last, n in inside:
        opening.setdefault(first, []).append(n)
        closing.setdefault(last, []).append(n)
    edges = sorted({start, end, *opening, *closing})
    active: set[int] = set()
    found: list[tuple[int, int, tuple[K, ...]]] = []
    for left, right in pairwise(edges):
        active.difference_update(closing.get(left, ()))
        active.update(opening.get(left, ()))
        found.append((left, right, tuple(ordered[n][2] for n in sorted(active))))
    return found


def lanes(intervals: Sequence[tuple[int, int]], limit: int) -> list[int | None]:
    """Stand intervals side by side: the lane of each, 0 first, or None for those that `limit` leaves out.

    Args:
        intervals: First and last row of each, both inclusive, in any order.
        limit: How many lanes there are.
    """
    free_from = [-1] * limit
    placed: list[int | None] = [None] * len(intervals)
    for n in sorted(range(len(intervals)), key=lambda i: (intervals[i][0], -intervals[i][1], i)):
        first, last = intervals[n]
        lane = next((k for k in range(limit) if free_from[k] <= first), None)
        if lane is not None:
            placed[n] = lane
            free_from[lane] = last + 1
    return placed
