"""The framework matrix on its way out: its quotes through the consent gate, its summaries looked through.

A summary is the researcher's own words; but what was written from words that were taken back since, and what
repeats words that may not be read, stays inside until somebody has written it anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from reflect.domain import gate
from reflect.domain.flat_tables import Cell, Column, FlatTable, Holds
from reflect.domain.framework import CaseKind
from reflect.domain.gate import Audience, HeldBack, Quotable, Rules
from reflect.domain.going_out import CellOut, OutRow
from reflect.domain.ids import QuoteId, RoleId
from reflect.domain.their_words import Sought, hits, sought
from reflect.errors import InvalidInput
from reflect.services import exporting, framework_table
from reflect.services.exporting import KnownNames, QuotesOut, quotes_out
from reflect.services.framework_table import Case, CellState, Framework, Standing, framework
from reflect.services.leaks import Leak, Text, codes_standing, leaks
from reflect.services.touched import Theirs

TAKEN_BACK = "held back: written from words that were taken back"
REPEATS = "held back: it repeats words that may not be read"


class Source(framework_table.Source, exporting.Source, Protocol):
    """What is needed of a study."""

    @property
    def title(self) -> str:
        """What it is called."""


class Withdrawals(Protocol):
    """What knows the words of those who withdrew."""

    def theirs(self, code: str) -> Theirs:
        """Everything they said."""


class Everything(Protocol):
    """The quotes of a study, with what the gate must know of them."""

    def every(self) -> Mapping[QuoteId, Quotable]:
        """Every one."""


class FrameworkOut(NamedTuple):
    """The matrix as it may be read, and what is to be said of it."""

    title: str
    audience: Audience
    kind: CaseKind
    cases: tuple[str, ...]
    points: tuple[tuple[int, str], ...]
    """Their numbers and names, in the codebook's order."""
    cells: tuple[CellOut, ...]
    """Learning point by learning point, in each case by case."""
    held_back: Mapping[HeldBack, int]
    untold: int
    """Quotes for the public that would stand under a role which may not stand beside them."""
    summaries_held: int
    small: tuple[str, ...]
    """The roles that are left out, since so few people have them."""
    taken_back: int
    """How many people are not in it, since they withdrew or do not take part."""
    names: tuple[Leak, ...]
    """Names that stand in it; always empty among researchers."""
    places: tuple[str, ...]
    """Where the lines of these are."""

    def where(self, leak: Leak) -> str:
        """Where a name stands, for a person."""
        return self.places[leak.line - 1]


def framework_out(
    source: Source,
    rules: Rules,
    names: KnownNames,
    quotables: Everything,
    withdrawals: Withdrawals,
    *,
    kind: CaseKind,
    audience: Audience,
    let_pass: Iterable[str] = (),
) -> FrameworkOut:
    """The whole matrix for researchers (`INTERNAL`) or the public.

    Raises:
        InvalidInput: participants are asked for, for the public.

    """
    inside = audience is Audience.INTERNAL
    if kind is CaseKind.PARTICIPANT and not inside:
        raise InvalidInput(
            "The matrix by participants is for researchers only: a row that is one person's ties their "
            "quotes together, and taken together they tell who it is",
            remedy="Say --by roles, or --for internal.",
        )
    passed = list(let_pass)
    matrix = framework(source, kind)
    found = quotes_out(source, rules, names, audience=audience, let_pass=passed)
    quotes, untold = _by_cell(found, matrix)
    cases, small = matrix.cases, tuple[str, ...]()
    if not inside:
        few = [case for case in cases if rules.people_in_role.get(RoleId(case.id), 0) < rules.smallest_group]
        small = tuple(case.name for case in few)
        cases = tuple(case for case in cases if case not in few)
        untold += len({id(row) for case in few for rows in quotes.get(case.id, {}).values() for row in rows})
    withheld = _withheld(source, rules, quotables, withdrawals, audience)
    cells = tuple(
        _cell(case, matrix, at, quotes.get(case.id, {}).get(point.id, ()), withheld, inside=inside)
        for at, point in enumerate(matrix.points)
        for case in cases
    )
    made = FrameworkOut(
        title=source.title,
        audience=audience,
        kind=kind,
        cases=tuple(case.name for case in cases),
        points=tuple((point.number, point.name) for point in matrix.points),
        cells=cells,
        held_back=found.held_back,
        untold=untold,
        summaries_held=sum(cell.state in (TAKEN_BACK, REPEATS) for cell in cells),
        small=small,
        taken_back=matrix.taken_back,
        names=(),
        places=(),
    )
    if inside:
        return made
    texts = list(_texts(made))
    lines = [Text(line=number, words=words) for number, (_, words) in enumerate(texts, 1)]
    codes = [person.code for person in source.people()]
    standing = (*leaks(lines, names.known(), passed), *codes_standing(lines, codes, passed))
    return made._replace(names=standing, places=tuple(where for where, _ in texts))


