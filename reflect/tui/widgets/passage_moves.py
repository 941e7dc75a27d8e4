"""Where each movement of the cursor leads on a page of passages."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from reflect.domain.boundaries import next_word, previous_word
from reflect.domain.graphemes import next_grapheme, previous_grapheme
from reflect.tui.widgets.passage_page import Page


class Movement(StrEnum):
    """What the cursor can do."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    WORD_LEFT = "word_left"
    WORD_RIGHT = "word_right"
    ROW_START = "row_start"
    ROW_END = "row_end"
    PAGE_UP = "page_up"
    PAGE_DOWN = "page_down"
    FIRST = "first"
    LAST = "last"


KEEP_COLUMN = frozenset((Movement.UP, Movement.DOWN, Movement.PAGE_UP, Movement.PAGE_DOWN))
"""The movements that come back to the column they began in."""


class Spot(NamedTuple):
    """A place on a page: which block, and the offset in its passage."""

    block: int
    offset: int


def spot_at(page: Page, row: int, column: int) -> Spot:
    """The place of the text nearest to a cell of the page; `column` counts from the text's edge."""
    row = page.text_row(row, 1)
    number = page.block_at(row)
    block = page.blocks[number]
    return Spot(number, block.layout.offset_at(row - block.first, column))


def within(page: Page, block: int, spot: Spot) -> int:
    """An offset in `block`: that of `spot`, or the end of the block that lies towards it."""
    if spot.block != block:
        return 0 if spot.block < block else len(page.blocks[block].passage.text)
    return spot.offset


def _vertical(page: Page, at: Spot, rows: int, column: int) -> Spot:
    """Some rows further down (or up); from the last row to the very end, from the first to the beginning."""
    row = page.blocks[at.block].row_of(at.offset)
    wanted = page.text_row(row + rows, 1 if rows > 0 else -1)
    if wanted == row:
        return _last(page) if rows > 0 else Spot(0, 0)
    number = page.block_at(wanted)
    block = page.blocks[number]
    return Spot(number, block.layout.offset_at(wanted - block.first, column))


def _backwards(page: Page, at: Spot, step: Callable[[str, int], int]) -> Spot:
    """One step back; from a passage's beginning to the end of the one before."""
    if at.offset > 0:
        return Spot(at.block, step(page.blocks[at.block].passage.text, at.offset))
    if at.block == 0:
        return at
    return Spot(at.block - 1, len(page.blocks[at.block - 1].passage.text))


def _forwards(page: Page, at: Spot, step: Callable[[str, int], int]) -> Spot:
    """One step on; from a passage's end to the beginning of the next."""
    text = page.blocks[at.block].passage.text
    if at.offset < len(text):
        return Spot(at.block, step(text, at.offset))
    return Spot(at.block + 1, 0) if at.block + 1 < len(page.blocks) else at


def _last(page: Page) -> Spot:
    return Spot(len(page.blocks) - 1, len(page.blocks[-1].passage.text))


def _row_start(page: Page, at: Spot) -> Spot:
    layout = page.blocks[at.block].layout
    return Spot(at.block, layout.starts[layout.row_of(at.offset)])


def _row_end(page: Page, at: Spot) -> Spot:
    layout = page.blocks[at.block].layout
    return Spot(at.block, layout.last_place(layout.row_of(at.offset)))


def led_to(page: Page, at: Spot, movement: Movement, column: int, page_rows: int) -> Spot:
    """Where a movement leads from `at`.

    Args:
        page: A page with at least one passage.
        at: Where the cursor stands.
        movement: What it does.
        column: The column that moving up and down keeps to.
        page_rows: How many rows a page up or down goes.
    """
    ways: dict[Movement, Callable[[], Spot]] = {
        Movement.LEFT: lambda: _backwards(page, at, previous_grapheme),
        Movement.RIGHT: lambda: _forwards(page, at, next_grapheme),
        Movement.WORD_LEFT: lambda: _backwards(page, at, previous_word),
        Movement.WORD_RIGHT: lambda: _forwards(page, at, next_word),
        Movement.UP: lambda: _vertical(page, at, -1, column),
        Movement.DOWN: lambda: _vertical(page, at, 1, column),
        Movement.PAGE_UP: lambda: _vertical(page, at, -page_rows, column),
        Movement.PAGE_DOWN: lambda: _vertical(page, at, page_rows, column),
        Movement.ROW_START: lambda: _row_start(page, at),
        Movement.ROW_END: lambda: _row_end(page, at),
        Movement.FIRST: lambda: Spot(0, 0),
        Movement.LAST: lambda: _last(page),
    }
    return ways[movement]()
