"""The words of a grid's cells and headings as lines of the width of their place."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style

from reflect.tui.widgets.rows import block, clean


def styled(text: str, style: Style, base: Style) -> list[Segment]:
    """The words in one style, and the spaces around them in the other."""
    words = text.strip()
    before, _, after = text.partition(words) if words else (text, "", "")
    return [Segment(before, base), Segment(words, style), Segment(after, base)]


def set_in(text: str, width: int, lines: int, *, right: bool = False) -> list[str]:
    """A text as so many lines of exactly that width; a line break ends a line."""
    if text.isascii() and text.isprintable() and len(text) <= width:
        first = text.rjust(width) if right else text.ljust(width)
        return [first, *[" " * width] * (lines - 1)]
    *above, last = text.split("\n")[:lines]
    set_so = [block(clean(each), width, 1, right=right)[0] for each in above]
    set_so += block(clean(last), width, lines - len(set_so), right=right)
    return [line.plain for line in set_so]
