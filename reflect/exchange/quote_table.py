"""A table of quotes, a row each, for people and for other programs.

What stands in a row has been through the consent gate before it comes here.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO

import msgspec

from reflect.domain.flat_tables import Column, FlatTable
from reflect.domain.going_out import OutRow
from reflect.errors import ReflectError
from reflect.exchange import workbook

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
    """An Excel workbook with one sheet. Raises as `workbook.as_xlsx`."""
    columns = tuple(Column(name=field, wide=field == "words") for field in fields)
    cells = tuple(tuple(_flat(getattr(row, field)) for field in fields) for row in rows)
    return workbook.as_xlsx([FlatTable(name="quotes", columns=columns, rows=cells)])


def as_jsonl(rows: Sequence[OutRow]) -> str:
    """JSON Lines: an object a line, a line a quote; what is empty is left out."""
    return "".join(msgspec.json.encode(row).decode() + "\n" for row in rows)


def as_parquet(rows: Sequence[OutRow], fields: Sequence[str]) -> bytes:
    """Apache Parquet; several points or memos of a cell are a list.

    Raises:
        ReflectError: the library that writes it is not installed.

    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise ReflectError(
            "Parquet files need one more package",
            remedy="Install it with: pip install 'reflect-interviews[parquet]'; or take --format jsonl.",
        ) from None
    kinds = {"seconds": pa.float64(), "start": pa.int64(), "end": pa.int64()}
    several = pa.list_(pa.string())
    kinds |= dict.fromkeys(("points", "contradicts", "tagged_by", "memos"), several)
    schema = pa.schema([(field, kinds.get(field, pa.string())) for field in fields])
    records = [{field: getattr(row, field) for field in fields} for row in rows]
    out = BytesIO()
    parquet.write_table(pa.Table.from_pylist(records, schema=schema), out)
    return out.getvalue()


def used_fields(rows: Sequence[OutRow]) -> list[str]:
    """The columns in which anything stands; `words` and `by` always."""
    return [
        field
        for field in FIELDS
        if field in ("words", "by") or any(getattr(row, field) not in ("", (), None) for row in rows)
    ]


def _cell(row: OutRow, field: str) -> str:
    value = _flat(getattr(row, field))
    return "" if value is None else str(value)


def _flat(value: str | float | tuple[str, ...] | None) -> str | float | None:
    return "\n".join(value) if isinstance(value, tuple) else value


def tamed(text: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
