"""The bar that finds and replaces words in the text above it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Label, Static

from reflect.domain.finding import Wanted

_KEYS = (
    "Enter next · ↑ ↓ · F2 replace this · F5 replace all · F3 whole words: {whole} · F4 case: {case} · "
    "F6 references too: {all} · Esc"
)


class FindBar(Vertical):
    """Two lines to type in; what is found is shown where it stands."""

    DEFAULT_CSS = """
    FindBar { height: auto; background: $panel; padding: 0 1; }
    FindBar Horizontal { height: 1; }
    FindBar Label { width: 14; }
    FindBar Input { border: none; height: 1; padding: 0 1; width: 1fr; background: $panel-lighten-1; }
    FindBar Input:focus { border: none; background: $panel-lighten-3; }
    FindBar #find-count { width: auto; min-width: 12; text-style: bold; padding: 0 0 0 1; }
    FindBar #find-keys { height: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "go(1)", "Next", show=False),
        Binding("up", "go(-1)", "Previous", show=False),
        Binding("f2", "replace", "Replace this one", show=False),
        Binding("f5", "replace_all", "Replace all", show=False),
        Binding("f3", "whole", "Whole words", show=False),
        Binding("f4", "case", "Match case", show=False),
        Binding("f6", "everywhere", "In references and front matter too", show=False),
        Binding("escape", "leave", "Back to the text", show=False),
    ]

    class Wants(Message):
        """What is looked for is another thing."""

    class Go(Message):
        """Go to the next one, or to the one before."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Replace(Message):
        """Replace the one that is selected, or all."""

        def __init__(self, *, everything: bool) -> None:
            super().__init__()
            self.everything = everything

    class Left(Message):
        """Go on writing."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._whole = self._case = False
        self.everywhere = False
        """Whether references and front matter are looked into, too."""

    def compose(self) -> ComposeResult:
        """What is looked for, what takes its place, how many there are, the keys."""
        with Horizontal():
            yield Label("Find")
            yield Input(id="find-words", placeholder="words, as they are written")
            yield Static("", id="find-count", markup=False)
        with Horizontal():
            yield Label("Replace with")
            yield Input(id="find-put", placeholder="nothing: takes them out")
        yield Static("", id="find-keys", markup=False)

    @property
    def wanted(self) -> Wanted:
        """What is looked for."""
        words = self.query_one("#find-words", Input).value
        return Wanted(words, whole_words=self._whole, match_case=self._case)

    @property
    def put(self) -> str:
        """What takes its place."""
        return self.query_one("#find-put", Input).value

    def open(self, words: str) -> None:
        """Begin with the words that are selected, or with those looked for last."""
        self.display = True
        line = self.query_one("#find-words", Input)
        if words:
            line.value = words
        line.focus()
        self._show_keys()

    def tell(self, words: str) -> None:
        """Say how many there are."""
        self.query_one("#find-count", Static).update(words)

    def _show_keys(self) -> None:
        on = {True: "on", False: "off"}
        keys = _KEYS.format(whole=on[self._whole], case=on[self._case], all=on[self.everywhere])
        self.query_one("#find-keys", Static).update(keys)
        self.post_message(self.Wants())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look while one types."""
        event.stop()
        if event.input.id == "find-words":
            self.post_message(self.Wants())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next."""
        event.stop()
        self.action_go(1)

    def action_go(self, step: int) -> None:
        """The next one, or the one before."""
        self.post_message(self.Go(step))

    def action_replace(self) -> None:
        """Replace the one that is selected, and go on."""
        self.post_message(self.Replace(everything=False))

    def action_replace_all(self) -> None:
        """Replace all."""
        self.post_message(self.Replace(everything=True))

    def action_whole(self) -> None:
        """Only whole words, or parts of words too."""
        self._whole = not self._whole
        self._show_keys()

    def action_case(self) -> None:
        """Only in this case, or in any."""
        self._case = not self._case
        self._show_keys()

    def action_everywhere(self) -> None:
        """In references and front matter too, or not."""
        self.everywhere = not self.everywhere
        self._show_keys()

    def action_leave(self) -> None:
        """Shut it."""
        self.display = False
        self.post_message(self.Left())
