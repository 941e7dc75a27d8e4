"""`reflect progress`: how the alliance rates itself on each learning point, round by round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.names import folder_argument, force_option, out_option
from reflect.cli.output import put_out, ready
from reflect.cli.studies import opened
from reflect.errors import InvalidInput

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.progress_rows import Worded


@click.command(short_help="Show how an alliance rates itself, round by round.")
@folder_argument
@click.option(
    "--round", "wanted", metavar="ID", help="Which round: its id or name; the last one, unless given."
)
@click.option("--all-rounds", is_flag=True, help="Every round, and how each learning point moved.")
@click.option(
    "--for",
    "audience",
    type=click.Choice(["internal", "public"]),
    default="public",
    show_default=True,
    help="Who is to read it.",
)
@click.option("--json", "kind", flag_value="json", help="Print a JSON list.")
@click.option("--csv", "kind", flag_value="csv", help="Print a CSV table, for a spreadsheet.")
@click.option("--md", "kind", flag_value="md", help="Print Markdown, with tables and plots.")
@click.option("--svg", "kind", flag_value="svg", help="Print the plots as a picture.")
@out_option
@force_option
def progress(
    folder: Path,
    *,
    wanted: str | None,
    all_rounds: bool,
    audience: str,
    kind: str | None,
    output: Path | None,
    force: bool,
) -> None:
    """Show how an alliance rates itself on each learning point: every answer, the middle, and how far apart.

    A mean is never given. For the public, roles with fewer answers than the study's smallest group are
    hidden, and others where theirs could be worked out. No words of participants are printed.
    """
    from reflect.domain.gate import Audience
    from reflect.services.progress_rows import Worded

    if output is not None:
        ready(output, force=force)
    if wanted is not None and all_rounds:
        raise InvalidInput("One round, or all of them: --round and --all-rounds do not go together")
    with opened(folder) as study:
        rounds = study.rounds.all()
        if not rounds:
            raise InvalidInput(
                "There is no round of self-assessment in this study yet",
                remedy="Open one: reflect rounds open FOLDER --name … --guide …",
            )
        worded = Worded(study.rounds.progress(audience=Audience(audience)))
        latest = worded.found.latest or rounds[-1]
        chosen = list(rounds) if all_rounds else [study.rounds.get(wanted) if wanted is not None else latest]
        title = study.title
    said = _made(worded, [each.id for each in chosen], kind, title=title, over=all_rounds)
    put_out(said, output, force=force)
    if audience == "public":
        click.echo("This is what the public may see; --for internal shows all of it.", err=True)
    for left in worded.found.left_out:
        click.echo(f"Left out: {left.count} {left.reason}.", err=True)


def _made(worded: Worded, rounds: list[str], kind: str | None, *, title: str, over: bool) -> str:
    from reflect.exchange.svg import as_svg
    from reflect.services import progress_table as tables

    match kind:
        case "json":
            import msgspec

            return msgspec.json.format(msgspec.json.encode(tables.table_rows(worded, rounds))).decode() + "\n"
        case "csv":
            return tables.as_csv(tables.table_rows(worded, rounds))
        case "md":
            return tables.as_markdown(worded, rounds, title=title)
        case "svg":
            drawn = tables.figure_over_rounds(worded) if over else tables.figure(worded, rounds[0])
            return as_svg(drawn)
    return tables.as_text(worded, rounds, over=over)
