"""How a field that two people changed differently is settled: one rule a kind of field.

Words are brought together sentence by sentence; lists entry by entry; marks and moments have an obvious
winner; what a participant agreed to is settled towards the stricter of the two. All else clashes: the later
version by the record's own time stamp, or else the larger, stands in the field, and both are filed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, cast

from reflect.domain.clashes import Clash, canonical, text_clash, value_clash
from reflect.domain.merging_consents import merged_consents
from reflect.domain.removals import REMOVALS, RemovalState
from reflect.domain.session import OF_APPROVAL, Approval, ResponseState
from reflect.domain.text_merging import merged_parts, merged_text

Fields = Mapping[str, object]
"""One record."""


class Settled(NamedTuple):
    """A record in which both versions came together."""

    fields: Fields
    clashes: list[Clash]


MISSING = object()
"""In the place of a field that is not there."""

PROSE = {
    ("responses", "text"),
    ("responses", "reason"),
    ("turns", "text"),
    ("notes", "text"),
    ("contributions", "text"),
    ("rules", "text"),
    ("memos", "text"),
    ("participants", "notes"),
    ("points", "description"),
    ("points", "example"),
    ("summaries", "text"),
}
LISTS = {("responses", "entries"), ("points", "use_when"), ("points", "not_when")}
NUMBERED = {("points", "anchors")}
"""Lists of which each entry has a number of its own, and is settled by itself."""
SETS = {
    ("responses", "probes"),
    ("responses", "evidence"),
    ("contributions", "evidence"),
    ("rules", "reviews"),
    ("rounds", "expected"),
    ("rounds", "points"),
    ("drafted", "considered"),
    ("summaries", "seen"),
}
LARGER = {
    "adopted",
    "at",
    "at_offset",
    "at_question",
    "bookmark",
    "closed",
    "cluster",
    "colour",
    "ended",
    "left",
    "merged_into",
    "number",
    "order",
    "parent",
    "retired",
    "role_only_least",
    "seconds",
    "shown",
    "source_changed",
    "starred",
}
"""Fields in which nobody's work is lost when one of two values is dropped: the later moment, the mark."""
SMALLER = {
    "added",
    "created",
    "first_at",
    "joined",
    "keep_originals",
    "opened",
    "share_names",
    "started",
    "written",
}
"""The earlier moment; of whether names are shared, or originals kept, the no."""
WITH_ITS_MOMENT = {("summaries", "by"): "created", ("summaries", "changed_by"): "at"}
"""Who did something goes with the moment of it that stands in the record."""
QUIET_STATES = (
    ResponseState.NOT_REACHED,
    ResponseState.ASKED,
    ResponseState.ASK_AGAIN,
    ResponseState.SKIPPED,
    ResponseState.DECLINED,
    ResponseState.ALREADY_COVERED,
    ResponseState.ANSWERED,
)
"""How far a question has got, from the least to the most."""
_STRICTER = (
    Approval.APPROVED,
    Approval.AMENDED,
    Approval.ASKED,
    Approval.NOT_ASKED,
    Approval.DECLINED,
)
_OF_THE_WORDS = {Approval.APPROVED.value, Approval.AMENDED.value, Approval.ASKED.value}
"""What holds only for the words that somebody was shown."""
_SPAN = ("start", "end", "words", "source_changed")
_PERSON = ("name", "organisation", "post")


class _Both(NamedTuple):
    """A record in both versions and the parent's, while it is settled."""

    table: str
    key: str
    mine: Fields
    theirs: Fields
    parent: Fields
    at: str

    def changed_by_both(self, name: str) -> bool:
        mine, theirs, parent = (side.get(name, MISSING) for side in (self.mine, self.theirs, self.parent))
        return mine not in (theirs, parent) and theirs != parent


def settled(table: str, key: str, mine: Fields, theirs: Fields, parent: Fields | None, *, at: str) -> Settled:
    """A record that both changed."""
    if table == REMOVALS:
        return Settled(max((mine, theirs), key=_how_far), [])
    both = _Both(table, key, mine, theirs, parent or {}, at)
    fields: dict[str, object] = {}
    clashes: list[Clash] = []
    for name in sorted(mine.keys() | theirs.keys()):
        if table == "quotes" and name in OF_APPROVAL:
            continue  # settled with the approval, in `_quote`
        value, clash = _field(both, name, known=parent is not None)
        if value is not MISSING:
            fields[name] = value
        clashes += [clash] if clash else []
    if table == "quotes":
        clashes += _quote(both, fields)
    elif table == "responses":
        _response(both, fields)
    elif table == "participants" and parent is None:
        clashes = _person(both, fields, clashes)
    return Settled(fields, clashes)


