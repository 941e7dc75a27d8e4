"""Each detector detects: on stock TinyDB, or where the later of two files wins, it finds something."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.experiments import CONTROLS, Experiment
from tests.faults.kills import killed
from tests.faults.outcome import Outcome
from tests.faults.places import quick_folder
from tests.faults.processes import CAN_KILL
from tests.faults.stock import STOCK
from tests.faults.table import table

pytestmark = pytest.mark.skipif(not CAN_KILL, reason="kill -9 is Unix")
UNLIKELY = 150
"""Kills in the middle of a save; one in ten leaves a file that cannot be read."""


@pytest.mark.parametrize("control", [each for each in CONTROLS if each.few], ids=lambda control: control.name)
def test_something_is_found_by(control: Experiment, tmp_path: Path) -> None:
    pick = random.Random(5)  # noqa: S311 (the same each time, so that it is found each time)
    with quick_folder() as quick:
        outcome = control.run((tmp_path if control.on_disk else quick) / "here", pick, control.few)
    if outcome.skipped:
        pytest.skip(outcome.skipped)
    assert outcome.verdict == "caught", table([outcome])


def test_something_is_found_by_killing(tmp_path: Path) -> None:
    pick = random.Random()  # noqa: S311 (not for secrets)
    outcome = killed(STOCK, tmp_path, pick, UNLIKELY, until_found=True)
    assert outcome.verdict == "caught", table([outcome])  # a file cut off, or words that nobody typed


def test_the_table_says_what_was_lost_and_what_was_caught() -> None:
    held = Outcome(fault="kill", times=500, missing=0.4)
    broken = Outcome(fault="full disk", times=1, lost=1, wrong=("the file holds something else",))
    late = Outcome(fault="slow", times=1, missing=1.4)
    caught = Outcome(fault="control", times=1, unreadable=2, control=True)
    missed = Outcome(fault="control", times=1, control=True)
    skipped = Outcome(fault="full disk", times=0, skipped="only root may mount a small disk")
    outcomes = (held, broken, late, caught, missed, skipped)
    assert [each.verdict for each in outcomes] == ["held", "BROKEN", "BROKEN", "caught", "MISSED", "skipped"]
    assert [each.well for each in outcomes] == [True, False, False, True, False, True]
    printed = table(outcomes)
    assert (
        "| kill      |   500 |    0 |          0 |               0 |               0.40 s | held    |"
        in printed
    )
    assert "- full disk: the file holds something else." in printed
    assert "- full disk: only root may mount a small disk." in printed
