"""The tab of learning points: the codebook with its counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reflect.domain.codebook import DIGITS, Codebook, LearningPoint
from reflect.errors import ReflectError
from reflect.services.codebook_use import CodebookUse, codebook_use
from reflect.tui.colours import colour
from reflect.tui.dates import day
from reflect.tui.screens.panes.pane import Pane
from reflect.tui.widgets.rows import Cell, Column, Rows, clean

if TYPE_CHECKING:
    from reflect.services.study import Study

EMPTY = "This study's codebook has no learning points: press a to add the first."
WIDE = 100
"""Columns from which the description stands beside the list all the time."""
_COLUMNS = (
    Column("No", 3, right=True),
    Column("Learning point", 20, grow=1),
    Column("Quotes", 6, right=True),
    Column("People", 6, right=True),
)


class PointsPane(Pane[CodebookUse]):
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
        self._found = CodebookUse(Codebook(), {})

    def compose(self) -> ComposeResult:
        """The list and the description."""
        yield Rows[LearningPoint](_COLUMNS, cells=self._cells, key=lambda p: p.id, empty="Reading…")
        with VerticalScroll(id="about-point"):
            yield Static(id="point-words")

    def gather(self, study: Study) -> CodebookUse:
        """Fetch the codebook and count its quotes; what a merge had left is finished first."""
        if not study.finder.busy:  # else all of this comes again when the sessions have been read
            with suppress(ReflectError):  # what cannot be finished now waits, and is counted right anyway
                study.codebook_edits.settle()
        return codebook_use(study, fresh=False)

    def show(self, found: CodebookUse) -> None:
        """List them, the retired ones last."""
        self._found = found
        ordered = sorted(found.codebook.points, key=lambda point: (not point.offered, point.number))
        self.rows.show(ordered, empty=EMPTY)
        self._describe()

    @property
    def found(self) -> CodebookUse:
        """What the tab shows."""
        return self._found

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
        name: Cell = point.name
        if point.retired:
            name = Content.assemble((clean(point.name), "dim"), ("  retired", "italic dim"))
        counts = self._found.of(point.id)
        return number, name, str(counts.quotes), str(counts.people)

    def _describe(self) -> None:
        point: LearningPoint | None = self.rows.current
        self.query_one("#point-words", Static).update(self._words(point) if point else "")

    def _words(self, point: LearningPoint) -> Content:
        ink = f"bold {self._colour(point)}"
        parts = [Content.styled(f"{point.number} {point.name}", ink)]
        parts += [Content(words).stylize("dim") for words in self._standing(point)]
        if point.description:
            parts += [Content(""), Content(point.description)]
        if memos := self._found.memos.get(point.id):
            parts += [Content(""), Content.styled("Memos", "bold")]
            for memo in memos:
                who = " · ".join(part for part in (memo.by, day(memo.at[:10])) if part)
                parts.append(Content.assemble(memo.text, (f"  {who}", "dim")))
        for heading, lines in (
            ("Use when", point.use_when),
            ("Not when", point.not_when),
            ("For example", (f"“{point.example}”",) if point.example else ()),
            ("On the scale", tuple(f"{anchor.value}  {anchor.text}" for anchor in point.anchors)),
        ):
            if lines:
                parts += [Content(""), Content.styled(heading, "bold")]
                bullets = heading in ("Use when", "Not when")
                parts += [Content(f"• {line}" if bullets else line) for line in lines]
        return Content("\n").join(parts)

    def _standing(self, point: LearningPoint) -> Iterator[str]:
        """Where it stands among the others, in words."""
        codebook = self._found.codebook
        if point.retired:
            yield f"Retired on {day(point.retired)}: its quotes keep it, and it is not offered for tagging."
        elif point.number > DIGITS:
            yield f"To tag with it, press / and type {point.number} or part of its name."
        above = codebook.get(point.parent) if point.parent else None
        if above is not None:
            yield f"Stands under {above.number} {above.name}."
        below = ", ".join(f"{p.number} {p.name}" for p in codebook.points if p.parent == point.id)
        if below:
            yield f"Under it: {below}."
        merged = [p for p in codebook.merged if codebook.moved.get(p.id) == point.id]
        if merged:
            yield f"Merged into it: {', '.join(p.name for p in merged)}."
        against = self._found.of(point.id).contradicting
        if against:
            yield f"{'1 quote speaks' if against == 1 else f'{against} quotes speak'} against it."
