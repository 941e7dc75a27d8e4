"""`reflect matrix`: tables of how many quotes, people or words there are of one thing by another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.blinded import unblind_option, unseen_in
from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import looked_at
from reflect.cli.table import print_csv, print_json, print_markdown, print_table
from reflect.errors import InvalidInput, NotFound, nearest

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from collections.abc import Sequence

    from reflect.analysis.counts import Table
    from reflect.domain.people import Role

SIDES = ["points", "roles", "participants", "sessions", "questions", "researchers"]


@click.command(short_help="Count quotes: learning points by sessions, roles, …")
@folder_argument
@click.option("--rows", type=click.Choice(SIDES), default="points", show_default=True, help="What rows are.")
@click.option(
    "--cols", type=click.Choice(SIDES), default="sessions", show_default=True, help="What columns are."
)
@click.option(
    "--of",
    type=click.Choice(["quotes", "people", "words"]),
    default="quotes",
    show_default=True,
    help="What is counted.",
)
@click.option(
    "--percent", type=click.Choice(["row", "column"]), help="Shares of the row's or column's total."
)
@click.option("--role", metavar="ROLE", default="", help="Only what people in this role said.")
@click.option(
    "--overlap",
    type=click.Choice(["same", "overlapping", "passage"]),
    default="same",
    show_default=True,
    help="For points by points: when two stand together.",
)
@unblind_option
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a CSV table instead, for a spreadsheet.")
@click.option("--md", "as_md", is_flag=True, help="Print a Markdown table instead.")
def matrix(
    folder: Path,
    *,
    rows: str,
    cols: str,
    of: str,
    percent: str | None,
    role: str,
    overlap: str,
    unblind: bool,
    as_json: bool,
    as_csv: bool,
    as_md: bool,
) -> None:
    """Count the quotes of each learning point in each session of the study in FOLDER, or by anything else.

    Learning points are rows, by number; sessions are columns, from the oldest, unless --rows and --cols say
    otherwise. The total beside each row is of different quotes: one with two points counts once in each. A
    shade beside each number says how it stands to the largest. Points by points says how often two stand
    together: on the same quote, on quotes that share words, or in the same passage.
    """
    from reflect.analysis.counts import SHADES, Overlap
    from reflect.services.table_lines import in_lines
    from reflect.services.tabulating import Asked, tabulated

    if as_json + as_csv + as_md > 1:
        raise InvalidInput("--json, --csv and --md do not go together: choose one")
    with looked_at(folder) as study:
        asked = Asked(rows=rows, cols=cols, of=of, role=_role(role, study.roles()), overlap=Overlap(overlap))
        found = tabulated(study, asked, hidden=unseen_in(study, unblind=unblind))
    if as_json and (rows, cols, of, percent) == ("points", "sessions", "quotes", None):
        print_json(_by_sessions(found))
    elif as_json:
        print_json(_whole(found, rows, cols, of, percent))
    else:
        lined = in_lines(found, asked, percent, plain=as_csv or as_md)
        if as_csv:
            print_csv(*lined)
        elif as_md:
            print_markdown(*lined)
        else:
            print_table(*lined)
            click.echo(f"Shades go from nothing, {SHADES[0]}, to the largest, {SHADES[-1]}.", err=True)


def _role(wanted: str, roles: Sequence[Role]) -> str:
    if not wanted:
        return ""
    for role in roles:
        if wanted.casefold() in (role.id.casefold(), role.name.casefold()):
            return role.id
    raise NotFound(f"There is no role {wanted}", remedy=nearest(wanted, [role.id for role in roles]))


def _by_sessions(found: Table) -> list[dict[str, object]]:
    """The plain table of points by sessions, a list as it has always been."""
    sessions = [col.id for col in found.cols]
    return [
        {
            "point": row.id,
            "number": row.number,
            "name": row.name,
            "quotes": row.total,
            "sessions": dict(zip(sessions, counts, strict=True)),
        }
        for row, counts in zip(found.rows, found.cells, strict=True)
    ]


def _whole(found: Table, rows: str, cols: str, of: str, percent: str | None) -> dict[str, object]:
    from reflect.analysis.counts import shares

    values = found.cells if percent is None else shares(found, percent)
    return {
        "rows": rows,
        "cols": cols,
        "of": of,
        "percent": percent,
        "columns": found.cols,
        "table": [
            {
                "id": row.id,
                "name": row.name,
                "number": row.number,
                "total": row.total,
                "cells": {col.id: value for col, value in zip(found.cols, line, strict=True)},
            }
            for row, line in zip(found.rows, values, strict=True)
        ],
    }
