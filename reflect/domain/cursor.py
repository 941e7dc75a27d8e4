"""Where a cursor belongs after its text has become another one by somebody else's hand."""

from __future__ import annotations

from reflect.domain.anchors import moved
from reflect.domain.text_merging import edits


def followed(old: str, new: str, *places: int) -> tuple[int, ...]:
    """Where places in `old` are in `new`: behind the same words; where those are gone, where they were."""
    changes = edits(old, new)
    found = []
    for place in places:
        now = place
        for change in reversed(changes):
            now, _ = moved(now, now, change)
        found.append(now)
    return tuple(found)
