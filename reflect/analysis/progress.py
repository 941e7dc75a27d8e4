"""Progress: how an alliance rates itself on each learning point, round by round, by role, and what changed.

- Ratings of persons make the spread. What somebody said for a whole role, and what a group agreed on,
  stands beside it and is never mixed in.
- Change is that of people who gave a number in both rounds, each against themselves; who joined or left is
  counted beside it, because other people answering looks like progress and is none.
- *Roles differ* when the medians of two roles are two quarters of the scale or more apart (two steps from 1
  to 5): our own line, the same as for a wide spread within a role (`spread.py`). A role for which only one
  session speaks goes by that.
- A point that was merged into another: where only the merged one was asked in a round, its ratings stand
  for the other there, and that is marked. Where both were asked, each keeps its own, and the merged one has
  a row of its own, so that nobody counts twice.
- For the public, `hiding.py` decides what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from reflect.analysis.hiding import hidden_roles, matched_hidden, whole_hidden
from reflect.analysis.ratings import Found, LeftOut, Rating, Voice
from reflect.analysis.spread import WIDE_QUARTERS, Agreement, Spread, quantile, spread
from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.ids import ParticipantCode, PointId, QuoteId, RoleId, RoundId
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


class _Asked(msgspec.Struct, frozen=True):
    """The ratings that stand for a learning point in one round."""

    ratings: tuple[Rating, ...] = ()
    asked: bool = False
    instead: PointId | None = None
    """The merged point that was asked in its place."""


def progress(
    found: Found,
    rounds: Sequence[Round],
    codebook: Codebook,
    roles: Sequence[Role],
    *,
    public: Public | None = None,
) -> Progress:
    """The tables of all rounds; with `public`, as readers outside the study may see them."""
    ordered = tuple(sorted(rounds, key=lambda each: (each.opened, each.id)))
    by_point: dict[tuple[RoundId, PointId], list[Rating]] = {}
    for rating in found.ratings:
        by_point.setdefault((rating.round, rating.point), []).append(rating)
    rows = [
        _row(point, ordered, by_point, codebook, roles, public)
        for point in _rows(ordered, by_point, codebook)
    ]
    return Progress(
        rounds=ordered,
        roles=tuple(roles),
        points=tuple(rows),
        merged={point.id: point.name for point in codebook.merged},
        left_out=found.left_out,
        public=public is not None,
    )


# -- which points, and which answers stand for them --------------------------------------------------------


def _rows(
    rounds: Sequence[Round], by_point: Mapping[tuple[RoundId, PointId], list[Rating]], codebook: Codebook
) -> list[PointId]:
    """The points that have a row: the codebook's, then merged and removed ones with answers of their own."""
    asked = {point for each in rounds for point in each.points} | {point for _, point in by_point}
    merged = {codebook.moved[point] for point in asked if point in codebook.moved}
    rows = [p.id for p in codebook.points if p.offered or p.id in asked or p.id in merged]
    known = {p.id for p in codebook.points}
    for point in sorted(asked - known):
        into = codebook.moved.get(point)
        by_itself = into is None or any(
            (each.id, point) in by_point and _standing_for(into, each, by_point, codebook).instead != point
            for each in rounds
        )
        rows += [point] if by_itself else []
    return rows


def _standing_for(
    point: PointId, where: Round, by_point: Mapping[tuple[RoundId, PointId], list[Rating]], codebook: Codebook
) -> _Asked:
    """The answers that stand for a point in a round: its own, or those of the one point merged into it."""
    own = by_point.get((where.id, point), [])
    if own or point in where.points:
        return _Asked(tuple(own), asked=True)
    others = [
        m
        for m, into in codebook.moved.items()
        if into == point and (m in where.points or (where.id, m) in by_point)
    ]
    if len(others) == 1:
        return _Asked(tuple(by_point.get((where.id, others[0]), [])), asked=True, instead=others[0])
    return _Asked()


