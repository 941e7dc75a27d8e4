"""The tab of quotes, by key presses: cards, sorting, marking, tagging many at once, copying, long lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from reflect.services.demo import build_demo
from reflect.services.study import Study
from reflect.tui import clipboard
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.panes import quotes
from reflect.tui.screens.panes.quotes import QuotesPane
from reflect.tui.screens.study import StudyScreen
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, tab
from tests.tui.waiting import said, shown, until

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def demo(tmp_path: Path) -> Study:
    return build_demo(tmp_path / "demo", researcher="Ana", groups=False)


async def listed(pilot: Pilot[Any]) -> QuotesPane:
    """The tab of quotes, in front."""
    screen = await opened(pilot)
    await tab(pilot, "4")
    return screen.query_one(QuotesPane)


async def picked(pilot: Pilot[Any], *keys: str) -> None:
    """Type into the list that is asked, and pick."""
    await shown(pilot, Pick)
    await pilot.press(*keys, "enter")
    await pilot.pause()


def told(app: App[Any]) -> str:
    """What stands in the notices."""
    return " ".join(notice.message for notice in app._notifications)


def with_point(study: Study, point: str) -> int:
    return study.finder.count_quotes(point=point)


@pytest.mark.parametrize("size", SIZES)
async def test_many_quotes_are_tagged_at_once_and_one_key_takes_it_back(
    demo: Study, size: tuple[int, int]
) -> None:
    before = with_point(demo, "LP8")
    app = app_of(demo)
    async with app.run_test(size=size) as pilot:
        pane = await listed(pilot)
        await pilot.press("slash", *"boiler", "enter", "asterisk")
        await settled(pilot)
        marked = pane.chosen()
        assert len(marked) > 1
        assert f"{len(marked)} marked" in said(app)
        lacking = sum("LP8" not in row.points for row in marked)
        await pilot.press("t")
        await picked(pilot, *"8 Reth")
        if lacking < len(marked):
            await picked(pilot)
        await until(pilot, lambda: "got 8 Rethink impact. u takes it back" in told(app))
        await opened(pilot)
        assert with_point(demo, "LP8") == before + lacking
        await pilot.press("u")
        await until(pilot, lambda: with_point(demo, "LP8") == before)
        await settled(pilot)
        # The marks are still there, so that another point can be given; Esc takes them off, and stays.
        assert f"{len(marked)} marked" in said(app)
        await pilot.press("escape")
        await settled(pilot)
        assert "marked" not in said(app)
        assert isinstance(app.screen, StudyScreen)


async def test_a_point_is_taken_off_the_quotes_that_have_it(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        pane = await listed(pilot)
        await pilot.press("slash", "#", "8", "enter", "space", "space")
        await settled(pilot)
        assert [row.id for row in pane.chosen()] == [row.id for row in pane.rows.items[:2]]
        before, every = with_point(demo, "LP8"), with_point(demo, "")
        await pilot.press("t")
        await picked(pilot, *"8 Reth")
        await picked(pilot, *"take it off")
        await until(pilot, lambda: "lost 8 Rethink impact" in told(app))
        await opened(pilot)
        assert with_point(demo, "LP8") == before - 2
        assert with_point(demo, "") == every


async def test_what_is_marked_and_not_shown_is_said_before_it_is_tagged(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        await listed(pilot)
        await pilot.press("space", "slash", *"boiler", "enter", "t")
        await shown(pilot, Pick)
        assert "1 quote, 1 of them not shown just now" in said(app)


async def test_what_consent_holds_back_is_not_copied_and_the_notice_says_so(
    demo: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "command", lambda: None)  # the clipboard of whoever runs the tests
    held = {key for key, ruling in demo.rendering.rulings().items() if not ruling.appears}
    assert held
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        pane = await listed(pilot)
        await pilot.press("asterisk", "C")
        await picked(pilot, *"words and whose")
        await until(pilot, lambda: f"{len(held)} held back: " in told(app))
        assert f"{len(pane.found.rows) - len(held)} quotes handed to the terminal" in told(app)
        for row in pane.found.rows:
            assert (f"“{row.text}”\n— " in app.clipboard) is (row.id not in held)


async def test_the_quote_at_the_cursor_is_copied_without_a_mark(
    demo: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "command", lambda: ["sh", "-c", f"cat > {demo.folder / 'taken.txt'}"])
    app = app_of(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        pane = await listed(pilot)
        await pilot.press("C")
        await picked(pilot)
        await until(pilot, lambda: "1 quote copied." in told(app))
        assert (demo.folder / "taken.txt").read_text(encoding="utf-8") == pane.found.rows[0].text


async def test_the_order_is_one_key_away_and_the_cursor_stays_on_its_quote(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        pane = await listed(pilot)
        await pilot.press("down", "down", "down")
        quote = pane.rows.key
        await pilot.press("o")
        await picked(pilot, *"learning")
        await until(pilot, lambda: "by learning point" in said(app))
        assert pane.rows.key == quote
        numbers = [
            min((int(p.removeprefix("LP")) for p in row.points), default=99) for row in pane.rows.items
        ]
        assert numbers == sorted(numbers)


@pytest.mark.parametrize("size", SIZES)
async def test_cards_show_more_of_each_quote_and_are_remembered(demo: Study, size: tuple[int, int]) -> None:
    app = app_of(demo)
    async with app.run_test(size=size) as pilot:
        pane = await listed(pilot)
        await pilot.press("down")
        quote = pane.rows.key
        text = await tab(pilot, "l")
        assert "tagged by Ana" in text
        assert pane.rows.key == quote
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, StudyScreen))
        await pilot.press("q")
        await opened(pilot)
        assert pane.rows.key == quote
    app = app_of(Study.open(demo.folder))
    async with app.run_test(size=size) as pilot:
        await listed(pilot)
        assert "tagged by Ana" in said(app)
        assert "tagged by" not in await tab(pilot, "l")


async def test_the_first_quotes_are_shown_before_the_others_are_read(
    demo: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotes, "FIRST", 10)
    monkeypatch.setattr(quotes, "CHUNK", 25)
    sizes: list[int] = []
    show = QuotesPane.show

    def noted(pane: QuotesPane, found: quotes.Quotes) -> None:
        sizes.append(len(found.rows))
        show(pane, found)

    monkeypatch.setattr(QuotesPane, "show", noted)
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        pane = await listed(pilot)
        await until(pilot, lambda: "72 of 72" in said(app))
        assert sizes[:4] == [10, 35, 60, 72]
        assert pane.found.rows == demo.quotes()


async def test_whose_tags_they_are_is_shown_once_several_have_tagged(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        await listed(pilot)
        assert "Tagged by" not in said(app)
    other = Study.open(demo.folder, researcher="Ben")
    row = other.quotes()[0]
    four = other.codebook().numbered(4)
    assert four is not None
    other.quote_tags.give([(row.session, row.id)], four)
    app = app_of(other)
    async with app.run_test(size=(120, 40)) as pilot:
        await listed(pilot)
        assert "Tagged by" in said(app)
        assert "Ana, Ben" in said(app)


def test_a_clipboard_on_another_computer_is_left_to_the_terminal() -> None:
    assert clipboard.command({"SSH_CONNECTION": "x", "DISPLAY": ":0"}, "linux") is None
    assert clipboard.command({}, "linux") is None


def test_a_clipboard_program_that_fails_is_not_taken_for_one_that_took_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clipboard, "command", lambda: ["false"])
    assert not clipboard.put_in_clipboard("words")
    monkeypatch.setattr(clipboard, "command", lambda: ["there-is-no-such-program"])
    assert not clipboard.put_in_clipboard("words")
