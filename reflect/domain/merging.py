"""Bringing two versions of a file's tables together: record by record, then field by field.

What only one side changed since the common parent is taken; what both changed is settled by the field's rule
(`reflect.domain.merge_rules`). A record that one side removed and the other left alone is removed; one that
the other changed stays. Clashes are filed in the tables themselves, so that both versions travel with the
file. The outcome is the same whichever side is called mine: two laptops that merge come to the same content.

Works on plain tables rather than on typed records, so that what a later version put there is merged too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from reflect.domain.amounts import many
from reflect.domain.clashes import Clash
from reflect.domain.merge_rules import Fields, Settled, settled
from reflect.domain.session import SessionRecord
from reflect.domain.settling import at_peace

Rows = Mapping[str, Fields]
"""Records by id."""
Tables = Mapping[str, Rows]
"""What a file holds, by the names of its tables."""
Record = TypeVar("Record", bound=msgspec.Struct)

CLASHES = "clashes"
"""The table in which clashes are filed."""


class MergeReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a merge, seen from the side that is called mine. Records are told as `table/id`."""

    taken: tuple[str, ...] = ()
    """Added, changed or removed by them alone."""
    merged: tuple[str, ...] = ()
    """Changed by both, and brought together."""
    clashes: tuple[Clash, ...] = ()
    """Where both versions are kept until a person chooses."""
    parent_known: bool = True
    """Whether the version that both come from was found; without it nothing counts as removed."""

    def joined(self, later: MergeReport) -> MergeReport:
        """This and a later one as one."""
        known = {clash.id for clash in self.clashes}
        return MergeReport(
            taken=_once(self.taken, later.taken),
            merged=_once(self.merged, later.merged),
            clashes=(*self.clashes, *(clash for clash in later.clashes if clash.id not in known)),
            parent_known=self.parent_known and later.parent_known,
        )

    def in_words(self) -> str:
        """What a researcher is told."""
        parts = []
        if self.taken:
            parts.append(f"{many(len(self.taken), 'change')} of theirs came in")
        if self.merged:
            parts.append(f"{many(len(self.merged), 'record')} changed by both were brought together")
        if self.clashes:
            parts.append(
                f"in {many(len(self.clashes), 'place')} both versions are kept for you to choose from"
            )
        return "; ".join(parts)


class Merge(NamedTuple):
    """Two versions brought together."""

    tables: dict[str, dict[str, dict[str, object]]]
    report: MergeReport


class _Side(NamedTuple):
    mine: Tables
    theirs: Tables
    base: Tables | None


def merge(mine: Tables, theirs: Tables, base: Tables | None, *, at: str) -> Merge:
    """`mine` and `theirs` as one. `base` is what both come from, None when nobody knows.

    `at` is when, ISO 8601 with time zone: what clashes are filed with.
    """
    if theirs in (mine, base):
        return Merge(_own({**theirs, **mine}), MergeReport(parent_known=base is not None))
    done: dict[str, dict[str, dict[str, object]]] = {}
    taken: list[str] = []
    merged: list[str] = []
    clashes: list[Clash] = []
    sides = _Side(mine, theirs, base)
    for table in sorted(mine.keys() | theirs.keys()):
        rows = done[table] = {}
        for key, ours, other, parent in _records(sides, table):
            outcome = _record(table, key, ours, other, parent, at=at)
            if outcome is not None:
                rows[key] = dict(outcome.fields)
                clashes += outcome.clashes
            now = None if outcome is None else outcome.fields
            if now == ours:
                continue
            (taken if now == other else merged).append(f"{table}/{key}")
    if mine != base:
        taken += at_peace(done, mine, theirs, base or {})
    for clash in clashes:
        filed = done.setdefault(CLASHES, {})
        filed.setdefault(clash.id, dict(msgspec.to_builtins(clash)))
    report = MergeReport(
        taken=tuple(place for place in taken if not place.startswith(f"{CLASHES}/")),
        merged=tuple(place for place in merged if not place.startswith(f"{CLASHES}/")),
        clashes=tuple(clashes),
        parent_known=base is not None,
    )
    return Merge(done, report)


def _own(tables: Tables) -> dict[str, dict[str, dict[str, object]]]:
    return {table: {key: dict(row) for key, row in rows.items()} for table, rows in tables.items()}


def _records(sides: _Side, table: str) -> Iterator[tuple[str, Fields | None, Fields | None, Fields | None]]:
    """Every record of a table in both versions and the parent's."""
    parents = (sides.base or {}).get(table, {})
    # A table that is not in a file at all was not emptied: whoever wrote it does not know the table.
    ours, others = sides.mine.get(table, parents), sides.theirs.get(table, parents)
    for key in sorted(ours.keys() | others.keys()):
        yield key, ours.get(key), others.get(key), parents.get(key)


def _record(
    table: str, key: str, mine: Fields | None, theirs: Fields | None, parent: Fields | None, *, at: str
) -> Settled | None:
    """One record; None when it is gone."""
    if mine is None or theirs is None:
        left = mine if theirs is None else theirs
        return None if left is None or left == parent else Settled(left, [])
    if mine == theirs or theirs == parent:
        return Settled(mine, [])
    if mine == parent:
        return Settled(theirs, [])
    return settled(table, key, mine, theirs, parent, at=at)


def rebased(now: SessionRecord, merged: SessionRecord, given: SessionRecord, *, at: str) -> SessionRecord:
    """What is on the desk `now`, brought onto what came of merging the `given` record with someone else's."""
    if now is given or now == given:
        return merged
    if merged == given:
        return now
    tables = merge(as_tables(now), as_tables(merged), as_tables(given), at=at).tables
    (session,) = tables["session"].values()
    found = {"session": session, **{table: rows for table, rows in tables.items() if table != "session"}}
    return msgspec.convert(found, SessionRecord)


def sharing(record: SessionRecord, before: SessionRecord) -> SessionRecord:
    """The record, with the very objects of `before` wherever they are equal.

    Saving and the journal take what is the same object for unchanged, and look no further.
    """
    if record is before:
        return record
    fields: dict[str, object] = {}
    for name in SessionRecord.__struct_fields__:
        now, was = getattr(record, name), getattr(before, name)
        if now == was:
            fields[name] = was
        elif isinstance(now, dict):
            fields[name] = {key: was[key] if was.get(key) == row else row for key, row in now.items()}
    return msgspec.structs.replace(record, **fields)


def as_tables(record: SessionRecord) -> dict[str, dict[str, dict[str, object]]]:
    """A session as the tables of its file."""
    tables: dict[str, dict[str, dict[str, object]]] = msgspec.to_builtins(record)
    session = msgspec.to_builtins(record.session)
    return {**tables, "session": {record.session.id: session}}


def merged_record(
    mine: Record, theirs: Record, base: Record, *, table: str, key: str, at: str
) -> tuple[Record, list[Clash]]:
    """One typed record that two people changed, and what clashes in it."""
    kind = type(mine)
    ours, other, parent = (msgspec.to_builtins(record) for record in (mine, theirs, base))
    outcome = _record(table, key, ours, other, parent, at=at)
    if outcome is None:
        return mine, []
    return msgspec.convert(outcome.fields, kind), outcome.clashes


def _once(one: Sequence[str], two: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *two)))
