"""Where a cursor belongs after its text has become another one by somebody else's hand."""

from __future__ import annotations

from reflect.domain.differences import edits_between
from reflect.domain.edits import Moves


def followed(old: str, new: str, *places: int) -> tuple[int, ...]:
    """Where places in `old` are in `new`: behind the same words; where those are gone, where they were."""
    moves = Moves(edits_between(old, new))
    return tuple(moves.place(place) for place in places)
