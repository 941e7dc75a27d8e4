"""Tagging: the changes that give spans of a passage their learning points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from reflect.domain.anchors import Under, found_again, reanchored, stands
from reflect.domain.bin import into_bin
from reflect.domain.changes import Change, drop, put
from reflect.domain.cuttings import Cuttings
from reflect.domain.differences import edits_between
from reflect.domain.edits import Edits, Moves, leads
from reflect.domain.ids import PassageId, PointId, QuoteId
from reflect.domain.passages import Passage
from reflect.domain.session import Approval, Memo, MemoTarget, Quote, SessionRecord, Tag, tag_id


def quote_of_span(record: SessionRecord, passage: str, start: int, end: int) -> Quote | None:
    """The quote that is exactly this span, or None."""
    for quote in record.quotes.values():
        if (quote.passage, quote.start, quote.end) == (passage, start, end) and not quote.source_changed:
            return quote
    return None


def quotes_at(record: SessionRecord, passage: str, offset: int) -> list[Quote]:
    """The quotes under a place, the shortest first: the one a researcher most likely means."""
    under = [
        q
        for q in record.quotes.values()
        if q.passage == passage and q.start <= offset < max(q.end, q.start + 1) and not q.source_changed
    ]
    return sorted(under, key=lambda q: (q.end - q.start, q.start, q.id))


def tags_of(record: SessionRecord, quote: str) -> list[Tag]:
    """The tags of one quote, in a steady order."""
    return sorted((t for t in record.tags.values() if t.quote == quote), key=lambda t: (t.point, t.by))


def memos_of(record: SessionRecord, quote: str) -> list[Memo]:
    """The memos on one quote, oldest first."""
    found = [m for m in record.memos.values() if m.target is MemoTarget.QUOTE and m.target_id == quote]
    return sorted(found, key=lambda m: (m.at, m.id))


def tags_by_quote(record: SessionRecord) -> dict[str, list[Tag]]:
    """The tags of every quote: for all of a session's quotes quicker than asking for each."""
    found: dict[str, list[Tag]] = {}
    for tag in sorted(record.tags.values(), key=lambda t: (t.point, t.by)):
        found.setdefault(tag.quote, []).append(tag)
    return found


def memos_by_quote(record: SessionRecord) -> dict[str, list[Memo]]:
    """The same for memos."""
    found: dict[str, list[Memo]] = {}
    for memo in sorted(record.memos.values(), key=lambda m: (m.at, m.id)):
        if memo.target is MemoTarget.QUOTE:
            found.setdefault(memo.target_id, []).append(memo)
    return found


def new_quote(passage: Passage, start: int, end: int, *, quote_id: str, by: str, at: str) -> Quote:
    """A quote of a span of `passage`; raises ValueError when the span is empty or lies outside it."""
    if not 0 <= start < end <= len(passage.text):
        message = f"span {start}–{end} is outside the passage's {len(passage.text)} characters"
        raise ValueError(message)
    return Quote(
        id=QuoteId(quote_id),
        passage=passage.id,
        start=start,
        end=end,
        words=passage.text[start:end],
        by=by,
        at=at,
    )


def toggle_point(record: SessionRecord, quote: Quote, point: PointId, *, by: str, at: str) -> list[Change]:
    """The changes that give `quote` the point, or take it away if `by` had given it.

    A quote that loses its last tag and has neither memo nor star goes with it: pressing a digit
    twice leaves no trace. One of which its participant has said something goes to the bin.
    `quote` may be new, not yet in the record.
    """
    tag = Tag(id=tag_id(quote.id, point, by), quote=quote.id, point=point, by=by, at=at)
    if quote.id not in record.quotes:
        return [put(record, "quotes", quote), put(record, "tags", tag)]
    if tag.id not in record.tags:
        return [put(record, "tags", tag)]
    changes = [drop(record, "tags", tag.id)]
    kept = record.quotes[quote.id].starred or memos_of(record, quote.id)
    if len(tags_of(record, quote.id)) == 1 and not kept:
        if record.quotes[quote.id].approval is not Approval.NOT_ASKED:
            return remove_quote(record, quote.id, by=by, at=at)
        changes.append(drop(record, "quotes", quote.id))
    return changes


def toggle_contradicts(record: SessionRecord, tag: Tag) -> list[Change]:
    """The change that marks a tag as speaking against its point, or takes the mark away."""
    return [put(record, "tags", msgspec.structs.replace(tag, contradicts=not tag.contradicts))]


