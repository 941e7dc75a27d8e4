"""What the interviewer reads: the question's heading, the words to read out, and notes that are not."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reflect.tui.widgets.hanging import Hanging

_NOTE = "note to you: "


class Reading(Vertical):
    """The upper part of the middle: the heading stays, long words scroll under it."""

    DEFAULT_CSS = """
    Reading { height: auto; max-height: 55%; }
    Reading #heading { text-style: bold; height: auto; }
    Reading #state { color: $text-muted; height: 1; }
    Reading #words { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    Reading #words Static { height: auto; }
    Reading #section { color: $foreground; }
    Reading .notes { color: $text-muted; }
    """

    def compose(self) -> ComposeResult:
        """The heading and its state, then everything that may be long."""
        yield Static(id="heading")
        yield Static(id="state")
        with VerticalScroll(id="words", can_focus=False):
            yield Static(id="section")
            yield Static(id="section-notes", classes="notes")
            yield Static(id="text")
            yield Static(id="notes", classes="notes")

    def show(
        self,
        heading: str,
        text: str,
        *,
        notes: Sequence[str] = (),
        section: str = "",
        section_notes: Sequence[str] = (),
    ) -> None:
        """Show a question; `section` are the words that begin a section, where this question begins one."""
        self.query_one("#heading", Static).update(Content(heading))
        self._set("#section", section)
        self._set_notes("#section-notes", section_notes)
        self._set("#text", text)
        self._set_notes("#notes", notes)
        shown = [part for part in self.query("#words > Static").results(Static) if part.display]
        self.query_one("#words").display = bool(shown)
        for part in shown:
            part.styles.margin = (int(part is not shown[0]), 0, 0, 0)
        self.query_one("#words").scroll_home(animate=False)

    def show_state(self, words: str) -> None:
        """Say how far the question has got."""
        self.query_one("#state", Static).update(Content(words))

    def turn_page(self, step: int) -> None:
        """Scroll long words by about a page."""
        words = self.query_one("#words")
        words.scroll_relative(y=step * max(1, words.size.height - 1), animate=False)

    def _set(self, selector: str, words: str) -> None:
        static = self.query_one(selector, Static)
        static.display = bool(words)
        static.update(Content(words))

    def _set_notes(self, selector: str, notes: Sequence[str]) -> None:
        static = self.query_one(selector, Static)
        static.display = bool(notes)
        words = Content("\n").join(Content(note) for note in notes).stylize("italic")
        static.update(Hanging(Content("┊ "), Content.assemble((_NOTE, "bold"), words)))
