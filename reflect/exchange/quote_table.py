"""A table of quotes, a row each, for people and for other programs.

What stands in a row has been through the consent gate before it comes here.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO

import msgspec

from reflect.domain.going_out import OutRow
from reflect.errors import ReflectError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


FIELDS = OutRow.__struct_fields__


def as_json(rows: Sequence[OutRow], held_back: Mapping[str, int]) -> str:
    """An object with the `quotes` and what was `held_back`, by reason."""
    made = msgspec.json.encode({"quotes": rows, "held_back": dict(held_back)})
    return msgspec.json.format(made, indent=2).decode() + "\n"


def as_csv(rows: Sequence[OutRow], fields: Sequence[str]) -> str:
    """Comma-separated values with a row of names; several points or memos of a cell stand in lines of it.

    A cell that a spreadsheet would take for a formula begins with an apostrophe: people's words must never
    be run.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows([[tamed(_cell(row, field)) for field in fields] for row in rows])
    return out.getvalue()


def as_xlsx(rows: Sequence[OutRow], fields: Sequence[str]) -> bytes:
    """An Excel workbook with one sheet; every cell is text or a number, never a formula.

    Raises:
        ReflectError: the library that writes it is not installed.

    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
        from openpyxl.styles import Alignment, Font
    except ImportError:
        raise ReflectError(
            "Excel files need one more package",
            remedy="Install it with: pip install 'reflect-interviews[excel]'; or take --format csv.",
        ) from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Quotes")
    sheet.freeze_panes = "A2"
    for column, field in enumerate(fields):
        sheet.column_dimensions[chr(ord("A") + column)].width = 60 if field == "words" else 18

    def cell(value: str | float | None, *, bold: bool = False) -> Cell:
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)
        made = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            made.data_type = "s"
        made.font = Font(bold=bold)
        made.alignment = Alignment(wrap_text=True, vertical="top")
        return made

    sheet.append([cell(field, bold=True) for field in fields])
    for row in rows:
        values = [getattr(row, field) for field in fields]
        sheet.append([cell("\n".join(v) if isinstance(v, tuple) else v) for v in values])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def used_fields(rows: Sequence[OutRow]) -> list[str]:
    """The columns in which anything stands; `words` and `by` always."""
    return [
        field
        for field in FIELDS
        if field in ("words", "by") or any(getattr(row, field) not in ("", (), None) for row in rows)
    ]


def _cell(row: OutRow, field: str) -> str:
    value = getattr(row, field)
    if isinstance(value, tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


def tamed(text: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
