"""How long agreement takes on 50 sessions that three researchers tagged, with 200 samples for each interval.

    python benchmarks/agreement.py [--sessions N] [--passages N] [--quotes N] [--samples N]

The study is made in a temporary folder; the command is run as a whole, for each unit, beside its budget.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import Size, generate

BUDGET = 5.0
"""Seconds."""


def main() -> None:
    """Make a study, run the command three times for each unit, print the middle one."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, usual in (("sessions", 50), ("passages", 60), ("words", 40), ("quotes", 200), ("samples", 200)):
        asked.add_argument(f"--{name}", type=int, default=usual)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "study"
        own = {
            name: f"{made}/{name}" for name in ("REFLECT_CACHE_DIR", "REFLECT_STATE_DIR", "REFLECT_CONFIG")
        }
        os.environ.update(own)
        generate(folder, Size(given.sessions, given.passages, given.words, given.quotes))
        reflect = str(Path(sys.executable).parent / "reflect")
        subprocess.run([reflect, "sessions", str(folder)], check=True, capture_output=True)
        print(f"{given.sessions} sessions, {given.quotes} quotes each, {given.samples} samples")
        for unit in ("sentence", "passage", "character"):
            command = [reflect, "agreement", str(folder), "--unit", unit, "--samples", str(given.samples)]
            took = []
            for _ in range(3):
                began = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True)
                took.append(time.perf_counter() - began)
            middle = sorted(took)[1]
            within = "" if middle <= BUDGET else "   OVER"
            print(f"by {unit:12} {middle:6.2f} s   budget {BUDGET:.0f} s{within}")


if __name__ == "__main__":
    main()
