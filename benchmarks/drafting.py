"""What it costs to draft a briefing from 60 sessions and 3,000 quotes, as a whole command and in the program.

    python benchmarks/drafting.py [--rounds 9] [--sessions 60] [--quotes 50]

The study is made of invented words in real files. The budget for the whole command, start of the program
included, is one second. Beside it, in turn in the same run: the same command for the list of sessions, which
starts the program and reads hardly anything; and in the process, drafting next to reading the sessions from
their files, which any way of drafting must do. Ends with status 1 when the budget is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from generate import Size, generate

from reflect.services.study import Study

BUDGET = 1.0
"""Seconds, for the whole command."""
PROGRAM = Path(sys.executable).parent / "reflect"


def took(act: Callable[[], object]) -> float:
    """Seconds that it took."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def command(*words: str) -> None:
    """Run reflect to its end, and have its words thrown away."""
    subprocess.run([str(PROGRAM), *words], check=True, capture_output=True)


def drafted(folder: Path) -> None:
    """Open the study, as the program has it open, and draft."""
    study = Study.open(folder)
    try:
        study.drafts.briefing()
    finally:
        study.close()


def read(folder: Path) -> None:
    """Open the study and read every session, with its quotes in their order."""
    study = Study.open(folder)
    try:
        study.records()
    finally:
        study.close()


def main() -> None:
    """Make the study, take the times, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--sessions", type=int, default=60)
    parser.add_argument("--quotes", type=int, default=50)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        os.environ["REFLECT_STATE_DIR"] = str(place / "state")
        os.environ["REFLECT_CACHE_DIR"] = str(place / "cache")
        folder = place / "study"
        generate(folder, Size(wanted.sessions, passages=150, words=60, quotes=wanted.quotes), points=8)
        draft = ("write", str(folder), "briefing", "--for", "internal")
        listed = ("sessions", str(folder))
        command(*listed)  # makes the index, as opening the study once does
        times: dict[str, list[float]] = {name: [] for name in ("draft", "list", "here", "read")}
        for _ in range(wanted.rounds):
            times["draft"].append(took(lambda: command(*draft)))
            times["list"].append(took(lambda: command(*listed)))
            times["here"].append(took(lambda: drafted(folder)))
            times["read"].append(took(lambda: read(folder)))
    middle = {name: statistics.median(each) for name, each in times.items()}
    print(f"{wanted.sessions} sessions, {wanted.sessions * wanted.quotes} quotes; medians of {wanted.rounds}")
    print(f"reflect write … briefing, the whole command   {middle['draft']:.2f} s   budget {BUDGET:.0f} s")
    print(f"reflect sessions, the whole command           {middle['list']:.2f} s")
    print(f"    ratio                                     {middle['draft'] / middle['list']:.1f}")
    print(f"drafting within the program, study opened     {middle['here']:.2f} s")
    print(f"opening and reading every session             {middle['read']:.2f} s")
    print(f"    ratio                                     {middle['here'] / middle['read']:.1f}")
    sys.exit(0 if middle["draft"] <= BUDGET else 1)


if __name__ == "__main__":
    main()
