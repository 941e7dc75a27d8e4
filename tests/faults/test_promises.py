"""Nothing is lost, whatever breaks: every experiment, a few times."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.experiments import EXPERIMENTS, Experiment
from tests.faults.places import quick_folder
from tests.faults.processes import CAN_KILL
from tests.faults.table import table

pytestmark = pytest.mark.skipif(not CAN_KILL, reason="kill -9 is Unix")


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_nothing_is_lost_by(experiment: Experiment, tmp_path: Path) -> None:
    pick = random.Random()  # noqa: S311 (not for secrets)
    with quick_folder() as quick:
        outcome = experiment.run((tmp_path if experiment.on_disk else quick) / "here", pick, experiment.few)
    if outcome.skipped:
        pytest.skip(outcome.skipped)
    assert outcome.faultless, table([outcome])