def _by_cell(
    found: QuotesOut, matrix: Framework
) -> tuple[Mapping[str, Mapping[str, tuple[OutRow, ...]]], int]:
    """The quotes that may be read, by case and point, and how many tagged ones have no case to stand in."""
    cases = {case.id for case in matrix.cases}
    cells: dict[str, dict[str, tuple[OutRow, ...]]] = {}
    untold = 0
    for row, facts in zip(found.rows, found.facts, strict=True):
        case = facts.participant if matrix.kind is CaseKind.PARTICIPANT else facts.role
        points = dict.fromkeys(tag.point for tag in facts.tags)
        if case not in cases:
            untold += bool(points)
            continue
        for point in points:
            row_of = cells.setdefault(case, {})
            row_of[point] = (*row_of.get(point, ()), row)
    return cells, untold


def _cell(
    case: Case,
    matrix: Framework,
    at: int,
    quotes: tuple[OutRow, ...],
    withheld: Collection[Sought],
    *,
    inside: bool,
) -> CellOut:
    standing = matrix.cells[matrix.cases.index(case)][at]
    point, summary = matrix.points[at], standing.summary
    state, text = _state(standing, withheld, quotes=len(quotes), inside=inside)
    made = CellOut(
        case=case.name,
        kind=case.kind.value,
        number=point.number,
        point=point.name,
        state=state,
        summary=text,
        quotes=quotes,
    )
    if summary is None or not inside:
        return made
    return replace(
        made,
        by=summary.by,
        created=summary.created,
        changed_by=summary.changed_by,
        at=summary.at,
        since=standing.since.in_words(),
    )


def _state(standing: Standing, withheld: Collection[Sought], *, quotes: int, inside: bool) -> tuple[str, str]:
    """What is said of a cell, and its summary as it may be read."""
    summary = standing.summary
    if summary is None:
        return (CellState.OPEN if quotes else CellState.EMPTY).value, ""
    if standing.taken_back:
        return TAKEN_BACK, ""
    lines = summary.text.split("\n")
    if any(hits(lines, what) for what in withheld):
        return REPEATS, ""
    fresh = CellState.NOTHING if summary.nothing_said else CellState.CHARTED
    return (standing.state if inside else fresh).value, summary.text


def _withheld(
    source: Source, rules: Rules, quotables: Everything, withdrawals: Withdrawals, audience: Audience
) -> list[Sought]:
    """What no summary may repeat: all that who withdrew said, and their names; quotes that are held back."""
    gone = [person.code for person in source.people() if gate.taken_back(person) is not None]
    found = [withdrawals.theirs(code).what for code in gone]
    held = [
        words
        for each in quotables.every().values()
        if not gate.rule(each, rules, audience).appears
        for words in (each.quote.words, each.quote.approved_words)
    ]
    return [*found, sought([], held, [])] if held else found


def _texts(made: FrameworkOut) -> Iterator[tuple[str, str]]:
    """Every line that would be read, each with where it stands."""
    yield "the study's title", made.title
    yield from (("a role", case) for case in made.cases)
    yield from ((f"learning point {number}", name) for number, name in made.points)
    for cell in made.cells:
        where = f"{cell.case} on learning point {cell.number}"
        yield from ((f"the summary of {where}", line) for line in cell.summary.split("\n") if line.strip())
        yield from ((f"a quote of {where}", quote.words) for quote in cell.quotes)


