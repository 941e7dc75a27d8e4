"""Withdrawal: noted with its day and extent, and, where that was asked for, everything a person said removed.

A withdrawal is one more consent of theirs; the gate holds everything back from that moment. A removal cannot
be undone. Its record is written first, as *under way*, and says *done* last, so that one that was cut short
is known for what it is and is finished by running it again: every step finds whatever is left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import msgspec

from reflect.domain.consent import Consent, Extent
from reflect.domain.framework import cells_of
from reflect.domain.ids import Clock, ParticipantCode, SessionId
from reflect.domain.people import Participant, participant_called
from reflect.domain.removals import Removal, RemovalState
from reflect.domain.taking_out import names_in, people_without
from reflect.domain.withdrawing import record_without, session_without
from reflect.errors import InvalidInput
from reflect.services.session_changes import SessionChanges
from reflect.services.steps import Steps
from reflect.services.touched import Source, Theirs, Touch, holds, theirs, touched
from reflect.store.filesystem import FileSystem
from reflect.store.people_file import PeopleFile
from reflect.store.people_shared_file import SharedPeople
from reflect.store.sealed import Tables
from reflect.store.study_folder import StudyFolder
from reflect.store.traces import Traces

ELSEWHERE = (
    "backups that were made, and copies of the study's folder",
    "the history of a git repository, here and on its server",
    "exports and write-ups: those in the study are listed, those that were sent are with whoever has them",
    "other laptops of the team, until they have synced and removed it too (`reflect check` says so there)",
    "the drive itself may keep traces of deleted files until it writes over them",
)
"""What a removal cannot reach, and must be said."""


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a removal."""

    code: ParticipantCode
    sessions: int
    """Sessions that were theirs alone, deleted."""
    shared: int
    """Sessions with others, from which their words were taken."""
    quotes: int
    files: int
    """Earlier states, copies, originals and notes on this computer that were deleted."""
    left: tuple[str, ...] = ()
    """What could not be looked into, in words."""
    elsewhere: tuple[str, ...] = ELSEWHERE


