"""A table of counts for other programs: text for the clipboard, or a file among the study's exports.

There are nobody's words in it and no names: participants are codes. It is for researchers all the same.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from reflect.errors import InvalidInput
from reflect.services.cross_table import CrossTable
from reflect.services.plain_table import csv_text, markdown_text
from reflect.store.export_folder import ExportFolder

MOST = 200_000
"""Cells of a table that is written out."""


class TableForm(StrEnum):
    """What it is written as; the value is the file's ending."""

    MARKDOWN = "md"
    CSV = "csv"


def table_text(found: CrossTable, form: TableForm) -> str:
    """The table as `reflect matrix` prints it. Raises InvalidInput for one that is too large."""
    if found.size > MOST:
        raise InvalidInput(
            f"This table has {found.size} cells, and {MOST} are the most that are written out",
            remedy="Choose a side with fewer rows or columns.",
        )
    headings, lines = found.lines()
    return (markdown_text if form is TableForm.MARKDOWN else csv_text)(headings, lines)


def put_table(folder: Path, found: CrossTable, form: TableForm) -> Path:
    """Write it into the `exports/` of the study in `folder`, never over a file that somebody has changed.

    Raises:
        InvalidInput: it is too large.
        StoreError: it cannot be written.

    """
    asked = found.asked
    data = table_text(found, form).encode("utf-8")
    return ExportFolder(folder).put(f"table-{asked.rows}-by-{asked.cols}", f".{form.value}", data).path
