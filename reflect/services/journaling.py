"""The typing journal at work: what is typed goes into it at once, and out of it when the study has it.

`SessionJournal` stands between a desk and its journal. What is found at opening is laid over the file as it
is by now: where nobody else wrote, what was typed is back as if nothing had happened; where somebody did,
both are kept and it is said. Write-ups have theirs in `writeup_journals`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from reflect.domain.ids import Clock
from reflect.domain.recovery import (
    ROWS,
    RowChange,
    as_fields,
    differences,
    fields_of,
    recovered,
    rows_of,
)
from reflect.domain.session import SessionRecord
from reflect.errors import StoreError
from reflect.services.journal_words import in_words
from reflect.store.copies import write_copy
from reflect.store.filesystem import FileSystem
from reflect.store.journal import Journal
from reflect.store.journal_lines import Head, Replay, is_in_place


class SavedFile(Protocol):
    """What a journal needs to know of the file that it runs ahead of."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def generation(self) -> int:
        """How often it had been saved when it was last read or saved here."""

    @property
    def checksum(self) -> str:
        """SHA-256 of the file as it was then; empty where nobody could rely on it."""

    def see_on_disk(self) -> None:
        """Look whether the disk holds what was last saved here. Raises StoreError if not."""


class _Base(NamedTuple):
    """Which generation of the file the changes build on."""

    checksum: str
    generation: int

    @classmethod
    def of(cls, file: SavedFile) -> _Base:
        """The one that was last read or saved."""
        return cls(file.checksum, file.generation)


