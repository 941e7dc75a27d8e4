"""The trail of who did what and when, from the records of a study: for those who ask how it came about.

No participant's words stand in it and nobody's name but researchers': participants are codes, sessions and
quotes are ids or numbers of them. What is not recorded is not in it: who read something, what was undone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from reflect.domain.bin import BinnedFromStudy, BinnedPerson
from reflect.domain.codebook_log import LogEntry
from reflect.domain.framework import CellSummary
from reflect.domain.ids import PointId
from reflect.domain.people import LetPass
from reflect.domain.removals import Removal
from reflect.domain.session import MemoTarget, SessionRecord

NAMED = frozenset({"added", "removed", "renamed", "merged", "merge taken back", "moved under", "split"})
"""Changes of the codebook that are told with the names of learning points; of others, that there was one."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done, as often as it was done on one day by one researcher in one place."""

    at: str
    """When, or when the first of them: ISO 8601."""
    by: str
    """The researcher; empty where that is not recorded."""
    what: str
    where: str
    """`session k3v9`, `codebook`, `people`, `framework`, `write-up NAME`, `study`."""
    count: int = 1
    detail: str = ""


def in_session(record: SessionRecord) -> Iterator[Event]:
    """What was done in one session: held or imported, quoted, tagged, noted, asked, removed."""
    session = record.session
    where = f"session {session.id}"
    if session.source is not None:
        kind = f"{session.kind.value}, {session.source.format}"
        yield Event(
            at=session.source.imported, by=session.researcher, what="imported", where=where, detail=kind
        )
    else:
        yield Event(
            at=session.started, by=session.researcher, what=f"held the {session.kind.value}", where=where
        )
    for quote in record.quotes.values():
        yield Event(at=quote.at, by=quote.by, what="made quotes", where=where)
        if quote.asked_on:
            yield Event(at=quote.asked_on, by="", what="asked about quotes", where=where)
        if quote.answered_on:
            answer = f"answers taken in: {quote.approval.value}"
            yield Event(at=quote.answered_on, by="", what=answer, where=where)
    for tag in record.tags.values():
        yield Event(at=tag.at, by=tag.by, what="tagged", where=where)
    for memo in record.memos.values():
        about = "" if memo.target is MemoTarget.SESSION else f" on a {memo.target.value}"
        yield Event(at=memo.at, by=memo.by, what=f"wrote memos{about}", where=where)
    for binned in record.bin.values():
        parts = [
            f"{len(rows)} {name}"
            for name, rows in (
                ("quotes", binned.quotes),
                ("tags", binned.tags),
                ("memos", binned.memos),
                ("contributions", binned.contributions),
            )
            if rows
        ]
        yield Event(at=binned.at, by=binned.by, what="removed", where=where, detail=", ".join(parts))


def in_codebook(log: Iterable[LogEntry], numbers: dict[PointId, int]) -> Iterator[Event]:
    """What was done to the codebook."""
    for entry in log:
        number = numbers.get(entry.point)
        which = f"{number}" if number is not None else entry.point
        words = " → ".join(word for word in (entry.before, entry.after) if word)
        detail = f"{which}: {words}" if entry.what in NAMED and words else which
        yield Event(
            at=entry.at, by=entry.by, what=entry.what, where="codebook", detail=" ".join(detail.split())
        )


def without_examples(log: Iterable[LogEntry]) -> list[LogEntry]:
    """The history without what examples say, which may be somebody's words."""
    return [
        msgspec.structs.replace(entry, before="", after="") if entry.what == "example" else entry
        for entry in log
    ]


def in_study(
    removals: Iterable[Removal],
    passed: Iterable[LetPass],
    people: Iterable[BinnedPerson],
    binned: Iterable[BinnedFromStudy],
) -> Iterator[Event]:
    """What was done around the sessions: people removed, words let pass, things put into the bin."""
    for removal in removals:
        told = f"{removal.id}: {removal.sessions} sessions, {removal.quotes} quotes; {removal.state.value}"
        yield Event(at=removal.on, by=removal.by, what="removed somebody's data", where="people", detail=told)
    for each in passed:
        yield Event(at=each.at, by=each.by, what="let words stand", where=f"write-up {each.writeup}")
    for person in people:
        code = person.participant.code
        yield Event(at=person.at, by=person.by, what="removed a participant", where="people", detail=code)
    for item in binned:
        parts = [
            f"{len(rows)} {name}"
            for name, rows in (
                ("learning points", item.points),
                ("roles", item.roles),
                ("memos", item.memos),
                ("summaries", item.summaries),
            )
            if rows
        ]
        yield Event(at=item.at, by=item.by, what="removed", where="study", detail=", ".join(parts))


def in_framework(summaries: Iterable[CellSummary], numbers: dict[PointId, int]) -> Iterator[Event]:
    """What was charted in the framework matrix: who wrote a cell first, and who changed it last."""
    for each in summaries:
        number = numbers.get(each.point)
        detail = f"{each.case} on {number if number is not None else each.point}"
        what = "marked cells as nothing said" if each.nothing_said else "charted cells"
        yield Event(at=each.created, by=each.by, what=what, where="framework", detail=detail)
        if (each.at, each.changed_by) != (each.created, each.by):
            yield Event(
                at=each.at, by=each.changed_by, what="changed summaries", where="framework", detail=detail
            )


class Lines:
    """Events put together: the same on one day, by one, in one place is one line."""

    def __init__(self, *, since: str = "") -> None:
        self._since = since
        self._counts: Counter[tuple[str, str, str, str, str]] = Counter()
        self._first: dict[tuple[str, str, str, str, str], str] = {}

    def add(self, events: Iterable[Event]) -> None:
        """Take more of them in, in whatever order."""
        for event in events:
            if event.at[:10] < self._since:
                continue
            key = (event.at[:10], event.by, event.what, event.where, event.detail)
            self._counts[key] += event.count
            self._first[key] = min(self._first.get(key, event.at), event.at)

    def events(self) -> list[Event]:
        """The lines so far, in the order of time."""
        found = [
            Event(at=self._first[key], by=by, what=what, where=where, count=count, detail=detail)
            for key, count in self._counts.items()
            for _, by, what, where, detail in [key]
        ]
        return sorted(
            found,
            key=lambda event: (event.at[:10], event.at, event.where, event.what, event.by, event.detail),
        )


def trail(events: Iterable[Event], *, since: str = "") -> list[Event]:
    """The events from a day on, in the order of time; the same on one day, by one, in one place is one."""
    lines = Lines(since=since)
    lines.add(events)
    return lines.events()
