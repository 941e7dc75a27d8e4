"""Somebody reads a file while another process saves it as fast as it can: one whole version each time."""

from __future__ import annotations

import random
from pathlib import Path

from tests.faults.keepers import Keeper, Unreadable
from tests.faults.outcome import Counting, Outcome
from tests.faults.processes import Process, Voice

FAULT = "read while another process saves without a pause"
SHORT, LONG = 1, 400
"""How often the number of a version stands in it, by turns: a mixture of two has both numbers."""


def read_meanwhile(keeper: Keeper, folder: Path, pick: random.Random, times: int) -> Outcome:
    """Read so many times while somebody saves."""
    found = Counting(FAULT if keeper.ours else f"{FAULT}, in {keeper.name}", control=not keeper.ours)
    folder.mkdir(parents=True, exist_ok=True)
    keeper.make(folder)
    process = Process(save_on, keeper, folder)
    process.wait_for("saved")
    last, seen = 0, set()
    for _ in range(times):
        found.times += 1
        try:
            numbers = keeper.seen(folder).text.split()
        except Unreadable as error:
            found.unreadable += 1
            found.expect(str(error), not keeper.ours)
            continue
        number = int(numbers[0])
        whole = set(numbers) == {numbers[0]} and len(numbers) == (SHORT, LONG)[number % 2]
        if not whole or number < last:
            found.unreadable += 1
            found.expect("two versions were mixed, or an older one came back", not keeper.ours)
        last = number
        seen.add(number)
    found.expect("nobody was saving any more", process.kill() or not keeper.ours)
    return found.outcome(f"{len(seen)} versions were seen")


def save_on(voice: Voice, keeper: Keeper, folder: Path) -> None:
    """Save one version after the other, until killed."""
    desk = keeper.open(folder, "reader")
    number = 0
    while True:
        number += 1
        desk.write(f"{number} " * (SHORT, LONG)[number % 2])
        desk.save()
        if number <= 1:
            voice.say("saved")
