"""Bringing together what a participant agreed to, as two people wrote it down.

Where they differ, the stricter holds: words that were let out cannot be taken back, words held back too long
can still be let out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from reflect.domain.clashes import canonical
from reflect.domain.consent import Attribution, Extent

Fields = Mapping[str, object]

_LEVELS = (
    Attribution.NAMED,
    Attribution.ROLE_AND_ORGANISATION,
    Attribution.ROLE_ONLY,
    None,
    Attribution.ANONYMOUS,
)
"""From the least strict to the strictest; not saying counts as anonymous, and saying so as more than that."""
_EXTENTS = (None, Extent.NOT_QUOTED.value, Extent.REMOVED.value)
_SAME = ("date", "wording", "taken_by")
"""What makes two notes of a consent notes of the same consent."""


def merged_consents(
    mine: object, theirs: object, parent: object, *, strictest_holds: bool = False
) -> list[object]:
    """Every consent that either side has, oldest first; the last one holds.

    A consent that both have is settled item by item. With `strictest_holds` the strictest one comes last,
    whatever its date: for when it is not certain that they are one person's. Who withdrew on the one laptop
    has withdrawn from what they had agreed to by then on the other as well.
    """
    ours, others, were = (_by_name(side) for side in (mine, theirs, parent))
    merged: dict[str, Fields] = {}
    for name in sorted(ours.keys() | others.keys()):
        one, two, was = ours.get(name), others.get(name), were.get(name)
        if one is None or two is None:
            left = one or two
            if left is not None and left != was:
                merged[name] = left
        else:
            merged[name] = _settled(one, two, was or {})
    if strictest_holds:
        return sorted(merged.values(), key=_strictness)
    order = sorted(merged, key=lambda name: (str(merged[name].get("date", "")), _strictness(merged[name])))
    for side, rest in ((ours, others), (others, ours)):
        # An order somebody gave them is kept where the other has nothing to say to it.
        if list(side) == [*merged] or (side.keys() == merged.keys() and _in_turn(rest, side)):
            order = list(side)
            break
    if order:
        merged[order[-1]] = _withdrawn_with_the_rest(order[-1], merged, (ours, others))
    return [merged[name] for name in order]


def _withdrawn_with_the_rest(
    last: str, merged: Mapping[str, Fields], sides: Sequence[Mapping[str, Fields]]
) -> Fields:
    """The consent that holds, withdrawn if somebody who did not know of it noted that the person withdrew."""
    fields = merged[last]
    days = [
        str(consent["withdrawn"])
        for name, consent in merged.items()
        if consent.get("withdrawn")
        and not any(last in side and side.get(name, {}).get("withdrawn") for side in sides)
    ]
    later = [day for day in days if day >= str(fields.get("date", ""))]
    return fields if fields.get("withdrawn") or not later else {**fields, "withdrawn": min(later)}


def _in_turn(some: Mapping[str, Fields], every: Mapping[str, Fields]) -> bool:
    places = [[*every].index(name) for name in some if name in every]
    return places == sorted(places)


def _by_name(consents: object) -> dict[str, Fields]:
    """Consents by what makes each itself, in their order."""
    found: dict[str, Fields] = {}
    for consent in cast("Sequence[Fields]", consents) if isinstance(consents, list | tuple) else ():
        name = canonical([consent.get(part, "") for part in _SAME])
        while name in found:
            name += "+"
        found[name] = consent
    return found


def _settled(one: Fields, two: Fields, was: Fields) -> Fields:
    fields: dict[str, object] = {}
    for name in sorted(one.keys() | two.keys()):
        a, b, p = (side.get(name) for side in (one, two, was))
        if a == b or (was and b == p):
            fields[name] = a
        elif was and a == p:
            fields[name] = b
        elif name == "kept_out":
            fields[name] = _both(a, b)
        else:
            fields[name] = max((a, b), key=lambda value: _stricter(name, value))
    return fields


def _both(one: object, two: object) -> list[object]:
    """What either side wrote down, once each."""
    sides = [side for side in (one, two) if isinstance(side, list | tuple)]
    found = {canonical(kept): kept for side in sides for kept in side}
    return [found[name] for name in sorted(found)]


def _stricter(name: str, value: object) -> tuple[int, str]:
    """How strict an item is; whoever sees their quotes first, or has withdrawn, is the more protected."""
    written = canonical(value)
    if name == "attribution":
        return [level and level.value for level in _LEVELS].index(cast("str | None", value)), written
    if name == "withdrawn":
        return int(value is not None), written
    if name == "kept_out":
        return len(value) if isinstance(value, list | tuple) else 0, written
    if name == "extent":
        return _EXTENTS.index(cast("str | None", value)), written
    if name == "sees_quotes_first":
        return int(value is True), written
    # An item nobody asked about counts as no; a plain no says more.
    return {True: 0, None: 1, False: 2}.get(value, 0) if value is None or isinstance(
        value, bool
    ) else 0, written


def _strictness(consent: object) -> tuple[tuple[int, str], ...]:
    fields = cast("Fields", consent)
    order = (
        *("withdrawn", "extent", "take_part", "quoted", "attribution", "kept_out", "sees_quotes_first"),
        *("shared", "contacted"),
    )
    return (*(_stricter(name, fields.get(name)) for name in order), (0, canonical(fields)))
