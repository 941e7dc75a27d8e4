"""The command that brings another copy of a study into this one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.group import WRONG
from reflect.cli.names import folder_argument, json_option
from reflect.cli.table import clipped, counted, flat, print_json, print_table

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.merge_studies import MergedItem

_VERSION = 40
"""Columns of each version of a clash."""


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

    items = merge_studies(folder, other, clock=system_clock, dry_run=dry_run, force=force)
    items = [_without_names(item) for item in items]
    if as_json:
        print_json(items)
    else:
        print_table(
            ["what", "file", "record", "kept", "other"],
            [
                [
                    item.what,
                    flat(item.file),
                    flat(f"{item.record}: {item.field}" if item.field else item.record),
                    clipped(flat(item.kept), _VERSION),
                    clipped(flat(item.other), _VERSION),
                ]
                for item in items
            ],
        )
    click.echo(_in_words(items, dry_run=dry_run), err=True)
    if any(item.what == "not merged" for item in items):
        ctx.exit(WRONG)


def _without_names(item: MergedItem) -> MergedItem:
    """The same without what could name a person: people are known by their codes here."""
    import msgspec

    if item.file == "people.json" and item.what == "clash":
        return msgspec.structs.replace(item, kept="", other="")
    return item


def _in_words(items: list[MergedItem], *, dry_run: bool) -> str:
    if not items:
        return "Nothing in it is new."
    counts = {what: sum(item.what == what for item in items) for what in ("new", "taken", "merged", "clash")}
    parts = [
        f"{counted(counts['new'], 'new file')}",
        f"{counted(counts['taken'], 'change')} taken",
        f"{counts['merged']} merged",
        f"{counts['clash']} to choose from",
    ]
    said = ", ".join(part for part, number in zip(parts, counts.values(), strict=True) if number)
    left = sum(item.what == "not merged" for item in items)
    if left:
        said = ", ".join(part for part in (said, f"{counted(left, 'file')} of the other not merged") if part)
    dry = " This was a dry run: nothing was changed." if dry_run else ""
    return f"{said or 'Nothing in it is new'}.{dry}"
