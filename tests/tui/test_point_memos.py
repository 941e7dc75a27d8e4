"""Memos on learning points by key presses, on their tab and from the tag screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.services.study import Study
from reflect.tui.screens.dialogs.ask import AskText
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.study import StudyScreen
from reflect.tui.screens.tag import TagScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.hands import typed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, tab
from tests.tui.tag_screens import app_of as tag_app_of
from tests.tui.tag_screens import pressed
from tests.tui.waiting import shown, until

LP4 = PointId("LP4")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    return study


def texts(study: Study, point: str) -> list[str]:
    return [memo.text for memo in study.point_memos.all().get(PointId(point), ())]


async def test_a_memo_is_written_on_the_tab_shown_beside_the_point_and_taken_back(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await tab(pilot, "3")
        await tab(pilot, "down", "w")
        await shown(pilot, AskText)
        await typed(pilot, "Who is missing?")
        await pilot.press("f2")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: texts(study, "LP2") == ["Who is missing?"])
        await settled(pilot)
        words = await tab(pilot)
        assert "Memos" in words
        assert "Who is missing?" in words
        assert "ana · 4 Mar 2026" in words
        words = await tab(pilot, "u")
        assert "Who is missing?" not in words
    assert texts(study, "LP2") == []


async def test_from_the_tag_screen_the_memo_is_on_the_point_at_the_cursor_or_on_one_that_is_picked(
    study: Study,
) -> None:
    desk = interviewed(study, "One person. Two bins.")
    desk.toggle(answer_passage(ANSWER), 0, 11, LP4)
    app = tag_app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "ctrl+home", "L")
        await shown(pilot, AskText)
        await typed(pilot, "history")
        await pilot.press("f2")
        await shown(pilot, TagScreen)
        await until(pilot, lambda: texts(study, "LP4") == ["history"])
        await pressed(pilot, "ctrl+end", "L")
        await shown(pilot, Pick)
        await typed(pilot, "upstream")
        await pilot.press("enter")
        await shown(pilot, AskText)
        await typed(pilot, "early")
        await pilot.press("f2")
        await until(pilot, lambda: texts(study, "LP1") == ["early"])
