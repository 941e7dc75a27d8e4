"""The charts of a study by key presses: one after the other, as the public sees them, and out as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.app import App

from reflect.services.demo import build_demo
from reflect.tui.screens.analyses import ANALYSES
from reflect.tui.screens.charts import ChartsScreen
from reflect.tui.screens.dialogs.pick import Pick
from tests.tui.study_screens import app_of, opened, tab
from tests.tui.waiting import said, shown, until


def notices(app: App[Any]) -> str:
    """What was told in a corner."""
    return " ".join(notice.message for notice in app._notifications)


async def test_four_charts_are_walked_shown_as_anybody_sees_them_and_written(tmp_path: Path) -> None:
    study = build_demo(tmp_path / "demo", researcher="Ana", groups=False)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await tab(pilot, "7")
        at = [row.id for row in ANALYSES].index("charts")
        await pilot.press(*["down"] * at, "enter")
        await shown(pilot, ChartsScreen)
        await until(pilot, lambda: "Learning points by role" in said(app))
        assert "Commissioner" in said(app)
        await pilot.press("right")
        await until(pilot, lambda: "given to the same quote" in said(app))
        await pilot.press("3")
        await until(pilot, lambda: "What each session added" in said(app))
        await pilot.press("4")
        await until(pilot, lambda: "no two researchers to compare" in said(app))
        await pilot.press("1")
        await until(pilot, lambda: "Commissioner" in said(app))
        await pilot.press("p")
        await until(pilot, lambda: "Commissioner" not in said(app) and "role not" in said(app))
        await pilot.press("x")
        await shown(pilot, Pick)
        await pilot.press("enter")
        await until(pilot, lambda: (study.folder / "exports" / "chart-points-public.svg").exists())
        await until(pilot, lambda: "Written to" in notices(app))
        await pilot.press("w")
        await until(pilot, lambda: "![Learning points by role](plots/chart-points-" in notices(app))
        await pilot.press("escape")
        await opened(pilot)
