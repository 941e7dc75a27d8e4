"""A program in a terminal of our own: press keys as a person would, and time what comes back.

Times are wall seconds on this machine at this moment; only ratios within one run say anything.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "shift+right": "\x1b[1;2C",
    "shift+down": "\x1b[1;2B",
    "ctrl+home": "\x1b[1;5H",
    "pagedown": "\x1b[6~",
}
"""What a terminal sends for the keys that are more than a letter."""


class Terminal:
    """A program running in a pseudo-terminal, with its screen."""

    def __init__(
        self, argv: Sequence[str], columns: int = 120, rows: int = 40, env: Mapping[str, str] | None = None
    ) -> None:
        """Start `argv` in a terminal of that size, with `env` added to the environment."""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        self.started = time.perf_counter()
        self._program = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environment
        )
        os.close(slave)
        self._master = master
        self.received = 0
        """Bytes the program has sent so far."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._program.poll() is None:
            os.killpg(self._program.pid, signal.SIGKILL)
            self._program.wait(5)
        os.close(self._master)

    @property
    def memory(self) -> float:
        """Megabytes of memory that the program holds now (resident, as Linux counts it)."""
        with open(f"/proc/{self._program.pid}/status", encoding="ascii") as status:  # noqa: PTH123 - of the system
            kilobytes = next(line.split()[1] for line in status if line.startswith("VmRSS"))
        return int(kilobytes) / 1024

    def _read(self, seconds: float) -> bytes:
        """What arrives first within some seconds; empty when nothing does."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, seconds))
        if not ready:
            return b""
        try:
            data = os.read(self._master, 1 << 20)
        except OSError:
            return b""
        self.received += len(data)
        return data

    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, words: str, timeout: float = 60) -> float:
        """Seconds since the start until `words` stand on the screen."""
        while words not in self.text():
            if time.perf_counter() - self.started > timeout:
                message = f"{words!r} was never shown; the screen was:\n{self.text()}"
                raise TimeoutError(message)
            self._stream.feed(self._read(0.05))
        return time.perf_counter() - self.started

    def settle(self, quiet: float = 0.05, limit: float = 3.0) -> None:
        """Read until nothing has come for a while; a clock on the screen is no reason to wait for ever."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end and (data := self._read(quiet)):
            self._stream.feed(data)

    @property
    def queued(self) -> float:
        """Seconds the program's main thread has stood in line for a processor; 0 where nobody counts them."""
        try:
            found = Path(f"/proc/{self._program.pid}/schedstat").read_text(encoding="ascii")
        except OSError:
            return 0.0
        return int(found.split()[1]) / 1e9

    def press(self, key: str) -> None:
        """Send a key."""
        os.write(self._master, KEYS.get(key, key).encode())

    def echo(self, key: str, timeout: float = 2) -> float:
        """Seconds from a key to the first change of the screen after it."""
        self.settle()
        start = time.perf_counter()
        self.press(key)
        data = self._read(timeout)
        elapsed = time.perf_counter() - start
        self._stream.feed(data)
        return elapsed
