"""Taking a change of a whole session back later, when others may have written in it since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast, get_args

import msgspec

from reflect.domain.changes import Change, Row, Table, applied, fields_back, taking_back
from reflect.domain.session import SessionRecord


def changes_between(before: SessionRecord, after: SessionRecord) -> tuple[Change, ...]:
    """What makes `after` of `before`, but for the sitting itself."""
    return tuple(_changes(before, after))


def taken_back(now: SessionRecord, before: SessionRecord, after: SessionRecord) -> SessionRecord | None:
    """`now` without what once made `after` of `before`; None when something it set is not as it left it."""
    changes = changes_between(before, after)
    if not all(_untouched(_rows(now, change.table).get(change.id), change) for change in changes):
        return None
    if not unchanged_since(now.session, before.session, after.session):
        return None
    record = applied(now, taking_back(now, changes))
    sitting = fields_back(now.session, before=before.session, after=after.session)
    return msgspec.structs.replace(record, session=sitting)


def unchanged_since(now: msgspec.Struct, before: msgspec.Struct, after: msgspec.Struct) -> bool:
    """Whether the fields that a change of `before` to `after` set are as it left them."""
    return all(
        getattr(now, name) == getattr(after, name)
        for name in after.__struct_fields__
        if getattr(before, name) != getattr(after, name)
    )


def _changes(before: SessionRecord, after: SessionRecord) -> Iterator[Change]:
    for table in get_args(Table):
        old, new = _rows(before, table), _rows(after, table)
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                yield Change(table=table, id=key, before=old.get(key), after=new.get(key))


def _untouched(now: Row | None, change: Change) -> bool:
    if now is None or change.before is None or change.after is None:
        return now == change.after
    return unchanged_since(now, change.before, change.after)


def _rows(record: SessionRecord, table: Table) -> Mapping[str, Row]:
    return cast("Mapping[str, Row]", getattr(record, table))
