"""The first screen: opening, making and forgetting studies by key presses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.services import preferences
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.folders import completed, shortened
from reflect.tui.screens.dialogs.new_study import NewStudy
from reflect.tui.screens.dialogs.open_folder import OpenFolder
from reflect.tui.screens.home import HomeScreen
from reflect.tui.screens.study import StudyScreen
from tests.services.studies import a_study
from tests.tui.looking import screen_text, settled
from tests.tui.waiting import said, shown, until


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    return home


def app() -> ReflectApp:
    return ReflectApp(lambda: [HomeScreen()])


def remember(folder: Path, title: str) -> None:
    preferences.remember_study(folder, title, "2026-03-04T10:00:00+00:00")


async def test_with_nothing_recent_it_says_what_to_do_next() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        text = screen_text(running)
        assert "Press n to start one" in text
        await pilot.press("enter", "f")
        assert isinstance(running.screen, HomeScreen)
        await pilot.press("q")
        await pilot.pause()
    assert running.return_code == 0


async def test_enter_opens_the_study_the_cursor_stands_on(home: Path) -> None:
    for name in ("one", "two"):
        a_study(home / name)
    remember(home / "one", "The first")
    remember(home / "two", "The second")
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        text = screen_text(running)
        assert "~/one" in text
        assert str(home) not in text
        await pilot.press("down", "enter")
        screen = await shown(pilot, StudyScreen)
        await settled(pilot)
        assert screen._study.folder == (home / "one").resolve()
        await pilot.press("q")
        await shown(pilot, HomeScreen)
        await settled(pilot)
        assert preferences.remembered().recent[0].folder == str((home / "one").resolve())


async def test_a_new_study_is_made_from_a_title_and_the_folder_proposed_for_it(home: Path) -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await shown(pilot, NewStudy)
        await pilot.press(*"Our ")
        await pilot.press(*"Way", "enter")
        assert "~/reflect/our-way" in screen_text(running)
        await pilot.press("enter")
        await shown(pilot, StudyScreen)
    assert Study.open(home / "reflect" / "our-way").title == "Our Way"


async def test_everything_wrong_with_a_new_study_is_said_at_once_and_nothing_is_made(home: Path) -> None:
    (home / "reflect" / "my-study").mkdir(parents=True)
    (home / "reflect" / "my-study" / "letter.txt").write_text("Dear all", encoding="utf-8")
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await shown(pilot, NewStudy)
        await pilot.press("f2")
        await until(pilot, lambda: "needs a title" in screen_text(running))
        assert "There are files in this folder already" in screen_text(running)
        assert isinstance(running.screen, NewStudy)
        await pilot.press("escape")
        await shown(pilot, HomeScreen)
    assert sorted(path.name for path in (home / "reflect" / "my-study").iterdir()) == ["letter.txt"]


async def test_a_folder_a_person_typed_is_not_proposed_over() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await shown(pilot, NewStudy)
        await pilot.press("a", "enter", "x", "shift+tab", "b")
        text = screen_text(running)
        assert "~/reflect/ax" in text


async def test_a_folder_that_is_no_study_is_told_beside_the_line_and_can_be_corrected(home: Path) -> None:
    a_study(home / "good")
    (home / "bad").mkdir()
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        await shown(pilot, OpenFolder)
        await pilot.press(*"~/bad", "enter")
        await until(pilot, lambda: "not a study" in said(running))
        assert isinstance(running.screen, OpenFolder)
        await pilot.press("backspace", "backspace", "backspace", *"go")
        assert "not a study" not in said(running)
        await pilot.press("tab")
        await until(pilot, lambda: "~/good/" in screen_text(running))
        await pilot.press("enter")
        screen = await shown(pilot, StudyScreen)
        assert screen._study.folder == (home / "good").resolve()


async def test_tab_offers_the_names_a_path_could_go_on_with(home: Path) -> None:
    for name in ("alpha-one", "alpha-two", "beta", ".hidden"):
        (home / name).mkdir()
    (home / "alpha-note.txt").write_text("", encoding="utf-8")
    assert completed("~/al") == ("~/alpha-", ("alpha-one", "alpha-two"))
    assert completed("~/b") == ("~/beta/", ())
    assert completed("~/") == ("~/", ("alpha-one", "alpha-two", "beta"))
    assert completed("~/.h") == ("~/.hidden/", ())
    assert completed("~/nothing") == ("~/nothing", ())
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        await shown(pilot, OpenFolder)
        await pilot.press(*"~/al", "tab")
        await until(pilot, lambda: "alpha-one/  alpha-two/" in screen_text(running))


async def test_the_demo_is_made_once_and_opened_the_second_time(home: Path) -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        screen = await shown(pilot, StudyScreen)
        uid = screen._study.uid
        await settled(pilot)
        await pilot.press("q")
        await shown(pilot, HomeScreen)
        await pilot.press("d")
        again = await shown(pilot, StudyScreen)
        assert again._study.uid == uid
    assert (home / "reflect-demo" / "study.json").is_file()


async def test_a_study_that_is_gone_is_marked_and_can_be_forgotten(home: Path) -> None:
    a_study(home / "here")
    a_study(home / "gone")
    remember(home / "here", "Still here")
    remember(home / "gone", "Long gone")
    shutil.rmtree(home / "gone")
    running = app()
    async with running.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        line = next(line for line in screen_text(running).splitlines() if "Long gone" in line)
        assert "not there now" in line
        await pilot.press("enter")
        await until(pilot, lambda: "There is no such folder" in said(running))
        assert isinstance(running.screen, HomeScreen)
        await pilot.press("f")
        await settled(pilot)
        assert [recent.title for recent in preferences.remembered().recent] == ["Still here"]
    assert (home / "here" / "study.json").is_file()


async def test_a_title_is_never_taken_for_markup(home: Path) -> None:
    a_study(home / "odd")
    remember(home / "odd", "[red]Odd[/red] [/]")
    running = app()
    async with running.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        assert "[red]Odd[/red] [/]" in screen_text(running)
        await pilot.press("f")
        await until(pilot, lambda: "“[red]Odd[/red] [/]” is off the list" in said(running))


def test_the_persons_own_folder_is_written_short(home: Path) -> None:
    assert shortened(str(home / "a")) == "~/a"
    assert shortened(str(home)) == "~"
    assert shortened(f"{home}-other/a") == f"{home}-other/a"


def test_the_first_screen_loads_neither_a_study_nor_an_editor() -> None:
    code = (
        "import sys, reflect.tui.app, reflect.tui.screens.home\n"
        "heavy = ['reflect.services.study', 'reflect.services.demo', 'reflect.tui.screens.study',"
        " 'tinydb', 'jinja2', 'markdown_it', 'textual.widgets._text_area']\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
