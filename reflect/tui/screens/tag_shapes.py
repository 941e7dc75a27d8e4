"""What the tag screen does to a quote as a whole: star it, split it in two, merge it with another."""

from __future__ import annotations

from textual import work

from reflect.domain.quote_edits import mergeable, place_to_split
from reflect.domain.session import Quote
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.tag_edits import QuoteEdits

WHERE_TO_SPLIT = "Put the cursor where the second part of the quote is to begin; then split it."
_SHOWN = 90


class QuoteShapes(QuoteEdits):
    """The part of the tag screen that changes what a quote is."""

    def do_star(self) -> None:
        """Star the quote that is meant."""
        quote = self._wanted()
        if quote is not None:
            self.attempt(self._star, quote)

    def _star(self, quote: Quote) -> None:
        self.desk.star(quote)
        self.changed()

    # -- splitting -------------------------------------------------------------------------------------

    def do_split(self) -> None:
        """Split at the cursor, or at the selection's edge inside the quote."""
        found = self._to_split()
        if found is None:
            self.notify(WHERE_TO_SPLIT, markup=False)
            return
        quote, at = found
        if self.is_whole(quote):
            self.attempt(self._split, quote, at)

    def _to_split(self) -> tuple[Quote, int] | None:
        """The shortest quote with a place to split it at strictly inside."""
        selection, cursor = self.view.selection, self.view.cursor
        if cursor is None:
            return None
        places = [selection.start, selection.end] if selection is not None else [cursor.offset]
        passage = self.desk.passage(cursor.passage_id)
        text = passage.text if passage is not None else ""
        places = [place_to_split(text, place) for place in places]
        picked = self.quote_here() if selection is None else None
        quotes = [*([picked] if picked is not None else []), *self._quotes_around(places)]
        return next(((q, at) for q in quotes for at in places if q.start < at < q.end), None)

    def _quotes_around(self, places: list[int]) -> list[Quote]:
        cursor = self.view.cursor
        found = [
            quote
            for quote in self.seen.quotes.values()
            if cursor is not None
            and quote.passage == cursor.passage_id
            and not quote.source_changed
            and any(quote.start < at < quote.end for at in places)
        ]
        return sorted(found, key=lambda q: (q.end - q.start, q.start, q.id))

    def _split(self, quote: Quote, at: int) -> None:
        second = self.desk.split(quote, at)
        if second is None:
            self.notify(WHERE_TO_SPLIT, markup=False)
            return
        self.changed()
        self.go_to_quote(second)
        self.tell_quietly("Split in two; you are on the second. u takes it back.")

    # -- merging ---------------------------------------------------------------------------------------

    @work
    async def do_merge(self) -> None:
        """Merge, asking with which when several overlap."""
        quote = self._wanted()
        if quote is None:
            return
        others = mergeable(list(self.seen.quotes.values()), quote)
        if not others or quote.source_changed:
            self.notify("There is no other quote in this passage to merge it with.", markup=False)
            return
        other = others[0]
        if len(others) > 1:
            choices = [Choice(q.id, _words(q), f"made by {q.by}" if q.by else "") for q in others]
            picked = await self.app.push_screen_wait(Pick("Merge with which one?", choices))
            if picked is None:
                return
            other = next(q for q in others if q.id == picked)
        if self.is_whole(quote) and self.is_whole(other):
            self.attempt(self._merge, quote.id, other.id)

    def _merge(self, quote_id: str, other_id: str) -> None:
        # As they are now: something may have come in while it was asked which one is meant.
        now = {str(key): quote for key, quote in self.desk.record.quotes.items()}
        quote, other = now.get(quote_id), now.get(other_id)
        if quote is None or other is None or quote.passage != other.passage:
            return
        if quote.source_changed or other.source_changed:
            return
        whole = self.desk.merge(quote, other)
        self.changed()
        self.go_to_quote(whole)
        self.tell_quietly("One quote now, with the tags and memos of both. u takes it back.")


def _words(quote: Quote) -> str:
    words = " ".join(quote.words.split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
