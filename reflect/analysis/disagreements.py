"""Where researchers tagged the same words differently, side by side, and what was agreed on in the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from reflect.analysis.coded_text import researchers_of
from reflect.domain.agreeing import AGREED
from reflect.domain.ids import ParticipantCode, PassageId, PointId, SessionId
from reflect.domain.passages import Passage
from reflect.domain.session import MemoTarget, Quote, SessionRecord


class Side(msgspec.Struct, frozen=True):
    """What one researcher gave the words."""

    researcher: str
    points: tuple[PointId, ...]
    """By id; none, when they left the words untagged."""


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of words under overlapping quotes that researchers gave different points."""

    session: SessionId
    passage: PassageId
    start: int
    """Unicode code points from the passage's start."""
    end: int
    words: str
    participant: ParticipantCode | None
    """Whose words they are; None when nobody knows, or they are the researcher's."""
    heading: str
    sides: tuple[Side, ...]
    differing: tuple[PointId, ...]
    """The points that some gave and others did not."""
    agreed: tuple[PointId, ...] | None = None
    """What was agreed on; None while nothing was."""
    note: str = ""
    """Why, as it was put down with it."""

    @property
    def id(self) -> str:
        """What it is called on the command line: `session:passage:start-end`."""
        return f"{self.session}:{self.passage}:{self.start}-{self.end}"


def disagreements(
    record: SessionRecord, found: Sequence[Passage], researchers: Sequence[str]
) -> Iterator[Disagreement]:
    """Where those of `researchers` who have worked on a session differ, in reading order.

    Quotes that overlap are one place: whoever gave a point to any of them gave it there.
    """
    worked = researchers_of(record)
    present = [who for who in researchers if who in worked]
    if len(present) < 2:
        return
    given: dict[str, dict[str, set[PointId]]] = {}
    for tag in record.tags.values():
        given.setdefault(tag.quote, {}).setdefault(tag.by, set()).add(tag.point)
    by_passage: dict[str, list[Quote]] = {}
    for quote in record.quotes.values():
        if not quote.source_changed and any(who in given.get(quote.id, {}) for who in present):
            by_passage.setdefault(quote.passage, []).append(quote)
    for passage in found:
        for quotes in _overlapping(by_passage.get(passage.id, [])):
            sides = tuple(
                Side(who, tuple(sorted(set().union(*(given[q.id].get(who, set()) for q in quotes)))))
                for who in present
            )
            everywhere = set(sides[0].points).intersection(*(side.points for side in sides))
            anywhere = set().union(*(side.points for side in sides))
            if everywhere == anywhere:
                continue
            start, end = quotes[0].start, max(quote.end for quote in quotes)
            agreed, note = _agreed(record, passage.id, start, end)
            yield Disagreement(
                session=record.session.id,
                passage=passage.id,
                start=start,
                end=end,
                words=passage.text[start:end],
                participant=passage.speaker,
                heading=passage.heading or passage.label,
                sides=sides,
                differing=tuple(sorted(anywhere - everywhere)),
                agreed=agreed,
                note=note,
            )


def _overlapping(quotes: Sequence[Quote]) -> Iterator[list[Quote]]:
    """Quotes of one passage, those together that overlap, or that another one ties together."""
    group: list[Quote] = []
    end = 0
    for quote in sorted(quotes, key=lambda quote: (quote.start, -quote.end, quote.id)):
        if group and quote.start >= end:
            yield group
            group = []
        group.append(quote)
        end = max(end, quote.end) if len(group) > 1 else quote.end
    if group:
        yield group


def _agreed(
    record: SessionRecord, passage: str, start: int, end: int
) -> tuple[tuple[PointId, ...] | None, str]:
    """What was agreed on within these words, with the note."""
    here = {
        quote.id
        for quote in record.quotes.values()
        if quote.passage == passage and quote.start < end and start < quote.end
    }
    points = sorted({tag.point for tag in record.tags.values() if tag.by == AGREED and tag.quote in here})
    notes = [
        memo.text
        for memo in sorted(record.memos.values(), key=lambda memo: (memo.at, memo.id))
        if memo.by == AGREED and memo.target is MemoTarget.QUOTE and memo.target_id in here
    ]
    return (tuple(points), "\n".join(notes)) if points or notes else (None, "")
