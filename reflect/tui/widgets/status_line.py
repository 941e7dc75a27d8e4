"""The lines under a write-up: the whole story of the line the cursor is on, and how many words there are."""

from __future__ import annotations

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

_AFTER = 0.04
"""Seconds until it is drawn: in the frame of a key it would have all that lies between drawn again."""
_LINES = 2


class StatusLine(Widget):
    """Two lines, always there, so that nothing above them moves."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StatusLine { height: 2; padding: 0 1; background: $surface; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._story = ""
        self._count = ""

    def tell(self, story: str, count: str) -> None:
        """Show these from now on."""
        if (story, count) != (self._story, self._count):
            self._story, self._count = story, count
            self.set_timer(_AFTER, self.refresh)

    @property
    def plain(self) -> str:
        """What it says."""
        return f"{self._story} {self._count}"

    def render(self) -> RenderResult:
        """The story over both lines, the count at the right of the second."""
        width = self.content_size.width
        words = " ".join(self._story.split())
        wrapped = Content(words).wrap(width) if words else [Content("")]
        first = wrapped[0].truncate(width, ellipsis=True)
        rest = Content(words[len(wrapped[0].plain) :].lstrip()) if len(wrapped) > 1 else Content("")
        room = max(0, width - len(self._count) - 2)
        second = rest.truncate(room, ellipsis=True).pad_right(max(0, room - rest.cell_length))
        count = Content(self._count).stylize("$text-muted")
        return Content("\n").join([first, Content.assemble(second, "  ", count)][:_LINES])
