"""The history of the learning points, by key presses: the last first, with what stood there before."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.services.study import Study
from reflect.tui.screens.codebook_history import CodebookHistoryScreen
from tests.services.studies import a_study
from tests.tui.study_screens import app_of, opened, over, tab
from tests.tui.waiting import said


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return a_study(tmp_path / "study")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_changes_are_listed_with_what_stood_there_before(study: Study, size: tuple[int, int]) -> None:
    point = study.codebook().points[0]
    point = study.codebook_edits.save(replace(point, example="Words of somebody"))
    study.codebook_edits.save(replace(point, name="Begin [b]upstream"))
    app = app_of(study)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await tab(pilot, "3")
        await over(pilot, "H", CodebookHistoryScreen)
        shown = said(app)
        assert "renamed 1 Begin [b]upstream" in shown
        assert "Before: Start upstream" in shown
        assert "Since: Begin [b]upstream" in shown
        await pilot.press("down")
        assert "Words of somebody" not in said(app)


async def test_a_codebook_as_it_came_says_so(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await tab(pilot, "3")
        await over(pilot, "H", CodebookHistoryScreen)
        assert "Nothing has been changed yet" in said(app)
