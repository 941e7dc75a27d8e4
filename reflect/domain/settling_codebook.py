"""What must hold between learning points after two versions of a codebook were brought together.

What a point stands under, or was merged into, is there; nothing stands under itself or was merged into itself
by way of others; no two points have one number. The outcome is the same whichever side is called mine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Fields = Mapping[str, object]
Rows = dict[str, dict[str, object]]
"""The learning points that are being settled, by id."""


def needed_points(points: Rows, mine: Mapping[str, Fields], theirs: Mapping[str, Fields]) -> list[str]:
    """Bring back points that one side removed and the other put something under or merged into; their ids."""
    back: list[str] = []
    waiting = sorted(points)
    while waiting:
        point = points[waiting.pop()]
        for wanted in (point.get("parent"), point.get("merged_into")):
            row = (mine.get(wanted) or theirs.get(wanted)) if isinstance(wanted, str) else None
            if isinstance(wanted, str) and wanted not in points and row is not None:
                points[wanted] = dict(row)
                back.append(wanted)
                waiting.append(wanted)
    return sorted(back)


def settled_points(points: Rows, were: Mapping[str, Fields]) -> None:
    """Make it so in `points`; `were` is what both sides come from."""
    for circle in _circles(points, "merged_into"):
        # Two people merged the same points into each other: the one with the lowest number stands for all.
        points[circle[0]] |= {"merged_into": None, "retired": None}
    for key in sorted(points):
        parent = points[key].get("parent")
        while isinstance(parent, str) and points.get(parent, {}).get("merged_into") in points:
            parent = points[parent]["merged_into"]
        if parent != points[key].get("parent"):
            points[key]["parent"] = None if parent == key else parent
    for circle in _circles(points, "parent"):
        points[circle[0]]["parent"] = None
    _numbered_once(points, were)


def _circles(points: Rows, field: str) -> Iterator[list[str]]:
    """The points that come round to themselves by way of `field`, each circle from its lowest number on."""
    known: set[str] = set()
    for start in sorted(points):
        path: list[str] = []
        here: object = start
        while isinstance(here, str) and here in points and here not in known:
            known.add(here)
            path.append(here)
            here = points[here].get(field)
        if isinstance(here, str) and here in path:
            circle = path[path.index(here) :]
            yield sorted(circle, key=lambda key: (_number(points[key]), key))


def _numbered_once(points: Rows, were: Mapping[str, Fields]) -> None:
    """Where both sides gave a new point the same number, one of them gets the next that is free."""
    held: dict[int, list[str]] = {}
    for key, point in points.items():
        if isinstance(point.get("number"), int) and point.get("merged_into") not in points:
            held.setdefault(_number(point), []).append(key)
    free = max(held, default=0) + 1
    for number in sorted(held):
        # Who had the number before keeps it.
        keys = sorted(held[number], key=lambda key: (were.get(key, {}).get("number") != number, key))
        for key in keys[1:]:
            if all(were.get(each, {}).get("number") == number for each in (keys[0], key)):
                continue  # it was so before
            points[key]["number"] = free
            free += 1


def _number(point: Fields) -> int:
    number = point.get("number")
    return number if isinstance(number, int) else 0
