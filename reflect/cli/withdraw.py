"""The command for somebody who withdraws: noted, shown with all it touches, and removed where asked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.names import folder_argument, participant_option
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_json, print_table
from reflect.errors import InvalidInput

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.touched import Touch
    from reflect.services.withdrawing import Removed, Withdrawals


@click.command(short_help="Note that somebody withdrew; remove what they said.")
@folder_argument
@participant_option(required=True, help="Who withdraws.")
@click.option("--on", "day", metavar="YYYY-MM-DD", default="", help="When they did, instead of today.")
@click.option("--remove", is_flag=True, help="Remove everything they said, for good.")
@click.option("--confirm", metavar="CODE", default="", help="Their code once more, instead of being asked.")
@click.option("--dry-run", is_flag=True, help="Only list what holds their words; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def withdraw(
    folder: Path,
    *,
    participant: str,
    day: str,
    remove: bool,
    confirm: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Note that a participant of the study in FOLDER withdrew, and list what holds their words or name.

    From that moment nothing of theirs is quoted, and nothing they said is lost. With --remove, everything
    they said is deleted from sessions, their earlier states, the bin and the index, and who they are from
    people.json, once their code is typed; a dated record without content stays. That cannot be undone. Run
    again, it finishes a removal that was cut short.
    """
    if confirm and not remove:
        raise InvalidInput("--confirm goes with --remove")
    with opened(folder) as study:
        withdrawals = study.withdrawals
        code = withdrawals.theirs(participant).code
        touched = withdrawals.touched(code)
        if not as_json:
            _list(touched)
        removed, noted = None, None
        if remove and not dry_run:
            removed = withdrawals.remove(code, typed=confirm or _typed(code), day=day)
        elif not remove and not dry_run:
            noted = _noted(withdrawals, code, day)
        if as_json:
            print_json({"participant": code, "withdrawn": noted, "removed": removed, "touched": touched})
    if dry_run:
        click.echo("This was a dry run: nothing was changed.", err=True)
    elif removed is not None:
        _say(removed)
    elif noted is not None:
        click.echo(f"{code} withdrew on {noted}: nothing of theirs is quoted any more.", err=True)


def _noted(withdrawals: Withdrawals, code: str, day: str) -> str:
    consent = withdrawals.withdraw(code, day).consent
    return (consent.withdrawn if consent else None) or ""


def _typed(code: str) -> str:
    if not sys.stdin.isatty():
        raise InvalidInput(
            "Nothing was removed: nobody is here to confirm it",
            remedy=f"To remove all of it: --confirm {code}",
        )
    asked = f"Type {code} to remove everything they said for good, anything else to leave it"
    typed: str = click.prompt(asked, default="", show_default=False, err=True)
    return typed


def _list(touched: tuple[Touch, ...]) -> None:
    if not touched:
        click.echo("No write-up, export or memo holds their words or name.", err=True)
        return
    print_table(
        ["file", "line", "what", "there"],
        [[each.file, str(each.line) if each.line else "–", each.why, each.text] for each in touched],
    )
    files = len({each.file for each in touched})
    click.echo(f"{counted(len(touched), 'place')} in {counted(files, 'file')}.", err=True)


def _say(removed: Removed) -> None:
    click.echo(
        f"Removed of {removed.code}: {counted(removed.sessions, 'session')}; their words in "
        f"{counted(removed.shared, 'session')} with others; {counted(removed.quotes, 'quote')}; "
        f"{counted(removed.files, 'earlier state')} on this computer. A dated record stays in people.json.",
        err=True,
    )
    for words in removed.left:
        click.echo(f"Not removed: {words}.", err=True)
    click.echo("What cannot be reached from here:", err=True)
    for words in removed.elsewhere:
        click.echo(f"  - {words}", err=True)
