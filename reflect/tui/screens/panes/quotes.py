"""The tab of quotes: all of them, narrowed as one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from reflect.domain.codebook import Codebook
from reflect.domain.ids import QuoteId
from reflect.domain.session import Approval
from reflect.services import preferences
from reflect.services.blind import as_seen
from reflect.services.quote_order import QuoteOrder, in_order
from reflect.services.rows import QuoteRow
from reflect.tui.colours import point_colours
from reflect.tui.screens.panes.pane import Pane
from reflect.tui.screens.panes.quote_filter import UNTAGGED, QuoteFilter
from reflect.tui.widgets.rows import Cell, Column, Rows, clean

if TYPE_CHECKING:
    from reflect.services.study import Study

EMPTY = "No quotes yet: open a session with t on the first tab, select words there and press a digit."
NONE_FIT = "No quote fits. Press c to show all of them again."
_TABLE = (
    Column("", 1),
    Column("Points", 7),
    Column("Who", 5),
    Column("Words", 30, grow=1),
    Column("Approval", 12, drop=1),
)
_TABLE_OF_SEVERAL = (*_TABLE, Column("Tagged by", 10, drop=2))
"""For where several researchers tagged."""
_CARDS = (
    Column("", 1),
    Column("Quote", 20),
    Column("Words", 40, grow=1),
)
_LINES = {False: 2, True: 6}
"""The lines of a row in the table, and of a card with the empty one below it."""
_APPROVALS = {
    Approval.NOT_ASKED: "",
    Approval.ASKED: "… asked",
    Approval.APPROVED: "✓ approved",
    Approval.AMENDED: "✓ changed",
    Approval.DECLINED: "✗ leave out",
}


FIRST = 200
"""Quotes that are fetched before any are shown."""
CHUNK = 5_000
"""Quotes that are fetched at a time after that."""
MOST = 20_000
"""Quotes that are listed: with millions of them, a list of all would fill the memory and help nobody."""


class Quotes(NamedTuple):
    """What the tab shows."""

    rows: tuple[QuoteRow, ...]
    codebook: Codebook
    roles: dict[str, str]
    left_out: int = 0
    """How many more there are in the study."""
    seen: Mapping[QuoteId, QuoteRow | None] = {}
    """How quotes read of sessions in which one is blind to others; None: not at all."""

    def shown(self) -> tuple[QuoteRow, ...]:
        """The rows without what one is blind to."""
        return as_seen(self.rows, self.seen) if self.seen else self.rows


class QuotesPane(Pane[Quotes]):
    """Every quote of the study, in the order of sessions and words."""

    DEFAULT_CSS = """
    QuotesPane #filter-line { height: 1; padding: 0 1; background: $surface; }
    QuotesPane #filter { width: 1fr; height: 1; border: none; padding: 0 1; background: $surface; }
    QuotesPane #filter:focus { border: none; background: $surface-lighten-2; }
    QuotesPane #filter-said { width: auto; max-width: 60%; padding: 0 1; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__(id="quotes")
        self._found = Quotes((), Codebook(), {})
        self.asked = QuoteFilter()
        """What the quotes are narrowed by."""
        self.order = QuoteOrder.READING
        """What they are sorted by."""
        self._sorted: list[QuoteRow] = []
        """All of them in that order: sorted once, not at every letter one narrows them by."""
        self.cards = preferences.remembered().quotes_as_cards
        """Whether they are shown as cards."""
        self._marked: set[QuoteId] = set()
        self._several = False
        """Whether more than one researcher tagged them."""

    def compose(self) -> ComposeResult:
        """The line to narrow by, and the list."""
        with Horizontal(id="filter-line"):
            yield Input(placeholder="/ words, #4 for learning point 4, * for a star", id="filter")
            yield Static(id="filter-said", markup=False)
        yield Rows[QuoteRow](
            self._columns,
            cells=self._cells,
            key=lambda row: row.id,
            lines=_LINES[self.cards],
            empty="Reading…",
        )

    def gather(self, study: Study) -> Quotes:
        """Fetch as many quotes as there were, or the first ones."""
        rows = study.quotes(limit=min(MOST, max(FIRST, len(self._found.rows))), fresh=False)
        roles: dict[str, str] = {role.id: role.name for role in study.roles()}
        left_out = study.finder.count_quotes(fresh=False) - len(rows)
        return Quotes(rows, study.codebook(), roles, left_out, study.blind.seen_quotes(study))

    def more(self, study: Study, found: Quotes) -> Quotes | None:
        """Fetch the next ones, as long as there are not too many."""
        have = len(found.rows)
        if found.left_out <= 0 or have >= MOST:
            return None
        rows = study.quotes(offset=have, limit=min(CHUNK, MOST - have), fresh=False)
        if not rows:
            return None
        return found._replace(rows=(*found.rows, *rows), left_out=found.left_out - len(rows))

    def show(self, found: Quotes) -> None:
        """List those that are asked for."""
        self._found = found
        several = len({name for row in found.shown() for name in row.taggers}) > 1
        if several is not self._several:
            self._several = several
            self.rows.set_columns(self._columns)
        there = {row.id for row in found.rows}
        if not found.left_out:
            self._marked &= there
        self.sort_by(self.order)

    @property
    def _columns(self) -> tuple[Column, ...]:
        if self.cards:
            return _CARDS
        return _TABLE_OF_SEVERAL if self._several else _TABLE

    # -- how they are listed ---------------------------------------------------------------------------

    def sort_by(self, order: QuoteOrder) -> None:
        """List them in another order; the cursor stays on its quote."""
        self.order = order
        self._sorted = in_order(self._found.shown(), order, self._found.codebook)
        self._narrow()

    def turn(self) -> bool:
        """Turn from the table to cards, or back; gives whether they are cards now."""
        self.cards = not self.cards
        self.rows.set_columns(self._columns)
        self.rows.set_lines(_LINES[self.cards])
        return self.cards

    # -- choosing --------------------------------------------------------------------------------------

    def chosen(self) -> list[QuoteRow]:
        """The marked quotes, also those that are not shown just now; without any, the one at the cursor."""
        if self._marked:
            return [row for row in self._found.shown() if row.id in self._marked]
        return [self.rows.current] if self.rows.current is not None else []

    def mark(self) -> None:
        """Mark the quote at the cursor, or take the mark away, and go on to the next."""
        row: QuoteRow | None = self.rows.current
        if row is not None:
            self._marked ^= {row.id}
            self.rows.action_move(1)
            self._show_marks()

    def mark_all(self) -> None:
        """Mark all that are shown; if they are, take their marks away."""
        shown = {row.id for row in self.rows.items}
        self._marked = self._marked - shown if shown <= self._marked else self._marked | shown
        self._show_marks()

    def unmark(self) -> bool:
        """Take all marks away; whether there were any."""
        there = bool(self._marked)
        self._marked.clear()
        if there:
            self._show_marks()
        return there

    def _show_marks(self) -> None:
        self.rows.redraw()
        self._show_said()

    # -- narrowing -------------------------------------------------------------------------------------

    @property
    def found(self) -> Quotes:
        """All quotes, whether they are shown or not."""
        return self._found

    def narrow_by(self, asked: QuoteFilter) -> None:
        """Show what is asked for instead of what was."""
        self.asked = asked
        line = self.query_one("#filter", Input)
        if line.value != asked.words:
            with self.prevent(Input.Changed):
                line.value = asked.words
        self._narrow()

    @on(Input.Changed, "#filter")
    def _typed(self, event: Input.Changed) -> None:
        self.asked = msgspec.structs.replace(self.asked, words=event.value)
        self._narrow()

    @on(Input.Submitted, "#filter")
    def _done(self) -> None:
        self.rows.focus()

    def _narrow(self) -> None:
        all_rows = self._found.shown()
        shown: Sequence[QuoteRow] = self.asked.apply(self._sorted, self._found.codebook)
        self.rows.show(shown, empty=NONE_FIT if all_rows else EMPTY)
        self._show_said()

    def _show_said(self) -> None:
        shown, all_rows = self.rows.items, self._found.shown()
        parts = [f"{len(self._marked)} marked"] if self._marked else []
        parts += self._asked_in_words()
        if self.order is not QuoteOrder.READING:
            parts.append(f"by {self.order}" if self.order is not QuoteOrder.MARKED else self.order.value)
        parts.append(f"{len(shown)} of {len(all_rows)}")
        if self._found.left_out and len(all_rows) >= MOST:
            parts.append(f"{self._found.left_out} later ones: F finds them")
        elif self._found.left_out:
            parts.append("reading on …")
        self.query_one("#filter-said", Static).update(" · ".join(parts))

    def _asked_in_words(self) -> list[str]:
        found = []
        if self.asked.point == UNTAGGED:
            found.append("untagged")
        elif point := self._found.codebook.get(self.asked.point):
            found.append(f"{point.number} {point.name}")
        if self.asked.role:
            found.append(self._found.roles.get(self.asked.role, self.asked.role))
        if self.asked.participant:
            found.append(self.asked.participant)
        return found

    def _cells(self, row: QuoteRow) -> tuple[Cell, ...]:
        words: Cell = f"★ {row.text}" if row.starred else row.text
        if row.source_changed:
            words = Content.assemble(clean(str(words)), ("  (source changed)", "italic"))
        mark = "☑" if row.id in self._marked else ""
        if self.cards:
            return mark, self._about(row), words
        cells = mark, self._points(row), row.participant or "–", words, _APPROVALS[row.approval]
        return (*cells, ", ".join(row.taggers)) if self._several else cells

    def _about(self, row: QuoteRow) -> tuple[str | Content, ...]:
        """What stands on a card beside the words."""
        role = self._found.roles.get(row.role, row.role) if row.role else ""
        return (
            Content(" ").join([self._points(row), Content(clean(row.participant or "–"))]),
            role,
            row.heading,
            f"tagged by {', '.join(row.taggers)}" if row.taggers else f"marked by {row.by}",
            _APPROVALS[row.approval] or ("memo" if row.memos else ""),
        )

    def _points(self, row: QuoteRow) -> Content:
        """The numbers of its learning points in their colours; one it speaks against carries `≠`."""
        codebook = self._found.codebook
        inks = point_colours(codebook, dark=self.app.current_theme.dark)
        parts = []
        for point_id in row.points:
            point = codebook.get(point_id)
            number = str(point.number) if point else "?"
            mark = "≠" if point_id in row.contradicts else ""
            parts.append(Content(f"{mark}{number}").stylize(f"bold {inks.get(point_id, '')}".strip()))
        return Content(" ").join(parts) if parts else Content("–")
