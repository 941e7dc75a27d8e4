"""The tag screen: a session's passages, their quotes, and the learning points they speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static
from textual.worker import Worker

from reflect.domain import tagging
from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import PointId, QuoteId
from reflect.domain.passages import Passage
from reflect.domain.session import Approval, MemoTarget, Quote, SessionRecord, Tag
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.autosave import Autosave, SaveState
from reflect.tui.colours import point_colours
from reflect.tui.command import Command, Commands
from reflect.tui.screens import tag_commands as verbs
from reflect.tui.screens.dialogs.ask import AskText
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.widgets.codebook_panel import CodebookPanel, PointUse
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.passage_view import Highlight, PassageView
from reflect.tui.widgets.quote_panel import QuotePanel

NARROW = 100
"""Columns below which the learning points are folded away until asked for."""
HOW_TO_SELECT = "Select words first: w takes a word, s a sentence, p a paragraph; v marks as you move."


class TagScreen(Commands[None]):
    """Select words, press a number; everything can be undone."""

    SCOPE = "tag"
    VERBS = verbs.TAG_COMMANDS
    CSS_PATH = "tag.tcss"
    BINDINGS = [Binding(str(n), f"tag({n})", show=False, id=f"tag.point.{n}") for n in range(1, 10)]

    def __init__(self, study: Study, desk: SessionDesk, at: str = "") -> None:
        super().__init__()
        self.desk = desk
        self._study = study
        self._at = at
        self._codebook = study.codebook()
        self._elsewhere: Counter[str] | None = None
        self._shown: SessionRecord | None = None
        self._shown_passages: list[Passage] = []
        self._picked: QuoteId | None = None
        self._adjusting: QuoteId | None = None
        self._last_points: tuple[PointId, ...] = ()
        self._save_state = SaveState.SAVED
        self._side_wanted: bool | None = None
        self._autosave = Autosave(self, desk.save, shown=self._state_changed, failed=self.tell)

    def compose(self) -> ComposeResult:
        """Top line, text, side panels, what stands at the cursor, keys."""
        yield Static(id="top", markup=False)
        with Horizontal(id="desk"):
            yield PassageView(id="text")
            with VerticalScroll(id="side", can_focus=False):
                yield CodebookPanel(self._codebook)
                yield QuotePanel(self._codebook)
        yield Static(id="here", markup=False)
        yield KeyStrip()

    def on_mount(self) -> None:
        """Show the session where one left it, or at the quote one came for."""
        self._colour()
        self.watch(self.app, "theme", self._colour, init=False)
        if self.desk.read_only:
            self._autosave.read_only()
        self._lay_out(self.app.size.width)
        self.view.focus()
        self._show_record()
        quote = self.desk.record.quotes.get(QuoteId(self._at))
        if quote is not None:
            self._go_to(quote)
        self._count_elsewhere()
        for notice in self.desk.notices:
            self.notify(notice, markup=False, timeout=12)
        self.desk.notices.clear()

    @property
    def view(self) -> PassageView:
        """The text."""
        return self.query_one(PassageView)

    # -- showing -----------------------------------------------------------------------------------------

    def _colour(self) -> None:
        self.view.set_colours(point_colours(self._codebook, dark=self.app.current_theme.dark))

    @work(exclusive=True, group="count")
    async def _count_elsewhere(self) -> None:
        rows = await self.apart(self._study.quotes)
        here = self.desk.record.session.id
        self._elsewhere = Counter(point for row in rows if row.session != here for point in row.points)
        self._show_points()

    def _show_record(self) -> None:
        """Bring the screen up to what is on the desk; only what changed is drawn."""
        record = self.desk.record
        if record is self._shown:
            return
        passages = self.desk.passages()
        highlights = self._highlights(record)
        if self._shown is None or passages != self._shown_passages:
            self.view.load(passages, highlights)
            self._shown_passages = passages
        else:
            self.view.set_highlights(highlights)
        self._shown = record
        self._show_top()
        self._show_points()

    def _highlights(self, record: SessionRecord) -> list[Highlight]:
        points: dict[QuoteId, list[tuple[str, int, bool]]] = {}
        numbers = {point.id: point.number for point in self._codebook.points}
        for tag in record.tags.values():
            points.setdefault(tag.quote, []).append((tag.point, numbers.get(tag.point, 0), tag.contradicts))
        return [
            Highlight(
                quote_id=quote.id,
                passage_id=quote.passage,
                start=quote.start,
                end=quote.end,
                points=tuple(sorted(set(points.get(quote.id, ())), key=lambda p: (p[1], p[0]))),
            )
            for quote in record.quotes.values()
            if not quote.source_changed
        ]

    def _show_top(self) -> None:
        record = self.desk.record
        session = record.session
        untagged = len(tagging.untagged(record, self._shown_passages))
        who = session.participant or "group"
        parts = [who, self.desk.guide.title]
        if self.desk.holder is not None:
            parts.append(f"{self.desk.holder.who or 'somebody'} has it open: you read along")
        parts.append(f"{len(record.quotes)} quote{'s' if len(record.quotes) != 1 else ''}")
        parts.append(f"{untagged} passage{'s' if untagged != 1 else ''} untagged")
        parts.append(self._save_state.value)
        self.query_one("#top", Static).update(" · ".join(parts))

    def _show_points(self) -> None:
        record = self.desk.record
        here = Counter(t.point for t in {(t.quote, t.point): t for t in record.tags.values()}.values())
        uses = {
            point.id: PointUse(
                here[point.id],
                None if self._elsewhere is None else here[point.id] + self._elsewhere[point.id],
            )
            for point in self._codebook.points
        }
        quote = self.quote_here()
        tags = tagging.tags_of(record, quote.id) if quote else []
        self.query_one(CodebookPanel).show(uses, {tag.point: tag.contradicts for tag in tags})
        memos = tagging.memos_of(record, quote.id) if quote else []
        others = max(0, len(self._quotes_here()) - 1) if quote else 0
        self.query_one(QuotePanel).show(quote, tags, memos, others=others)
        self.query_one("#here", Static).update(self._sentence(quote, tags, memo=bool(memos)))

    def _sentence(self, quote: Quote | None, tags: Sequence[Tag], *, memo: bool) -> str:
        if self._adjusting is not None:
            return "Move the edges with [ ] { } w s p; Enter keeps them, Esc leaves them."
        marking = "marking: move to stretch, v ends · " if self.view.marking else ""
        if self.view.selection is not None:
            return f"{marking}words selected: press a number to tag them, / to tag by name"
        if quote is None:
            return marking
        names = []
        for tag in tags:
            point = self._codebook.get(tag.point)
            name = f"{point.number} {point.name}" if point else str(tag.point)
            names.append(f"{name} ✗ contradicts" if tag.contradicts else name)
        said = " · ".join(names) or "a quote without a learning point"
        return f"{marking}{said}{' · memo' if memo else ''}"

    def _lay_out(self, width: int) -> None:
        side = self.query_one("#side")
        side.display = self._side_wanted if self._side_wanted is not None else width >= NARROW
        side.set_class(width < NARROW, "narrow")

    def on_resize(self, event: events.Resize) -> None:
        """Fold the side panels away where there is no room for them."""
        self._lay_out(event.size.width)

    def on_passage_view_cursor_moved(self) -> None:
        """Say what stands at the cursor."""
        self._picked = None
        self._show_points()

    def on_passage_view_selection_changed(self) -> None:
        """Say what can be done with the selection."""
        self._show_points()

    # -- what is meant -----------------------------------------------------------------------------------

    def _quotes_here(self) -> list[Quote]:
        cursor = self.view.cursor
        return tagging.quotes_at(self.desk.record, *cursor) if cursor is not None else []

    def quote_here(self) -> Quote | None:
        """The quote that is meant: the one selected, the one gone to, or the shortest under the cursor."""
        record = self.desk.record
        selection = self.view.selection
        if selection is not None:
            return tagging.quote_of_span(record, selection.passage_id, selection.start, selection.end)
        if self._picked in record.quotes:
            return record.quotes[self._picked]
        return next(iter(self._quotes_here()), None)

    def _wanted(self) -> Quote | None:
        quote = self.quote_here()
        if quote is None:
            self.notify("There is no quote here: go to one with Tab.", markup=False)
        return quote

    def _changed(self) -> None:
        self._show_record()
        self._autosave.touch()
        self.refresh_keys()

    # -- saving ------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Save now."""
        self._autosave.flush()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Follow the saving."""
        self._autosave.finished(event)

    def _state_changed(self, state: SaveState) -> None:
        self._save_state = state
        self._show_top()

    # -- tagging -----------------------------------------------------------------------------------------

    def action_tag(self, number: int) -> None:
        """Tag with the learning point of that number."""
        point = self._codebook.numbered(number)
        if point is None:
            self.notify(f"There is no learning point {number}.", markup=False)
            return
        self.attempt(self._toggle, point)

    def on_codebook_panel_picked(self, event: CodebookPanel.Picked) -> None:
        """Tag by mouse."""
        self.attempt(self._toggle, event.point)
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
        self._changed()

    def do_tag_number(self) -> None:
        """The footer's click: choose from the list."""
        self.do_tag_by_name()

    @work
    async def do_tag_by_name(self) -> None:
        """Type part of a name."""
        if self.view.selection is None and self.quote_here() is None:
            self.notify(HOW_TO_SELECT, markup=False)
            return
        choices = [Choice(p.id, f"{p.number} {p.name}", p.description) for p in self._codebook.points]
        picked = await self.app.push_screen_wait(Pick("Tag with", choices))
        point = self._codebook.get(picked) if picked else None
        if point is not None:
            self.attempt(self._toggle, point)

    def do_repeat_tags(self) -> None:
        """The points given last, to what is selected now."""
        if not self._last_points:
            self.notify("Nothing has been tagged yet on this screen.", markup=False)
            return
        points = self._last_points
        for point_id in points:
            point = self._codebook.get(point_id)
            quote = self.quote_here()
            given = {t.point for t in tagging.tags_of(self.desk.record, quote.id)} if quote else set()
            if point is not None and point_id not in given:
                self._toggle(point)
        self._last_points = points

    @work
    async def do_contradicts(self) -> None:
        """Mark a tag of the quote; asks which when there are several."""
        quote = self._wanted()
        if quote is None:
            return
        tags = tagging.tags_of(self.desk.record, quote.id)
        if not tags:
            self.notify("Tag it first; then mark which point it contradicts.", markup=False)
            return
        tag = tags[0]
        if len(tags) > 1:
            choices = [Choice(t.id, self._tag_words(t), f"given by {t.by}") for t in tags]
            picked = await self.app.push_screen_wait(Pick("Which one does it contradict?", choices))
            if picked is None:
                return
            tag = self.desk.record.tags[picked]
        self.attempt(self._contradict, tag)

    def _contradict(self, tag: Tag) -> None:
        self.desk.contradict(tag)
        self._changed()

    def _tag_words(self, tag: Tag) -> str:
        point = self._codebook.get(tag.point)
        words = f"{point.number} {point.name}" if point else str(tag.point)
        return f"{words} ✗ contradicts now" if tag.contradicts else words

    def do_keep_quote(self) -> None:
        """Keep the selection as a quote, or the edges that were moved."""
        selection = self.view.selection
        if selection is None:
            self.notify(HOW_TO_SELECT, markup=False)
            return
        adjusting = self.desk.record.quotes.get(self._adjusting) if self._adjusting else None
        if adjusting is not None and adjusting.passage == selection.passage_id:
            self.desk.respan(adjusting, selection.start, selection.end)
            self._picked = adjusting.id
        else:
            self._picked = self.desk.quote(selection.passage_id, selection.start, selection.end).id
        self._adjusting = None
        self.view.clear_selection()
        self._changed()

    def do_edges(self) -> None:
        """Select the quote so that its edges can be moved."""
        quote = self._wanted()
        if quote is not None:
            self._adjusting = quote.id
            self.view.select(quote.passage, quote.start, quote.end)
            self._show_points()

    def action_steer(self) -> None:
        """`Esc` lets go of moved edges."""
        self._adjusting = None
        self.view.clear_selection()
        self.view.focus()
        self._show_points()

    @work
    async def do_approve(self) -> None:
        """Note what the participant said."""
        quote = self._wanted()
        if quote is None:
            return
        choices = [
            Choice(Approval.APPROVED, "Fine to use", "the participant has seen it and agrees"),
            Choice(Approval.DECLINED, "Leave it out", "it will not appear in anything that leaves the study"),
            Choice(Approval.NOT_ASKED, "Not asked yet"),
        ]
        picked = await self.app.push_screen_wait(Pick("What did they say of it?", choices))
        if picked is not None:
            self.attempt(self._approve, quote, Approval(picked))

    def _approve(self, quote: Quote, approval: Approval) -> None:
        self.desk.approve(quote, approval)
        self._changed()

    @work
    async def do_remove(self) -> None:
        """Remove the quote after asking."""
        quote = self._wanted()
        if quote is None:
            return
        tags = len(tagging.tags_of(self.desk.record, quote.id))
        memos = len(tagging.memos_of(self.desk.record, quote.id))
        goes = f"{tags} tag{'s' if tags != 1 else ''}, {memos} memo{'s' if memos != 1 else ''} go with it."
        detail = f"“{' '.join(quote.words.split())[:200]}”\n{goes} u brings it back."
        if await self.app.push_screen_wait(Confirm("Remove this quote?", yes="Remove", detail=detail)):
            self.attempt(self._remove, quote)

    def _remove(self, quote: Quote) -> None:
        self.desk.remove(quote)
        self.view.clear_selection()
        self._changed()

    # -- memos -------------------------------------------------------------------------------------------

    @work
    async def do_memo(self) -> None:
        """A memo on the quote; a selection becomes a quote for it."""
        selection = self.view.selection
        quote = self.quote_here()
        if quote is None and selection is None:
            self.notify(HOW_TO_SELECT, markup=False)
            return
        mine = (
            [m for m in tagging.memos_of(self.desk.record, quote.id) if m.by == self.desk.by] if quote else []
        )
        said = "What do you think about these words? Emptied, the memo goes."
        text = await self.app.push_screen_wait(
            AskText("Memo on the quote", said=said, initial=mine[0].text if mine else "")
        )
        if text is None:
            return
        self.attempt(self._keep_memo, quote, mine[0].id if mine else "", text)

    def _keep_memo(self, quote: Quote | None, memo_id: str, text: str) -> None:
        selection = self.view.selection
        memo = self.desk.record.memos.get(memo_id)
        if memo is not None:
            self.desk.rewrite_memo(memo, text)
        elif text.strip():
            if quote is None and selection is not None:
                quote = self.desk.quote(selection.passage_id, selection.start, selection.end)
            if quote is not None:
                self.desk.memo(MemoTarget.QUOTE, quote.id, text)
        self._changed()

    @work
    async def do_session_memo(self) -> None:
        """A memo on the whole session."""
        session = self.desk.record.session
        memos = [m for m in self.desk.record.memos.values() if m.target is MemoTarget.SESSION]
        mine = sorted((m for m in memos if m.by == self.desk.by), key=lambda m: m.at)
        said = "What struck you? What will you ask the next person?"
        text = await self.app.push_screen_wait(
            AskText("Memo on the session", said=said, initial=mine[0].text if mine else "")
        )
        if text is None:
            return
        if mine:
            self.attempt(self.desk.rewrite_memo, mine[0], text)
        elif text.strip():
            self.attempt(self.desk.memo, MemoTarget.SESSION, session.id, text)
        self._changed()

    # -- moving ------------------------------------------------------------------------------------------

    def _in_order(self) -> list[Quote]:
        place = {passage.id: n for n, passage in enumerate(self._shown_passages)}
        quotes = [q for q in self.desk.record.quotes.values() if q.passage in place and not q.source_changed]
        return sorted(quotes, key=lambda q: (place[q.passage], q.start, q.end, q.id))

    def _go_to(self, quote: Quote) -> None:
        self.view.clear_selection()
        self.view.move_to(quote.passage, quote.start)
        self.call_after_refresh(self._pick_quote, quote.id)

    def _pick_quote(self, quote: QuoteId) -> None:
        self._picked = quote
        self._show_points()

    def do_next_quote(self) -> None:
        """The quote after this one."""
        self._step(1)

    def do_previous_quote(self) -> None:
        """The quote before this one."""
        self._step(-1)

    def _step(self, by: int) -> None:
        quotes = self._in_order()
        if not quotes:
            self.notify("There are no quotes in this session yet.", markup=False)
            return
        here = self.quote_here()
        if here in quotes:
            self._go_to(quotes[(quotes.index(here) + by) % len(quotes)])
            return
        place = {passage.id: n for n, passage in enumerate(self._shown_passages)}
        cursor = self.view.cursor
        now = (place.get(cursor[0], 0), cursor[1]) if cursor else (0, 0)
        after = [q for q in quotes if (place[q.passage], q.start) > now]
        before = [q for q in quotes if (place[q.passage], q.start) <= now]
        ahead = after or quotes
        behind = before or quotes
        self._go_to(ahead[0] if by > 0 else behind[-1])

    def do_next_untagged(self) -> None:
        """The next passage nothing is tagged in."""
        self._step_untagged(1)

    def do_previous_untagged(self) -> None:
        """The passage before this one that nothing is tagged in."""
        self._step_untagged(-1)

    def _step_untagged(self, by: int) -> None:
        passages = self._shown_passages
        waiting = {passage.id for passage in tagging.untagged(self.desk.record, passages)}
        cursor = self.view.cursor
        ids = [passage.id for passage in passages]
        here = ids.index(cursor[0]) if cursor and cursor[0] in ids else 0
        for step in range(1, len(ids) + 1):
            passage = ids[(here + by * step) % len(ids)]
            if passage in waiting:
                self.view.clear_selection()
                self.view.move_to(passage, 0)
                return
        self.notify("Every passage has a tagged quote.", markup=False)

    @work
    async def do_go_to(self) -> None:
        """Type a number or some words."""
        choices = [
            Choice(p.id, f"{p.label}  {p.heading}", " ".join(p.text.split())[:100])
            for p in self._shown_passages
        ]
        picked = await self.app.push_screen_wait(Pick("Go to", choices))
        if picked is not None:
            self.view.move_to(picked, 0)

    def do_mark(self) -> None:
        """The footer's click."""
        self.view.action_toggle_mark()

    def do_grow(self) -> None:
        """The footer's click: a sentence."""
        self.view.action_grow("sentence")

    def do_move_edges(self) -> None:
        """From the palette: say how."""
        self.notify("[ and ] move the start of the selection by a word, { and } its end.", markup=False)

    def do_codebook(self) -> None:
        """Show or fold the side panels."""
        side = self.query_one("#side")
        self._side_wanted = not side.display
        side.display = self._side_wanted

    # -- undo and leaving --------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """Undo and redo only when there is something; no edits while reading along."""
        if verb is verbs.Undo:
            return bool(self.desk.can_undo)
        if verb is verbs.Redo:
            return bool(self.desk.can_redo)
        return True

    def do_undo(self) -> None:
        """Take the last step back."""
        self._said("Undone", self.desk.undo())

    def do_redo(self) -> None:
        """Do it again."""
        self._said("Done again", self.desk.redo())

    def _said(self, what: str, label: str) -> None:
        if label:
            self._changed()
            self.query_one("#here", Static).update(f"{what}: {label}")

    def do_leave(self) -> None:
        """Save and go back; what cannot be saved keeps the screen open."""
        self.flush()
        self.dismiss()
