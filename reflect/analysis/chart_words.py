"""Charts in words: what is read out, printed beneath, and heard by those who do not see the picture.

Every number that is drawn is told, and nothing that is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from reflect.analysis.agreement import Agreement
from reflect.analysis.counts import Overlap
from reflect.analysis.sums import Uncoded
from reflect.domain.amounts import many
from reflect.domain.charts import (
    AgreementChart,
    CellCount,
    PointsChart,
    PointsRow,
    SaturationChart,
    TogetherChart,
)

POINTS = "Learning points by role"
SATURATION = "What each session added"
AGREEMENT = "Agreement between researchers"
TOGETHER = {
    Overlap.SAME: "Learning points given to the same quote",
    Overlap.OVERLAPPING: "Learning points on words that overlap",
    Overlap.PASSAGE: "Learning points in the same passage",
}
ALL_POINTS = "All points together"
NOT_KNOWN, NOT_TOLD = "not known", "role not told"
TOO_FEW = "Not shown: it would be of fewer people than the study's smallest group."
NOTHING = "There is no tagged quote that counts yet."
_COUNTED = {Overlap.SAME: "quote", Overlap.OVERLAPPING: "pair", Overlap.PASSAGE: "passage"}
_LOW = 0.05
"""The share of new points that the authors of the method call low."""
_FEW_SESSIONS = 20
"""Up to so many sessions what each added is told one by one."""


def people_said(count: int) -> str:
    """`1 person`, `2 people`."""
    return many(count, "person", "people")


def in_list(words: Sequence[str]) -> str:
    """`a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


# -- points by role ----------------------------------------------------------------------------------------


def points_told(found: PointsChart, whole: tuple[int, int], smallest: int | None) -> PointsChart:
    """The chart with its words. `whole` is how many quotes and people there are in all."""
    if not found.rows:
        return replace(found, description=NOTHING)
    said = []
    if smallest is None or not any(row.every.hidden for row in found.rows):
        said.append(f"{many(whole[0], 'tagged quote')} of {people_said(whole[1])}.")
    if smallest is None:
        heads = [f"{role} {people}" for role, people in zip(found.roles, found.people, strict=True)]
        said.append(f"People by role: {', '.join(heads)}.")
    said += [_row_said(found, row) for row in found.rows]
    if found.unused:
        said.append(f"Without quotes: {'; '.join(point.label for point in found.unused)}.")
    note = (
        "In each cell: quotes, and in brackets the people they are of. The shade is the role's share of the "
        "point's quotes; one voice can be many quotes."
    )
    if smallest is not None:
        note += (
            f" Only quotes that anybody may read. Not shown is what fewer than {smallest} people of a role "
            "said, and what that could be worked out from."
        )
    return replace(found, description=" ".join(said), note=note)


def _row_said(found: PointsChart, row: PointsRow) -> str:
    if row.every.hidden:
        return f"{row.point.label}: not shown, too few people."
    parts = []
    hidden = 0
    for n, (role, cell) in enumerate(zip(found.roles, row.cells, strict=True)):
        if cell.hidden:
            hidden += 1
        elif cell.quotes:
            share = found.share(row, n)
            of = f" ({share:.0%})" if share is not None else ""
            parts.append(f"{role} {cell.quotes} of {cell.people}{of}")
    if hidden:
        parts.append(f"{many(hidden, 'role')} not shown")
    return f"{row.point.label}: {_count_said(row.every)}; {', '.join(parts)}."


def _count_said(cell: CellCount) -> str:
    if not cell.people:
        return f"{many(cell.quotes, 'quote')} of nobody in particular" if cell.quotes else "0 quotes"
    return f"{many(cell.quotes, 'quote')} of {people_said(cell.people)}"


# -- points together ---------------------------------------------------------------------------------------


def together_told(found: TogetherChart, overlap: Overlap, *, public: bool) -> TogetherChart:
    """The chart with its words: points are named once, then their numbers do."""
    if not found.points:
        return replace(found, description=NOTHING)
    one = _COUNTED[overlap]
    used = "; ".join(
        f"{point.label} {'not shown' if cell.hidden else cell.quotes}"
        for point, cell in zip(found.points, found.alone, strict=True)
    )
    said = [f"How many {one}s have each: {used}."]
    names = [point.name if point.number is None else str(point.number) for point in found.points]
    by_count: dict[int, list[str]] = {}
    for at, row in enumerate(found.pairs):
        for other, cell in enumerate(row):
            if cell.quotes:
                by_count.setdefault(cell.quotes, []).append(f"{names[other]} and {names[at]}")
    if by_count:
        said.append("How many have both, the most first:")
        each = [f"{many(count, one)}: {', '.join(pairs)}" for count, pairs in sorted(by_count.items())]
        said.append(f"{'; '.join(reversed(each))}.")
    hidden = sum(cell.hidden for row in found.pairs for cell in row)
    if hidden:
        said.append(f"{many(hidden, 'pair')} of points not shown: too few people.")
    elif not by_count:
        said.append("No two learning points stand together.")
    note = f"In each cell how many {one}s have both; on the diagonal, how many have the point at all."
    if public:
        note += " Only quotes that anybody may read; × is not shown, since it is of too few people."
    return replace(found, description=" ".join(said), note=note)


# -- saturation --------------------------------------------------------------------------------------------


def saturation_told(found: SaturationChart, run: int) -> SaturationChart:
    """The chart with its words."""
    if not found.new:
        return replace(found, description=NOTHING)
    said = [f"{many(found.so_far[-1], 'learning point')} in {many(len(found.new), 'tagged session')}."]
    last = max(n for n, new in enumerate(found.new, 1) if new)
    said.append(f"The last session that added one is session {last}.")
    if len(found.new) <= _FEW_SESSIONS:
        each = ", ".join(f"{new} ({so_far})" for new, so_far in zip(found.new, found.so_far, strict=True))
        said.append(f"New in each session, and so far: {each}.")
    else:
        said += _milestones(found)
    said += _runs_said(found, run)
    note = (
        f"Base: the first {many(found.base, 'session')}; runs of {run} after it (Guest, Namey and Chen 2020)."
        " Sessions without a tag are passed over. It says nothing about points that were in the codebook"
        " from the start."
    )
    return replace(found, description=" ".join(said), note=note)


def _milestones(found: SaturationChart) -> Iterator[str]:
    """After how many sessions a half, nine tenths and all of the points were there."""
    whole = found.so_far[-1]
    for share, name in ((0.5, "Half of them"), (0.9, "Nine tenths"), (1.0, "All of them")):
        at = next(n for n, so_far in enumerate(found.so_far, 1) if so_far >= whole * share)
        yield f"{name} were there after {many(at, 'session')}."


def _runs_said(found: SaturationChart, run: int) -> Iterator[str]:
    if not found.runs:
        yield "There are too few tagged sessions for shares of the first ones."
        return
    shares = [(first, last, share) for first, last, share in found.runs if share is not None]
    if not shares:
        return
    low = next(((first, last) for first, last, share in shares if share <= _LOW), None)
    if len(found.new) <= _FEW_SESSIONS:
        each = ", ".join(f"{_run(first, last)} {share:.0%}" for first, last, share in shares)
        yield f"New points in runs of {many(run, 'session')}, as a share of those of the base: {each}."
    else:
        first, last, share = shares[-1]
        yield f"In the last run, {_run(first, last)}, new points come to {share:.0%} of those of the base."
    if low is not None:
        yield f"The first run with 5% or less is that of sessions {_run(*low)}."


def _run(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


# -- agreement ---------------------------------------------------------------------------------------------


def agreement_told(found: AgreementChart, of: Agreement, *, public: bool) -> AgreementChart:
    """The chart with its words, which always say what the figures are of."""
    who = many(len(of.researchers), "researcher") if public else in_list(of.researchers)
    said = [f"{who}, in {many(len(of.sessions), 'session')}; compared: {many(found.units, found.unit)}."]
    for line in found.lines:
        given = "n/a" if line.given is None else f"{line.given:.0%}"
        said.append(
            f"{line.point.label}: given in {given}, alpha {line.alpha.said}, kappa {line.kappa.said}."
        )
    left = f"{round(of.left_out)} that nobody tagged are left out"
    uncoded = left if of.uncoded is Uncoded.IGNORE else "text that nobody tagged is counted"
    note = f"Each {found.unit} is compared ({found.units}); {uncoded}."
    if of.samples:
        note += f" Intervals: 95%, from {of.samples} samples of whole {of.drawn}."
    note += " n/a: only one value was given, or there is nothing to compare."
    return replace(found, description=" ".join(said), note=note)