# -- as tables -------------------------------------------------------------------------------------------


def cells_table(made: FrameworkOut) -> FlatTable:
    """A row for each cell; several quotes stand in lines of theirs."""
    columns = [
        Column(name="point", holds=Holds.INTEGER, key=True),
        Column(name="point_name"),
        Column(name="case", key=True),
        Column(name="state"),
        Column(name="summary", wide=True),
        Column(name="quotes", holds=Holds.INTEGER),
        Column(name="words", wide=True),
    ]
    inside = made.audience is Audience.INTERNAL
    if inside:
        columns += [Column(name=name) for name in ("by", "created", "changed_by", "at", "since")]
    rows: list[tuple[Cell, ...]] = []
    for cell in made.cells:
        words = "\n".join(f"“{quote.words}” ({quote.by})" for quote in cell.quotes)
        row: tuple[Cell, ...] = (
            cell.number,
            cell.point,
            cell.case,
            cell.state,
            cell.summary or None,
            len(cell.quotes),
            words or None,
        )
        after = [cell.by, cell.created, cell.changed_by, cell.at, cell.since] if inside else []
        rows.append((*row, *(value or None for value in after)))
    return FlatTable(name="cells", columns=tuple(columns), rows=tuple(rows))


def tables(made: FrameworkOut) -> tuple[FlatTable, ...]:
    """What it is, the grid, its cells and their quotes: a sheet of a workbook each."""
    return (_about(made), _grid(made), cells_table(made), _quotes(made))


def _about(made: FrameworkOut) -> FlatTable:
    held = Counter(dict(made.held_back))
    whom = {
        Audience.INTERNAL: "the researchers: not cleared for publication",
        Audience.PUBLIC: "anybody: quotes that may be read, without codes",
    }
    rows = [
        ("study", made.title),
        ("written by", "reflect"),
        ("for", whom.get(made.audience, made.audience.value)),
        ("cases", f"{made.kind.value}s"),
        ("quotes held back", str(sum(held.values()) + made.untold)),
        ("summaries held back", str(made.summaries_held)),
    ]
    return FlatTable(
        name="about", columns=(Column(name="what"), Column(name="value", wide=True)), rows=(*rows,)
    )


def _grid(made: FrameworkOut) -> FlatTable:
    columns = [Column(name=made.kind.value, key=True)]
    columns += [Column(name=f"{number} {name}", wide=True) for number, name in made.points]
    by_case: dict[str, list[Cell]] = {case: [] for case in made.cases}
    for cell in made.cells:
        by_case[cell.case].append(cell.summary or f"({cell.state})")
    rows = tuple((case, *cells) for case, cells in by_case.items())
    return FlatTable(name="matrix", columns=tuple(columns), rows=rows)


def _quotes(made: FrameworkOut) -> FlatTable:
    columns = [
        Column(name="point", holds=Holds.INTEGER),
        Column(name="point_name"),
        Column(name="case"),
        Column(name="words", wide=True),
        Column(name="by"),
        Column(name="question"),
    ]
    inside = made.audience is Audience.INTERNAL
    if inside:
        columns += [
            Column(name="quote"),
            Column(name="session"),
            Column(name="date"),
            Column(name="memos", wide=True),
            Column(name="caution"),
        ]
    rows: list[tuple[Cell, ...]] = []
    for cell in made.cells:
        for row in cell.quotes:
            own: tuple[Cell, ...] = (
                cell.number,
                cell.point,
                cell.case,
                row.words,
                row.by,
                row.question or None,
            )
            more = [row.quote, row.session, row.date, "\n".join(row.memos), row.caution] if inside else []
            rows.append((*own, *(value or None for value in more)))
    return FlatTable(name="quotes", columns=tuple(columns), rows=tuple(rows))
