"""A list of rows: what is seen at each width, and what the keys and the mouse do."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from reflect.tui.widgets.rows import Cell, Column, Rows
from tests.tui.looking import screen_text


class Bird(NamedTuple):
    name: str
    said: str


COLUMNS = (
    Column("Bird", 8),
    Column("Said", 12, grow=1),
    Column("Note", 20, drop=1),
    Column("No", 4, right=True),
)
BIRDS = tuple(Bird(f"bird{n:03d}", f"song {n}") for n in range(200))


class Aviary(App[None]):
    def __init__(self, birds: tuple[Bird, ...], *, lines: int = 1) -> None:
        super().__init__()
        self.birds = birds
        self.lines = lines
        self.drawn = 0
        self.moved: list[str | None] = []
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        yield Rows[Bird](
            COLUMNS, cells=self.cells, key=lambda bird: bird.name, lines=self.lines, empty="No birds yet."
        )

    def on_mount(self) -> None:
        self.rows.show(self.birds)
        self.rows.focus()

    @property
    def rows(self) -> Rows[Bird]:
        return self.query_one(Rows)

    def cells(self, bird: Bird) -> tuple[Cell, ...]:
        self.drawn += 1
        return bird.name, bird.said, Content.styled("seen", "italic"), "12"

    def on_rows_moved(self, event: Rows.Moved) -> None:
        self.moved.append(event.key)

    def on_rows_opened(self, event: Rows.Opened) -> None:
        self.opened.append(event.key)


async def test_the_least_important_column_goes_when_the_screen_is_narrow() -> None:
    app = Aviary(BIRDS[:2])
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert "Note" in screen_text(app)
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        text = screen_text(app)
    assert "Note" not in text
    assert "bird000" in text
    assert "song 0" in text


async def test_only_what_can_be_seen_is_drawn() -> None:
    app = Aviary(BIRDS)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down")
        assert app.drawn < 40


async def test_the_keys_move_the_cursor_and_keep_it_in_sight() -> None:
    app = Aviary(BIRDS)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down", "down")
        assert app.rows.key == "bird002"
        await pilot.press("end")
        assert app.rows.key == "bird199"
        await pilot.pause()
        assert "bird199" in screen_text(app)
        await pilot.press("home", "pagedown")
        assert app.rows.key == "bird010"
        await pilot.press("up", "up", "home", "up")
        assert app.rows.key == "bird000"
        assert app.moved[-1] == "bird000"


async def test_a_click_goes_to_a_row_and_a_double_click_opens_it() -> None:
    app = Aviary(BIRDS)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.click(Rows, offset=(5, 4))
        assert app.rows.key == "bird003"
        assert app.opened == []
        await pilot.click(Rows, offset=(5, 6), times=2)
        assert app.opened == ["bird005"]


async def test_the_cursor_stays_on_its_row_when_the_list_is_narrowed() -> None:
    app = Aviary(BIRDS)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("end")
        app.rows.show(BIRDS[150:])
        assert app.rows.key == "bird199"
        app.rows.show(BIRDS[:3])
        assert app.rows.key == "bird002"
        app.rows.show(())
        await pilot.pause()
        assert "No birds yet." in screen_text(app)
        assert app.moved[-1] is None


@pytest.mark.parametrize("words", ["[b]not bold[/b]", "[/] $x [red]", "\\[", "a [link=x] b"])
async def test_what_people_wrote_is_never_taken_for_markup(words: str) -> None:
    app = Aviary((Bird("wren", words),))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert words in screen_text(app)


async def test_words_that_would_move_the_terminals_cursor_are_taken_out() -> None:
    app = Aviary((Bird("wren", "one\x1b[31mtwo\nthree\tfour"),))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert "one [31mtwo three four" in screen_text(app)


async def test_long_words_take_two_lines_and_end_in_an_ellipsis() -> None:
    app = Aviary((Bird("wren", "It sang and sang " * 10), Bird("owl", "No")), lines=2)
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        lines = screen_text(app).splitlines()
        assert "It sang and" in lines[1]
        assert lines[2].rstrip().endswith("…") or "…" in lines[2]
        assert "owl" in lines[3]
        await pilot.click(Rows, offset=(5, 3))
        assert app.rows.key == "owl"


async def test_wide_characters_do_not_push_the_columns_aside() -> None:
    app = Aviary((Bird("山鳥", "歌" * 40), Bird("owl", "No")))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        strips = [app.rows.render_line(y) for y in range(3)]
        assert len({strip.cell_length for strip in strips}) == 1


async def test_the_row_with_the_cursor_can_be_told_without_colour() -> None:
    app = Aviary(BIRDS[:3])
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.press("down")
        lines = screen_text(app).splitlines()
        assert [line[:1] for line in lines[1:4]] == [" ", "▸", " "]
