"""Asking once what becomes of quotes in which a correction changes letters."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Label

from reflect.domain.correcting import Corrected, Touched, approval_of_new_words
from reflect.tui.screens.dialogs.dialog import Dialog

_SHOWN = 20
"""Quotes that are shown; of more, their number."""
_EXCERPT = 60
"""Letters of each that are shown."""
_LEAD = 16
"""Of these before the first that differs."""


class TakeIn(Dialog[bool]):
    """Whether quotes take the corrected words; None goes back, and nothing is corrected."""

    DEFAULT_CSS = """
    TakeIn #quotes { height: auto; max-height: 9; margin: 1 0; }
    TakeIn #quotes Label { width: 1fr; height: auto; }
    """
    BINDINGS = [
        Binding("y", "answer(True)", "Take it in", show=False),
        Binding("n", "answer(False)", "Leave their words", show=False),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, found: Corrected) -> None:
        super().__init__()
        self._found = found

    def compose(self) -> ComposeResult:
        """How many quotes, what each would read, and what follows."""
        can, gone = self._found.takeable, len(self._found.touched) - len(self._found.takeable)
        with Vertical(classes="box") as box:
            box.border_title = "Quotes in the corrected words"
            if can:
                hold = "1 quote holds" if len(can) == 1 else f"{len(can)} quotes hold"
                yield Label(f"{hold} words that are corrected. Take the correction into them?", markup=False)
            if gone:
                yield Label(_gone(gone), markup=False)
            with VerticalScroll(id="quotes", can_focus=False):
                for each in self._found.touched[:_SHOWN]:
                    yield Label(_line(each), markup=False)
                if len(self._found.touched) > _SHOWN:
                    yield Label(f"and {len(self._found.touched) - _SHOWN} more", classes="said")
            yield Label(self._said(), classes="said", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Go back (Esc)", id="back")
                if can:
                    yield Button("Leave their words (n)", id="leave")
                    yield Button("Take it in (y)", id="take", variant="primary")
                else:
                    yield Button("Correct it (y)", id="take", variant="primary")

    def _said(self) -> str:
        if not self._found.takeable:
            return "y corrects it · Esc goes back"
        again = sum(approval_of_new_words(q.after.approval) != q.after.approval for q in self._found.takeable)
        parts = ["n: they keep the words as they were, marked “source changed”."]
        if again:
            were = "1 was approved and needs" if again == 1 else f"{again} were approved and need"
            parts.insert(0, f"y: {were} the participant's approval again.")
        return " ".join(parts)

    def on_mount(self) -> None:
        """Start where nothing is decided yet."""
        self.query_one("#take").focus()

    def action_answer(self, take: bool) -> None:  # noqa: FBT001 - the binding's argument
        """Choose."""
        if take or self._found.takeable:
            self.dismiss(take)

    def action_scroll(self, rows: int) -> None:
        """See the quotes that there is no room for."""
        self.query_one("#quotes").scroll_relative(y=rows, animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose by button."""
        if event.button.id == "back":
            self.action_leave()
        else:
            self.action_answer(event.button.id == "take")


def _gone(number: int) -> str:
    if number == 1:
        return "1 quote has none of its words left; it keeps them, marked “source changed”."
    return f"{number} quotes have none of their words left; they keep them, marked “source changed”."


def _line(each: Touched) -> str:
    """What a quote reads, and would read, from shortly before the two differ."""
    old, new = (" ".join(words.split()) for words in (each.before.words, each.words))
    if not new:
        return f"“{_cut(old, 0)}”"
    alike = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    start = old.rfind(" ", 0, max(0, alike - _LEAD)) + 1
    return f"“{_cut(old, start)}” → “{_cut(new, start)}”"


def _cut(line: str, start: int) -> str:
    end = start + _EXCERPT
    return ("…" if start else "") + line[start:end].rstrip() + ("…" if end < len(line) else "")
