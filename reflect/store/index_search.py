"""Searching the index, in reading order or the best first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import NamedTuple

from reflect.domain.places import counts, rarity, score
from reflect.domain.search_query import Kind, Query, Term
from reflect.domain.session import MemoTarget
from reflect.domain.words import spelled, steps_of
from reflect.store.index import SLOTS
from reflect.store.index_query import any_of, clauses_of, endings_of, kinds_of, matching, phrases, sessions_of
from reflect.store.index_read import Order, Stretch

MOST_RANKED = 400
"""Texts that are weighed against one another; where more fit, the best of them, as far as that can be told
without weighing all."""
_LOOKED_AT = 1_000
"""Texts in which words stand out that are looked at for that."""
_COMMON = 20_000
"""Texts from which on it does not matter how many more hold a word."""


class Mark(NamedTuple):
    """Where a page ended, so that the next one can begin."""

    session: int
    place: int
    id: int


class FoundText(NamedTuple):
    """A text that fits, with what is known of it."""

    mark: Mark
    kind: Kind
    key: str
    participant: str
    author: str
    question: str
    label: str
    """The question's number, or the speaker; for a memo, what kind of thing it is about."""
    heading: str
    """The question; for a memo, the id of what it is about."""
    within: str
    """The passage that a quote stands in, or the quote that a memo is on does."""
    passage: str
    """The words of that passage; empty for a passage itself."""
    echo: bool
    """For a quote: whether its words stand there still."""
    text: str
    row: bytes
    session: str
    """The session's id; empty for what belongs to the study."""
    started: str
    guide: str
    session_participant: str
    points: frozenset[str]
    contradicts: frozenset[str]


def reading_order(
    handle: sqlite3.Connection, query: Query, order: Order, *, after: Mark | None, limit: int
) -> list[FoundText]:
    """The first texts that fit, session by session from the oldest, as they are read there."""
    found = islice(_in_order(handle, _Asked(handle, query, order), after), limit)
    return _told(handle, list(found))


def best(
    handle: sqlite3.Connection, query: Query, order: Order, *, offset: int, limit: int
) -> tuple[list[FoundText], bool]:
    """Texts that fit, the best first; and whether there are more of them than were weighed."""
    marks, more = _ranked(handle, _Asked(handle, query, order))
    return _told(handle, marks[offset : offset + limit]), more


class _Asked:
    """A query made ready: what to match, what else must be so, and where to look."""

    def __init__(self, handle: sqlite3.Connection, query: Query, order: Order) -> None:
        self.query = query
        self.kinds = kinds_of(query)
        self.match = matching(query, self.kinds, lambda term: endings_of(handle, term))
        clauses = list(clauses_of(query, self.kinds))
        self.also = "".join(f" AND {clause}" for clause, _ in clauses)
        self.given = [value for _, values in clauses for value in values]
        self.stretches = order.stretches(sessions_of(handle, query))

    def select(self, columns: str) -> str:
        """The statement; it takes what is matched, the first and last number, and `given`."""
        if self.match:
            return (
                f"SELECT {columns} FROM found CROSS JOIN texts t ON t.id = found.rowid"  # noqa: S608 - ours
                f" WHERE found MATCH ? AND found.rowid BETWEEN ? AND ?{self.also} ORDER BY found.rowid"
            )
        return (
            f"SELECT {columns} FROM texts t WHERE ? = '' AND t.id BETWEEN ? AND ?{self.also}"  # noqa: S608
            " ORDER BY t.id"
        )

    def ranges(self) -> Iterator[tuple[int, int]]:
        """The numbers of the texts to look through, from and to."""
        for first, last in self.stretches:
            yield first << SLOTS, (last + 1 << SLOTS) - 1

    def place(self, mark: Mark) -> tuple[int, Mark]:
        """Where a text stands in reading order."""
        if len(self.stretches) == 1:
            return 0, mark
        at = next(n for n, each in enumerate(self.stretches) if each.first <= mark.session <= each.last)
        return at, mark

    def fits(self, text: str) -> bool:
        """Whether the words fit, for a text that was not found by them."""
        wanted, unwanted = self.query.wanted, self.query.unwanted
        if not wanted and not unwanted:
            return True
        times, _ = counts(text, (*wanted, *unwanted))
        return all(times[: len(wanted)]) and not any(times[len(wanted) :])


def _in_order(handle: sqlite3.Connection, asked: _Asked, after: Mark | None) -> Iterator[Mark]:
    by_words = not asked.match and bool(asked.query.unwanted)
    statement = asked.select("t.id, t.place, t.text" if by_words else "t.id, t.place")
    for first, last in _from(asked.stretches, after):
        numbers = (first << SLOTS, (last + 1 << SLOTS) - 1)
        rows = handle.execute(statement, (asked.match, *numbers, *asked.given))
        for session, some in groupby(rows, key=lambda row: row[0] >> SLOTS):
            for row in sorted(some, key=lambda row: (row[1], row[0])):
                mark = Mark(session, row[1], row[0])
                if after is not None and session == after.session and mark <= after:
                    continue
                if not by_words or asked.fits(row[2]):
                    yield mark


def _from(every: Sequence[Stretch], after: Mark | None) -> Iterator[Stretch]:
    """The stretches from the session on in which the last page ended."""
    begun = after is None
    for first, last in every:
        if not begun and after is not None and first <= after.session <= last:
            begun, first = True, after.session
        if begun:
            yield Stretch(first, last)


