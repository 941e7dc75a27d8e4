"""Tables of a study's quotes, from the index: any side by any other, and what stands together."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import msgspec

from reflect.analysis.counts import Head, Overlap, Standing, Table, table, together
from reflect.domain.codebook import Codebook
from reflect.domain.people import Role
from reflect.domain.side_by_side import Unseen
from reflect.errors import InvalidInput
from reflect.services.finding import Finder
from reflect.services.index_rows import quote_start
from reflect.store import index_tables
from reflect.store.index_read import Order
from reflect.store.index_tables import ALL, SIDES, TALLIED, Cell

_SMALL = frozenset({"points", "roles"})
NOBODY = "not known"
"""The row or column of what is nobody's in particular."""


class Source(Protocol):
    """What this needs of a study."""

    @property
    def finder(self) -> Finder:
        """Its index."""

    def codebook(self) -> Codebook:
        """Its learning points."""

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in it."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a table is to show."""

    rows: str = "points"
    cols: str = "sessions"
    of: str = "quotes"
    """`quotes`, `people` or `words`."""
    role: str = ""
    """Only what people in this role said."""
    overlap: Overlap = Overlap.SAME
    """For points by points: when two stand together."""


class Counts(NamedTuple):
    """A table of which only the cells are kept in which there is something."""

    rows: list[Head]
    cols: list[Head]
    cells: dict[tuple[str, str], int]
    """By the ids of row and column."""


NOTHING = Unseen()


def tabulated(study: Source, asked: Asked, *, hidden: Unseen = NOTHING) -> Table:
    """The table that is asked for, without what is `hidden`; raises InvalidInput for one there cannot be."""
    small = {asked.rows, asked.cols} <= _SMALL and asked.rows != asked.cols and asked.of != "words"
    if not small or hidden.sessions:
        return table(*counts(study, asked, hidden=hidden))
    # Few cells that many tallies are counted for, and a screen that asks for them again and again.
    points = ",".join(f"{point.id}={point.number}={point.name}" for point in study.codebook().points)
    roles = ",".join(f"{role.id}={role.name}" for role in study.roles())
    read = _reader(study, asked, hidden)
    made = study.finder.kept(
        repr((asked, points, roles)), lambda handle, order: msgspec.json.encode(table(*read(handle, order)))
    )
    return msgspec.json.decode(made, type=Table)


def counts(study: Source, asked: Asked, *, hidden: Unseen = NOTHING) -> Counts:
    """The same, with the cells that are not empty."""
    return study.finder.ask(_reader(study, asked, hidden))[0]


def in_all(study: Source, asked: Asked, kinds: Sequence[str], *, hidden: Unseen = NOTHING) -> dict[str, int]:
    """How much there is in all of each of the `kinds`, whatever rows and columns there are."""

    def read(handle: sqlite3.Connection, order: Order) -> dict[str, int]:
        found = {}
        for of in kinds:
            cells = _cells(handle, order, ALL, ALL, msgspec.structs.replace(asked, of=of), hidden)
            found[of] = cells[0].number if cells else 0
        return found

    return study.finder.ask(read, fresh=False)[0]


def _reader(study: Source, asked: Asked, hidden: Unseen) -> Callable[[sqlite3.Connection, Order], Counts]:
    if not {asked.rows, asked.cols} <= SIDES - {ALL}:
        raise InvalidInput(f"There is no table of {asked.rows} by {asked.cols}")
    if asked.rows == asked.cols and asked.rows != "points":
        raise InvalidInput(f"A table of {asked.rows} by {asked.cols} says nothing", remedy="Name two sides.")
    beside = asked.rows == asked.cols
    if beside and asked.of == "words":
        raise InvalidInput("Points by points counts quotes or people", remedy="Leave --of words out.")

    def read(handle: sqlite3.Connection, order: Order) -> Counts:
        if beside:
            pairs = _together(handle, asked, hidden)
            totals = {one: count for (one, two), count in pairs.items() if one == two}
            heads = _heads(handle, study, "points", totals)
            return Counts(heads, heads, pairs)
        cells = _cells(handle, order, asked.rows, asked.cols, asked, hidden)
        by_row = _totals(cells, "row") if _parts(asked.cols, asked.of) else None
        if by_row is None:
            by_row = {cell.row: cell.number for cell in _cells(handle, order, asked.rows, ALL, asked, hidden)}
        by_col = {cell.col: cell.number for cell in _cells(handle, order, ALL, asked.cols, asked, hidden)}
        used = {cell.col: by_col.get(cell.col, 0) for cell in cells} | by_col
        rows = {cell.row: by_row.get(cell.row, 0) for cell in cells} | by_row
        return Counts(
            _heads(handle, study, asked.rows, rows),
            _heads(handle, study, asked.cols, used),
            {(cell.row, cell.col): cell.number for cell in cells},
        )

    return read


def _parts(side: str, of: str) -> bool:
    """Whether each thing counted is in one place of a side only, so that the places add up to the whole."""
    return side in ("roles", "participants") or (side in ("sessions", "questions") and of != "people")


def _totals(cells: Sequence[Cell], side: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in cells:
        found[getattr(cell, side)] = found.get(getattr(cell, side), 0) + cell.number
    return found


def _cells(
    handle: sqlite3.Connection, order: Order, rows: str, cols: str, asked: Asked, hidden: Unseen
) -> list[Cell]:
    if {rows, cols} <= TALLIED and asked.of != "words" and not hidden.sessions:
        return index_tables.tallied(handle, order, rows, cols, people=asked.of == "people", role=asked.role)
    return index_tables.counted(handle, rows, cols, of=asked.of, role=asked.role, unseen=hidden)


def _together(handle: sqlite3.Connection, asked: Asked, hidden: Unseen) -> dict[tuple[str, str], int]:
    spans = asked.overlap is Overlap.OVERLAPPING  # only then it matters where in the passage they stand
    quotes = []
    for quote in index_tables.tagged_quotes(handle, role=asked.role, unseen=hidden):
        start = quote_start(quote.row) if spans else 0
        quotes.append(Standing(quote.passage, start, start + quote.length, quote.points, quote.participant))
    return together(quotes, asked.overlap, people=asked.of == "people")


def _heads(handle: sqlite3.Connection, study: Source, side: str, totals: dict[str, int]) -> list[Head]:
    """The rows or columns of a side: those that the study has, in their order, then what else was found."""
    known = _known(handle, study, side)
    heads = [
        msgspec.structs.replace(head, total=totals.get(head.id, 0))
        for head in known
        if head.id in totals or side in ("points", "roles", "sessions")
    ]
    strays = sorted(totals.keys() - {head.id for head in known})
    return heads + [
        Head(id=stray, name=stray or NOBODY, total=totals[stray]) for stray in strays if totals[stray]
    ]


def _known(handle: sqlite3.Connection, study: Source, side: str) -> Sequence[Head]:
    match side:
        case "points":
            return [Head(id=p.id, name=p.name, number=p.number) for p in study.codebook().points]
        case "roles":
            return [Head(id=role.id, name=role.name) for role in study.roles()]
        case "sessions":
            return [Head(id=each, name=each) for each in index_tables.sessions_in_order(handle)]
        case "questions":
            asked = (
                "SELECT question, min(heading), min(number) FROM texts"
                " WHERE question != '' AND kind NOT IN ('note', 'quote', 'memo') GROUP BY question"
            )
            found = sorted(handle.execute(asked), key=lambda row: (len(row[2]), row[2], row[0]))
            return [Head(id=question, name=heading) for question, heading, _ in found]
        case _:
            return []