class SessionJournal:
    """What is on a desk and not yet in its session's file. Safe to use from several threads.

    `recover` comes first; it begins the journal.
    """

    def __init__(
        self,
        journals: Path,
        file: SavedFile,
        *,
        study: Path,
        clock: Clock,
        files: FileSystem | None = None,
    ) -> None:
        self._journals = journals
        self._file = file
        self._study = study
        self._clock = clock
        self._files = files
        self._lock = threading.Lock()
        self._journal: Journal
        self._base: SessionRecord
        self._last: SessionRecord
        self._on_disk = _Base("", 0)
        self._serial = 0
        self._being_saved: SessionRecord | None = None
        """What a save that runs has begun with, where no line tells of it yet."""
        self._whole = False
        self.notices: list[str] = []
        """What was recovered, in words."""

    def recover(self, record: SessionRecord) -> SessionRecord:
        """The file's record with what was typed before reflect last stopped; the same when there is nothing.

        What is recovered stays in the journal until it has been saved and read back.
        """
        session = record.session
        self._journal = Journal(self._journals, session.id, files=self._files)
        self._base = self._last = record
        self._on_disk = _Base.of(self._file)
        self._journal.begin(self._head(record))
        try:
            found = self._journal.found(lambda head: self._is_mine(head, session.id))
        except StoreError as error:
            self.notices.append(
                "Something typed before reflect stopped may be kept on this computer, but it cannot be "
                f"read: {error}"
            )
            return record
        for replay in sorted(found, key=lambda replay: replay.at):
            record = self._with(replay, record)
        if found and record is self._base:
            self._journal.drop()
        return record

    def write(self, latest: Callable[[], SessionRecord]) -> bool:
        """Put down what is new; whether there was anything. On the disk when this returns.

        `latest` is asked once it is this thread's turn, so that no older record is put down after a newer.

        Raises:
            StoreError: this computer's own disk refused; what was put down before is still there.

        """
        with self._lock:
            return self._put_down(latest())

    def _put_down(self, record: SessionRecord) -> bool:
        if record is self._last:
            return False
        if self._being_saved is not None and self._being_saved is not record:
            self._append(self._being_saved)
        new = self._append(record)
        self._being_saved = None
        return new

    def _append(self, record: SessionRecord) -> bool:
        changes = differences(self._base, self._last, record)
        if changes:
            self._journal.append(changes, at=self._now())
        self._last = record
        self._serial += 1
        return bool(changes)

    def mark(self, latest: Callable[[], SessionRecord]) -> tuple[SessionRecord, int]:
        """The record to save now and how far the journal is: both are to be given to `checkpointed`.

        What is put down must tell of the record that is saved, before or after it: when the program ends
        between the two, the file is known by it for what somebody here wrote.
        """
        with self._lock:
            record = latest()
            if not self._journal.empty:
                with suppress(StoreError):  # the study has it soon, whatever this computer says
                    self._put_down(record)
            # A first line that comes while it is saved tells of it first.
            self._being_saved = record if record is not self._last else None
            return record, self._serial

    def checkpointed(self, record: SessionRecord, mark: int) -> None:
        """`record` has been saved: see that the disk holds it, and let go of what is in it.

        Where the file merged it with what somebody else had saved, that changes nothing here: what follows
        still builds on `record`, and is laid over the file by a merge if it must be recovered.

        Raises:
            StoreError: it does not, as far as can be seen; nothing was let go of.

        """
        self._file.see_on_disk()
        on_disk = _Base.of(self._file)
        with self._lock:
            rest = [] if self._serial == mark else differences(record, record, self._last)
            if self._serial == mark:
                self._last = record
            self._base, self._on_disk, self._whole = record, on_disk, False
            self._being_saved = None
            self._journal.checkpointed(self._head(record), rest, at=self._now())

    def taken_up(self, record: SessionRecord) -> None:
        """The file holds `record`, with what came in from elsewhere: what is typed builds on that from here.

        Or their words would be put down as ours, and clash with what they write next.
        """
        with self._lock:
            self._base = self._last = record
            self._being_saved = None

    def keep_whole(self) -> None:
        """While the study is out of reach: put the whole session down, not only what changed; once is enough.

        So it can be saved elsewhere even if the study never comes back. Failing to is no failure: the changes
        are there.
        """
        with self._lock:
            if not self._whole and not self._journal.empty:
                try:
                    self._journal.keep_whole(as_fields(self._last), at=self._now())
                    self._whole = True
                except StoreError:
                    return

    def save_elsewhere(self, record: SessionRecord, folder: Path) -> Path:
        """Write the session as it is on the desk into a folder, under its own name; returns where it lies.

        Raises:
            StoreError: that folder cannot be written either.

        """
        return write_copy(
            record,
            folder,
            self._file.path.stem,
            base=self._on_disk.checksum,
            generation=self._on_disk.generation,
            files=self._files,
        )

    def close(self, *, saved: bool) -> None:
        """Let go of the journal; remove it if everything is saved."""
        with self._lock:
            if saved and self._journal.empty:
                self._journal.drop()
            else:
                self._journal.close()

    # -- what was left behind --------------------------------------------------------------------------

    def _with(self, replay: Replay, record: SessionRecord) -> SessionRecord:
        same = replay.head is not None and replay.head.base == self._on_disk.checksum
        changes = replay.changes
        if not replay.certain:
            # Fields that a damaged line told may have changed too. Where the file is what all this builds on,
            # it says what they were; where it is not, nobody does.
            changes = tuple(_knowing_all(change, record if same else None) for change in changes)
        result = recovered(record, changes, at=replay.at, passed=replay.passed)
        told = in_words(result, replay, self._clock())
        if told:
            self.notices.append(told)
        return result.record

    def _is_mine(self, head: Head, session: str) -> bool:
        if head.kind != "session" or head.id != session:
            return False
        return head.folder == self._home or not is_in_place(head)

    @property
    def _home(self) -> str:
        return str(self._study.resolve())

    def _head(self, record: SessionRecord) -> Head:
        return Head(
            kind="session",
            id=record.session.id,
            folder=self._home,
            file=self._file.path.relative_to(self._study).as_posix(),
            base=self._on_disk.checksum,
            generation=self._on_disk.generation,
            at=self._now(),
            sitting=fields_of(record.session),
        )

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def _knowing_all(change: RowChange, base: SessionRecord | None) -> RowChange:
    if base is None:
        return change if change.now is None else msgspec.structs.replace(change, was=None)
    there = rows_of(base, change.table).get(change.id) if change.table in ROWS else None
    return msgspec.structs.replace(change, was=None if there is None else fields_of(there))
