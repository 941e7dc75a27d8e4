"""The power goes at any moment of typing, tagging and saving: what had been acknowledged is there."""

from __future__ import annotations

import random
from pathlib import Path

from reflect.errors import ReflectError
from tests.faults.benches import desk_on, journals_of
from tests.faults.keepers import OURS, Content, OurWriting, content_of
from tests.faults.operations import Begun
from tests.faults.outcome import Counting, Outcome
from tests.faults.powerless import RecordingDisk, Surviving
from tests.faults.typist import step
from tests.store.builders import QuickDisk

STEPS = 14
"""Lines and saves, by chance, in one sitting."""


def cut(folder: Path, pick: random.Random, times: int, *, lying: bool = False) -> Outcome:
    """So many power cuts, at every moment of a sitting, and of another when all of its moments were cut.

    The control: the disk is `lying`, and says that it has what it has not.
    """
    disk = "lies about what it has" if lying else "keeps only what was waited for"
    found = Counting(f"the power goes, on a disk that {disk}", control=lying)
    begun = Begun(folder)
    while found.times < times:
        sitting = _Sitting(begun.fresh(), pick, lying=lying)
        moments = range(len(sitting.disk.done) + 1)
        for moment in pick.sample(moments, min(len(moments), times - found.times)):
            sitting.without_power(moment, pick, found)
    return found.outcome("what was not synced there, in part, as zeros, or gone; simulated")


class _Sitting:
    """Some typing and saving, and what was acknowledged when."""

    def __init__(self, folder: Path, pick: random.Random, *, lying: bool) -> None:
        self._folder = folder
        self._lying = lying
        self._roots = (folder, journals_of(folder))
        self._before = self._files()
        self.disk = RecordingDisk()
        bench = desk_on(folder, self.disk)
        self._states: list[Content] = [content_of(bench.desk.record)]
        self._safe: list[tuple[int, int]] = [(0, 0)]
        """After which operation of the disk which state was acknowledged."""
        writing = OurWriting(bench.desk)
        for _ in range(STEPS):
            for _ in range(pick.randrange(1, 4)):
                step(writing, pick)
                self._states.append(writing.content())
            writing.journal() if pick.random() < 0.6 else writing.save()
            self._safe.append((len(self.disk.done), len(self._states) - 1))
        bench.stop()

    def _files(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for root in self._roots for path in root.rglob("*") if path.is_file()}

    def without_power(self, moment: int, pick: random.Random, found: Counting) -> None:
        """Let the power go after so many operations, start again and look."""
        found.times += 1
        surviving = Surviving(self._before, lying=self._lying)
        surviving.play(self.disk.done[:moment])
        for path in self._files():
            path.unlink()
        for path, data in surviving.left(pick):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for problem in OURS.broken(self._folder):
            # A kept generation is not waited for, and known for what it is by its seal.
            if "previous" not in problem:
                found.unreadable += 1
                found.expect(problem, self._lying)
        safe = max(state for operation, state in self._safe if operation <= moment)
        try:
            bench = desk_on(self._folder, QuickDisk())
        except ReflectError as error:
            found.unreadable += 1
            found.expect(str(error), self._lying)
            return
        content = content_of(bench.desk.record)
        if content not in self._states[safe:]:
            found.lost += 1
            older = content in self._states
            what = "an older state" if older else "no state that there ever was"
            found.expect(f"after operation {moment}: {what}", self._lying)
        bench.desk.close()