def _row(
    point: PointId,
    rounds: Sequence[Round],
    by_point: Mapping[tuple[RoundId, PointId], list[Rating]],
    codebook: Codebook,
    roles: Sequence[Role],
    public: Public | None,
) -> PointProgress:
    described = next((p for p in (*codebook.points, *codebook.merged) if p.id == point), None)
    into = codebook.moved.get(point)
    asked: list[_Asked] = []
    for each in rounds:
        found = _standing_for(point, each, by_point, codebook)
        if into is not None and _standing_for(into, each, by_point, codebook).instead == point:
            found = _Asked()  # these stand in the row of the point that it was merged into
        asked.append(found)
    cells = [
        _in_round(each, found, roles, public, _marks(point, described, n, rounds, asked, codebook))
        for n, (each, found) in enumerate(zip(rounds, asked, strict=True))
    ]
    return PointProgress(
        point=point,
        number=described.number if described is not None and into is None else None,
        name=described.name if described is not None else str(point),
        rounds=tuple(_with_changes(n, cells, rounds, asked, public) for n in range(len(cells))),
        merged_into=into,
    )


def _marks(
    point: PointId,
    described: LearningPoint | None,
    n: int,
    rounds: Sequence[Round],
    asked: Sequence[_Asked],
    codebook: Codebook,
) -> tuple[Mark, ...]:
    here = asked[n]
    before = [each for each in asked[:n] if each.asked]
    if not here.asked:
        day = described.retired if described is not None else None
        retired = day if day is not None and day <= (rounds[n].closed or rounds[n].opened) else None
        return (Mark(kind=MarkKind.NOT_ASKED, retired=retired),) if before else ()
    marks: list[Mark] = []
    if not before and any(r.points for r in rounds[:n]):
        marks.append(Mark(kind=MarkKind.ADDED))
    if here.instead is not None:
        marks.append(Mark(kind=MarkKind.STANDS_FOR, points=(here.instead,)))
    elif before:
        last = max(k for k in range(n) if asked[k].asked)
        mine = {m for m, into in codebook.moved.items() if into == point}
        new = mine & set(rounds[last].points) - set(rounds[n].points) - {asked[last].instead}
        if new:
            marks.append(Mark(kind=MarkKind.TAKES_IN, points=tuple(sorted(new))))
    return tuple(marks)


# -- one round ---------------------------------------------------------------------------------------------


def _in_round(
    where: Round, found: _Asked, roles: Sequence[Role], public: Public | None, marks: tuple[Mark, ...]
) -> InRound:
    persons = [each for each in found.ratings if each.voice is Voice.PERSON]
    every = _spread(persons, where)
    order = [role.id for role in roles]
    heard = {each.role or NO_ROLE for each in found.ratings if each.voice is not Voice.GROUP}
    breakdowns = tuple(
        _breakdown(role, found.ratings, where)
        for role in sorted(heard, key=lambda r: (order.index(r) if r in order else len(order), r))
    )
    agreed = tuple(
        sorted((r for r in found.ratings if r.voice is Voice.GROUP), key=lambda r: (r.at, r.session))
    )
    evidence = tuple(sorted({quote for each in found.ratings for quote in each.evidence}))
    hidden = False
    if public is not None:
        hidden = whole_hidden(every, public.smallest)
        breakdowns = _for_the_public(breakdowns, public)
        every = _nothing(where) if hidden else every
    return InRound(
        round=where.id,
        asked=found.asked,
        every=every,
        hidden=hidden,
        roles=breakdowns,
        agreed=agreed,
        evidence=evidence,
        gap=_gap(breakdowns, where),
        marks=marks,
    )


def _breakdown(role: RoleId, found: Iterable[Rating], where: Round) -> Breakdown:
    of_role = [each for each in found if (each.role or NO_ROLE) == role and each.voice is not Voice.GROUP]
    persons = sorted(
        (each for each in of_role if each.voice is Voice.PERSON),
        key=lambda r: (-1 if r.value is None else r.value, r.who, r.session, r.passage),
    )
    return Breakdown(
        role=role,
        spread=_spread(persons, where),
        ratings=tuple(persons),
        for_role=next((each for each in of_role if each.voice is Voice.ROLE), None),
    )


def _for_the_public(breakdowns: Sequence[Breakdown], public: Public) -> tuple[Breakdown, ...]:
    hidden = hidden_roles({each.role: each.spread for each in breakdowns}, public.smallest)
    found = []
    for each in breakdowns:
        few = public.people_in_role.get(each.role, 0) < public.smallest
        gone = each.role in hidden
        for_role = None if few else each.for_role
        found.append(
            msgspec.structs.replace(
                each,
                spread=Spread(low=each.spread.low, high=each.spread.high) if gone else each.spread,
                ratings=(),
                for_role=for_role,
                hidden=gone or (each.for_role is not None and for_role is None and not each.spread.answers),
            )
        )
    return tuple(found)


