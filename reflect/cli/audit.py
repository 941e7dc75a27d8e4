"""`reflect audit`: who did what in a study, and when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_json, print_table
from reflect.errors import InvalidInput


@click.command(short_help="Say who did what in a study, and when.")
@folder_argument
@click.option("--since", metavar="YYYY-MM-DD", default="", help="Only from this day on.")
@json_option
def audit(folder: Path, *, since: str, as_json: bool) -> None:
    """Say who tagged, changed, merged, imported, approved and exported what in the study in FOLDER, and when.

    It is read from the records: no participant's words and no participant's name are in it, only codes and
    ids. What one researcher did of one kind in one place on one day is one line, with how often.
    """
    if since:
        try:
            since = date.fromisoformat(since).isoformat()
        except ValueError:
            raise InvalidInput(
                f"“{since}” is no day", remedy="Write it like 2026-03-01: year, month, day."
            ) from None
    with opened(folder) as study:
        found = study.trail.events(since=since)
    if as_json:
        print_json(found)
        return
    print_table(
        ["when", "who", "where", "what", "times", "which"],
        [
            [
                event.at[:16].replace("T", " "),
                event.by or "–",
                event.where,
                event.what,
                str(event.count),
                event.detail or "–",
            ]
            for event in found
        ],
    )
    click.echo(f"{counted(len(found), 'line')}.", err=True)
