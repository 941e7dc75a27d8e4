"""Tables of the index: how many quotes, people or words there are of one thing by another.

Every function works with a handle of `Index.reading`. Counts by learning point, role, participant and session
come from the tallies, which are kept with every session; others look at the tags and texts themselves, and so
do counts from which somebody's work is to be left out: tallies do not say whose it is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from reflect.domain.side_by_side import Unseen
from reflect.store.index import EVERY, SLOTS
from reflect.store.index_read import Order

ALL = "all"
"""The side of a table that has one row or column for everything."""
TALLIED = frozenset({ALL, "points", "roles", "participants", "sessions"})
"""The sides that tallies know of."""
SIDES = TALLIED | {"questions", "researchers"}

_NOTHING = Unseen()

_TALLY = {
    ALL: "''",
    "points": "t.point",
    "roles": "coalesce(p.role, '')",
    "participants": "t.participant",
    "sessions": "s.id",
}
_TEXT = {
    ALL: "''",
    "points": "g.point",
    "roles": "coalesce(p.role, '')",
    "participants": "t.participant",
    "sessions": "s.id",
    "questions": "coalesce(w.question, '')",
    "researchers": "g.author",
}


class Cell(NamedTuple):
    """A count of a table."""

    row: str
    col: str
    number: int


def tallied(
    handle: sqlite3.Connection, order: Order, rows: str, cols: str, *, people: bool, role: str = ""
) -> list[Cell]:
    """Quotes, or the people who said them, by two sides of `TALLIED`; what is nobody's has an empty id."""
    what = "count(DISTINCT nullif(t.participant, ''))" if people else "sum(t.quotes)"
    given: list[str] = [EVERY]
    asked = f"SELECT {_TALLY[rows]}, {_TALLY[cols]}, {what} FROM tallies t"  # noqa: S608 - our own names
    if "sessions" in (rows, cols):
        asked += " JOIN sessions s USING(n)"
    if "roles" in (rows, cols) or role:
        asked += " LEFT JOIN people p ON p.code = t.participant"
    asked += f" WHERE t.point {'!=' if 'points' in (rows, cols) else '='} ? AND t.quotes"
    if order.unlisted:
        asked += " AND t.n NOT IN (SELECT n FROM sessions WHERE NOT shown OR trouble != '')"
    if role:
        asked += " AND p.role = ?"
        given.append(role)
    return [Cell(*row) for row in handle.execute(f"{asked} GROUP BY 1, 2", given)]


def own_quotes(unseen: Unseen) -> tuple[str, list[object]]:
    """The condition that a quote `t` in a session `s` is not `unseen`; one's own are as `seen` has them."""
    if not unseen.sessions:
        return "", []
    sessions = json.dumps(sorted(unseen.sessions))
    asked = (
        " AND (s.id NOT IN (SELECT value FROM json_each(?)) OR t.author = ?"
        " OR EXISTS (SELECT 1 FROM tags o WHERE o.text = t.id AND o.author = ?)"
        " OR EXISTS (SELECT 1 FROM texts m WHERE m.id BETWEEN (s.n << ?) AND (s.n + 1 << ?) - 1"
        " AND m.kind = 'memo' AND m.label = 'quote' AND m.heading = t.key AND m.author = ?))"
    )
    return asked, [sessions, unseen.me, unseen.me, SLOTS, SLOTS, unseen.me]


def own_tags(unseen: Unseen) -> tuple[str, list[object]]:
    """The condition that a tag `g` in a session `s` is not `unseen`."""
    if not unseen.sessions:
        return "", []
    asked = " AND (s.id NOT IN (SELECT value FROM json_each(?)) OR g.author = ?)"
    return asked, [json.dumps(sorted(unseen.sessions)), unseen.me]


def counted(
    handle: sqlite3.Connection, rows: str, cols: str, *, of: str, role: str = "", unseen: Unseen = _NOTHING
) -> list[Cell]:
    """Quotes, people or words (`of`) by any two sides, from the texts, without what is `unseen`.

    By researcher: who gave the tags, so that there quotes without any are not counted.
    """
    tags = "points" in (rows, cols) or "researchers" in (rows, cols)
    sides = [_TEXT[side] for side in (rows, cols)]
    asked = f"SELECT DISTINCT {sides[0]}, {sides[1]}, t.id, t.participant"
    asked += (", t.text" if of == "words" else "") + " FROM texts t JOIN sessions s ON s.n = t.id >> ?"
    given: list[object] = [SLOTS]
    if tags:
        asked += " JOIN tags g ON g.text = t.id"
    if "questions" in (rows, cols):
        asked += " LEFT JOIN texts w ON w.id = t.within"
    if "roles" in (rows, cols) or role:
        asked += " LEFT JOIN people p ON p.code = t.participant"
    asked += " WHERE t.kind = 'quote' AND s.shown AND s.trouble = ''"
    if role:
        asked += " AND p.role = ?"
        given.append(role)
    for condition, values in (own_quotes(unseen), own_tags(unseen) if tags else ("", [])):
        asked += condition
        given += values
    found: dict[tuple[str, str], int] = {}
    seen: set[tuple[str, str, str]] = set()
    for row, col, _, participant, *text in handle.execute(asked, given):
        if of == "people":
            if not participant or (row, col, participant) in seen:
                continue
            seen.add((row, col, participant))
        found[row, col] = found.get((row, col), 0) + (len(text[0].split()) if of == "words" else 1)
    return [Cell(row, col, count) for (row, col), count in found.items()]


