"""Searching a study, by key presses: typing, going there, coming back, and what is said when nothing fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from reflect.domain.session import MemoTarget
from reflect.services.demo import build_demo
from reflect.services.searching import Order
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens import find
from reflect.tui.screens.dialogs.query_help import QueryHelp
from reflect.tui.screens.find import FindScreen
from reflect.tui.screens.session import SessionScreen
from reflect.tui.screens.study import StudyScreen
from reflect.tui.screens.tag import TagScreen
from reflect.tui.screens.writeup import WriteupScreen
from tests.services.studies import a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened
from tests.tui.waiting import said, shown, until

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def demo(tmp_path: Path) -> Study:
    return build_demo(tmp_path / "demo", researcher="ana", groups=False)


async def finding(pilot: Pilot[Any], *typed: str, key: str = "slash") -> FindScreen:
    """Open the search from what is in front, type, and wait for what comes of it."""
    await pilot.press(key)
    screen: FindScreen = await shown(pilot, FindScreen)
    await settled(pilot)
    if typed:
        await looked_for(pilot, screen, *typed)
    return screen


async def looked_for(pilot: Pilot[Any], screen: FindScreen, *typed: str) -> None:
    await pilot.press(*typed)
    await until(pilot, lambda: screen._for == screen.query_one(Input).value)
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_hits_come_while_one_types_and_enter_goes_there_and_back(
    demo: Study, size: tuple[int, int]
) -> None:
    app = app_of(demo)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        screen = await finding(pilot, *"boiler")
        assert "boiler" in said(app)
        assert "best first" in said(app)
        await pilot.press("enter", "down")
        hit = screen.rows.current
        assert hit is not None
        assert hit.text.casefold() == "boiler"
        await pilot.press("enter")
        tag = await shown(pilot, TagScreen)
        await settled(pilot)
        assert tag.desk.record.session.id == hit.session
        assert tag.view.cursor == (hit.passage, hit.start)
        assert "boiler" in said(app)
        await pilot.press("q")
        assert await shown(pilot, FindScreen) is screen
        await settled(pilot)
        assert screen.query_one(Input).value == "boiler"
        assert screen.rows.current == hit
        assert not (demo.folder / "sessions" / ".lock").exists()
        await pilot.press("escape")
        await shown(pilot, StudyScreen)


async def test_the_words_that_were_looked_for_stand_out_by_more_than_a_colour(demo: Study) -> None:
    hit = demo.finder.search("boiler").hits[0]
    shown_so = find.in_context(hit)
    emphasised = [shown_so.plain[span.start : span.end] for span in shown_so.spans]
    assert emphasised == [hit.text]
    assert find.MATCH == "bold reverse"


async def test_a_wrong_query_says_what_is_wrong_below_the_box(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        screen = await finding(pilot, *"rolle:provider")
        assert "There is no filter “rolle:”" in said(app)
        assert "Did you mean role" in said(app)
        assert not screen.rows.items
        await pilot.press(*["backspace"] * 14)
        await looked_for(pilot, screen, *"point:99")
        assert "There is no learning point 99" in said(app)


async def test_nothing_found_says_so_and_what_to_try(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await finding(pilot, *"zeppelin role:provider")
        assert "Nothing found for zeppelin role:provider" in said(app)
        assert "zeppel* finds every word" in said(app)
        assert "leave out role:provider" in said(app)


async def test_a_word_that_is_not_finished_finds_what_begins_so(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        screen = await finding(pilot, *"boile")
        assert "words that begin with “boile”" in said(app)
        assert tuple(screen.rows.items) == demo.finder.search("boile*", limit=find.PAGE).hits
        await looked_for(pilot, screen, "r")
        assert "words that begin with" not in said(app)


async def test_how_to_search_is_one_key_away(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        screen = await finding(pilot, *"boiler")
        await pilot.press("f2")
        await shown(pilot, QueryHelp)
        for part in ('"open books"', "trust*", "-late", "role:provider", "untagged", "contradicts"):
            assert part in said(app)
        await pilot.press("escape")
        await shown(pilot, FindScreen)
        assert screen.query_one(Input).value == "boiler"
        await pilot.press("enter", "question_mark")
        await shown(pilot, QueryHelp)


async def test_a_long_list_is_fetched_as_one_comes_to_its_end(
    demo: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "PAGE", 10)
    monkeypatch.setattr(find, "NEAR", 3)
    every = demo.finder.search("the", order=Order.READING, limit=10_000).hits
    assert len(every) > 40
    app = app_of(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        screen = await finding(pilot, *"the")
        await pilot.press("enter", "o")
        await until(pilot, lambda: "in reading order" in said(app))
        assert tuple(screen.rows.items) == every[:10]
        assert "the first 10 places, more below" in said(app)
        await pilot.press("end")
        await until(pilot, lambda: len(screen.rows.items) == 20)
        await settled(pilot)
        await pilot.press("end")
        await until(pilot, lambda: len(screen.rows.items) == 30)
        assert tuple(screen.rows.items) == every[:30]


async def test_an_older_answer_never_overtakes_a_newer_one(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        screen = await finding(pilot)
        box = screen.query_one(Input)
        for query in ("the", "boiler", "the boiler", "boiler kind:answer"):
            box.value = query
            screen._search()
        await until(pilot, lambda: screen._for == "boiler kind:answer")
        await settled(pilot)
        assert tuple(screen.rows.items) == demo.finder.search("boiler kind:answer", limit=find.PAGE).hits


async def test_the_search_is_there_from_a_session_a_tag_screen_and_a_write_up(demo: Study) -> None:
    session = demo.sessions()[0].id
    desk = demo.open_session(session)
    app = ReflectApp(lambda: [SessionScreen(demo, desk)])
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, SessionScreen)
        await settled(pilot)
        await finding(pilot, key="ctrl+g")
        await pilot.press("escape")
        below = await shown(pilot, SessionScreen)
        await pilot.press("escape", "escape", "t")
        tag = await shown(pilot, TagScreen)
        await settled(pilot)
        screen = await finding(pilot, *f"kind:answer session:{session}", key="F")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: app.screen is not tag and isinstance(app.screen, TagScreen))
        upper = await shown(pilot, TagScreen)
        # The session is open below: it is gone on with, not opened a second time.
        assert upper.desk is desk is below.desk
        assert not upper.desk.read_only
        await settled(pilot)
        await pilot.press("q")
        assert await shown(pilot, FindScreen) is screen
    demo.close()


async def test_the_search_is_there_while_a_write_up_is_written(demo: Study) -> None:
    app = ReflectApp(lambda: [WriteupScreen(demo, demo.writeups()[0].name)])
    async with app.run_test(size=(120, 40)) as pilot:
        writeup = await shown(pilot, WriteupScreen)
        await until(pilot, lambda: writeup.writing)
        await finding(pilot, *"boiler", key="ctrl+g")
        await pilot.press("escape", "escape")
        await shown(pilot, WriteupScreen)


async def test_an_interview_that_still_goes_on_opens_as_such_at_the_words(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    interviewed(study, "At first nobody trusted the new heron counters.").close()
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await finding(pilot, *"heron")
        await pilot.press("enter", "enter")
        session = await shown(pilot, SessionScreen)
        await settled(pilot)
        assert session.sitting.page == "went-well"
        assert session.answers.editor.offset_of_cursor == "At first nobody trusted the new heron".index(
            "heron"
        )
    study.close()


async def test_a_memo_on_a_session_opens_as_a_memo(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, "We trusted them.")
    desk.write_memo(None, MemoTarget.SESSION, "", "Ask the heron counters next.")
    desk.close()
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await finding(pilot, *"heron")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "Memo on the session" in said(app))
        assert "Ask the heron counters next." in said(app)
    study.close()
