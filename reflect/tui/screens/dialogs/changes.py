"""What changed between a version of a text and the text as it is now, word by word."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Label, Static

from reflect.domain.marked_changes import Mark, Piece, counted, in_context
from reflect.tui.screens.dialogs.dialog import Dialog


class Changes(Dialog[bool]):
    """What changed since a version; the result is whether to bring it back."""

    DEFAULT_CSS = """
    Changes .box { width: 110; }
    Changes #changes { height: auto; max-height: 70vh; }
    """
    BINDINGS = [
        Binding("b", "back", "Bring back", show=False),
        Binding("q,enter", "leave", "Close", show=False),
    ]

    def __init__(self, title: str, marked: Sequence[Piece]) -> None:
        super().__init__()
        self._title = title
        self._marked = marked

    def compose(self) -> ComposeResult:
        """The text with what came and what went, in the lines around it."""
        came, went = counted(self._marked)
        with Vertical(classes="box") as box:
            box.border_title = self._title
            yield Label(
                f"Since then: {_words(came)} came [+so+], {_words(went)} went [-so-].",
                classes="said",
                markup=False,
            )
            with VerticalScroll(id="changes"):
                yield Static(shown(in_context(self._marked)))
            yield Label("b brings it back · arrows scroll · Esc closes this", classes="said", markup=False)

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one("#changes").focus()

    def action_back(self) -> None:
        """Bring it back."""
        self.dismiss(True)  # noqa: FBT003 - the result of a dialog

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(False)  # noqa: FBT003 - the result of a dialog


def shown(marked: Sequence[Piece]) -> Content:
    """Pieces to be read: what came is underlined, what went struck out, both in brackets of their own."""
    if not marked:
        return Content("Nothing changed.")
    parts = []
    for piece in marked:
        if piece.mark is Mark.COME:
            parts.append(Content(f"[+{piece.text}+]").stylize("underline $text-success"))
        elif piece.mark is Mark.GONE:
            parts.append(Content(f"[-{piece.text}-]").stylize("strike $text-error"))
        else:
            parts.append(Content(piece.text).stylize("dim" if piece.mark is Mark.LEFT_OUT else ""))
    return Content.assemble(*parts)


def _words(count: int) -> str:
    return f"{count} word{'' if count == 1 else 's'}"
