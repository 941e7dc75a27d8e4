"""The trail of who did what in a study, from all its records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from reflect.analysis.audit import (
    Event,
    Lines,
    in_codebook,
    in_framework,
    in_session,
    in_study,
    without_examples,
)
from reflect.domain.codebook_log import LogEntry
from reflect.domain.session import SessionRecord
from reflect.errors import InvalidInput, ReflectError
from reflect.services.writeups import WriteupShelf
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile

__all__ = [
    "HEADINGS",
    "Event",
    "SoFar",
    "Trail",
    "cells_of",
    "day_of",
    "narrowed",
    "session_of",
    "without_examples",
    "writeup_of",
]

HEADINGS = ("when", "who", "where", "what", "times", "which")
_STEP = 100
"""Sessions after which what is known is given for the first time; then after twice as many, and so on."""
_WRITEUP = "write-up "
_SESSION = "session "


class SoFar(NamedTuple):
    """What is known of the trail while it is being read."""

    events: list[Event]
    """In the order of time."""
    done: int
    of: int
    """How many sessions have been read, of how many."""


class Trail:
    """What the records of one study say of who did what. Only reads.

    `sessions` gives how many there are and each of them, the newest first; `seen` a session without what
    others did there, where one is blind to it.
    """

    def __init__(
        self,
        study_file: StudyFile,
        people_file: PeopleFile,
        writeups: WriteupShelf,
        *,
        sessions: Callable[[], tuple[int, Iterator[SessionRecord]]],
        seen: Callable[[SessionRecord], SessionRecord],
    ) -> None:
        self._study = study_file
        self._people = people_file
        self._writeups = writeups
        self._sessions = sessions
        self._seen = seen

    def events(self, *, since: str = "", unblind: bool = False) -> list[Event]:
        """Everything that is recorded, from a day on (ISO 8601), in the order of time."""
        *_, last = self.gradually(since=since, unblind=unblind)
        return last.events

    def gradually(self, *, since: str = "", unblind: bool = False) -> Iterator[SoFar]:
        """The same as it is read, the sessions last, the newest of them first; the last one is all of it.

        What others did in sessions that one tags blind is left out, unless `unblind` asks for it.
        """
        lines = Lines(since=since)
        lines.add(self._around())
        of, sessions = self._sessions()
        step = _STEP
        for done, record in enumerate(sessions):
            if done == step:
                yield SoFar(lines.events(), done, of)
                step *= 2
            lines.add(in_session(record if unblind else self._seen(record)))
        yield SoFar(lines.events(), of, of)

    def codebook(self) -> list[LogEntry]:
        """What was done to the codebook, in the order of time."""
        return sorted(self._study.codebook_log.all().values(), key=lambda entry: (entry.at, entry.id))

    def _around(self) -> Iterator[Event]:
        """What was done around the sessions."""
        numbers = {point.id: point.number for point in self._study.codebook().points}
        yield from in_codebook(self._study.codebook_log.all().values(), numbers)
        yield from in_framework(self._study.summaries.all().values(), numbers)
        yield from in_study(
            self._people.removals.all().values(),
            self._people.let_pass.all().values(),
            self._people.bin.all().values(),
            self._study.bin.all().values(),
        )
        for memo in self._study.memos.all().values():
            yield Event(at=memo.at, by=memo.by, what=f"wrote memos on a {memo.target.value}", where="study")
        for row in self._writeups.rows():
            try:
                versions = self._writeups.versions.all(row.name)
            except ReflectError:  # it went meanwhile
                continue
            for version in versions:
                yield Event(at=version.at, by=version.by, what=version.why, where=f"{_WRITEUP}{row.name}")


def cells_of(event: Event) -> tuple[str, ...]:
    """A line of the trail, under `HEADINGS`."""
    when = event.at[:16].replace("T", " ")
    return when, event.by or "–", event.where, event.what, str(event.count), event.detail or "–"


def day_of(typed: str) -> str:
    """A day as somebody typed it, ISO 8601; empty for none. Raises InvalidInput for what is no day."""
    if not typed:
        return ""
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise InvalidInput(
            f"“{typed}” is no day", remedy="Write it like 2026-03-01: year, month, day."
        ) from None


def narrowed(events: Iterable[Event], *, by: str = "", what: str = "") -> list[Event]:
    """Only what one researcher did, or only one kind of thing."""
    return [event for event in events if (not by or event.by == by) and (not what or event.what == what)]


def session_of(event: Event) -> str:
    """The session that it was done in; empty for none."""
    return event.where.removeprefix(_SESSION) if event.where.startswith(_SESSION) else ""


def writeup_of(event: Event) -> str:
    """The write-up that it was done to; empty for none."""
    return event.where.removeprefix(_WRITEUP) if event.where.startswith(_WRITEUP) else ""
