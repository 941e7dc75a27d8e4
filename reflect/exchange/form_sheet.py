"""The table that a form service gives: one row a person, one column a question.

Its separator is found in it; rows are counted as spreadsheets count them, so that a problem is found there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from reflect.errors import InvalidInput

_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 50
"""Rows that are looked at to find the separator."""


class Row(NamedTuple):
    """One row, as wide as the header."""

    number: int
    """As in a spreadsheet: the header is 1."""
    cells: tuple[str, ...]


class Sheet(NamedTuple):
    """A header and the rows beneath it that are not empty."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


class Wrong(NamedTuple):
    """What keeps a cell, a row or a column from being used; 0 and -1 stand for all of them."""

    row: int
    column: int
    """0 first; -1 where it is about a whole row or the whole file."""
    text: str

    def told(self, header: Sequence[str]) -> str:
        """With its place: `row 3, column D (Trust): …`."""
        parts = [f"row {self.row}"] if self.row else []
        if self.column >= 0:
            called = f" ({_short(header[self.column])})" if self.column < len(header) else ""
            parts.append(f"column {letters(self.column)}{called}")
        return f"{', '.join(parts)}: {self.text}" if parts else self.text


def letters(column: int) -> str:
    """What a spreadsheet calls a column, 0 first: `A`, `Z`, `AA`."""
    found, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        found = chr(ord("A") + digit) + found
    return found


def read_sheet(text: str, name: str) -> tuple[Sheet, list[Wrong]]:
    """The table in the text of a CSV file, and the rows that do not fit its header.

    Raises:
        InvalidInput: it is no table with a header and rows beneath it.

    """
    separator = _separator(text)
    if separator is None:
        raise InvalidInput(
            "This has one column only: its cells are parted by something that is no comma, semicolon or tab",
            place=name,
            remedy="Save it as CSV once more, with commas.",
        )
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InvalidInput(
            f"This is not CSV ({error}): a quotation mark may be missing",
            place=name,
            remedy="Save the sheet as CSV once more.",
        ) from None
    first = next((n for n, cells in enumerate(table) if any(cell.strip() for cell in cells)), None)
    if first is None:
        raise InvalidInput("There is nothing in this file", place=name)
    header = tuple(" ".join(cell.split()) for cell in table[first])
    wrong: list[Wrong] = []
    rows: list[Row] = []
    for number, cells in enumerate(table[first + 1 :], first + 2):
        if not any(cell.strip() for cell in cells):
            continue
        more = len(cells) - len(header)
        if more > 0 and any(cell.strip() for cell in cells[len(header) :]):
            wrong.append(
                Wrong(
                    number,
                    -1,
                    f"there are {len(cells)} cells under {len(header)} headings: the row has slipped",
                )
            )
            continue
        rows.append(Row(number, tuple(cells[: len(header)]) + ("",) * max(0, -more)))
    if not rows and not wrong:
        raise InvalidInput("There is a header and no row beneath it", place=name)
    return Sheet(header, tuple(rows)), wrong


def _separator(text: str) -> str | None:
    """The sign that parts the first row into the most cells, as the other rows bear out."""
    best: tuple[tuple[float, int], str] | None = None
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            rows = [cells for cells, _ in zip(reader, range(_SAMPLE), strict=False) if cells]
        except csv.Error:
            continue
        if not rows or len(rows[0]) < 2:
            continue
        alike = sum(len(cells) == len(rows[0]) for cells in rows) / len(rows)
        if best is None or (alike, len(rows[0])) > best[0]:
            best = ((alike, len(rows[0])), separator)
    return best[1] if best else None


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39].rstrip()}…"
