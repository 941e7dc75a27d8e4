"""The line at the top of a session: whose it is, what waits, the clock, and whether it is saved."""

from __future__ import annotations

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

_STATE_AFTER = 0.04
"""Seconds."""
_TITLE_AT_LEAST = 8
"""Columns that the title keeps beside a note; with less room there is no note."""


class TopLine(Widget):
    """One line; each part is set by itself, and only this line is drawn again."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._title = ""
        self._note = ""
        self._clock = ""
        self._paused = ""
        self._state = ""
        self._alarm = False

    def set_title(self, words: str) -> None:
        """Whose session it is: a code, never a name."""
        self._title = words
        self.refresh()

    def set_note(self, words: str) -> None:
        """Something that waits and is in no hurry; empty for nothing."""
        if words != self._note:
            self._note = words
            self.refresh()

    def set_clock(self, words: str, *, paused: str) -> None:
        """The time, and why it stands still if it does."""
        if (words, paused) != (self._clock, self._paused):
            self._clock, self._paused = words, paused
            self.refresh()

    def set_state(self, words: str, *, alarm: bool) -> None:
        """Whether it is saved."""
        if (words, alarm) != (self._state, self._alarm):
            self._state, self._alarm = words, alarm
            # In a frame of its own: drawn together with a key's, it would draw all that lies between again.
            self.set_timer(_STATE_AFTER, self.refresh)

    @property
    def plain(self) -> str:
        """The words that stand there, from left to right."""
        parts = (self._title, self._note, self._paused, self._clock, self._state)
        return " ".join(part for part in parts if part)

    def render(self) -> RenderResult:
        """The title at the left as far as there is room, the rest at the right."""
        parts = []
        if self._paused:
            parts.append(Content(f" {self._paused} ").stylize("reverse"))
        parts.append(Content(self._clock).stylize("bold"))
        parts.append(Content(self._state).stylize("bold $text-error" if self._alarm else "$text-muted"))
        right = Content("  ").join(parts)
        if self._note and right.cell_length + len(self._note) + _TITLE_AT_LEAST < self.content_size.width:
            right = Content.assemble(Content(self._note).stylize("italic"), "  ", right)
        room = max(0, self.content_size.width - right.cell_length - 1)
        title = Content(self._title).truncate(room, ellipsis=True)
        return Content.assemble(title, " " * (room + 1 - title.cell_length), right)
