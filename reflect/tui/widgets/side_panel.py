"""The right-hand column: probes, likely learning points, what was tagged, field notes and marked moments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.message import Message

from reflect.tui.widgets.lines import Line, Lines


class Probe(NamedTuple):
    """A follow-up prompt, and whether it was asked."""

    words: str
    asked: bool


class Point(NamedTuple):
    """A learning point by its number, name and hex colour."""

    number: int
    name: str
    colour: str


class Side(NamedTuple):
    """What the panel shows of one question."""

    probes: Sequence[Probe] = ()
    likely: Sequence[Point] = ()
    tagged: Sequence[tuple[Point, str]] = ()
    """Each with the beginning of its words."""
    notes: Sequence[tuple[str, str]] = ()
    """Time and words; a marked moment has no words."""


class SidePanel(Lines, can_focus=False):
    """Shows a question's surroundings. A click on a probe marks it as asked, one on a point tags with it."""

    DEFAULT_CSS = """
    SidePanel > .option-list--option-highlighted { background: $background; color: $foreground; }
    """

    class ProbeClicked(Message):
        """A probe was clicked; the first is 0."""

        def __init__(self, probe: int) -> None:
            super().__init__()
            self.probe = probe

    class PointClicked(Message):
        """A learning point was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def show(self, side: Side) -> None:
        """Show this."""
        lines: list[Line] = []
        if side.probes:
            lines.append(_heading("Probes"))
        for index, probe in enumerate(side.probes):
            mark = f"{'☑' if probe.asked else '☐'} {index + 1} "
            style = "$foreground 60%" if probe.asked else ""
            lines.append(Line(f"probe:{index}", mark, probe.words, style=style))
        if side.likely:
            lines += [*_gap(lines), _heading("Likely")]
        lines += [
            Line(f"point:{p.number}", f"{p.number} ", p.name, mark_style=f"bold {p.colour}")
            for p in side.likely
        ]
        if side.tagged:
            lines += [*_gap(lines), _heading("Tagged here")]
        for index, (point, words) in enumerate(side.tagged):
            line_id, mark = f"tagged:{index}", f"{point.number} "
            lines.append(Line(line_id, mark, f"“{words}”", live=False, mark_style=f"bold {point.colour}"))
        if side.notes:
            lines += [*_gap(lines), _heading("Notes")]
        for index, (at, words) in enumerate(side.notes):
            lines.append(Line(f"note:{index}", f"{at} ", words or "marked", live=False))
        self.put(lines)

    def picked(self, line_id: str) -> None:
        """Say what was clicked."""
        kind, _, number = line_id.partition(":")
        self.highlighted = None
        if kind == "probe":
            self.post_message(self.ProbeClicked(int(number)))
        elif kind == "point":
            self.post_message(self.PointClicked(int(number)))


def _heading(words: str) -> Line:
    return Line(f"heading:{words}", "", words, live=False, style="bold $text-accent")


def _gap(lines: Sequence[Line]) -> list[Line]:
    return [Line(f"gap:{len(lines)}", "", "", live=False)] if lines else []
