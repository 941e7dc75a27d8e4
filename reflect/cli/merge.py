"""The command that brings another copy of a study into this one."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.group import WRONG
from reflect.cli.merged import merged_in_words, print_merged, without_names
from reflect.cli.names import folder_argument, json_option
from reflect.cli.table import print_json


@click.command(short_help="Bring another copy of a study into this one.")
@folder_argument
@click.argument("other", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be merged; change nothing.")
@click.option("--force", is_flag=True, help="Merge even when OTHER is another study.")
@json_option
@click.pass_context
def merge(
    ctx: click.Context, folder: Path, other: Path, *, dry_run: bool, force: bool, as_json: bool
) -> None:
    """Bring what is in OTHER, another copy of the study in FOLDER, into FOLDER. OTHER is only read.

    Records are merged one by one, and field by field; where both copies changed the same words, both are kept
    and listed, to be chosen from in reflect. Ends with exit code 1 when a file of OTHER could not be merged.
    """
    from reflect.services.identity import system_clock
    from reflect.services.merge_studies import merge_studies

    items = without_names(merge_studies(folder, other, clock=system_clock, dry_run=dry_run, force=force))
    if as_json:
        print_json(items)
    else:
        print_merged(items)
    dry = " This was a dry run: nothing was changed." if dry_run else ""
    click.echo(f"{merged_in_words(items, nothing='Nothing in it is new')}{dry}", err=True)
    if any(item.what == "not merged" for item in items):
        ctx.exit(WRONG)
