"""How tags look and read on the tag screen."""

from __future__ import annotations

from reflect.domain.codebook import Codebook
from reflect.domain.ids import QuoteId
from reflect.domain.session import SessionRecord, Tag
from reflect.tui.widgets.passage_marks import Highlight, PointMark


def highlights(record: SessionRecord, codebook: Codebook) -> list[Highlight]:
    """What is highlighted in the text: every quote whose words still stand there, with its points."""
    numbers = {point.id: point.number for point in codebook.points}
    marks: dict[QuoteId, set[PointMark]] = {}
    for tag in record.tags.values():
        mark = PointMark(tag.point, numbers.get(tag.point, 0), tag.contradicts)
        marks.setdefault(tag.quote, set()).add(mark)
    return [
        Highlight(
            quote_id=quote.id,
            passage_id=quote.passage,
            start=quote.start,
            end=quote.end,
            points=tuple(sorted(marks.get(quote.id, ()), key=lambda mark: (mark.number, mark.point_id))),
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
