"""`reflect export … framework`: the framework matrix, for a word processor or a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.export_refi import audience_option
from reflect.cli.framework import by_option
from reflect.cli.names import force_option, out_option
from reflect.cli.names_left import let_pass_option, refuse_names
from reflect.cli.output import put_out, put_out_bytes, ready
from reflect.cli.studies import opened
from reflect.cli.table import counted
from reflect.errors import InvalidInput

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.framework_out import FrameworkOut

_ENDINGS = {".md": "md", ".csv": "csv", ".xlsx": "xlsx"}


@click.command(short_help="Write the framework matrix: summaries with their quotes.")
@by_option
@audience_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "csv", "xlsx"]),
    help="By the output file's ending, unless given; Markdown without either.",
)
@let_pass_option
@out_option
@force_option
@click.pass_obj
def framework(
    folder: Path,
    *,
    by: str | None,
    audience: str,
    form: str | None,
    let_pass: tuple[str, ...],
    output: Path | None,
    force: bool,
) -> None:
    """Write the framework matrix: what was charted of each case on each learning point, with its quotes.

    Markdown has a section for each learning point, CSV a row for each cell, Excel a grid, the cells and the
    quotes. Quotes go through the consent rules. For the public, cases are roles, and none that fewer people
    have than the study's smallest group; for researchers they are participants, unless --by says otherwise.
    Nothing of who withdrew is in it, no summary that was written from their words, and none that repeats
    words which may not be read. Nothing is written while names stand in it that nobody let pass.
    """
    from reflect.domain.framework import CaseKind
    from reflect.domain.gate import Audience
    from reflect.services.framework_out import framework_out

    form = form or _by_ending(output)
    if output is not None:
        ready(output, force=force)
    elif form == "xlsx":
        raise InvalidInput("An Excel file needs a name", remedy="Give it one with -o FILE.")
    readers = Audience(audience)
    by = by or ("participants" if readers is Audience.INTERNAL else "roles")
    with opened(folder) as study:
        made = framework_out(
            study,
            study.rendering.rules(),
            study.names_out,
            study.quotables,
            study.withdrawals,
            kind=CaseKind(by.removesuffix("s")),
            audience=readers,
            let_pass=let_pass,
        )
    refuse_names(made.names, where=made.where)
    _write(made, form, output, force=force)
    click.echo(f"{_report(made)}", err=True)


def _by_ending(output: Path | None) -> str:
    if output is None:
        return "md"
    form = _ENDINGS.get(output.suffix.casefold())
    if form is None:
        raise InvalidInput(
            f"What kind of file {output.name} is to be cannot be told from its name",
            remedy="End it with .md, .csv or .xlsx, or say --format.",
        )
    return form


def _write(made: FrameworkOut, form: str, output: Path | None, *, force: bool) -> None:
    from reflect.services.framework_out import cells_table, tables
    from reflect.writeups.framework import as_markdown

    if form == "md":
        put_out(as_markdown(made.cells, made.title), output, force=force)
        return
    if form == "csv":
        from reflect.exchange.flat_csv import as_csv

        text = as_csv(cells_table(made))
        if output is None:
            click.echo(text, nl=False)
        else:
            put_out_bytes(b"\xef\xbb\xbf" + text.encode(), output, force=force)  # so that Excel knows UTF-8
        return
    from reflect.exchange.workbook import as_xlsx

    if output is not None:
        put_out_bytes(as_xlsx(tables(made)), output, force=force)


def _report(made: FrameworkOut) -> str:
    from reflect.domain.gate import Audience
    from reflect.writeups.render import held_back_report

    charted = sum(bool(cell.summary) for cell in made.cells)
    said = [
        f"{counted(len(made.cells), 'cell')}, {charted} with a summary",
        held_back_report(made.held_back) or "No quote was held back",
    ]
    if made.untold:
        stand = "quote is" if made.untold == 1 else "quotes are"
        said.append(f"{made.untold} more {stand} in no cell, since the role may not stand beside the words")
    if made.summaries_held:
        said.append(f"{counted(made.summaries_held, 'summary', 'summaries')} held back: write them anew")
    if made.small:
        said.append(f"Left out, since so few people have the role: {', '.join(made.small)}")
    if made.taken_back:
        people = "person is" if made.taken_back == 1 else "people are"
        said.append(f"{made.taken_back} {people} not in it: they withdrew or do not take part")
    if made.audience is Audience.INTERNAL:
        said.append("This is for the researchers: it is not cleared for publication")
    return " ".join(f"{each}." for each in said)