def _gap(breakdowns: Iterable[Breakdown], where: Round) -> Gap | None:
    centres = [(each.role, each.centre) for each in breakdowns if not each.hidden and each.role != NO_ROLE]
    told = [(role, centre) for role, centre in centres if centre is not None]
    if len(told) <= 1:
        return None
    low, high = min(centre for _, centre in told), max(centre for _, centre in told)
    if high - low < WIDE_QUARTERS * (where.high - where.low) / 4:
        return None
    return Gap(
        lowest=tuple(role for role, centre in told if centre == low),
        highest=tuple(role for role, centre in told if centre == high),
        low=low,
        high=high,
    )


def _spread(found: Iterable[Rating], where: Round) -> Spread:
    return spread((each.value for each in found), where.low, where.high)


def _nothing(where: Round) -> Spread:
    return Spread(low=where.low, high=where.high)


# -- change ------------------------------------------------------------------------------------------------


def _with_changes(
    n: int, cells: Sequence[InRound], rounds: Sequence[Round], asked: Sequence[_Asked], public: Public | None
) -> InRound:
    """A round's cell with how it moved since the last and the first round in which anybody answered."""
    here = cells[n]
    earlier = [k for k in range(n) if _persons(asked[k].ratings) or _for_roles(asked[k].ratings)]
    if not earlier or not here.answered:
        return here
    last, first = earlier[-1], earlier[0]

    def since(k: int, role: RoleId | None) -> Change | None:
        return _change(asked[k].ratings, asked[n].ratings, cells[k], rounds[k].id, role, public)

    roles = tuple(
        each
        if each.hidden
        else msgspec.structs.replace(
            each, since_last=since(last, each.role), since_first=since(first, each.role)
        )
        for each in here.roles
    )
    if here.hidden:
        return msgspec.structs.replace(here, roles=roles)
    return msgspec.structs.replace(
        here, roles=roles, since_last=since(last, None), since_first=since(first, None)
    )


def _change(
    then: Iterable[Rating],
    now: Iterable[Rating],
    cell_then: InRound,
    since: RoundId,
    role: RoleId | None,
    public: Public | None,
) -> Change | None:
    """How all, or one role, moved; None where there is nothing then to compare with, or it is hidden."""
    before, after = (
        [r for r in _persons(every) if role is None or (r.role or NO_ROLE) == role] for every in (then, now)
    )
    if not before and role is not None:
        return _change_of_role(then, now, role, since, public)
    shown = (
        cell_then.every if role is None else next((b.spread for b in cell_then.roles if b.role == role), None)
    )
    if shown is None or not shown.n:
        return None
    old = {r.person: r.value for r in before if r.person is not None and r.value is not None}
    new = {r.person: r.value for r in after if r.person is not None and r.value is not None}
    both = _moves(old, new)
    nobody = sum(r.person is None and r.value is not None for r in (*before, *after))
    joined, left = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    # For the public only how all moved: beside it, a role's could tell how a hidden one did.
    if public is not None and (role is not None or matched_hidden(len(both), joined, left, public.smallest)):
        return Change(since=since, then=shown.median, hidden=True)
    return Change(
        since=since,
        then=shown.median,
        matched=len(both),
        up=sum(step > 0 for step in both),
        same=sum(step == 0 for step in both),
        down=sum(step < 0 for step in both),
        step=quantile(both, 0.5),
        joined=joined,
        left=left,
        unmatched=nobody,
    )


def _change_of_role(
    then: Iterable[Rating], now: Iterable[Rating], role: RoleId, since: RoundId, public: Public | None
) -> Change | None:
    """How what is said for a whole role moved."""
    before, after = (next((r for r in _for_roles(every) if r.role == role), None) for every in (then, now))
    if before is None or after is None or before.value is None or after.value is None:
        return None
    if public is not None and public.people_in_role.get(role, 0) < public.smallest:
        return None
    step = after.value - before.value
    return Change(
        since=since,
        then=before.value,
        matched=1,
        up=int(step > 0),
        same=int(step == 0),
        down=int(step < 0),
        step=step,
    )


def _moves(old: Mapping[ParticipantCode, int], new: Mapping[ParticipantCode, int]) -> list[int]:
    return sorted(new[person] - old[person] for person in old.keys() & new.keys())


def _persons(found: Iterable[Rating]) -> list[Rating]:
    return [each for each in found if each.voice is Voice.PERSON]


def _for_roles(found: Iterable[Rating]) -> list[Rating]:
    return [each for each in found if each.voice is Voice.ROLE]
