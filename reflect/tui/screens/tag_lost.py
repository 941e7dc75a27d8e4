"""Quotes whose words are gone from their passage: going to them, and giving them a place again."""

from __future__ import annotations

from textual import work

from reflect.domain.ids import QuoteId
from reflect.domain.lost import lost_quotes, next_lost, proposal
from reflect.domain.passages import text_of
from reflect.domain.session import Approval, Quote
from reflect.tui.command import Command
from reflect.tui.screens import tag_commands as verbs
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.dialogs.source_changed import SourceChanged, WithIt
from reflect.tui.screens.tag_edits import HOW_TO_SELECT, QuoteEdits


class LostQuotes(QuoteEdits):
    """Walks through the quotes that are marked *source changed*."""

    anchoring: QuoteId | None = None
    """The quote that words are being selected for."""

    @property
    def lost(self) -> list[Quote]:
        """The quotes that are marked, in reading order."""
        return lost_quotes(self.counted, self.desk.passages())

    def can(self, verb: type[Command]) -> bool:
        """Only where there are such quotes."""
        if verb in (verbs.NextLost, verbs.AnchorHere):
            there = any(quote.source_changed for quote in self.counted.quotes.values())
            return there and (verb is verbs.NextLost or not self.desk.read_only)
        return super().can(verb)

    @work
    async def do_next_lost(self) -> None:
        """Show one after the other, until one leaves or there are no more."""
        after: str | None = self._picked
        while (quote := next_lost(self.counted, self.desk.passages(), after=after)) is not None:
            ids: list[str] = [each.id for each in self.lost]
            number = ids.index(quote.id)
            self.go_to_quote(quote)
            found = await self.apart(proposal, quote, self.desk.passages())
            text = text_of(self.desk.record, quote.passage)
            place = f"{number + 1} of {len(ids)}"
            what = await self.app.push_screen_wait(SourceChanged(quote, text, found, place=place))
            if what is WithIt.ACCEPT and found is not None:
                self.attempt(self._anchor, quote, found.passage.id, found.match.start, found.match.end)
            elif what is WithIt.REMOVE:
                await self.removed(quote)
            elif what is WithIt.SELECT:
                self.anchoring = quote.id
                self.show_here()
                return
            elif what is None:
                return
            # One that is settled is not in the list any more: the next one is in its place.
            settled = quote.id not in (each.id for each in self.lost)
            after = quote.id if not settled else ids[number - 1] if number else None
        self.tell_quietly("The words of every quote are where it says.")

    def do_keep_quote(self) -> None:
        """While words are selected for a quote, `Enter` anchors it."""
        if self.anchoring is None:
            super().do_keep_quote()
        else:
            self.do_anchor()

    @work
    async def do_anchor(self) -> None:
        """Give the selected words to a quote whose own are gone; of several, ask which."""
        selection = self.view.selection
        if selection is None:
            self.notify(HOW_TO_SELECT, markup=False)
            return
        lost = {quote.id: quote for quote in self.lost}
        quote = lost.get(self.anchoring or self._picked or next(iter(lost)))
        if self.anchoring not in lost and len(lost) > 1:
            choices = [Choice(each.id, " ".join(each.words.split())[:100]) for each in lost.values()]
            picked = await self.app.push_screen_wait(Pick("Which quote are these words of?", choices))
            quote = lost.get(QuoteId(picked)) if picked else None
        if quote is not None:
            self.attempt(self._anchor, quote, selection.passage_id, selection.start, selection.end)

    def _anchor(self, quote: Quote, passage_id: str, start: int, end: int) -> None:
        self.desk.anchor(quote, passage_id, start, end)
        self.anchoring = None
        now = self.desk.record.quotes[quote.id]
        self.view.clear_selection()
        self.changed()
        self.go_to_quote(now)
        again = quote.approval is Approval.APPROVED and now.approval is not Approval.APPROVED
        self.tell_quietly(
            "Anchored. Its words are others now: it needs the participant's approval again."
            if again
            else "Anchored. u takes it back."
        )

    def action_steer(self) -> None:
        """`Esc` lets go of selecting words for a quote."""
        self.anchoring = None
        super().action_steer()
