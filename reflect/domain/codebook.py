"""The codebook: the learning points that quotes are tagged with."""

from __future__ import annotations

import msgspec

from reflect.domain.ids import PointId

COLOURS = ("blue", "orange", "green", "purple", "gold", "teal", "red", "pink")
"""The palette's names; what they look like on a dark or a light theme is the screens' affair."""


class LearningPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One theme of the codebook."""

    id: PointId
    number: int
    """What is pressed to tag with it (1 to 9), and how it is named beside its colour."""
    name: str
    description: str = ""
    use_when: tuple[str, ...] = ()
    not_when: tuple[str, ...] = ()
    example: str = ""
    colour: str = "blue"
    """One of `COLOURS`."""
    parent: PointId | None = None


class Codebook(msgspec.Struct, frozen=True):
    """The learning points of a study, in the order of their numbers."""

    points: tuple[LearningPoint, ...] = ()

    def get(self, point_id: str) -> LearningPoint | None:
        """The point of that id, or None."""
        return next((p for p in self.points if p.id == point_id), None)

    def numbered(self, number: int) -> LearningPoint | None:
        """The point of that number, or None."""
        return next((p for p in self.points if p.number == number), None)
