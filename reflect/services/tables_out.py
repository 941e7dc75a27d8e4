"""A study as tables that refer to one another: for a workbook, a database, or a notebook.

What stands in them has been through the consent gate; for the public there is nobody's code and no session,
which taken together would tell who somebody is. The tables and their columns are always the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from reflect.domain import gate
from reflect.domain.codebook import LearningPoint
from reflect.domain.flat_tables import Cell, Column, FlatTable, Holds
from reflect.domain.gate import Audience, HeldBack, Rules
from reflect.domain.going_out import OutRow
from reflect.domain.ids import PointId
from reflect.domain.people import Participant
from reflect.domain.session import SessionRecord
from reflect.services.exporting import Facts, KnownNames, QuotesOut, Source, quotes_out
from reflect.services.gone_names import GoneNames
from reflect.services.leaks import Leak, Text, leaks

FORMAT = 1
"""Raised when a table or a column is renamed or goes; one that is added does not raise it."""
NOT_TOLD = "not told"
"""The column of the matrix for words whose speaker's role is not known, or may not stand beside them."""


class Titled(Source, Protocol):
    """What is needed of a study."""

    @property
    def title(self) -> str:
        """What it is called."""


class TablesOut(NamedTuple):
    """The tables, and what is to be said of them."""

    tables: tuple[FlatTable, ...]
    """About, participants, sessions, points, quotes, tags, matrix; each refers to those before. Agreement, if
    that was asked for."""
    held_back: dict[HeldBack, int]
    names: tuple[Leak, ...]
    """Names that stand in the words; always empty among researchers."""

    def called(self, name: str) -> FlatTable:
        """The table of that name."""
        return next(table for table in self.tables if table.name == name)


class Going(NamedTuple):
    """A quote that goes out."""

    id: str
    """Its own among researchers; outside its place in the table."""
    row: OutRow
    facts: Facts


def tables_out(
    source: Titled,
    rules: Rules,
    names: KnownNames,
    *,
    audience: Audience,
    let_pass: Iterable[str] = (),
    agreement: bool = False,
    hidden: Callable[[str], bool] = lambda _session: False,
) -> TablesOut:
    """The whole study as tables for researchers (`INTERNAL`) or the public, without who withdrew.

    Researchers get a table of how far they agree too, if that is asked for; it leaves out sessions that are
    `hidden` from whoever asks.
    """
    passed = list(let_pass)
    inside = audience is Audience.INTERNAL
    people = [person for person in source.people() if gate.taken_back(person) is None] if inside else []
    gone = {p.code for p in source.people() if gate.taken_back(p) is not None}
    pairs = list(source.records()) if inside else []
    records = [record for record, _ in pairs]
    found = quotes_out(source, rules, names, audience=audience, let_pass=passed)
    going = list(_going(found, inside=inside))
    unnamed = GoneNames(source.people() if inside else ())
    points = _points(unnamed.out_of_points(source.codebook().points), going, inside=inside)
    (title,) = unnamed.out_of(source.title)
    about = _about(title, rules.today, audience, len(going), Counter(found.held_back))
    tables: tuple[FlatTable, ...] = (
        about,
        _people_table(people, rules),
        _sessions([r for r in records if r.session.participant not in gone], {p.code for p in people}),
        points,
        _quotes(going),
        _tags(going),
        _matrix(going, points, rules),
    )
    if agreement and inside:
        from reflect.services.agreement_table import agreement_table  # seldom asked for

        tables += (agreement_table(pairs, source.codebook(), without=gone, hidden=hidden),)
    more: tuple[Leak, ...] = ()
    if not inside:
        words = [str(cell) for row in (*points.rows, *about.rows) for cell in row if cell is not None]
        lines = [line for text in words for line in text.split("\n") if line.strip()]
        texts = [Text(line=number, words=line) for number, line in enumerate(lines, 1)]
        more = leaks(texts, names.known(), passed)
    return TablesOut(tables, found.held_back, (*found.names, *more))


