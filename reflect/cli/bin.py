"""Commands about the bin: list, restore, empty."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.group import WRONG, Commands
from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_json, print_table
from reflect.errors import InvalidInput

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.bin import BinItem


@click.group(cls=Commands, name="bin", short_help="List, restore and empty the bin.")
def bin_group() -> None:
    """List, restore and empty the bin: quotes, sessions, participants and write-ups that were removed."""


@bin_group.command(name="list", short_help="List what was removed, the last first.")
@folder_argument
@json_option
def list_bin(folder: Path, *, as_json: bool) -> None:
    """List what was removed from the study in FOLDER and can be brought back, the last first."""
    with opened(folder) as study:
        items = study.bin.items()
    if as_json:
        print_json(items)
        return
    print_table(
        ["id", "kind", "removed", "by", "what"],
        [
            [item.id, item.kind.value, item.at[:16].replace("T", " "), item.by or "–", _what(item)]
            for item in items
        ],
    )


@bin_group.command(short_help="Bring things back from the bin.")
@folder_argument
@click.argument("items", nargs=-1, required=True, metavar="ID...")
def restore(folder: Path, items: Sequence[str]) -> None:
    """Bring back what is called ID in “reflect bin list”; the beginning of an id will do.

    Nothing that is there is overwritten. A write-up whose name is taken by now gets another one.
    """
    with opened(folder) as study:
        for item in items:
            click.echo(f"Restored: {study.bin.restore(item)}", err=True)


@bin_group.command(short_help="Delete what is in the bin for good.")
@folder_argument
@click.option("--yes", is_flag=True, help="Delete it; without this, only say what would be deleted.")
@click.pass_context
def empty(ctx: click.Context, folder: Path, *, yes: bool) -> None:
    """Delete everything in the bin of the study in FOLDER for good, once --yes is given."""
    from reflect.services.bin import counted as counted_kinds

    with opened(folder) as study:
        items = study.bin.items()
        if not items:
            click.echo("The bin is empty.", err=True)
            return
        if not yes:
            raise InvalidInput(
                f"In the bin: {counted_kinds(items)}. Nothing was deleted",
                remedy="To delete it all for good: --yes",
            )
        done = study.bin.empty()
    click.echo(f"{counted(done.deleted, 'thing')} deleted for good: {counted_kinds(items)}.", err=True)
    for reason in done.left:
        click.echo(f"Not deleted: {reason}", err=True)
    if done.left:
        ctx.exit(WRONG)


def _what(item: BinItem) -> str:
    return f"{item.what} ({item.why})" if item.why else item.what