def remove_quote(record: SessionRecord, quote: str, *, by: str, at: str) -> list[Change]:
    """The changes that move a quote with its tags and memos to the bin."""
    tags, memos = tags_of(record, quote), memos_of(record, quote)
    return into_bin(record, quotes=[record.quotes[QuoteId(quote)]], tags=tags, memos=memos, by=by, at=at)


def untagged(record: SessionRecord, found: Sequence[Passage]) -> list[Passage]:
    """The passages no tagged quote stands in, in their order; what the interviewer asked is left out."""
    tagged = {t.quote for t in record.tags.values()}
    touched = {q.passage for q in record.quotes.values() if q.id in tagged}
    return [p for p in found if p.id not in touched and not p.asks]


def text_changed(
    record: SessionRecord,
    passage: PassageId,
    old: str,
    new: str,
    revisions: Sequence[Edits] = (),
    *,
    cuttings: Cuttings | None = None,
) -> list[Change]:
    """The changes that keep a passage's quotes on their words after its text went from `old` to `new`.

    `revisions` are the edits that did it, as far as somebody knows them: one group after another, those of a
    group made at once. Where they do not lead from `old` to `new`, edits are found by comparing the two.
    """
    quotes = [quote for quote in record.quotes.values() if quote.passage == passage]
    if old == new or not quotes:
        return []
    texts = leads(old, new, revisions)
    if texts is None:
        revisions, texts = [edits_between(old, new)], [new]
    was, cuttings = quotes, cuttings or Cuttings()
    for edits, text in zip(revisions, texts, strict=True):
        under = Under(old, text, Moves(edits))
        quotes = [reanchored(quote, under, cuttings) for quote in quotes]
        old = text
    return [put(record, "quotes", now) for now, then in zip(quotes, was, strict=True) if now is not then]


def settled_quotes(record: SessionRecord, found: Sequence[Passage]) -> list[Change]:
    """The changes that put quotes back on their words where nobody knows how their passage changed."""
    texts = {p.id: p.text for p in found}
    changes = []
    for quote in record.quotes.values():
        text = texts.get(quote.passage, "")
        if stands(quote, text) is quote.source_changed:
            changes.append(put(record, "quotes", found_again(quote, text)))
    return changes


def in_reading_order(record: SessionRecord, found: Sequence[Passage]) -> list[Quote]:
    """The quotes that stand in these passages, in the order one reads them."""
    place = {passage.id: n for n, passage in enumerate(found)}
    quotes = [q for q in record.quotes.values() if q.passage in place and not q.source_changed]
    return sorted(quotes, key=lambda q: (place[q.passage], q.start, q.end, q.id))


def quote_beside(
    record: SessionRecord,
    found: Sequence[Passage],
    *,
    here: Quote | None,
    at: tuple[str, int] | None,
    by: int,
) -> Quote | None:
    """The next (`by` 1) or previous (`by` -1) quote from a quote, or else from a place; round at the ends."""
    quotes = in_reading_order(record, found)
    if not quotes:
        return None
    if here in quotes:
        return quotes[(quotes.index(here) + by) % len(quotes)]
    place: dict[str, int] = {passage.id: n for n, passage in enumerate(found)}
    now = (place.get(at[0], 0), at[1]) if at else (0, -1)
    if by > 0:
        return next((q for q in quotes if (place[q.passage], q.start) > now), quotes[0])
    return next((q for q in reversed(quotes) if (place[q.passage], q.start) < now), quotes[-1])


def untagged_beside(
    record: SessionRecord, found: Sequence[Passage], *, at: str | None, by: int
) -> Passage | None:
    """The next (`by` 1) or previous (`by` -1) untagged passage from the one `at`; round at the ends."""
    waiting = {passage.id for passage in untagged(record, found)}
    ids: list[str] = [passage.id for passage in found]
    here = ids.index(at) if at in ids else -1 if by > 0 else 0
    for step in range(1, len(ids) + 1):
        passage = found[(here + by * step) % len(ids)]
        if passage.id in waiting:
            return passage
    return None


def uses(record: SessionRecord) -> dict[PointId, int]:
    """How many quotes of the session have each learning point, whoever gave it."""
    return dict(Counter(point for _, point in {(t.quote, t.point) for t in record.tags.values()}))
