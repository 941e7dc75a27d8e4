"""The fault tests at full counts, and the table of what they found.

    python -m tests.faults [--only NAME …] [--times N | --share 0.1] [--seed N] [--folder FOLDER]

Ends with status 1 when something was lost, or when the control was not caught.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.experiments import CONTROLS, EXPERIMENTS, Experiment
from tests.faults.outcome import Outcome
from tests.faults.places import quick_folder
from tests.faults.table import table


def main(words: Sequence[str] | None = None) -> int:
    """Do what was asked for; the exit status."""
    known = {experiment.name: experiment for experiment in (*EXPERIMENTS, *CONTROLS)}
    given = _asked(words, list(known))
    chosen = [known[name] for name in given.only or known]
    began = time.monotonic()
    found = [_run(experiment, given) for experiment in chosen]
    sys.stdout.write(f"{table(found)}\n\n{_where(given.seed, time.monotonic() - began)}\n")
    return int(not all(outcome.well for outcome in found))


def _asked(words: Sequence[str] | None, names: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"of: {', '.join(names)}")
    parser.add_argument("--times", type=int, help="how often each is done, instead of the full count")
    parser.add_argument("--share", type=float, default=1.0, help="the share of the full count to do")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--folder", type=Path, help="on the disk to be tested; a temporary one otherwise")
    return parser.parse_args(words)


def _run(experiment: Experiment, given: argparse.Namespace) -> Outcome:
    times = given.times or max(1, round(experiment.full * given.share))
    pick = random.Random(f"{given.seed} {experiment.name}")  # noqa: S311 (not for secrets)
    began = time.monotonic()
    sys.stderr.write(f"{experiment.name} …")
    sys.stderr.flush()
    with quick_folder() as quick, tempfile.TemporaryDirectory(dir=given.folder) as slow:
        folder = Path(slow) if experiment.on_disk else quick
        os.environ["REFLECT_STATE_DIR"] = str(folder / "state")
        outcome = experiment.run(folder / "here", pick, times)
    sys.stderr.write(f" {outcome.verdict}, {time.monotonic() - began:.0f} s\n")
    return outcome


def _where(seed: int, seconds: float) -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {seconds / 60:.1f} minutes, seed {seed}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )


if __name__ == "__main__":
    sys.exit(main())
