"""Pictures side by side to choose from, each with its name; what is on the current one is said below.

`GalleryView.show` is told the question, what is chosen, and the pictures. What is chosen goes up as
`GalleryView.Chosen`; `Enter` on a picture that is chosen already goes up as `GalleryView.GoOn`, to say why.
"""

from __future__ import annotations

import textwrap
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from reflect.domain.guide import Option, Question
from reflect.domain.ids import OptionId, QuestionId
from reflect.domain.pictures import HEIGHT, WIDTH, Picture
from reflect.tui.widgets.lines import Lines
from reflect.tui.widgets.picture import Photographs, drawn

GAP = 2
"""Columns between two pictures; below each stand its name, who chose it, and an empty row."""


class GalleryView(Vertical):
    """A gallery and, below it, what is to be seen on the picture one is at."""

    DEFAULT_CSS = """
    GalleryView { height: 1fr; }
    GalleryView > #about { height: 2; color: $text-muted; }
    GalleryView.-low > #about { height: 1; }
    """

    class Chosen(Message):
        """Other pictures are chosen now; in the order of the options."""

        def __init__(self, question: QuestionId, choices: tuple[OptionId, ...]) -> None:
            super().__init__()
            self.question = question
            self.choices = choices

    class Looked(Message):
        """The cursor is at another picture."""

        def __init__(self, picture: Picture) -> None:
            super().__init__()
            self.picture = picture

    class GoOn(Message):
        """`Enter` on a picture that is chosen already: on to its title, or to why."""

        def __init__(self, question: QuestionId) -> None:
            super().__init__()
            self.question = question

    def compose(self) -> ComposeResult:
        """The pictures, and a line about one."""
        yield PictureGrid()
        yield Static(id="about", markup=False)

    @property
    def grid(self) -> PictureGrid:
        """What takes the focus."""
        return self.query_one(PictureGrid)

    def show(
        self,
        question: Question,
        chosen: Iterable[OptionId],
        pictures: Mapping[str, Picture],
        *,
        captions: Mapping[str, Sequence[str]] | None = None,
        locked: bool = False,
    ) -> None:
        """Show the options of a question as pictures, and which are chosen.

        An option that is no picture stands there with its words. `captions` are lines to stand below
        pictures, by option: who chose it, what they call it. `locked`: it may only be looked at.
        """
        self.grid.show(question, chosen, pictures, captions=captions or {}, locked=locked)

    @on(Looked)
    def _about(self, event: Looked) -> None:
        """Say what is to be seen; the message goes on to the screen."""
        self.query_one("#about", Static).update(event.picture.description)


