"""What the tests of screens stand on."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import textual.app
import textual.pilot
from textual import _wait
from textual._wait import wait_for_idle
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from tests.services.studies import a_person, a_study, interviewed
from tests.tui.tag_screens import WORDS

BRIEFLY = 0.004
"""Seconds without work after which an app counts as idle. Textual waits in steps of 0.02 after each key and
each pause: with thousands of them that is minutes of the suite spent on sleeping."""


MOST_FRAMES = 20
"""Frames after which a pause ends although more is to be drawn: something moves for ever."""


async def briefly(least: float = 0.0, most: float = 1.0) -> None:
    """Wait until the app has done nothing for a moment."""
    granularity, idle = _wait.SLEEP_GRANULARITY, _wait.SLEEP_IDLE
    _wait.SLEEP_GRANULARITY, _wait.SLEEP_IDLE = BRIEFLY, BRIEFLY / 2
    try:
        await wait_for_idle(least, most)
    finally:
        _wait.SLEEP_GRANULARITY, _wait.SLEEP_IDLE = granularity, idle


def at_work(app: App[Any]) -> bool:
    """Whether the screen in front has still to be laid out, drawn or scrolled, or told that it was."""
    screen = app.screen
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


@pytest.fixture(autouse=True)
def waits_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between keys an app need only be idle; a pause lasts until everything is drawn, and no longer."""
    press, pause = Pilot.press, Pilot.pause

    async def paused(pilot: Pilot[object], delay: float | None = None) -> None:
        await pause(pilot, delay)
        for _ in range(MOST_FRAMES):
            await pilot._wait_for_screen()
            if not at_work(pilot.app):
                return
            await pause(pilot)

    async def pressed(pilot: Pilot[object], *keys: str) -> None:
        await press(pilot, *keys)
        await pilot.pause()

    monkeypatch.setattr(textual.app, "wait_for_idle", briefly)
    monkeypatch.setattr(textual.pilot, "wait_for_idle", briefly)
    monkeypatch.setattr(Pilot, "pause", paused)
    monkeypatch.setattr(Pilot, "press", pressed)


@pytest.fixture(autouse=True, scope="session")
def styles_are_read_once() -> Any:
    """Every app reads the same style sheets: what has been read for the same colours is not read again."""
    read: Callable[..., list[RuleSet]] = Stylesheet._parse_rules
    known: dict[tuple[Any, ...], list[RuleSet]] = {}

    @functools.wraps(read)
    def rules(sheet: Stylesheet, *args: Any, **kwargs: Any) -> list[RuleSet]:
        key = (frozenset(sheet._variables.items()), args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = read(sheet, *args, **kwargs)
        return known[key]

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(Stylesheet, "_parse_rules", rules)
        yield


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study with a participant; files that need another have their own."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    return study


@pytest.fixture
def desk(study: Study) -> SessionDesk:
    """A session with two answers, open."""
    desk = interviewed(study, WORDS)
    desk.reach("differences", 9.0)
    desk.write("differences", "Different appetites for risk, mostly. *Really* different.")
    desk.save()
    return desk
