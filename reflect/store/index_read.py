"""What lists ask of the index: sessions, quotes a page at a time, and how many there are of what.

Every function works with a handle of `Index.reading`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from reflect.store.index import EVERY, QUOTES_FROM, SLOTS, STUDY


class QuoteOf(NamedTuple):
    """A quote as the index has it."""

    row: bytes
    words: str


class Stretch(NamedTuple):
    """Sessions whose numbers follow one another as reading order has them."""

    first: int
    last: int


class Order(NamedTuple):
    """The sessions in reading order."""

    numbers: tuple[int, ...]
    rank: Mapping[int, int]
    """The place of each session's number among the numbers of all, those that no list shows too."""
    unlisted: frozenset[int]
    """Those that no list shows."""
    whole: tuple[Stretch, ...]
    """All of them, in as few stretches as there are; the study's own texts come last."""

    @property
    def by_number(self) -> bool:
        """Whether the order of the numbers is that of reading."""
        return len(self.whole) == 1

    def stretches(self, only: Container[int] | None) -> Sequence[Stretch]:
        """Some of them; None: all.

        A stretch holds no other session: one range of numbers gives all of its texts and nothing else.
        """
        if only is None:
            return self.whole
        return _stretches([n for n in (*self.numbers, STUDY) if n in only], self.rank)


class Whose(NamedTuple):
    """Which quotes are asked for; an empty field asks for nothing."""

    point: str = EVERY
    participant: str = ""
    role: str = ""
    """That of the participant whose session it is."""


class Count(NamedTuple):
    """How often a learning point is used."""

    quotes: int
    sessions: int
    people: int
    """How many participants said them."""
    contradicting: int
    """How many of the quotes speak against it."""


def session_rows(handle: sqlite3.Connection) -> list[bytes]:
    """What lists show of every session, newest first."""
    asked = "SELECT row FROM sessions WHERE shown AND trouble = '' ORDER BY started DESC, id DESC"
    return [row for (row,) in handle.execute(asked)]


def troubles(handle: sqlite3.Connection) -> list[str]:
    """Why some sessions are in no list."""
    asked = "SELECT trouble FROM sessions WHERE shown AND trouble != '' ORDER BY file"
    return [trouble for (trouble,) in handle.execute(asked)]


def files_of(handle: sqlite3.Connection, *, clashing: bool = False) -> dict[str, str]:
    """The name of the file of each session, by the session's id, in the order of the names."""
    asked = f"SELECT id, file FROM sessions WHERE shown {'AND clashes' if clashing else ''} ORDER BY file"  # noqa: S608
    return dict(handle.execute(asked).fetchall())


def files_with(handle: sqlite3.Connection, code: str) -> list[str]:
    """The files of the sessions that a participant has, or speaks in."""
    asked = (
        "SELECT DISTINCT s.file FROM sessions s WHERE s.shown AND (s.participant = ?1"
        " OR s.n IN (SELECT n FROM voices WHERE part = 'speaker' AND name = ?1)) ORDER BY s.file"
    )
    return [file for (file,) in handle.execute(asked, (code,))]


def files_tagged(handle: sqlite3.Connection, points: Iterable[str]) -> list[str]:
    """The files of the sessions with a tag or a memo of one of these points, as they stand in them."""
    asked = (
        "SELECT s.file FROM voices v JOIN sessions s USING(n)"
        " WHERE s.shown AND v.part IN ('point', 'noted') AND v.name = ?"
    )
    return sorted({file for point in points for (file,) in handle.execute(asked, (point,))})


def files_by_round(handle: sqlite3.Connection) -> list[tuple[str, str]]:
    """The self-assessments: the round of each, or `NO_ROUND`, and its file."""
    asked = (
        "SELECT v.name, s.file FROM voices v JOIN sessions s USING(n)"
        " WHERE v.part = 'round' AND s.shown ORDER BY v.name, s.file"
    )
    return handle.execute(asked).fetchall()


def points_used(handle: sqlite3.Connection) -> set[str]:
    """Every learning point that a tag names, merged ones as they stand in the files."""
    asked = "SELECT DISTINCT name FROM voices JOIN sessions USING(n) WHERE part = 'point' AND shown"
    return {point for (point,) in handle.execute(asked)}


def guides_used(handle: sqlite3.Connection) -> list[str]:
    """The ids of the guides that sessions were run with."""
    return [
        guide for (guide,) in handle.execute("SELECT DISTINCT guide FROM sessions WHERE shown ORDER BY guide")
    ]


def authors(handle: sqlite3.Connection) -> list[str]:
    """Everyone who made a quote or wrote a memo."""
    asked = "SELECT DISTINCT name FROM voices WHERE part = 'author' ORDER BY name"
    return [name for (name,) in handle.execute(asked)]


def tagged_by_several(handle: sqlite3.Connection) -> list[str]:
    """The sessions that several researchers worked on, from the oldest: quotes, tags or memos."""
    asked = (
        "SELECT id FROM sessions WHERE shown AND trouble = '' AND n IN (SELECT n FROM voices"
        " WHERE part = 'author' GROUP BY n HAVING count(*) > 1) ORDER BY started, id"
    )
    return [session for (session,) in handle.execute(asked)]


def quotes_with(handle: sqlite3.Connection, point: str) -> int:
    """How many quotes have a learning point, those included that tags speak of and that are not there."""
    asked = (
        "SELECT total(quotes + lost) FROM tallies t JOIN sessions s USING(n) WHERE t.point = ? AND s.shown"
    )
    return int(handle.execute(asked, (point,)).fetchone()[0])


