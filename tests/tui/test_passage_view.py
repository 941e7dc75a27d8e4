from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.color import Color
from textual.message import Message
from textual.pilot import Pilot

from reflect.domain.graphemes import grapheme_start
from reflect.domain.ids import PassageId, PointId, QuoteId
from reflect.domain.passages import Passage, PassageKind
from reflect.tui.colours import colour
from reflect.tui.widgets.passage_layout import PassageLayout, one_line
from reflect.tui.widgets.passage_marks import marks_of
from reflect.tui.widgets.passage_paint import Inks, RowState, contrast
from reflect.tui.widgets.passage_view import Highlight, PassageView, Place, PointMark, Selection
from tests.tui.hands import rush

ALPHABET = [
    *(
        "a",
        "word ",
        "well-made ",
        "  ",
        " ",
        "\n",
        "\r\n",
        "\t",
        "—",
        "日本",
        "。",
        "「",
        "語",
        "e\u0301",
        "\u0301",
    ),
    *(
        "👩🏽\u200d💻",
        "🇬🇧",
        "❤\ufe0f",
        "שלום ",
        "سلام",
        "हिन्दी",
        "क्\u200dष",
        "\x1b",
        "\x7f",
        "\x9b",
        "\u202e",
        "\u200f",
    ),
    *("\ufeff", "\ud800", "\xad", "a\u200db", "\u200d", "한", "“", "”", "…"),
]
ANY_TEXT = st.lists(st.sampled_from(ALPHABET), max_size=40).map("".join) | st.text(max_size=60)
COLOURS = {f"p{n}": colour("teal", dark=True) for n in range(1, 10)}


def passage(number: int, text: str, heading: str = "") -> Passage:
    return Passage(
        id=PassageId(f"answer:{number}"),
        kind=PassageKind.ANSWER,
        text=text,
        label=str(number),
        heading=heading,
    )


def highlight(shown: Passage, words: str, *points: int, contradicts: bool = False) -> Highlight:
    start = shown.text.index(words)
    marks = tuple(PointMark(PointId(f"p{n}"), n, contradicts) for n in points)
    return Highlight(QuoteId(f"q-{words}"), shown.id, start, start + len(words), marks)


FIRST = passage(1, "We'd been cross with them. Then Sam said they had one person. One.", "Together")
SECOND = passage(2, "You can't map it.\nYou try, it falls over, you try again.")


class Host(App[None]):
    """As little of an app as can hold the view."""

    BINDINGS = [("escape", "bubbled", "")]

    def __init__(self, passages: Sequence[Passage], highlights: Sequence[Highlight] = ()) -> None:
        super().__init__()
        self.view = PassageView(colours=COLOURS)
        self.given = (passages, highlights)
        self.heard: list[Message] = []
        self.bubbled = 0

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.load(*self.given)
        self.view.focus()

    def action_bubbled(self) -> None:
        self.bubbled += 1

    def on_passage_view_cursor_moved(self, message: PassageView.CursorMoved) -> None:
        self.heard.append(message)

    def on_passage_view_selection_changed(self, message: PassageView.SelectionChanged) -> None:
        self.heard.append(message)

    def rows(self) -> list[str]:
        """What stands on the screen, row by row."""
        return [self.view.render_line(y).text.rstrip() for y in range(self.view.size.height)]

    def text_rows(self) -> list[str]:
        """The same without margin and lanes."""
        lanes = 6
        widths = [self.view.render_line(y).text for y in range(self.view.size.height)]
        return [row[4 : len(row) - lanes].rstrip() for row in widths]


@asynccontextmanager
async def showing(
    *passages: Passage, highlights: Sequence[Highlight] = (), size: tuple[int, int] = (60, 20)
) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    app = Host(passages, highlights)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.heard.clear()
        yield app, pilot


def place(app: Host) -> tuple[str, int]:
    assert app.view.cursor is not None
    return app.view.cursor.passage_id, app.view.cursor.offset


