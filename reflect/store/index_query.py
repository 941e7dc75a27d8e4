"""A query as FTS5 and SQL have it.

Whatever is asked for comes in as words that `reflect.domain.words` has split, so that nothing anybody types
can be a mistake in FTS5's own language.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from reflect.domain.search_query import Condition, Filter, Kind, Query, Term
from reflect.domain.words import spelled, spelled_out
from reflect.errors import InvalidInput
from reflect.store.index import SLOTS
from reflect.store.index_texts import Sign, mark

MOST_ENDINGS = 2_000
"""Words that a beginning may stand for."""
_NOWHERE = "\ue00f"
"""A word that stands nowhere."""
_FEW = 200
"""Up to so many sessions are searched one by one; else all are, and what is not asked for is passed over."""

_Clause = tuple[str, list[object]]


def kinds_of(query: Query) -> frozenset[Kind] | None:
    """The kinds of text that are asked for; None: all of them, and quotes only where their passage is not.

    A learning point is a quote's, an author is a quote's or a memo's: who asks for these means such.
    """
    wanted = [frozenset(map(Kind, c.values)) for c in query.of(Filter.KIND) if not c.without]
    if wanted:
        return frozenset.intersection(*wanted)
    if any(not c.without for c in (*query.of(Filter.POINT), *query.of(Filter.CONTRADICTS))):
        return frozenset({Kind.QUOTE})
    if any(not c.without for c in query.of(Filter.BY)):
        return frozenset({Kind.QUOTE, Kind.MEMO})
    return None


def matching(query: Query, kinds: frozenset[Kind] | None, endings: Callable[[Term], Sequence[str]]) -> str:
    """The query as FTS5 has it; empty when it asks for nothing that the word list could tell.

    `endings` gives the words that a beginning stands for. It is not left to FTS5, which would have gone
    through all the places of all of them before it gave the first.
    """
    wanted = [phrases(term, endings) for term in query.wanted]
    unwanted = [phrases(term, endings) for term in query.unwanted]
    if kinds is not None:
        wanted.append(any_of(mark(Sign.KIND, kind.value) for kind in sorted(kinds)))
    for condition in query.conditions:
        values = condition.values or ("",)
        wanted += [
            any_of(mark(sign, value) for value in values for sign in signs)
            for signs in _signs(condition, kinds)
        ]
    if not wanted:
        return ""
    if kinds is None:
        unwanted.append(f'"{mark(Sign.ECHO)}"')
    together = " AND ".join(wanted)
    return f"({together}) NOT ({' OR '.join(unwanted)})" if unwanted else together


def _signs(condition: Condition, kinds: frozenset[Kind] | None) -> Iterator[tuple[Sign, ...]]:
    """The signs of which every text has one that is as a filter asks."""
    only_quotes = kinds == frozenset({Kind.QUOTE})
    if condition.filter is Filter.UNTAGGED:
        yield (Sign.TAGGED if condition.without else Sign.UNTAGGED,)
    elif condition.without:
        return
    elif condition.filter is Filter.QUESTION:
        yield Sign.QUESTION, Sign.NUMBER
    elif condition.filter is Filter.BY:
        yield (Sign.AUTHOR,)
    elif only_quotes and condition.filter is Filter.POINT:
        yield (Sign.POINT,)
    elif only_quotes and condition.filter is Filter.CONTRADICTS:
        yield (Sign.CONTRADICTS,)


def phrases(term: Term, endings: Callable[[Term], Sequence[str]]) -> str:
    """A term as FTS5 has it: one phrase, or one for each word that its beginning stands for."""
    head = [spelled(word) for word in term.words[:-1]]
    last = endings(term) if term.prefix else [spelled(term.words[-1])]
    return any_of(" ".join([*head, word]) for word in last or [_NOWHERE])


def endings_of(handle: sqlite3.Connection, term: Term) -> list[str]:
    """The words in the index that begin so, as it spells them."""
    begun = term.words[-1]
    found: list[str] = []
    for beginning in {spelled(begun), spelled_out(begun)}:
        asked = "SELECT word FROM vocabulary WHERE word >= ? AND word < ? LIMIT ?"
        after = beginning + "\U0010ffff"
        found += [word for (word,) in handle.execute(asked, (beginning, after, MOST_ENDINGS + 1))]
    if len(found) > MOST_ENDINGS:
        raise InvalidInput(
            f"More than {MOST_ENDINGS} words begin with “{begun}”",
            remedy="Type more letters before the star.",
        )
    return found


def any_of(words: Iterable[str]) -> str:
    """Any of these words, or phrases of them, as FTS5 has it."""
    return "(" + " OR ".join(f'"{word}"' for word in words) + ")"


def sessions_of(handle: sqlite3.Connection, query: Query) -> set[int] | None:
    """The sessions that what is asked for must be in, when these are few; None: look through all of them."""
    few: set[int] | None = None
    for condition in query.conditions:
        asked = _IN_SESSIONS.get(condition.filter)
        if asked is None or condition.without:
            continue
        values = condition.values
        rows = handle.execute(f"{asked.format(_places(values))} LIMIT ?", (*values, _FEW + 1)).fetchall()
        if len(rows) <= _FEW:
            found = {n for (n,) in rows}
            few = found if few is None else few & found
    return few


_IN_SESSIONS = {
    Filter.PERSON: "SELECT DISTINCT n FROM voices WHERE part = 'about' AND name IN ({})",
    Filter.SESSION: "SELECT n FROM sessions WHERE id IN ({})",
    Filter.GUIDE: "SELECT n FROM sessions WHERE guide IN ({})",
}
"""In which sessions something can be at all."""


def clauses_of(query: Query, kinds: frozenset[Kind] | None) -> Iterator[_Clause]:
    """Everything that must be so besides the words."""
    if kinds is None:
        yield "t.echo = 0", []
    else:
        yield _in("t.kind", sorted(kinds))
    for condition in query.conditions:
        made = _CLAUSES.get(condition.filter)
        if condition.filter is Filter.UNTAGGED:
            yield ("t.tagged = 1" if condition.without else "t.tagged = 0"), []
        elif made is not None:
            clause, values = made(condition)
            yield (f"NOT ({clause})" if condition.without else clause), values
    yield from _tag_clauses(query, kinds)


def _tag_clauses(query: Query, kinds: frozenset[Kind] | None) -> Iterator[_Clause]:
    """What must be so of the tags of a quote, or of the quotes in a passage."""
    by = [condition.values for condition in query.of(Filter.BY) if not condition.without]
    contradicts = [not condition.without for condition in query.of(Filter.CONTRADICTS)]
    points = query.of(Filter.POINT)
    for condition in points:
        clause, values = _in("g.point", condition.values)
        if not condition.without:
            for authors in by:
                more, names = _in("g.author", authors)
                clause, values = f"{clause} AND {more}", values + names
            for wanted in contradicts:
                clause += " AND g.contradicts" if wanted else " AND NOT g.contradicts"
        yield _tagged(clause, values, kinds, without=condition.without)
    if not any(not condition.without for condition in points):
        for wanted in contradicts:
            yield _tagged("g.contradicts", [], kinds, without=not wanted)


def _tagged(clause: str, values: list[object], kinds: frozenset[Kind] | None, *, without: bool) -> _Clause:
    own = f"EXISTS(SELECT 1 FROM tags g WHERE g.text = t.id AND {clause})"  # noqa: S608 - ours
    within = (
        "EXISTS(SELECT 1 FROM texts q JOIN tags g ON g.text = q.id"  # noqa: S608 - ours
        f" WHERE q.within = t.id AND {clause})"
    )
    if kinds == frozenset({Kind.QUOTE}):
        either, given = own, values
    else:
        either, given = f"({own} OR {within})", [*values, *values]
    return (f"NOT {either}" if without else either), given


def _in(column: str, values: Sequence[str]) -> _Clause:
    return f"{column} IN ({_places(values)})", list(values)


def _places(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _question(condition: Condition) -> _Clause:
    by_id, ids = _in("t.question", condition.values)
    by_number, numbers = _in("t.number", condition.values)
    return f"({by_id} OR {by_number})", ids + numbers


def _by(condition: Condition) -> _Clause:
    own, names = _in("t.author", condition.values)
    tag, _ = _in("g.author", condition.values)
    return (
        f"({own} OR EXISTS(SELECT 1 FROM tags g WHERE g.text = t.id AND {tag}))",  # noqa: S608 - ours
        names + names,
    )


def _by_session(column: str, condition: Condition) -> _Clause:
    clause, values = _in(column, condition.values)
    return f"(t.id >> {SLOTS}) IN (SELECT n FROM sessions WHERE {clause})", values  # noqa: S608 - ours


def _role(condition: Condition) -> _Clause:
    clause, values = _in("role", condition.values)
    return f"t.participant IN (SELECT code FROM people WHERE {clause})", values  # noqa: S608 - ours


_CLAUSES: Final[Mapping[Filter, Callable[[Condition], _Clause]]] = {
    Filter.ROLE: _role,
    Filter.PERSON: lambda condition: _in("t.participant", condition.values),
    Filter.GUIDE: lambda condition: _by_session("guide", condition),
    Filter.SESSION: lambda condition: _by_session("id", condition),
    Filter.QUESTION: _question,
    Filter.BY: _by,
    # Those without a minus have their say in `kinds_of`.
    Filter.KIND: lambda condition: _in("t.kind", condition.values),
}
