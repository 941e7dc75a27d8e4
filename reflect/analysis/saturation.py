"""What each session added, and how that goes down: a series to be read, never a verdict.

Source: Guest, G., Namey, E. and Chen, M. (2020), “A simple method to assess and report thematic saturation
in qualitative research”, PLoS ONE 15(5), e0232076. The first sessions are the *base*; each *run* of the next
ones says how many codes were new in it, as a share of the codes of the base.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

BASE = 4
"""Sessions of the base, as in the source."""
RUN = 2
"""Sessions of a run, as in the source."""


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What one session added to those before it."""

    session: str
    points: int
    """How many learning points have quotes in it."""
    new: tuple[str, ...]
    """Those that no session before it had, by id."""
    new_children: tuple[str, ...]
    """Those of them that stand under another point."""
    so_far: int
    """How many points there were with it and all before."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Some sessions after the base, and what was new in them."""

    first: int
    """Which session it begins with; the study's first is 1."""
    last: int
    new: int
    """Points that none of the sessions before the run had."""
    base: int
    """Points of the base."""
    share: float | None
    """New ones as a share of those of the base; None while the base has none."""


def added(sessions: Mapping[str, Collection[str]], children: Collection[str] = ()) -> list[Added]:
    """What each session added, from the oldest; `sessions` are the points that each has, in that order.

    A session without any tag is passed over: nothing was looked for in it yet.
    """
    known: set[str] = set()
    found = []
    for session, points in sessions.items():
        if not points:
            continue
        new = tuple(sorted(set(points) - known))
        known.update(points)
        found.append(
            Added(
                session=session,
                points=len(set(points)),
                new=new,
                new_children=tuple(point for point in new if point in children),
                so_far=len(known),
            )
        )
    return found


def runs(series: Sequence[Added], *, base: int = BASE, run: int = RUN) -> list[Run]:
    """Every run after the base, each beginning one session later than the one before."""
    if len(series) < base + run:
        return []
    there = series[base - 1].so_far
    found = []
    for first in range(base, len(series) - run + 1):
        new = sum(len(each.new) for each in series[first : first + run])
        share = new / there if there else None
        found.append(Run(first=first + 1, last=first + run, new=new, base=there, share=share))
    return found
