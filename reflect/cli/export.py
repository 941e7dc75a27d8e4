"""Commands that write files for others: quotes as a table, write-ups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.export_framework import framework
from reflect.cli.export_refi import qdc, qdpx
from reflect.cli.export_tables import sqlite, workbook
from reflect.cli.group import Commands
from reflect.cli.names import folder_argument, force_option, out_option
from reflect.cli.names_left import let_pass_option, refuse_names
from reflect.cli.output import put_out, put_out_bytes, ready
from reflect.cli.publish import writeup
from reflect.cli.studies import opened
from reflect.errors import InvalidInput

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.exporting import QuotesOut
    from reflect.services.study import Study

_FILES = {"xlsx": "An Excel", "parquet": "A Parquet"}
"""What is nothing for a terminal."""


@click.group(cls=Commands, no_args_is_help=True, short_help="Write quotes or a write-up for others.")
@folder_argument
@click.pass_context
def export(ctx: click.Context, folder: Path) -> None:
    """Write something from the study in FOLDER for others, through the consent rules."""
    ctx.obj = folder


@export.command(short_help="Write the quotes as a table.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["md", "csv", "xlsx", "json", "jsonl", "parquet"]),
    help="By the output file's ending, unless given; Markdown without either.",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(["internal", "public"]),
    default="public",
    show_default=True,
    help="Who is to read it.",
)
@click.option("--point", metavar="ID|N", help="Only quotes of this learning point.")
@click.option("--role", metavar="ROLE", help="Only quotes of people in this role.")
@click.option("--participant", metavar="CODE", help="Only quotes of this participant.")
@click.option(
    "--excel", is_flag=True, help="CSV with the mark that Excel knows UTF-8 by; in a file it always has it."
)
@let_pass_option
@out_option
@force_option
@click.pass_obj
def quotes(
    folder: Path,
    *,
    kind: str | None,
    audience: str,
    point: str | None,
    role: str | None,
    participant: str | None,
    excel: bool,
    let_pass: tuple[str, ...],
    output: Path | None,
    force: bool,
) -> None:
    """Write the quotes that may be read by --for, a row each; standard error says what was held back and why.

    For the public, only words, attribution, learning points and question are written: codes and sessions,
    taken together, would tell who somebody is. Nothing is written while names stand in the words that nobody
    let pass.
    """
    kind = kind or ("csv" if excel and output is None else _by_ending(output))
    if excel and kind != "csv":
        raise InvalidInput("--excel is for CSV", remedy="Say --format csv; an .xlsx file needs no mark.")
    if output is not None:
        ready(output, force=force)
    elif kind in _FILES:
        raise InvalidInput(f"{_FILES[kind]} file needs a name", remedy="Give it one with -o FILE.")
    with opened(folder) as study:
        found = _gathered(
            study, audience=audience, point=point, role=role, participant=participant, let_pass=let_pass
        )
        title = study.title
    refuse_names(found.names)
    _write(found, kind, title, output, force=force, marked=excel)
    click.echo(f"{_report(found)}.", err=True)


export.add_command(writeup)
export.add_command(qdpx)
export.add_command(qdc)
export.add_command(workbook)
export.add_command(framework)
export.add_command(sqlite)


def _gathered(
    study: Study,
    *,
    audience: str,
    point: str | None,
    role: str | None,
    participant: str | None,
    let_pass: tuple[str, ...],
) -> QuotesOut:
    from reflect.domain.gate import Audience
    from reflect.domain.people import role_called
    from reflect.services.exporting import quotes_out
    from reflect.services.finding import point_id

    return quotes_out(
        study,
        study.rendering.rules(),
        study.names_out,
        audience=Audience(audience),
        point=point_id(study.codebook(), point) if point is not None else "",
        role=role_called(role, study.roles()) if role is not None else "",
        participant=study.participant(participant).code if participant is not None else "",
        let_pass=let_pass,
    )


def _write(
    found: QuotesOut, kind: str, title: str, output: Path | None, *, force: bool, marked: bool
) -> None:
    from reflect.exchange import quote_table
    from reflect.writeups import quote_list

    held = {reason.value: count for reason, count in found.held_back.items()}
    fields = quote_table.used_fields(found.rows)
    match kind:
        case "json":
            put_out(quote_table.as_json(found.rows, held), output, force=force)
        case "csv" if output is not None:
            # With a mark of its encoding, without which Excel reads accents wrongly.
            data = quote_table.as_csv(found.rows, fields).encode("utf-8-sig")
            put_out_bytes(data, output, force=force)
        case "csv":
            mark = "\ufeff" if marked else ""
            put_out(mark + quote_table.as_csv(found.rows, fields), None, force=force)
        case "jsonl":
            lines = quote_table.as_jsonl(found.rows)
            if lines:
                put_out(lines, output, force=force)
            elif output is not None:
                put_out_bytes(b"", output, force=force)
        case "parquet" if output is not None:
            put_out_bytes(quote_table.as_parquet(found.rows, fields), output, force=force)
        case "xlsx" if output is not None:
            put_out_bytes(quote_table.as_xlsx(found.rows, fields), output, force=force)
        case _:
            text = quote_list.as_markdown(found.rows, f"Quotes: {title}")
            put_out(f"{text}\n<!-- {_report(found)}. -->\n", output, force=force)


def _by_ending(output: Path | None) -> str:
    ending = output.suffix.casefold().removeprefix(".") if output is not None else ""
    return ending if ending in ("csv", "xlsx", "json", "jsonl", "parquet") else "md"


def _report(found: QuotesOut) -> str:
    from reflect.writeups.render import held_back_report

    return held_back_report(found.held_back) or "No quote was held back"
