"""The codes of a REFI-QDA file as learning points: those of the study by name, the others new. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from reflect.domain.codebook import (
    HIGHEST_NUMBER,
    LearningPoint,
    codebook_of,
    free_colour,
    free_number,
)
from reflect.domain.ids import PointId, slug, unused
from reflect.errors import InvalidInput
from reflect.exchange.refi_codes import AGAINST, described, nearest_colour
from reflect.exchange.refi_records import ORIGIN, Code, PointOf, Project

NEW = "new"
"""What a code is decided to be that is to be a learning point of its own, whatever it is called."""
LEFT_OUT = "-"
"""What a code is decided to be that does not come in; what is coded with it comes without that tag."""


class Meant(NamedTuple):
    """What a code says of a quote."""

    point: PointId
    contradicts: bool = False


class PointsPlanned(msgspec.Struct, frozen=True, kw_only=True):
    """What the codes become."""

    meant: Mapping[str, Meant]
    """By the code's GUID."""
    new: tuple[LearningPoint, ...] = ()
    changed: tuple[LearningPoint, ...] = ()
    """Points of the study that nothing is tagged with yet, as the file says."""
    known: int = 0
    """How many codes are points that the study has."""


def points_planned(
    project: Project,
    points: Mapping[PointId, LearningPoint],
    *,
    ours: Mapping[str, PointOf] | None,
    used: Collection[str],
    decided: Mapping[str, str] = {},
) -> PointsPlanned:
    """What the codes become in a study of these learning points.

    Of some it is `decided`, by the code's GUID: they are the learning point of that id, `NEW`, or `LEFT_OUT`.

    A code that reflect wrote is the point of its id; if nothing is tagged with that yet (`used`), the point
    is then as the file says. Any other is the point of its name, or a new one under its parent.

    Raises:
        InvalidInput: there would be more learning points than a codebook can have.

    """
    planning = _Planning(project, points, ours or {}, used, decided)
    planning.take(project.codes, None, "")
    planning.number()
    total = len(codebook_of(planning.all.values()).points)
    if total > HIGHEST_NUMBER:
        raise InvalidInput(
            f"With the codes of this file there would be {total} learning points, and a codebook has "
            f"{HIGHEST_NUMBER} at most; nothing was taken in",
            remedy="Bring in only those that something is coded with (u; --used-codes), or merge some there.",
        )
    return PointsPlanned(
        meant=planning.meant,
        new=tuple(point for key, point in planning.all.items() if key not in points),
        changed=tuple(point for key, point in planning.all.items() if points.get(key, point) != point),
        known=planning.known,
    )


def only_used(project: Project) -> tuple[Project, tuple[str, ...]]:
    """The project without the codes that nothing has, nor anything beneath them; and the names of those."""
    used = {
        coding.code
        for source in project.sources
        for coding in (*source.codings, *(c for one in source.selections for c in one.codings))
    }
    left: list[str] = []

    def kept(codes: Sequence[Code]) -> tuple[Code, ...]:
        found: list[Code] = []
        for code in codes:
            children = kept(code.children)
            if children or code.guid in used:
                found.append(msgspec.structs.replace(code, children=children))
            else:
                left.append(code.name)
        return tuple(found)

    return msgspec.structs.replace(project, codes=kept(project.codes)), tuple(left)


