"""Changes to a session: made and applied, without ever touching the record they start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar, cast

import msgspec

from reflect.domain.clashes import Clash
from reflect.domain.group import Cluster, Contribution, Rule, Seat
from reflect.domain.session import Binned, Memo, Note, Quote, Response, Session, SessionRecord, Tag, Turn

Table = Literal[
    "session",
    "responses",
    "turns",
    "notes",
    "quotes",
    "tags",
    "memos",
    "seats",
    "contributions",
    "clusters",
    "rules",
    "bin",
    "clashes",
]
Row = (
    Session
    | Response
    | Turn
    | Note
    | Quote
    | Tag
    | Memo
    | Seat
    | Contribution
    | Cluster
    | Rule
    | Binned
    | Clash
)
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
    texts: dict[str, str] = {}
    """The passages that changed quotes stood in before the step, as they read then."""


def put(record: SessionRecord, table: Table, row: Row) -> Change:
    """The change that adds `row`, or replaces the row of the same id."""
    return Change(table=table, id=row.id, before=rows(record, table).get(row.id), after=row)


def drop(record: SessionRecord, table: Table, row_id: str) -> Change:
    """The change that removes a row; raises KeyError when it is not there."""
    return Change(table=table, id=row_id, before=rows(record, table)[row_id])


def applied(record: SessionRecord, changes: Iterable[Change]) -> SessionRecord:
    """The record with `changes` made to it; tables that no change names are shared, not copied."""
    tables: dict[str, dict[str, Row]] = {}
    session = record.session
    for change in changes:
        if change.table == "session":
            session = change.after if isinstance(change.after, Session) else session
            continue
        if change.table not in tables:
            tables[change.table] = dict(rows(record, change.table))
        if change.after is None:
            tables[change.table].pop(change.id, None)
        else:
            tables[change.table][change.id] = change.after
    if not tables and session is record.session:
        return record
    return msgspec.structs.replace(record, session=session, **tables)


def folded(changes: Iterable[Change]) -> list[Change]:
    """Changes that follow one another as one change a row; what comes to nothing is left out."""
    found: dict[tuple[str, str], Change] = {}
    for change in changes:
        first = found.get((change.table, change.id), change)
        found[change.table, change.id] = msgspec.structs.replace(change, before=first.before)
    return [change for change in found.values() if change.before != change.after]


def fields_back(now: Record, *, before: Record, after: Record) -> Record:
    """The record with those fields as they were before that a change of `before` to `after` set.

    A field that is another by now, because somebody else has set it since, stays.
    """
    fields = {
        name: getattr(before, name)
        for name in before.__struct_fields__
        if getattr(before, name) != getattr(after, name) == getattr(now, name)
    }
    return msgspec.structs.replace(now, **fields)


def rows(record: SessionRecord, table: Table) -> Mapping[str, Row]:
    """The rows of a table by id; the sitting as a table of one."""
    if table == "session":
        return {record.session.id: record.session}
    return cast("Mapping[str, Row]", getattr(record, table))
