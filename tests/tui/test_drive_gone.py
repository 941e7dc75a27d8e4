"""The study's drive goes away under the running program: it is said once, typed on, and caught up with."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from reflect import paths
from reflect.domain.ids import QuestionId
from reflect.services.study import Study
from tests.services.studies import ANSWER
from tests.tui.window import PATIENCE, WORDS, Window, a_folder, answer_in, kept_here, typed, window

KEPT = "not saved in the study · kept on this computer"
LATER = " it was gone"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders are moved from under open files")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_folder(tmp_path / "drive" / "study")


def leave_the_answer(opened: Window) -> None:
    """To the next question and back: what was typed is to go into the study."""
    opened.type("\x1b[19~")  # F8
    opened.wait_for("5 · What the others bring")
    opened.type("\x1b[18~")  # F7
    opened.wait_for("4 · A time it went well")


def steer(opened: Window) -> None:
    opened.type("\x1b")
    opened.wait_for("steering")


def pulled_out(folder: Path) -> Path:
    return folder.parent.rename(folder.parent.with_name("pulled out"))


def test_a_folder_that_vanishes_is_typed_on_into_and_caught_up_with(folder: Path, tmp_path: Path) -> None:
    with window("open", str(folder), hurried=True) as opened:
        typed(opened)
        away = pulled_out(folder)
        leave_the_answer(opened)
        opened.wait_for(KEPT)
        opened.wait_for("The study folder is not there.")
        opened.wait_for("elsewhere” (Ctrl+P)")
        opened.type(LATER)
        opened.wait_for(WORDS + LATER)
        opened.until(lambda: kept_here(WORDS + LATER))
        steer(opened)
        opened.type("E")
        opened.wait_for("Save a copy elsewhere")
        opened.wait_for(str(Path.home()))
        opened.type(str(tmp_path / "stick"))
        opened.wait_for("stick")
        opened.type("\r")
        opened.wait_for("A copy is saved as")
        away.rename(folder.parent)
        opened.until(lambda: KEPT not in opened.said)
        assert answer_in(folder) == WORDS + LATER
        opened.type("q")
        opened.wait_for("Sessions")
    (copy,) = (tmp_path / "stick").glob("*.json")
    assert WORDS + LATER in copy.read_text(encoding="utf-8")


def test_words_typed_while_the_folder_is_gone_survive_a_kill_and_come_back_with_it(folder: Path) -> None:
    with window("open", str(folder), hurried=True) as opened:
        typed(opened)
        away = pulled_out(folder)
        leave_the_answer(opened)
        opened.wait_for(KEPT)
        opened.type(LATER)
        opened.until(lambda: kept_here(WORDS + LATER))
        opened.program.kill()
        opened.ended()
    away.rename(folder.parent)
    with window("open", str(folder)) as opened:
        opened.wait_for("P01")
        opened.type("\r")
        opened.wait_for("Recovered")
        opened.wait_for(WORDS + LATER)


def test_leaving_while_the_folder_is_gone_asks_and_says_where_the_words_are(folder: Path) -> None:
    with window("open", str(folder), hurried=True) as opened:
        typed(opened)
        away = pulled_out(folder)
        opened.type("\x11")
        opened.wait_for("Ctrl+Q once")
        opened.wait_for(WORDS)
        opened.type("\x11")
        opened.ended()
        opened.wait_for("is there again when you open the study with reflect")
    away.rename(folder.parent)
    study = Study.open(folder)
    desk = study.open_session(study.sessions()[0].id)
    assert desk.record.responses[QuestionId(ANSWER)].text == WORDS
    desk.close()


def test_a_drive_that_never_answers_does_not_keep_the_program_from_ending(folder: Path) -> None:
    (file,) = (folder / "sessions").glob("*.json")
    aside = file.with_suffix(".aside")
    with window("open", str(folder), hurried=True) as opened:
        typed(opened)
        file.rename(aside)
        os.mkfifo(file)  # whoever reads it waits for ever
        leave_the_answer(opened)
        opened.wait_for("The study's drive does not answer.")
        opened.type(LATER)
        opened.until(lambda: kept_here(WORDS + LATER))
        began = time.monotonic()
        os.kill(opened.program.pid, signal.SIGTERM)
        assert opened.ended() == 128 + signal.SIGTERM
        assert time.monotonic() - began < PATIENCE / 2
        opened.wait_for("What you typed could not be saved in the study")
    file.unlink()
    aside.rename(file)
    study = Study.open(folder)
    desk = study.open_session(study.sessions()[0].id)
    assert desk.record.responses[QuestionId(ANSWER)].text == WORDS + LATER
    desk.close()


def test_a_memo_that_is_being_typed_survives_a_kill(folder: Path) -> None:
    with window("open", str(folder)) as opened:
        typed(opened)
        steer(opened)
        opened.type("o")
        opened.wait_for("what do you notice?")
        opened.type("a long silence")
        opened.wait_for("a long silence")
        opened.until(lambda: kept_here("a long silence"))
        opened.program.kill()
        opened.ended()
    with window("open", str(folder)) as opened:
        opened.wait_for("P01")
        opened.type("\r")
        opened.wait_for("“Unfinished")
        steer(opened)
        opened.type("k")
        opened.wait_for("a long silence")
        opened.type("\x13")
        opened.until(lambda: not list(paths.state_folder().rglob("form-*")))
        opened.type("\x11")
        opened.ended()
    study = Study.open(folder)
    (note,) = study.session_record(study.sessions()[0].id).notes.values()
    assert note.text == "a long silence"
