"""The quotes behind a cell of a table: those counted in it, or the pairs and passages of two points."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import NamedTuple, Protocol

from reflect.analysis.counts import Overlap
from reflect.domain.gate import taken_back
from reflect.domain.ids import QuoteId
from reflect.domain.people import Participant
from reflect.domain.side_by_side import Unseen
from reflect.services.blind import as_seen
from reflect.services.index_rows import QuoteRows, quote_start
from reflect.services.rows import QuoteRow
from reflect.services.tabulating import NOTHING, Asked
from reflect.services.tabulating import Source as Tabulated
from reflect.store.index_cells import Beside, Where, quotes_beside, quotes_in
from reflect.store.index_read import Order, QuoteOf
from reflect.store.index_tables import ALL

MOST = 2_000
"""Quotes, pairs or passages that are listed of one cell."""


class Seen(Protocol):
    """What tells how quotes read to one who is not shown others' work."""

    def __call__(self) -> dict[QuoteId, QuoteRow | None]:
        """Those of the sessions in which one is not."""


class Source(Tabulated, Protocol):
    """What this needs of a study."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""


class Behind(NamedTuple):
    """What is behind a cell."""

    groups: tuple[tuple[QuoteRow, ...], ...]
    """A quote each, or those that stand together."""
    more: bool = False
    """Whether there are more than are listed."""
    taken_back: int = 0
    """How many quotes are left out, of people who withdrew or do not take part."""


def behind_cell(
    study: Source,
    asked: Asked,
    row: str | None,
    col: str | None,
    *,
    hidden: Unseen = NOTHING,
    seen: Seen = dict,
) -> Behind:
    """What is counted in the cell of a row and a column, by their ids; None stands for all of them.

    `seen` says how the quotes read in which something is `hidden`; it is asked only where there are such.
    """
    where = Where(
        ALL if row is None else asked.rows,
        row or "",
        ALL if col is None else asked.cols,
        col or "",
        asked.role,
    )

    def read(handle: sqlite3.Connection, order: Order) -> list[tuple[QuoteOf, ...]]:
        if asked.rows == asked.cols and row is not None and col is not None:
            beside = quotes_beside(handle, row, col, role=asked.role, unseen=hidden)
            found = _together(beside, row, col, asked.overlap)
        else:
            found = ((quote,) for quote in quotes_in(handle, order, where, hidden))
        return list(islice(found, MOST + 1))

    found, roles = study.finder.ask(read)
    made = QuoteRows(study.codebook(), roles)
    gone = {person.code for person in study.people() if taken_back(person) is not None}
    groups, left_out, how = [], set(), None
    for quotes in found[:MOST]:
        rows: Sequence[QuoteRow] = [made.row(quote.row, quote.words) for quote in quotes]
        if any(each.session in hidden.sessions for each in rows):
            how = seen() if how is None else how
            rows = as_seen(rows, how)
        left_out |= {each.id for each in rows if each.participant in gone}
        kept = tuple(each for each in rows if each.participant not in gone)
        if kept:
            groups.append(kept)
    return Behind(tuple(groups), more=len(found) > MOST, taken_back=len(left_out))


def _together(
    quotes: Iterator[Beside], one: str, two: str, overlap: Overlap
) -> Iterator[tuple[QuoteOf, ...]]:
    """What `together` counts for two points: quotes, pairs of quotes, or all of both in a passage."""
    for _, each in groupby(quotes, key=lambda quote: quote.passage):
        passage = list(each)
        if overlap is Overlap.PASSAGE:
            if {one, two} <= frozenset[str]().union(*(quote.points for quote in passage)):
                yield tuple(QuoteOf(quote.row, quote.words) for quote in passage)
            continue
        for quote in passage:
            if {one, two} <= quote.points:
                yield (QuoteOf(quote.row, quote.words),)
            if overlap is Overlap.OVERLAPPING and one != two and one in quote.points:
                for other in passage:
                    if other is not quote and two in other.points and _share_words(quote, other):
                        yield QuoteOf(quote.row, quote.words), QuoteOf(other.row, other.words)


def _share_words(one: Beside, two: Beside) -> bool:
    start, other = quote_start(one.row), quote_start(two.row)
    return start < other + len(two.words) and other < start + len(one.words)
