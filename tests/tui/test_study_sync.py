"""Syncing from the study screen by key presses: asked where to once, told in words what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.confirm import Confirm
from tests.services.teams import WORDS, answer_in, answered, git, objects_of, shared, study_in
from tests.tui.study_screens import app_of, opened, tab
from tests.tui.waiting import said, shown, until

pytest_plugins = ["tests.services.teams"]
pytestmark = pytest.mark.usefixtures("own_git")


async def test_the_first_time_it_asks_where_and_says_what_is_left_out(ana: Path, remote: Path) -> None:
    app = app_of(study_in(ana))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("y")
        screen = await shown(pilot, AskLine)
        assert "Names are left out" in said(app)
        assert "git never forgets" in said(app)
        screen.query_one(Input).value = str(remote)
        await pilot.press("enter")
        await until(pilot, lambda: "Sent to" in said(app))
    assert git(remote, "log", "-1", "--format=%s", "main").startswith("Ana: 1 session (1 new)")
    assert b"Quillfeather" not in objects_of(remote)


async def test_where_nothing_lies_yet_the_repository_can_be_made(ana: Path, tmp_path: Path) -> None:
    app = app_of(study_in(ana))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("y")
        screen = await shown(pilot, AskLine)
        screen.query_one(Input).value = str(tmp_path / "drive.git")
        await pilot.press("enter")
        await shown(pilot, Confirm)
        assert "Nothing lies there yet" in said(app)
        await pilot.press("y")
        await until(pilot, lambda: "Sent to" in said(app))
        assert "Whoever can read the team's repository" not in said(app)  # that was said before
    assert git(tmp_path / "drive.git", "log", "--format=%an", "main") == "Ana"


async def test_leaving_the_question_does_nothing(ana: Path) -> None:
    app = app_of(study_in(ana))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot)
        await pilot.press("y")
        await shown(pilot, AskLine)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
    assert not (ana / ".git").exists()


async def test_what_others_sent_is_on_the_screen_and_said(ana: Path, bea: Path) -> None:
    answered(bea, f"{WORDS} At all.", tag="LP1")
    study = study_in(bea)
    study.start_session("provider", "P02").close()
    shared(bea)
    app = app_of(study_in(ana))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        assert "P02" not in said(app)
        await pilot.press("y")
        await until(pilot, lambda: "of theirs came in" in said(app))
        assert "P02" in await tab(pilot)
        assert "1 of 1" in await tab(pilot, "4")
    assert answer_in(ana) == f"{WORDS} At all."


async def test_names_in_texts_are_asked_about_and_not_shown(ana: Path, remote: Path) -> None:
    answered(ana, "Then Rosalind said so.")
    shared(ana)
    git(ana, "remote", "add", "origin", str(remote))
    app = app_of(study_in(ana))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot)
        await pilot.press("y")
        await shown(pilot, Confirm)
        assert "stands in 1 file" in said(app)
        assert "Rosalind" not in said(app)
        await pilot.press("n")
        await until(pilot, lambda: "Nothing was sent" in said(app))
        assert git(remote, "for-each-ref") == ""
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("y")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "Sent to" in said(app))
    assert git(remote, "for-each-ref") != ""


@pytest.fixture
def offline(bea: Path, remote: Path) -> None:
    """The drive is not connected."""
    remote.rename(remote.with_name("away"))


@pytest.mark.usefixtures("offline")
async def test_offline_is_said_calmly(ana: Path, bea: Path) -> None:
    app = app_of(study_in(ana))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "goes along the next time" in said(app))


async def test_what_git_cannot_do_is_said_in_words(ana: Path, bea: Path) -> None:
    git(ana, "checkout", "--quiet", "--detach")
    app = app_of(study_in(ana))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "stands on no branch" in said(app))


async def test_it_stands_in_the_palette(ana: Path) -> None:
    app = app_of(study_in(ana))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot)
        assert "Sync with the team" in [command.title for command in app.get_system_commands(screen)]
