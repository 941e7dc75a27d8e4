"""Records, disks that fail and processes that die, for the tests of the store."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reflect.domain.ids import GuideId, ParticipantCode, PassageId, PointId, QuestionId, QuoteId, SessionId
from reflect.domain.session import (
    Memo,
    MemoTarget,
    Note,
    NoteKind,
    Quote,
    Response,
    ResponseState,
    Session,
    SessionKind,
    SessionRecord,
    Tag,
    Turn,
    tag_id,
)
from reflect.store.filesystem import FileSystem
from reflect.store.sealed import Table, Tables, decode, encode
from reflect.store.study_folder import StudyFolder

NOW = "2026-11-23T10:15:30+00:00"
SENTENCE = "We only began to trust each other once the budget lay open on the table, and that took a year. "
TABLES: Tables = {"quotes": {"q1": {"words": "trust", "start": 3}, "q2": {"words": "budget", "start": 9}}}


def clock() -> datetime:
    return datetime(2026, 11, 23, 10, 15, 30, tzinfo=UTC)


def a_session(answers: int = 3, quotes: int = 4, *, answer: str = SENTENCE) -> SessionRecord:
    """A session with something in every table."""
    session = Session(
        id=SessionId("k3v9"),
        kind=SessionKind.INTERVIEW,
        guide=GuideId("provider"),
        guide_version="1.0",
        guide_text="# Provider interview\n\n## How did it begin?\n",
        participant=ParticipantCode("P03"),
        researcher="Ada",
        started=NOW,
    )
    kept = [
        Quote(
            id=QuoteId(f"q{n:03}"),
            passage=PassageId(f"answer:question-{n % max(answers, 1)}"),
            start=3 * n,
            end=3 * n + 40,
            words=SENTENCE[:40],
            by="Ada",
            at=NOW,
        )
        for n in range(quotes)
    ]
    tags = [
        Tag(id=tag_id(q.id, "trust", "Ada"), quote=q.id, point=PointId("trust"), by="Ada", at=NOW)
        for q in kept
    ]
    return SessionRecord(
        session=session,
        responses={
            QuestionId(f"question-{n}"): Response(
                id=QuestionId(f"question-{n}"), state=ResponseState.ANSWERED, text=answer
            )
            for n in range(answers)
        },
        turns={"t1": Turn(id="t1", order=0, text="So, where shall we begin?", start=1.5)},
        notes={"n1": Note(id="n1", kind=NoteKind.FIELD, at=61.25, written=NOW, text="long silence")},
        quotes={q.id: q for q in kept},
        tags={t.id: t for t in tags},
        memos={
            "m1": Memo(id="m1", target=MemoTarget.SESSION, target_id="k3v9", text="Ask about money.", at=NOW)
        },
    )


def a_study(folder: Path, *, files: FileSystem | None = None) -> StudyFolder:
    return StudyFolder.create(
        folder, uid="study1", title="Wenmarsh", created=NOW, files=files or QuickDisk(), clock=clock
    )


def rewritten(path: Path, **tables: Table) -> None:
    """Put other tables into a file, under a seal that holds."""
    found = decode(path.read_bytes())
    given: Tables = {**found.tables, **tables}
    path.write_bytes(
        encode(given, uid=found.header.uid, generation=found.header.generation + 1, parent=found.checksum)
    )


def everything_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


class QuickDisk(FileSystem):
    """A disk that is waited for neither to sync nor to settle."""

    def sync(self, handle: int) -> None:
        """Trust the cache."""

    def sync_folder(self, folder: Path) -> None:
        """Trust the cache."""

    def pause(self, seconds: float) -> None:
        """Go on at once."""


OPERATIONS = tuple(
    name
    for name, value in vars(FileSystem).items()
    if callable(value) and not name.startswith("_") and name != "pause"
)


Failing = Callable[[int, str], bool]
"""Whether the operation of that number (0 first) and name fails."""


def never(_number: int, _name: str) -> bool:
    return False


def operation(*names: str) -> Failing:
    return lambda _number, name: name in names


def number(wanted: int) -> Failing:
    return lambda number, _name: number == wanted


def number_from(first: int) -> Failing:
    return lambda number, _name: number >= first


class FailingDisk(QuickDisk):
    """A disk on which chosen operations fail; `done` says which were asked for, in order."""

    def __init__(self, fails: Failing = never, code: int = errno.EIO) -> None:
        self.done: list[str] = []
        self.fails = fails
        self.code = code

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        if name not in OPERATIONS:
            return found

        def watched(*given: Any, **named: Any) -> Any:
            self.done.append(name)
            if self.fails(len(self.done) - 1, name):
                if name in ("close", "let_go"):
                    # As the system has it: the handle is gone even when closing reports an error.
                    os.close(*given)
                raise OSError(self.code, os.strerror(self.code))
            return found(*given, **named)

        return watched


@contextmanager
def python(program: str, *arguments: str | int | Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs `program`; killed at the end if it is still there."""
    with subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line_from(process: subprocess.Popen[str]) -> str:
    """The next line the process says; waits for it."""
    assert process.stdout is not None
    return process.stdout.readline().strip()
