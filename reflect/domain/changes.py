"""Changes to a session: made, applied and taken back, without ever touching the record they start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar, cast

import msgspec

from reflect.domain.clashes import Clash
from reflect.domain.session import Binned, Memo, Note, Quote, Response, SessionRecord, Tag, Turn

Table = Literal["responses", "turns", "notes", "quotes", "tags", "memos", "bin", "clashes"]
Row = Response | Turn | Note | Quote | Tag | Memo | Binned | Clash
Record = TypeVar("Record", bound=msgspec.Struct)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One row of one table before and after; None where it did not, or does no longer, exist."""

    table: Table
    id: str
    before: Row | None = None
    after: Row | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What a researcher did in one go, in words for *undo*, and the changes it made."""

    label: str
    changes: tuple[Change, ...]


def put(record: SessionRecord, table: Table, row: Row) -> Change:
    """The change that adds `row`, or replaces the row of the same id."""
    return Change(table=table, id=row.id, before=_rows(record, table).get(row.id), after=row)


def drop(record: SessionRecord, table: Table, row_id: str) -> Change:
    """The change that removes a row; raises KeyError when it is not there."""
    return Change(table=table, id=row_id, before=_rows(record, table)[row_id])


def applied(record: SessionRecord, changes: Iterable[Change]) -> SessionRecord:
    """The record with `changes` made to it; tables that no change names are shared, not copied."""
    tables: dict[str, dict[str, Row]] = {}
    for change in changes:
        if change.table not in tables:
            tables[change.table] = dict(_rows(record, change.table))
        if change.after is None:
            tables[change.table].pop(change.id, None)
        else:
            tables[change.table][change.id] = change.after
    return msgspec.structs.replace(record, **tables) if tables else record


def taking_back(record: SessionRecord, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that take `changes` back in the record as it is now.

    Only the fields that a change set are set back: what was typed or moved in the same row since stays.
    """
    back = []
    for change in reversed(list(changes)):
        now = _rows(record, change.table).get(change.id)
        wanted = change.before
        if wanted is not None and change.after is not None and now is not None:
            wanted = fields_back(now, before=wanted, after=change.after)
        if wanted is not now:
            back.append(Change(table=change.table, id=change.id, before=now, after=wanted))
    return tuple(back)


def fields_back(now: Record, *, before: Record, after: Record) -> Record:
    """The record with those fields as they were before that a change of `before` to `after` set."""
    fields = {
        name: getattr(before, name)
        for name in before.__struct_fields__
        if getattr(before, name) != getattr(after, name)
    }
    return msgspec.structs.replace(now, **fields)


def _rows(record: SessionRecord, table: Table) -> Mapping[str, Row]:
    return cast("Mapping[str, Row]", getattr(record, table))
