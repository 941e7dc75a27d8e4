"""A file cut short at every length and bits flipped at random: no change of what it says goes unnoticed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from reflect.errors import ReflectError
from reflect.services.checking import check_whole
from reflect.services.study import Study
from reflect.store.people_file import PeopleFile
from reflect.store.session_file import SessionFile, read_session
from reflect.store.study_file import StudyFile
from tests.faults.benches import desk_on
from tests.faults.keepers import OURS, PASSAGE, POINTS, Keeper, sealed_files, session_in, study_in
from tests.faults.outcome import Counting, Outcome
from tests.faults.stock import stock_in
from tests.services.studies import ANSWER, a_person
from tests.store.builders import QuickDisk

Look = Callable[[], str | None]
"""What somebody reads who opens the file; None when they are told that something is wrong with it."""


def cut_short(keeper: Keeper, folder: Path, pick: random.Random, times: int) -> Outcome:
    """Each file cut short at each length, or at so many of them."""
    fault = "a file cut short at any length"

    def cuts(data: bytes) -> Iterator[bytes]:
        lengths = range(len(data)) if times >= len(data) else sorted(pick.sample(range(len(data)), times))
        yield from (data[:length] for length in lengths)

    return _harmed(fault, keeper, folder, cuts)


def flipped(keeper: Keeper, folder: Path, pick: random.Random, times: int) -> Outcome:
    """Bits flipped in each file, one, or a few at once; the first line is hit as often as the rest."""
    fault = "random bits flipped in a file"

    def flips(data: bytes) -> Iterator[bytes]:
        head = data.find(b"\n") % len(data)
        for n in range(times):
            changed = bytearray(data)
            for _ in range(pick.choice((1, 1, 1, 2, 8))):
                changed[pick.randrange(head if n % 2 else len(data))] ^= 1 << pick.randrange(8)
            yield bytes(changed)

    return _harmed(fault, keeper, folder, flips)


def _harmed(fault: str, keeper: Keeper, folder: Path, harm: Callable[[bytes], Iterator[bytes]]) -> Outcome:
    found = Counting(fault if keeper.ours else f"{fault}, in {keeper.name}", control=not keeper.ours)
    folder.mkdir(parents=True, exist_ok=True)
    looks = _ours(folder) if keeper.ours else _stock(folder)
    for path, look in looks.items():
        data = path.read_bytes()
        right = look()
        for harmed in harm(data):
            if harmed == data:
                continue
            found.times += 1
            path.write_bytes(harmed)
            seen = look()
            if seen is not None and seen != right:
                found.lost += 1
                found.expect(f"{path.name} says something else, and nobody is told", not keeper.ours)
        path.write_bytes(data)
    return found.outcome(f"{len(looks)} files" if len(looks) > 1 else "")


def _ours(folder: Path) -> dict[Path, Look]:
    study = Study.create(study_in(folder), "Wenmarsh", researcher="ana")
    study.edits.add_participant(a_person())
    desk = study.start_session("provider", "P01")
    desk.write(ANSWER, "We only began to trust each other once the budget lay open on the table. שלום 👩‍👩‍👧")
    desk.toggle(PASSAGE, 3, 20, POINTS[2])
    desk.note("long silence", seconds=3, question=ANSWER)
    desk.close()
    for kept in sealed_files(study.folder):
        if ".reflect" in kept.parts:
            kept.unlink()  # nothing to fall back on: that a file is damaged must show in itself
    paths = {study.folder / "study.json": _study, study.folder / "people.json": _people}
    return {
        path: partial(_told, study.folder, path, read)
        for path, read in {**paths, session_in(folder): _session}.items()
    }


Read = Callable[[Path, Path], tuple[list[str], object]]
"""What somebody is told who opens a file, and what it holds."""


def _study(path: Path, root: Path) -> tuple[list[str], object]:
    file = StudyFile(path, root, files=QuickDisk(), read_only=True)
    return file.notices, (file.settings(), file.codebook(), file.role_list())


def _people(path: Path, root: Path) -> tuple[list[str], object]:
    file = PeopleFile(path, root, files=QuickDisk(), read_only=True)
    return file.notices, file.participants.all()


def _session(path: Path, root: Path) -> tuple[list[str], object]:
    file = SessionFile(path, root, files=QuickDisk(), read_only=True)
    return file.notices, file.read()


def _told(root: Path, path: Path, read: Read) -> str | None:
    """What opening gives; None when opening says that something is wrong. The check must say so as well."""
    try:
        notices, content = read(path, root)
    except ReflectError:
        return None
    if notices:
        return None if any(path.name in f.place for f in check_whole(root, files=QuickDisk())) else "silent"
    return repr(content)


def _stock(folder: Path) -> dict[Path, Look]:
    path = stock_in(folder)
    tables = {"answer": {"1": {"text": "We only began to trust each other once the budget lay open."}}}
    path.write_text(json.dumps(tables), "utf-8")

    def look() -> str | None:
        from tinydb.storages import JSONStorage

        storage = JSONStorage(str(path))
        try:
            return repr(storage.read())
        except ValueError:
            return None
        finally:
            storage.close()

    return {path: look}


def harmed_while_open(folder: Path, pick: random.Random, times: int) -> Outcome:
    """A file spoilt under whoever has it open: what is on the desk is saved all the same."""
    found = Counting("a file cut short, or zeroed in part, while it is open")
    _ours(folder)
    for turn in range(times):
        found.times += 1
        bench = desk_on(folder, QuickDisk())
        path, desk = session_in(folder), bench.desk
        desk.write(ANSWER, f"{turn} was saved before that, and read back.")
        desk.save()
        data = bytearray(path.read_bytes())
        if turn % 2:
            del data[pick.randrange(len(data)) :]
        else:
            at = pick.randrange(len(data))
            data[at : at + 512] = bytes(min(512, len(data) - at))
        path.write_bytes(data)
        desk.note(f"note {turn}", seconds=turn, question=None)
        before = desk.record
        desk.save()
        found.expect("something came in from a spoilt file", not desk.take_up())
        found.lost += read_session(path, study_in(folder)) != before
        for problem in OURS.broken(folder):
            found.unreadable += 1
            found.expect(problem, holds=False)
        desk.close()
    return found.outcome()