def _going(found: QuotesOut, *, inside: bool) -> Iterator[Going]:
    for number, (row, facts) in enumerate(zip(found.rows, found.facts, strict=True), 1):
        yield Going(row.quote if inside else str(number), row, facts)


def _table(name: str, columns: Sequence[Column], rows: Iterable[tuple[Cell, ...]]) -> FlatTable:
    return FlatTable(name=name, columns=tuple(columns), rows=tuple(rows))


def _key(name: str) -> Column:
    return Column(name=name, key=True)


def _number(name: str) -> Column:
    return Column(name=name, holds=Holds.INTEGER)


def _words(name: str) -> Column:
    return Column(name=name, wide=True)


def _about(title: str, day: str, audience: Audience, quotes: int, held: Counter[HeldBack]) -> FlatTable:
    whom = {
        Audience.INTERNAL: "the researchers: under codes, and not cleared for publication",
        Audience.PUBLIC: "anybody: words that may be quoted, without codes, sessions or participants",
    }
    rows = [
        ("study", title),
        ("written by", "reflect"),
        ("format", str(FORMAT)),
        ("for", audience.value),
        ("that is", whom[audience]),
        ("on", day),
        ("quotes", str(quotes)),
        ("held back", str(sum(held.values()))),
        *((f"held back: {reason.value}", str(held[reason])) for reason in HeldBack if held[reason]),
    ]
    return _table("about", [_key("what"), _words("value")], rows)


def _people_table(people: Sequence[Participant], rules: Rules) -> FlatTable:
    columns = [
        _key("code"),
        Column(name="role"),
        Column(name="role_name"),
        Column(name="organisation"),
        Column(name="may_be_quoted"),
        Column(name="attribution"),
        Column(name="sees_quotes_first"),
        Column(name="consent_on"),
    ]
    said = {True: "yes", False: "no", None: None}
    rows: list[tuple[Cell, ...]] = []
    for person in sorted(people, key=lambda each: each.code):
        role, consent = rules.roles.get(person.role), person.consent
        known = (person.code, person.role, role.name if role is not None else person.role)
        if consent is None:
            rows.append((*known, None, None, None, None, None))
            continue
        attribution = consent.attribution.value if consent.attribution is not None else None
        where = person.organisation.strip() or None if gate.organisation_may_stand(person) else None
        quoted, first = said[consent.quoted], said[consent.sees_quotes_first]
        rows.append((*known, where, quoted, attribution, first, consent.date))
    return _table("participants", columns, rows)


def _sessions(records: Sequence[SessionRecord], codes: set[str]) -> FlatTable:
    columns = [
        _key("id"),
        Column(name="kind"),
        Column(name="started"),
        Column(name="participant", refers="participants"),
        Column(name="role"),
        Column(name="guide"),
        Column(name="researcher"),
        Column(name="seconds", holds=Holds.REAL),
    ]
    rows = [
        (
            s.id,
            s.kind.value,
            s.started,
            s.participant if s.participant in codes else None,
            s.role,
            s.guide or None,
            s.researcher or None,
            s.seconds,
        )
        for s in (record.session for record in records)
    ]
    return _table("sessions", columns, rows)


def _points(points: Sequence[LearningPoint], going: Sequence[Going], *, inside: bool) -> FlatTable:
    columns = [
        _key("id"),
        _number("number"),
        Column(name="name"),
        _words("description"),
        _words("use_when"),
        _words("not_when"),
        _words("example"),
        Column(name="colour"),
        Column(name="parent", refers="points"),
        Column(name="retired"),
        _number("quotes"),
    ]
    used = Counter(point for each in going for point in {tag.point for tag in each.facts.tags})
    known = {point.id for point in points}
    rows: list[tuple[Cell, ...]] = [
        (
            p.id,
            p.number,
            p.name,
            p.description or None,
            "\n".join(p.use_when) or None,
            "\n".join(p.not_when) or None,
            p.example or None if inside else None,  # it may be somebody's words
            p.colour,
            p.parent if p.parent in known else None,
            p.retired,
            used[p.id],
        )
        for p in points
    ]
    # A tag of a point that is in no codebook any more is a tag all the same.
    strays = [
        (point, None, point, *[None] * (len(columns) - 4), used[point])
        for point in sorted(used.keys() - known)
    ]
    return _table("points", columns, _parents_first([*rows, *strays], columns))


