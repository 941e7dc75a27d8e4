"""One picture, drawn: its characters in the theme's colours, a photograph in half cells, or its words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from reflect.domain.pictures import HEIGHT, WIDTH, Picture
from reflect.tui.apart import apart
from reflect.tui.colours import colour


def drawn(picture: Picture, row: int, base: Style, *, dark: bool, photographs: Photographs) -> Strip:
    """One of the `HEIGHT` rows of a picture, `WIDTH` cells wide."""
    if picture.rows:
        inks = {key: base + Style(color=colour(name, dark=dark)) for key, name in picture.colours.items()}
        return Strip(_inked(picture.drawing[row], inks, base), WIDTH)
    photograph = photographs.rows.get(picture.file)
    if photograph is not None:
        return _framed([Strip(line) for line in photograph], base)[row]
    words = picture.description or picture.name
    lines = textwrap.wrap(words, WIDTH, max_lines=HEIGHT, placeholder=" …")
    return _framed([Strip([Segment(line, base + Style(italic=True))]) for line in lines], base)[row]


def _inked(row: str, inks: dict[str, Style], base: Style) -> Iterable[Segment]:
    start = 0
    for at in range(1, len(row) + 1):
        if at == len(row) or inks.get(row[at], base) != inks.get(row[start], base):
            yield Segment(row[start:at], inks.get(row[start], base))
            start = at


def _framed(rows: list[Strip], base: Style) -> list[Strip]:
    """The rows in the middle of the space that a picture has."""
    above = (HEIGHT - len(rows)) // 2
    blank = Strip.blank(WIDTH, base)
    found = [blank] * above
    for row in rows:
        before = (WIDTH - row.cell_length) // 2
        found.append(Strip.join([Strip.blank(before, base), row]).adjust_cell_length(WIDTH, base))
    return (found + [blank] * HEIGHT)[:HEIGHT]


class Photographs:
    """The photographs of a widget: read off the screen's thread, and drawn when they are there."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self.rows: dict[str, list[list[Segment]] | None] = {}
        """The rows of each by its file; None for one that cannot be shown, or not yet."""

    def look_for(self, pictures: Iterable[Picture]) -> None:
        """Have the photographs among these pictures read."""
        files = [p.file for p in pictures if p.file and p.file not in self.rows]
        if files:
            self.rows |= dict.fromkeys(files)
            self._widget.run_worker(self._read(files), name="photographs")

    async def _read(self, files: list[str]) -> None:
        from reflect.tui.widgets.photo import photograph

        for file in files:
            self.rows[file] = await apart(photograph, file, WIDTH, HEIGHT)
            self._widget.refresh()


class PictureView(Widget):
    """One picture, and nothing else: its name and description are for whoever shows it."""

    DEFAULT_CSS = f"PictureView {{ width: {WIDTH}; height: {HEIGHT}; }}"

    def __init__(self, picture: Picture | None = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._photographs = Photographs(self)
        self._picture = picture

    def on_mount(self) -> None:
        """Draw it."""
        if self._picture is not None:
            self.show(self._picture)

    def show(self, picture: Picture) -> None:
        """Show another picture."""
        self._picture = picture
        self._photographs.look_for([picture])
        self.refresh()

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002 - Textual's arguments
        """As wide as any picture."""
        return WIDTH

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As high as any picture."""
        return HEIGHT

    def render_line(self, y: int) -> Strip:
        """One row of it."""
        base = self.rich_style
        if self._picture is None or y >= HEIGHT:
            return Strip.blank(self.size.width, base)
        dark = self.app.current_theme.dark
        row = drawn(self._picture, y, base, dark=dark, photographs=self._photographs)
        return row.adjust_cell_length(self.size.width, base)
