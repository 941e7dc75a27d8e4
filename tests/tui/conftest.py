"""What the tests of screens stand on."""

from __future__ import annotations

from pathlib import Path

import pytest
import textual.app
from textual import _wait
from textual._wait import wait_for_idle
from textual.pilot import Pilot

from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from tests.services.studies import a_person, a_study, interviewed
from tests.tui.tag_screens import WORDS

BRIEFLY = 0.004
"""Seconds without work after which the next key is pressed. Textual waits twice 0.02 after each key: with
thousands of keys that is a minute of the suite spent on sleeping."""


@pytest.fixture(autouse=True)
def keys_follow_each_other_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between keys an app need only be idle; after the last one it has time for a frame, as ever."""
    press, granularity, idle = Pilot.press, _wait.SLEEP_GRANULARITY, _wait.SLEEP_IDLE

    async def briefly(least: float = 0.0, most: float = 1.0) -> None:
        _wait.SLEEP_GRANULARITY, _wait.SLEEP_IDLE = BRIEFLY, BRIEFLY / 2
        try:
            await wait_for_idle(least, most)
        finally:
            _wait.SLEEP_GRANULARITY, _wait.SLEEP_IDLE = granularity, idle

    async def pressed(pilot: Pilot[object], *keys: str) -> None:
        await press(pilot, *keys)
        await wait_for_idle(0)

    monkeypatch.setattr(textual.app, "wait_for_idle", briefly)
    monkeypatch.setattr(Pilot, "press", pressed)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study with a participant; files that need another have their own."""
    study = a_study(tmp_path / "study")
    study.add_participant(a_person())
    return study


@pytest.fixture
def desk(study: Study) -> SessionDesk:
    """A session with two answers, open."""
    desk = interviewed(study, WORDS)
    desk.reach("differences", 9.0)
    desk.write("differences", "Different appetites for risk, mostly. *Really* different.")
    desk.save()
    return desk