def selected(app: Host) -> Selection | None:
    return app.view.selection


# What is shown


async def test_a_passage_stands_under_its_heading_with_its_label_and_the_lanes() -> None:
    marks = [
        highlight(FIRST, "Then Sam said they had one person. One.", 4),
        highlight(FIRST, "one person", 3, contradicts=True),
    ]
    async with showing(FIRST, SECOND, highlights=marks) as (app, _):
        assert app.rows()[:7] == [
            "    Together",
            "1   We'd been cross with them. Then Sam said they   4",
            "    had one person. One.                            ┃ 3≠",
            "",
            "2   You can't map it.",
            "    You try, it falls over, you try again.",
            "",
        ]


async def test_more_points_than_lanes_are_hinted_at() -> None:
    async with showing(SECOND, highlights=[highlight(SECOND, "You try", 1, 2, 3, 4)]) as (app, _):
        assert app.rows()[1].endswith("1 2 3+")


def test_numbers_of_three_digits_stand_whole_in_lanes_that_are_wide_enough() -> None:
    marks = [highlight(SECOND, "You try", 123, 7, contradicts=True)]
    layout = PassageLayout(SECOND.text, 60)
    wide, narrow = (marks_of(layout, marks, 3, width)[1].lanes for width in (3, 2))
    assert [lane.sign for lane in wide if lane] == ["123", "7≠ "]
    assert [lane.sign for lane in narrow if lane] == ["##", "7≠"]


async def test_a_quote_without_points_is_shown_too() -> None:
    async with showing(SECOND, highlights=[highlight(SECOND, "You try")]) as (app, _):
        assert app.rows()[1].endswith("·")


async def test_a_long_heading_is_cut_and_nothing_in_it_reaches_the_terminal() -> None:
    async with showing(passage(1, "x", "Why\x1b[31m " * 20), size=(40, 10)) as (app, _):
        assert app.rows()[0].endswith("…")
        assert "\x1b" not in app.rows()[0]


@pytest.mark.parametrize("width", [24, 42, 80, 200])
async def test_the_words_are_shown_exactly_at_any_width(width: int) -> None:
    shown = [
        passage(1, "Plain words, with “quotes” — and a very-long-hyphenated-word-that-must-break here."),
        passage(2, "日本語の文章は、空白なしで書かれます。「そうです」と言いました。"),
        passage(3, "👩🏽\u200d💻 coded, 🇬🇧 waved, ❤\ufe0f cafe\u0301, हिन्दी में, مرحبا بالعالم, שלום עולם."),
        passage(4, "x" * 500),
    ]
    async with showing(*shown, size=(width, 150)) as (app, _):
        lanes = 6 if width >= 40 else 2
        rows = [app.view.render_line(y) for y in range(150)]
        words = "".join("".join(row.text[4 : len(row.text) - lanes].split()) for row in rows)
        assert words == "".join("".join(p.text.split()) for p in shown)
        for row in rows:
            assert sum(cell_len(s.text) for s in row) == row.cell_length == app.view.size.width


async def test_no_control_character_reaches_the_terminal() -> None:
    text = "a\x1b[31mb\x07c\x9bd\x7fe\u202ef\ud800g\th"
    async with showing(passage(1, text)) as (app, _):
        assert app.text_rows()[0] == "a␛[31mb␇c\ufffdd␡ef\ufffdg    h"


async def test_a_line_of_ten_thousand_characters_is_shown_and_can_be_walked_through() -> None:
    async with showing(passage(1, "x" * 10_000), SECOND) as (app, pilot):
        await pilot.press("end", "right", "down", "ctrl+end")
        assert place(app) == ("answer:2", len(SECOND.text))
        await pilot.press("ctrl+home", "s")
        assert app.view.selected_text == "x" * 10_000


