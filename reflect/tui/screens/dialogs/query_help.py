"""How to search, on one page."""

from __future__ import annotations

from rich.table import Table
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Label, Static

from reflect.domain.search_query import EXAMPLES, Filter, Kind
from reflect.tui.screens.dialogs.dialog import Dialog

_WORDS = (
    ("trust budget", "texts with both words, in any order, wherever they stand"),
    ('"open books"', "exactly these words, one after the other"),
    ("trust*", "every word that begins so: trust, trusted, trusting"),
    ("-late", 'without this word; -"a phrase" and -role:provider do as well'),
)
_FILTERS = {
    Filter.ROLE: "people of one role, by its name",
    Filter.POINT: "what has this learning point: its number or name",
    Filter.BY: "quotes made or tagged, and memos written, by a researcher",
    Filter.GUIDE: "sessions run with one guide",
    Filter.PERSON: "one participant, by code",
    Filter.SESSION: "one session: its id, or how it begins",
    Filter.QUESTION: "answers to one question: its number or id",
    Filter.KIND: f"only one kind: {', '.join(Kind)}",
    Filter.UNTAGGED: "what has no tagged quote yet",
    Filter.CONTRADICTS: "quotes that speak against a learning point",
}


class QueryHelp(Dialog[None]):
    """What can be typed into the search box."""

    BINDINGS = [Binding("f1,f2,q,enter,question_mark", "leave", "Close", show=False)]

    def compose(self) -> ComposeResult:
        """Words, then filters."""
        with Vertical(classes="box") as box:
            box.border_title = "How to search"
            with VerticalScroll(id="help"):
                yield Static(_table())
            yield Label(
                "All of it must be so. Of several values any will do: role:provider,agency. "
                'Values with spaces go into quotation marks: role:"public agency". Esc closes this.',
                classes="said",
            )

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one("#help").focus()


def _table() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for typed, means in _WORDS:
        table.add_row(typed, means)
    table.add_row("", "")
    for name, example in EXAMPLES.items():
        table.add_row(example, _FILTERS[name])
    return table
