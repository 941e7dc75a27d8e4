"""Quotes split in two, merged with one another, and starred."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from reflect.domain.bin import into_bin
from reflect.domain.boundaries import Span, trim, word_at
from reflect.domain.changes import Change, put
from reflect.domain.correcting import approval_of_new_words
from reflect.domain.ids import QuoteId
from reflect.domain.passages import Passage
from reflect.domain.session import Approval, Quote, SessionRecord, Tag, tag_id
from reflect.domain.tagging import memos_of, tags_of


def star(record: SessionRecord, quote: Quote) -> list[Change]:
    """The change that gives a quote a star, or takes it away."""
    return [put(record, "quotes", replace(quote, starred=not quote.starred))]


def halves(text: str, quote: Quote, at: int) -> tuple[Span, Span] | None:
    """Where the two parts of a quote stand that is split at a place of its passage.

    Neither begins or ends with white space. None when one of them would have no words.
    """
    if not quote.start < at < quote.end:
        return None
    first, second = trim(text, (quote.start, at)), trim(text, (at, quote.end))
    return (first, second) if first[0] < first[1] and second[0] < second[1] else None


def place_to_split(text: str, at: int) -> int:
    """Where a split at a place of a text is meant: before the word that it lies in, or just there."""
    start, end = word_at(text, at)
    return start if start < at < end else at


def split(
    record: SessionRecord, passage: Passage, quote: Quote, at: int, *, new_id: str, when: str
) -> list[Change]:
    """The changes that split a quote in two at a place of its passage.

    Both parts have its tags, from the same researchers, and its star; its memos stay with the first, which
    keeps its id. What its participant approved were the words together: of each part they have to be asked.

    Raises:
        ValueError: one of the two would have no words.

    """
    parts = halves(passage.text, quote, at)
    if parts is None:
        message = f"a split at {at} leaves nothing on one side of {quote.start}–{quote.end}"
        raise ValueError(message)
    first, second = (_of_span(quote, passage, part) for part in parts)
    second = replace(second, id=QuoteId(new_id), at=when)
    given = (_given_to(tag, second.id) for tag in tags_of(record, quote.id))
    return [
        put(record, "quotes", first),
        put(record, "quotes", second),
        *(put(record, "tags", tag) for tag in given),
    ]


def mergeable(quotes: Sequence[Quote], quote: Quote) -> list[Quote]:
    """Which of `quotes` a quote can be merged with, in reading order.

    Those that overlap or touch it; where none does, the nearest one of its passage, of two the next.
    """
    beside = sorted(
        (q for q in quotes if q.passage == quote.passage and q.id != quote.id and not q.source_changed),
        key=lambda q: (q.start, q.end, q.id),
    )
    touching = [q for q in beside if q.start <= quote.end and quote.start <= q.end]
    return (
        touching
        or sorted(beside, key=lambda q: (max(q.start - quote.end, quote.start - q.end), -q.start))[:1]
    )


def merge(
    record: SessionRecord, passage: Passage, quote: Quote, other: Quote, *, by: str, at: str
) -> list[Change]:
    """The changes that make one quote of two of the same passage, with the tags, memos and star of both.

    It goes from where the first of them begins to where the last ends. `quote` stays, and what refers to it;
    the other goes to the bin with the tags it had. A tag that one researcher had given to both speaks against
    its point if either did. What a participant wants left out stays so; of all else they have to be asked
    again.

    Raises:
        ValueError: they stand in different passages, or their words are not there any more.

    """
    if quote.passage != other.passage or quote.id == other.id or quote.source_changed or other.source_changed:
        message = "only two quotes of one passage can be merged"
        raise ValueError(message)
    whole = _of_span(quote, passage, (min(quote.start, other.start), max(quote.end, other.end)))
    declined = Approval.DECLINED in (quote.approval, other.approval)
    whole = replace(
        whole,
        approval=Approval.DECLINED if declined else Approval.NOT_ASKED,
        starred=quote.starred or other.starred,
    )
    tags, memos = tags_of(record, other.id), memos_of(record, other.id)
    given = []
    for tag in tags:
        became = _given_to(tag, quote.id)
        there = record.tags.get(became.id)
        if there is not None:
            became = replace(there, contradicts=there.contradicts or tag.contradicts)
        if became != there:
            given.append(put(record, "tags", became))
    return [
        *into_bin(record, quotes=[other], tags=tags, by=by, at=at),
        put(record, "quotes", whole),
        *given,
        *(put(record, "memos", replace(memo, target_id=quote.id)) for memo in memos),
    ]


def _of_span(quote: Quote, passage: Passage, span: Span) -> Quote:
    start, end = span
    approval = approval_of_new_words(quote.approval)
    return replace(quote, start=start, end=end, words=passage.text[start:end], approval=approval)


def _given_to(tag: Tag, quote: QuoteId) -> Tag:
    return replace(tag, id=tag_id(quote, tag.point, tag.by), quote=quote)