def point_counts(handle: sqlite3.Connection) -> dict[str, Count]:
    """How often each learning point is used; under `EVERY`, how many quotes there are."""
    asked = (
        "SELECT point, sum(quotes), count(DISTINCT n), count(DISTINCT nullif(participant, '')), sum(against)"
        " FROM tallies WHERE quotes AND n NOT IN (SELECT n FROM sessions WHERE NOT shown OR trouble != '')"
        " GROUP BY point"
    )
    return {point: Count(*counts) for point, *counts in handle.execute(asked)}


def quotes_by_participant(handle: sqlite3.Connection) -> dict[str, int]:
    """How many quotes are whose words; under an empty code, those of which nobody knows."""
    asked = (
        "SELECT participant, sum(quotes) FROM tallies WHERE point = ? AND quotes"
        " AND n NOT IN (SELECT n FROM sessions WHERE NOT shown OR trouble != '') GROUP BY participant"
    )
    return dict(handle.execute(asked, (EVERY,)).fetchall())


def points_by_session(handle: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """How many quotes of each learning point every session has, by its id, in reading order."""
    found: dict[str, dict[str, int]] = {}
    for (session,) in handle.execute(
        "SELECT id FROM sessions WHERE shown AND trouble = '' ORDER BY started, id"
    ):
        found[session] = {}
    asked = (
        "SELECT s.id, t.point, t.quotes FROM tallies t JOIN sessions s USING(n)"
        " WHERE s.shown AND s.trouble = '' AND t.point != '' AND t.quotes"
    )
    for session, point, quotes in handle.execute(asked):
        row = found[session]
        row[point] = row.get(point, 0) + quotes
    return found


def order_of(handle: sqlite3.Connection) -> Order:
    """The sessions in reading order, for searches to go by."""
    every = [n for (n,) in handle.execute("SELECT n FROM sessions ORDER BY n")]
    rank = {n: at for at, n in enumerate([*every, STUDY])}
    shown = [n for (n,) in handle.execute("SELECT n FROM sessions WHERE shown ORDER BY started, id")]
    unlisted = handle.execute("SELECT n FROM sessions WHERE NOT shown OR trouble != ''")
    whole = _stretches([*shown, STUDY], rank)
    return Order(tuple(shown), rank, frozenset(n for (n,) in unlisted), tuple(whole))


def count_quotes(handle: sqlite3.Connection, order: Order, whose: Whose) -> int:
    """How many quotes are asked for."""
    return sum(count for _, count in _tallied(handle, order, whose))


def quotes(
    handle: sqlite3.Connection, order: Order, whose: Whose, offset: int, limit: int | None
) -> list[QuoteOf]:
    """Some of the quotes that are asked for, session by session from the oldest, in reading order.

    Whole sessions before the first are passed over by their counts, so that the last page is as near as the
    first.
    """
    found: list[QuoteOf] = []
    skip, left = offset, limit
    for number, count in _tallied(handle, order, whose):
        if skip >= count:
            skip -= count
            continue
        some = _quotes_of(handle, number, whose)[skip : None if left is None else skip + left]
        skip = 0
        found += some
        if left is not None:
            left -= len(some)
            if left <= 0:
                break
    return found


def _tallied(handle: sqlite3.Connection, order: Order, whose: Whose) -> Iterator[tuple[int, int]]:
    """The sessions that have such quotes, in reading order, with how many."""
    asked = "SELECT n, sum(quotes) FROM tallies WHERE point = ? AND quotes"
    given = [whose.point]
    if whose.participant:
        asked += " AND participant = ?"
        given.append(whose.participant)
    if whose.role:
        asked += (
            " AND n IN (SELECT n FROM sessions WHERE participant IN (SELECT code FROM people WHERE role = ?))"
        )
        given.append(whose.role)
    rows = handle.execute(f"{asked} GROUP BY n ORDER BY n", given)
    if order.by_number:
        yield from ((n, count) for n, count in rows if n not in order.unlisted)
        return
    counts = dict(rows.fetchall())
    yield from ((n, counts[n]) for n in order.numbers if n in counts and n not in order.unlisted)


def _stretches(numbers: Iterable[int], rank: Mapping[int, int]) -> list[Stretch]:
    found: list[Stretch] = []
    for number in numbers:
        if found and rank[number] == rank[found[-1].last] + 1:
            found[-1] = Stretch(found[-1].first, number)
        else:
            found.append(Stretch(number, number))
    return found


def _quotes_of(handle: sqlite3.Connection, number: int, whose: Whose) -> list[QuoteOf]:
    """The quotes of one session that are asked for, in reading order."""
    low, high = (number << SLOTS) + QUOTES_FROM, (number + 1 << SLOTS) - 1
    asked = "SELECT row, text FROM texts WHERE id BETWEEN ? AND ? AND kind = 'quote'"
    given: list[object] = [low, high]
    if whose.point != EVERY:
        asked += " AND id IN (SELECT text FROM tags WHERE point = ? AND text BETWEEN ? AND ?)"
        given += [whose.point, low, high]
    if whose.participant:
        asked += " AND participant = ?"
        given.append(whose.participant)
    return [QuoteOf(row, words) for row, words in handle.execute(f"{asked} ORDER BY place", given)]
