"""The cells of the framework matrix: which quotes of one case stand on one learning point.

Every function works with a handle of `Index.reading`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reflect.store.index import EVERY, SLOTS
from reflect.store.index_read import QuoteOf

_LOT = 500
"""So many values are asked about at once; SQLite takes no more than 999."""


class SaidOn(NamedTuple):
    """A quote on a learning point."""

    point: str
    participant: str
    """Empty where nobody knows."""
    session: str
    quote: str
    words: str


def said_on(handle: sqlite3.Connection, points: Iterable[str]) -> Iterator[SaidOn]:
    """Every quote on some learning points; once for each researcher who gave it one of them."""
    asked = (
        "SELECT g.point, t.participant, s.id, t.key, t.text FROM tags g JOIN texts t ON t.id = g.text"
        " JOIN sessions s ON s.n = t.id >> ? WHERE g.point = ? AND t.kind = 'quote'"
        " AND s.shown AND s.trouble = ''"
    )
    for point in points:
        yield from (SaidOn(*row) for row in handle.execute(asked, (SLOTS, point)))


def nobodys(handle: sqlite3.Connection) -> int:
    """How many tagged quotes are of nobody who is known; looks only into sessions that have some."""
    asked = (
        "SELECT count(*) FROM sessions s JOIN texts t"
        " ON t.id BETWEEN (s.n << ?1) AND (s.n + 1 << ?1) - 1 AND t.kind = 'quote' AND t.participant = ''"
        " AND EXISTS (SELECT 1 FROM tags g WHERE g.text = t.id) WHERE s.shown AND s.trouble = ''"
        " AND s.n IN (SELECT n FROM tallies WHERE point != ?2 AND participant = '' AND quotes)"
    )
    return int(handle.execute(asked, (SLOTS, EVERY)).fetchone()[0])


def speakers(handle: sqlite3.Connection, quotes: Iterable[str]) -> dict[str, str]:
    """Whose words some quotes are, of those that there are; an empty code where nobody knows."""
    wanted = list(dict.fromkeys(quotes))
    found: dict[str, str] = {}
    for at in range(0, len(wanted), _LOT):
        some = wanted[at : at + _LOT]
        asked = (
            "SELECT t.key, t.participant FROM texts t JOIN sessions s ON s.n = t.id >> ?"  # noqa: S608 - marks
            f" WHERE t.kind = 'quote' AND t.key IN ({','.join('?' * len(some))})"
            " AND s.shown AND s.trouble = ''"
        )
        found.update(handle.execute(asked, (SLOTS, *some)))
    return found


class QuoteIn(NamedTuple):
    """A quote of a cell."""

    quote: QuoteOf
    started: str
    """When its session was: ISO 8601."""


def quotes_in(
    handle: sqlite3.Connection, point: str, *, participant: str = "", role: str = ""
) -> list[QuoteIn]:
    """The quotes of a participant, or of all people in a role, on a learning point, in reading order."""
    whose = "t.participant" if participant else "p.role"
    asked = (
        "SELECT t.row, t.text, s.started FROM texts t JOIN sessions s ON s.n = t.id >> ?"  # noqa: S608 - ours
        " LEFT JOIN people p ON p.code = t.participant"
        f" WHERE t.id IN (SELECT text FROM tags WHERE point = ?) AND {whose} = ?"
        " AND t.kind = 'quote' AND s.shown AND s.trouble = ''"
        " ORDER BY s.started, s.id, t.place"
    )
    rows = handle.execute(asked, (SLOTS, point, participant or role))
    return [QuoteIn(QuoteOf(row, words), started) for row, words, started in rows]
