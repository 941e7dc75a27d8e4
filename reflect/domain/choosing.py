"""Settling a clash: the changes that put the chosen version into its field and let the clash go."""

from __future__ import annotations

import msgspec

from reflect.domain import tagging
from reflect.domain.anchors import found_again
from reflect.domain.changes import Change, Record, Row, Table, applied, drop, put
from reflect.domain.clashes import Clash, canonical, value_of
from reflect.domain.ids import PassageId
from reflect.domain.passages import answer_passage, note_passage, response_text, turn_passage
from reflect.domain.session import Note, Quote, Response, SessionRecord, Turn

_TABLES: dict[str, Table] = {
    "responses": "responses",
    "turns": "turns",
    "notes": "notes",
    "quotes": "quotes",
    "tags": "tags",
    "memos": "memos",
    "bin": "bin",
}


def stands_now(record: SessionRecord, clash: Clash) -> str | None:
    """What stands in the field now, as a version of the clash would; None when it is not there any more."""
    row: msgspec.Struct | None = _row(record, clash)
    if clash.table == "session" and clash.record == record.session.id:
        row = record.session
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


def settling(record: SessionRecord, clash: Clash, chosen: str) -> list[Change]:
    """The changes that settle a clash in a session; quotes stay on their words.

    Raises:
        KeyError: it is settled already.
        ValueError: `chosen` is not what the field can hold.

    """
    changes = [drop(record, "clashes", clash.id)]
    if clash.table == "session" and clash.record == record.session.id:
        return changes  # set by `settled_sitting`: the sitting is no row of a table
    row = _row(record, clash)
    if row is None or clash.table not in _TABLES:
        return changes
    table, after = _TABLES[clash.table], with_version(row, clash, chosen)
    if isinstance(after, Quote):
        text = _texts(record).get(after.passage, "")
        after = found_again(after, text)
    if after == row:
        return changes
    changes.append(put(record, table, after))
    now = applied(record, changes)
    for passage, old in _texts(record, clash.record).items():
        new = _texts(now, clash.record).get(passage, "")
        changes += tagging.text_changed(now, PassageId(passage), old, new)
    return changes


def settled_sitting(record: SessionRecord, clash: Clash, chosen: str) -> SessionRecord:
    """The session with a version in a field of the sitting itself. Raises ValueError as `settling`."""
    if clash.table != "session" or clash.record != record.session.id:
        return record
    return msgspec.structs.replace(record, session=with_version(record.session, clash, chosen))


def _row(record: SessionRecord, clash: Clash) -> Row | None:
    if clash.table == "session":
        return None
    rows: dict[str, Row] = getattr(record, clash.table, {})
    return rows.get(clash.record)


def _texts(record: SessionRecord, only: str | None = None) -> dict[str, str]:
    """Passages and their texts, of all rows or of those with one id."""
    found: dict[str, str] = {}
    rows: list[Response | Turn | Note] = [
        *record.responses.values(),
        *record.turns.values(),
        *record.notes.values(),
    ]
    for row in rows:
        if only is not None and row.id != only:
            continue
        if isinstance(row, Response):
            found[answer_passage(row.id)] = response_text(row.entries, row.text)
        elif isinstance(row, Turn):
            found[turn_passage(row.id)] = row.text
        else:
            found[note_passage(row.id)] = row.text
    return found
