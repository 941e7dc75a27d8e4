"""The tables of progress: what is said of each learning point in each round, by role, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from reflect.analysis.ratings import LeftOut, Rating
from reflect.analysis.spread import Agreement, Spread
from reflect.domain.ids import PointId, QuoteId, RoleId, RoundId
from reflect.domain.people import Role
from reflect.domain.rounds import Round

NO_ROLE = RoleId("")
"""The role of those whose role nobody knows."""


class MarkKind(StrEnum):
    """What changed about a learning point between rounds."""

    ADDED = "added"
    """It was first asked in this round, and other points were asked before."""
    STANDS_FOR = "stands for"
    """The answers of this round were given to a point that is merged into it by now."""
    TAKES_IN = "takes in"
    """From this round on it holds what a point meant that is merged into it."""
    NOT_ASKED = "not asked"
    """It was not asked in this round, though it was before."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Something to know before two rounds are compared."""

    kind: MarkKind
    points: tuple[PointId, ...] = ()
    """The other points that it has to do with."""
    retired: str | None = None
    """The day it was retired, where that is why it was not asked."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """How ratings moved since another round."""

    since: RoundId
    then: float | None
    """The median of all who answered then."""
    matched: int = 0
    """How many gave a number in both rounds."""
    up: int = 0
    same: int = 0
    down: int = 0
    step: float | None = None
    """The median of how far each of them moved; None when nobody can be matched."""
    joined: int = 0
    """How many gave a number now and none then."""
    left: int = 0
    """How many gave one then and none now."""
    unmatched: int = 0
    """Numbers of either round from nobody with a code: they may be the same people or others."""
    hidden: bool = False
    """For the public: whether the matched people, and who joined or left, are too few to be told."""


class Breakdown(msgspec.Struct, frozen=True, kw_only=True):
    """What one role says of a learning point in one round."""

    role: RoleId
    spread: Spread
    ratings: tuple[Rating, ...] = ()
    """For the researchers: whose they are; empty for the public."""
    for_role: Rating | None = None
    """What somebody said for the whole role."""
    hidden: bool = False
    """Whether its ratings are not shown to the public; there is nothing in it then."""
    since_last: Change | None = None
    since_first: Change | None = None

    @property
    def centre(self) -> float | None:
        """What the role is taken to say: the median, or else what was said for it."""
        if self.spread.n:
            return self.spread.median
        return None if self.for_role is None else self.for_role.value


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Roles that see a learning point differently."""

    lowest: tuple[RoleId, ...]
    highest: tuple[RoleId, ...]
    low: float
    high: float


class InRound(msgspec.Struct, frozen=True, kw_only=True):
    """A learning point in one round."""

    round: RoundId
    asked: bool = True
    every: Spread
    """Of all persons; nothing in it where that is hidden."""
    hidden: bool = False
    """Whether even all together are too few for the public."""
    roles: tuple[Breakdown, ...] = ()
    """Those in which anybody answered, in the study's order."""
    agreed: tuple[Rating, ...] = ()
    """What groups agreed on."""
    evidence: tuple[QuoteId, ...] = ()
    """The quotes that were given for it, of all ratings; ordered by id, so that the order tells nothing."""
    gap: Gap | None = None
    since_last: Change | None = None
    since_first: Change | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def wide(self) -> tuple[RoleId, ...]:
        """The roles within which ratings lie far apart."""
        return tuple(each.role for each in self.roles if each.spread.agreement is Agreement.WIDE)

    @property
    def answered(self) -> bool:
        """Whether there is anything to show of it."""
        return bool(self.every.answers or self.hidden or self.roles or self.agreed)


class PointProgress(msgspec.Struct, frozen=True, kw_only=True):
    """A learning point over the rounds."""

    point: PointId
    number: int | None
    """None for one that is merged into another, or no longer in the codebook."""
    name: str
    rounds: tuple[InRound, ...]
    """One for each round of the study, in their order."""
    merged_into: PointId | None = None

    def of(self, round_id: str) -> InRound | None:
        """What was said in one round."""
        return next((each for each in self.rounds if each.round == round_id), None)


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """All rounds of a study."""

    rounds: tuple[Round, ...] = ()
    """The first opened first."""
    roles: tuple[Role, ...] = ()
    points: tuple[PointProgress, ...] = ()
    merged: dict[PointId, str] = {}
    """The names of learning points that are merged into others."""
    left_out: tuple[LeftOut, ...] = ()
    public: bool = False

    def of(self, point: str) -> PointProgress | None:
        """A learning point's progress."""
        return next((each for each in self.points if each.point == point), None)

    @property
    def latest(self) -> Round | None:
        """The last round in which anybody answered, or else the last of all."""
        heard = {each.round for point in self.points for each in point.rounds if each.answered}
        return next(
            (r for r in reversed(self.rounds) if r.id in heard), self.rounds[-1] if self.rounds else None
        )


class Public(msgspec.Struct, frozen=True, kw_only=True):
    """What goes for readers outside the study."""

    smallest: int
    people_in_role: Mapping[RoleId, int]
    """How many people who take part stand in each role (`gate.people_by_role`)."""
