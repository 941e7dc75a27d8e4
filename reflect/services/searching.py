"""Searching a study: from what somebody typed to a page of hits, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

import msgspec

from reflect.domain.codebook import Codebook
from reflect.domain.ids import ParticipantCode, PassageId, PointId, QuoteId, RoleId, SessionId
from reflect.domain.places import Place, context, place_of
from reflect.domain.search_query import Condition, Filter, Kind, Query, parse_query
from reflect.domain.session import MemoTarget
from reflect.errors import NotFound, nearest
from reflect.services.finding import Finder, point_id
from reflect.services.index_rows import quote_start
from reflect.store import index_read, index_search
from reflect.store.index import Stopped
from reflect.store.index_search import FoundText, Mark

__all__ = ["Hit", "Hits", "Order", "Stopped", "search"]

Key = TypeVar("Key", bound=str)


class Order(StrEnum):
    """How hits are listed."""

    BEST = "best"
    """Those that fit best first."""
    READING = "reading"
    """Session by session from the oldest, as one reads them."""


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A place where something that was looked for stands."""

    session: SessionId
    """Empty for a memo on the study or on a learning point."""
    passage: PassageId
    """In which text: a passage (`answer:…`, `turn:…`, `note:…`), `memo:…`, or `quote:…` where the quote's
    words are in its passage no more."""
    text: str
    """What stands there, from `start` to `end`: the shortest stretch with everything that was looked for."""
    start: int
    """Code points from the beginning of that text."""
    end: int
    """Exclusive."""
    before: str
    """What stands before it, as far as a line holds."""
    after: str
    kind: Kind
    quote: QuoteId | None
    """The quote that it is, or that the memo is about."""
    participant: ParticipantCode | None
    """Whose words they are, or whose session the note or memo belongs to."""
    role: RoleId | None
    points: tuple[PointId, ...]
    """Those of the quote, or of the quotes in the passage, in the codebook's order."""
    contradicts: tuple[PointId, ...]
    """Those of `points` that a quote speaks against."""
    heading: str
    """The question, or the speaker."""
    by: str
    """Who made the quote or wrote the memo; empty for what was said."""
    started: str
    """When the session began: ISO 8601 with time zone."""


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """A page of hits."""

    hits: tuple[Hit, ...]
    order: Order
    next: str
    """What to ask on with for the next page; empty when there is none."""
    capped: bool
    """Whether more fit than could be weighed: then the rest is found in reading order."""


def search(finder: Finder, words: str, *, order: Order | None, limit: int, after: str, fresh: bool) -> Hits:
    """What `Finder.search` gives, which see."""
    query = parse_query(words)
    order = order or (Order.BEST if query.wanted else Order.READING)
    if fresh:
        finder.refresh()
    query = _resolved(finder, query)
    if order is Order.BEST:
        offset = int(after or 0)
        (found, capped), roles = finder.ask(
            lambda h, sessions: index_search.best(h, query, sessions, offset=offset, limit=limit + 1),
            fresh=False,
            stoppable=True,
        )
        following = str(offset + limit)
    else:
        mark = Mark(*map(int, after.split("-"))) if after else None
        found, roles = finder.ask(
            lambda h, sessions: index_search.reading_order(h, query, sessions, after=mark, limit=limit + 1),
            fresh=False,
            stoppable=True,
        )
        capped = False
        following = "-".join(map(str, found[limit - 1].mark)) if len(found) > limit else ""
    codebook = finder.codebook()
    return Hits(
        hits=tuple(_hit(text, query, codebook, roles) for text in found[:limit]),
        order=order,
        next=following if len(found) > limit else "",
        capped=capped,
    )


def _resolved(finder: Finder, query: Query) -> Query:
    """The query with ids where the researcher gave numbers and names."""
    conditions = tuple(_condition(finder, condition) for condition in query.conditions)
    return msgspec.structs.replace(query, conditions=conditions)


def _condition(finder: Finder, condition: Condition) -> Condition:
    values = condition.values
    found: list[str]
    if condition.filter is Filter.POINT:
        found = [point_id(finder.codebook(), value) for value in values]
    elif condition.filter is Filter.ROLE:
        found = [_named(value, {r.id: (r.id, r.name) for r in finder.roles()}, "role") for value in values]
    elif condition.filter is Filter.PERSON:
        codes = {str(code): (code,) for code in finder.roles_by_code()}
        found = [_named(value, codes, "participant") for value in values]
    elif condition.filter in (Filter.GUIDE, Filter.BY):
        ask, what = _ASKED[condition.filter]
        known = {name: (name,) for name in finder.ask(lambda h, _: ask(h), fresh=False)[0]}
        found = [_named(value, known, what) for value in values]
    elif condition.filter is Filter.SESSION:
        sessions = list(finder.files(fresh=False))
        found = [each for value in values for each in _begun(value, sessions)]
    else:
        return condition
    return msgspec.structs.replace(condition, values=tuple(dict.fromkeys(found)))


_ASKED = {
    Filter.GUIDE: (index_read.guides_used, "session with a guide"),
    Filter.BY: (index_read.authors, "quote or memo by"),
}


def _begun(value: str, sessions: list[str]) -> list[str]:
    """The sessions whose ids begin so."""
    found = [each for each in sessions if each.startswith(value.casefold())]
    if not found:
        raise NotFound(f"There is no session “{value}” in this study", remedy=nearest(value, sessions))
    return found


def _named(value: str, known: Mapping[Key, Iterable[str]], what: str) -> Key:
    """The id of what is called so, in whatever case."""
    for key, names in known.items():
        if value.casefold() in (name.casefold() for name in names):
            return key
    raise NotFound(f"There is no {what} “{value}” in this study", remedy=nearest(value, known))


def _hit(found: FoundText, query: Query, codebook: Codebook, roles: Mapping[ParticipantCode, RoleId]) -> Hit:
    place = place_of(found.text, query.wanted) or Place(0, len(found.text))
    text, passage = found.text, found.key
    if found.kind is Kind.QUOTE and found.echo:
        # It is shown where it stands.
        text, passage, begins = found.passage, found.within, quote_start(found.row)
        place = Place(place.start + begins, place.end + begins)
    elif found.kind in (Kind.QUOTE, Kind.MEMO):
        passage = f"{found.kind}:{found.key}"
    around = context(text, place)
    participant = ParticipantCode(found.participant) if found.participant else None
    numbers = {point.id: point.number for point in codebook.points}
    points = sorted(found.points, key=lambda p: (numbers.get(PointId(p), len(numbers) + 1), p))
    return Hit(
        session=SessionId(found.session),
        passage=PassageId(passage),
        text=around.text,
        start=place.start,
        end=place.end,
        before=around.before,
        after=around.after,
        kind=found.kind,
        quote=_quote(found),
        participant=participant,
        role=roles.get(participant or ParticipantCode(found.session_participant)),
        points=tuple(PointId(point) for point in points),
        contradicts=tuple(PointId(point) for point in points if point in found.contradicts),
        heading="" if found.kind is Kind.MEMO else found.heading or found.label,
        by=found.author,
        started=found.started,
    )


def _quote(found: FoundText) -> QuoteId | None:
    """The quote that a text is, or that a memo is about."""
    if found.kind is Kind.QUOTE:
        return QuoteId(found.key)
    is_about = found.kind is Kind.MEMO and found.label == MemoTarget.QUOTE
    return QuoteId(found.heading) if is_about else None