async def test_an_empty_view_bears_every_key() -> None:
    async with showing() as (app, pilot):
        await pilot.press(
            "down", "right", "w", "s", "W", "v", "[", "}", "end", "pagedown", "shift+right", "escape"
        )
        await pilot.click(app.view)
        assert app.view.cursor is None
        assert selected(app) is None


# Moving


async def test_arrows_step_through_rows_and_passages_and_keep_their_column() -> None:
    async with showing(FIRST, SECOND) as (app, pilot):
        await pilot.press(*["right"] * 20, "down")
        assert place(app) == ("answer:1", 66)
        await pilot.press("down")
        assert place(app) == ("answer:2", 17)
        await pilot.press("down")
        assert place(app) == ("answer:2", 18 + 20)
        await pilot.press("up", "up", "up")
        assert place(app) == ("answer:1", 20)


async def test_left_and_right_go_over_from_passage_to_passage() -> None:
    async with showing(FIRST, SECOND) as (app, pilot):
        await pilot.press("ctrl+end")
        assert place(app) == ("answer:2", len(SECOND.text))
        app.view.move_to(SECOND.id, 0)
        await pilot.press("left")
        assert place(app) == ("answer:1", len(FIRST.text))
        await pilot.press("right")
        assert place(app) == ("answer:2", 0)


async def test_home_and_end_are_those_of_the_row() -> None:
    async with showing(FIRST) as (app, pilot):
        await pilot.press("end")
        assert place(app) == ("answer:1", 45)
        await pilot.press("down", "home")
        assert place(app) == ("answer:1", 46)
        await pilot.press("ctrl+right", "ctrl+right", "ctrl+left")
        assert place(app) == ("answer:1", 50)


async def test_the_cursor_steps_over_whole_characters() -> None:
    text = "e\u0301👩🏽\u200d💻🇬🇧क्षx"
    async with showing(passage(1, text)) as (app, pilot):
        stops = []
        for _ in range(5):
            stops.append(place(app)[1])
            await pilot.press("right")
        assert [text[a:b] for a, b in zip(stops, [*stops[1:], len(text)], strict=True)] == [
            *("e\u0301", "👩🏽\u200d💻", "🇬🇧", "क्ष", "x"),
        ]


async def test_the_cursor_stays_in_sight_and_the_terminals_cursor_goes_with_it() -> None:
    many = [passage(n, "words and more words " * 9, f"Heading {n}") for n in range(40)]
    async with showing(*many, size=(50, 12)) as (app, pilot):
        keys = ["down"] * 30 + ["pagedown"] * 5 + ["ctrl+end", "pageup", "up", "ctrl+home", "pagedown"]
        for key in keys:
            await pilot.press(key)
            column, row = app.cursor_position
            assert 0 <= row < 12
            here = app.view.render_line(row)
            reversed_at = [s for s in here if s.style is not None and s.style.reverse]
            assert reversed_at, f"no cursor on the screen after {key}"
            before = here.text.index(reversed_at[0].text) if len(reversed_at[0].text) > 1 else column
            assert before == column


# Selecting


async def test_shift_and_arrows_select_and_never_leave_the_passage() -> None:
    async with showing(FIRST, SECOND) as (app, pilot):
        await pilot.press("shift+right", "shift+right")
        assert selected(app) == Selection(FIRST.id, 0, 2)
        await pilot.press("ctrl+shift+right")
        assert app.view.selected_text == "We'd "
        await pilot.press("shift+down", "shift+down", "shift+down", "shift+right")
        assert app.view.selected_text == FIRST.text
        await pilot.press("ctrl+shift+home", "shift+left")
        assert selected(app) is None
        assert place(app) == (FIRST.id, 0)


