"""A failure at every single file operation of a save: an error, the whole disk from there on, or death."""

from __future__ import annotations

import errno
import os
import random
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from reflect.domain.ids import QuestionId
from reflect.errors import ReflectError, StoreError
from reflect.services.study import Study
from reflect.store.sealed import decode
from tests.faults.aftermath import Aftermath
from tests.faults.benches import desk_on, journals_of
from tests.faults.keepers import PASSAGE, POINTS, Unreadable, session_in, study_in
from tests.faults.outcome import Counting, Outcome
from tests.faults.processes import Process, Voice
from tests.faults.stock import STOCK, FailingHandle, stock_in
from tests.services.studies import ANSWER, a_person
from tests.store.builders import OPERATIONS, Failing, FailingDisk, QuickDisk, number, number_from

CODES = (errno.ENOSPC, errno.EIO, errno.EACCES)
BEFORE, OLD, NEW, LATER = (f"We began {when}. " * 40 for when in ("once", "to trust", "to speak", "again"))
GUIDE = f"""---
id: short
title: Short
version: 1.0
---

# Opening {{#opening}}

## A time it went well {{#{ANSWER}}}

Tell me about it.
"""


def failing(folder: Path, pick: random.Random, times: int) -> Outcome:
    """An error at each operation of a line and a save, so many times with and without hard links."""
    found = Counting("an error at each file operation of a save")
    begun = Begun(folder)
    for turn in range(2 * times):
        links = turn % 2 == 0
        for at, name in enumerate(_dry_run(begun.fresh(), links=links)):
            code, stops = pick.choice(CODES), pick.random() < 0.5
            fails = number_from(at) if pick.random() < 0.2 else number(at)
            case = _Case(begun.fresh(), links=links)
            what = f"{errno.errorcode[code]} at {name} ({at}{'' if links else ', no links'})"
            case.under_a_fault(fails, code, what, found, stops=stops)
    return found.outcome("ENOSPC, EIO and EACCES, one operation or all from there on; with and without links")


def failing_in_stock(folder: Path, pick: random.Random, times: int) -> Outcome:
    """The control: an error at each operation of a save of stock TinyDB, so many times."""
    fault = "an error at each file operation of a save"
    found = Counting(f"{fault}, in {STOCK.name}", control=True)
    folder.mkdir(parents=True, exist_ok=True)
    for turn in range(times):
        for at in range(5):
            STOCK.make(folder)
            desk = STOCK.open(folder, f"{turn}")
            handle = FailingHandle(desk.handle, at, pick.choice(CODES))
            old = desk.content()
            desk.write(NEW if turn % 2 else "Short.")
            desk.handle = handle
            found.times += 1
            with suppress(OSError):
                desk.save()
            handle.close()
            try:
                found.lost += STOCK.seen(folder) not in (old, desk.content())
            except Unreadable:
                found.unreadable += 1
            stock_in(folder).unlink()
    return found.outcome("ENOSPC, EIO and EACCES")


def dying(folder: Path, pick: random.Random, times: int) -> Outcome:
    """So many processes, each killed at one operation of a line and a save, one after the other."""
    found = Counting("kill -9 at each file operation of a save")
    begun = Begun(folder)
    lengths = {links: len(_dry_run(begun.fresh(), links=links)) for links in (True, False)}
    moments = [(at, links) for links, length in lengths.items() for at in range(length + 1)]
    for turn in range(times):
        at, links = moments[turn % len(moments)]
        process = Process(save_until_dead, begun.fresh(), at, links, pick.random())
        found.expect("it was not killed, and ended by itself", process.end() == -signal.SIGKILL)
        found.times += 1
        _look_again(folder, f"killed at operation {at}", found, acknowledged=bool(process.said))
    return found.outcome("in the middle of a write, too; with and without links")


def save_until_dead(voice: Voice, folder: Path, at: int, links: bool, share: float) -> None:  # noqa: FBT001 (given through a process's arguments)
    """A line and a save on a disk that is the process's end at one operation."""
    disk = _Dying(share)
    case = _Case(folder, links=links, disk=disk)
    disk.left = at
    case.type_new()
    if case.put_down():
        voice.say("line")
    if case.save():
        voice.say("save")
    os.kill(os.getpid(), signal.SIGKILL)  # past the last operation


