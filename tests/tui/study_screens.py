"""Opening a study on its screen, and reading its tabs."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.home import HomeScreen
from reflect.tui.screens.panes.analysis import AnalysisPane
from reflect.tui.screens.study import StudyScreen
from tests.tui.looking import settled
from tests.tui.waiting import said, shown


def app_of(study: Study) -> ReflectApp:
    """The app with the study open over the first screen."""
    return ReflectApp(lambda: [HomeScreen(), StudyScreen(study)])


async def opened(pilot: Pilot[Any]) -> StudyScreen:
    """Wait until the study is in front and its list is filled."""
    screen: StudyScreen = await shown(pilot, StudyScreen)
    await settled(pilot)
    return screen


async def tab(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys, wait until it is quiet, and read the screen."""
    await pilot.press(*keys)
    await settled(pilot)
    return said(pilot.app)


async def over(pilot: Pilot[Any], key: str, kind: type) -> None:
    """Open a screen over the study by its key, and wait until its list is filled."""
    await pilot.press(key)
    await shown(pilot, kind)
    await settled(pilot)


async def analysis(pilot: Pilot[Any], name: str, kind: type) -> None:
    """Open an analysis from its tab, and wait until its list is filled."""
    await tab(pilot, "7")
    pilot.app.screen.query_one(AnalysisPane).rows.go_to(name)
    await over(pilot, "enter", kind)
