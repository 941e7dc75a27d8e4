"""The real program in a terminal window: typed into, looked at, closed, killed."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte

from reflect import paths
from reflect.domain.ids import QuestionId
from reflect.services.study import Study
from tests.services.studies import ANSWER, a_person, a_study, interviewed

WORDS = "half a sentence, and then"
PATIENCE = 30.0
HURRIED = """
from reflect.tui import apart, autosave
apart.PATIENCE, autosave.RETRY = 0.5, 0.2
from reflect.tui import desk_screen
desk_screen.LAST_PATIENCE = 0.5
from reflect.cli import main
main()
"""
"""The program, less patient with drives than a person would want."""


class Window:
    """The real program in a terminal window that can be closed."""

    def __init__(self, *arguments: str, hurried: bool = False) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        self.screen = pyte.Screen(100, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.program = subprocess.Popen(
            [sys.executable, *(("-c", HURRIED) if hurried else ("-m", "reflect")), *arguments],
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

    @property
    def shown(self) -> str:
        return "\n".join(self.screen.display)

    @property
    def said(self) -> str:
        """The words on the screen as one line, without the boxes they stand in."""
        return " ".join(self.shown.replace("│", " ").replace("▌", " ").split())

    def wait_for(self, words: str) -> None:
        self.until(lambda: words in self.shown or words in self.said)

    def until(self, come: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not come():
            assert time.monotonic() < end, self.shown
            self.read()

    def type(self, words: str) -> None:
        os.write(self.master, words.encode())

    def lose(self) -> None:
        """The terminal is gone, without a signal."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def ended(self) -> int:
        if self.master >= 0:  # what it still has to say is read, or it would wait for ever to say it
            self.until(lambda: self.program.poll() is not None)
            self.read()
        return self.program.wait(PATIENCE)


@contextmanager
def window(*arguments: str, hurried: bool = False) -> Iterator[Window]:
    opened = Window(*arguments, hurried=hurried)
    try:
        yield opened
    finally:
        if opened.program.poll() is None:
            opened.program.kill()
            opened.program.wait()
        opened.lose()


def a_folder(folder: Path) -> Path:
    """A study with one session, left at an empty answer."""
    study = a_study(folder)
    study.edits.add_participant(a_person())
    desk = interviewed(study, "")
    desk.keep_place(ANSWER, 0, 1.0)
    desk.close()
    return folder


def answer_in(folder: Path) -> str:
    study = Study.open(folder)
    record = study.session_record(study.sessions()[0].id)
    return record.responses[QuestionId(ANSWER)].text


def kept_here(words: str) -> bool:
    """Whether this computer's own folder holds the words, whatever the study has."""
    return any(words.encode() in file.read_bytes() for file in paths.state_folder().rglob("*.jsonl"))


def typed(opened: Window) -> None:
    """Go into the session and type half a sentence."""
    opened.wait_for("P01")
    opened.type("\r")
    opened.wait_for("A time it went well")
    opened.wait_for("✎ writing")
    opened.type(WORDS)
    opened.wait_for(WORDS)
