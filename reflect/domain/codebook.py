"""The codebook: the learning points that quotes are tagged with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from reflect.domain.guide import Anchor
from reflect.domain.ids import PointId

COLOURS = ("blue", "orange", "green", "purple", "gold", "teal", "red", "pink")
"""The palette's names; what they look like on a dark or a light theme is the screens' affair."""

DIGITS = 9
"""Learning points up to this number have a key of their own; the others are tagged with by typing."""

HIGHEST_NUMBER = 999
"""More than three digits would find no room beside a text."""


class LearningPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One theme of the codebook."""

    id: PointId
    number: int
    """What is pressed to tag with it (1 to 9; typed when higher), and how it is named beside its colour."""
    name: str
    description: str = ""
    use_when: tuple[str, ...] = ()
    not_when: tuple[str, ...] = ()
    example: str = ""
    colour: str = "blue"
    """One of `COLOURS`; where points share one, the number makes the difference."""
    parent: PointId | None = None
    retired: str | None = None
    """The day from which it is not offered for tagging any more, ISO 8601; its quotes keep it."""
    anchors: tuple[Anchor, ...] = ()
    """For self-assessments: what the numbers of the scale look like for this point, lowest first."""
    merged_into: PointId | None = None
    """The point that has its quotes now. What is left of this one leads there what was tagged elsewhere."""

    @property
    def offered(self) -> bool:
        """Whether one can tag with it."""
        return self.retired is None and self.merged_into is None


class Codebook(msgspec.Struct, frozen=True):
    """The learning points of a study, in the order of their numbers."""

    points: tuple[LearningPoint, ...] = ()
    """The retired ones too."""
    merged: tuple[LearningPoint, ...] = ()
    """What is left of those that were merged into others."""
    moved: dict[PointId, PointId] = {}
    """Where the quotes of merged points are: the point that stands for each of them."""

    @property
    def offered(self) -> tuple[LearningPoint, ...]:
        """Those that one can tag with."""
        return tuple(p for p in self.points if p.offered)

    def get(self, point_id: str) -> LearningPoint | None:
        """The point of that id, or the one it was merged into; None when there is none."""
        wanted = self.standing_for(point_id)
        return next((p for p in self.points if p.id == wanted), None)

    def standing_for(self, point_id: str) -> PointId:
        """The id of the point that a merged one's quotes have now; any other id is its own."""
        return self.moved.get(PointId(point_id), PointId(point_id))

    @property
    def digits(self) -> int:
        """How many digits its highest number has, and two at least: so wide its numbers stand in a column."""
        return max(2, len(str(max((p.number for p in self.points), default=0))))

    def numbered(self, number: int) -> LearningPoint | None:
        """The point of that number, if one can tag with it."""
        return next((p for p in self.offered if p.number == number), None)


def codebook_of(points: Iterable[LearningPoint]) -> Codebook:
    """The records of a study's learning points as its codebook."""
    known = {p.id: p for p in points}
    gone = redirects(known)
    ordered = sorted(known.values(), key=lambda p: (p.number, p.id))
    return Codebook(
        points=tuple(p for p in ordered if p.id not in gone),
        merged=tuple(p for p in ordered if p.id in gone),
        moved=gone,
    )


def redirects(points: Mapping[PointId, LearningPoint]) -> dict[PointId, PointId]:
    """The point that stands for each merged one.

    One that leads to nothing that is there, or in a circle, is left out: it stands for itself.
    """
    found: dict[PointId, PointId] = {}
    for point in points.values():
        here, seen = point, {point.id}
        while here.merged_into is not None and here.merged_into in points and here.merged_into not in seen:
            here = points[here.merged_into]
            seen.add(here.id)
        if here is not point and here.merged_into not in seen:
            found[point.id] = here.id
    return found


def standing(points: Mapping[PointId, LearningPoint]) -> dict[PointId, LearningPoint]:
    """The points without what is left of merged ones."""
    gone = redirects(points)
    return {key: point for key, point in points.items() if key not in gone}


def free_number(points: Mapping[PointId, LearningPoint]) -> int:
    """The lowest number that no point has."""
    taken = {point.number for point in standing(points).values()}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def free_colour(points: Mapping[PointId, LearningPoint]) -> str:
    """The colour that the fewest points have; the first of those in the palette."""
    used = Counter(point.colour for point in points.values() if point.offered)
    return min(COLOURS, key=lambda colour: used[colour])
