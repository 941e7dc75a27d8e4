"""From starting the program to its first words on the screen, beside a bare Textual app, in one run.

    python benchmarks/first_paint.py [PAIRS]

Prints the median of each and of their ratio, pair by pair. The budget is 1.3 for the home screen.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from terminal import Terminal

from reflect.services.demo import build_demo

BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Static
class Bare(App):
    def compose(self):
        yield Header()
        yield Static("ready")
        yield Footer()
Bare().run()
"""


def first_paint(argv: Sequence[str], words: str, env: Mapping[str, str]) -> float:
    """Seconds from starting a program until `words` stand on its screen."""
    with Terminal(argv, env=env) as terminal:
        terminal.wait_for(words)
        return time.perf_counter() - terminal.started


def main(pairs: int) -> None:
    """Time home, a study and the bare app in turn."""
    reflect = str(Path(sys.executable).with_name("reflect"))
    with tempfile.TemporaryDirectory() as state:
        demo = str(Path(state) / "demo")
        own = {
            "REFLECT_STATE_DIR": state,
            "REFLECT_CACHE_DIR": str(Path(state) / "cache"),
            "REFLECT_CONFIG": str(Path(state) / "none.toml"),
        }
        build_demo(Path(demo))
        cases: dict[str, tuple[list[str], str]] = {
            "bare": ([sys.executable, "-c", BARE], "ready"),
            "home": ([reflect], "reflect"),
            "study": ([reflect, "open", demo], "P0"),
        }
        times: dict[str, list[float]] = {name: [] for name in cases}
        for turn in range(pairs + 1):
            for name, (command, words) in cases.items():
                took = first_paint(command, words=words, env=own)
                if turn:
                    times[name].append(took)
    for name, took_all in times.items():
        ratio = statistics.median(a / b for a, b in zip(took_all, times["bare"], strict=True))
        print(f"{name:6} median {statistics.median(took_all) * 1000:6.0f} ms   ratio to bare {ratio:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