class TaggedQuote(NamedTuple):
    """A quote with its learning points, for what stands beside what."""

    passage: int
    """Stands for the passage; for a quote whose passage is gone, a number of its own."""
    row: bytes
    length: int
    participant: str
    points: frozenset[str]
    session: str


def tagged_quotes(
    handle: sqlite3.Connection, *, role: str = "", unseen: Unseen = _NOTHING
) -> Iterator[TaggedQuote]:
    """Every quote with learning points, without those that are `unseen`."""
    asked = (
        "SELECT coalesce(t.within, -t.id), t.row, length(t.text), t.participant,"
        " group_concat(g.point, char(31)), s.id FROM texts t JOIN sessions s ON s.n = t.id >> ?"
        " JOIN tags g ON g.text = t.id LEFT JOIN people p ON p.code = t.participant"
        " WHERE t.kind = 'quote' AND s.shown AND s.trouble = ''"
    )
    given: list[object] = [SLOTS]
    if role:
        asked += " AND p.role = ?"
        given.append(role)
    condition, values = own_tags(unseen)
    asked, given = asked + condition, [*given, *values]
    for passage, row, length, participant, points, session in handle.execute(f"{asked} GROUP BY t.id", given):
        yield TaggedQuote(passage, row, length, participant, frozenset(points.split("\x1f")), session)


def sessions_in_order(handle: sqlite3.Connection) -> list[str]:
    """The ids of the sessions that are shown, from the oldest."""
    asked = "SELECT id FROM sessions WHERE shown AND trouble = '' ORDER BY started, id"
    return [session for (session,) in handle.execute(asked)]


def against(handle: sqlite3.Connection, *, unseen: Unseen) -> dict[str, int]:
    """How many quotes speak against each learning point, without tags that are `unseen`."""
    condition, given = own_tags(unseen)
    asked = (
        "SELECT g.point, count(DISTINCT t.id) FROM texts t JOIN sessions s ON s.n = t.id >> ?"
        " JOIN tags g ON g.text = t.id WHERE t.kind = 'quote' AND s.shown AND s.trouble = ''"
        " AND g.contradicts"
    )
    return dict(handle.execute(f"{asked}{condition} GROUP BY 1", [SLOTS, *given]))


def untagged(
    handle: sqlite3.Connection, interviewer: str, *, unseen: Unseen = _NOTHING
) -> Iterator[dict[str, Any]]:
    """Of each session from the oldest, how much of what was said stands in passages with no tagged quote.

    What the `interviewer` said, and field notes, are not what was said.
    """
    asked = (
        "SELECT s.id, CASE WHEN s.id IN (SELECT value FROM json_each(?3)) THEN EXISTS (SELECT 1 FROM texts q"
        " JOIN tags g ON g.text = q.id WHERE q.within = t.id AND q.kind = 'quote' AND g.author = ?4)"
        " ELSE t.tagged END, t.text FROM sessions s LEFT JOIN texts t ON t.id BETWEEN (s.n << ?1) AND"
        " (s.n + 1 << ?1) - 1 AND t.kind IN ('answer', 'comment', 'turn')"
        " AND NOT (t.kind = 'turn' AND t.participant = '' AND t.label = ?2)"
        " WHERE s.shown AND s.trouble = '' ORDER BY s.started, s.id"
    )
    found: dict[str, Any] = {}
    hidden = json.dumps(sorted(unseen.sessions))
    for session, is_tagged, text in handle.execute(asked, (SLOTS, interviewer, hidden, unseen.me)):
        if found.get("session") != session:
            if found:
                yield found
            found = {"session": session, "passages": 0, "untagged": 0, "words": 0, "untagged_words": 0}
        if text is None:
            continue
        words = len(text.split())
        found["passages"] += 1
        found["words"] += words
        if not is_tagged:
            found["untagged"] += 1
            found["untagged_words"] += words
    if found:
        yield found


def questions_without_quotes(
    handle: sqlite3.Connection, *, unseen: Unseen = _NOTHING
) -> Iterator[dict[str, Any]]:
    """The questions that were answered, and no quote that is not `unseen` stands in any of the answers."""
    condition, given = own_quotes(unseen)
    quoted = (
        "SELECT w.question, min(w.heading), count(*), count(t.id) FROM texts w"
        " JOIN sessions s ON s.n = w.id >> ? LEFT JOIN texts t ON t.within = w.id AND t.kind = 'quote'"
    )
    asked = (
        " WHERE w.question != '' AND w.kind IN ('answer', 'comment', 'turn') AND s.shown AND s.trouble = ''"
        " GROUP BY w.question HAVING count(t.id) = 0 ORDER BY w.question"
    )
    for question, heading, passages, _ in handle.execute(f"{quoted}{condition}{asked}", [SLOTS, *given]):
        yield {"id": question, "name": heading, "passages": passages}


def speakers(handle: sqlite3.Connection) -> set[str]:
    """The codes of everybody who said anything."""
    asked = (
        "SELECT DISTINCT t.participant FROM texts t JOIN sessions s ON s.n = t.id >> ?"
        " WHERE t.kind IN ('answer', 'comment', 'turn') AND t.participant != ''"
        " AND s.shown AND s.trouble = ''"
    )
    return {code for (code,) in handle.execute(asked, (SLOTS,))}
