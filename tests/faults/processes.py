"""Other processes: begun quickly, heard through a pipe, killed without a word."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from reflect import paths

CAN_KILL = "forkserver" in multiprocessing.get_all_start_methods()
"""Whether this system has `kill -9`, and processes that begin quickly enough to do it often."""
_PATIENCE = 60.0
"""Seconds after which a process that says nothing is taken for one that hangs."""


class Said(NamedTuple):
    """Something a process has said."""

    what: str
    number: int
    at: float
    """The machine's monotonic clock, which is the same in all processes."""


class Voice:
    """What a process says; each word is out when this returns, and whole or not at all."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def say(self, what: str, number: int = 0) -> None:
        """Say it, with the time."""
        os.write(self._pipe.fileno(), f"{what} {number} {time.monotonic()}\n".encode())


class Process:
    """A process that runs `act(voice, *given)`, with this machine's state in the same place as here."""

    def __init__(self, act: Callable[..., object], *given: object) -> None:
        context = multiprocessing.get_context("forkserver")
        # Whatever a process needs, and what it imports because the one that began it did.
        context.set_forkserver_preload(["tests.faults.experiments", "pytest"])
        self._hears, says = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_run, args=(act, says, str(paths.state_folder()), given), daemon=True
        )
        self._process.start()
        says.close()
        self._rest = b""
        self._ended = False
        self.said: list[Said] = []

    def hear(self, until: float) -> Said | None:
        """The next thing it says; None when it has said nothing by then, or has ended."""
        while b"\n" not in self._rest and not self._ended:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._hears], [], [], left)[0]:
                return None
            data = os.read(self._hears.fileno(), 65_536)
            self._ended = not data
            self._rest += data
        line, found, rest = self._rest.partition(b"\n")
        if not found:
            return None
        self._rest = rest
        what, number, at = line.decode().split(" ")
        self.said.append(Said(what, int(number), float(at)))
        return self.said[-1]

    def wait_for(self, what: str, *, times: int = 1, until: float | None = None) -> Said | None:
        """Wait until it has said that so many times; None when it has not by then."""
        end = time.monotonic() + _PATIENCE if until is None else until
        said = None
        while times:
            said = self.hear(end)
            if said is None:
                break
            times -= said.what == what
        return said

    def kill(self) -> bool:
        """Let the system end it at once, and hear what it had said; False when it had ended before."""
        self._process.kill()
        return self.end() == -signal.SIGKILL

    def end(self) -> int:
        """Wait until it has ended by itself; its exit code."""
        while not self._ended or b"\n" in self._rest:
            if self.hear(time.monotonic() + _PATIENCE) is None and not self._ended:
                self._process.kill()
        self._process.join()
        self._hears.close()
        return self._process.exitcode or 0


def _run(act: Callable[..., object], pipe: Connection, state: str, given: tuple[object, ...]) -> None:
    os.environ["REFLECT_STATE_DIR"] = str(Path(state))
    try:
        act(Voice(pipe), *given)
    except Exception as error:  # noqa: BLE001 (told in a line: it is the exit code that counts)
        sys.stderr.write(f"{act.__name__}: {type(error).__name__}: {error}\n")
        sys.exit(1)
