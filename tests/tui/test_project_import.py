"""Bringing in a project of another program on the screen, by key presses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reflect.services.study import Study
from reflect.tui.screens.dialogs.choose_files import ChooseFiles
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.project_import import ProjectImportScreen
from reflect.tui.screens.study import StudyScreen
from tests.exchange.refi_projects import WRITERS, written_by
from tests.services.studies import a_study
from tests.tui.hands import typed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened
from tests.tui.waiting import said, shown, until


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = a_study(tmp_path / "study")
    yield made
    made.close()


async def looking_at(pilot: Pilot[Any], path: Path) -> ProjectImportScreen:
    await opened(pilot)
    await pilot.press("g")
    await shown(pilot, ChooseFiles)
    await typed(pilot, str(path))
    await pilot.press("enter")
    screen: ProjectImportScreen = await shown(pilot, ProjectImportScreen)
    await ready(pilot, screen)
    return screen


async def ready(pilot: Pilot[Any], screen: ProjectImportScreen) -> None:
    await shown(pilot, ProjectImportScreen)
    await until(pilot, lambda: not screen._busy)
    await settled(pilot)


async def picked(pilot: Pilot[Any], words: str) -> None:
    dialog = await shown(pilot, Pick)
    await typed(pilot, words)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is not dialog)


async def test_a_project_is_looked_at_settled_brought_in_and_taken_back(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    path.write_bytes(written_by(WRITERS["QualCoder"]))
    before = (study.codebook(), study.people())
    app = app_of(study)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await looking_at(pilot, path)
        assert "Import p.qdpx · nothing is kept yet" in said(app)
        assert "REFI-QDA by QualCoder 3.6" in said(app)
        assert "5 of 5 places in texts fit exactly (100 %)" in said(app)
        assert "Anna → somebody new, P01, Carer" in said(app)
        await pilot.press("tab", "down", "enter")  # Anna
        await picked(pilot, "somebody new")
        await picked(pilot, "commissioner")
        await ready(pilot, screen)
        assert "Anna → somebody new, P01, Commissioner" in said(app)
        await pilot.press("tab", "enter")  # Power
        name = study.codebook().points[3].name
        await picked(pilot, name)
        await ready(pilot, screen)
        assert f"Power → learning point 4 {name}" in said(app)
        await pilot.press("down", "down", "x")  # Time
        await until(pilot, lambda: "Time → left out" in said(app))
        await ready(pilot, screen)
        assert (study.codebook(), study.people()) == before
        await pilot.press("f2")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: "p.qdpx came in: 1 session, 5 quotes" in said(app).replace("▌ ", ""))
        (person,) = study.people()
        assert (person.name, person.role) == ("Anna", "commissioner")
        assert [point.name for point in study.codebook().points[8:]] == ["Trust"]
        await settled(pilot)
        await pilot.press("u")
        await until(pilot, lambda: study.sessions() == ())
        await settled(pilot)
        assert (study.codebook(), study.people()) == before


async def test_a_project_that_is_wrong_is_said_to_be_so_fault_by_fault(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "bad.qdpx"
    path.write_bytes(written_by(WRITERS["QualCoder"])[:-60])
    app = app_of(study)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await looking_at(pilot, path)
        assert "Import bad.qdpx · cannot come in" in said(app)
        assert "it is not a zip archive, or is cut off" in said(app)
        await pilot.press("f2", "enter", "x", "escape")
        await shown(pilot, StudyScreen)
        assert study.sessions() == ()
