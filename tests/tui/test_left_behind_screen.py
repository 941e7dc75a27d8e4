"""What was typed and left behind, by key presses on the home screen: told, saved elsewhere, let go of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reflect.services.left_behind import left_on_this_computer
from reflect.services.study import Study
from reflect.store.session_file import SessionFile
from reflect.tui.app import ReflectApp
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.home import HomeScreen
from reflect.tui.screens.left_behind import LeftBehindScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.waiting import said, shown, until

WORDS = "Nobody trusted anybody."
TYPED = "Nobody trusted anybody. Rosalind said so."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    return home


def left(folder: Path) -> Study:
    """Words are typed in a session, and then its drive is gone and the program too."""
    study = a_study(folder)
    study.edits.add_participant(a_person())
    desk = interviewed(study, WORDS)
    desk.write(ANSWER, TYPED)
    desk.journal()
    shutil.rmtree(folder)
    assert desk._journal is not None
    desk._journal.close(saved=False)
    return study


def app() -> ReflectApp:
    return ReflectApp(lambda: [HomeScreen()])


async def test_when_nothing_is_left_behind_nothing_is_said(home: Path) -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        screen = await shown(pilot, HomeScreen)
        await settled(pilot)
        screen._look_left_behind()
        await settled(pilot)
        assert "kept here" not in said(running)
        await pilot.press("l")
        assert running.screen is screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_is_told_on_the_first_screen_and_listed_without_a_name(
    home: Path, size: tuple[int, int]
) -> None:
    left(home / "stick" / "study")
    running = app()
    async with running.run_test(size=size) as pilot:
        await until(
            pilot,
            lambda: (
                "Words typed in a session or write-up not there now are kept here: l shows them"
                in said(running)
            ),
        )
        assert "P01" not in said(running)
        await pilot.press("l")
        await shown(pilot, LeftBehindScreen)
        await until(pilot, lambda: "session P01, 4 Mar 2026" in said(running))
        text = said(running)
        assert "~/stick/study" in text
        assert "1 change" in text
        assert "Rosalind" not in text


async def test_it_is_saved_elsewhere_and_only_then_discarded_without_a_loss(home: Path) -> None:
    left(home / "study")
    running = app()
    async with running.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "l shows them" in said(running))
        await pilot.press("l")
        await shown(pilot, LeftBehindScreen)
        await until(pilot, lambda: "session P01" in said(running))
        await pilot.press("enter")
        await shown(pilot, AskLine)
        await pilot.press(*"~/elsewhere", "enter")
        await until(pilot, lambda: "x removes what is kept here" in said(running))
        (copy,) = (home / "elsewhere").iterdir()
        record = SessionFile(copy, home / "elsewhere").read()
        assert TYPED in [response.text for response in record.responses.values()]
        assert len(left_on_this_computer()) == 1
        await pilot.press("x")
        await shown(pilot, Confirm)
        assert f"A copy is saved as ~/elsewhere/{copy.name[:20]}" in said(running)
        await pilot.press("enter")
        await shown(pilot, LeftBehindScreen)
        assert len(left_on_this_computer()) == 1
        await pilot.press("delete")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "Nothing is left behind on this computer" in said(running))
        await pilot.press("escape")
        await shown(pilot, HomeScreen)
        await until(pilot, lambda: "l shows them" not in said(running))
    assert left_on_this_computer() == ()
    assert copy.exists()


async def test_discarding_says_that_it_is_kept_nowhere_else(home: Path) -> None:
    left(home / "study")
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "l shows them" in said(running))
        await pilot.press("l")
        await shown(pilot, LeftBehindScreen)
        await until(pilot, lambda: "session P01" in said(running))
        await pilot.press("x")
        await shown(pilot, Confirm)
        assert "1 change, removed from this computer for good. It is kept nowhere else." in said(running)
        await pilot.press("escape")
        await shown(pilot, LeftBehindScreen)
    assert len(left_on_this_computer()) == 1


async def test_a_folder_that_cannot_be_written_loses_nothing_and_it_is_said(home: Path) -> None:
    left(home / "study")
    (home / "a-file").write_text("", encoding="utf-8")
    running = app()
    async with running.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "l shows them" in said(running))
        await pilot.press("l")
        await shown(pilot, LeftBehindScreen)
        await until(pilot, lambda: "session P01" in said(running))
        await pilot.press("s")
        await shown(pilot, AskLine)
        await pilot.press(*"~/a-file", "enter")
        await until(pilot, lambda: "a-file" in said(running) and "file" in said(running))
        await shown(pilot, LeftBehindScreen)
        assert "x removes what is kept here" not in said(running)
    assert len(left_on_this_computer()) == 1