async def test_mark_mode_selects_without_shift() -> None:
    async with showing(FIRST, SECOND) as (app, pilot):
        await pilot.press("ctrl+right", "v")
        marking = [app.view.marking]
        await pilot.press("ctrl+right", "ctrl+right")
        assert app.view.selected_text == "been cross "
        await pilot.press("v")
        assert [*marking, app.view.marking] == [True, False]
        assert app.view.selected_text == "been cross "
        await pilot.press("right")
        assert selected(app) is None


async def test_letters_grow_the_selection_and_capitals_shrink_it() -> None:
    async with showing(FIRST, SECOND) as (app, pilot):
        await pilot.press("ctrl+right", "w")
        assert app.view.selected_text == "been"
        await pilot.press("w")
        assert app.view.selected_text == "been cross"
        await pilot.press("W")
        assert app.view.selected_text == "been"
        await pilot.press("s")
        assert app.view.selected_text == "We'd been cross with them."
        await pilot.press("s")
        assert app.view.selected_text == "We'd been cross with them. Then Sam said they had one person."
        await pilot.press("S")
        assert app.view.selected_text == "We'd been cross with them."
        await pilot.press("p")
        assert app.view.selected_text == FIRST.text
        await pilot.press("p", "P")
        assert app.view.selected_text == FIRST.text


async def test_brackets_move_the_start_and_braces_the_end() -> None:
    async with showing(FIRST) as (app, pilot):
        app.view.select(FIRST.id, 10, 15)
        for key, words in [
            ("[", "been cross"),
            ("]", "cross"),
            ("}", "cross with"),
            ("}", "cross with them"),
            ("{", "cross with"),
            ("]", "with"),
            ("]", "with"),
        ]:
            await pilot.press(key)
            assert app.view.selected_text == words


async def test_escape_clears_and_then_belongs_to_the_screen() -> None:
    async with showing(FIRST) as (app, pilot):
        await pilot.press("v", "right", "escape")
        assert (app.view.selection, app.view.marking, app.bubbled) == (None, False, 0)
        await pilot.press("escape")
        assert app.bubbled == 1


async def test_an_arrow_leaves_a_selection_at_the_end_it_points_to() -> None:
    async with showing(FIRST) as (app, pilot):
        app.view.select(FIRST.id, 10, 15)
        await pilot.press("left")
        assert place(app) == (FIRST.id, 10)
        app.view.select(FIRST.id, 10, 15)
        await pilot.press("right")
        assert place(app) == (FIRST.id, 15)


async def test_a_selection_never_splits_a_character() -> None:
    text = "a👩🏽\u200d💻b"
    async with showing(passage(1, text)) as (app, _):
        app.view.select(PassageId("answer:1"), 2, 3)
        assert app.view.selected_text == "👩🏽\u200d💻"
        app.view.move_to(PassageId("answer:1"), 3)
        assert place(app)[1] == 1


async def test_what_happens_is_told_upwards_once() -> None:
    async with showing(FIRST) as (app, pilot):
        await pilot.press("right", "shift+right", "left")
        told = [
            m.place if isinstance(m, PassageView.CursorMoved) else getattr(m, "selection", None)
            for m in app.heard
        ]
        assert told == [
            Place(FIRST.id, 1),
            Place(FIRST.id, 2),
            Selection(FIRST.id, 1, 2),
            Place(FIRST.id, 1),
            None,
        ]


# Mouse


async def test_a_click_moves_the_cursor_two_select_a_word_three_a_sentence() -> None:
    async with showing(FIRST, SECOND) as (app, pilot):
        await pilot.click(app.view, offset=(4 + 11, 1))
        assert place(app) == (FIRST.id, 11)
        await pilot.click(app.view, offset=(4 + 30, 1), times=2)
        assert app.view.selected_text == "Then"
        await pilot.click(app.view, offset=(4 + 30, 1), times=3)
        assert app.view.selected_text == "Then Sam said they had one person."


