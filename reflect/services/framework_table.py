"""The framework matrix as a table: how every case stands on every learning point. Only reads.

Counts come from the index's tallies; words only of the learning points that something is charted on, to tell
whether it still fits.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

import msgspec

from reflect.domain import gate
from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.drafted import noted_quote
from reflect.domain.framework import CaseKind, CellSummary, Since, joined, since
from reflect.domain.ids import ParticipantCode, PointId, QuoteId, RoleId
from reflect.domain.people import Participant, Role
from reflect.services.finding import Finder
from reflect.services.rows import QuoteRow
from reflect.store import index_framework, index_tables
from reflect.store.index_framework import SaidOn
from reflect.store.index_read import Order


class CellState(StrEnum):
    """How far a cell is."""

    EMPTY = "no quotes"
    OPEN = "not charted"
    """There are quotes, and nobody has looked at them for it."""
    CHARTED = "charted"
    NOTHING = "nothing said"
    STALE = "stale"
    """Charted, or marked as nothing said, and its quotes are others since."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the matrix."""

    kind: CaseKind
    id: str
    name: str
    """A participant's code, or what the role is called."""
    people: int
    """How many of those who take part it stands for."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One cell."""

    case: str
    point: PointId
    quotes: int
    state: CellState
    summary: CellSummary | None = None
    """What stands there; None: not charted."""
    since: Since = Since()
    hidden: bool = False
    """Whether its summary is another researcher's, of a session that one is blind in."""

    @property
    def taken_back(self) -> bool:
        """Whether its summary was written from words that were taken back since."""
        return self.since.taken_back > 0


class Framework(msgspec.Struct, frozen=True, kw_only=True):
    """Cases by learning points."""

    kind: CaseKind
    cases: tuple[Case, ...]
    points: tuple[LearningPoint, ...]
    """In the codebook's order; a retired one only where there is something on it."""
    cells: tuple[tuple[Standing, ...], ...]
    """A row for each case, in it one for each point."""
    nobodys: int = 0
    """How many tagged quotes are in no cell, since nobody knows whose words they are."""
    taken_back: int = 0
    """How many people are not among the cases: they withdrew or do not take part."""

    def cell(self, case: str, point: str) -> Standing | None:
        """The cell of a case and a point."""
        rows = (row for each, row in zip(self.cases, self.cells, strict=True) if each.id == case)
        return next((cell for row in rows for cell in row if cell.point == point), None)

    def states(self) -> dict[CellState, int]:
        """How many cells there are of each state."""
        counts = Counter(cell.state for row in self.cells for cell in row)
        return {state: counts[state] for state in CellState}


class Source(Protocol):
    """What is needed of a study."""

    @property
    def finder(self) -> Finder:
        """Its index."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in it."""

    def codebook(self) -> Codebook:
        """The learning points."""

    def summaries(self) -> Iterable[CellSummary]:
        """What was charted."""


class Hidden(NamedTuple):
    """What whoever looks is not shown."""

    quotes: Mapping[QuoteId, QuoteRow | None]
    """Those of sessions one is blind in, as they read without what others did; None: not at all."""
    by: str = ""
    """Who it is hidden from."""

    def shows(self, quote: QuoteId, point: str) -> bool:
        """Whether a quote is seen on a learning point."""
        if quote not in self.quotes:
            return True
        row = self.quotes[quote]
        return row is not None and point in row.points

    def unseen(self, point: str) -> frozenset[QuoteId]:
        """The quotes that are not seen on a learning point."""
        return frozenset(quote for quote in self.quotes if not self.shows(quote, point))

    def hides(self, summary: CellSummary) -> bool:
        """Whether a summary is another's, of words that one is blind on."""
        if self.by in (summary.by, summary.changed_by):
            return False
        return any(noted_quote(entry) in self.quotes for entry in summary.seen)


NOTHING_HIDDEN = Hidden({})


class Found(NamedTuple):
    """What the index knows of the cells."""

    counts: Mapping[tuple[str, str], int]
    """Quotes by point and participant."""
    said: Sequence[SaidOn]
    nobodys: int
    speakers: Mapping[str, str]


def cases_of(source: Source, kind: CaseKind) -> tuple[Case, ...]:
    """The rows of the matrix: nobody who withdrew, or does not take part."""
    there = [person for person in source.people() if gate.taken_back(person) is None]
    if kind is CaseKind.PARTICIPANT:
        return tuple(Case(kind=kind, id=p.code, name=p.code, people=1) for p in there)
    stand = Counter(person.role for person in there)
    charted = {each.case for each in source.summaries() if each.kind is kind}
    return tuple(
        Case(kind=kind, id=role.id, name=role.name, people=stand[role.id])
        for role in source.roles()
        if stand[role.id] or role.id in charted
    )


