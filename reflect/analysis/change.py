"""How ratings moved between rounds: each person against themselves, with who joined and left beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from reflect.analysis.hiding import matched_hidden
from reflect.analysis.ratings import Rating, Voice
from reflect.analysis.spread import quantile
from reflect.analysis.tables import NO_ROLE, Change, InRound, Public
from reflect.domain.ids import ParticipantCode, RoleId, RoundId
from reflect.domain.rounds import Round


def with_changes(
    n: int,
    cells: Sequence[InRound],
    rounds: Sequence[Round],
    given: Sequence[Sequence[Rating]],
    public: Public | None,
) -> InRound:
    """A round's cell with how it moved since the last and the first round in which anybody answered."""
    here = cells[n]
    earlier = [k for k in range(n) if _persons(given[k]) or _for_roles(given[k])]
    if not earlier or not here.answered:
        return here
    last, first = earlier[-1], earlier[0]

    def since(k: int, role: RoleId | None) -> Change | None:
        return _change(given[k], given[n], cells[k], rounds[k].id, role, public)

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
