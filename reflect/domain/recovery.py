"""Bringing back what was typed and never reached its file: changes of rows, laid over a record as it is.

A change tells a row as it became, and of each field that changed what stood there in the record it was made
from. So it can be laid over another record too: that is a merge of three versions (`reflect.domain.merging`),
in which nobody's words give way to anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args, get_type_hints

import msgspec

from reflect.domain.clashes import Clash
from reflect.domain.merging import merge
from reflect.domain.session import Response, Session, SessionRecord

Fields = dict[str, Any]
"""A row as plain values, as it stands in a file."""

SITTING = "session"
"""The table of the one row that is the sitting itself."""

ROWS: dict[str, type[msgspec.Struct]] = {
    SITTING: Session,
    **{
        name: get_args(hint)[1]
        for name, hint in get_type_hints(SessionRecord).items()
        if name != SITTING  # all others are tables by id
    },
}
"""The tables of a session and what their rows are."""

_ANSWERING = ("text", "entries", "choices", "ranking", "rating", "cannot_say")
_COUNTED = ("turns", "notes", "quotes", "tags", "memos", "contributions", "seats", "clusters", "rules")


class RowChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row that changed."""

    table: str
    id: str
    was: Fields | None = None
    """What stood in the fields that changed, in the record this builds on; None where it had no such row.

    A field that was told in an earlier change of the same row need not be told again.
    """
    now: Fields | None = None
    """The whole row; None when it was removed."""


Passed = Mapping[tuple[str, str], Sequence[Fields | None]]
"""What each row was in between, by table and id: None where it was not there."""


class Recovered(msgspec.Struct, frozen=True, kw_only=True):
    """A record with the changes laid over it."""

    record: SessionRecord
    """The very same object when nothing came back."""
    answers: int = 0
    """How many answers have other words or choices now."""
    others: int = 0
    """How many tags, notes, memos, quotes, … came, went or changed."""
    clashes: tuple[Clash, ...] = ()
    """Where somebody else wrote something different meanwhile; they are filed in the record."""


def differences(base: SessionRecord, last: SessionRecord, now: SessionRecord) -> list[RowChange]:
    """What is other in `now` than in `last`, told for a record that is like `base`.

    Rows and tables that are the same object are taken as unchanged, as they are when records are changed
    with `msgspec.structs.replace`.
    """
    found = []
    for table in ROWS:
        before, after = rows_of(last, table), rows_of(now, table)
        if after is before:
            continue
        at_base = rows_of(base, table)
        found += [
            _change(table, key, at_base.get(key), before.get(key), after.get(key))
            for key in [*after, *(key for key in before if key not in after)]
            if after.get(key) is not before.get(key)
        ]
    return found


def folded(
    so_far: Mapping[tuple[str, str], RowChange], changes: Iterable[RowChange]
) -> dict[tuple[str, str], RowChange]:
    """Changes that follow one another as one change a row."""
    found = dict(so_far)
    for change in changes:
        key = (change.table, change.id)
        first = found.get(key)
        was = change.was
        if first is not None:
            was = None if first.was is None else {**(change.was or {}), **first.was}
        found[key] = RowChange(table=change.table, id=change.id, was=was, now=change.now)
    return found


