"""The texts of the index: passages, quotes and memos, each with the words it is found by.

Every function works within a transaction of `Index.writing`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from reflect.domain.search_query import Kind
from reflect.domain.words import fed, folded_words, spelled, standing_out
from reflect.store.index import QUOTES_FROM, SLOTS


class Sign(Enum):
    """What such a word says of a text; each begins with a letter that has no other use."""

    KIND = "\ue001"
    QUESTION = "\ue002"
    NUMBER = "\ue003"
    """Of the question."""
    ECHO = "\ue004"
    """A quote whose words stand in its passage too."""
    AUTHOR = "\ue005"
    POINT = "\ue006"
    CONTRADICTS = "\ue007"
    TAGGED = "\ue008"
    UNTAGGED = "\ue009"


class IndexedTag(NamedTuple):
    """A learning point given to a quote."""

    point: str
    author: str
    contradicts: bool


class IndexedText(NamedTuple):
    """One text that can be found: a passage, a quote's words, a memo."""

    kind: Kind
    key: str
    """Its id: a passage's (`answer:…`), a quote's or a memo's."""
    place: int
    """Its place in the session, in reading order."""
    text: str
    participant: str = ""
    """Whose words these are, or who the note or memo is about; empty when nobody in particular."""
    author: str = ""
    """Which researcher made the quote or wrote the memo."""
    question: str = ""
    """The question that it answers or was about, or at which a note was written."""
    number: str = ""
    """That of the question in the guide."""
    label: str = ""
    heading: str = ""
    tagged: bool | None = None
    """Whether a tagged quote stands in it, or the quote has a tag; None where that means nothing."""
    within: str = ""
    """For a quote, or a memo on one: the passage it stands in."""
    echo: bool = False
    """For a quote: whether its words stand in its passage, so that whoever finds that has found them too."""
    row: bytes = b""
    """For a quote: what lists show of it, without its words."""
    tags: frozenset[IndexedTag] = frozenset()


def put_texts(
    handle: sqlite3.Connection, number: int, texts: Iterable[IndexedText], vocabulary: set[str]
) -> None:
    """Set the texts of one session; those that are as they were are not touched.

    `vocabulary` are words that are known to be in the index already, for whoever puts many sessions in.
    """
    low, high = number << SLOTS, (number + 1 << SLOTS) - 1
    asked = f"SELECT {', '.join(_Stored._fields)} FROM texts WHERE id BETWEEN ? AND ?"  # noqa: S608 - ours
    old = {(row[1], row[2]): _Stored._make(row) for row in handle.execute(asked, (low, high))}
    given: dict[int, set[IndexedTag]] = {}
    for text, point, author, contradicts in handle.execute(
        "SELECT text, point, author, contradicts FROM tags WHERE text BETWEEN ? AND ?", (low, high)
    ):
        given.setdefault(text, set()).add(IndexedTag(point, author, bool(contradicts)))
    changes = _Changes(number, {row.id for row in old.values()}, vocabulary)
    for text in texts:
        was = old.pop((text.kind.value, text.key), None)
        changes.put(text, was, given.get(was.id, set()) if was else set())
    for was in old.values():
        changes.remove(was, given.get(was.id, set()))
    changes.apply(handle)


@lru_cache(maxsize=4096)
def mark(sign: Sign, value: str = "") -> str:
    """A word that stands in every text of which something is so, in no other, and that nobody can type."""
    return sign.value + value.encode("utf-8", "surrogatepass").hex()


class _Stored(NamedTuple):
    """A row of `texts`, by its columns."""

    id: int
    kind: str
    key: str
    place: int
    participant: str
    author: str
    question: str
    number: str
    label: str
    heading: str
    tagged: int | None
    within: int | None
    echo: int
    text: str
    row: bytes

    def marks(self, tags: AbstractSet[IndexedTag]) -> str:
        """The words by which it is found for what it is."""
        marks = [mark(Sign.KIND, self.kind)]
        if self.echo:
            marks.append(mark(Sign.ECHO))
        if self.question:
            marks.append(mark(Sign.QUESTION, self.question))
        if self.number:
            marks.append(mark(Sign.NUMBER, self.number))
        if self.tagged is not None:
            marks.append(mark(Sign.TAGGED if self.tagged else Sign.UNTAGGED))
        if any(tag.contradicts for tag in tags):
            marks.append(mark(Sign.CONTRADICTS))
        marks += [mark(Sign.POINT, point) for point in sorted({tag.point for tag in tags})]
        marks += [mark(Sign.AUTHOR, who) for who in sorted({self.author, *(t.author for t in tags)}) if who]
        return " ".join(marks)


