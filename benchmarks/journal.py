"""What it costs to keep typed words safe, next to what the disk itself takes.

    python benchmarks/journal.py [--rounds 2000] [--folder FOLDER]

Two budgets, each a ratio within this run, 99 of 100 times: a journal line is at most 3 × a raw write and
fsync of 4 KB, a checkpoint of an hour-long session (30 answers, 200 quotes, 190 KB) at most 2 × a raw write,
fsync, rename and folder fsync of the same bytes, its read-back included. Raw and ours take turns, so that a
busy disk slows down both. Ends with status 1 when a budget is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from reflect.domain.ids import GuideId, ParticipantCode, PassageId, PointId, QuestionId, QuoteId, SessionId
from reflect.domain.session import (
    Quote,
    Response,
    ResponseState,
    Session,
    SessionKind,
    SessionRecord,
    Tag,
    tag_id,
)
from reflect.paths import shipped_guides
from reflect.services.identity import system_clock
from reflect.services.journaling import SessionJournal
from reflect.store.study_folder import StudyFolder

LINE_BUDGET, CHECKPOINT_BUDGET = 3.0, 2.0
_AT = "2026-11-23T10:15:30+00:00"
_SENTENCE = "We only began to trust each other once the budget lay open on the table, and that took a year. "


def an_hour() -> SessionRecord:
    """A session of an hour: 30 answers, 200 quotes with a tag each."""
    text = (shipped_guides() / "provider.md").read_text(encoding="utf-8")
    session = Session(
        id=SessionId("k3v9"),
        kind=SessionKind.INTERVIEW,
        guide=GuideId("provider"),
        guide_version="1.0",
        guide_text=text,
        participant=ParticipantCode("P03"),
        researcher="ada",
        started=_AT,
    )
    responses = {
        QuestionId(f"q{n}"): Response(
            id=QuestionId(f"q{n}"), state=ResponseState.ANSWERED, text=_SENTENCE * 38, first_at=60.0 * n
        )
        for n in range(30)
    }
    quotes = {
        QuoteId(f"k{n:03}"): Quote(
            id=QuoteId(f"k{n:03}"),
            passage=PassageId(f"answer:q{n % 30}"),
            start=3 * n,
            end=3 * n + 60,
            words=_SENTENCE[:60],
            by="ada",
            at=_AT,
        )
        for n in range(200)
    }
    tags = {
        tag_id(q.id, "LP4", "ada"): Tag(
            id=tag_id(q.id, "LP4", "ada"), quote=q.id, point=PointId("LP4"), by="ada", at=_AT
        )
        for q in quotes.values()
    }
    return SessionRecord(session=session, responses=responses, quotes=quotes, tags=tags)


def typed(record: SessionRecord, number: int) -> SessionRecord:
    """The record after another half second of typing in the first answer."""
    key = QuestionId("q0")
    answer = msgspec.structs.replace(record.responses[key], text=f"{_SENTENCE * 38}{number}")
    return msgspec.structs.replace(record, responses={**record.responses, key: answer})


def giving(record: SessionRecord) -> Callable[[], SessionRecord]:
    """What is on the desk now."""
    return lambda: record


def raw_line(handle: int, data: bytes) -> None:
    """What a journal line would cost if it were nothing but bytes."""
    os.write(handle, data)
    os.fsync(handle)


def raw_save(folder: Path, data: bytes) -> None:
    """What a checkpoint would cost if nothing could go wrong with it."""
    new = folder / "raw.tmp"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(handle, data)
    os.fsync(handle)
    os.close(handle)
    new.replace(folder / "raw.json")
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


class Times:
    """How long each of some things took."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = {}

    def of(self, name: str, act: Callable[[], object]) -> float:
        """Do it, and note how long it took."""
        began = time.perf_counter()
        act()
        took = time.perf_counter() - began
        self._seconds.setdefault(name, []).append(took)
        return took

    def note(self, name: str, seconds: float) -> None:
        """Note a sum of others."""
        self._seconds.setdefault(name, []).append(seconds)

    def at(self, name: str, share: float) -> float:
        """The milliseconds that this share of the times did not exceed."""
        times = sorted(self._seconds[name])
        return 1000 * times[min(len(times) - 1, int(share * len(times)))]

    def row(self, name: str, to: str) -> str:
        """A line for the table."""
        half, most = self.at(name, 0.5), self.at(name, 0.99)
        ratio = "" if name == to else f"{half / self.at(to, 0.5):6.2f} ×{most / self.at(to, 0.99):8.2f} ×"
        return f"{name:44}{half:8.2f}{most:8.2f}  {ratio}"


def measured(folder: Path, rounds: int) -> Times:
    """Both, with raw and ours taking turns."""
    times = Times()
    os.environ["REFLECT_STATE_DIR"] = str(folder / "state")  # for the generations that a save keeps
    study = StudyFolder.create(folder / "study", uid="bench", title="Benchmark", created=_AT)
    file = study.session(study.paths.sessions / "2026-11-23-P03-provider-k3v9.json")
    record = an_hour()
    file.save(record)
    size = file.path.stat().st_size
    sys.stdout.write(f"session of {size / 1000:.0f} KB, {rounds} rounds in {folder}\n\n")
    journals = folder / "state" / "bench" / "journal"
    journal = SessionJournal(journals, file, study=study.folder, clock=system_clock)
    record = journal.recover(record)
    four, whole = os.urandom(4096), os.urandom(size)
    handle = os.open(folder / "raw.line", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(rounds):
        times.of("raw: write 4 KB, fsync", lambda: raw_line(handle, four))
        record = typed(record, number)
        times.of("journal line", partial(journal.write, giving(record)))
        if number % 2:
            times.of("raw: write, fsync, rename, fsync folder", lambda: raw_save(folder, whole))
            record = typed(record, -number)
            record, mark = journal.mark(giving(record))
            saving = times.of("save", partial(file.save, record))
            back = times.of("read-back", file.see_on_disk)
            times.note("checkpoint: save and read-back", saving + back)
            times.of("letting go of the journal", partial(journal.checkpointed, record, mark))
    os.close(handle)
    journal.close(saved=True)
    return times


def main() -> int:
    """Measure, print, and say whether the budgets hold."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        times = measured(Path(folder), given.rounds)
    line, save = "raw: write 4 KB, fsync", "raw: write, fsync, rename, fsync folder"
    table = [f"{'ms':44}{'half':>8}{'p99':>8}{'ratio, half':>12}{'p99':>8}"]
    table += [times.row(name, line) for name in (line, "journal line")]
    parts = ("save", "read-back", "checkpoint: save and read-back", "letting go of the journal")
    table += [times.row(name, save) for name in (save, *parts)]
    sys.stdout.write("\n".join(table) + "\n")
    ratios = (
        (times.at("journal line", 0.99) / times.at(line, 0.99), LINE_BUDGET),
        (times.at(parts[2], 0.99) / times.at(save, 0.99), CHECKPOINT_BUDGET),
    )
    return int(any(ratio > budget for ratio, budget in ratios))


if __name__ == "__main__":
    sys.exit(main())
