"""Commands that write a whole study as tables: an Excel workbook, an SQLite database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.export_refi import audience_option, into_option
from reflect.cli.names import force_option
from reflect.cli.names_left import let_pass_option, refuse_names
from reflect.cli.output import put_out_bytes, ready
from reflect.cli.studies import opened
from reflect.cli.table import counted

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.tables_out import TablesOut

_SHEETS = {"about": "about", "quotes": "quotes", "participants": "participants", "points": "codebook"}
"""What sheets are called, in their order; then the matrix, and for researchers the agreement."""


@click.command(short_help="Write quotes, participants, codebook and matrix for Excel.")
@audience_option
@let_pass_option
@into_option
@force_option
@click.pass_obj
def workbook(folder: Path, *, audience: str, let_pass: tuple[str, ...], output: Path, force: bool) -> None:
    """Write one Excel workbook: what it is, quotes, participants, codebook, points by roles, agreement.

    Through the consent rules, as quotes are. For the public there are no participants, no codes, and no
    figures of how far researchers agree, which name them. Nothing of who withdrew is in it. Nothing is
    written while names stand in the words that nobody let pass.
    """
    import msgspec

    from reflect.exchange.workbook import as_xlsx

    made = _made(folder, audience, let_pass, output, force=force, agreement=True)
    inside = audience == "internal"
    tables = [made.called(name) for name in (*_SHEETS, "matrix", *(["agreement"] if inside else []))]
    named = [msgspec.structs.replace(table, name=_SHEETS.get(table.name, table.name)) for table in tables]
    shown = [table for table in named if inside or table.name != "participants"]
    put_out_bytes(as_xlsx(shown), output, force=force)
    _tell(made, audience)


@click.command(short_help="Write the study as an SQLite database, for Datasette and R.")
@audience_option
@let_pass_option
@into_option
@force_option
@click.pass_obj
def sqlite(folder: Path, *, audience: str, let_pass: tuple[str, ...], output: Path, force: bool) -> None:
    """Write an SQLite database: about, participants, sessions, points, quotes, tags, each row with its key.

    Through the consent rules, as quotes are. For the public, participants and sessions are empty, and quotes
    are numbered. Nothing of who withdrew is in it. The same study gives the same bytes on the same day.
    """
    from reflect.exchange.sqlite_file import as_sqlite

    made = _made(folder, audience, let_pass, output, force=force)
    put_out_bytes(as_sqlite([table for table in made.tables if table.name != "matrix"]), output, force=force)
    _tell(made, audience)


def _made(
    folder: Path,
    audience: str,
    let_pass: Sequence[str],
    output: Path,
    *,
    force: bool,
    agreement: bool = False,
) -> TablesOut:
    from reflect.domain.gate import Audience
    from reflect.services.tables_out import tables_out

    ready(output, force=force)
    with opened(folder) as study:
        made = tables_out(
            study,
            study.rendering.rules(),
            study.names_out,
            audience=Audience(audience),
            let_pass=let_pass,
            agreement=agreement,
            hidden=study.blind.is_blind,
        )
    refuse_names(made.names)
    return made


def _tell(made: TablesOut, audience: str) -> None:
    from reflect.writeups.render import held_back_report

    quotes = counted(len(made.called("quotes").rows), "quote")
    click.echo(f"{quotes}. {held_back_report(made.held_back) or 'No quote was held back'}.", err=True)
    if audience == "internal":
        click.echo("This is for the researchers: it is not cleared for publication.", err=True)
