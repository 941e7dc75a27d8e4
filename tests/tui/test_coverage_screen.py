"""What the tagging covers, by key presses: part by part, the runs by choice, and the way to each place."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.ids import PointId
from reflect.services.study import Study
from reflect.tui.screens.coverage import CoverageScreen
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.find import FindScreen
from reflect.tui.screens.tag import TagScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import analysis, app_of, opened, tab
from tests.tui.waiting import said, shown, until

WORDS = "We met in [b]spring[/b]. Nobody trusted anybody."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Three tagged sessions: the second adds a point, the third none; one voice is in no quote."""
    study = a_study(tmp_path / "study")
    for code in ("P01", "P02", "P03", "P04"):
        study.edits.add_participant(a_person(code))
    for code, points in (("P01", ["LP1"]), ("P02", ["LP1", "LP4"]), ("P03", ["LP4"]), ("P04", [])):
        desk = interviewed(study, WORDS, code=code)
        desk.reach("greatest-success", 4.0)
        desk.write("greatest-success", "The second answer.")
        for point in points:
            desk.toggle(f"answer:{ANSWER}", 0, 24, PointId(point))
        desk.save()
        desk.close()
    return study


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_each_part_says_what_is_covered_and_enter_goes_there(
    study: Study, size: tuple[int, int]
) -> None:
    app = app_of(study)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await analysis(pilot, "coverage", CoverageScreen)
        assert "1 P01 · 4 Mar 2026 1 1" in said(app)
        assert "so far in all. New: 1 Start upstream." in said(app)

        await pilot.press("2", "b")
        await shown(pilot, AskLine)
        await pilot.press("backspace", "1", "enter")
        await until(pilot, lambda: "after the first 1" in said(app))
        await settled(pilot)
        assert "2 to 3 1 1 100%" in said(app)
        await pilot.press("r")
        await shown(pilot, AskLine)
        await pilot.press("backspace", "0", "enter")
        await until(pilot, lambda: "“0” is no number of sessions" in said(app))

        assert "no dissenting voice" in await tab(pilot, "4")
        await pilot.press("down", "down", "down", "enter")
        await shown(pilot, FindScreen)
        await until(pilot, lambda: "2 places" in said(app))
        await pilot.press("escape")
        await shown(pilot, CoverageScreen)
        assert "P04" in await tab(pilot, "6")

        await tab(pilot, "3")
        await pilot.press("enter")
        screen = await shown(pilot, TagScreen)
        assert screen.view.cursor == ("answer:greatest-success", 0)
        await pilot.press("q")
        await shown(pilot, CoverageScreen)
        assert "Words in passages that nobody tagged" in said(app)
