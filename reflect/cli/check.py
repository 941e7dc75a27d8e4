"""The command that looks through a whole study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.group import WRONG
from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import opened
from reflect.cli.table import counted, flat, print_json

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.store.check import Finding


@click.command(short_help="Check every file, seal and record.")
@folder_argument
@json_option
@click.pass_context
def check(ctx: click.Context, folder: Path, *, as_json: bool) -> None:
    """Read every file of the study in FOLDER, check every seal and record, and change nothing.

    Ends with exit code 1 and a list when something is not as it should be.
    """
    from reflect.store.check import check_study

    found = check_study(folder)
    if not found:  # a file that is not well is not opened, since opening it may repair it
        found = _deeper(folder)
    if as_json:
        print_json(found)
    else:
        for finding in found:
            remedy = f" {finding.remedy}" if finding.remedy else ""
            click.echo(flat(f"{finding.place}: {finding.what.rstrip('.')}.{remedy}"))
    click.echo(f"{counted(len(found), 'thing')} to look at." if found else "All is well.", err=True)
    if found:
        ctx.exit(WRONG)


def _deeper(folder: Path) -> list[Finding]:
    """What only shows when guides are read: guides that cannot be used, quotes that lost their words."""
    from reflect.domain.passages import passages
    from reflect.domain.tagging import settled_quotes
    from reflect.services.guide_shelf import parsed
    from reflect.store.check import Finding

    found: list[Finding] = []
    with opened(folder) as study:
        found += [Finding(place="guides", what=problem) for problem in study.guide_problems()]
        for row in study.sessions():
            record = study.session_record(row.id)
            moved = settled_quotes(record, passages(record, parsed(record.session.guide_text)))
            if moved:
                what = f"{counted(len(moved), 'quote')} no longer where its words are"
                remedy = "Open the session in reflect: it finds them again, or marks them as source changed."
                found.append(Finding(place=f"session {row.id}", what=what, remedy=remedy))
    return found
