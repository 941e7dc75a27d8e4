"""Between the records of a file and the typed structs of the domain.

A field that a struct does not know is an error to `check`, and is passed over when a record is read: a later
version may have put it there. A record of a session file that is then changed and saved is written without
it; carrying it along would need the field kept beside every struct. (Whole tables that a session file does
not know are kept, see `session_file`, and records changed through `repository` keep their unknown fields.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, TypeVar, get_args

import msgspec

from reflect.errors import RecordInvalid
from reflect.store.sealed import Tables

Record = TypeVar("Record", bound=msgspec.Struct)

_TYPE_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "null": "nothing",
    "array": "a list",
    "object": "a group of fields",
}
_EXPECTED = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_MISSING = re.compile(r"missing required field `([^`]+)`")
_ENUM = re.compile(r"Invalid enum value (.+?)(?: - at|$)")
_FIELD = re.compile(r" - at `\$\.?([^`]*)`")


def to_record(struct: msgspec.Struct) -> dict[str, object]:
    """The struct as a record."""
    record: dict[str, object] = msgspec.to_builtins(struct)
    return record


def from_record(
    kind: type[Record],
    record: Mapping[str, object],
    *,
    file: str,
    table: str,
    record_id: str,
    key: str = "id",
) -> Record:
    """The record as a struct. `key` is the field that repeats the record's id; empty if none does.

    Raises:
        RecordInvalid: a field is missing or not of its kind; file, record and field are named.

    """
    place = f"{file}: {table}/{record_id}"
    try:
        struct = msgspec.convert(record, kind, strict=True)
    except msgspec.ValidationError as error:
        raise RecordInvalid(_in_words(str(error), kind), place=place) from error
    if key and record[key] != record_id:
        raise RecordInvalid(
            f"{key} should be {record_id}, as the record is filed, not {record[key]}", place=place
        )
    return struct


def from_table(
    kind: type[Record], tables: Tables, table: str, *, file: str, key: str = "id"
) -> dict[str, Record]:
    """Every record of a table by id; none when the table is not there. Raises what `from_record` raises."""
    return {
        record_id: from_record(kind, record, file=file, table=table, record_id=record_id, key=key)
        for record_id, record in tables.get(table, {}).items()
    }


def unknown_fields(kind: type[msgspec.Struct], record: Mapping[str, object]) -> list[str]:
    """The fields of a record that its kind does not have."""
    return sorted(set(record).difference(kind.__struct_encode_fields__))


def _in_words(said: str, kind: type[msgspec.Struct]) -> str:
    """What msgspec said, in words: which field, what it should be, what it is."""
    at = _FIELD.search(said)
    field = (at[1] if at else "") or "The record"
    missing = _MISSING.search(said)
    if missing:
        return f"{field} lacks {missing[1]}" if at and at[1] else f"The field {missing[1]} is missing"
    expected = _EXPECTED.search(said)
    if expected:
        wanted = " or ".join(_TYPE_WORDS.get(word, word) for word in expected[1].split(" | "))
        return f"{field} should be {wanted}, not {_TYPE_WORDS.get(expected[2], expected[2])}"
    enum = _ENUM.search(said)
    if enum:
        choices = _choices(kind, field)
        return f"{field} cannot be {enum[1]}" + (f"; it is one of: {', '.join(choices)}" if choices else "")
    return f"{field} is not as it should be: {said}"


def _choices(kind: type[msgspec.Struct], field: str) -> list[str]:
    """The values that a field of the struct itself can have, if they are a closed list."""
    wanted: Any = next((f.type for f in msgspec.structs.fields(kind) if f.encode_name == field), None)
    for part in (wanted, *get_args(wanted)):
        if isinstance(part, type) and issubclass(part, Enum):
            return [str(member.value) for member in part]
    return []


def with_records(tables: Tables, rows: Mapping[str, Iterable[msgspec.Struct]]) -> Tables:
    """The tables with more records in them, each in the place of the one with its id."""
    now = dict(tables)
    for table, records in rows.items():
        key = "code" if table == "participants" else "id"
        added = {str(fields[key]): fields for fields in map(to_record, records)}
        now[table] = {**now.get(table, {}), **added}
    return now
