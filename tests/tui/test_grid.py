"""A table of cells: what is seen of it, and what keys and mouse do."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from reflect.tui.widgets.grid import CellGrid
from reflect.tui.widgets.grid_frame import Wanted, framed
from reflect.tui.widgets.grid_source import GridCell, GridHead
from tests.tui.looking import screen_text

NAMES = ("Be realistic", "Keep asking", "聆听他人的声音", "Ask [b]twice[/b]")


class Birds:
    """So many columns of songs by place; it counts how many were asked for."""

    def __init__(self, cols: int, names: Sequence[str] = NAMES) -> None:
        self.rows = [GridHead(name, name) for name in names]
        self.cols = [GridHead(f"c{n}", f"Session number {n}", f"S{n}") for n in range(cols)]
        self.asked = 0

    def cell(self, row: int, col: int) -> GridCell:
        self.asked += 1
        return GridCell(f"{row}.{col}\n[i]👍🏽 said[/i] over and over", "▒", "$text-accent")


class Aviary(App[None]):
    def __init__(self, grid: CellGrid, birds: Birds) -> None:
        super().__init__()
        self.grid = grid
        self.birds = birds
        self.moved: list[tuple[int, int]] = []
        self.opened: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield self.grid

    def on_mount(self) -> None:
        self.grid.show(self.birds)
        self.grid.focus()

    def on_cell_grid_moved(self, event: CellGrid.Moved) -> None:
        self.moved.append((event.row, event.col))

    def on_cell_grid_opened(self, event: CellGrid.Opened) -> None:
        self.opened.append((event.row, event.col))


def lines(app: Aviary) -> list[str]:
    return [line.rstrip() for line in screen_text(app).split("\n")]


async def test_keys_walk_the_cells_and_headings_stay_where_they_are() -> None:
    app = Aviary(CellGrid(frozen_cols=1, corner="Point"), Birds(40, [f"Point {n}" for n in range(50)]))
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.press("right", "down", "right", "right", "right")
        text = lines(app)
        assert app.grid.place == (1, 4)
        assert text[0].split() == ["◂", "3–4", "of", "39", "▸", "S0", "│", "S3", "S4"]
        assert text[2].split()[:10] == ["Point", "1", "▒", "1.0", "│", "▒", "1.3", "[▒", "1.4", "]"]
        assert app.grid.describe() == "Point 1, Session number 4: ▒ 1.4 [i]👍🏽 said[/i] over and over"
        await pilot.press("end", "pagedown")
        assert app.grid.place == (11, 39)
        assert " S39" in lines(app)[0]
        assert "11.39" in lines(app)[11]
        await pilot.press("ctrl+end")
        assert lines(app)[11].startswith(" Point 49")
        await pilot.press("ctrl+home", "ctrl+right")
        assert app.grid.place == (0, 1)
        await pilot.press("enter", "home")
        assert app.grid.place == (0, 0)
        assert app.moved[-1] == (0, 0)
        assert app.opened == [(0, 1)]


async def test_ten_thousand_columns_ask_for_no_more_cells_than_are_in_sight() -> None:
    app = Aviary(CellGrid(), Birds(10_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "end", "left")
        assert app.grid.place == (0, 9_998)
        assert app.birds.asked < 100


async def test_cells_of_several_lines_grow_into_the_room_and_keep_to_their_width() -> None:
    app = Aviary(CellGrid(col_width=12, widest=20, lines=3, head_lines=2), Birds(5))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = lines(app)
        assert {cell_len(line) for line in text[2:14] if line} <= set(range(60, 81))
        assert [line.index("│") for line in text[2:5]] == [17] * 3
        assert "聆听他人的声音" in text[8]
        assert "Ask [b]twice[/b" in text[11]
        assert "[i]👍🏽" in text[3]
        assert "said[/i] ov…" in text[4]
        assert "1–4 of 5 ▸" in text[0]


async def test_a_click_goes_to_a_cell_and_two_open_it() -> None:
    app = Aviary(CellGrid(right=True), Birds(30))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.click(app.grid, offset=(30, 3))
        assert app.grid.place == (2, 1)
        await pilot.click(app.grid, offset=(30, 0))
        await pilot.click(app.grid, offset=(2, 1))
        assert app.grid.place == (0, 1)
        await pilot.click(app.grid, offset=(21, 2), times=2)
        assert app.opened == [(1, 0)]


async def test_the_cursor_stays_on_its_row_and_column_when_other_things_are_shown() -> None:
    app = Aviary(CellGrid(empty="No quotes yet."), Birds(9))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("down", "right", "right")
        fewer = Birds(9, NAMES[1:])
        fewer.cols = fewer.cols[2:]
        app.grid.show(fewer)
        assert app.grid.place == (0, 0)
        app.grid.show(None)
        await pilot.pause()
        assert "No quotes yet." in screen_text(app)
        await pilot.press("enter", "down", "end")
        assert app.opened == []


@given(st.integers(1, 60), st.integers(1, 60), st.integers(10, 130), st.integers(3, 45), st.data())
def test_every_cell_can_be_brought_in_sight(
    rows: int, cols: int, width: int, height: int, data: st.DataObject
) -> None:
    wanted = Wanted(
        data.draw(st.integers(4, 20)),
        30,
        data.draw(st.integers(1, 3)),
        30,
        1,
        data.draw(st.integers(0, 2)),
        data.draw(st.integers(0, 2)),
        data.draw(st.integers(0, 25)),
    )
    frame = framed(wanted, rows=rows, cols=cols, width=width, height=height, longest=20)
    row, col = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1))
    left = frame.left_for(data.draw(st.integers(0, 60)), col)
    scrolled = frame.scrolled_for(data.draw(st.integers(0, frame.beyond)), row)
    top = frame.top(scrolled)
    assert col in frame.seen(left)
    assert 0 <= scrolled <= frame.beyond
    assert frame.row_at(frame.y_of(row, top), top) == row
    assert frame.col_at(frame.x_of(col, left), left) == col
    assert frame.y_of(row, top) + frame.lines <= height or frame.room == 1
    assert frame.x_of(col, left) + frame.col_width < width or frame.fits == 1