async def test_dragging_selects_and_is_held_inside_the_passage() -> None:
    async with showing(FIRST, SECOND) as (app, pilot):
        await pilot.mouse_down(app.view, offset=(4 + 5, 1))
        await pilot.hover(app.view, offset=(4 + 9, 1))
        assert app.view.selected_text == "been"
        await pilot.hover(app.view, offset=(4 + 3, 5))
        assert app.view.selected_text == FIRST.text[5:]
        await pilot.hover(app.view, offset=(0, 0))
        assert app.view.selected_text == FIRST.text[:5]
        await pilot.mouse_up(app.view, offset=(0, 0))
        await pilot.hover(app.view, offset=(20, 2))
        assert app.view.selected_text == FIRST.text[:5]


async def test_a_click_beyond_the_words_goes_to_the_nearest_place() -> None:
    async with showing(FIRST, SECOND) as (app, pilot):
        await pilot.click(app.view, offset=(50, 4))
        assert place(app) == (SECOND.id, 17)
        await pilot.click(app.view, offset=(0, 5))
        assert place(app) == (SECOND.id, 18)
        await pilot.click(app.view, offset=(30, 15))
        assert place(app) == (SECOND.id, 18 + 26)


async def test_a_click_finds_the_character_under_it_among_wide_ones() -> None:
    text = "日本語👩🏽\u200d💻 x"
    async with showing(passage(1, text)) as (app, pilot):
        found = []
        for column in range(9):
            await pilot.click(app.view, offset=(4 + column, 0))
            found.append(place(app)[1])
        assert found == [0, 0, 1, 1, 2, 2, 3, 3, 7]


# Data down


async def test_only_the_rows_that_changed_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = [highlight(FIRST, "cross", 1)]
    async with showing(FIRST, SECOND, highlights=marks) as (app, pilot):
        drawn: list[int] = []
        draw = PassageView._draw

        def counted(view: PassageView, number: int, row: int, state: RowState, inks: Inks) -> list[Segment]:
            drawn.append(row)
            return draw(view, number, row, state, inks)

        monkeypatch.setattr(PassageView, "_draw", counted)
        app.view.set_highlights([*marks, highlight(SECOND, "map", 2)])
        await pilot.pause()
        assert set(drawn) == {4}
        drawn.clear()
        app.view.set_highlights([*marks, highlight(SECOND, "map", 2)])
        await pilot.pause()
        assert drawn == []
        await pilot.press("right")
        assert set(drawn) == {1}
        await pilot.press("down")
        assert set(drawn) == {1, 2}


async def test_taking_a_highlight_away_leaves_no_trace() -> None:
    async with showing(FIRST, SECOND) as (app, pilot):
        clean = app.export_screenshot()
        app.view.set_highlights([highlight(FIRST, "Sam said they had one person", 1, 2)])
        await pilot.pause()
        assert app.export_screenshot() != clean
        app.view.set_highlights([])
        await pilot.pause()
        assert app.export_screenshot() == clean


async def test_what_is_on_top_under_the_cursor_comes_last() -> None:
    outer, inner = highlight(FIRST, "Sam said they had", 1), highlight(FIRST, "said", 2)
    async with showing(FIRST, highlights=[inner, outer]) as (app, _):
        at = FIRST.text.index("said")
        assert app.view.highlights_at(FIRST.id, at) == [outer, inner]
        assert app.view.highlights_at(FIRST.id, at + 4) == [outer]


async def test_loading_again_keeps_cursor_and_selection_where_they_were() -> None:
    async with showing(FIRST, SECOND) as (app, pilot):
        app.view.select(SECOND.id, 4, 9)
        app.view.load([passage(9, "Context before."), FIRST, SECOND], [])
        await pilot.pause()
        assert selected(app) == Selection(SECOND.id, 4, 9)
        app.view.load([FIRST, passage(2, "You.")], [])
        await pilot.pause()
        assert selected(app) is None
        assert place(app) == (SECOND.id, 3)
        app.view.load([FIRST], [])
        await pilot.pause()
        assert place(app) == (FIRST.id, 0)


