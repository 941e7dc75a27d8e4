"""However the program ends, what was typed is on disk; and it says in words what it cannot do."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from shutil import move

import pytest

from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.session import SessionScreen
from reflect.tui.screens.tag import TagScreen
from reflect.tui.screens.too_small import TooSmall
from tests.services.studies import ANSWER
from tests.tui.waiting import said, until
from tests.tui.window import PATIENCE, WORDS, a_folder, answer_in, kept_here, typed, window


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_folder(tmp_path / "study")


def test_words_typed_are_on_disk_when_the_terminal_is_lost_without_a_signal(folder: Path) -> None:
    with window("open", str(folder)) as opened:
        typed(opened)
        opened.lose()
        opened.ended()
    assert answer_in(folder) == WORDS


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_words_typed_are_on_disk_however_the_window_goes(folder: Path, number: signal.Signals) -> None:
    with window("open", str(folder)) as opened:
        typed(opened)
        if number is signal.SIGKILL:
            # Nothing can be done at the moment itself: it is kept at the latest a second after the last key.
            end = time.monotonic() + PATIENCE
            while not kept_here(WORDS):
                assert time.monotonic() < end
                opened.read(0.05)
        os.kill(opened.program.pid, number)
        code = opened.ended()
    assert code == (-number if number is signal.SIGKILL else 128 + number)
    desk = Study.open(folder).open_session(Study.open(folder).sessions()[0].id)
    assert not desk.read_only
    desk.close()
    assert answer_in(folder) == WORDS


async def test_a_terminal_that_is_too_small_says_so_and_loses_nothing(folder: Path) -> None:
    study = Study.open(folder)
    desk = study.open_session(study.sessions()[0].id)
    app = ReflectApp(lambda: [TagScreen(study, desk)])
    async with app.run_test(size=(40, 10)) as pilot:
        await until(pilot, lambda: "needs 60 × 16" in said(app))
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: isinstance(app.screen, TagScreen))
        await pilot.resize_terminal(40, 10)
        await until(pilot, lambda: isinstance(app.screen, TooSmall))
        await pilot.press("s", "4")
        assert not desk.record.tags


async def broken(app: ReflectApp, desk: SessionDesk) -> None:
    async with app.run_test(size=(80, 24)):
        desk.write(ANSWER, "Said in confidence.")
        app.call_later(lambda: 1 / 0)


async def test_an_error_nobody_foresaw_saves_first_and_shows_no_traceback_and_no_words(
    folder: Path, tmp_path: Path
) -> None:
    study = Study.open(folder)
    desk = study.open_session(study.sessions()[0].id)
    app = ReflectApp(lambda: [TagScreen(study, desk)])
    with pytest.raises(ZeroDivisionError):
        await broken(app, desk)
    assert answer_in(folder) == "Said in confidence."
    assert "Sorry: reflect had to stop (ZeroDivisionError)" in app.crash_note
    note = (tmp_path / "state" / "crash.txt").read_text(encoding="utf-8")
    assert "confidence" not in note
    assert "in <lambda>" in note
    assert "What you typed is saved." in app.crash_note


async def test_what_is_said_after_an_error_while_the_study_is_gone_is_true(folder: Path) -> None:
    study = Study.open(folder)
    desk = study.open_session(study.sessions()[0].id)
    screen = TagScreen(study, desk)
    app = ReflectApp(lambda: [screen])
    away = folder.with_name("away")
    move(folder, away)
    with pytest.raises(ZeroDivisionError):
        await broken(app, desk)
    assert "could not be saved in the study" in app.crash_note
    assert "It is kept on this computer" in app.crash_note
    assert "is saved" not in app.crash_note
    move(away, folder)
    again = Study.open(folder).open_session(desk.record.session.id)
    assert again.response(ANSWER).text == "Said in confidence."
    again.close()


async def test_an_error_in_saving_one_screen_keeps_no_other_from_being_saved(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = Study.open(folder)
    desk = study.open_session(study.sessions()[0].id)
    below, above = TagScreen(study, desk), SessionScreen(study, desk)

    def spoilt() -> None:
        raise ZeroDivisionError

    app = ReflectApp(lambda: [below, above])
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.screen is above)
        monkeypatch.setattr(above, "save", spoilt)
        monkeypatch.setattr(above.autosave, "_save", spoilt)
        await pilot.press(*"Mine.")
        (problem,) = app.flush()
        assert "ZeroDivisionError" in str(problem)
        assert answer_in(folder) == "Mine."


async def test_looking_at_a_study_that_is_gone_is_told_in_words_and_ends_nothing(folder: Path) -> None:
    study = Study.open(folder)
    desk = study.open_session(study.sessions()[0].id)
    screen = SessionScreen(study, desk)
    app = ReflectApp(lambda: [screen])
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, lambda: "P01" in said(app))
        move(folder, folder.with_name("away"))
        await pilot.press(*"Mine.", "escape", "t")
        await until(pilot, lambda: isinstance(app.screen, TagScreen))
        await pilot.press("s", "3")
        assert desk.record.tags
        await pilot.press("q")
        await until(pilot, lambda: app.screen is screen)  # which goes on saving, so nothing is asked
        move(folder.with_name("away"), folder)
        screen.flush()
    assert answer_in(folder) == "Mine."
