"""Every experiment, with how often it is done in the suite and in a full run."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.faults import (
    backups,
    clones,
    crowd,
    damage,
    full_disk,
    imports,
    kills,
    operations,
    power,
    quotes,
    readers,
)
from tests.faults.keepers import OURS
from tests.faults.outcome import Outcome
from tests.faults.stock import STOCK

Run = Callable[[Path, random.Random, int], Outcome]


class Experiment(NamedTuple):
    """One thing that is done many times."""

    name: str
    """How it is asked for; a control begins with `control-`."""
    run: Run
    few: int
    """How often in the suite."""
    full: int
    on_disk: bool = False
    """Whether it needs a real disk, and what it says of time is worth something."""


EXPERIMENTS = (
    Experiment("kill", partial(kills.killed, OURS), few=8, full=500, on_disk=True),
    Experiment("errors", operations.failing, few=1, full=20),
    Experiment("deaths", operations.dying, few=20, full=600),
    Experiment("power", power.cut, few=40, full=4_000),
    Experiment("full-disk", partial(full_disk.filled, OURS), few=2, full=60, on_disk=True),
    Experiment("full-disk-journal", full_disk.filled_with_journal, few=1, full=30, on_disk=True),
    Experiment("reading-along", crowd.reading_along, few=10, full=300, on_disk=True),
    Experiment("writing-unlocked", partial(crowd.writing, OURS), few=2, full=40, on_disk=True),
    Experiment("reader", partial(readers.read_meanwhile, OURS), few=150, full=10_000, on_disk=True),
    Experiment("cut-short", partial(damage.cut_short, OURS), few=120, full=10**9),
    Experiment("flipped", partial(damage.flipped, OURS), few=120, full=5_000),
    Experiment("spoilt-while-open", damage.harmed_while_open, few=20, full=600),
    Experiment("backup-harmed", backups.harmed, few=20, full=600),
    Experiment("backup-no-room", backups.without_room, few=2, full=60, on_disk=True),
    Experiment("backup-kill", backups.killed, few=4, full=100, on_disk=True),
    Experiment("import-kill", imports.killed, few=5, full=300, on_disk=True),
    Experiment("clones", clones.merged, few=6, full=100),
    Experiment("quotes", quotes.edited, few=60, full=3_000),
)
CONTROLS = (
    Experiment("control-kill", partial(kills.killed, STOCK), few=0, full=200, on_disk=True),
    Experiment("control-errors", operations.failing_in_stock, few=1, full=20),
    Experiment("control-power", partial(power.cut, lying=True), few=40, full=500),
    Experiment("control-full-disk", partial(full_disk.filled, STOCK), few=2, full=10, on_disk=True),
    Experiment("control-writing", partial(crowd.writing, STOCK), few=10, full=40, on_disk=True),
    Experiment("control-reader", partial(readers.read_meanwhile, STOCK), few=300, full=2_000, on_disk=True),
    Experiment("control-cut-short", partial(damage.cut_short, STOCK), few=200, full=10**9),
    Experiment("control-flipped", partial(damage.flipped, STOCK), few=50, full=5_000),
    Experiment("control-clones", clones.overwritten, few=6, full=20),
)
