"""Edits of the codebook, as the learning points that they change; nothing here touches quotes.

`points` are always all records of a study, those that were merged into others among them.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TypeAlias

from msgspec.structs import replace

from reflect.domain.codebook import COLOURS, HIGHEST_NUMBER, LearningPoint, free_number, standing
from reflect.domain.ids import PointId, slug, unused
from reflect.errors import InvalidInput

Points: TypeAlias = Mapping[PointId, LearningPoint]
Changed: TypeAlias = dict[PointId, LearningPoint]
"""The points that an edit changes, as they are after it."""

_LONGEST_ID = 40


def new_id(name: str, taken: Container[str]) -> PointId:
    """An id for a new point, from its name."""
    return PointId(unused(slug(name)[:_LONGEST_ID].strip("-") or "point", taken))


def put(points: Points, point: LearningPoint) -> Changed:
    """Add a point, or put it in the place of the one with its id.

    A number that another has is exchanged: that one gets this one's old number, or the next that is free.
    """
    changed = {point.id: point}
    twin = _twin(point, points)
    if twin is not None and point.merged_into is None:
        before = points.get(point.id)
        number = before.number if before is not None else point.number
        if number == point.number:
            number = free_number({**points, point.id: point})
        changed[twin.id] = replace(twin, number=number)
    return {key: after for key, after in changed.items() if points.get(key) != after}


def shifted(points: Points, point_id: PointId, by: int) -> Changed:
    """Exchange a point's number with the next (`by` 1) or the one before (-1) of those that are offered.

    Nothing changes at the ends, nor for a point that is not offered.
    """
    row = sorted((p for p in points.values() if p.offered), key=lambda p: (p.number, p.id))
    place = next((n for n, point in enumerate(row) if point.id == point_id), None)
    if place is None or not 0 <= place + by < len(row):
        return {}
    return put(points, replace(row[place], number=row[place + by].number))


def retired(points: Points, point_id: PointId, *, day: str) -> Changed:
    """Offer a point no longer for tagging, from that day (ISO 8601) on."""
    point = points[point_id]
    return {} if point.retired else {point_id: replace(point, retired=day)}


def brought_back(points: Points, point_id: PointId) -> Changed:
    """Offer a retired point again."""
    point = points[point_id]
    return {point_id: replace(point, retired=None)} if point.retired else {}


def merged(points: Points, point_id: PointId, into: PointId, *, day: str) -> Changed:
    """Let `into` stand for a point from that day (ISO 8601) on.

    What stood under the point stands under `into`; `into` itself, and what it stands under, moves up instead.

    Raises:
        InvalidInput: the two are one, or one of them is not there, or `into` is retired.

    """
    there = standing(points)
    if point_id == into:
        raise InvalidInput("A learning point cannot be merged into itself")
    for wanted in (point_id, into):
        if wanted not in there:
            what = f"There is no learning point “{wanted}” any more"
            raise InvalidInput(what, remedy="Nothing was merged.")
    point, other = there[point_id], there[into]
    if other.retired:
        raise InvalidInput(
            f"Learning point {other.number} is retired", remedy="Bring it back first, or choose another."
        )
    between = {into, *above(points, into)}
    changed = {point_id: replace(point, retired=point.retired or day, merged_into=into)}
    for child in points.values():
        if child.parent == point_id:
            parent = point.parent if child.id in between else into
            changed[child.id] = replace(child, parent=parent)
    return changed


def above(points: Points, point_id: PointId) -> list[PointId]:
    """What a point stands under, the nearest first; ends where it would come round again."""
    found: list[PointId] = []
    here = points.get(point_id)
    while here is not None and here.parent is not None and here.parent not in (point_id, *found):
        found.append(here.parent)
        here = points.get(here.parent)
    return found


def fault(point: LearningPoint, points: Points) -> InvalidInput | None:
    """What keeps a point from being among `points` as it is; None when nothing does."""
    if not point.name.strip() or point.id.casefold() != slug(point.id):
        return InvalidInput("A learning point needs a name, and an id of letters, digits and hyphens")
    if point.colour not in COLOURS:
        return InvalidInput(
            f"There is no colour “{point.colour}”", remedy=f"One of these: {', '.join(COLOURS)}."
        )
    if point.merged_into is not None:
        return None
    return _number_fault(point, points) or _parent_fault(point, points)


def _number_fault(point: LearningPoint, points: Points) -> InvalidInput | None:
    twin = _twin(point, points)
    free = free_number(points)
    if twin is not None:
        what = f"{point.number} is the number of “{twin.name}” already"
        return InvalidInput(what, remedy=f"{free} is free.")
    if not 1 <= point.number <= HIGHEST_NUMBER:
        remedy = f"{free} is free." if free <= HIGHEST_NUMBER else "Merge or remove one first."
        return InvalidInput(f"The number of a learning point is from 1 to {HIGHEST_NUMBER}", remedy=remedy)
    return None


def _twin(point: LearningPoint, points: Points) -> LearningPoint | None:
    """Another point of the same number; what is left of one that was merged into this one has none."""
    others = (other for key, other in standing({**points, point.id: point}).items() if key != point.id)
    return next((other for other in others if other.number == point.number), None)


def _parent_fault(point: LearningPoint, points: Points) -> InvalidInput | None:
    there = standing({**points, point.id: point})
    here = point
    for parent in above(there, point.id):
        if parent not in there:
            return InvalidInput(f"There is no learning point “{parent}” for it to stand under")
        here = there[parent]
    if here.parent is not None:
        return InvalidInput("A learning point cannot stand under itself")
    return None
