"""However the program ends, what was typed is on disk; and it says in words what it cannot do."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte
import pytest

from reflect import paths
from reflect.domain.ids import QuestionId
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.tag import TagScreen
from reflect.tui.screens.too_small import TooSmall
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.waiting import said, until

WORDS = "half a sentence, and then"
PATIENCE = 30.0


class Window:
    """The real program in a terminal window that can be closed."""

    def __init__(self, *arguments: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        self.screen = pyte.Screen(100, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.program = subprocess.Popen(
            [sys.executable, "-m", "reflect", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color"},
        )
        os.close(slave)

    def read(self, seconds: float = 0.05) -> None:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                self._stream.feed(os.read(self.master, 1 << 16))
            except OSError:
                return

    def wait_for(self, words: str) -> None:
        end = time.monotonic() + PATIENCE
        while words not in "\n".join(self.screen.display):
            assert time.monotonic() < end, "\n".join(self.screen.display)
            self.read()

    def type(self, words: str) -> None:
        os.write(self.master, words.encode())

    def lose(self) -> None:
        """The terminal is gone, without a signal."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def ended(self) -> int:
        return self.program.wait(PATIENCE)


@contextmanager
def window(*arguments: str) -> Iterator[Window]:
    opened = Window(*arguments)
    try:
        yield opened
    finally:
        if opened.program.poll() is None:
            opened.program.kill()
            opened.program.wait()
        opened.lose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    study = a_study(tmp_path / "study")
    study.add_participant(a_person())
    desk = interviewed(study, "")
    desk.keep_place(ANSWER, 0, 1.0)
    desk.close()
    return tmp_path / "study"


def answer_in(folder: Path) -> str:
    study = Study.open(folder)
    record = study.session_record(study.sessions()[0].id)
    return record.responses[QuestionId(ANSWER)].text


def kept_here(words: str) -> bool:
    """Whether this computer's own folder holds the words, whatever the study has."""
    return any(
        words.encode() in file.read_bytes() for file in paths.state_folder().rglob("*") if file.is_file()
    )


def typed(opened: Window) -> None:
    """Go into the session and type half a sentence."""
    opened.wait_for("P01")
    opened.type("\r")
    opened.wait_for("A time it went well")
    opened.wait_for("✎ writing")
    opened.type(WORDS)
    opened.wait_for(WORDS)


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
    assert "Traceback" in note
