"""A disk that fills up while somebody types and saves, and has room again."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec

from reflect.errors import ReflectError
from tests.faults.aftermath import Aftermath
from tests.faults.keepers import OURS, Content, Keeper, Unreadable, Writing
from tests.faults.outcome import Counting, Outcome
from tests.faults.places import small_disk, why_no_small_disk
from tests.faults.typist import step

FAULT = "a disk that fills up, and has room again"
SIZE, WITH_JOURNAL = 2_000, 12_000
"""Kilobytes of the disk: a few generations of an hour-long session, or as many as this computer keeps."""
GROWING = "And then it went on, and on. " * 300
"""What is pasted before each save, so that no save fits where the one before it was."""
FULL_FOR = 12
"""Saves that are tried while there is no room."""


def filled(keeper: Keeper, folder: Path, pick: random.Random, times: int, *, size: int = SIZE) -> Outcome:
    """Fill the disk so many times, under whoever saves."""
    found = Counting(FAULT if keeper.ours else f"{FAULT}, in {keeper.name}", control=not keeper.ours)
    reason = why_no_small_disk()
    if reason:
        return Outcome(fault=found.outcome().fault, times=0, skipped=reason, control=not keeper.ours)
    with small_disk(folder / "small", size) as small:
        _begin(keeper, small)
        for turn in range(times):
            _Turn(keeper, small, pick, found).run(f"f{turn}x")
        if keeper.ours:
            Aftermath(small, found).look()
    return found.outcome(f"a real file system of {size // 1000} MB; {FULL_FOR} saves each time it was full")


def filled_with_journal(folder: Path, pick: random.Random, times: int) -> Outcome:
    """The same where this computer's own folder lies on the disk that fills up, so that nothing is kept."""
    before = os.environ.get("REFLECT_STATE_DIR", "")
    os.environ["REFLECT_STATE_DIR"] = str(folder / "small" / "state")
    try:
        outcome = filled(OURS, folder, pick, times, size=WITH_JOURNAL)
    finally:
        os.environ["REFLECT_STATE_DIR"] = before
    return msgspec.structs.replace(outcome, fault=f"{FAULT}, the journal's disk too")


def _begin(keeper: Keeper, small: Path) -> None:
    for path in small.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    keeper.make(small)


class _Turn:
    """The disk is filled once."""

    def __init__(self, keeper: Keeper, small: Path, pick: random.Random, found: Counting) -> None:
        self._keeper = keeper
        self._small = small
        self._pick = pick
        self._found = found
        self._filling = small / "filling"
        self._grown = 0
        self._saved: list[Content] = []
        """What may lie on the disk: what was acknowledged last, and what was tried since."""

    def run(self, ids: str) -> None:
        """Type and save until it is full, go on, make room, and save."""
        self._found.times += 1
        desk = self._keeper.open(self._small, ids)
        self._saved = [desk.content()]
        self._type_and_save(desk, 2)
        self._fill(but=450_000)
        self._type_and_save(desk, 3)
        self._fill(but=60_000)
        failed = self._type_and_save(desk, FULL_FOR)
        self._found.expect("the disk was not full", failed)
        before = desk.content()
        self._filling.unlink()
        if not self._works(desk.save):
            self._found.lost += 1
            self._found.expect("with room again, saving does not work", not self._keeper.ours)
        self._found.expect("the words are not on the desk any more", desk.content() == before)
        self._look(before)
        desk.close()

    def _fill(self, *, but: int) -> None:
        """Leave so many bytes at most: room for a part of a save, or for one and no more, or for nothing."""
        free = shutil.disk_usage(self._small).free
        with self._filling.open("ab") as filling:
            filling.write(bytes(max(0, free - self._pick.randrange(0, but, 4096))))

    def _type_and_save(self, desk: Writing, times: int) -> int:
        """How many of the saves failed; after each, look what would be found if the program ended there."""
        failed = 0
        for _ in range(times):
            for _ in range(self._pick.randrange(1, 12)):
                step(desk, self._pick)
            self._grown += 1
            desk.write(desk.text[-2000:] + GROWING * self._grown)
            self._works(desk.journal)
            tried = desk.content()
            if self._works(desk.save):
                self._saved = [tried]
            else:
                failed += 1
                self._saved.append(tried)
            self._look()
        return failed

    def _works(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except (ReflectError, OSError):
            return False
        return True

    def _look(self, wanted: Content | None = None) -> None:
        """Read what lies there now, as another would."""
        for problem in self._keeper.broken(self._small):
            self._found.unreadable += 1
            self._found.expect(problem, not self._keeper.ours)
        try:
            found = self._keeper.seen(self._small)
        except Unreadable as error:
            self._found.unreadable += 1
            self._found.expect(str(error), not self._keeper.ours)
            return
        if found != wanted if wanted is not None else found not in self._saved:
            self._found.lost += 1
            self._found.expect("the file holds something else than what was saved", not self._keeper.ours)
