"""Printing what merging did: one table, and never anything that could be somebody's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reflect.cli.table import clipped, counted, print_table
from reflect.services.plain_table import flat

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.merged_items import MergedItem

_VERSION = 40
"""Columns of each version of a clash."""


def without_names(items: Sequence[MergedItem]) -> list[MergedItem]:
    """The same without what could name a person: people are known by their codes here."""
    import msgspec

    return [
        msgspec.structs.replace(item, kept="", other="")
        if item.file == "people.json" and item.what == "clash"
        else item
        for item in items
    ]


def print_merged(items: Sequence[MergedItem]) -> None:
    """Print a row for each thing that merging did."""
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


def merged_in_words(items: Sequence[MergedItem], *, nothing: str) -> str:
    """How much was merged, as a sentence; `nothing` is what is said when it was nothing."""
    counts = {
        what: sum(item.what == what for item in items)
        for what in ("new", "taken", "removed", "merged", "clash", "not merged")
    }
    parts = [
        counted(counts["new"], "new file"),
        f"{counted(counts['taken'], 'change')} taken",
        f"{counts['removed']} moved to the bin",
        f"{counts['merged']} merged",
        f"{counts['clash']} to choose from",
        f"{counted(counts['not merged'], 'file')} of the other not merged",
    ]
    said = ", ".join(part for part, number in zip(parts, counts.values(), strict=True) if number)
    return f"{said or nothing}."
