"""`kill -9` at random moments, many of them in the middle of a save, while somebody types and tags."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.aftermath import Aftermath
from tests.faults.keepers import Content, Keeper, Unreadable, Writing
from tests.faults.outcome import Counting, Outcome
from tests.faults.processes import Process, Said, Voice
from tests.faults.typist import step

FAULT = "kill -9 while typing, tagging and saving"
LINE = 0.4
"""Seconds between lines of the journal, as the screens have it."""
CHECKPOINTS = (0.1, 0.5)
"""Seconds between saves: far closer than the screens have them, to be hit."""
KEY = 0.015
"""Seconds between two keys at most."""
LONGEST = 1.5
"""Seconds until a process is killed at the latest."""
IN_OPENING = 0.02
"""Seconds within which a kill that is to hit the opening of a session comes after its beginning."""
TAKES = 0.004
"""Seconds that a save takes, until it has been seen how long."""
LANES = 2
ENDS = {"saved": "saving", "lined": "lining"}
"""What is said at the end, and what was said at the beginning."""


def killed(
    keeper: Keeper, folder: Path, pick: random.Random, times: int, *, until_found: bool = False
) -> Outcome:
    """Kill whoever types so many times, and open what they wrote each time.

    `until_found` stops at the first thing found, and kills in the middle of saves only.
    """
    lanes = min(LANES, times)
    shares = [times // lanes + (lane < times % lanes) for lane in range(lanes)]
    pens = [random.Random(pick.random()) for _ in shares]  # noqa: S311 (not for secrets)
    begun = [_Lane(keeper, folder / f"lane{n}", pen, until_found=until_found) for n, pen in enumerate(pens)]
    with ThreadPoolExecutor(lanes) as threads:
        done = list(threads.map(_Lane.run, begun, shares))
    found, hit = _counting(keeper), 0
    for lane, in_save in done:
        found.add(lane)
        hit += in_save
    return found.outcome(f"{hit} of {found.times} kills came in the middle of a save")


def _counting(keeper: Keeper) -> Counting:
    return Counting(FAULT if keeper.ours else f"{FAULT}, in {keeper.name}", control=not keeper.ours)


class _Lane:
    """One study, and the lives of those who write in it."""

    def __init__(self, keeper: Keeper, folder: Path, pick: random.Random, *, until_found: bool) -> None:
        self._keeper = keeper
        self._folder = folder
        self._pick = pick
        self._until_found = until_found
        self._found = _counting(keeper)
        self._in_save = 0
        self._takes = {"saving": TAKES, "lining": TAKES}
        self._begin_anew()

    def run(self, times: int) -> tuple[Counting, int]:
        """So many lives."""
        for life in range(times):
            self._life(f"k{life}x", self._pick.getrandbits(32))
            if self._until_found and not self._found.outcome().faultless:
                break
        if self._keeper.ours:
            Aftermath(self._folder, self._found).look()
        return self._found, self._in_save

    def _begin_anew(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._keeper.make(self._folder)
        desk = self._keeper.open(self._folder, "first")
        self._copy: Callable[[str], Writing] = desk.copied
        desk.close()

    def _life(self, ids: str, seed: int) -> None:
        process = Process(type_away, self._keeper, self._folder, ids, seed)
        self._wait(process)
        killed = process.kill()
        self._found.expect("somebody had stopped before they were killed", killed or not self._keeper.ours)
        self._found.times += 1
        said = process.said
        self._in_save += self._learn(said)
        for problem in self._keeper.broken(self._folder):
            self._found.unreadable += 1
            self._found.expect(problem, not self._keeper.ours)
        try:
            desk = self._keeper.open(self._folder, f"{ids}after")
        except Unreadable as error:
            self._found.unreadable += 1
            self._found.expect(str(error), not self._keeper.ours)
            self._begin_anew()
            return
        if desk.shut:
            self._found.shut += 1
            return
        self._compare(desk.content(), said, ids, seed)
        self._copy = desk.copied
        desk.close()

    def _wait(self, process: Process) -> None:
        """Until the moment to kill it."""
        kind, now = 0.5 if self._until_found else self._pick.random(), time.monotonic()
        if kind < 0.1:
            process.wait_for("opening")
            time.sleep(self._pick.random() * IN_OPENING)
            return
        process.wait_for("open")
        latest = time.monotonic() + LONGEST
        if kind < 0.7:
            what = "saving" if kind < 0.55 else "lining"
            begun = process.wait_for(what, times=self._pick.randrange(1, 3), until=latest)
            moment = begun.at + self._pick.random() * self._takes[what] if begun else 0.0
            while time.monotonic() < moment:
                pass  # sleeping would take longer than what is to be hit
        else:
            process.wait_for("never", until=now + self._pick.random() * LONGEST)

    def _learn(self, said: Sequence[Said]) -> bool:
        """How long saves take here; whether one was under way at the end."""
        begun: dict[str, float] = {}
        for one in said:
            begins = ENDS.get(one.what, one.what)
            if one.what in ENDS:
                self._takes[begins] += 0.2 * (one.at - begun.pop(begins) - self._takes[begins])
            elif one.what in self._takes:
                begun[begins] = one.at
        return "saving" in begun

    def _compare(self, content: Content, said: Sequence[Said], ids: str, seed: int) -> None:
        """Find out which of the states that somebody typed this one is."""
        keys = [one for one in said if one.what == "key"]
        safe = max((one.number for one in said if one.what in ("lined", "saved")), default=0)
        desk, steps = self._copy(ids), random.Random(seed)  # noqa: S311 (not for secrets)
        last = 0 if desk.content() == content else None
        for number in range(1, len(keys) + 2):  # the last one may have been done and not told
            step(desk, steps)
            if desk.content() == content:
                last = number
        if not self._found.expect("what was found is nothing that was ever typed", last is not None):
            self._found.lost += 1
            return
        if last is not None and last < safe:
            self._found.lost += 1
            self._found.expect(
                f"{safe - last} steps after an acknowledged save are gone", not self._keeper.ours
            )
        if last is not None and last < len(keys):
            self._found.miss(keys[-1].at - keys[last].at)
        elif keys:
            self._found.miss(0.0)


def type_away(voice: Voice, keeper: Keeper, folder: Path, ids: str, seed: int) -> None:
    """Type and tag until killed, and save from threads as the screens do."""
    voice.say("opening")
    desk = keeper.open(folder, ids)
    keys, delays = 0, random.Random()  # noqa: S311 (not for secrets)

    def every(least: float, most: float, begins: str, act: Callable[[], object], ends: str) -> None:
        while True:
            time.sleep(delays.uniform(least, most))
            before = keys
            voice.say(begins, before)
            act()
            voice.say(ends, before)

    voice.say("open")
    threads = (
        (LINE, LINE, "lining", desk.journal, "lined"),
        (*CHECKPOINTS, "saving", desk.save, "saved"),
    )
    for each in threads:
        threading.Thread(target=every, args=each, daemon=True).start()
    steps = random.Random(seed)  # noqa: S311 (not for secrets)
    while True:
        step(desk, steps)
        keys += 1
        voice.say("key", keys)
        time.sleep(delays.random() * KEY)
