"""Quotes of a session and their tags."""

from __future__ import annotations

import msgspec

from reflect.domain import quote_edits, tagging
from reflect.domain.changes import put
from reflect.domain.correcting import approval_of_new_words
from reflect.domain.ids import PassageId, PointId, QuoteId
from reflect.domain.session import Approval, Quote, Tag
from reflect.domain.side_by_side import Whose, is_shared, seen, set_apart
from reflect.services.desk_steps import DeskSteps


class QuotesOnDesk(DeskSteps):
    """Making, tagging, moving, approving and removing quotes."""

    whose: Whose = Whose.ALL
    """Whose tags are looked at, for as long as the session is open."""

    def quote(self, passage_id: str, start: int, end: int) -> Quote:
        """The quote of a span, made when there is none to be seen; it needs no learning point."""
        found = tagging.quote_of_span(seen(self._record, self.whose, self.by), passage_id, start, end)
        if found is not None:
            return found
        quote = self._new_quote(passage_id, start, end)
        self._do("Quote", [put(self._record, "quotes", quote)])
        return quote

    def toggle(self, passage_id: str, start: int, end: int, point: PointId) -> Quote:
        """Give a span the learning point, or take it away; the quote is made when there is none."""
        records = (seen(self._record, self.whose, self.by), self._record)
        found = (tagging.quote_of_span(record, passage_id, start, end) for record in records)
        quote = next(filter(None, found), None) or self._new_quote(passage_id, start, end)
        self.toggle_on(quote, point)
        return quote

    def toggle_on(self, quote: Quote, point: PointId) -> None:
        """Give a quote the learning point, or take it away if this researcher had given it."""
        changes = tagging.toggle_point(self._record, quote, point, by=self.by, at=self.now())
        self._do(f"Tag {point}", changes)

    def contradict(self, tag: Tag) -> None:
        """Mark that the quote speaks against the point, or take the mark away."""
        self._do(f"Contradicts {tag.point}", tagging.toggle_contradicts(self._record, tag))

    def respan(self, quote: Quote, start: int, end: int) -> Quote:
        """Move a quote's edges to another span of its passage; returns it."""
        with self._together():
            quote = self._own(quote)
            self._anchor("Edges of a quote", quote, quote.passage, start, end)
        return self._record.quotes[quote.id]

    def _own(self, quote: Quote) -> Quote:
        """The quote to reshape: while one is blind to others who share it, one's own part of it, set apart.

        What is hidden is neither reshaped nor removed, and nothing says that it is there.
        """
        if self.whose is not Whose.BLIND or not is_shared(self._record, quote, self.by):
            return quote
        new_id = QuoteId(self._ids())
        changes = set_apart(self._record, quote, self.by, new_id=new_id, at=self.now())
        self._do("A quote of one's own", changes)
        return self._record.quotes[new_id]

    def anchor(self, quote: Quote, passage_id: str, start: int, end: int) -> None:
        """Give a quote whose words are gone another place, and the words that stand there."""
        self._anchor("Another place for a quote", quote, passage_id, start, end)

    def _anchor(self, label: str, quote: Quote, passage_id: str, start: int, end: int) -> None:
        passage = self.passage(passage_id)
        if passage is None:
            return
        new = tagging.new_quote(passage, start, end, quote_id=quote.id, by=quote.by, at=quote.at)
        same = (new.passage, new.words) == (quote.passage, quote.words)
        changed = msgspec.structs.replace(
            quote,
            passage=new.passage,
            start=start,
            end=end,
            words=new.words,
            approval=quote.approval if same else approval_of_new_words(quote.approval),
            source_changed=False,
        )
        self._do(label, [put(self._record, "quotes", changed)])

    def approve(self, quote: Quote, approval: Approval, *, words: str = "") -> None:
        """Record what the participant said of one quote, today; with `AMENDED`, the `words` they want."""
        day = self.now()[:10]
        answered = approval in (Approval.APPROVED, Approval.AMENDED, Approval.DECLINED)
        changed = msgspec.structs.replace(
            quote,
            approval=approval,
            approved_words=words if approval is Approval.AMENDED else "",
            asked_on=day if approval is Approval.ASKED else quote.asked_on,
            answered_on=day if answered else None,
        )
        self._do("Approval", [put(self._record, "quotes", changed)])

    def star(self, quote: Quote) -> None:
        """Give a quote a star, or take it away."""
        self._do("Star", quote_edits.star(self._record, quote))

    def split(self, quote: Quote, at: int) -> Quote | None:
        """Split a quote in two at a place of its passage; returns the second, None where that cannot be."""
        self._must_be_ours()
        passage = self.passage(quote.passage)
        if passage is None or quote.source_changed or quote_edits.halves(passage.text, quote, at) is None:
            return None
        new_id = QuoteId(self._ids())
        with self._together():
            quote = self._own(quote)
            changes = quote_edits.split(self._record, passage, quote, at, new_id=new_id, when=self.now())
            self._do("Splitting a quote", changes)
        return self._record.quotes[new_id]

    def merge(self, quote: Quote, other: Quote) -> Quote:
        """Make one of two quotes of the same passage; returns it. Raises ValueError for others."""
        passage = self.passage(quote.passage)
        if passage is None:
            message = f"no passage {quote.passage}"
            raise ValueError(message)
        with self._together():
            quote, other = self._own(quote), self._own(other)
            changes = quote_edits.merge(self._record, passage, quote, other, by=self.by, at=self.now())
            self._do("Merging two quotes", changes)
        return self._record.quotes[quote.id]

    def remove(self, quote: Quote) -> None:
        """Remove a quote with its tags and memos."""
        with self._together():
            quote = self._own(quote)
            changes = tagging.remove_quote(self._record, quote.id, by=self.by, at=self.now())
            self._do("Removing a quote", changes)

    def _new_quote(self, passage_id: str, start: int, end: int) -> Quote:
        self._must_be_ours()
        passage = self.passage(PassageId(passage_id))
        if passage is None:
            message = f"no passage {passage_id}"
            raise ValueError(message)
        return tagging.new_quote(passage, start, end, quote_id=self._ids(), by=self.by, at=self.now())