async def test_a_resize_wraps_again_and_keeps_the_cursor_in_sight() -> None:
    many = [passage(n, "words and more words " * 20) for n in range(20)]
    async with showing(*many, size=(90, 20)) as (app, pilot):
        app.view.move_to(PassageId("answer:12"), 100)
        await pilot.pause()
        await pilot.resize_terminal(44, 15)
        await pilot.pause()
        assert place(app) == ("answer:12", 100)
        assert any(s.style and s.style.reverse for y in range(15) for s in app.view.render_line(y))


async def test_highlights_stay_legible_on_every_theme() -> None:
    async with showing(FIRST, highlights=[highlight(FIRST, "cross", 1)]) as (app, pilot):
        for theme in app.available_themes:
            app.theme = theme
            await pilot.pause()
            styles = {segment.text: segment.style for segment in app.view.render_line(1)}
            tinted = styles["cross"]
            plain = next(style for text, style in styles.items() if text.startswith(" with them"))
            assert tinted is not None
            assert tinted != plain, theme
            colours = tinted.color, tinted.bgcolor
            rgb = [c.triplet for c in colours if c is not None and c.triplet is not None]
            if len(rgb) == 2:
                assert contrast(*(Color(*triplet) for triplet in rgb)) >= 4.4, theme


# Layout


@given(ANY_TEXT, st.integers(2, 30))
def test_rows_hold_the_text_exactly_and_fit(text: str, width: int) -> None:
    layout = PassageLayout(text, width)
    edges = [*layout.starts, len(text)]
    assert edges == sorted(edges)
    assert edges[0] == 0
    for row, (start, end) in enumerate(zip(layout.starts, layout.ends, strict=True)):
        assert not text[end : edges[row + 1]].strip()
        assert grapheme_start(text, start) == start
        drawn = layout.drawn(row, start, end)
        assert all(cell_len(piece) == cells for piece, cells in drawn)
        shown = "".join(piece for piece, _ in drawn)
        assert cell_len(shown.rstrip()) <= width or "\u200d" in shown
        assert sum(cells for _, cells in drawn) - (len(shown) - len(shown.rstrip())) <= width
        if text.isprintable() and layout.is_plain(row):
            assert shown == text[start:end]
        shown.encode()


@given(ANY_TEXT, st.integers(2, 30))
def test_every_place_has_a_cell_and_every_cell_leads_back_to_it(text: str, width: int) -> None:
    layout = PassageLayout(text, width)
    for offset in {grapheme_start(text, n) for n in range(len(text))}:
        row, column = layout.place_of(offset)
        assert layout.starts[row] <= offset
        if offset < layout.last_place(row):
            assert layout.offset_at(row, column) == offset


@given(ANY_TEXT, st.integers(0, 12))
def test_one_line_is_one_line(text: str, width: int) -> None:
    shown = one_line(text, width)
    assert "\n" not in shown
    assert sum(cell_len(c) for c in shown.split("\u200d")) <= max(width, 0) + shown.count("\u200d") * 2


@settings(max_examples=12, deadline=None)
@given(
    st.lists(ANY_TEXT, min_size=1, max_size=3), st.lists(st.sampled_from(sorted("wspWSPv[]{}")), max_size=12)
)
def test_no_key_breaks_any_text(texts: list[str], keys: list[str]) -> None:
    async def press() -> None:
        async with showing(*(passage(n, text) for n, text in enumerate(texts)), size=(30, 10)) as (
            app,
            pilot,
        ):
            for key in keys:
                rush(pilot, key, "right", "shift+down", "ctrl+left")
                await pilot.pause()
                selection = app.view.selection
                if selection is not None:
                    text = texts[int(selection.passage_id.removeprefix("answer:"))]
                    assert app.view.selected_text == text[selection.start : selection.end]
                    assert grapheme_start(text, selection.start) == selection.start

    asyncio.run(press())
