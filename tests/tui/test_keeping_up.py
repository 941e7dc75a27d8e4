"""A study whose files take long to read is shown as far as it is known, and ends when one leaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.domain.session import SessionRecord
from reflect.services.study import Study
from reflect.store.session_file import read_session
from reflect.tui.screens.find import FindScreen
from tests.services.studies import a_person, a_study, interviewed
from tests.tui.study_screens import app_of
from tests.tui.waiting import said, shown, until


class SlowDisk:
    """Reads a session only when it is let."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.let = threading.Event()
        self.reads = 0

    def read(self, path: Path) -> SessionRecord:
        self.reads += 1
        self.let.wait(20)
        return read_session(path, self._folder)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """Two sessions that are known, and two that are new since."""
    study = a_study(tmp_path / "study")
    for code in ("P01", "P02", "P03", "P04"):
        study.edits.add_participant(a_person(code))
    for code in ("P01", "P02"):
        interviewed(study, "Trust.", code=code).close()
    study.sessions()
    for code in ("P03", "P04"):
        interviewed(study, "Trust.", code=code).close()
    study.close()
    yield study
    study.close()


@pytest.fixture
def disk(study: Study, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    slow = SlowDisk(study.folder)
    monkeypatch.setattr(study._index, "_sources", study._index._sources._replace(read=slow.read))
    yield slow
    slow.let.set()


async def test_what_was_known_is_there_while_the_rest_is_read(study: Study, disk: SlowDisk) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "P02" in said(app))
        assert "P03" not in said(app)
        await until(pilot, lambda: "reading" in said(app))
        disk.let.set()
        await until(pilot, lambda: "P04" in said(app))
        await until(pilot, lambda: "reading" not in said(app))
        assert "P03" in said(app)


async def test_other_tabs_can_be_looked_at_meanwhile(study: Study, disk: SlowDisk) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "P02" in said(app))
        await pilot.press("3")
        await until(pilot, lambda: "Start upstream" in said(app))
        disk.let.set()
        await until(pilot, lambda: "reading" not in said(app))


async def test_what_is_known_can_be_searched_meanwhile_and_the_rest_comes_by_itself(
    study: Study, disk: SlowDisk
) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "P02" in said(app))
        await pilot.press("slash")
        await shown(pilot, FindScreen)
        await pilot.press(*"trust")
        await until(pilot, lambda: "2 places" in said(app))
        await until(pilot, lambda: "reading what changed … what is known so far can be found" in said(app))
        assert "P03" not in said(app)
        disk.let.set()
        await until(pilot, lambda: "4 places" in said(app))
        await until(pilot, lambda: "reading" not in said(app))


async def test_leaving_does_not_wait_for_what_is_still_read(study: Study, disk: SlowDisk) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "P02" in said(app))
        app.exit()
    disk.let.set()
    assert disk.reads == 1
    assert len(study.sessions(fresh=False)) <= 3
    assert len(study.sessions()) == 4
