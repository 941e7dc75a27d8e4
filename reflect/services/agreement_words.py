"""How far researchers agree, in words: the same for the command line, the screen and the workbook.

A figure never stands without what it is of: the unit, what became of text that nobody tagged, the intervals.
"""

from __future__ import annotations

from typing import NamedTuple

from reflect.analysis.agreement import Agreement, AgreementRow, Estimate
from reflect.analysis.sums import Uncoded
from reflect.domain.amounts import many
from reflect.domain.codebook import Codebook

ENOUGH_SAMPLES = 20
NONE = "n/a"
TOGETHER = "all points together"


class Named(NamedTuple):
    """A row of figures with the learning point that they are of."""

    number: int | None
    """None for all together, and for a point that is in no codebook."""
    name: str
    row: AgreementRow


def named_rows(found: Agreement, codebook: Codebook) -> list[Named]:
    """All points together first, then each by its number."""
    numbers: dict[str, int] = {point.id: point.number for point in codebook.points}
    last = max(numbers.values(), default=0) + 1
    ordered = sorted(found.rows, key=lambda row: (bool(row.point), numbers.get(row.point, last), row.point))
    return [Named(*_point(row.point, codebook), row) for row in ordered]


def _point(point: str, codebook: Codebook) -> tuple[int | None, str]:
    if not point:
        return None, TOGETHER
    known = codebook.get(point)
    return (known.number, known.name) if known else (None, point)


def of_stretches(found: Agreement) -> str:
    """Which α of stretches it is: `cu` of the words that were tagged, `u` of all."""
    return "cu" if found.uncoded is Uncoded.IGNORE else "u"


def value_said(estimate: Estimate, *, share: bool = False) -> str:
    """The figure: two places, or for a share whole per cent."""
    return NONE if estimate.value is None else _said(estimate.value, share=share)


def interval_said(estimate: Estimate, *, share: bool = False) -> str:
    """Its interval, in brackets; empty when there is none."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return ""
    return f"[{_said(estimate.low, share=share)}, {_said(estimate.high, share=share)}]"


def estimate_said(estimate: Estimate, *, share: bool = False) -> str:
    """Both on one line."""
    return f"{value_said(estimate, share=share)} {interval_said(estimate, share=share)}".rstrip()


def prevalence_said(row: AgreementRow) -> str:
    """In what share of the units it was given."""
    return NONE if row.prevalence is None else f"{row.prevalence:.0%}"


def _said(value: float, *, share: bool) -> str:
    if share:
        return f"{value:.0%}"
    return f"{round(value, 2) + 0.0:.2f}"  # never -0.00


def explained(found: Agreement, *, count_them: str = "", alpha: str = "α") -> list[str]:
    """What the figures are of, a line each: never left unsaid, since they mean nothing without it.

    `count_them` says how to have text counted that nobody tagged.
    """
    unit = found.unit.value
    units = many(round(found.units), unit)
    who = f"{', '.join(found.researchers[:-1])} and {found.researchers[-1]}"
    said = [f"{who}, in {many(len(found.sessions), 'session')}. Compared: {units}."]
    if found.uncoded is Uncoded.IGNORE:
        left = many(round(found.left_out), unit)
        how = f"; {count_them}" if count_them else ""
        said.append(f"Left out, since nobody tagged them: {left}{how}.")
        said.append(f"cu-{alpha}: of the words that at least two of them tagged, what they gave them.")
    else:
        said.append("Text that nobody tagged is counted, which makes per cent look high.")
        said.append(f"u-{alpha}: of all words, where each tagged and what they gave them.")
    if found.samples:
        said.append(f"In brackets: 95 % intervals from {found.samples} samples of whole {found.drawn}.")
    if 0 < found.samples < ENOUGH_SAMPLES:
        said.append("Too few samples for an interval to rely on.")
    said.append("n/a: only one value was given, or there is nothing to compare.")
    return said
