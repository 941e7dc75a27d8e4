"""Quotes of a session and their tags."""

from __future__ import annotations

import msgspec

from reflect.domain import tagging
from reflect.domain.changes import put
from reflect.domain.correcting import approval_of_new_words
from reflect.domain.ids import PassageId, PointId
from reflect.domain.session import Approval, Quote, Tag
from reflect.services.desk_steps import DeskSteps


class QuotesOnDesk(DeskSteps):
    """Making, tagging, moving, approving and removing quotes."""

    def quote(self, passage_id: str, start: int, end: int) -> Quote:
        """The quote of a span, made when there is none; it needs no learning point."""
        found = tagging.quote_of_span(self._record, passage_id, start, end)
        if found is not None:
            return found
        quote = self._new_quote(passage_id, start, end)
        self._do("Quote", [put(self._record, "quotes", quote)])
        return quote

    def toggle(self, passage_id: str, start: int, end: int, point: PointId) -> Quote:
        """Give a span the learning point, or take it away; the quote is made when there is none."""
        found = tagging.quote_of_span(self._record, passage_id, start, end)
        quote = found or self._new_quote(passage_id, start, end)
        self.toggle_on(quote, point)
        return quote

    def toggle_on(self, quote: Quote, point: PointId) -> None:
        """Give a quote the learning point, or take it away if this researcher had given it."""
        changes = tagging.toggle_point(self._record, quote, point, by=self.by, at=self.now())
        self._do(f"Tag {point}", changes)

    def contradict(self, tag: Tag) -> None:
        """Mark that the quote speaks against the point, or take the mark away."""
        self._do(f"Contradicts {tag.point}", tagging.toggle_contradicts(self._record, tag))

    def respan(self, quote: Quote, start: int, end: int) -> None:
        """Move a quote's edges to another span of its passage."""
        self._anchor("Edges of a quote", quote, quote.passage, start, end)

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

    def approve(self, quote: Quote, approval: Approval) -> None:
        """Record what the participant said of one quote."""
        changed = msgspec.structs.replace(quote, approval=approval)
        self._do("Approval", [put(self._record, "quotes", changed)])

    def remove(self, quote: Quote) -> None:
        """Remove a quote with its tags and memos."""
        self._do("Removing a quote", tagging.remove_quote(self._record, quote.id, by=self.by, at=self.now()))

    def _new_quote(self, passage_id: str, start: int, end: int) -> Quote:
        self._must_be_ours()
        passage = self.passage(PassageId(passage_id))
        if passage is None:
            message = f"no passage {passage_id}"
            raise ValueError(message)
        return tagging.new_quote(passage, start, end, quote_id=self._ids(), by=self.by, at=self.now())
