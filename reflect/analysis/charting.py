"""What goes into a chart: tagged quotes and figures in, charts out, without what the public must not see.

For the public (`smallest` is given) numbers go by the rule of `hiding`: a role's part of a learning point is
not shown where it is of fewer people than the study's smallest group, nor what it could be worked out from; a
point, or a pair, of fewer is not shown at all. How many people there are of a role is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from reflect.analysis import chart_words as words
from reflect.analysis.agreement import ALL, Agreement, Estimate
from reflect.analysis.counts import Overlap, Standing, together
from reflect.analysis.hiding import hidden_parts
from reflect.analysis.saturation import BASE, RUN, added, runs
from reflect.domain.charts import (
    AgreementChart,
    AgreementLine,
    CellCount,
    PointHead,
    PointsChart,
    PointsRow,
    Reach,
    SaturationChart,
    TogetherChart,
)

HIDDEN = CellCount(hidden=True)
_TELLS_NOBODY = 3
"""Of so many people in two groups it cannot be said how many are in each."""


class Tagged(NamedTuple):
    """A quote that counts: it has learning points, and whoever reads the chart may know of it."""

    session: str
    passage: Hashable
    start: int
    end: int
    points: frozenset[str]
    participant: str
    """Empty where nobody in particular said it."""
    role: str
    """Empty where it is not known, or may not be told."""


Points = Mapping[str, PointHead]
"""Learning points by their ids, in their order."""


class _Count:
    """Quotes and people of one cell."""

    def __init__(self) -> None:
        self.quotes = 0
        self.people: set[str] = set()

    def add(self, quote: Tagged) -> None:
        self.quotes += 1
        if quote.participant:
            self.people.add(quote.participant)

    @property
    def told(self) -> CellCount:
        return CellCount(quotes=self.quotes, people=len(self.people))


def _with_strays(points: Points, quotes: Iterable[Tagged]) -> dict[str, PointHead]:
    """The points, and behind them those of tags that are in the codebook no more."""
    known = dict(points)
    strays = {point for quote in quotes for point in quote.points} - known.keys()
    return known | {point: PointHead(name=point) for point in sorted(strays)}


# -- points by role ----------------------------------------------------------------------------------------


def points_chart(
    quotes: Sequence[Tagged],
    points: Points,
    roles: Sequence[tuple[str, str]],
    *,
    smallest: int | None = None,
) -> PointsChart:
    """Learning points by roles: `roles` are ids and names in their order; one with an empty id comes last."""
    known = _with_strays(points, quotes)
    heard = {quote.role for quote in quotes}
    strays = sorted(heard - {role for role, _ in roles} - {""})
    cols = [(role, name) for role, name in roles if role in heard]
    cols += [(role, role) for role in strays]
    cols += [("", words.NOT_KNOWN if smallest is None else words.NOT_TOLD)] if "" in heard else []
    every: dict[str, _Count] = {}
    cells: dict[tuple[str, str], _Count] = {}
    people: dict[str, set[str]] = {}
    for quote in quotes:
        if quote.participant:
            people.setdefault(quote.role, set()).add(quote.participant)
        for point in quote.points:
            every.setdefault(point, _Count()).add(quote)
            cells.setdefault((point, quote.role), _Count()).add(quote)
    rows = tuple(
        _row(
            head,
            every[point].told,
            {role: cells.get((point, role), _Count()).told for role, _ in cols},
            smallest,
        )
        for point, head in known.items()
        if point in every
    )
    found = PointsChart(
        title=words.POINTS,
        description="",
        roles=tuple(name for _, name in cols),
        people=tuple(len(people.get(role, ())) if smallest is None else None for role, _ in cols),
        rows=rows,
        unused=tuple(head for point, head in known.items() if point not in every),
    )
    whole = len(quotes), len({quote.participant for quote in quotes} - {""})
    return words.points_told(found, whole, smallest)


def _row(
    point: PointHead, every: CellCount, by_role: Mapping[str, CellCount], smallest: int | None
) -> PointsRow:
    """A point by roles, as far as it may be told."""
    told = PointsRow(point=point, every=every, cells=tuple(by_role.values()))
    if smallest is None:
        return told
    people = {role: cell.people for role, cell in by_role.items()}
    hidden = hidden_parts(people, smallest)
    left = sum(people[role] for role in hidden)
    if 0 < every.people < smallest or (hidden and left < max(smallest, _TELLS_NOBODY)):
        return PointsRow(point=point, every=HIDDEN, cells=(HIDDEN,) * len(by_role))
    shown = (HIDDEN if role in hidden else cell for role, cell in by_role.items())
    return PointsRow(point=point, every=every, cells=tuple(shown))


# -- points together ---------------------------------------------------------------------------------------


def together_chart(
    quotes: Sequence[Tagged], points: Points, overlap: Overlap, *, smallest: int | None = None
) -> TogetherChart:
    """Which learning points stand together: those that any quote has."""
    standing = [
        Standing(quote.passage, quote.start, quote.end, quote.points, quote.participant) for quote in quotes
    ]
    counts, people = together(standing, overlap), together(standing, overlap, people=True)
    known = _with_strays(points, quotes)
    used = [point for point in known if (point, point) in counts]

    def cell(one: str, two: str) -> CellCount:
        found = CellCount(quotes=counts.get((one, two), 0), people=people.get((one, two), 0))
        return HIDDEN if smallest is not None and 0 < found.people < smallest else found

    found = TogetherChart(
        title=words.TOGETHER[overlap],
        description="",
        points=tuple(known[point] for point in used),
        alone=tuple(cell(point, point) for point in used),
        pairs=tuple(tuple(cell(point, other) for other in used[:at]) for at, point in enumerate(used)),
    )
    return words.together_told(found, overlap, public=smallest is not None)


# -- saturation --------------------------------------------------------------------------------------------


def saturation_chart(
    quotes: Sequence[Tagged],
    sessions: Sequence[str],
    children: Collection[str],
    *,
    base: int = BASE,
    run: int = RUN,
    smallest: int | None = None,
) -> SaturationChart:
    """What each of the `sessions`, from the oldest, added. Sessions are numbered, whoever reads it."""
    by_session: dict[str, set[str]] = {session: set() for session in sessions}
    for quote in quotes:
        by_session.setdefault(quote.session, set()).update(quote.points)
    people = {quote.participant for quote in quotes} - {""}
    withheld = smallest is not None and 0 < len(people) < smallest
    series = [] if withheld else added(by_session, children)
    found = SaturationChart(
        title=words.SATURATION,
        description=words.TOO_FEW if withheld else "",
        new=tuple(len(each.new) for each in series),
        so_far=tuple(each.so_far for each in series),
        base=base,
        runs=tuple((each.first, each.last, each.share) for each in runs(series, base=base, run=run)),
    )
    return found if withheld else words.saturation_told(found, run)


# -- agreement ---------------------------------------------------------------------------------------------


def agreement_chart(found: Agreement, points: Points, *, public: bool) -> AgreementChart:
    """How far researchers agree on each learning point; the public is not told who they are."""
    at = {point: place for place, point in enumerate(points)}
    rows = sorted(found.rows, key=lambda row: (row.point != ALL, at.get(row.point, len(at)), row.point))
    everything = PointHead(name=words.ALL_POINTS)
    made = AgreementChart(
        title=words.AGREEMENT,
        description="",
        units=round(found.units),
        unit=found.unit.value,
        lines=tuple(
            AgreementLine(
                point=everything if row.point == ALL else points.get(row.point, PointHead(name=row.point)),
                given=row.prevalence,
                alpha=_reach(row.alpha),
                kappa=_reach(row.kappa),
            )
            for row in rows
        ),
    )
    return words.agreement_told(made, found, public=public)


def _reach(found: Estimate) -> Reach:
    return Reach(found.value, found.low, found.high)