class _Changes:
    """What differs between the texts of a session and what the index has of them."""

    def __init__(self, number: int, taken: set[int], vocabulary: set[str]) -> None:
        self._base = number << SLOTS
        self._taken = taken
        self._vocabulary = vocabulary
        self._next = {False: self._base, True: self._base + QUOTES_FROM}
        self._passages: dict[str, int] = {}
        """Their numbers, by their ids."""
        self._rows: list[_Stored] = []
        self._gone: list[tuple[int]] = []
        self._in: list[tuple[int, str]] = []
        self._out: list[tuple[int, str]] = []
        self._standing_in: list[tuple[int, str]] = []
        self._standing_out: list[tuple[int, str]] = []
        self._words_in: set[str] = set()
        self._words_out: set[str] = set()
        self._tags_in: list[tuple[object, ...]] = []
        self._tags_out: list[tuple[object, ...]] = []

    def put(self, text: IndexedText, was: _Stored | None, given: AbstractSet[IndexedTag]) -> None:
        """Have a text as it is now; `given` are the tags it had."""
        at = self._free(text.kind) if was is None else was.id
        if text.kind not in (Kind.QUOTE, Kind.MEMO):
            self._passages[text.key] = at
        row = self._stored(at, text)
        if row != was:
            self._rows.append(row)
        if was is None:
            self._take_in(row, text.tags)
        elif row.text != was.text or row.marks(text.tags) != was.marks(given):
            self._take_out(was, given)
            self._take_in(row, text.tags)
        self._tags_in += [(tag.point, at, tag.author, tag.contradicts) for tag in text.tags - given]
        self._tags_out += [(tag.point, at, tag.author) for tag in given - text.tags]

    def remove(self, was: _Stored, given: AbstractSet[IndexedTag]) -> None:
        """Have a text no more."""
        self._gone.append((was.id,))
        self._take_out(was, given)
        self._tags_out += [(tag.point, was.id, tag.author) for tag in given]

    def apply(self, handle: sqlite3.Connection) -> None:
        """Do it."""
        handle.executemany("DELETE FROM tags WHERE point = ? AND text = ? AND author = ?", self._tags_out)
        handle.executemany("DELETE FROM texts WHERE id = ?", self._gone)
        delete = "INSERT INTO {0}({0}, rowid, words) VALUES('delete', ?, ?)"
        handle.executemany(delete.format("found"), self._out)
        handle.executemany(delete.format("standing"), self._standing_out)
        columns = ", ".join("?" * len(_Stored._fields))
        handle.executemany(f"INSERT OR REPLACE INTO texts VALUES({columns})", self._rows)
        handle.executemany("INSERT INTO found(rowid, words) VALUES(?, ?)", self._in)
        handle.executemany("INSERT INTO standing(rowid, words) VALUES(?, ?)", self._standing_in)
        handle.executemany("INSERT OR REPLACE INTO tags VALUES(?, ?, ?, ?)", self._tags_in)
        new = self._words_in - self._vocabulary
        handle.executemany("INSERT OR IGNORE INTO vocabulary VALUES(?)", [(spelled(word),) for word in new])
        self._vocabulary |= new
        if self._out:
            self._forget_words(handle)
            handle.execute("INSERT OR REPLACE INTO state VALUES('unswept', 'begin')")

    def _forget_words(self, handle: sqlite3.Connection) -> None:
        """Words that stand nowhere any more."""
        for word in self._words_out - self._words_in:
            match = f'"{spelled(word)}"'
            if handle.execute("SELECT 1 FROM found WHERE found MATCH ? LIMIT 1", (match,)).fetchone() is None:
                handle.execute("DELETE FROM vocabulary WHERE word = ?", (spelled(word),))
                self._vocabulary.discard(word)

    def _take_in(self, row: _Stored, tags: AbstractSet[IndexedTag]) -> None:
        words = folded_words(row.text)
        self._words_in.update(words)
        self._in.append((row.id, f"{row.marks(tags)} {fed(row.text)}"))
        if standing := standing_out(words):
            self._standing_in.append((row.id, standing))

    def _take_out(self, row: _Stored, tags: AbstractSet[IndexedTag]) -> None:
        words = folded_words(row.text)
        self._words_out.update(words)
        self._out.append((row.id, f"{row.marks(tags)} {fed(row.text)}"))
        if standing := standing_out(words):
            self._standing_out.append((row.id, standing))

    def _stored(self, at: int, text: IndexedText) -> _Stored:
        return _Stored(
            id=at,
            kind=text.kind.value,
            key=text.key,
            place=text.place,
            participant=text.participant,
            author=text.author,
            question=text.question,
            number=text.number,
            label=text.label,
            heading=text.heading,
            tagged=None if text.tagged is None else int(text.tagged),
            within=self._passages.get(text.within),
            echo=int(text.echo),
            text=text.text,
            row=text.row,
        )

    def _free(self, kind: Kind) -> int:
        quote = kind is Kind.QUOTE
        at = self._next[quote]
        while at in self._taken:
            at += 1
        self._next[quote] = at + 1
        return at
