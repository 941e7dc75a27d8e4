"""One line of numbered tabs; a click on one, or its digit on the screen, shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class Tab(NamedTuple):
    """One tab."""

    id: str
    title: str
    short: str = ""
    """What it is called where there is no room for the whole title."""


class TabStrip(Widget):
    """The tabs of a screen with the one in front marked; their numbers are the keys that show them."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TabStrip { height: 1; padding: 0 1; background: $surface; color: $text-muted; }
    """

    active: reactive[str] = reactive("")
    """The id of the tab in front."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, tab: str) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self, tabs: Sequence[Tab], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._tabs = tuple(tabs)

    def render(self) -> RenderResult:
        """The tabs side by side; the one in front is bold and reversed, not only coloured."""
        parts: list[Content] = []
        for tab, words in zip(self._tabs, self._labels(), strict=True):
            label = Content(words)
            parts.append(label.stylize("bold reverse") if tab.id == self.active else label)
        return Content(" ").join(parts)

    def on_click(self, event: events.Click) -> None:
        """Say which tab was clicked."""
        left = 0
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for tab, words in zip(self._tabs, self._labels(), strict=True):
            width = cell_len(words)
            if left <= offset.x < left + width:
                self.post_message(self.Chosen(tab.id))
                return
            left += width + 1

    def _labels(self) -> list[str]:
        """What stands on each tab, as wide as it all fits."""
        short = [f"{number} {tab.short or tab.title}" for number, tab in enumerate(self._tabs, 1)]
        whole = [f" {number} {tab.title} " for number, tab in enumerate(self._tabs, 1)]
        for labels in (whole, [f" {words} " for words in short]):
            if sum(cell_len(words) + 1 for words in labels) <= self.content_size.width:
                return labels
        return short