def recovered(
    record: SessionRecord, changes: Iterable[RowChange], *, at: str, passed: Passed | None = None
) -> Recovered:
    """Lay changes, one a row, over a record; where somebody else wrote too, the two are merged.

    A row that is as it was in between (`passed`) was saved by whoever wrote the changes, and by nobody else.
    `at` is when the changes were written: ISO 8601 with time zone.
    """
    between = passed or {}
    theirs = {table: {key: fields_of(row) for key, row in rows_of(record, table).items()} for table in ROWS}
    base, ours = ({table: dict(rows) for table, rows in theirs.items()} for _ in range(2))
    straight = True
    for change in changes:
        if change.table not in ROWS or not _is_known(change):
            continue
        there = theirs[change.table].get(change.id)
        was = there if there in between.get((change.table, change.id), ()) else _before(change)
        straight = straight and there in (was, change.now)
        for side, row in ((base, was), (ours, change.now)):
            side[change.table].pop(change.id, None)
            if row is not None:
                side[change.table][change.id] = row
    clashes: tuple[Clash, ...] = ()
    if not straight:
        merged = merge(ours, theirs, base, at=at)
        ours, clashes = merged.tables, merged.report.clashes
    if ours == theirs:
        return Recovered(record=record)
    found = rebuilt(ours) or record
    return Recovered(
        record=found,
        answers=sum(
            answer_differs(record.responses.get(key), response) for key, response in found.responses.items()
        ),
        others=sum(_rows_differing(rows_of(record, table), rows_of(found, table)) for table in _COUNTED),
        clashes=clashes,
    )


def as_fields(record: SessionRecord) -> dict[str, dict[str, Fields]]:
    """The whole record as plain values, by table and id."""
    return {
        table: {key: msgspec.to_builtins(row) for key, row in rows_of(record, table).items()}
        for table in ROWS
    }


def fields_of(row: msgspec.Struct) -> Fields:
    """A row as plain values, just as they would come back from a file."""
    fields: Fields = msgspec.json.decode(msgspec.json.encode(row))
    return fields


def rebuilt(rows: Mapping[str, Mapping[str, Fields]]) -> SessionRecord | None:
    """The record that these rows are, as far as they are good; None without the sitting itself."""
    tables: dict[str, Any] = {
        table: {key: row for key, fields in rows.get(table, {}).items() if (row := _struct(table, fields))}
        for table in ROWS
    }
    sittings = list(tables.pop(SITTING).values())
    return SessionRecord(session=sittings[0], **tables) if sittings else None


def rows_of(record: SessionRecord, table: str) -> Mapping[str, msgspec.Struct]:
    """A table of the record; the sitting as a table of one row."""
    if table == SITTING:
        return _Sitting(record.session)
    found: Mapping[str, msgspec.Struct] = getattr(record, table)
    return found


class _Sitting(dict[str, msgspec.Struct]):
    """The sitting as a table."""

    def __init__(self, session: Session) -> None:
        super().__init__({session.id: session})


def _change(
    table: str, key: str, base: msgspec.Struct | None, last: msgspec.Struct | None, now: msgspec.Struct | None
) -> RowChange:
    if now is None:
        was = None if base is None else msgspec.to_builtins(base)
        return RowChange(table=table, id=key, was=was)
    fields: Fields = msgspec.to_builtins(now)
    if base is None:
        return RowChange(table=table, id=key, now=fields)
    changed = [
        name
        for name in now.__struct_fields__
        if getattr(base, name) != getattr(now, name)
        and (last is None or getattr(base, name) == getattr(last, name))
    ]
    before: Fields = msgspec.to_builtins(base) if changed else {}
    return RowChange(table=table, id=key, was={name: before[name] for name in changed}, now=fields)


def _before(change: RowChange) -> Fields | None:
    """The whole row as it was in the record the change builds on: what is not told was the same."""
    return None if change.was is None else {**(change.now or {}), **change.was}


def _is_known(change: RowChange) -> bool:
    """Whether the row is one that this version knows."""
    return change.now is None or _struct(change.table, change.now) is not None


def answer_differs(before: Response | None, after: Response) -> bool:
    """Whether something else is recorded in answer to a question."""
    if before is None:
        before = Response(id=after.id)
    return any(getattr(before, name) != getattr(after, name) for name in _ANSWERING)


def _rows_differing(before: Mapping[str, msgspec.Struct], after: Mapping[str, msgspec.Struct]) -> int:
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())


def _struct(table: str, fields: Fields) -> msgspec.Struct | None:
    """The row, or None when it is not one that this version knows."""
    try:
        return msgspec.convert(fields, ROWS[table], strict=True)
    except msgspec.ValidationError:
        return None
