"""Ten processes on one session: one has it and nine read along, or nothing can be locked and all write."""

from __future__ import annotations

import errno
import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from reflect.errors import ChangedUnderneath, ReflectError
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.store.filesystem import FileSystem
from reflect.store.sealed import decode
from tests.faults.aftermath import Aftermath
from tests.faults.benches import desk_on
from tests.faults.keepers import OURS, PASSAGE, POINTS, Keeper, session_in, study_in
from tests.faults.outcome import Counting, Outcome
from tests.faults.processes import Process, Voice
from tests.faults.stock import stock_in
from tests.services.studies import ANSWER

TEN = 10
END = "the end"
LOOK = 0.3
"""Seconds until the last look at what others did; the screens look every few seconds."""
TRIES = 20
"""How often a save is tried again when it was overtaken."""
PATIENCE = 60.0
"""Seconds."""


def reading_along(folder: Path, pick: random.Random, times: int) -> Outcome:
    """One of ten processes writes, the others read along; it saves so many times."""
    found = Counting("ten processes on one session, one of which has it")
    OURS.make(folder)
    session = session_in(folder).stem.rpartition("-")[2]
    doorstep = folder / "here"
    doorstep.mkdir()
    crowd = [Process(sit_down, study_in(folder), session, n, times, doorstep) for n in range(TEN)]
    ended = [process.end() for process in crowd]
    said = [[one.what for one in process.said] for process in crowd]
    found.times = times
    found.expect(f"{sum('has' in words for words in said)} had it", sum("has" in w for w in said) == 1)
    found.expect("a process failed", not any(ended))
    for words in said:
        found.unreadable += "broken" in words
        found.lost += words[-1:] != ["end"]
    seen = sum(one.number for process in crowd for one in process.said if one.what == "looks")
    found.shut += OURS.open(folder, "").shut
    return found.outcome(f"{seen} looks at what had been saved meanwhile")


def sit_down(voice: Voice, study: Path, session: str, number: int, times: int, doorstep: Path) -> None:
    """Write if nobody else does, else read along until the end."""
    desk = Study.open(study, researcher=f"r{number}").open_session(session)
    (doorstep / f"{number}").touch()
    if desk.read_only:
        _read_along(voice, desk)
        return
    voice.say("has")
    for n in range(times):
        desk.write(ANSWER, f"{n} " * 3000)
        desk.note(f"{n}", seconds=n, question=None)
        desk.save()
        time.sleep(0.005)
    desk.note(END, seconds=times, question=None)
    desk.save()
    # Whoever came after it is closed would rightly have it too.
    until = time.monotonic() + PATIENCE
    while len(list(doorstep.iterdir())) < TEN and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.2)
    desk.close()
    voice.say("end")


def _read_along(voice: Voice, desk: SessionDesk) -> None:
    looks, last, until = 0, 0, time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            looks += desk.follow()
        except ReflectError:
            voice.say("broken")
        words = set(desk.response(ANSWER).text.split())
        notes = len(desk.record.notes)
        if looks and (notes < last or len(words) != 1):
            voice.say("broken")
        last = notes
        if any(note.text == END for note in desk.record.notes.values()):
            voice.say("looks", looks)
            voice.say("end")
            return
        time.sleep(0.002)


def writing(keeper: Keeper, folder: Path, pick: random.Random, times: int) -> Outcome:
    """Ten processes write in one session that nothing can lock; each of them saves so many times."""
    fault = "ten processes write in one session that cannot be locked"
    found = Counting(fault if keeper.ours else f"{fault}, in {keeper.name}", control=not keeper.ours)
    folder.mkdir(parents=True, exist_ok=True)
    keeper.make(folder)
    act = write_along if keeper.ours else write_into_stock
    crowd = [Process(act, folder, n, times, pick.random()) for n in range(TEN)]
    ended = [process.end() for process in crowd]
    said = [(n, one) for n, process in enumerate(crowd) for one in process.said]
    saved = {(n, one.number) for n, one in said if one.what == "saved"}
    found.unreadable = sum(one.what == "broken" for _, one in said)
    found.times = TEN * times
    if keeper.ours:
        found.expect("a process failed", not any(ended))
        found.expect("not every save was acknowledged", len(saved) == TEN * times)
        _look(folder, saved, found)
    else:
        _look_into_stock(folder, saved, found)
    return found.outcome()


class NoLocks(FileSystem):
    """A network drive on which nothing can be held."""

    def hold(self, path: Path) -> int | None:  # noqa: ARG002 (whatever it is)
        """Say that this is not supported."""
        raise OSError(errno.ENOTSUP, "Operation not supported")


def write_along(voice: Voice, folder: Path, number: int, times: int, seed: float) -> None:
    """Add a note, a quote with a tag, and a sentence to an answer that all of them write in; save; go on."""
    pick = random.Random(seed)  # noqa: S311 (not for secrets)
    bench = desk_on(folder, NoLocks(), by=f"r{number}")
    desk = bench.desk
    for n in range(times):
        desk.note(_token(number, n), seconds=n, question=None)
        text = desk.response(ANSWER).text
        sentences = text.split(". ")
        sentences.insert(pick.randrange(len(sentences) + 1), f"I say {_token(number, n)} to that")
        desk.write(ANSWER, ". ".join(sentences))
        desk.toggle(PASSAGE, n, n + 5 + number, POINTS[n % 8])
        _patiently(desk.save)
        voice.say("saved", n)
        desk.take_up()
    # A save that fell between another's look and their replacement is missed at the next look and done again.
    time.sleep(LOOK)
    _patiently(desk.catch_up)
    with suppress(ChangedUnderneath):  # told, and kept in the journal; what was acknowledged must be there
        desk.close()


def _patiently(act: Callable[[], object]) -> None:
    """Do it, and again a moment later when the others are quicker, as the screens do."""
    for _ in range(TRIES):
        try:
            act()
        except ChangedUnderneath:
            time.sleep(0.05)
        else:
            return
    act()


def _token(number: int, n: int) -> str:
    return f"token{number}x{n}z"


def _look(folder: Path, saved: set[tuple[int, int]], found: Counting) -> None:
    for problem in OURS.broken(folder):
        found.unreadable += 1
        found.expect(problem, holds=False)
    tables = decode(session_in(folder).read_bytes()).tables
    notes = {str(note["text"]) for note in tables["notes"].values()}
    prose = session_in(folder).read_text("utf-8")
    for number, n in sorted(saved):
        token = _token(number, n)
        found.lost += token not in notes
        # In the answer, or filed as the other version of it.
        found.lost += f"I say {token} to that" not in prose
    by = [sum(tag["by"] == f"r{number}" for tag in tables["tags"].values()) for number in range(TEN)]
    found.lost += sum(len({n for each, n in saved if each == number}) - by[number] for number in range(TEN))
    Aftermath(folder, found).look()


def write_into_stock(voice: Voice, folder: Path, number: int, times: int, seed: float) -> None:
    """Add a note and save, as stock TinyDB does."""
    with TinyDB(stock_in(folder)) as database:
        for n in range(times):
            try:
                database.table("notes").insert({"text": _token(number, n)})
            except ValueError:
                voice.say("broken")
                return
            voice.say("saved", n)


def _look_into_stock(folder: Path, saved: set[tuple[int, int]], found: Counting) -> None:
    notes: list[Any] = []
    try:
        with TinyDB(stock_in(folder)) as database:
            notes = database.table("notes").all()
    except ValueError:
        found.unreadable += 1
    there = {note["text"] for note in notes}
    found.lost += sum(_token(number, n) not in there for number, n in saved)
