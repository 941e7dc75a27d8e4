"""The command that mends a study."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.group import WRONG
from reflect.cli.names import folder_argument, json_option
from reflect.cli.table import counted, print_json
from reflect.services.plain_table import flat


@click.command(short_help="Mend what can be mended without guessing.")
@folder_argument
@click.option("--dry-run", is_flag=True, help="Only say what would be mended; change nothing.")
@json_option
@click.pass_context
def repair(ctx: click.Context, folder: Path, *, dry_run: bool, as_json: bool) -> None:
    """Mend what can be mended in the study in FOLDER without guessing, and list the rest.

    A damaged file goes back to its previous generation, broken seals are set anew, quotes are put back on
    their words, tags and memos on what is not there go to the bin. Whatever is replaced is kept under
    .reflect/repaired. Ends with exit code 1 when something is left that only a person can put right.
    """
    from reflect.services.preferences import preferences
    from reflect.services.repair import repair_study

    done = repair_study(folder, dry_run=dry_run, researcher=preferences().researcher)
    if as_json:
        print_json(done)
    else:
        verb = "would mend" if dry_run else "mended"
        for one in done.mended:
            click.echo(flat(f"{verb} {one.place}: {one.what}: {one.how}."))
        for left in done.left:
            click.echo(flat(f"left {left.place}: {left.what.rstrip('.')}. {left.why}"))
    mended = f"{counted(len(done.mended), 'thing')} {'would be ' if dry_run else ''}mended"
    click.echo(f"{mended}, {counted(len(done.left), 'thing')} left to you.", err=True)
    if done.copies:
        click.echo(f"What was replaced is kept in {folder / done.copies}.", err=True)
    if done.left:
        ctx.exit(WRONG)
