"""All passages of a session under one another: which row shows what."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from reflect.domain.passages import Passage
from reflect.tui.widgets.passage_layout import PassageLayout


class Block(NamedTuple):
    """One passage on the page: a heading if it has one, its rows, and a blank row before the next."""

    passage: Passage
    layout: PassageLayout
    top: int
    """The page's row on which the block begins."""

    @property
    def first(self) -> int:
        """The page's row of the first row of text."""
        return self.top + bool(self.passage.heading)

    @property
    def last(self) -> int:
        """The page's row of the last row of text."""
        return self.first + len(self.layout) - 1

    def row_of(self, offset: int) -> int:
        """The page's row of an offset."""
        return self.first + self.layout.row_of(offset)


class Page:
    """The passages laid out to one width; what is already laid out so is taken from `before`."""

    def __init__(self, passages: Sequence[Passage], width: int, before: Page | None = None) -> None:
        """Lay the passages out under one another, each `width` cells wide."""
        self.width: int = width
        kept = {b.passage.id: b.layout for b in before.blocks} if before and before.width == width else {}
        self.blocks: list[Block] = []
        self.tops: list[int] = []
        self.index: dict[str, int] = {}
        """The place of each passage by its id."""
        top = 0
        for n, passage in enumerate(passages):
            layout = kept.get(passage.id)
            if layout is None or layout.text != passage.text:
                layout = PassageLayout(passage.text, width)
            block = Block(passage, layout, top)
            self.blocks.append(block)
            self.tops.append(top)
            self.index[passage.id] = n
            top = block.last + 2
        self.height = max(0, top - 1)

    def block_at(self, row: int) -> int:
        """The place of the block that a row of the page belongs to."""
        return max(0, bisect_right(self.tops, row) - 1)

    def text_row(self, row: int, step: int) -> int:
        """The nearest row of text: `row` itself, else the next one downwards (`step` 1) or upwards (-1)."""
        n = self.block_at(max(0, min(row, self.height - 1)))
        block = self.blocks[n]
        if row < block.first:
            return block.first if step > 0 or n == 0 else self.blocks[n - 1].last
        if row > block.last:
            return block.last if step < 0 or n + 1 == len(self.blocks) else self.blocks[n + 1].first
        return row