class Withdrawals:
    """Noting that somebody withdrew, and removing what they said."""

    def __init__(
        self,
        store: StudyFolder,
        source: Source,
        *,
        uid: str,
        clock: Clock,
        by: str,
        steps: Steps | None = None,
        save: Callable[[Participant], None] | None = None,
        let_go: Callable[[], None] = lambda: None,
        files: FileSystem | None = None,
    ) -> None:
        self._store = store
        self._source = source
        self._uid = uid
        self._clock = clock
        self._by = by
        self._files = files or FileSystem()
        self._steps = steps or Steps()
        self._save = save
        """How a changed participant is saved, where that is to be a step of *undo*."""
        self._let_go = let_go
        """Lets go of what an open study keeps of its sessions in memory, and of its index."""
        self._changes = SessionChanges(store, self._steps, clock, by)
        self._traces = Traces(store.paths, uid, self._files)

    def touched(self, code: str) -> tuple[Touch, ...]:
        """Every write-up, export and record that holds their words or name. Raises NotFound, StoreError."""
        return touched(self._source, self.theirs(code), files=self._files)

    def theirs(self, code: str) -> Theirs:
        """Everything they said. Raises NotFound for somebody who is neither here nor was removed."""
        people = self._store.people(read_only=True)
        return self._theirs(code, people)

    def withdraw(self, code: str, day: str = "", extent: Extent = Extent.NOT_QUOTED) -> Participant:
        """Note that somebody withdrew on a day, today unless it is said; their earlier consents stay.

        Raises:
            NotFound: there is no such participant.
            InvalidInput: the day is none, or lies ahead.
            StoreError: the disk refused; nothing was noted.

        """
        people = self._store.people()
        person = _found(code, people)
        now = self._withdrawn(person, day, extent)
        if now != person:
            (self._save or people.participants.put)(now)
        return now

    def _withdrawn(self, person: Participant, day: str, extent: Extent) -> Participant:
        today = self._clock().date().isoformat()
        on = day.strip() or today
        try:
            date.fromisoformat(on)
        except ValueError:
            raise InvalidInput(f"{on} is no day", remedy="Write it like 2026-11-23.") from None
        if on > today:
            raise InvalidInput(f"{on} lies ahead", remedy="A withdrawal is noted once it was made.")
        last = person.consent
        if last is not None and last.withdrawn == on and last.extent is extent:
            return person
        noted = last or Consent(date=on)
        withdrawn = msgspec.structs.replace(noted, withdrawn=on, extent=extent, taken_by=self._by)
        return msgspec.structs.replace(person, consents=(*person.consents, withdrawn))

    # -- removal ---------------------------------------------------------------------------------------

    def remove(self, code: str, *, typed: str, day: str = "") -> Removed:
        """Delete everything they said, and who they are, for good; run again, it finishes what was cut short.

        `typed` is their code, typed by whoever wants it. What a group wrote together, memos and field notes
        of researchers, write-ups and exports stay: `touched` names those that hold their words.

        Raises:
            NotFound: there is nobody of that code, nor was.
            InvalidInput: what was typed is not the code, or words typed in one of their sessions with others
                have not reached the study yet.
            ReadOnly: one of their sessions is open; it says who has it.
            StoreError: the disk refused; it is to be run again.

        """
        people = self._store.people()
        removals = people.removals.all()
        person = people.participants.get(code)
        if person is None and code not in removals and not _binned(people, code):
            code = _found(code, people).code
            person = people.participants.get(code)
        if typed.strip() != code:
            raise InvalidInput(
                "Nothing was removed: what was typed is not their code", remedy=f"Type {code} to confirm."
            )
        code = ParticipantCode(code)
        known = self._theirs(code, people, everywhere=True)
        found = list(self._traces.session_files(code))
        earlier = removals.get(code)
        under = {*(earlier.under if earlier else ()), *(_uid(tables) for _, tables in found)}
        with self._steps.lock, ExitStack() as held:
            for path in sorted({path for path, _ in found if path.parent == self._store.paths.sessions}):
                held.enter_context(self._changes.nobody_else(path))
            self._refuse_unsaved(found, code)
            self._steps.forget()
            began = Removal(
                id=code,
                on=earlier.on if earlier else day.strip() or self._clock().date().isoformat(),
                by=earlier.by if earlier else self._by,
                sessions=max(earlier.sessions if earlier else 0, len(under)),
                quotes=max(earlier.quotes if earlier else 0, len(known.quotes)),
                under=tuple(sorted(map(SessionId, under))),
            )
            withdrawn = [self._withdrawn(person, day, Extent.REMOVED)] if person is not None else []
            people.put_all({"participants": withdrawn, "removals": [began]})
            return self._removed(people, began, found, known)

    def _removed(
        self, people: PeopleFile, began: Removal, found: Sequence[tuple[Path, Tables]], known: Theirs
    ) -> Removed:
        """Every step from here on can be done again: it finds what is left."""
        code, traces = began.id, self._traces
        self._forget_index()
        files = traces.forget_texts(lambda data: holds(known, data))
        study = self._store.study()
        study.forget_considered(known.quotes)
        study.forget_summaries(code, known.quotes)
        files += traces.forget_noted(known.quotes, cells_of(code))
        alone = shared = 0
        listed = set(self._store.session_paths())
        for path, _ in found:
            stays = self._without(path, code, listed)
            if path.parent == self._store.paths.sessions:
                alone, shared = alone + (not stays), shared + stays
        files += traces.forget_sessions(began.under, code)
        here = {path.stem.rpartition("-")[2]: path for path in self._store.session_paths()}
        turns: dict[str, frozenset[str]] = {
            session: self._turns_left(here[session]) for session in began.under if session in here
        }
        gone = [session for session in began.under if session not in here]

        def without_them(tables: Tables) -> Tables:
            names = names_in(tables, code)
            return people_without(tables, code, names=names, sessions=gone, turns=turns)

        people.rewrite(without_them)
        self._agree()
        files += traces.forget_people()
        self._forget_index()
        people.removals.put(msgspec.structs.replace(began, state=RemovalState.DONE, under=()))
        self._agree()  # so that the team hears that it is done
        left = tuple(
            f"{self._store.paths.name(path)} cannot be read, and mentions {code}: look into it yourself"
            for path in traces.unreadable(code)
        )
        return Removed(code=code, sessions=alone, shared=shared, quotes=began.quotes, files=files, left=left)

    def _agree(self) -> None:
        """Bring what the team shares of people up to what is known here, where it shares anything."""
        if self._files.signature(self._store.paths.people_shared) is not None:
            SharedPeople(self._store.folder, uid=self._uid, clock=self._clock, files=self._files).agree()

    def _forget_index(self) -> None:
        self._let_go()
        self._traces.forget_index()

    def _without(self, path: Path, code: ParticipantCode, listed: Collection[Path]) -> bool:
        """Take the person out of a session's file; whether anything of it is left.

        What lies in `sessions/` under its own name is saved as any save is; copies and the bin are not.
        """
        if path not in listed:
            return self._traces.strip(path, code)
        file = self._store.session(path)
        left = record_without(file.read(), code)
        if left is None:
            self._traces.remove(path)
            return False
        file.save(left)
        return True

    def _turns_left(self, path: Path) -> frozenset[str]:
        return frozenset(self._store.session(path, read_only=True).read().turns)

    def _refuse_unsaved(self, found: Sequence[tuple[Path, Tables]], code: str) -> None:
        shared = [_uid(tables) for _, tables in found if session_without(tables, [code]) is not None]
        waiting = self._traces.typed(shared)
        if waiting:
            raise InvalidInput(
                f"In the session {waiting[0]}, words of others were typed that the study does not have yet",
                remedy="Open that session once, so that they are in it, and remove then.",
            )

    def _theirs(self, code: str, people: PeopleFile, *, everywhere: bool = False) -> Theirs:
        person = people.participants.get(code) or _binned(people, code)
        if person is None and people.removals.get(code) is None:
            person = _found(code, people)
            code = person.code
        return theirs(self._source, code, person, everywhere=everywhere)


def _found(code: str, people: PeopleFile) -> Participant:
    return participant_called(code, tuple(people.participants.all().values()))


def _binned(people: PeopleFile, code: str) -> Participant | None:
    kept = [row.participant for row in people.bin.all().values() if row.participant.code == code]
    return kept[-1] if kept else None


def _uid(tables: Tables) -> str:
    return next(iter(tables.get("session", {})), "")
