"""The quotes of one cell of a table, from the index: what `index_tables` counts there, and no other.

Every function works with a handle of `Index.reading`. Only sessions are looked through in which the tallies
say that there is something: a cell costs what its row or its column holds, and not what the study does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from reflect.domain.side_by_side import Unseen
from reflect.store.index import EVERY, QUOTES_FROM, SLOTS
from reflect.store.index_read import Order, QuoteOf
from reflect.store.index_tables import ALL, own_quotes, own_tags

_IS = {
    "roles": "coalesce(p.role, '') = ?",
    "participants": "t.participant = ?",
    "sessions": "s.id = ?",
    "questions": "coalesce(w.question, '') = ?",
}
_OF_TAGS = {"points": "g.point = ?", "researchers": "g.author = ?"}
_TALLIED = frozenset({"roles", "participants", "sessions"})


class Where(NamedTuple):
    """A cell: the side of the table and the id on it, of its row and of its column."""

    rows: str
    row: str
    cols: str
    col: str
    role: str = ""
    """Only what people in this role said."""

    @property
    def sides(self) -> list[tuple[str, str]]:
        """What narrows it: not the side that has everything in one."""
        return [(side, id_) for side, id_ in ((self.rows, self.row), (self.cols, self.col)) if side != ALL]


class Beside(NamedTuple):
    """A quote in a passage, with those of two learning points that it has."""

    passage: int
    """As `TaggedQuote.passage`."""
    row: bytes
    words: str
    points: frozenset[str]


def quotes_in(handle: sqlite3.Connection, order: Order, where: Where, unseen: Unseen) -> Iterator[QuoteOf]:
    """The quotes of a cell, session by session from the oldest, in reading order."""
    asked = (
        "SELECT t.row, t.text FROM texts t JOIN sessions s ON s.n = t.id >> ? LEFT JOIN texts w"
        " ON w.id = t.within LEFT JOIN people p ON p.code = t.participant"
        " WHERE t.id BETWEEN ? AND ? AND t.kind = 'quote'"
    )
    given: list[object] = []
    for side, wanted in where.sides:
        if side in _IS:
            asked += f" AND {_IS[side]}"
            given.append(wanted)
    tags = [(side, wanted) for side, wanted in where.sides if side in _OF_TAGS]
    if tags:
        condition, values = own_tags(unseen)
        said = " AND ".join(_OF_TAGS[side] for side, _ in tags)
        asked += f" AND EXISTS (SELECT 1 FROM tags g WHERE g.text = t.id AND {said}{condition})"  # noqa: S608 - our own words
        given += [*(wanted for _, wanted in tags), *values]
    if where.role:
        asked += " AND p.role = ?"
        given.append(where.role)
    condition, values = own_quotes(unseen)
    asked += f"{condition} ORDER BY t.place"
    given += values
    for n in _sessions(handle, order, where):
        span = (n << SLOTS) + QUOTES_FROM, (n + 1 << SLOTS) - 1
        for row, words in handle.execute(asked, [SLOTS, *span, *given]):
            yield QuoteOf(row, words)


def _sessions(handle: sqlite3.Connection, order: Order, where: Where) -> list[int]:
    """The numbers of the sessions that may have such quotes, in reading order."""
    asked = (
        "SELECT DISTINCT t.n FROM tallies t JOIN sessions s USING(n) LEFT JOIN people p"
        " ON p.code = t.participant WHERE t.point = ? AND t.quotes AND s.shown AND s.trouble = ''"
    )
    given = [next((wanted for side, wanted in where.sides if side == "points"), EVERY)]
    for side, wanted in where.sides:
        if side in _TALLIED:
            asked += f" AND {_IS[side]}"
            given.append(wanted)
    if where.role:
        asked += " AND p.role = ?"
        given.append(where.role)
    found = {n for (n,) in handle.execute(asked, given)}
    return [n for n in order.numbers if n in found]


def quotes_beside(
    handle: sqlite3.Connection, one: str, two: str, *, role: str, unseen: Unseen
) -> Iterator[Beside]:
    """The quotes that have one of two learning points or both, session by session, in reading order."""
    asked = (
        "SELECT coalesce(t.within, -t.id), t.row, t.text, group_concat(g.point, char(31))"
        " FROM tags g JOIN texts t ON t.id = g.text JOIN sessions s ON s.n = t.id >> ?"
        " LEFT JOIN people p ON p.code = t.participant"
        " WHERE g.point IN (?, ?) AND t.kind = 'quote' AND s.shown AND s.trouble = ''"
    )
    given: list[object] = [SLOTS, one, two]
    if role:
        asked += " AND p.role = ?"
        given.append(role)
    condition, values = own_tags(unseen)
    asked += f"{condition} GROUP BY t.id ORDER BY s.started, s.id, t.place"
    for passage, row, words, points in handle.execute(asked, [*given, *values]):
        yield Beside(passage, row, words, frozenset(points.split("\x1f")))
