"""The tag screen: a session's passages, their quotes, and the learning points they speak of."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Sequence

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Static

from reflect.domain import tagging
from reflect.domain.codebook import Codebook
from reflect.domain.ids import PassageId, QuoteId
from reflect.domain.passages import Passage
from reflect.domain.session import Quote, SessionRecord, Tag, sat_there
from reflect.domain.side_by_side import Whose
from reflect.errors import ReflectError
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.autosave import SaveState
from reflect.tui.colours import point_colours
from reflect.tui.desk_screen import NEWS_FOR
from reflect.tui.find_in_study import find_in_study
from reflect.tui.going_there import Spot
from reflect.tui.screens import tag_commands as verbs
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.tag_corrections import Corrections
from reflect.tui.screens.tag_flow import ENTER, FLOW, SentenceFlow
from reflect.tui.screens.tag_lost import LostQuotes
from reflect.tui.screens.tag_marks import highlights, tag_words
from reflect.tui.screens.tag_points import PointMemos
from reflect.tui.screens.tag_shapes import QuoteShapes
from reflect.tui.screens.tag_whose import WHOSE
from reflect.tui.widgets.codebook_panel import CodebookPanel, PointUse
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.passage_view import PassageView
from reflect.tui.widgets.quote_panel import QuotePanel
from reflect.tui.widgets.top_line import TopLine

PANELS_AFTER = 0.04
"""Seconds by which what stands beside the text follows it."""
NARROW = 100
"""Columns below which the learning points are folded away until asked for."""


class TagScreen(LostQuotes, Corrections, SentenceFlow, QuoteShapes, PointMemos):
    """Select words, press a number; everything can be undone."""

    SCOPE = "tag"
    VERBS = verbs.TAG_COMMANDS
    CSS_PATH = "tag.tcss"
    BINDINGS = [Binding(str(n), f"tag({n})", show=False, id=f"tag.point.{n}") for n in range(1, 10)]

    def __init__(
        self,
        study: Study,
        desk: SessionDesk,
        at: str = "",
        *,
        spot: Spot | None = None,
        codebook: Codebook | None = None,
    ) -> None:
        super().__init__(study, desk, codebook)
        self._at = at
        self._spot = spot
        self._panels: Timer | None = None
        self._elsewhere: Counter[str] | None = None
        self._shown: SessionRecord | None = None
        self._shown_passages: list[Passage] = []
        self._save_state = SaveState.SAVED
        self._side_wanted: bool | None = None
        self._news = ""

    def compose(self) -> ComposeResult:
        """Top line, text, side panels, what stands at the cursor, keys."""
        yield TopLine(id="top")
        with Horizontal(id="desk"):
            yield PassageView(lane_width=self._codebook.digits, id="text")
            with Vertical(id="side"):
                yield CodebookPanel(self._codebook)
                yield QuotePanel(self._codebook)
        yield Static(id="here", markup=False)
        yield KeyStrip()

    def on_mount(self) -> None:
        """Show the session where one left it, or at the quote one came for."""
        self._colour()
        self.watch(self.app, "theme", self._colour, init=False)
        self._lay_out(self.app.size.width)
        self.view.focus()
        self._show_record()
        quote = self.desk.record.quotes.get(QuoteId(self._at))
        if self._spot is not None:
            self.view.move_to(*self._spot)
            if quote is not None:
                self.call_after_refresh(self._pick_quote, quote.id)
        elif quote is not None:
            self.go_to_quote(quote)
        self._count_elsewhere()
        gc.freeze()  # a full collection of all that is loaded by now would hold a key up for 50 ms

    # -- showing -----------------------------------------------------------------------------------------

    def _colour(self) -> None:
        self.view.set_colours(point_colours(self._codebook, dark=self.app.current_theme.dark))

    @work(exclusive=True, group="count")
    async def _count_elsewhere(self) -> None:
        try:
            rows = await self.apart(self.study.quotes)
        except ReflectError:
            return  # the counts of this session are there; the others' come with the next look
        here = self.desk.record.session.id
        self._elsewhere = Counter(point for row in rows if row.session != here for point in row.points)
        self.show_here()

    def show_anew(self) -> None:
        """Show everything as it is on the desk."""
        self._show_record()

    def tell_quietly(self, words: str) -> None:
        """Say it below the text for a while, whatever stands at the cursor."""
        self._news = words
        self.show_soon()
        self.set_timer(NEWS_FOR, self._forget_news)

    def _forget_news(self) -> None:
        self._news = ""
        self.show_soon()

    def _show_record(self) -> None:
        """Bring the screen up to what is on the desk; only what changed is drawn."""
        record = self.seen
        if record is self._shown:
            return
        passages = self.desk.passages()
        marks = highlights(record, self._codebook, self.signs if self.desk.whose is Whose.ALL else {})
        if self._shown is None or passages != self._shown_passages:
            self.view.load(passages, marks)
            self._shown_passages = passages
        else:
            self.view.set_highlights(marks)
        self._shown = record
        self.show_soon()

    def _show_top(self) -> None:
        record = self.counted
        session = record.session
        untagged = len(tagging.untagged(record, self._shown_passages))
        who = sat_there(session.participant, session.kind, seats=len(self.desk.record.seats))
        lost = sum(quote.source_changed for quote in record.quotes.values())
        # Before the title, which may not all fit: this is to be seen.
        seldom = [f"{lost} source changed"] if lost else []
        seldom += [WHOSE[self.desk.whose]] if WHOSE[self.desk.whose] else []
        parts = [who, *seldom, self.desk.guide.title]
        if self.desk.holder is not None:
            parts.append(f"{self.desk.holder.who or 'somebody'} has it open: you read along")
        parts.append(f"{len(record.quotes)} quote{'s' if len(record.quotes) != 1 else ''}")
        parts.append(f"{untagged} passage{'s' if untagged != 1 else ''} untagged")
        top = self.query_one(TopLine)
        top.set_title(" · ".join(parts))
        top.set_state(self._save_state.value, alarm=self._save_state.alarm)
        self.show_versions()

    def show_soon(self) -> None:
        """Show what stands beside the text, but in a frame of its own.

        Textual draws everything between the first and the last place that changed: with the panels in the
        same frame, a key in the text would cost a whole screen.
        """
        if self._panels is None:
            self._panels = self.set_timer(PANELS_AFTER, self._show_panels)

    def _show_panels(self) -> None:
        self._panels = None
        self._show_top()
        self.show_here()
        self.refresh_keys()

    def show_here(self) -> None:
        """Bring the counts, the quote at the cursor and the line below up to date."""
        record, blind = self.seen, self.desk.whose is Whose.BLIND
        here, elsewhere = tagging.uses(self.counted), None if blind else self._elsewhere
        shown: dict[str, PointUse] = {}
        for point in self._codebook.points:
            count = here.get(point.id, 0)
            shown[point.id] = PointUse(count, None if elsewhere is None else count + elsewhere[point.id])
        quote = self.quote_here()
        tags = tagging.tags_of(record, quote.id) if quote else []
        self.query_one(CodebookPanel).show(shown, {tag.point: tag.contradicts for tag in tags})
        record = self.counted  # who else has tagged it is hidden only from those who want it so
        tags = tagging.tags_of(record, quote.id) if quote else []
        memos = tagging.memos_of(record, quote.id) if quote else []
        others = max(0, len(self._quotes_here()) - 1) if quote else 0
        self.query_one(QuotePanel).show(quote, tags, memos, others=others, signs=self.signs)
        self.say(self._sentence(quote, tags, memo=bool(memos)))

    def _sentence(self, quote: Quote | None, tags: Sequence[Tag], *, memo: bool) -> str:
        if self._adjusting is not None:
            return "Move the edges with [ ] { } w s p; Enter keeps them, Esc leaves them."
        if self.anchoring is not None:
            return "Select the words that are meant now: h anchors the quote there, Esc leaves it."
        if self._news:
            return self._news
        parts = ["marking: move to stretch, v ends"] if self.view.marking else []
        if self.flowing:
            parts += [*self._in_short(tags, beside=FLOW), FLOW]
        elif self.view.selection is not None and tags:
            parts += [*self._in_short(tags, beside=ENTER), ENTER]
        elif self.view.selection is not None:
            names = "" if self.query_one("#side").display else ", c lists them"
            parts.append(f"words selected: a number tags them, / finds a name{names}")
        elif quote is not None:
            parts += ["source changed: l says what can be done"] if quote.source_changed else []
            parts += [tag_words(tag, self._codebook) for tag in tags] or ["a quote without a learning point"]
            parts += ["★"] * quote.starred + ["memo"] * memo
        return " · ".join(parts)

    def _in_short(self, tags: Sequence[Tag], *, beside: str) -> list[str]:
        """The tags in words; where those leave no room for what stands beside them, their numbers."""
        words = [tag_words(tag, self._codebook) for tag in tags]
        if len(" · ".join([*words, beside])) <= self.size.width - 2:
            return words
        return [", ".join(dict.fromkeys(each.split()[0] for each in words))] if words else []

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
        self.show_soon()

    def on_passage_view_selection_changed(self) -> None:
        """Say what can be done with the selection."""
        self.show_soon()

    def changed(self) -> None:
        """Show what changed, and save it soon."""
        self._news = ""  # it was about what was there before
        self._show_record()
        self.autosave.touch()

    # -- saving ------------------------------------------------------------------------------------------

    def show_state(self, state: SaveState) -> None:
        """Show whether it is saved."""
        self._save_state = state
        self.show_soon()

    # -- moving ------------------------------------------------------------------------------------------

    def go_to_quote(self, quote: Quote) -> None:
        """Put the cursor on a quote, and mean that one."""
        self.view.clear_selection()
        self.view.move_to(quote.passage, quote.start)
        self.call_after_refresh(self._pick_quote, quote.id)

    def _pick_quote(self, quote: QuoteId) -> None:
        self._picked = quote
        self.show_here()

    def do_next_quote(self) -> None:
        """The quote after this one."""
        self._step(1)

    def do_previous_quote(self) -> None:
        """The quote before this one."""
        self._step(-1)

    def _step(self, by: int) -> None:
        quote = tagging.quote_beside(
            self.seen, self._shown_passages, here=self.quote_here(), at=self.view.cursor, by=by
        )
        if quote is None:
            self.notify("There are no quotes in this session yet.", markup=False)
        else:
            self.go_to_quote(quote)

    def do_next_untagged(self) -> None:
        """The next passage nothing is tagged in."""
        self._step_untagged(1)

    def do_previous_untagged(self) -> None:
        """The passage before this one that nothing is tagged in."""
        self._step_untagged(-1)

    def _step_untagged(self, by: int) -> None:
        cursor = self.view.cursor
        passage = tagging.untagged_beside(
            self.counted, self._shown_passages, at=cursor[0] if cursor else None, by=by
        )
        if passage is None:
            self.notify("Every passage has a tagged quote.", markup=False)
        else:
            self.view.clear_selection()
            self.view.move_to(passage.id, 0)

    @work
    async def do_go_to(self) -> None:
        """Type a number or some words."""
        choices = [
            Choice(p.id, f"{p.label}  {p.heading}", " ".join(p.text.split())[:100])
            for p in self._shown_passages
        ]
        picked = await self.app.push_screen_wait(Pick("Go to", choices))
        if picked is not None:
            self.view.move_to(PassageId(picked), 0)

    def do_mark(self) -> None:
        """The footer's click."""
        self.view.action_mark()

    def do_grow(self) -> None:
        """The footer's click: a sentence."""
        self.view.action_grow("sentence")

    def do_move_edges(self) -> None:
        """From the palette: say how."""
        self.notify("[ and ] move the start of the selection by a word, { and } its end.", markup=False)

    def do_find(self) -> None:
        """Search the whole study."""
        find_in_study(self, self.study)

    def do_codebook(self) -> None:
        """Show or fold the side panels."""
        side = self.query_one("#side")
        self._side_wanted = not side.display
        side.display = self._side_wanted

    # -- leaving -----------------------------------------------------------------------------------------

    def do_leave(self) -> None:
        """Save and go back."""
        self.save_and_leave()