def _ranked(handle: sqlite3.Connection, asked: _Asked) -> tuple[list[Mark], bool]:
    some = list(islice(_unordered(handle, asked), MOST_RANKED + 1))
    more = len(some) > MOST_RANKED
    if more:
        # What stands out weighs more than anything that does not, and the first of the rest fill up.
        weighed = dict(islice(_standing_out(handle, asked), MOST_RANKED))
        rest = [(mark, text) for mark, text in some if mark not in weighed]
        some = rest[: MOST_RANKED - len(weighed)]
    else:
        weighed = {}
    weighed.update((mark, counts(text, asked.query.wanted)) for mark, text in some)
    rarities = _rarities(handle, asked.query.wanted)
    ranked = [(-score(*weights, rarities), asked.place(mark), mark) for mark, weights in weighed.items()]
    ranked.sort()
    return [mark for _, _, mark in ranked], more


def _unordered(handle: sqlite3.Connection, asked: _Asked) -> Iterator[tuple[Mark, str]]:
    """What fits, with its text."""
    statement = asked.select("t.id, t.place, t.text")
    for numbers in asked.ranges():
        for number, place, text in handle.execute(statement, (asked.match, *numbers, *asked.given)):
            if asked.match or asked.fits(text):
                yield Mark(number >> SLOTS, place, number), text


def _standing_out(handle: sqlite3.Connection, asked: _Asked) -> Iterator[tuple[Mark, tuple[list[int], int]]]:
    """Texts in which the words stand out, those first in which they do so most, with their counts."""
    among = "FROM standing WHERE standing MATCH ? AND standing.rowid BETWEEN ? AND ? LIMIT ?"
    statement = (
        f"SELECT t.id, t.place, t.text FROM (SELECT rowid {among}) s"  # noqa: S608 - ours
        f" CROSS JOIN texts t ON t.id = s.rowid WHERE 1{asked.also}"
    )
    left = _LOOKED_AT
    wanted, unwanted = asked.query.wanted, asked.query.unwanted
    words = {spelled(word) for term in wanted if not term.prefix for word in term.words}
    for step in zip(*(steps_of(word) for word in sorted(words)), strict=True):
        for numbers in asked.ranges():
            given = (any_of(step), *numbers, left)
            for number, place, text in handle.execute(statement, (*given, *asked.given)):
                times, length = counts(text, wanted)
                if all(times) and not (unwanted and any(counts(text, unwanted)[0])):
                    yield Mark(number >> SLOTS, place, number), (times, length)
            left -= handle.execute(f"SELECT count(*) FROM (SELECT 1 {among})", given).fetchone()[0]  # noqa: S608
            if left <= 0:
                return


def _rarities(handle: sqlite3.Connection, terms: Sequence[Term]) -> list[float]:
    """How rare each term is."""
    if len(terms) < 2:
        return [1.0] * len(terms)
    (texts,) = handle.execute("SELECT total(texts) FROM sessions").fetchone()
    asked = "SELECT count(*) FROM (SELECT 1 FROM found WHERE found MATCH ? LIMIT ?)"
    found = []
    for term in terms:
        # A beginning stands for many words, and is taken for common without a count.
        phrase = "" if term.prefix else phrases(term, lambda _: ())
        holding = handle.execute(asked, (phrase, _COMMON)).fetchone()[0] if phrase else _COMMON
        found.append(rarity(int(texts), min(holding, int(texts))))
    return found


def _told(handle: sqlite3.Connection, marks: Sequence[Mark]) -> list[FoundText]:
    """What is known of texts, in the given order."""
    return [_text_at(handle, mark) for mark in marks]


def _text_at(handle: sqlite3.Connection, mark: Mark) -> FoundText:
    kind, *known = handle.execute(_TOLD, (mark.id,)).fetchone()
    tags: set[tuple[str, int]] = set()
    label, heading = known[4], known[5]
    if kind == Kind.QUOTE:
        tags.update(handle.execute("SELECT point, contradicts FROM tags WHERE text = ?", (mark.id,)))
    elif kind != Kind.MEMO:
        tags.update(handle.execute(f"{_TAGS_OF_QUOTES} WHERE q.within = ?", (mark.id,)))
    elif label == MemoTarget.QUOTE:
        low, high = mark.session << SLOTS, (mark.session + 1 << SLOTS) - 1
        asked = f"{_TAGS_OF_QUOTES} WHERE q.id BETWEEN ? AND ? AND q.kind = 'quote' AND q.key = ?"
        tags.update(handle.execute(asked, (low, high, heading)))
    elif label == MemoTarget.POINT:
        tags.add((heading, 0))
    points = frozenset(point for point, _ in tags)
    against = frozenset(point for point, contradicts in tags if contradicts)
    return FoundText._make([mark, Kind(kind), *known, points, against])


_TOLD = (
    "SELECT t.kind, t.key, t.participant, t.author, t.question, t.label, t.heading,"  # noqa: S608 - ours
    " ifnull(p.key, ''), ifnull(p.text, ''), t.echo, t.text, t.row,"
    " ifnull(s.id, ''), ifnull(s.started, ''), ifnull(s.guide, ''), ifnull(s.participant, '')"
    f" FROM texts t LEFT JOIN texts p ON p.id = t.within LEFT JOIN sessions s ON s.n = (t.id >> {SLOTS})"
    " WHERE t.id = ?"
)
_TAGS_OF_QUOTES = "SELECT g.point, g.contradicts FROM texts q JOIN tags g ON g.text = q.id"