def _field(both: _Both, name: str, *, known: bool) -> tuple[object, Clash | None]:
    mine, theirs, parent = (side.get(name, MISSING) for side in (both.mine, both.theirs, both.parent))
    if mine == theirs or (theirs == parent and parent is not MISSING):
        return mine, None
    if mine == parent and parent is not MISSING:
        return theirs, None
    if both.table == "participants" and name == "consents":
        return merged_consents(mine, theirs, parent), None
    if _nothing(mine) or _nothing(theirs):
        # An edit beats a delete.
        return max((mine, theirs), key=_substance), None
    if (both.table, name) in PROSE and isinstance(mine, str) and isinstance(theirs, str):
        return _prose(both, name, mine, theirs, parent if known else None)
    if (both.table, name) in NUMBERED:
        merged = _numbered(mine, theirs, parent)
        if merged is not None:
            return merged, None
    if (both.table, name) in LISTS and isinstance(mine, list | tuple) and isinstance(theirs, list | tuple):
        return _list(both, name, list(mine), list(theirs), parent if known else None)
    return _value(both, name, mine, theirs, parent)


def _how_far(removal: Fields) -> tuple[bool, str]:
    """A removal that is done anywhere is done; what another laptop still holds its check names."""
    return removal.get("state") == RemovalState.DONE.value, canonical(removal)


def _nothing(value: object) -> bool:
    return value is MISSING or value is None or (isinstance(value, str | list | tuple) and not value)


def _substance(value: object) -> tuple[bool, str]:
    return not _nothing(value), "" if value is MISSING else canonical(value)


def _prose(both: _Both, name: str, mine: str, theirs: str, parent: object) -> tuple[object, Clash | None]:
    merged = merged_text(mine, theirs, parent if isinstance(parent, str) else None)
    if merged.other is None:
        return merged.kept, None
    return merged.kept, text_clash(
        both.table, both.key, name, kept=merged.kept, other=merged.other, at=both.at
    )


def _list(
    both: _Both, name: str, mine: list[object], theirs: list[object], parent: object
) -> tuple[object, Clash | None]:
    base = list(parent) if isinstance(parent, list | tuple) else []
    merged = merged_parts(mine, theirs, base)
    if merged.other is None:
        return merged.kept, None
    return merged.kept, value_clash(
        both.table, both.key, name, kept=merged.kept, other=merged.other, at=both.at
    )


def _numbered(mine: object, theirs: object, parent: object) -> list[object] | None:
    """Both versions together, entry by entry; None where both gave one number different words."""
    ours, others, were = (
        {
            part["value"]: part
            for part in side
            if isinstance(part, dict) and isinstance(part.get("value"), int)
        }
        if isinstance(side, list | tuple)
        else {}
        for side in (mine, theirs, parent)
    )
    found: list[object] = []
    for number in sorted(ours.keys() | others.keys()):
        one, other, was = (side.get(number) for side in (ours, others, were))
        if one == other or other == was:
            kept = one
        elif one == was or one is None:
            kept = other
        elif other is None:
            kept = one  # an edit beats a delete
        else:
            return None
        found += [] if kept is None else [kept]
    return found


def _value(
    both: _Both, name: str, mine: object, theirs: object, parent: object
) -> tuple[object, Clash | None]:
    if (both.table, name) in SETS:
        return _set(mine, theirs, parent), None
    if name in LARGER or name in SMALLER:
        pick = min if name in SMALLER else max
        return pick((mine, theirs), key=_size), None
    if (both.table, name) in WITH_ITS_MOMENT:
        return _of_its_moment(both, name), None
    if (both.table, name) == ("responses", "state"):
        return max((mine, theirs), key=_rank(QUIET_STATES)), None
    if (both.table, name) == ("quotes", "approval"):
        return max((mine, theirs), key=_rank(_STRICTER)), None
    if both.table == "quotes" and name in _SPAN:
        return mine, None  # settled together, in `_quote`
    if name in ("asked_on", "answered_on"):
        return max((mine, theirs), key=_size), None
    later = [canonical(side.get("at", "")) for side in (both.mine, both.theirs)]
    mine_kept = (later[0], canonical(mine)) >= (later[1], canonical(theirs))
    kept, other = (mine, theirs) if mine_kept else (theirs, mine)
    return kept, value_clash(both.table, both.key, name, kept=kept, other=other, at=both.at)


