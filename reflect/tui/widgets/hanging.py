"""A mark and its words: lines after the first begin under the words, not under the mark."""

from __future__ import annotations

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

_NARROWEST = 8


class Hanging(Visual):
    """`mark` stands once, `words` are wrapped beside it. Both are taken as they are, never as markup.

    Under `text-wrap: nowrap` the words are cut short on one line instead.
    """

    def __init__(self, mark: Content, words: Content) -> None:
        self._mark = mark
        self._words = words
        self._wrapped: tuple[tuple[int, bool], list[Content]] = ((-1, False), [])

    @property
    def plain(self) -> str:
        """Mark and words on one line."""
        return self._mark.plain + self._words.plain

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The wrapped lines, drawn."""
        whole = Content("\n").join(self._lines(width, options.rules))
        return whole.render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002 - Visual's
        """What it takes on one line."""
        return self._mark.cell_length + self._words.cell_length

    def get_height(self, rules: RulesMap, width: int) -> int:
        """How many lines it takes."""
        return len(self._lines(width, rules))

    def _lines(self, width: int, rules: RulesMap) -> list[Content]:
        one_line = rules.get("text_wrap") == "nowrap"
        if self._wrapped[0] != (width, one_line):
            lead = self._mark.cell_length
            room = max(_NARROWEST, width - lead)
            lines = [self._words.truncate(room, ellipsis=True)] if one_line else self._words.wrap(room)
            first, *rest = lines or [Content("")]
            indent = Content(" " * lead)
            self._wrapped = ((width, one_line), [self._mark + first, *(indent + line for line in rest)])
        return self._wrapped[1]