def _parents_first(rows: list[tuple[Cell, ...]], columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    """In their order, but none before the one that it refers to."""
    at = next(place for place, column in enumerate(columns) if column.refers)
    done: dict[Cell, tuple[Cell, ...]] = {}
    waiting = rows
    while waiting:
        ready = [row for row in waiting if row[at] is None or row[at] in done]
        if not ready:  # they go round in a circle: cut it open
            first = waiting[0]
            ready = [(*first[:at], None, *first[at + 1 :])]
        done |= {row[0]: row for row in ready}
        waiting = [row for row in waiting if row[0] not in done]
    order = {row[0]: place for place, row in enumerate(rows)}
    if all(row[at] is None or order[row[at]] < order[row[0]] for row in done.values()):
        return sorted(done.values(), key=lambda row: order[row[0]])
    return list(done.values())


def _quotes(going: Sequence[Going]) -> FlatTable:
    columns = [
        _key("id"),
        _words("words"),
        Column(name="by"),
        Column(name="question"),
        Column(name="participant", refers="participants"),
        Column(name="role"),
        Column(name="session", refers="sessions"),
        Column(name="date"),
        Column(name="seconds", holds=Holds.REAL),
        Column(name="passage"),
        _number("start"),
        _number("end"),
        _words("memos"),
        Column(name="consent"),
        Column(name="approval"),
        Column(name="caution"),
    ]
    rows = [
        (
            each.id,
            each.row.words,
            each.row.by,
            each.row.question or None,
            each.facts.participant or None,
            each.facts.role or None,
            each.row.session or None,
            each.row.date or None,
            each.row.seconds,
            each.row.passage or None,
            each.row.start,
            each.row.end,
            "\n".join(each.row.memos) or None,
            each.row.consent or None,
            each.row.approval or None,
            each.row.caution or None,
        )
        for each in going
    ]
    return _table("quotes", columns, rows)


def _tags(going: Sequence[Going]) -> FlatTable:
    columns = [
        Column(name="quote", key=True, refers="quotes"),
        Column(name="point", key=True, refers="points"),
        Column(name="contradicts", holds=Holds.INTEGER),
        _key("researcher"),
        Column(name="at"),
    ]
    rows = [
        (each.id, tag.point, int(tag.contradicts), tag.by, tag.at or None)
        for each in going
        for tag in each.facts.tags
    ]
    return _table("tags", columns, rows)


def _matrix(going: Sequence[Going], points: FlatTable, rules: Rules) -> FlatTable:
    """How many of the quotes that go out each point has from each role, a row each where there is any."""
    counts: Counter[tuple[PointId, str]] = Counter()
    for each in going:
        for point in {tag.point for tag in each.facts.tags}:
            counts[point, each.facts.role] += 1
    roles = [*rules.roles, *sorted({role for _, role in counts} - rules.roles.keys() - {""}), ""]
    columns = [
        Column(name="point", key=True, refers="points"),
        Column(name="name"),
        *(_number(str(role) or NOT_TOLD) for role in roles),
        _number("quotes"),
    ]
    name = [column.name for column in points.columns].index("name")
    rows = []
    for row in points.rows:
        cells = [counts[PointId(str(row[0])), role] for role in roles]
        rows.append((row[0], row[name], *cells, sum(cells)))
    return _table("matrix", columns, rows)
