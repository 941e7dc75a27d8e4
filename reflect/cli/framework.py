"""`reflect framework`: where the framework matrix stands, and one of its cells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import looked_at
from reflect.cli.table import counted, print_json, print_table
from reflect.errors import NotFound, nearest

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from collections.abc import Sequence

    from reflect.services.framework_rows import CellRow
    from reflect.services.framework_table import Framework

by_option = click.option(
    "--by",
    type=click.Choice(["participants", "roles"]),
    help="What the cases are; participants, and roles for the public, unless given.",
)


@click.command(short_help="Say what is charted of each case on each learning point.")
@folder_argument
@by_option
@click.option("--point", metavar="ID|N", default="", help="Only cells of this learning point.")
@click.option("--case", metavar="CODE|ROLE", default="", help="Only cells of this participant or role.")
@json_option
def framework(folder: Path, *, by: str | None, point: str, case: str, as_json: bool) -> None:
    """Say where the framework matrix of the study in FOLDER stands: what is charted, and what is not yet.

    Cases by learning points, with the number of quotes in each cell and a letter: `c` charted, `n` nothing
    said, `s` stale (its quotes are others since the summary was written), `.` quotes that nobody has charted,
    and an empty cell without quotes. With --point or --case each cell is a line, with what happened to its
    quotes and its summary. Who withdrew, or does not take part, is not among the cases, and a summary
    written from words that were taken back is not printed.
    """
    from reflect.domain.framework import CaseKind
    from reflect.services.finding import point_id
    from reflect.services.framework_rows import cell_rows
    from reflect.services.framework_table import framework as matrix_of

    kind = CaseKind((by or "participants").removesuffix("s"))
    with looked_at(folder) as study:
        found = matrix_of(study, kind)
        only = point_id(study.codebook(), point) if point else ""
    where = _case(case, found) if case else ""
    rows = [row for row in cell_rows(found) if only in ("", row.point) and where in ("", row.case)]
    if as_json:
        print_json(rows)
    elif point or case:
        _print_cells(rows)
    else:
        _print_grid(found)
    click.echo(_report(found), err=True)


def _case(wanted: str, found: Framework) -> str:
    for case in found.cases:
        if wanted.casefold() in (case.id.casefold(), case.name.casefold()):
            return case.id
    raise NotFound(
        f"There is no case “{wanted}” in the matrix", remedy=nearest(wanted, [c.id for c in found.cases])
    )


def _print_grid(found: Framework) -> None:
    from reflect.services.framework_rows import LETTERS

    print_table(
        [found.kind.value, *(str(point.number) for point in found.points), ""],
        [
            [
                case.name,
                *(f"{cell.quotes or ''} {LETTERS[cell.state]}".strip() for cell in row),
                "",
            ]
            for case, row in zip(found.cases, found.cells, strict=True)
        ],
    )


def _print_cells(rows: Sequence[CellRow]) -> None:
    print_table(
        ["case", "no", "quotes", "state", "who", "when", "summary"],
        [
            [
                row.case_name,
                str(row.number),
                str(row.quotes),
                row.state,
                row.changed_by or "–",
                (row.at or "–")[: len("2026-11-23")],
                f"({row.since})" if row.since and not row.summary else row.summary or "–",
            ]
            for row in rows
        ],
    )


def _report(found: Framework) -> str:
    said = [
        counted(number, f"cell {state.value}", f"cells {state.value}")
        for state, number in found.states().items()
    ]
    parts = [f"{', '.join(said)}."]
    if found.nobodys:
        words = "quote is" if found.nobodys == 1 else "quotes are"
        parts.append(f"{found.nobodys} tagged {words} in no cell: nobody knows whose words they are.")
    if found.taken_back:
        people = "person is" if found.taken_back == 1 else "people are"
        parts.append(f"{found.taken_back} {people} not among the cases: they withdrew or do not take part.")
    return " ".join(parts)
