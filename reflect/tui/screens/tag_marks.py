"""How tags look and read on the tag screen."""

from __future__ import annotations

from collections.abc import Mapping

from reflect.domain.codebook import Codebook
from reflect.domain.ids import PointId, QuoteId
from reflect.domain.session import SessionRecord, Tag
from reflect.tui.widgets.passage_marks import Highlight, PointMark


def highlights(
    record: SessionRecord, codebook: Codebook, signs: Mapping[str, str] | None = None
) -> list[Highlight]:
    """What is highlighted in the text: every quote whose words still stand there, with its points.

    `signs` are the letters of those whose tags are told apart; a point that several gave is marked once.
    """
    numbers = {point.id: point.number for point in codebook.points}
    given: dict[tuple[QuoteId, PointId, bool], list[str]] = {}
    for tag in record.tags.values():
        given.setdefault((tag.quote, tag.point, tag.contradicts), []).append((signs or {}).get(tag.by, ""))
    marks: dict[QuoteId, list[PointMark]] = {}
    for (quote_id, point, contradicts), by in given.items():
        mark = PointMark(point, numbers.get(point, 0), contradicts, tuple(sorted(filter(None, by))))
        marks.setdefault(quote_id, []).append(mark)
    return [
        Highlight(
            quote_id=quote.id,
            passage_id=quote.passage,
            start=quote.start,
            end=quote.end,
            points=tuple(sorted(marks.get(quote.id, ()), key=lambda mark: (mark.number, mark.point_id))),
            starred=quote.starred,
        )
        for quote in record.quotes.values()
        if not quote.source_changed
    ]


def tag_words(tag: Tag, codebook: Codebook) -> str:
    """A tag in words: `4 Recognise difference`, and whether the quote contradicts the point."""
    point = codebook.get(tag.point)
    words = f"{point.number} {point.name}" if point else str(tag.point)
    words += " (retired)" if point and point.retired else ""
    return f"{words} ✗ contradicts" if tag.contradicts else words
