"""What the tag screen does to quotes: tag, contradict, keep, approve, remove, memo, undo."""

from __future__ import annotations

from abc import abstractmethod

from textual import work
from textual.widgets import Static

from reflect.domain import tagging
from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.ids import PointId, QuoteId
from reflect.domain.session import Approval, Memo, MemoTarget, Quote, Tag
from reflect.services.desk import SessionDesk
from reflect.services.finishing import amended_form, memo_form, session_memo_form, span_memo_form
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.screens import tag_commands as verbs
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.tag_marks import tag_words
from reflect.tui.screens.tag_whose import WhoseWork
from reflect.tui.widgets.codebook_panel import CodebookPanel
from reflect.tui.widgets.passage_view import PassageView

HOW_TO_SELECT = "Select words first: w takes a word, s a sentence, p a paragraph; v marks as you move."


class QuoteEdits(WhoseWork):
    """The half of the tag screen that changes quotes; how they are shown is the other half's affair."""

    def __init__(self, study: Study, desk: SessionDesk, codebook: Codebook | None = None) -> None:
        super().__init__(study, desk)
        self._codebook = codebook or study.codebook()
        self._picked: QuoteId | None = None
        self._adjusting: QuoteId | None = None
        self._last_points: tuple[PointId, ...] = ()

    @property
    def view(self) -> PassageView:
        """The text."""
        return self.query_one(PassageView)

    def say(self, words: str) -> None:
        """Say something on the quiet line; it has one height, so nothing else is laid out again."""
        self.query_one("#here", Static).update(words, layout=False)

    @abstractmethod
    def show_here(self) -> None:
        """Show what stands at the cursor."""

    @abstractmethod
    def go_to_quote(self, quote: Quote) -> None:
        """Put the cursor on a quote, and mean that one."""

    def tagged(self, quote: Quote, point: LearningPoint) -> None:
        """A tag was given or taken off."""

    # -- what is meant -----------------------------------------------------------------------------------

    def _quotes_here(self) -> list[Quote]:
        cursor = self.view.cursor
        return tagging.quotes_at(self.seen, *cursor) if cursor is not None else []

    def quote_here(self) -> Quote | None:
        """The quote that is meant: the one selected, the one gone to, or the shortest under the cursor."""
        record = self.seen
        selection = self.view.selection
        if selection is not None:
            return tagging.quote_of_span(record, selection.passage_id, selection.start, selection.end)
        if self._picked in record.quotes:
            return record.quotes[self._picked]
        return next(iter(self._quotes_here()), None)

    def _wanted(self, *, whole: bool = False) -> Quote | None:
        quote = self.quote_here()
        if quote is None:
            self.notify("There is no quote here: go to one with Tab.", markup=False)
        elif whole and not self.is_whole(quote):
            return None
        return quote

    # -- tagging -----------------------------------------------------------------------------------------

    def action_tag(self, number: int) -> None:
        """Tag with the learning point of that number."""
        point = self._codebook.numbered(number)
        if point is None:
            self.notify(f"There is no learning point {number} to tag with.", markup=False)
            return
        self.attempt(self._toggle, point)

    def on_codebook_panel_picked(self, event: CodebookPanel.Picked) -> None:
        """Tag by mouse; a retired learning point is only taken off."""
        quote = self.quote_here()
        given = {tag.point for tag in tagging.tags_of(self.seen, quote.id)} if quote else set()
        if event.point.offered or event.point.id in given:
            self.attempt(self._toggle, event.point)
        else:
            self.notify(f"{event.point.number} {event.point.name} is retired.", markup=False)
        self.view.focus()

    def _toggle(self, point: LearningPoint) -> None:
        selection = self.view.selection
        if selection is not None:
            quote = self.desk.toggle(selection.passage_id, selection.start, selection.end, point.id)
        else:
            found = self.quote_here()
            if found is None:
                self.notify(HOW_TO_SELECT, markup=False)
                return
            quote = found
            self.desk.toggle_on(quote, point.id)
        given = [t.point for t in tagging.tags_of(self.desk.record, quote.id) if t.by == self.desk.by]
        if given:
            self._last_points = tuple(given)
        self.changed()
        self.tagged(quote, point)

    def do_tag_number(self) -> None:
        """The footer's click: choose from the list."""
        self.do_tag_by_name()

    @work
    async def do_tag_by_name(self) -> None:
        """Type part of a name."""
        if self.view.selection is None and self.quote_here() is None:
            self.notify(HOW_TO_SELECT, markup=False)
            return
        picked = await self.app.push_screen_wait(Pick("Tag with", self._points_to_pick()))
        point = self._codebook.get(picked) if picked else None
        if point is not None:
            self.attempt(self._toggle, point)

    def _points_to_pick(self) -> list[Choice]:
        """The learning points that are offered; retired ones only where the quote has them, to take off."""
        quote = self.quote_here()
        given = {tag.point for tag in tagging.tags_of(self.seen, quote.id)} if quote else set()
        return [
            Choice(p.id, f"{p.number} {p.name}", "retired: taken off by this" if p.retired else p.description)
            for p in self._codebook.points
            if p.offered or p.id in given
        ]

    def do_repeat_tags(self) -> None:
        """The points given last, to what is selected now."""
        if not self._last_points:
            self.notify("Nothing has been tagged yet on this screen.", markup=False)
            return
        points = self._last_points
        for point_id in points:
            point = self._codebook.get(point_id)
            quote = self.quote_here()
            tags = tagging.tags_of(self.seen, quote.id) if quote else []
            given = {tag.point for tag in tags if tag.by == self.desk.by}
            if point is not None and point.offered and point_id not in given:
                self._toggle(point)
        self._last_points = points

    @work
    async def do_contradicts(self) -> None:
        """Mark a tag of the quote; asks which when there are several."""
        quote = self._wanted()
        if quote is None:
            return
        tags = tagging.tags_of(self.seen, quote.id)
        if not tags:
            self.notify("Tag it first; then mark which point it contradicts.", markup=False)
            return
        tag = tags[0]
        if len(tags) > 1:
            choices = [Choice(t.id, tag_words(t, self._codebook), f"given by {t.by}") for t in tags]
            picked = await self.app.push_screen_wait(Pick("Which one does it contradict?", choices))
            if picked is None:
                return
            tag = self.desk.record.tags[picked]
        self.attempt(self._contradict, tag)

    def _contradict(self, tag: Tag) -> None:
        self.desk.contradict(tag)
        self.changed()

    def do_keep_quote(self) -> None:
        """Keep the selection as a quote, or the edges that were moved."""
        selection = self.view.selection
        if selection is None:
            self.notify(HOW_TO_SELECT, markup=False)
            return
        adjusting = self.desk.record.quotes.get(self._adjusting) if self._adjusting else None
        if adjusting is not None and adjusting.passage == selection.passage_id:
            self._picked = self.desk.respan(adjusting, selection.start, selection.end).id
        else:
            self._picked = self.desk.quote(selection.passage_id, selection.start, selection.end).id
        self._adjusting = None
        self.view.clear_selection()
        self.changed()

    def do_edges(self) -> None:
        """Select the quote so that its edges can be moved."""
        quote = self._wanted(whole=True)
        if quote is not None:
            self._adjusting = quote.id
            self.view.select(quote.passage, quote.start, quote.end)
            self.show_here()

    def action_steer(self) -> None:
        """`Esc` lets go of moved edges."""
        self._adjusting = None
        self.view.clear_selection()
        self.view.focus()
        self.show_here()

    def on_passage_view_let_go(self, event: PassageView.LetGo) -> None:
        """`Esc` in the text: leave moved edges; a quote that was selected is still the one that is meant."""
        was, self._adjusting = self._adjusting, None
        quote = self.seen.quotes.get(was) if was else tagging.quote_of_span(self.seen, *event.selection)
        if quote is not None:
            self._picked = quote.id
        self.show_here()

    @work
    async def do_approve(self) -> None:
        """Note what the participant said."""
        quote = self._wanted()
        if quote is None:
            return
        choices = [
            Choice(Approval.APPROVED, "Fine to use", "the participant has seen it and agrees"),
            Choice(Approval.AMENDED, "Fine, changed", "it appears as they want it to read"),
            Choice(Approval.DECLINED, "Leave it out", "it will not appear in anything that leaves the study"),
            Choice(Approval.ASKED, "Asked, no answer yet", "it waits for them"),
            Choice(Approval.NOT_ASKED, "Not asked yet"),
        ]
        start = "" if quote.approval is Approval.NOT_ASKED else quote.approval
        picked = await self.app.push_screen_wait(Pick("What did they say of it?", choices, start=start))
        if picked == Approval.AMENDED:
            said = f"They said: “{' '.join(quote.words.split())[:300]}”"
            await self.fill_in(
                amended_form(self.desk, quote),
                title="How do they want it to read?",
                said=said,
                initial=quote.approved_words or quote.words,
            )
        elif picked is not None:
            self.attempt(self._approve, quote, Approval(picked))

    def _approve(self, quote: Quote, approval: Approval) -> None:
        self.desk.approve(quote, approval)
        self.changed()

    @work
    async def do_remove(self) -> None:
        """Remove the quote after asking."""
        quote = self._wanted()
        if quote is not None:
            await self.removed(quote)

    async def removed(self, quote: Quote) -> None:
        """Ask, and remove a quote, unless others have done something to it that is hidden."""
        if not self.is_whole(quote):
            return
        tags = len(tagging.tags_of(self.counted, quote.id))
        memos = len(tagging.memos_of(self.counted, quote.id))
        goes = f"{tags} tag{'s' if tags != 1 else ''}, {memos} memo{'s' if memos != 1 else ''} go with it."
        detail = f"“{' '.join(quote.words.split())[:200]}”\n{goes} u brings it back."
        if await self.app.push_screen_wait(Confirm("Remove this quote?", yes="Remove", detail=detail)):
            self.attempt(self._remove, quote)

    def _remove(self, quote: Quote) -> None:
        self.desk.remove(quote)
        self.view.clear_selection()
        self.changed()

    # -- memos -------------------------------------------------------------------------------------------

    @work
    async def do_memo(self) -> None:
        """A memo on the quote; a selection becomes a quote for it."""
        selection = self.view.selection
        quote = self.quote_here()
        if quote is None and selection is None:
            self.notify(HOW_TO_SELECT, markup=False)
            return
        mine: Memo | None = None
        if quote is not None:
            memos = tagging.memos_of(self.seen, quote.id)
            mine = next((memo for memo in memos if memo.by == self.desk.by), None)
            form = memo_form(self.desk, quote, mine)
        elif selection is not None:
            form = span_memo_form(self.desk, selection.passage_id, selection.start, selection.end)
        said = "What do you think about these words? Emptied, the memo goes."
        await self.fill_in(form, title="Memo on the quote", said=said, initial=mine.text if mine else "")

    @work
    async def do_session_memo(self) -> None:
        """A memo on the whole session."""
        memos = [m for m in self.desk.record.memos.values() if m.target is MemoTarget.SESSION]
        mine = min((m for m in memos if m.by == self.desk.by), key=lambda m: m.at, default=None)
        said = "What struck you? What will you ask the next person?"
        form = session_memo_form(self.desk, mine)
        await self.fill_in(form, title="Memo on the session", said=said, initial=mine.text if mine else "")

    # -- undo and leaving --------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """Undo and redo only when there is something; no edits while reading along."""
        if verb is verbs.Undo:
            return bool(self.desk.can_undo)
        if verb is verbs.Redo:
            return bool(self.desk.can_redo)
        return super().can(verb)

    def do_undo(self) -> None:
        """Take the last step back."""
        self._said("Undone", self.desk.undo())

    def do_redo(self) -> None:
        """Do it again."""
        self._said("Done again", self.desk.redo())

    def _said(self, what: str, label: str) -> None:
        if label:
            self.changed()
            self.notify(f"{what}: {label}", timeout=2, markup=False)
