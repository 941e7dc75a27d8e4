"""`reflect audit`: who did what in a study, and when."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.blinded import unblind_option, unseen_in
from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_json, print_table


@click.command(short_help="Say who did what in a study, and when.")
@folder_argument
@click.option("--since", metavar="YYYY-MM-DD", default="", help="Only from this day on.")
@unblind_option
@json_option
def audit(folder: Path, *, since: str, unblind: bool, as_json: bool) -> None:
    """Say who tagged, changed, merged, imported, approved and exported what in the study in FOLDER, and when.

    It is read from the records: no participant's words and no participant's name are in it, only codes and
    ids. What one researcher did of one kind in one place on one day is one line, with how often.
    """
    from reflect.services.auditing import HEADINGS, cells_of, day_of

    day = day_of(since)
    with opened(folder) as study:
        found = study.trail.events(since=day, unblind=unblind)
        unseen_in(study, unblind=unblind)
    if as_json:
        print_json(found)
        return
    print_table(HEADINGS, [cells_of(event) for event in found])
    click.echo(f"{counted(len(found), 'line')}.", err=True)
