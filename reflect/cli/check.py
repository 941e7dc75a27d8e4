"""The command that looks through a whole study."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.group import WRONG
from reflect.cli.names import folder_argument, json_option
from reflect.cli.table import counted, print_json
from reflect.services.plain_table import flat


@click.command(short_help="Check every file, seal, record and reference.")
@folder_argument
@json_option
@click.pass_context
def check(ctx: click.Context, folder: Path, *, as_json: bool) -> None:
    """Read every file of the study in FOLDER, check seals, records and references, and change nothing.

    Ends with exit code 1 and a list when something is not as it should be. What can be mended without
    guessing, `reflect repair` mends.
    """
    from reflect.services.checking import check_whole

    found = check_whole(folder)
    if as_json:
        print_json(found)
    else:
        for finding in found:
            remedy = f" {finding.remedy}" if finding.remedy else ""
            click.echo(flat(f"{finding.place}: {finding.what.rstrip('.')}.{remedy}"))
    click.echo(f"{counted(len(found), 'thing')} to look at." if found else "All is well.", err=True)
    if found:
        ctx.exit(WRONG)
