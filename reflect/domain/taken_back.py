"""Taking a change of a whole session back later, when others may have written in it since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import msgspec

from reflect.domain.changes import Change, Row, Table, applied, rows
from reflect.domain.cuttings import Cuttings
from reflect.domain.going_back import taking_back, text_moves
from reflect.domain.session import SessionRecord


def changes_between(before: SessionRecord, after: SessionRecord) -> tuple[Change, ...]:
    """What makes `after` of `before`."""
    return tuple(_changes(before, after))


def taken_back(now: SessionRecord, before: SessionRecord, after: SessionRecord) -> SessionRecord | None:
    """`now` without what once made `after` of `before`; None when something it set is not as it left it."""
    changes = changes_between(before, after)
    if not all(_untouched(rows(now, change.table).get(change.id), change) for change in changes):
        return None
    back = taking_back(now, changes).changes
    record = applied(now, back)
    set_back = {change.id for change in back if change.table == "quotes"}
    for change in back:
        # Quotes that were made since stand in a text that is another now.
        moves = text_moves(record, change, Cuttings())
        record = applied(record, [move for move in moves if move.id not in set_back])
    return record


def unchanged_since(now: msgspec.Struct, before: msgspec.Struct, after: msgspec.Struct) -> bool:
    """Whether the fields that a change of `before` to `after` set are as it left them."""
    return all(
        getattr(now, name) == getattr(after, name)
        for name in after.__struct_fields__
        if getattr(before, name) != getattr(after, name)
    )


def _changes(before: SessionRecord, after: SessionRecord) -> Iterator[Change]:
    for table in get_args(Table):
        old, new = rows(before, table), rows(after, table)
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                yield Change(table=table, id=key, before=old.get(key), after=new.get(key))


def _untouched(now: Row | None, change: Change) -> bool:
    if now is None or change.before is None or change.after is None:
        return now == change.after
    return unchanged_since(now, change.before, change.after)