def framework(
    source: Source,
    kind: CaseKind,
    *,
    hidden: Hidden = NOTHING_HIDDEN,
    fresh: bool = True,
) -> Framework:
    """The whole matrix. Not `fresh`: as far as the index knows the sessions."""
    codebook = source.codebook()
    people = source.people()
    back = frozenset(p.code for p in people if gate.taken_back(p) is not None)
    written: dict[tuple[str, PointId], list[CellSummary]] = {}
    for each in source.summaries():
        if each.kind is kind:
            written.setdefault((each.case, codebook.standing_for(each.point)), []).append(each)
    cases = cases_of(source, kind)
    listed = {case.id for case in cases}
    charted = {point for case, point in written if case in listed}
    seen = {noted_quote(entry) for rows in written.values() for each in rows for entry in each.seen}
    found = _found(source.finder, codebook, charted, seen, hidden=hidden, fresh=fresh)
    of = _case_of(kind, people, back)
    counts: Counter[tuple[str, str]] = Counter()
    for (point, code), number in found.counts.items():
        if (case := of.get(ParticipantCode(code))) is not None:
            counts[case, point] += number
    said: dict[tuple[str, str], dict[QuoteId, str]] = {}
    for quote in found.said:
        if (case := of.get(ParticipantCode(quote.participant))) is not None:
            said.setdefault((case, quote.point), {})[QuoteId(quote.quote)] = quote.words
    used = {point for _, point in counts} | {point for _, point in written}
    points = tuple(point for point in codebook.points if point.retired is None or point.id in used)
    speakers = {QuoteId(quote): code for quote, code in found.speakers.items()}

    def standing(case: str, point: PointId) -> Standing:
        summary = joined(written.get((case, point), ()), point)
        quotes = said.get((case, point), {})
        return _standing(
            case, point, counts[case, point], summary, quotes, speakers=speakers, back=back, hidden=hidden
        )

    return Framework(
        kind=kind,
        cases=cases,
        points=points,
        cells=tuple(tuple(standing(case.id, point.id) for point in points) for case in cases),
        nobodys=found.nobodys,
        taken_back=len(back),
    )


def _case_of(
    kind: CaseKind, people: Iterable[Participant], back: Collection[ParticipantCode]
) -> dict[ParticipantCode, str]:
    """The case that somebody's words belong to."""
    there = [person for person in people if person.code not in back]
    return {p.code: p.code if kind is CaseKind.PARTICIPANT else RoleId(p.role) for p in there}


def _found(
    finder: Finder,
    codebook: Codebook,
    charted: Collection[PointId],
    seen: Collection[QuoteId],
    *,
    hidden: Hidden,
    fresh: bool,
) -> Found:
    def read(handle: sqlite3.Connection, order: Order) -> Found:
        whose = index_framework.speakers(handle, seen)
        nobodys = index_framework.nobodys(handle)
        if hidden.quotes:
            every = index_framework.said_on(handle, [point.id for point in codebook.points])
            seen_ones = {
                (quote.point, quote.session, quote.quote): quote
                for quote in every
                if hidden.shows(QuoteId(quote.quote), quote.point)
            }
            said = list(seen_ones.values())
            return Found(Counter((q.point, q.participant) for q in said), said, nobodys, whose)
        cells = index_tables.tallied(handle, order, "points", "participants", people=False)
        counts = {(cell.row, cell.col): cell.number for cell in cells}
        return Found(counts, list(index_framework.said_on(handle, sorted(charted))), nobodys, whose)

    return finder.ask(read, fresh=fresh)[0]


def _standing(
    case: str,
    point: PointId,
    count: int,
    summary: CellSummary | None,
    quotes: Mapping[QuoteId, str],
    *,
    speakers: Mapping[QuoteId, str],
    back: Collection[ParticipantCode],
    hidden: Hidden,
) -> Standing:
    if summary is None:
        state = CellState.OPEN if count else CellState.EMPTY
        return Standing(case=case, point=point, quotes=count, state=state)
    changes = since(summary.seen, quotes, speakers, back, hidden.unseen(point))
    state = CellState.NOTHING if summary.nothing_said else CellState.CHARTED
    return Standing(
        case=case,
        point=point,
        quotes=count,
        state=CellState.STALE if changes.stale else state,
        summary=summary,
        since=changes,
        hidden=hidden.hides(summary),
    )
