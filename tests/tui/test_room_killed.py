"""A workshop that is killed loses nothing: not an entry half typed, nor an answer half given alone."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from reflect.domain.session import SessionRecord
from reflect.services.study import Study
from tests.services.studies import a_study
from tests.tui.room_driver import WORKSHOP
from tests.tui.window import PATIENCE, Window, kept_here, window


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study with one workshop and two in it."""
    study = a_study(tmp_path / "study")
    (study.folder / "guides").mkdir(exist_ok=True)
    (study.folder / "guides" / "a-workshop.md").write_text(WORKSHOP, encoding="utf-8")
    desk = study.start_session("a-workshop", None)
    desk.sit()
    desk.sit()
    desk.keep_place("aspirations", 0, 1.0)
    desk.close()
    return study.folder


def killed(opened: Window, words: str) -> None:
    """Wait until the words are kept on this computer, at the latest a second after the key, and kill."""
    end = time.monotonic() + PATIENCE
    while not kept_here(words):
        assert time.monotonic() < end
        opened.read(0.05)
    os.kill(opened.program.pid, signal.SIGKILL)
    assert opened.ended() == -signal.SIGKILL


def found(folder: Path) -> SessionRecord:
    """What is on the desk when the session is opened again."""
    study = Study.open(folder)
    desk = study.open_session(study.sessions()[0].id)
    desk.close()
    return desk.record


def test_an_entry_that_is_half_typed_is_there_again_after_a_kill(folder: Path) -> None:
    with window("open", str(folder)) as opened:
        opened.wait_for("2 in the room")
        opened.type("\r")
        opened.wait_for("✎ writing")
        opened.type("tea\r2 half an en")
        opened.wait_for("half an en")
        killed(opened, "half an en")
    said = sorted(found(folder).contributions.values(), key=lambda each: each.order)
    assert [each.text for each in said] == ["tea", "half an en"]
    assert said[1].seat is not None


def test_somebody_half_way_through_their_own_page_loses_nothing_by_a_kill(folder: Path) -> None:
    with window("open", str(folder)) as opened:
        opened.wait_for("2 in the room")
        opened.type("\r")
        opened.wait_for("✎ writing")
        opened.type("\x1b")
        opened.wait_for("j entries")
        opened.type("n")
        opened.wait_for("a pass the laptop")
        opened.type("a")
        opened.wait_for("press Enter when you have the laptop")
        opened.type("\r")
        opened.wait_for("[ ] 1 Fun")
        opened.type("1\t")
        opened.wait_for("✎ writing")
        opened.type("because I lau")
        opened.wait_for("because I lau")
        killed(opened, "because I lau")
    (said,) = found(folder).contributions.values()
    assert (said.choices, said.text) == (("fun",), "because I lau")
    with window("open", str(folder)) as opened:
        opened.wait_for("2 in the room")
        opened.type("\r")
        opened.wait_for("0 of 2 have answered")
        assert "because" not in opened.said
