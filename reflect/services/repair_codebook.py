"""Mending what tags name: learning points that lie in the bin, and ones that were merged into others.

Works on the tables of files as they are, so that a repair can do it without opening the study.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from reflect.domain.bin import BinnedFromStudy
from reflect.domain.codebook import LearningPoint, free_number, standing
from reflect.domain.ids import PointId
from reflect.domain.retagging import changes_of, moves
from reflect.domain.session import SessionRecord
from reflect.errors import ReflectError
from reflect.store.records import from_record, to_record
from reflect.store.sealed import Tables


def points_back(tables: Tables, wanted: Collection[str]) -> list[LearningPoint]:
    """Bring back those of the wanted learning points that lie in the bin of the study's file."""
    points, binned = tables.get("points", {}), tables.get("bin", {})
    back: list[LearningPoint] = []
    for key in sorted(binned):
        try:
            row = from_record(BinnedFromStudy, binned[key], file="", table="bin", record_id=key)
            known = {PointId(point): _point(points[point], point) for point in points}
        except ReflectError:
            continue
        ids = {point.id for point in row.points}
        if not ids & set(wanted) or ids & points.keys():
            continue
        for kept in row.points:
            point = kept
            if any(kept.number == other.number for other in standing(known).values()):
                point = msgspec.structs.replace(kept, number=free_number(known))
            known[point.id] = point
            points[point.id] = to_record(point)
            back.append(point)
        for memo in row.memos:
            tables.setdefault("memos", {}).setdefault(memo.id, to_record(memo))
        for role in row.roles:
            tables.setdefault("roles", {}).setdefault(role.id, to_record(role))
        del binned[key]
    return back


def tags_moved(tables: Tables, record: SessionRecord, where: Mapping[PointId, PointId]) -> int:
    """Let the tags and memos of a session follow merges, in its tables; how many did."""
    made = moves(record, where)
    for change in changes_of(made):
        rows = tables.setdefault(change.table, {})
        if change.after is None:
            rows.pop(change.id, None)
        else:
            rows[change.id] = rows.get(change.id, {}) | to_record(change.after)
    return len(made)


def _point(row: dict[str, object], key: str) -> LearningPoint:
    return from_record(LearningPoint, row, file="", table="points", record_id=key)
