"""An Excel workbook of several sheets: headings that stay, widths, and never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reflect.domain.flat_tables import Column, FlatTable
from reflect.errors import ReflectError

_WIDE, _USUAL = 60, 18
"""Characters."""
_LONGEST = 32_767
"""Characters that Excel takes in one cell."""


def as_xlsx(tables: Sequence[FlatTable]) -> bytes:
    """A sheet for each table; every cell is text or a number, whatever it begins with.

    Raises:
        ReflectError: the library that writes it is not installed.

    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    except ImportError:
        raise ReflectError(
            "Excel files need one more package",
            remedy="Install it with: pip install 'reflect-interviews[excel]'; or take --format csv.",
        ) from None
    book = Workbook(write_only=True)
    plain, bold = Font(bold=False), Font(bold=True)
    across = Alignment(wrap_text=True, vertical="top")
    for table in tables:
        sheet = book.create_sheet(table.name.capitalize())
        sheet.freeze_panes = "A2"
        for at, column in enumerate(table.columns, 1):
            sheet.column_dimensions[get_column_letter(at)].width = _width(column)

        def cell(value: str | float | None, font: Font = plain, sheet: WriteOnlyWorksheet = sheet) -> Cell:
            if isinstance(value, str):
                value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)[:_LONGEST]
            made = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                made.data_type = "s"
            made.font = font
            made.alignment = across
            return made

        sheet.append([cell(column.name, bold) for column in table.columns])
        for row in table.rows:
            sheet.append([cell(value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _width(column: Column) -> int:
    return _WIDE if column.wide else _USUAL
