"""The trail of who did what in a study, from all its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reflect.analysis.audit import Event, in_codebook, in_session, in_study, trail, without_examples
from reflect.domain.codebook_log import LogEntry
from reflect.domain.session import SessionRecord
from reflect.errors import ReflectError
from reflect.services.writeups import WriteupShelf
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile

__all__ = ["Event", "Trail", "without_examples"]


class Trail:
    """What the records of one study say of who did what. Only reads."""

    def __init__(
        self,
        study_file: StudyFile,
        people_file: PeopleFile,
        writeups: WriteupShelf,
        *,
        sessions: Callable[[], Iterator[SessionRecord]],
    ) -> None:
        self._study = study_file
        self._people = people_file
        self._writeups = writeups
        self._sessions = sessions

    def events(self, *, since: str = "") -> list[Event]:
        """Everything that is recorded, from a day on (ISO 8601), in the order of time."""
        return trail(self._every(), since=since)

    def codebook(self) -> list[LogEntry]:
        """What was done to the codebook, in the order of time."""
        return sorted(self._study.codebook_log.all().values(), key=lambda entry: (entry.at, entry.id))

    def _every(self) -> Iterator[Event]:
        for record in self._sessions():
            yield from in_session(record)
        numbers = {point.id: point.number for point in self._study.codebook().points}
        yield from in_codebook(self._study.codebook_log.all().values(), numbers)
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
                yield Event(at=version.at, by=version.by, what=version.why, where=f"write-up {row.name}")
