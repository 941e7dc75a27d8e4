"""Quotes whose words are gone from their passage: which there are, and where each may stand instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reflect.domain.nearest import Match, nearest
from reflect.domain.passages import Passage, PassageKind
from reflect.domain.session import Quote, SessionRecord


class Proposal(NamedTuple):
    """A place that reads most like a quote's words."""

    passage: Passage
    match: Match

    @property
    def words(self) -> str:
        """What stands there."""
        return self.passage.text[self.match.start : self.match.end]


def lost_quotes(record: SessionRecord, found: Sequence[Passage]) -> list[Quote]:
    """The quotes that are marked *source changed*, in reading order; those of no passage at the end."""
    place = {passage.id: n for n, passage in enumerate(found)}
    lost = [quote for quote in record.quotes.values() if quote.source_changed]
    return sorted(lost, key=lambda q: (place.get(q.passage, len(place)), q.start, q.end, q.id))


def next_lost(record: SessionRecord, found: Sequence[Passage], *, after: str | None) -> Quote | None:
    """The lost quote after the one of that id, or else the first; round at the end."""
    lost = lost_quotes(record, found)
    ids: list[str] = [quote.id for quote in lost]
    return lost[(ids.index(after) + 1) % len(lost) if after in ids else 0] if lost else None


def proposal(quote: Quote, found: Sequence[Passage]) -> Proposal | None:
    """The place most like the quote's words: in its own passage, or else in another of the same person's."""
    own = next((passage for passage in found if passage.id == quote.passage), None)
    if own is not None:
        match = nearest(quote.words, own.text, near=quote.start)
        if match is not None:
            return Proposal(own, match)
    is_note = quote.passage.startswith("note:")
    others = [
        passage
        for passage in found
        if passage is not own
        and (passage.kind is PassageKind.NOTE) is is_note
        and (own is None or passage.speaker == own.speaker)
    ]
    matches = [Proposal(each, match) for each in others if (match := nearest(quote.words, each.text))]
    return max(matches, key=lambda each: each.match.ratio, default=None)


def around(text: str, start: int, end: int, width: int) -> tuple[str, str, str]:
    """What stands before, in and after a span, cut to about a width of letters, on one line each."""
    room = max(20, (width - (end - start)) // 2)
    before, after = text[max(0, start - room) : start], text[end : end + room]
    if start > room:
        before = "…" + before.partition(" ")[2] if " " in before else "…" + before
    if end + room < len(text):
        after = after.rpartition(" ")[0] + "…" if " " in after else after + "…"
    return _line(before), _line(text[start:end]), _line(after)


def _line(text: str) -> str:
    return "".join(" " if letter.isspace() else letter for letter in text)
