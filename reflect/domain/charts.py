"""Charts as plain figures and words, before anybody draws them: the same for a terminal and for a picture."""

from __future__ import annotations

from enum import StrEnum
from math import floor

import msgspec


class ChartKind(StrEnum):
    """What a chart shows."""

    POINTS = "points"
    """Learning points by the roles of who speaks on them."""
    TOGETHER = "together"
    """Which learning points stand together."""
    SATURATION = "saturation"
    """What each session added."""
    AGREEMENT = "agreement"
    """How far researchers agree."""


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """What every chart has."""

    title: str
    description: str
    """What it shows, with its numbers, in sentences: for those who do not see it, and for print."""
    note: str = ""
    """How it is to be read, and what it is of, in a line or two under it."""


class PointHead(msgspec.Struct, frozen=True, kw_only=True):
    """A learning point as it is named in a chart."""

    name: str
    number: int | None = None
    """None for one that is in the codebook no more, and for all together."""

    @property
    def label(self) -> str:
        """Its number and its name."""
        return self.name if self.number is None else f"{self.number} {self.name}"


class CellCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many quotes, and of how many people; neither of anybody where it is hidden."""

    quotes: int = 0
    people: int = 0
    """Participants; words of a group that nobody in particular said are of none."""
    hidden: bool = False
    """In public: too few people, or fewer could be worked out from it."""


class PointsRow(msgspec.Struct, frozen=True, kw_only=True):
    """A learning point by roles."""

    point: PointHead
    every: CellCount
    """Of all roles; a quote counts once."""
    cells: tuple[CellCount, ...]
    """One for each role of the chart."""


class PointsChart(Chart, frozen=True, kw_only=True):
    """Learning points by roles."""

    roles: tuple[str, ...]
    people: tuple[int | None, ...]
    """How many people of each role have a tagged quote at all; None where that is not told."""
    rows: tuple[PointsRow, ...]
    unused: tuple[PointHead, ...] = ()
    """Learning points without a quote that counts."""

    def share(self, row: PointsRow, role: int) -> float | None:
        """The quotes of a role as a share of the point's; None where it cannot be told."""
        cell = row.cells[role]
        if cell.hidden or row.every.hidden or not row.every.quotes:
            return None
        return cell.quotes / row.every.quotes


class TogetherChart(Chart, frozen=True, kw_only=True):
    """Which learning points stand together."""

    points: tuple[PointHead, ...]
    """Those that have any quote."""
    alone: tuple[CellCount, ...]
    """How often each is used at all."""
    pairs: tuple[tuple[CellCount, ...], ...]
    """For each point, how often it stands with each of those before it."""


class SaturationChart(Chart, frozen=True, kw_only=True):
    """What each session added."""

    new: tuple[int, ...]
    """Learning points that no session before had, for each tagged session from the oldest."""
    so_far: tuple[int, ...]
    base: int
    """Sessions of the base."""
    runs: tuple[tuple[int, int, float | None], ...]
    """Of each run the first and the last session, and new points as a share of those of the base."""


class Reach(msgspec.Struct, frozen=True):
    """A figure with its interval."""

    value: float | None = None
    """None: there is nothing to say."""
    low: float | None = None
    high: float | None = None

    @property
    def said(self) -> str:
        """`0.71 [0.60, 0.82]`, `0.71`, or `n/a`."""
        if self.value is None:
            return "n/a"
        found = _two(self.value)
        if self.low is None or self.high is None:
            return found
        return f"{found} [{_two(self.low)}, {_two(self.high)}]"


class AgreementLine(msgspec.Struct, frozen=True, kw_only=True):
    """How far researchers agree on one learning point."""

    point: PointHead
    given: float | None
    """In what share of the units it was given."""
    alpha: Reach
    kappa: Reach


class AgreementChart(Chart, frozen=True, kw_only=True):
    """How far researchers agree on each learning point."""

    units: int
    unit: str
    lines: tuple[AgreementLine, ...]
    """All points together first."""

    @property
    def lowest(self) -> float:
        """Where its scale begins: at nought, or at the tenth below the lowest figure."""
        figures = [figure for line in self.lines for figure in (line.alpha, line.kappa)]
        found = [value for each in figures for value in (each.value, each.low) if value is not None]
        low = min(found, default=0.0)
        return 0.0 if low >= 0 else max(-1.0, floor(low * 10) / 10)


AnyChart = PointsChart | TogetherChart | SaturationChart | AgreementChart


def _two(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}"  # never -0.00
