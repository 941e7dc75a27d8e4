"""Choosing quotes for range: whose they are, what they speak against, and which say the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reflect.domain.ids import PointId, QuoteId
from reflect.domain.session import Quote
from reflect.writeups.method import Said


def same_words(quotes: Iterable[Said]) -> dict[QuoteId, set[QuoteId]]:
    """For each quote, those that share words with it: itself, and what overlaps it in its passage."""
    by_passage: dict[tuple[str, str], list[Quote]] = {}
    for each in quotes:
        quote = each.found.quote
        by_passage.setdefault((each.record.session.id, quote.passage), []).append(quote)
    return {
        one.id: {one.id} | {o.id for o in here if o.start < one.end and one.start < o.end}
        for here in by_passage.values()
        for one in here
    }


def ids_of(quotes: Iterable[Said]) -> tuple[QuoteId, ...]:
    """The quotes' ids, in their order."""
    return tuple(each.found.quote.id for each in quotes)


def in_turn(lines: Sequence[Sequence[Said]]) -> list[Said]:
    """The first of each line, then the second of each, and so on."""
    longest = max(map(len, lines), default=0)
    return [line[at] for at in range(longest) for line in lines if at < len(line)]


def speaker_code(each: Said) -> str:
    """The code of who said it; empty where nobody is known."""
    return each.found.speaker.code if each.found.speaker is not None else ""


def speaks_against(each: Said, point: PointId) -> bool:
    """Whether any researcher takes it to speak against a learning point."""
    return any(tag.contradicts for tag in each.tags if tag.point == point)


def against_any(each: Said) -> bool:
    """Whether it speaks against any."""
    return any(tag.contradicts for tag in each.tags)