class _Planning:
    def __init__(
        self,
        project: Project,
        points: Mapping[PointId, LearningPoint],
        ours: Mapping[str, PointOf],
        used: Collection[str],
        decided: Mapping[str, str],
    ) -> None:
        self._decided = decided
        self.all = dict(points)
        self.meant: dict[str, Meant] = {}
        self.known = 0
        self._ours = ours
        self._is_ours = project.origin.startswith(ORIGIN)
        self._used = used
        self._given: set[PointId] = set()
        """The points that a code of the file is already."""
        self._called: dict[str, dict[PointId, None]] = {}
        """The points that stand, by their names as they are compared."""
        for each in self._standing():
            self._called.setdefault(_flat(each.name), {})[each.id] = None
        self._wanted: dict[PointId, int] = {}
        """The numbers that points had in the study that wrote the file."""

    def take(self, codes: Sequence[Code], above: LearningPoint | None, called: str) -> None:
        """These codes, and all beneath them. `called` is what the file calls the code above."""
        for code in codes:
            decided = self._decided.get(code.guid, "")
            if decided == LEFT_OUT:
                self.take(code.children, above, called)
                continue
            against = above is not None and code.name == f"{AGAINST}{called}" and not code.children
            if above is not None and against and not decided:
                self.meant[code.guid] = Meant(above.id, contradicts=True)
                continue
            point = self._point(code, above, decided)
            self._given.add(point.id)
            before = self.all.get(point.id)
            if before is not None:
                self._called.get(_flat(before.name), {}).pop(before.id, None)
            self.all[point.id] = point
            self._called.setdefault(_flat(point.name), {})[point.id] = None
            self.meant[code.guid] = Meant(point.id)
            self.take(code.children, point, code.name)

    def number(self) -> None:
        """Give each point the number that it had, where no other needs it."""
        taken = {point.number for point in self._standing() if point.id not in self._wanted}
        left: list[PointId] = []
        for key, number in self._wanted.items():
            if number in taken:
                left.append(key)
                continue
            taken.add(number)
            self.all[key] = msgspec.structs.replace(self.all[key], number=number)
        for key in left:
            free = next(number for number in range(1, len(taken) + 2) if number not in taken)
            taken.add(free)
            self.all[key] = msgspec.structs.replace(self.all[key], number=free)

    def _point(self, code: Code, above: LearningPoint | None, decided: str) -> LearningPoint:
        if decided and decided != NEW and decided in self.all:
            self.known += 1
            return self.all[PointId(decided)]
        here = self._here(code) if decided != NEW else None
        if here is None:
            return self._new(code, above)
        self.known += 1
        if code.guid not in self._ours or here.id in self._used:
            return here
        return self._as_written(here, code, above)

    def _here(self, code: Code) -> LearningPoint | None:
        """The point of the study that the code is."""
        own = self._ours.get(code.guid)
        found = self.all.get(PointId(own.id)) if own is not None else None
        if found is not None and found.merged_into is None and found.id not in self._given:
            return found
        called = self._called.get(_flat(code.name), ())
        return next((self.all[key] for key in called if key not in self._given), None)

    def _standing(self) -> Iterator[LearningPoint]:
        yield from codebook_of(self.all.values()).points

    def _new(self, code: Code, above: LearningPoint | None) -> LearningPoint:
        own = self._ours.get(code.guid)
        names = {called for called, points in self._called.items() if points}
        name = " ".join(code.name.split()) or "Without a name"
        if _flat(name) in names and above is not None:
            name = f"{above.name}: {name}"
        if self._decided.get(code.guid) == NEW:
            name = _another(name, names)
        wanted = own.id if own is not None else slug(name) or "code"
        point = LearningPoint(
            id=PointId(unused(wanted, self.all)),
            number=free_number(self.all),
            name=name,
            colour=free_colour(self.all),
        )
        return self._as_written(point, code, above)

    def _as_written(self, point: LearningPoint, code: Code, above: LearningPoint | None) -> LearningPoint:
        """The point with what the file says of its code."""
        own = self._ours.get(code.guid)
        fields: dict[str, object] = (
            described(code.description) if self._is_ours else {"description": code.description}
        )
        if self._is_ours and code.guid in self._ours:
            blank = {"description": "", "use_when": (), "not_when": (), "example": "", "retired": None}
            fields = {**blank, "name": code.name, **fields}
        if own is not None:
            self._wanted[point.id] = own.number
        return msgspec.structs.replace(
            point,
            **fields,
            colour=nearest_colour(code.colour) or point.colour,
            parent=above.id if above is not None else None,
        )


def _another(name: str, names: Collection[str]) -> str:
    """The name, with a number where another point is called so."""
    return next(
        each
        for each in (name, *(f"{name} ({n})" for n in range(2, len(names) + 3)))
        if _flat(each) not in names
    )


def _flat(name: str) -> str:
    return " ".join(name.split()).casefold()