def _of_its_moment(both: _Both, name: str) -> object:
    moment = WITH_ITS_MOMENT[both.table, name]
    pick = min if moment in SMALLER else max
    sides = (both.mine, both.theirs)
    side = pick(sides, key=lambda each: (canonical(each.get(moment)), canonical(each.get(name))))
    return side.get(name, MISSING)


def _set(mine: object, theirs: object, parent: object) -> list[object]:
    ours, others, were = (
        {canonical(part): part for part in side} if isinstance(side, list | tuple) else {}
        for side in (mine, theirs, parent)
    )
    stay = {key for key in ours.keys() | others.keys() if key not in were or (key in ours and key in others)}
    return sorted(((ours | others)[key] for key in stay), key=_size)


def _size(value: object) -> tuple[float, str]:
    """An order of all values: numbers as numbers, everything else as it is written."""
    number = isinstance(value, int | float)
    return (float(cast("float", value)), "") if number else (0.0, canonical(value))


def _rank(order: Sequence[str]) -> Callable[[object], tuple[int, str]]:
    ranks = {str(value): n for n, value in enumerate(order)}
    return lambda value: (ranks.get(str(value), -1), canonical(value))


def _quote(both: _Both, fields: dict[str, object]) -> list[Clash]:
    """A quote's span goes with its words, and what a participant approved with the words they saw."""
    mine, theirs = both.mine, both.theirs
    clashes = _approval(both, fields)
    if _span(mine) == _span(theirs):
        return clashes
    words = both.parent.get("words", MISSING)
    apart = mine.get("words") != theirs.get("words")
    if apart and theirs.get("words") == words:
        first = mine
    elif apart and mine.get("words") == words:
        first = theirs
    elif (
        not apart
        and both.parent
        and words is not MISSING
        and _span(both.parent) in (_span(mine), _span(theirs))
    ):
        first = mine if _span(theirs) == _span(both.parent) else theirs
    else:
        first, second = sorted((mine, theirs), key=lambda side: canonical(_span(side)), reverse=True)
        if apart:
            kept, other = first.get("words"), second.get("words")
            clashes.append(value_clash("quotes", both.key, "words", kept=kept, other=other, at=both.at))
    fields.update({name: first[name] for name in _SPAN if name in first})
    approval = fields.get("approval")
    seen = {side.get("words") for side in (mine, theirs) if side.get("approval") == approval}
    if approval in _OF_THE_WORDS and seen != {fields.get("words")}:
        fields["approval"] = Approval.NOT_ASKED.value
    return clashes


def _approval(both: _Both, fields: dict[str, object]) -> list[Clash]:
    """When somebody was asked, and how they want it to read, goes with the answer that holds."""
    sides = [side for side in (both.mine, both.theirs) if side.get("approval") == fields.get("approval")]
    if len(sides) == 1:
        fields.update({name: sides[0][name] for name in OF_APPROVAL if name in sides[0]})
        return []
    clashes: list[Clash] = []
    for name in OF_APPROVAL:
        value, clash = _field(both, name, known=bool(both.parent))
        fields |= {} if value is MISSING else {name: value}
        clashes += [clash] if clash else []
    return clashes


def _span(side: Fields) -> list[object]:
    return [side.get(name) for name in ("words", "start", "end", "source_changed")]


def _response(both: _Both, fields: dict[str, object]) -> None:
    """A question with something recorded is answered, whatever either side called it."""
    sides = (both.mine, both.theirs)
    answered = ResponseState.ANSWERED.value
    if both.changed_by_both("state") and any(side.get("state") == answered for side in sides):
        fields["state"] = answered
        fields["reason"], fields["covered_by"] = "", None


def _person(both: _Both, fields: dict[str, object], clashes: list[Clash]) -> list[Clash]:
    """Two people who got the same code on two laptops are named by neither's name until that is mended."""
    names = {str(side.get("name", "")).strip().casefold() for side in (both.mine, both.theirs)}
    if len(names) < 2 or "" in names:
        return clashes
    fields["consents"] = merged_consents(
        both.mine.get("consents"), both.theirs.get("consents"), MISSING, strictest_holds=True
    )
    kept = [clash for clash in clashes if clash.field not in _PERSON]
    for name in _PERSON:
        versions = sorted({str(side.get(name, "")) for side in (both.mine, both.theirs)}, reverse=True)
        fields[name] = ""
        other = versions[-1] if len(versions) > 1 else ""
        kept.append(text_clash(both.table, both.key, name, kept=versions[0], other=other, at=both.at))
    return kept
