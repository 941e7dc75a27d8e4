"""What can be broken: somebody who keeps what is typed, and lets it be opened again.

`OURS` is reflect, through the doors that the screens use. The control (`stock`) has the same shape, so that
the same detectors look at both.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import NamedTuple, Protocol

from reflect.domain.guide import QuestionKind
from reflect.domain.ids import PassageId, PointId, QuestionId
from reflect.domain.passages import answer_passage
from reflect.domain.session import SessionRecord
from reflect.errors import ReflectError
from reflect.guides.parse import parse_guide
from reflect.services.desk import SessionDesk
from reflect.services.identity import random_id, system_clock
from reflect.services.study import Study
from reflect.store.sealed import decode
from reflect.store.session_file import read_session
from tests.builders import MemoryKeeper
from tests.services.studies import ANSWER, a_person

BEGINNING = "We only began to trust each other once the budget lay open on the table. "
HOUR = 190_000
"""Bytes of an hour-long session's file."""
POINTS = tuple(PointId(f"LP{number}") for number in range(1, 9))
PASSAGE = answer_passage(QuestionId(ANSWER))


class Content(NamedTuple):
    """What somebody would see: the words of one answer, its quotes and their learning points."""

    text: str
    quotes: dict[str, tuple[int, int, str, bool]]
    """Start, end, words, and whether they are marked as gone, by id."""
    tags: frozenset[str]


class Writing(Protocol):
    """Something open to be written in."""

    @property
    def text(self) -> str:
        """What has been typed."""

    @property
    def shut(self) -> bool:
        """Whether it can only be read, because somebody seems to have it."""

    def content(self) -> Content:
        """All of it."""

    def write(self, text: str) -> None:
        """Let the answer read `text`."""

    def tag(self, start: int, end: int, point: int) -> None:
        """Give a span a learning point, or take it away."""

    def undo(self) -> None:
        """Take the last tag back."""

    def journal(self) -> None:
        """Have it safe when this returns, wherever."""

    def save(self) -> None:
        """Have it saved when this returns."""

    def copied(self, ids: str) -> Writing:
        """The same in memory, where nothing can happen to it; new ids begin with `ids`."""

    def close(self) -> None:
        """Save, and let others have it."""


class Keeper(Protocol):
    """Who keeps it."""

    name: str
    ours: bool

    def make(self, folder: Path) -> None:
        """Something to write in, as large as an hour-long session."""

    def open(self, folder: Path, ids: str) -> Writing:
        """Open it as a person would; raises `Unreadable` when that cannot be done."""

    def seen(self, folder: Path) -> Content:
        """What somebody else would read in the file now; raises `Unreadable` when that cannot be done."""

    def broken(self, folder: Path) -> list[str]:
        """The files that are not whole, in words."""


class Unreadable(Exception):
    """What was kept cannot be opened."""


class OurWriting:
    """A session on the desk."""

    def __init__(self, desk: SessionDesk) -> None:
        self.desk = desk

    @property
    def text(self) -> str:
        """What has been typed."""
        return self.desk.response(ANSWER).text

    @property
    def shut(self) -> bool:
        """Whether somebody seems to have it."""
        return self.desk.read_only

    def content(self) -> Content:
        """All of it."""
        return content_of(self.desk.record)

    def write(self, text: str) -> None:
        """Let the answer read `text`."""
        self.desk.write(ANSWER, text)

    def tag(self, start: int, end: int, point: int) -> None:
        """Give a span a learning point, or take it away."""
        self.desk.toggle(PASSAGE, start, end, POINTS[point % len(POINTS)])

    def undo(self) -> None:
        """Take the last step back."""
        self.desk.undo()

    def journal(self) -> None:
        """Put it down on this computer."""
        self.desk.journal()

    def save(self) -> None:
        """Save it in the study."""
        self.desk.save()

    def copied(self, ids: str) -> Writing:
        """The same in memory."""
        return in_memory(self.desk.record, ids)

    def close(self) -> None:
        """Save, and let others have it."""
        self.desk.close()


class Ours:
    """reflect."""

    name = "reflect"
    ours = True

    def make(self, folder: Path) -> None:
        """A study with one interview of an hour."""
        study = Study.create(study_in(folder), "Wenmarsh", researcher="ana")
        study.edits.add_participant(a_person())
        desk = study.start_session("provider", "P01")
        desk.write(ANSWER, BEGINNING)
        others = [q.id for q in desk.guide.questions() if q.kind is QuestionKind.OPEN and q.id != ANSWER]
        for question in others:
            desk.write(question, BEGINNING * (HOUR // len(others) // len(BEGINNING)))
            desk.quote(answer_passage(question), 0, len(BEGINNING) - 1)
        desk.close()

    def open(self, folder: Path, ids: str) -> OurWriting:
        """The session, on the desk."""
        try:
            study = Study.open(study_in(folder), researcher="ana", ids=counting(ids))
            return OurWriting(study.open_session(session_in(folder).stem.rpartition("-")[2]))
        except ReflectError as error:
            raise Unreadable(str(error)) from error

    def seen(self, folder: Path) -> Content:
        """The session, only to be looked at."""
        try:
            return content_of(read_session(session_in(folder), study_in(folder)))
        except ReflectError as error:
            raise Unreadable(str(error)) from error

    def broken(self, folder: Path) -> list[str]:
        """The files of the study, and the generations kept, that do not parse or whose seal does not hold."""
        found = []
        for path in sealed_files(study_in(folder)):
            try:
                if not decode(path.read_bytes()).seal_holds:
                    found.append(f"the seal of {path.relative_to(folder)} does not hold")
            except ReflectError as error:
                found.append(f"{path.relative_to(folder)}: {error.message}")
        return found


OURS = Ours()


def study_in(folder: Path) -> Path:
    """Where `OURS` makes its study."""
    return folder / "study"


def session_in(folder: Path) -> Path:
    """The one session's file."""
    (path,) = (study_in(folder) / "sessions").iterdir()
    return path


def sealed_files(study: Path) -> list[Path]:
    """The files of a study that are sealed, and their kept generations."""
    return [
        path
        for root in (study, study / ".reflect" / "previous")
        for path in sorted([*root.glob("*.json"), *(root / "sessions").glob("*.json")])
    ]


def content_of(record: SessionRecord) -> Content:
    """What somebody would see of a session."""
    answer = record.responses.get(QuestionId(ANSWER))
    return Content(
        answer.text if answer else "",
        {
            q.id: (q.start, q.end, q.words, q.source_changed)
            for q in record.quotes.values()
            if q.passage == PassageId(PASSAGE)
        },
        frozenset(record.tags),
    )


def in_memory(record: SessionRecord, ids: str) -> OurWriting:
    """A session on a desk that keeps nothing on the disk."""
    guide = parse_guide(record.session.guide_text, "guide.md")
    desk = SessionDesk(record, guide, MemoryKeeper(), by="ana", clock=system_clock, ids=counting(ids))
    return OurWriting(desk)


def counting(ids: str) -> Callable[[], str]:
    """Ids that count up behind a beginning; random ones without."""
    numbers = count(1)
    return (lambda: f"{ids}{next(numbers)}") if ids else random_id
