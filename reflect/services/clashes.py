"""What two people wrote differently, wherever in a study, and choosing from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, Protocol

import msgspec

from reflect.domain.choosing import stands_now, version
from reflect.domain.clashes import Clash
from reflect.domain.framework import CellSummary
from reflect.domain.guide import Guide
from reflect.domain.ids import ParticipantCode, SessionId
from reflect.domain.session import SessionRecord
from reflect.services.desk import SessionDesk
from reflect.services.session_changes import SessionChanges
from reflect.services.two_texts import TextVersions, TwoTexts
from reflect.services.undoing import CHOICE, StudyEdits
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile


class ClashRow(msgspec.Struct, frozen=True, kw_only=True):
    """A clash with what one needs to know to choose."""

    where: Literal["session", "study", "people", "text"]
    session: SessionId | None = None
    """For one in a session: which."""
    participant: ParticipantCode | None = None
    """For one in a session: whose it is; None for a group."""
    started: str = ""
    """For one in a session: when that began, ISO 8601."""
    heading: str
    """What the field is of: the question, the learning point, the participant's code, the write-up."""
    field: str
    now: str | None
    """What stands in the field now; None when what it was part of is gone."""
    clash: Clash
    texts: TextVersions | None = None
    """For one of a write-up, a guide or a template: where both lie."""


class Sessions(Protocol):
    """What is needed of a study's sessions."""

    def records(self, *, clashing: bool = False) -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session, or every one with a clash in it, with its guide."""

    def open_session(self, session_id: str) -> SessionDesk:
        """Open one to work on."""


def session_clashes(record: SessionRecord, guide: Guide) -> list[ClashRow]:
    """The clashes of one session."""
    headings: dict[str, str] = {question.id: question.heading for question in guide.questions()}
    return [
        ClashRow(
            where="session",
            session=record.session.id,
            participant=record.session.participant,
            started=record.session.started,
            heading=headings.get(clash.record, f"{clash.table} {clash.record}"),
            field=clash.field,
            now=stands_now(record, clash),
            clash=clash,
        )
        for _, clash in sorted(record.clashes.items())
    ]


class StudyClashes:
    """The clashes of a whole study."""

    def __init__(
        self,
        study: StudyFile,
        people: PeopleFile,
        sessions: Sessions,
        *,
        edits: StudyEdits,
        changes: SessionChanges,
        texts: TwoTexts,
    ) -> None:
        self._study = study
        self._people = people
        self._sessions = sessions
        self._edits = edits
        self._changes = changes
        self._texts = texts

    def rows(self) -> tuple[ClashRow, ...]:
        """Every clash: the study's and the people's, the sessions', then the write-ups' and guides'."""
        return tuple(self._rows())

    def settle(self, row: ClashRow, chosen: str) -> None:
        """Put the chosen version into the field and let the clash go: saved when this returns.

        A step of *undo*, wherever it is.

        Raises:
            InvalidInput: the version is not what the field can hold.
            ReadOnly: somebody else has the session open.
            ChangedUnderneath: a text is not as it was any more.
            StoreError: the disk refused.

        """
        if row.texts is not None:
            self._texts.settle(row.texts, chosen)
        elif row.session is not None:
            desk = self._sessions.open_session(row.session)
            try:
                before = desk.record
                desk.settle(row.clash, chosen)
                desk.save()
                self._changes.did(CHOICE, before, desk.record)
            finally:
                desk.close()
        else:
            self._edits.settle(row.clash, chosen, of_people=row.where == "people")

    def _rows(self) -> Iterator[ClashRow]:
        for clash in self._study.clashes.all().values():
            yield self._row("study", clash)
        for clash in self._people.clashes.all().values():
            yield self._row("people", clash)
        for record, guide in self._sessions.records(clashing=True):
            yield from session_clashes(record, guide)
        for versions in self._texts.beside():
            yield ClashRow(
                where="text",
                heading=versions.original.stem,
                field="text",
                now=versions.clash.kept if versions.now is not None else None,
                clash=versions.clash,
                texts=versions,
            )

    def _row(self, where: Literal["study", "people"], clash: Clash) -> ClashRow:
        found: Any = self._edits.clashing(clash)
        heading = str(getattr(found, "name", "")) if where == "study" else clash.record
        if isinstance(found, CellSummary):
            point = self._study.codebook().get(found.point)
            heading = f"{found.case}, {point.name if point is not None else found.point}"
        return ClashRow(
            where=where,
            heading=heading or clash.record,
            field=clash.field,
            now=None if found is None else version(found, clash),
            clash=clash,
        )
