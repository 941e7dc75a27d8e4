"""One table as comma-separated values: for a spreadsheet, which must never run people's words."""

from __future__ import annotations

import csv
from io import StringIO

from reflect.domain.flat_tables import FlatTable
from reflect.exchange.quote_table import tamed


def as_csv(table: FlatTable) -> str:
    """The table with a row of names; cells that a spreadsheet would take for formulas get an apostrophe."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([tamed(column.name) for column in table.columns])
    writer.writerows([["" if cell is None else tamed(str(cell)) for cell in row] for row in table.rows])
    return out.getvalue()
