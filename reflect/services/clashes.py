"""What two people wrote differently, wherever in a study, and choosing from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

import msgspec

from reflect.domain.choosing import stands_now, version, with_version
from reflect.domain.clashes import Clash
from reflect.domain.guide import Guide
from reflect.domain.ids import SessionId
from reflect.domain.session import SessionRecord
from reflect.errors import InvalidInput
from reflect.services.desk import SessionDesk
from reflect.store.people_file import PeopleFile
from reflect.store.repository import Repository
from reflect.store.study_file import StudyFile


class ClashRow(msgspec.Struct, frozen=True, kw_only=True):
    """A clash with what one needs to know to choose."""

    where: Literal["session", "study", "people"]
    session: SessionId | None = None
    """For one in a session: which."""
    heading: str
    """What the field is of: the question, the learning point, the participant's code."""
    field: str
    now: str | None
    """What stands in the field now; None when what it was part of is gone."""
    clash: Clash


class Sessions(Protocol):
    """What is needed of a study's sessions."""

    def records(self) -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session with its guide."""

    def open_session(self, session_id: str) -> SessionDesk:
        """Open one to work on."""


def session_clashes(record: SessionRecord, guide: Guide) -> list[ClashRow]:
    """The clashes of one session."""
    headings: dict[str, str] = {question.id: question.heading for question in guide.questions()}
    return [
        ClashRow(
            where="session",
            session=record.session.id,
            heading=headings.get(clash.record, f"{clash.table} {clash.record}"),
            field=clash.field,
            now=stands_now(record, clash),
            clash=clash,
        )
        for _, clash in sorted(record.clashes.items())
    ]


class StudyClashes:
    """The clashes of a whole study."""

    def __init__(self, study: StudyFile, people: PeopleFile, sessions: Sessions) -> None:
        self._study = study
        self._people = people
        self._sessions = sessions

    def rows(self) -> tuple[ClashRow, ...]:
        """Every clash, the study's and the people's first."""
        found = [self._row("study", clash) for clash in self._study.clashes.all().values()]
        found += [self._row("people", clash) for clash in self._people.clashes.all().values()]
        for record, guide in self._sessions.records():
            found += session_clashes(record, guide)
        return tuple(found)

    def settle(self, row: ClashRow, chosen: str) -> None:
        """Put the chosen version into the field and let the clash go; saved when this returns.

        Raises:
            InvalidInput: the version is not what the field can hold.
            ReadOnly: somebody else has the session open.
            StoreError: the disk refused.

        """
        if row.session is not None:
            desk = self._sessions.open_session(row.session)
            try:
                desk.settle(row.clash, chosen)
                desk.save()
            finally:
                desk.close()
            return
        file = self._people if row.where == "people" else self._study
        with file.together():
            table = self._table(row.clash)
            found = table.get(row.clash.record) if table else None
            if table and found is not None:
                try:
                    table.put(with_version(found, row.clash, chosen))
                except ValueError as error:
                    raise InvalidInput("This cannot stand there", place=row.clash.place) from error
            file.clashes.remove(row.clash.id)

    def _row(self, where: Literal["study", "people"], clash: Clash) -> ClashRow:
        table = self._table(clash)
        found = table.get(clash.record) if table else None
        heading = str(getattr(found, "name", "")) if where == "study" else clash.record
        return ClashRow(
            where=where,
            heading=heading or clash.record,
            field=clash.field,
            now=None if found is None else version(found, clash),
            clash=clash,
        )

    # Tables of different records, which no type of Python's can say.
    def _table(self, clash: Clash) -> Repository[msgspec.Struct] | None:
        tables: dict[str, object] = {
            "participants": self._people.participants,
            "points": self._study.points,
            "roles": self._study.roles,
            "memos": self._study.memos,
            "settings": self._study.settings_table,
        }
        found = tables.get(clash.table)
        return found if isinstance(found, Repository) else None
