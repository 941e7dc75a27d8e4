"""How a study was tagged, in figures for readers: by how many, what became of the codebook, agreement.

Researchers are counted and not named: to be named in a publication is theirs to say. Nothing in it is
anybody's words, and of learning points only how many something was done to, and on which days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from reflect.domain.agreeing import AGREED
from reflect.domain.amounts import many
from reflect.domain.codebook_log import LogEntry
from reflect.domain.ids import PointId
from reflect.domain.session import Memo, MemoTarget, SessionRecord, Tag

_DAYS_TOLD = 3
"""Days that are told one by one; of more, the first and the last."""
_DONE = {
    "added": ("added", "removed"),
    "renamed": ("renamed", ""),
    "described": ("described anew", ""),
    "merged": ("merged into others", "merge taken back"),
    "split": ("split", "split taken back"),
    "retired": ("retired", "brought back"),
}
"""What is told of the codebook, how, and what takes it back."""


class Tagging(msgspec.Struct, frozen=True, kw_only=True):
    """What one researcher tagged."""

    sessions: int
    quotes: int
    tags: int


class AgreementTold(msgspec.Struct, frozen=True, kw_only=True):
    """How far researchers agree who tagged the same sessions, with what the figures are of."""

    researchers: int
    sessions: int
    unit: str
    """`sentence`, `passage` or `character`."""
    units: int
    left_out: int
    """Units that nobody tagged, and were left out for it."""
    kappa: str
    """With its interval in brackets, as the other figures."""
    alpha: str
    stretches: str
    """cu-α."""
    samples: int
    drawn: str
    """What was drawn for the intervals: `sessions` or `passages`."""


class RunTold(msgspec.Struct, frozen=True, kw_only=True):
    """Some sessions after the first ones, and how much was new in them."""

    first: int
    last: int
    new: int
    share: str
    """Of the points of the first ones: `25%`."""


def own_tags(tags: Iterable[Tag]) -> list[Tag]:
    """Those that somebody gave; what was agreed on afterwards is nobody's."""
    return [tag for tag in tags if tag.by != AGREED]


def taggings(quotes: Iterable[tuple[str, Collection[Tag]]]) -> tuple[Tagging, ...]:
    """What each researcher tagged, whoever tagged most first; of quotes with their session and tags."""
    sessions: dict[str, set[str]] = {}
    marked: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for session, tags in quotes:
        own = [tag for tag in own_tags(tags) if tag.by]
        for by in {tag.by for tag in own}:
            sessions.setdefault(by, set()).add(session)
            marked[by] += 1
        given.update(tag.by for tag in own)
    found = [Tagging(sessions=len(s), quotes=marked[by], tags=given[by]) for by, s in sessions.items()]
    return tuple(sorted(found, key=lambda each: (-each.tags, -each.quotes, -each.sessions)))


def settled(records: Iterable[SessionRecord], quotes: Collection[str]) -> int:
    """How many differences were talked over and settled, of these quotes."""

    def settles(memo: Memo) -> bool:
        return memo.by == AGREED and memo.target is MemoTarget.QUOTE and memo.target_id in quotes

    return sum(settles(memo) for record in records for memo in record.memos.values())


def history(log: Sequence[LogEntry]) -> tuple[str, ...]:
    """How many learning points each thing was done to, and when; what was taken back is not told."""
    return tuple(
        f"{many(len(days), 'learning point')} {said} ({days_said(days.values())})"
        for what, (said, back) in _DONE.items()
        if (days := _standing(log, what, back))
    )


def _standing(log: Iterable[LogEntry], what: str, back: str) -> Mapping[PointId, str]:
    """The points that something was done to and not taken back, with the day on which it was done last."""
    found: dict[PointId, str] = {}
    for entry in sorted(log, key=lambda each: (each.at, each.id)):
        if entry.what == what:
            found[entry.point] = entry.at[:10]
        elif back and entry.what == back:
            found.pop(entry.point, None)
    return found


def days_said(days: Iterable[str]) -> str:
    """Some days: `3 March 2026`, `3 March and 9 April 2026`; of many, the first and the last."""
    known = sorted({day for day in days if day})
    if not known:
        return ""
    dates = [date.fromisoformat(day) for day in known]
    if len(dates) > _DAYS_TOLD:
        return f"between {_day(dates[0], dates[-1])} and {_day(dates[-1])}"
    *most, last = [_day(each, dates[-1]) for each in dates]
    return f"{', '.join(most)} and {_day(dates[-1])}" if most else last


def _day(day: date, last: date | None = None) -> str:
    """A day, without its year where the `last` that is told with it has the same."""
    if last is not None and last != day and last.year == day.year:
        return f"{day.day} {day:%B}"
    return f"{day.day} {day:%B} {day.year}"
