"""The version that researchers agreed on where they had tagged the same words differently.

It lies beside what each of them had tagged, which stays as it was: tags and a memo by `AGREED`, on a quote of
exactly the words that were looked at. The memo says why and who put it down; it is there even when it was
agreed that the words have no learning point.
"""

from __future__ import annotations

from collections.abc import Collection

from reflect.domain.changes import Change, drop, put
from reflect.domain.ids import PassageId, PointId, QuoteId
from reflect.domain.passages import text_of
from reflect.domain.session import Memo, MemoTarget, Quote, SessionRecord, Tag, tag_id

AGREED = "agreed"
"""Who has given the tags that researchers agreed on: nobody's work, and not compared with anybody's."""


def agreed(
    record: SessionRecord,
    passage: PassageId,
    start: int,
    end: int,
    points: Collection[PointId],
    *,
    note: str,
    by: str,
    at: str,
    new_id: str,
) -> list[Change]:
    """The changes that put down what was agreed on, in the place of what was agreed on before.

    `new_id` is for the quote, where there is none of these words yet, and for the memo.

    Raises:
        ValueError: the words are not where they were.

    """
    text = text_of(record, passage)
    if not 0 <= start < end <= len(text):
        message = f"span {start}-{end} is outside the passage's {len(text)} characters"
        raise ValueError(message)
    quote = next(
        (
            each
            for each in sorted(record.quotes.values(), key=lambda each: (each.at, each.id))
            if (each.passage, each.start, each.end) == (passage, start, end) and not each.source_changed
        ),
        None,
    )
    changes = list(_before(record, passage, start, end))
    if quote is None:
        words = text[start:end]
        key = QuoteId(new_id)
        quote = Quote(id=key, passage=passage, start=start, end=end, words=words, by=AGREED, at=at)
        changes.append(put(record, "quotes", quote))
    for point in sorted(points):
        tag = Tag(id=tag_id(quote.id, point, AGREED), quote=quote.id, point=point, by=AGREED, at=at)
        changes.append(put(record, "tags", tag))
    said = " ".join(note.split()) or "Agreed."
    memo = Memo(
        id=f"{new_id}-{AGREED}",
        target=MemoTarget.QUOTE,
        target_id=quote.id,
        text=f"{said} ({by})" if by else said,
        by=AGREED,
        at=at,
    )
    return [*changes, put(record, "memos", memo)]


def _before(record: SessionRecord, passage: str, start: int, end: int) -> list[Change]:
    """The changes that take away what was agreed on within these words before."""
    here = {
        quote.id
        for quote in record.quotes.values()
        if quote.passage == passage and quote.start < end and start < quote.end
    }
    tags = [tag for tag in record.tags.values() if tag.by == AGREED and tag.quote in here]
    memos = [
        memo
        for memo in record.memos.values()
        if memo.by == AGREED and memo.target is MemoTarget.QUOTE and memo.target_id in here
    ]
    return [
        *(drop(record, "tags", tag.id) for tag in tags),
        *(drop(record, "memos", memo.id) for memo in memos),
    ]
