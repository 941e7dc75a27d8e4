"""How a set of ratings lies: every one of them, the middle, and how far apart they are.

A mean is never given. Ratings on a scale have an order and no distances, and a mean of 3 hides that half
said 1 and half said 5, which is what an alliance needs to talk about.

- *Median* and *quartiles* are those of Hyndman and Fan's definition 7 (“Sample quantiles in statistical
  packages”, The American Statistician 50, 1996), the one that spreadsheets call *inclusive*.
- *Agreement* goes by the distance between the quartiles, in quarters of the scale (on a scale of 1 to 5, a
  quarter is one step). Up to one quarter is `CLOSE`: the usual measure of consensus on scales of four or
  five steps (von der Gracht, “Consensus measurement in Delphi studies”, Technological Forecasting & Social
  Change 79, 2012). Two quarters or more are `WIDE`; that is our own line, and so is that ratings count as
  close with somebody who stands `APART` when all of them together reach over three quarters of the scale. A
  wide spread is a finding.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec


class Agreement(StrEnum):
    """How far apart ratings lie."""

    CLOSE = "close"
    APART = "close, but not all"
    SOME = "some way apart"
    WIDE = "wide"


WIDE_QUARTERS = 2.0
"""From this distance between the quartiles on, in quarters of the scale, ratings are wide."""
CLOSE_QUARTERS = 1.0
APART_QUARTERS = 3.0
FEWEST = 2
"""With fewer ratings than this there is nothing to agree on."""


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Ratings of one learning point."""

    low: int
    high: int
    values: tuple[int, ...] = ()
    """Every rating, from the lowest."""
    cannot_say: int = 0
    """How many could not, or would rather not, say."""

    @property
    def n(self) -> int:
        """How many ratings there are, without those who could not say."""
        return len(self.values)

    @property
    def answers(self) -> int:
        """How many answered, *can't say* included."""
        return len(self.values) + self.cannot_say

    @property
    def median(self) -> float | None:
        """The middle one; None without ratings."""
        return quantile(self.values, 0.5)

    @property
    def quartiles(self) -> tuple[float, float] | None:
        """Between which the middle half lies; None without ratings."""
        lower, upper = quantile(self.values, 0.25), quantile(self.values, 0.75)
        return None if lower is None or upper is None else (lower, upper)

    @property
    def range(self) -> tuple[int, int] | None:
        """The lowest and the highest; None without ratings."""
        return (self.values[0], self.values[-1]) if self.values else None

    @property
    def agreement(self) -> Agreement | None:
        """How far apart they are; None when there are fewer than two."""
        if self.n < FEWEST or self.quartiles is None:
            return None
        quarter = (self.high - self.low) / 4
        lower, upper = self.quartiles
        apart = (upper - lower) / quarter
        if apart >= WIDE_QUARTERS:
            return Agreement.WIDE
        if apart > CLOSE_QUARTERS:
            return Agreement.SOME
        reach = (self.values[-1] - self.values[0]) / quarter
        return Agreement.APART if reach >= APART_QUARTERS else Agreement.CLOSE


def spread(values: Iterable[int | None], low: int, high: int) -> Spread:
    """The spread of some answers; None stands for *can't say*. Their order makes no difference."""
    every = list(values)
    return Spread(
        low=low,
        high=high,
        values=tuple(sorted(value for value in every if value is not None)),
        cannot_say=sum(value is None for value in every),
    )


def quantile(ordered: Sequence[float], part: float) -> float | None:
    """The value below which `part` (0 to 1) of the ordered values lie; None when there are none."""
    if not ordered:
        return None
    place = (len(ordered) - 1) * part
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def plain(value: float | None) -> str:
    """A median or quartile as it is written: `3`, `3.5`, `2.75`; `–` for none."""
    return "–" if value is None else f"{value:g}"
