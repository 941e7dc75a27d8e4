"""The tab of learning points: the codebook with its counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.tui.colours import colour
from reflect.tui.screens.panes.pane import Pane
from reflect.tui.widgets.rows import Cell, Column, Rows

if TYPE_CHECKING:
    from reflect.services.study import Study

EMPTY = "This study's codebook has no learning points."
WIDE = 100
"""Columns from which the description stands beside the list all the time."""
_COLUMNS = (
    Column("No", 3, right=True),
    Column("Learning point", 20, grow=1),
    Column("Quotes", 6, right=True),
    Column("People", 6, right=True),
)


class Points(NamedTuple):
    """What the tab shows."""

    codebook: Codebook
    quotes: Counter[str]
    """How many quotes each point has, by its id."""
    people: Counter[str]
    """How many participants said them."""


class PointsPane(Pane[Points]):
    """Every learning point; the one under the cursor is described beside the list, or under it."""

    DEFAULT_CSS = """
    PointsPane { layout: vertical; }
    PointsPane.wide { layout: horizontal; }
    PointsPane #about-point { height: 12; padding: 0 2; background: $surface; display: none;
        scrollbar-size-vertical: 1; }
    PointsPane #about-point:focus { background: $surface-lighten-1; }
    PointsPane.wide #about-point { display: block; width: 45%; height: 1fr; padding: 1 2; }
    PointsPane.open #about-point { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(id="points")
        self._found = Points(Codebook(), Counter(), Counter())

    def compose(self) -> ComposeResult:
        """The list and the description."""
        yield Rows[LearningPoint](_COLUMNS, cells=self._cells, key=lambda p: p.id, empty="Reading…")
        with VerticalScroll(id="about-point"):
            yield Static(id="point-words")

    def gather(self, study: Study) -> Points:
        """Fetch the codebook and count its quotes."""
        quotes: Counter[str] = Counter()
        said_by: set[tuple[str, str]] = set()
        for row in study.quotes():
            quotes.update(row.points)
            if row.participant:
                said_by.update((point, row.participant) for point in row.points)
        return Points(study.codebook(), quotes, Counter(point for point, _ in said_by))

    def show(self, found: Points) -> None:
        """List them."""
        self._found = found
        self.rows.show(found.codebook.points, empty=EMPTY)
        self._describe()

    def on_resize(self, event: events.Resize) -> None:
        """Beside the list where there is room."""
        self.set_class(event.size.width >= WIDE, "wide")

    def on_rows_moved(self) -> None:
        """Describe another point."""
        self._describe()

    def toggle_description(self) -> None:
        """Open or fold away the description where it lies under the list."""
        self.toggle_class("open")

    def _colour(self, point: LearningPoint) -> str:
        return colour(point.colour, dark=self.app.current_theme.dark)

    def _cells(self, point: LearningPoint) -> tuple[Cell, ...]:
        number = Content(str(point.number)).stylize(f"bold {self._colour(point)}")
        found = self._found
        return number, point.name, str(found.quotes[point.id]), str(found.people[point.id])

    def _describe(self) -> None:
        point: LearningPoint | None = self.rows.current
        self.query_one("#point-words", Static).update(self._words(point) if point else "")

    def _words(self, point: LearningPoint) -> Content:
        ink = f"bold {self._colour(point)}"
        parts = [Content.styled(f"{point.number} {point.name}", ink)]
        if point.description:
            parts += [Content(""), Content(point.description)]
        for heading, lines in (
            ("Use when", point.use_when),
            ("Not when", point.not_when),
            ("For example", (f"“{point.example}”",) if point.example else ()),
        ):
            if lines:
                parts += [Content(""), Content.styled(heading, "bold")]
                parts += [Content(f"• {line}" if heading != "For example" else line) for line in lines]
        return Content("\n").join(parts)
