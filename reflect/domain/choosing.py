"""Settling a clash: the changes that put the chosen version into its field and let the clash go."""

from __future__ import annotations

import msgspec

from reflect.domain import tagging
from reflect.domain.anchors import found_again
from reflect.domain.changes import Change, Record, Row, Table, applied, drop, put, rows
from reflect.domain.clashes import Clash, canonical, value_of
from reflect.domain.cuttings import Cuttings
from reflect.domain.passages import Spoken, passage_of, text_of, words_of
from reflect.domain.session import Quote, SessionRecord

_TABLES: dict[str, Table] = {
    "session": "session",
    "responses": "responses",
    "turns": "turns",
    "notes": "notes",
    "quotes": "quotes",
    "tags": "tags",
    "memos": "memos",
    "seats": "seats",
    "contributions": "contributions",
    "clusters": "clusters",
    "rules": "rules",
    "bin": "bin",
}


def stands_now(record: SessionRecord, clash: Clash) -> str | None:
    """What stands in the field now, as a version of the clash would; None when it is not there any more."""
    row = _row(record, clash)
    return None if row is None else version(row, clash)


def version(row: msgspec.Struct, clash: Clash) -> str | None:
    """What a record has in a clash's field; None when it has no such field."""
    value = msgspec.to_builtins(row).get(clash.field)
    if value is None and clash.field not in row.__struct_fields__:
        return None
    return str(value or "") if clash.prose else canonical(value)


def with_version(row: Record, clash: Clash, chosen: str) -> Record:
    """A record with a version in the clash's field.

    Raises:
        ValueError: the version is not what the field can hold.

    """
    fields = {**msgspec.to_builtins(row), clash.field: value_of(clash, chosen)}
    return msgspec.convert(fields, type(row))


def settling(
    record: SessionRecord, clash: Clash, chosen: str, cuttings: Cuttings | None = None
) -> list[Change]:
    """The changes that settle a clash in a session; quotes stay on their words.

    Raises:
        KeyError: it is settled already.
        ValueError: `chosen` is not what the field can hold.

    """
    changes = [drop(record, "clashes", clash.id)]
    row = _row(record, clash)
    if row is None:
        return changes
    after = with_version(row, clash, chosen)
    if isinstance(after, Quote):
        after = found_again(after, text_of(record, after.passage))
    if after == row:
        return changes
    changes.append(put(record, _TABLES[clash.table], after))
    if isinstance(row, Spoken) and isinstance(after, Spoken):
        now = applied(record, changes)
        old, new = words_of(row), words_of(after)
        changes += tagging.text_changed(now, passage_of(row), old, new, cuttings=cuttings)
    return changes


def _row(record: SessionRecord, clash: Clash) -> Row | None:
    table = _TABLES.get(clash.table)
    return None if table is None else rows(record, table).get(clash.record)