class _Dying(FailingDisk):
    """A disk on which the process is killed at one operation, in the middle of it if that is a write."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.left = -1
        self._share = share

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in OPERATIONS:
            return found

        def watched(*given: Any, **named: Any) -> Any:
            if self.left == 0:
                if name == "write":
                    os.write(given[0], given[1][: int(len(given[1]) * self._share)])
                os.kill(os.getpid(), signal.SIGKILL)
            self.left -= 1
            return found(*given, **named)

        return watched


class _Case:
    """A desk on a disk that can fail, with something saved already."""

    def __init__(self, folder: Path, *, links: bool, disk: FailingDisk | None = None) -> None:
        self.folder = folder
        self.disk = disk or FailingDisk()
        self._links = links
        self.disk.fails = self._and_links(lambda _number, _name: False)
        self._bench = desk_on(folder, self.disk)
        self.desk = self._bench.desk
        self.desk.write(ANSWER, OLD)
        self.desk.journal()
        self.desk.save()
        self.disk.done.clear()

    def type_new(self) -> None:
        """Something that is not saved yet."""
        self.desk.write(ANSWER, NEW)
        self.desk.toggle(PASSAGE, 0, 8, POINTS[3])

    def put_down(self) -> bool:
        """A line of the journal; whether it was acknowledged."""
        with suppress(StoreError):
            return self.desk.journal()
        return False

    def save(self) -> bool:
        """A save; whether it was acknowledged."""
        with suppress(StoreError):
            return self.desk.save()
        return False

    def under_a_fault(self, fails: Failing, code: int, what: str, found: Counting, *, stops: bool) -> None:
        """Save with a fault, see what is left, and go on: at the same desk, or after the program stopped."""
        found.times += 1
        self.type_new()
        before = self.desk.record
        self.disk.fails, self.disk.code = self._and_links(fails), code
        lined, saved = self.put_down(), self.save()
        self.disk.fails = self._and_links(lambda _number, _name: False)
        found.expect(f"{what}: the words are not on the desk any more", self.desk.record == before)
        found.expect(f"{what}: it says saved, and is not", saved is not self.desk.dirty)
        text = _on_disk(self.folder)
        if text is None:
            found.unreadable += 1
        elif text not in ((NEW,) if saved else (OLD, NEW)):
            found.lost += 1
            found.expect(f"{what}: the file holds something else", holds=False)
        if stops:
            self._bench.stop()
            _look_again(self.folder, what, found, acknowledged=lined or saved)
            return
        self.desk.write(ANSWER, LATER)
        found.expect(f"{what}: a later save does not work", self.save())
        if _on_disk(self.folder) != LATER:
            found.lost += 1
            found.expect(f"{what}: a later save is not in the file", holds=False)
        self.desk.close()
        _look_round(self.folder, what, found)

    def _and_links(self, fails: Failing) -> Failing:
        if self._links:
            return fails
        return lambda number, name: name == "link" or fails(number, name)


class Begun:
    """A study with a session that has been saved before; it is made so again for each case."""

    def __init__(self, folder: Path) -> None:
        study = Study.create(study_in(folder), "Wenmarsh", researcher="ana")
        study.edits.add_participant(a_person())
        (study.folder / "guides" / "short.md").write_text(GUIDE)
        desk = study.start_session("short", "P01")
        desk.write(ANSWER, BEFORE)
        desk.close()
        self._folder = folder
        self._files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def fresh(self) -> Path:
        """The folder, as it was."""
        for path in self._folder.rglob("*"):
            if path.is_file() and path not in self._files:
                path.unlink()
        for path, data in self._files.items():
            path.write_bytes(data)
        return self._folder


def _dry_run(folder: Path, *, links: bool) -> list[str]:
    """The operations of a line and a save."""
    case = _Case(folder, links=links)
    case.type_new()
    case.put_down()
    case.save()
    done = list(case.disk.done)
    case.desk.close()
    return done


def _on_disk(folder: Path) -> str | None:
    """The answer as the file has it, if the file is whole."""
    try:
        found = decode(session_in(folder).read_bytes())
    except ReflectError:
        return None
    return str(found.tables["responses"][QuestionId(ANSWER)]["text"]) if found.seal_holds else None


def _look_again(folder: Path, what: str, found: Counting, *, acknowledged: bool) -> None:
    """What the next run of the program finds."""
    if _on_disk(folder) is None:
        found.unreadable += 1
        found.expect(f"{what}: the file is not whole", holds=False)
    bench = desk_on(folder, QuickDisk())
    desk = bench.desk
    text = desk.response(ANSWER).text
    if text not in ((NEW,) if acknowledged else (OLD, NEW)):
        found.lost += 1
        found.expect(f"{what}: it reads {text[:20]!r} afterwards", holds=False)
    if not bench.lock.held:
        found.shut += 1
    quotes = [q for q in desk.record.quotes.values() if NEW[q.start : q.end] != q.words]
    found.expect(f"{what}: a quote is off its words", not quotes or text != NEW)
    desk.write(ANSWER, LATER)
    desk.close()
    if _on_disk(folder) != LATER:
        found.lost += 1
        found.expect(f"{what}: a later save is not in the file", holds=False)
    _look_round(folder, what, found)


def _look_round(folder: Path, what: str, found: Counting) -> None:
    """What lies about afterwards, in the study and on this computer."""
    Aftermath(folder, found).look()
    journals = journals_of(folder)
    left = sorted(path.name for path in journals.iterdir()) if journals.exists() else []
    found.expect(f"{what}: {left} is left of the journal", not left)
