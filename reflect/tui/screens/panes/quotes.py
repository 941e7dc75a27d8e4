"""The tab of quotes: all of them, narrowed as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from reflect.domain.codebook import Codebook
from reflect.domain.session import Approval
from reflect.services.rows import QuoteRow
from reflect.tui.colours import point_colours
from reflect.tui.screens.panes.pane import Pane
from reflect.tui.screens.panes.quote_filter import UNTAGGED, QuoteFilter
from reflect.tui.widgets.rows import Cell, Column, Rows, clean

if TYPE_CHECKING:
    from reflect.services.study import Study

EMPTY = "No quotes yet: open a session with t on the first tab, select words there and press a digit."
NONE_FIT = "No quote fits. Press c to show all of them again."
_COLUMNS = (
    Column("Points", 7),
    Column("Who", 5),
    Column("Words", 30, grow=1),
    Column("Approval", 12, drop=1),
)
_APPROVALS = {
    Approval.NOT_ASKED: "",
    Approval.APPROVED: "✓ approved",
    Approval.DECLINED: "✗ leave out",
}


MOST = 20_000
"""Quotes that are listed: with millions of them, a list of all would fill the memory and help nobody."""


class Quotes(NamedTuple):
    """What the tab shows."""

    rows: tuple[QuoteRow, ...]
    codebook: Codebook
    roles: dict[str, str]
    left_out: int = 0
    """How many more there are in the study."""


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

    def compose(self) -> ComposeResult:
        """The line to narrow by, and the list."""
        with Horizontal(id="filter-line"):
            yield Input(placeholder="/ words, #4 for learning point 4, * for a star", id="filter")
            yield Static(id="filter-said", markup=False)
        yield Rows[QuoteRow](_COLUMNS, cells=self._cells, key=lambda row: row.id, lines=2, empty="Reading…")

    def gather(self, study: Study) -> Quotes:
        """Fetch every quote."""
        rows = study.quotes(limit=MOST, fresh=False)
        more = study.finder.count_quotes(fresh=False) - len(rows) if len(rows) == MOST else 0
        return Quotes(rows, study.codebook(), {role.id: role.name for role in study.roles()}, more)

    def show(self, found: Quotes) -> None:
        """List those that are asked for."""
        self._found = found
        self._narrow()

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
        all_rows = self._found.rows
        shown: Sequence[QuoteRow] = self.asked.apply(all_rows, self._found.codebook)
        self.rows.show(shown, empty=NONE_FIT if all_rows else EMPTY)
        parts = [*self._asked_in_words(), f"{len(shown)} of {len(all_rows)}"]
        if self._found.left_out:
            parts.append(f"{self._found.left_out} later ones: “reflect search” finds them")
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
        return self._points(row), row.participant or "–", words, _APPROVALS[row.approval]

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
