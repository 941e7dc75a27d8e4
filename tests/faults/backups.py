"""Backups that are cut short, flipped, killed or out of room: whole and as it was, or not there at all."""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path

from reflect.errors import InvalidInput, ReflectError, StoreError
from reflect.paths import state_folder
from reflect.services.backing_up import back_up, restore
from tests.faults.keepers import OURS, study_in
from tests.faults.outcome import Counting, Outcome
from tests.faults.places import small_disk, why_no_small_disk
from tests.faults.processes import Process, Voice

TAKES = 0.2
"""Seconds that a backup may take."""
_AGO = 7200
"""Seconds: half of a backup that is younger than an hour may be one that is being made."""


def harmed(folder: Path, pick: random.Random, times: int) -> Outcome:
    """A backup cut short, or with bits flipped: it is restored as it was, or not at all."""
    found = Counting("a backup cut short, or with bits flipped")
    OURS.make(folder)
    study, backup, back = study_in(folder), folder / "backup.zip", folder / "back"
    back_up(study, backup)
    data = backup.read_bytes()
    right = _contents(study)
    for turn in range(times):
        found.times += 1
        changed = bytearray(data)
        if turn % 2:
            changed[pick.randrange(len(data))] ^= 1 << pick.randrange(8)
        else:
            del changed[pick.randrange(len(data)) :]
        backup.write_bytes(changed)
        target = back / str(turn)
        try:
            restore(backup, target)
        except InvalidInput:
            found.expect("something is left of a backup that was refused", not target.exists())
        except ReflectError as error:
            found.expect(f"{type(error).__name__}: {error}", holds=False)
        else:
            found.lost += _contents(target) != right
            shutil.rmtree(target)
    return found.outcome()


def without_room(folder: Path, pick: random.Random, times: int) -> Outcome:
    """A backup, or what is restored from one, does not fit: it is said, and nothing of it is left."""
    found = Counting("a backup or a restored study that does not fit the disk")
    reason = why_no_small_disk()
    if reason:
        return Outcome(fault=found.outcome().fault, times=0, skipped=reason)
    OURS.make(folder)
    study, backup = study_in(folder), folder / "backup.zip"
    (study / "exports" / "noise.txt").write_bytes(pick.randbytes(400_000))
    back_up(study, backup)
    right, fitted = _contents(study), 0
    for _ in range(times):
        with small_disk(folder / "small", pick.choice((50, 200, 400, 450, 600, 700, 800, 1000))) as small:
            found.times += 2
            try:
                back_up(study, small / "backup.zip")
            except StoreError:
                found.expect("half of a backup is left", not list(small.iterdir()))
            else:
                fitted += 1
                restore(small / "backup.zip", folder / "back")
                found.lost += _contents(folder / "back") != right
                shutil.rmtree(folder / "back")
                (small / "backup.zip").unlink()
            try:
                restore(backup, small / "study")
            except StoreError:
                found.expect("half of a study is left", not list(small.iterdir()))
            else:
                fitted += 1
                found.lost += _contents(small / "study") != right
    return found.outcome(f"{fitted} fitted")


def killed(folder: Path, pick: random.Random, times: int) -> Outcome:
    """Whoever makes a backup is killed: there is none of that name, or one that holds everything."""
    found = Counting("kill -9 while a backup is made")
    OURS.make(folder)
    study, backup, whole = study_in(folder), folder / "there" / "backup.zip", 0
    backup.parent.mkdir()
    right = _contents(study)
    for _ in range(times):
        found.times += 1
        process = Process(back_up_once, study, backup)
        process.wait_for("begins")
        process.wait_for("done", until=time.monotonic() + pick.random() * TAKES)
        process.kill()
        if backup.exists():
            whole += 1
            restore(backup, folder / "back")
            found.lost += _contents(folder / "back") != right
            shutil.rmtree(folder / "back")
            backup.unlink()
    left = [*backup.parent.iterdir(), *state_folder().glob("reflect-backup-*")]
    for path in left:
        os.utime(path, (time.time() - _AGO,) * 2)
    back_up(study, backup)
    halves = [path for path in left if path.exists()]
    found.expect(f"{halves} still lie about, with names in them", not halves)
    return found.outcome(f"{whole} were whole, {len(left)} left a half, which the next one removed")


def back_up_once(voice: Voice, study: Path, backup: Path) -> None:
    """Make one backup."""
    voice.say("begins")
    back_up(study, backup)
    voice.say("done")


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".reflect" not in path.parts
    }
