"""A quote whose words are gone: what it was, how its passage reads now, and what can be done with it."""

from __future__ import annotations

from enum import StrEnum

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Label, Static

from reflect.domain.lost import Proposal, around
from reflect.domain.session import Approval, Quote
from reflect.tui.screens.dialogs.dialog import Dialog

_WIDTH = 280
"""Letters of the passage that are shown."""


class WithIt(StrEnum):
    """What is to be done with the quote."""

    ACCEPT = "accept"
    SELECT = "select"
    NEXT = "next"
    REMOVE = "remove"


class SourceChanged(Dialog[WithIt]):
    """Shows old words and new ones; None leaves the quote as it is."""

    DEFAULT_CSS = """
    SourceChanged VerticalScroll { height: auto; max-height: 12; }
    SourceChanged .title { color: $text-muted; margin-top: 1; }
    """
    BINDINGS = [
        Binding("y", "choose('accept')", "Anchor there", show=False),
        Binding("s", "choose('select')", "Select other words", show=False),
        Binding("n,l", "choose('next')", "Next", show=False),
        Binding("delete,backspace", "choose('remove')", "Remove", show=False),
    ]

    def __init__(self, quote: Quote, text: str, found: Proposal | None, *, place: str) -> None:
        """Take the quote, its passage's `text` as it reads now, what is most like it, and `1 of 3`."""
        super().__init__()
        self._quote = quote
        self._text = text
        self._found = found
        self._place = place

    def compose(self) -> ComposeResult:
        """The words as they were, the passage as it is, and what can be done."""
        quote, found = self._quote, self._found
        with Vertical(classes="box") as box:
            box.border_title = f"Source changed: {self._place}"
            with VerticalScroll():
                yield Label("These words were quoted, and are not in the passage any more:", classes="said")
                yield Static(Content(f"“{' '.join(quote.words.split())}”").stylize("italic"))
                if found is not None:
                    yield Label(self._most_like(found), classes="said title", markup=False)
                    before, words, after = around(
                        found.passage.text, found.match.start, found.match.end, _WIDTH
                    )
                    yield Static(Content.assemble(before, "‹", (words, "bold"), "›", after))
                if found is None or found.passage.id != quote.passage:
                    yield Label("About where they stood, it reads now:", classes="said title")
                    yield Static(self._now())
            yield Label(self._said(), classes="said title", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Remove (Del)", id="remove")
                yield Button("Next (n)", id="next")
                yield Button("Select (s)", id="select")
                if found is not None:
                    yield Button("Anchor (y)", id="accept", variant="primary")

    def _now(self) -> Content:
        if not self._text.strip():
            return Content("(nothing is written there any more)").stylize("dim")
        start, end = (min(place, len(self._text)) for place in (self._quote.start, self._quote.end))
        before, words, after = around(self._text, start, end, _WIDTH)
        return Content.assemble(before, "▸", (words, "bold"), "◂" if words else "", after)

    def _most_like(self, found: Proposal) -> str:
        like = f"{found.match.ratio:.0%} alike"
        if found.passage.id == self._quote.passage:
            return f"It reads now, with what is most like them in ‹ › ({like}):"
        return f"Most like them ({like}), but in another passage, {found.passage.label}:"

    def _said(self) -> str:
        parts = ["s select the words yourself", "Del remove", "n next", "Esc leave it"]
        if self._found is not None:
            parts.insert(0, "y anchor it at the words in ‹ ›")
        keys = " · ".join(parts)
        if self._quote.approval is Approval.APPROVED:
            return f"The participant has approved the old words; others need their approval again.\n{keys}"
        return keys

    def on_mount(self) -> None:
        """Let the arrows scroll; nothing is chosen by Enter."""
        self.query_one(VerticalScroll).focus()

    def action_choose(self, what: str) -> None:
        """Give it back."""
        if what != WithIt.ACCEPT or self._found is not None:
            self.dismiss(WithIt(what))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose by button."""
        self.action_choose(event.button.id or "")
