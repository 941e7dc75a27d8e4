"""The agreement between researchers as a table of a workbook: each figure beside what it is of.

For researchers only: it names them, and says what they would have to explain. What readers are told stands in
the annex of the briefing. It is worked out without intervals, which take longer than all else in a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from reflect.domain.amounts import many
from reflect.domain.codebook import Codebook
from reflect.domain.flat_tables import Cell, Column, FlatTable, Holds
from reflect.services.agreement_words import named_rows
from reflect.services.comparing import Agreement, Pair, agreement_of

NAME = "agreement"
NOBODY = (
    "Nothing to compare: no two researchers tagged the same session, leaving out those that whoever exported "
    "this tags blind."
)
INTERVALS = "none here: reflect agreement draws samples for them"
_COLUMNS = (
    Column(name="point", key=True),
    Column(name="name", wide=True),
    *(Column(name=name, holds=Holds.REAL) for name in ("given", "agreed", "kappa", "alpha", "cu_alpha")),
    Column(name="unit"),
    Column(name="compared", wide=True),
    Column(name="untagged_text"),
    Column(name="intervals", wide=True),
)


def agreement_table(
    pairs: Iterable[Pair],
    codebook: Codebook,
    *,
    without: Collection[str],
    hidden: Callable[[str], bool],
) -> FlatTable:
    """All points together, then each point that anybody gave; one row that says so where nobody overlaps.

    What participants said who are among `without` is in no figure, nor are sessions that are `hidden`.
    """
    found = agreement_of(pairs, without=without, hidden=hidden, samples=0)
    if found is None:
        nothing: tuple[Cell, ...] = (None,) * (len(_COLUMNS) - 2)
        return FlatTable(name=NAME, columns=_COLUMNS, rows=(("", NOBODY, *nothing),))
    return FlatTable(name=NAME, columns=_COLUMNS, rows=tuple(_rows(found, codebook)))


def _rows(found: Agreement, codebook: Codebook) -> Iterable[tuple[Cell, ...]]:
    unit = found.unit.value
    who = ", ".join(found.researchers)
    compared = f"{many(round(found.units), unit)} of {many(len(found.sessions), 'session')}: {who}"
    left = f"left out: {many(round(found.left_out), unit)}"
    for named in named_rows(found, codebook):
        row = named.row
        figures = (row.prevalence, *(e.value for e in (row.percent, row.kappa, row.alpha, row.stretches)))
        yield (row.point or "all", named.name, *figures, unit, compared, left, INTERVALS)