class PictureGrid(ScrollView, can_focus=True, inherit_bindings=False):
    """The pictures in rows of as many as fit, with a cursor."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PictureGrid { height: 1fr; background: $background; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Left", show=False),
        Binding("right", "move(1)", "Right", show=False),
        Binding("up", "row(-1)", "Up", show=False),
        Binding("down", "row(1)", "Down", show=False),
        Binding("home", "end_at(0)", "First", show=False),
        Binding("end", "end_at(-1)", "Last", show=False),
        Binding("pageup", "row(-2)", "Two rows up", show=False),
        Binding("pagedown", "row(2)", "Two rows down", show=False),
        Binding("space", "pick", "Choose", show=False),
        Binding("enter", "take", "Choose, or go on", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._photographs = Photographs(self)
        self._question: Question | None = None
        self._pictures: list[Picture] = []
        self._chosen: frozenset[OptionId] = frozenset()
        self._captions: Mapping[str, Sequence[str]] = {}
        self._at = 0
        self._tops: list[int] = [0]
        """The first line of each row of pictures, and the line after the last."""
        self.locked = False

    # -- what is shown ---------------------------------------------------------------------------------

    def show(
        self,
        question: Question,
        chosen: Iterable[OptionId],
        pictures: Mapping[str, Picture],
        *,
        captions: Mapping[str, Sequence[str]],
        locked: bool,
    ) -> None:
        """As `GalleryView.show`; of another question the cursor is at what is chosen, or at the first."""
        new = self._question is None or question.id != self._question.id
        self._question, self.locked = question, locked
        self._chosen, self._captions = frozenset(chosen), captions
        self._pictures = [_picture(option, pictures) for option in question.options]
        self._photographs.look_for(self._pictures)
        if new:
            self._at = next((n for n, p in enumerate(self._pictures) if p.id in self._chosen), 0)
        self._at = max(0, min(self._at, len(self._pictures) - 1))
        self._lay_out()
        if new and self._pictures:
            self.post_message(GalleryView.Looked(self._pictures[self._at]))

    @property
    def here(self) -> Picture | None:
        """The picture that the cursor is at."""
        return self._pictures[self._at] if self._pictures else None

    @property
    def columns(self) -> int:
        """How many pictures stand side by side."""
        return max(1, (self.scrollable_content_region.width + GAP) // (WIDTH + GAP))

    def on_resize(self) -> None:
        """Put as many side by side as fit now."""
        self._lay_out()

    def _lay_out(self) -> None:
        across = self.columns
        self._tops = [0]
        for start in range(0, len(self._pictures), across):
            lines = max(len(self._below(p)) for p in self._pictures[start : start + across])
            self._tops.append(self._tops[-1] + HEIGHT + lines + 1)
        self.virtual_size = Size(self.scrollable_content_region.width, max(0, self._tops[-1] - 1))
        self.refresh()
        self._see()

    def _below(self, picture: Picture) -> list[str]:
        """The lines under a picture: whether it is chosen, its name, and what is said of it."""
        several = self._question is not None and (self._question.bounds[1] or GAP) > 1
        off, on = ("[ ]", "[x]") if several else ("( )", "(•)")
        name = f"{on if picture.id in self._chosen else off} {picture.name}"
        lines = textwrap.wrap(name, WIDTH, subsequent_indent="    ") or [name]
        for caption in self._captions.get(picture.id, ()):
            lines += textwrap.wrap(caption, WIDTH)
        return lines

    def render_line(self, y: int) -> Strip:
        """One line of the screen: a row of several pictures, or of what stands below them."""
        base, width = self.rich_style, self.size.width
        line = y + self.scroll_offset.y
        row = bisect_right(self._tops, line) - 1
        across = self.columns
        pictures = self._pictures[row * across : (row + 1) * across]
        if not pictures:
            return Strip.blank(width, base)
        at = line - self._tops[row]
        parts: list[Strip] = []
        for column, picture in enumerate(pictures):
            here = row * across + column == self._at
            parts += [self._part(picture, at, base, here=here), Strip.blank(GAP, base)]
        return Strip.join(parts).adjust_cell_length(width, base)

    def _part(self, picture: Picture, at: int, base: Style, *, here: bool) -> Strip:
        if at < HEIGHT:
            dark = self.app.current_theme.dark
            return drawn(picture, at, base, dark=dark, photographs=self._photographs)
        below = self._below(picture)
        if at - HEIGHT >= len(below):
            return Strip.blank(WIDTH, base)
        style = base + Style(bold=picture.id in self._chosen, reverse=here and self.has_focus, underline=here)
        return Strip([Segment(below[at - HEIGHT], style)]).adjust_cell_length(WIDTH, base)

    # -- walking and choosing --------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Go to the next or the last picture."""
        self._go(self._at + by)

    def action_row(self, by: int) -> None:
        """Go up or down, and stay in the column."""
        there = self._at + by * self.columns
        rows = (len(self._pictures) - 1) // self.columns
        if there >= len(self._pictures) and self._at // self.columns < rows:
            there = len(self._pictures) - 1
        if 0 <= there < len(self._pictures):
            self._go(there)

    def action_end_at(self, place: int) -> None:
        """Go to the first or the last picture."""
        self._go(place % len(self._pictures) if self._pictures else 0)

    def _go(self, there: int) -> None:
        if 0 <= there < len(self._pictures) and there != self._at:
            self._at = there
            self._see()
            self.refresh()
            self.post_message(GalleryView.Looked(self._pictures[there]))

    def _see(self) -> None:
        """Have the whole of the current picture in sight, its name before all."""
        row = self._at // self.columns
        if row + 1 < len(self._tops):
            top, end = self._tops[row], self._tops[row + 1]
            region = Region(0, top, 1, end - top - 1)
            self.scroll_to_region(region, animate=False, force=True)
            if region.height > self.scrollable_content_region.height:
                self.scroll_to(y=end - 1 - self.scrollable_content_region.height, animate=False, force=True)

    def action_pick(self) -> None:
        """Choose the picture, or take it back."""
        question, picture = self._question, self.here
        if question is None or picture is None or self.locked:
            return
        most = question.bounds[1]
        if picture.id in self._chosen:
            chosen = self._chosen - {picture.id}
        elif most == 1:
            chosen = frozenset({picture.id})
        elif most is not None and len(self._chosen) >= most:
            self.post_message(Lines.Said(f"{most} are chosen, and that is the most: take one away first."))
            return
        else:
            chosen = self._chosen | {picture.id}
        self._chosen = chosen
        self._lay_out()
        ordered = tuple(p.id for p in self._pictures if p.id in chosen)
        self.post_message(GalleryView.Chosen(question.id, ordered))

    def action_take(self) -> None:
        """Choose the picture; when it is chosen already, go on."""
        if self._question is None or self.here is None:
            return
        if self.here.id in self._chosen or self.locked:
            self.post_message(GalleryView.GoOn(self._question.id))
        else:
            self.action_pick()

    def on_click(self, event: events.Click) -> None:
        """Go to the picture under the mouse, and choose it."""
        column = event.x // (WIDTH + GAP)
        row = bisect_right(self._tops, event.y + self.scroll_offset.y) - 1
        place = row * self.columns + column
        if column < self.columns and 0 <= place < len(self._pictures):
            self._go(place)
            self.action_pick()


def _picture(option: Option, pictures: Mapping[str, Picture]) -> Picture:
    """The picture of an option under the words of the guide; one without a picture is its words."""
    found = pictures.get(option.id)
    return Picture(
        id=option.id,
        name=option.text,
        description=found.description if found else "",
        rows=found.rows if found else (),
        colours=found.colours if found else {},
        file=found.file if found else "",
    )
