"""The learning points beside a text: number, colour, name, and how often each is used here and elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.tui.colours import colour


class PointUse(NamedTuple):
    """How often a learning point is used."""

    here: int
    """Quotes in this session."""
    study: int | None
    """Quotes in the whole study; None while they are being counted."""


class CodebookPanel(Widget):
    """A line for each learning point; the ones given to the quote at the cursor are marked.

    Retired points stand at the end, and only where quotes of the session have them. What has no room is
    counted: it can be found by typing.
    """

    DEFAULT_CSS = """
    CodebookPanel { height: auto; max-height: 65%; width: 1fr; }
    """

    class Picked(Message):
        """A learning point was clicked."""

        def __init__(self, point: LearningPoint) -> None:
            super().__init__()
            self.point = point

    def __init__(self, codebook: Codebook) -> None:
        super().__init__()
        self._codebook = codebook
        self._points = codebook.offered
        self._uses: Mapping[str, PointUse] = {}
        self._marked: Mapping[str, bool] = {}

    def show(self, uses: Mapping[str, PointUse], marked: Mapping[str, bool]) -> None:
        """Show counts by point id, and which points are given here (True: contradicted)."""
        if (uses, marked) != (self._uses, self._marked):
            self._uses, self._marked = dict(uses), dict(marked)
            retired = (p for p in self._codebook.points if not p.offered and p.id in uses and uses[p.id].here)
            before, self._points = self._points, (*self._codebook.offered, *retired)
            self.refresh(layout=before != self._points)

    def get_content_height(self, *_: object) -> int:
        """A heading and a line a point."""
        return len(self._points) + 1

    def render(self) -> RenderResult:
        """The table, as wide as there is room."""
        width = self.size.width
        digits = self._codebook.digits
        name_width = max(8, width - 14 - digits)
        head = f"{'Learning points':<{name_width + digits + 2}}{'here':>5}{'study':>6}"[:width]
        lines = [Content(head).stylize("dim")]
        for point in self._shown():
            use = self._uses.get(point.id, PointUse(0, None))
            mark = {None: " ", False: "●", True: "✗"}[self._marked.get(point.id)]
            retired = " (retired)" if point.retired else ""
            room = name_width - len(retired)
            name = (point.name if len(point.name) <= room else point.name[: room - 1] + "…") + retired
            study = "·" if use.study is None else str(use.study)
            shown = colour(point.colour, dark=self.app.current_theme.dark)
            line = Content.assemble(
                (mark, "bold"),
                (f"{point.number:>{digits}} ", f"bold {shown}"),
                (f"{name:<{name_width}} ", shown),
                f"{use.here:>5}{study:>6}",
            )
            lines.append(line)
        left = len(self._points) - len(self._shown())
        if left:
            lines.append(Content(f" … {left} more: / finds them"[:width]).stylize("dim"))
        return Content("\n").join(lines)

    def _shown(self) -> tuple[LearningPoint, ...]:
        """The points that have room."""
        room = self.size.height - 1
        return self._points if len(self._points) <= room else self._points[: max(0, room - 1)]

    def on_click(self, event: events.Click) -> None:
        """Tag by mouse."""
        row = event.y - 1
        if 0 <= row < len(self._shown()):
            self.post_message(self.Picked(self._shown()[row]))
