"""Progress as it leaves the program: rows for spreadsheets and programs, Markdown, and figures."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

import msgspec

from reflect.analysis.dot_plot import AGREED, ALL, FOR_ROLE, Strip
from reflect.analysis.spread import Spread, plain
from reflect.analysis.tables import Breakdown, Change, InRound, PointProgress
from reflect.domain.ids import PointId, RoleId, RoundId
from reflect.exchange.quote_table import tamed
from reflect.exchange.svg import SHAPES, Figure, FigureRow
from reflect.services.progress_rows import AGREEMENT_WORDS, HIDDEN, Line, Worded

PLOT = 33
"""Cells of a plot in Markdown."""


class ProgressRow(msgspec.Struct, frozen=True, kw_only=True):
    """What all, or one role, say of a learning point in one round."""

    round: RoundId
    round_name: str
    opened: str
    point: PointId
    number: int | None
    name: str
    role: RoleId | None
    """None for all together."""
    role_name: str
    hidden: bool
    n: int
    cannot_say: int
    lowest: int | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    highest: int | None
    ratings: tuple[int, ...]
    """Every one of them, from the lowest."""
    agreement: str
    roles_differ: bool
    agreed: tuple[int, ...]
    """What groups agreed on; for a role, what somebody said for the whole of it."""
    since: RoundId | None
    """The round before, in which anybody answered."""
    since_median: float | None
    matched: int
    up: int
    same: int
    down: int
    joined: int
    left: int
    notes: tuple[str, ...]
    """What is to be known of it, in sentences."""


def table_rows(worded: Worded, round_ids: Sequence[str]) -> list[ProgressRow]:
    """A row for each learning point of each of these rounds, and under it one for each role."""
    found: list[ProgressRow] = []
    for round_id in round_ids:
        lines = {line.key: line for line in worded.in_round(round_id)}
        for point in worded.found.points:
            here = point.of(round_id)
            if here is None or str(point.point) not in lines:
                continue
            found.append(_point_row(worded, point, here, lines[str(point.point)]))
            found += [
                _role_row(worded, point, here, each, lines[f"{point.point}/{each.role}"])
                for each in here.roles
            ]
    return found


def _point_row(worded: Worded, point: PointProgress, here: InRound, line: Line) -> ProgressRow:
    agreed = tuple(each.value for each in here.agreed if each.value is not None)
    return _row(
        worded, point, here, None, here.every, line, here.since_last, hidden=here.hidden, agreed=agreed
    )


def _role_row(
    worded: Worded, point: PointProgress, here: InRound, each: Breakdown, line: Line
) -> ProgressRow:
    value = each.for_role.value if each.for_role is not None else None
    agreed = () if value is None else (value,)
    return _row(
        worded, point, here, each.role, each.spread, line, each.since_last, hidden=each.hidden, agreed=agreed
    )


def _row(
    worded: Worded,
    point: PointProgress,
    here: InRound,
    role: RoleId | None,
    spread: Spread,
    line: Line,
    change: Change | None,
    *,
    hidden: bool,
    agreed: tuple[int, ...],
) -> ProgressRow:
    lower, upper = spread.quartiles or (None, None)
    lowest, highest = spread.range or (None, None)
    where = next(each for each in worded.found.rounds if each.id == here.round)
    told = change if change is not None and not change.hidden else None
    return ProgressRow(
        round=here.round,
        round_name=where.name,
        opened=where.opened,
        point=point.point,
        number=point.number,
        name=point.name,
        role=role,
        role_name="" if role is None else worded.role_name(role),
        hidden=hidden,
        n=spread.n,
        cannot_say=spread.cannot_say,
        lowest=lowest,
        lower_quartile=lower,
        median=spread.median,
        upper_quartile=upper,
        highest=highest,
        ratings=spread.values,
        agreement=AGREEMENT_WORDS[spread.agreement] if spread.agreement else "",
        roles_differ=role is None and here.gap is not None,
        agreed=agreed,
        since=change.since if change is not None else None,
        since_median=change.then if change is not None else None,
        matched=told.matched if told is not None else 0,
        up=told.up if told is not None else 0,
        same=told.same if told is not None else 0,
        down=told.down if told is not None else 0,
        joined=told.joined if told is not None else 0,
        left=told.left if told is not None else 0,
        notes=line.about,
    )


def as_csv(rows: Sequence[ProgressRow]) -> str:
    """Comma-separated values with a row of names; several ratings of a cell have a space between them.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(ProgressRow.__struct_fields__)
    for row in rows:
        writer.writerow([_cell(getattr(row, field)) for field in ProgressRow.__struct_fields__])
    return out.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            said = ""
        case bool():
            said = "yes" if value else "no"
        case tuple():
            said = " ".join(str(each) for each in value)
        case float():
            said = plain(value)
        case _:
            said = str(value)
    return str(tamed(said))


