"""Choosing one of a few things on one line: arrows or the space bar change it, and so does a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class Answer(NamedTuple):
    """One thing that can be chosen."""

    id: str
    label: str
    key: str = ""
    """The key that chooses it at once."""


class OneOf(Widget, can_focus=True):
    """A label and its answers side by side, wrapped where the screen is narrow; one at most is chosen."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    OneOf { height: auto; padding: 0 1; }
    OneOf:focus { background: $surface-lighten-1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Previous", show=False),
        Binding("right,space", "step(1)", "Next", show=False),
    ]

    value: reactive[str] = reactive("")
    """The id of the answer chosen."""

    class Changed(Message):
        """Another answer was chosen by the person."""

        def __init__(self, one_of: OneOf, value: str) -> None:
            super().__init__()
            self.one_of = one_of
            self.value = value

        @property
        def control(self) -> OneOf:
            """Where it was chosen."""
            return self.one_of

    def __init__(
        self,
        label: str,
        answers: Sequence[Answer],
        value: str,
        *,
        label_width: int,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self._answers = tuple(answers)
        self._label_width = label_width
        self.set_reactive(OneOf.value, value)

    def _lines(self, width: int) -> list[list[Answer]]:
        """The answers line by line, as many on each as fit beside the label."""
        room = max(12, width - self._label_width)
        lines: list[list[Answer]] = [[]]
        used = 0
        for answer in self._answers:
            needed = _width(answer)
            if used and used + needed > room:
                lines.append([])
                used = 0
            lines[-1].append(answer)
            used += needed
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the answers need."""
        return len(self._lines(width))

    def render(self) -> RenderResult:
        """The label, then each answer with a mark that tells the chosen one without colour."""
        margin = " " * self._label_width
        lines = []
        for number, line in enumerate(self._lines(self.content_size.width)):
            label = Content(self._label).truncate(self._label_width, pad=True) if number == 0 else margin
            lines.append(Content.assemble(label, *(self._drawn(answer) for answer in line)))
        return Content("\n").join(lines)

    def _drawn(self, answer: Answer) -> Content:
        chosen = answer.id == self.value
        drawn = Content(f"{'●' if chosen else '○'} {answer.label}  ")
        return drawn.stylize("bold" if chosen else "dim")

    def action_step(self, step: int) -> None:
        """Choose the answer beside this one."""
        ids = [answer.id for answer in self._answers]
        at = ids.index(self.value) if self.value in ids else -step
        self._choose(ids[(at + step) % len(ids)])

    def on_key(self, event: events.Key) -> None:
        """Choose by the answer's own key."""
        for answer in self._answers:
            if answer.key and event.character == answer.key:
                event.stop()
                self._choose(answer.id)

    def on_click(self, event: events.Click) -> None:
        """Choose by the mouse."""
        offset = event.get_content_offset(self)
        lines = self._lines(self.content_size.width)
        if offset is None or offset.y >= len(lines):
            return
        left = self._label_width
        for answer in lines[offset.y]:
            if left <= offset.x < left + _width(answer):
                self._choose(answer.id)
                return
            left += _width(answer)

    def _choose(self, answer: str) -> None:
        if answer != self.value:
            self.value = answer
            self.post_message(self.Changed(self, answer))


def _width(answer: Answer) -> int:
    return cell_len(answer.label) + 4
