"""Finding words in one text, and replacing them, but where somebody wants something left alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reflect.domain.finding import Wanted, found_in

Span = tuple[int, int]
"""Code points from the text's beginning: from, up to."""


def places(text: str, wanted: Wanted, *, but: Iterable[Span] = ()) -> list[Span]:
    """Where the words stand, in reading order; none that touches a span in `but`."""
    kept_out = sorted(but)
    found = []
    at = 0
    for start, end in found_in(text, wanted):
        while at < len(kept_out) and kept_out[at][1] <= start:
            at += 1
        if at == len(kept_out) or kept_out[at][0] >= end:
            found.append((start, end))
    return found


def replaced(text: str, at: Sequence[Span], put: str) -> str:
    """The text with `put` in every one of these places, which are in reading order and do not overlap."""
    parts, last = [], 0
    for start, end in at:
        parts += [text[last:start], put]
        last = end
    return "".join([*parts, text[last:]])