# -- Markdown ----------------------------------------------------------------------------------------------


def as_markdown(worded: Worded, round_ids: Sequence[str], *, title: str) -> str:
    """The rounds as Markdown: for each a table, and the plots as they are in a terminal."""
    parts = [f"# {_plain(title)}: self-assessment", ""]
    for round_id in round_ids:
        where = next(each for each in worded.found.rounds if each.id == round_id)
        days = f"opened {where.opened}" + (f", closed {where.closed}" if where.closed else "")
        parts += [
            f"## {_plain(where.name)}",
            "",
            f"{days[0].upper()}{days[1:]}.",
            "",
            *plots(worded, round_id),
        ]
        parts += ["", *table(worded, round_id), *_notes(worded, round_id), ""]
    return "\n".join(parts).rstrip() + "\n"


def plots(worded: Worded, round_id: str) -> list[str]:
    """The plots as a block of code: the same as in a terminal."""
    lines = worded.in_round(round_id)
    if not lines:
        return ["Nobody has answered yet."]
    labels = [line.label if line.of_point else f"  {line.letter} {line.label}" for line in lines]
    width = max(len(label) for label in labels)
    drawn = [f"{' ' * width}  {worded.axis(PLOT)}".rstrip()]
    drawn += [
        f"{label.ljust(width)}  {line.plot(PLOT)}".rstrip() for label, line in zip(labels, lines, strict=True)
    ]
    return ["```text", *drawn, "```"]


def plots_over_rounds(worded: Worded) -> list[str]:
    """The lines over all rounds as a block of code: the number of each round at its median."""
    lines = [line for line in worded.over_rounds() if line.strip is not None]
    if not lines:
        return []
    width = max(len(line.label) for line in lines)
    drawn = [f"{' ' * width}  {worded.axis(PLOT)}".rstrip()]
    drawn += [f"{line.label.ljust(width)}  {line.plot(PLOT)}  {line.median}" for line in lines]
    return ["```text", *drawn, "```"]


def table(worded: Worded, round_id: str) -> list[str]:
    """A round as a table of Markdown."""
    lines = worded.in_round(round_id)
    found = [
        "| Learning point | Who | Answers | Median | Middle half | Spread | Since last |",
        "|---|---|---|---|---|---|---|",
    ]
    rows = {(str(row.point), row.role): row for row in table_rows(worded, [round_id])}
    for line in lines:
        row = rows[str(line.point), line.role]
        half = "–" if row.median is None else f"{plain(row.lower_quartile)}–{plain(row.upper_quartile)}"
        cells = [
            line.label if line.of_point else "",
            "all" if line.of_point else line.label,
            line.said or line.n or ("agreed" if row.agreed else "–"),
            plain(row.median),
            half,
            line.spread or "–",
            line.since or "–",
        ]
        found.append("| " + " | ".join(_plain(cell) for cell in cells) + " |")
    return found


def _notes(worded: Worded, round_id: str) -> list[str]:
    """What is to be known of each learning point, as a list of Markdown."""
    told = [line for line in worded.in_round(round_id) if line.of_point and line.about]
    notes = [f"- **{_plain(line.label)}**: {_plain(' '.join(line.about))}" for line in told]
    return ["", *notes] if notes else []


def _plain(text: str) -> str:
    """Words that Markdown takes as they are, on one line."""
    line = " ".join(text.split())
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in line)


# -- figures -----------------------------------------------------------------------------------------------


def figure(worded: Worded, round_id: str) -> Figure:
    """One round as a figure."""
    where = next(each for each in worded.found.rounds if each.id == round_id)
    lines = worded.in_round(round_id)
    return Figure(
        title=f"Self-assessment, {where.name}",
        description=_described(worded, lines),
        ticks=_ticks(worded),
        rows=tuple(_figure_row(worded, line) for line in lines),
        legend=tuple(_legend(worded, lines)),
    )


