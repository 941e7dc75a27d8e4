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

import msgspec

from reflect.analysis.change import with_changes
from reflect.analysis.hiding import hidden_roles, whole_hidden
from reflect.analysis.ratings import Found, Rating, Voice
from reflect.analysis.spread import WIDE_QUARTERS, Spread, spread
from reflect.analysis.tables import (
    NO_ROLE,
    Breakdown,
    Gap,
    InRound,
    Mark,
    MarkKind,
    PointProgress,
    Progress,
    Public,
)
from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.ids import PointId, RoleId, RoundId
from reflect.domain.people import Role
from reflect.domain.rounds import Round


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
    given = [each.ratings for each in asked]
    return PointProgress(
        point=point,
        number=described.number if described is not None and into is None else None,
        name=described.name if described is not None else str(point),
        rounds=tuple(with_changes(n, cells, rounds, given, public) for n in range(len(cells))),
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