def figure_over_rounds(worded: Worded, *, role: RoleId | None = None) -> Figure:
    """All rounds as a figure: the number of each stands at its median."""
    lines = [line for line in worded.over_rounds(role=role) if line.strip is not None or line.said == HIDDEN]
    numbered = ", ".join(f"{n} is {each.name}" for n, each in enumerate(worded.found.rounds, 1))
    who = f", {worded.role_name(role)}" if role is not None else ""
    return Figure(
        title=f"Self-assessment over the rounds{who}",
        description=f"The median of each round: {numbered}. {_described(worded, lines)}",
        ticks=_ticks(worded),
        rows=tuple(
            FigureRow(
                label=line.label,
                bold=True,
                stacks=_stacks(line.strip),
                shape=1,
                reach=_shares(line.strip, line.strip.reach) if line.strip else None,
                said=line.said,
                beside=line.median,
            )
            for line in lines
        ),
        legend=tuple((1, str(n), each.name) for n, each in enumerate(worded.found.rounds, 1)),
    )


def _described(worded: Worded, lines: Sequence[Line]) -> str:
    found = []
    for line in lines:
        who = line.label if line.of_point else f"{worded.role_name(line.role or RoleId(''))}"
        said = " ".join(line.about) or line.said
        if said:
            found.append(f"{who}: {said}")
    return " ".join(found) or "Nobody has answered yet."


def _ticks(worded: Worded) -> tuple[tuple[float, str], ...]:
    low, high = worded.scale
    return tuple(((value - low) / (high - low), str(value)) for value in range(low, high + 1))


def _figure_row(worded: Worded, line: Line) -> FigureRow:
    parts = [f"median {line.median}" if line.median else "", line.spread]
    return FigureRow(
        label=line.label if line.of_point else f"{line.letter} {line.label}",
        bold=line.of_point,
        stacks=_stacks(line.strip),
        shape=0 if line.role is None else _shape(worded, line.role),
        reach=_shares(line.strip, line.strip.reach) if line.strip else None,
        middle=_shares(line.strip, line.strip.middle) if line.strip else None,
        said=line.said,
        beside=" · ".join(part for part in parts if part),
    )


def _shape(worded: Worded, role: RoleId) -> int:
    known = [each.id for each in worded.found.roles]
    return 1 + (known.index(role) if role in known else len(known)) % (len(SHAPES) - 1)


def _legend(worded: Worded, lines: Sequence[Line]) -> Iterator[tuple[int, str, str]]:
    drawn = {letter for line in lines if line.strip is not None for _, letter in line.strip.dots}
    for role in worded.found.roles:
        if worded.letter(role.id) in drawn:
            yield _shape(worded, role.id), worded.letter(role.id), role.name
    for mark, name in ((ALL, "anybody"), (FOR_ROLE, "for a whole role"), (AGREED, "agreed by a group")):
        if mark in drawn:
            yield 0, mark, name


def _stacks(strip: Strip | None) -> tuple[tuple[float, str], ...]:
    return () if strip is None else tuple((strip.share(value), letters) for value, letters in strip.stacks)


def _shares(strip: Strip, ends: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if ends is None else (strip.share(ends[0]), strip.share(ends[1]))


# -- plain text --------------------------------------------------------------------------------------------


def as_text(worded: Worded, round_ids: Sequence[str], *, over: bool = False) -> str:
    """The rounds for a terminal or a text file: plots, and what is to be known of each learning point."""
    parts: list[str] = []
    for round_id in round_ids:
        parts += [worded.round_name(RoundId(round_id)), ""]
        lines = worded.in_round(round_id)
        if not lines:
            parts += ["Nobody has answered yet.", ""]
            continue
        parts += [*_in_columns(worded, lines), ""]
        parts += [f"{line.label}: {' '.join(line.about)}" for line in lines if line.of_point and line.about]
        parts.append("")
    if over:
        parts += ["Over the rounds", ""]
        for line in worded.over_rounds():
            if line.about:
                parts.append(f"{line.label}  {line.median}")
                parts += [f"  {sentence}" for sentence in line.about]
    return "\n".join(parts).rstrip() + "\n"


def _in_columns(worded: Worded, lines: Sequence[Line]) -> list[str]:
    labels = [line.label if line.of_point else f"  {line.letter} {line.label}" for line in lines]
    width = max(len(label) for label in labels)
    found = [f"{'':{width}}  {'n':>5}  {worded.axis(PLOT)}  {'median':>6}  {'since last':11}  spread"]
    for label, line in zip(labels, lines, strict=True):
        plot = line.plot(PLOT).ljust(PLOT)
        found.append(
            f"{label:{width}}  {line.n:>5}  {plot}  {line.median:>6}  {line.since:11}  {line.spread}".rstrip()
        )
    return found
