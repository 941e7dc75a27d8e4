"""The typing journal at work: what is typed goes into it at once, and out of it when the study has it.

`SessionJournal` stands between a desk and its journal, `WriteupJournals` between write-ups and theirs. What
is found at opening is laid over the file as it is by now: where nobody else wrote, what was typed is back as
if nothing had happened; where somebody did, both are kept and it is said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from reflect.domain.ids import Clock
from reflect.domain.recovery import (
    ROWS,
    Recovered,
    RowChange,
    as_fields,
    differences,
    fields_of,
    recovered,
    rows_of,
)
from reflect.domain.session import SessionRecord
from reflect.errors import StoreError
from reflect.store.copies import write_copy
from reflect.store.filesystem import FileSystem
from reflect.store.journal import Head, Journal, Replay

TEXT = "text"
"""The table, and the field, of a write-up's words."""
LONGEST_LINE = 1_000_000
"""Letters of a write-up beyond which a line for every half second would be too much: it is saved instead."""


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
        changes = differences(self._base, self._last, record)
        if changes:
            self._journal.append(changes, at=self._now())
        self._last = record
        self._serial += 1
        return bool(changes)

    def mark(self, latest: Callable[[], SessionRecord]) -> tuple[SessionRecord, int]:
        """The record to save now and how far the journal is: both are to be given to `checkpointed`.

        What has been put down before must not be older than the file, or it might be taken for newer when
        the program ends between the two: so it is brought up to the record first.
        """
        with self._lock:
            record = latest()
            if not self._journal.empty:
                with suppress(StoreError):  # the study has it soon, whatever this computer says
                    self._put_down(record)
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
            self._journal.checkpointed(self._head(record), rest, at=self._now())

    def taken_up(self, record: SessionRecord) -> None:
        """The file holds `record`, with what came in from elsewhere: what is typed builds on that from here.

        Or their words would be put down as ours, and clash with what they write next.
        """
        with self._lock:
            self._base = self._last = record

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
        return head.folder == self._home or not _there(head)

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


class LeftWords(NamedTuple):
    """What was typed in a write-up and never reached its file."""

    text: str
    same: bool
    """Whether the file is still what it was made from."""
    base: str
    """SHA-256 of that; empty when it is not known."""
    at: str
    """When the last of it was typed, as people say it."""


class WriteupJournals:
    """What is typed in a study's write-ups and not yet in their files. Safe to use from several threads."""

    def __init__(self, journals: Path, study: Path, clock: Clock, *, files: FileSystem | None = None) -> None:
        self._journals = journals
        self._study = study
        self._clock = clock
        self._files = files
        self._lock = threading.Lock()
        self._open: dict[str, _Open] = {}

    def opened(self, name: str, text: str) -> None:
        """The file holds `text` now: what is typed from here builds on it."""
        with self._lock:
            found = self._open.setdefault(name, _Open(self._journal(name)))
            found.base, found.last = _digest(text), text

    def write(self, name: str, text: str) -> bool:
        """Put the text down; False when it is too long for that and should be saved at once.

        Raises:
            StoreError: this computer's own disk refused.

        """
        with self._lock:
            found = self._open.setdefault(name, _Open(self._journal(name)))
            if len(text) > LONGEST_LINE:
                return False
            if text != found.last:
                if found.journal.empty:
                    found.journal.begin(self._head(name, found.base))
                change = RowChange(table=TEXT, id=name, now={TEXT: text})
                found.journal.append([change], at=self._clock().isoformat(timespec="seconds"))
                found.last = text
                found.serial += 1
            return True

    def mark(self, name: str) -> int:
        """How far the journal is, to be given to `checkpointed` after a save that begins now."""
        with self._lock:
            return self._open.setdefault(name, _Open(self._journal(name))).serial

    def checkpointed(self, name: str, text: str, mark: int) -> None:
        """The file has been seen to hold `text`: let go of it, unless something else was put down."""
        with self._lock:
            found = self._open.setdefault(name, _Open(self._journal(name)))
            found.base = _digest(text)
            if found.last is None or found.last == text:
                found.journal.drop()
            elif found.serial != mark:  # typed while it was saved
                change = RowChange(table=TEXT, id=name, now={TEXT: found.last})
                now = self._clock().isoformat(timespec="seconds")
                found.journal.checkpointed(self._head(name, found.base), [change], at=now)

    def taken_up(self, name: str, text: str) -> bool:
        """As `opened`, after something came in; False, and nothing done, while something is put down."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            found = self._open.setdefault(name, _Open(self._journal(name)))
            found.base, found.last = _digest(text), text
        finally:
            self._lock.release()
        return True

    def builds_on(self, name: str, text: str) -> None:
        """What is typed builds on `text`, which is not what the file holds now."""
        with self._lock:
            self._open.setdefault(name, _Open(self._journal(name))).base = _digest(text)

    def left(self, name: str) -> LeftWords | None:
        """What was typed before reflect stopped."""
        with self._lock:
            found = self._open.setdefault(name, _Open(self._journal(name)))
            mine = [
                replay
                for replay in found.journal.found(lambda head: self._is_mine(head, name))
                if text_of(replay) is not None
            ]
            if not mine:
                return None
            last = max(mine, key=lambda replay: replay.at)
            found.last = None
            base = last.head.base if last.head is not None else ""
            # One of the versions put down may have been saved.
            saved = any(
                now and _digest(str(now.get(TEXT, ""))) == found.base
                for now in last.passed.get((TEXT, name), ())
            )
            text = text_of(last) or ""
            return LeftWords(text, base == found.base or saved, base, when(last.at, self._clock()))

    def forget(self, name: str) -> None:
        """Let go of a journal whose words are kept otherwise."""
        with self._lock:
            if name in self._open:
                self._open[name].journal.drop()

    def close(self) -> None:
        """Let others have the journals; what is in them stays."""
        with self._lock:
            for found in self._open.values():
                found.journal.close()
            self._open.clear()

    def _journal(self, name: str) -> Journal:
        # Not the name itself: it may hold what no file system takes, and titles tell things.
        return Journal(self._journals, f"writeup-{_digest(name)[:16]}", files=self._files)

    def _head(self, name: str, base: str) -> Head:
        return Head(
            kind="write-up",
            id=name,
            folder=str(self._study.resolve()),
            file=f"writeups/{name}.md",
            base=base,
            at=self._clock().isoformat(timespec="seconds"),
        )

    def _is_mine(self, head: Head, name: str) -> bool:
        if head.kind != "write-up" or head.id != name:
            return False
        return head.folder == str(self._study.resolve()) or not _there(head)


class _Open:
    """One write-up that is being written."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.base = ""
        self.serial = 0
        self.last: str | None = None
        """The text as the journal or the file has it; None when that is not known."""


def text_of(replay: Replay) -> str | None:
    """A write-up's words in its journal."""
    found = next((c.now for c in reversed(replay.changes) if c.table == TEXT and c.now), None)
    text = found.get(TEXT) if found else None
    return text if isinstance(text, str) else None


def in_words(result: Recovered, replay: Replay, now: datetime) -> str:
    """What was recovered, for a person; empty when there is nothing to tell."""
    parts = [
        _count(result.answers, "answer"),
        _count(result.others, "other change" if result.answers else "change"),
    ]
    what = " and ".join(part for part in parts if part)
    told = []
    if what:
        told.append(f"Recovered {what} typed before reflect stopped ({when(replay.at, now)}).")
    if result.clashes:
        places = _count(len(result.clashes), "place")
        told.append(
            f"The file had been changed meanwhile: in {places} both versions are kept to choose from."
        )
    if replay.damaged and told:
        told.append(f"{_count(replay.damaged, 'line')} of what was kept could not be read.")
    return " ".join(told)


def when(at: str, now: datetime) -> str:
    """A moment as people say it: the time today, else the day too."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return "time unknown"
    local = moment.astimezone(now.tzinfo) if moment.tzinfo and now.tzinfo else moment
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%Y-%m-%d %H:%M}"


def _count(number: int, what: str) -> str:
    if number <= 0:
        return ""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _knowing_all(change: RowChange, base: SessionRecord | None) -> RowChange:
    if base is None:
        return change if change.now is None else msgspec.structs.replace(change, was=None)
    there = rows_of(base, change.table).get(change.id) if change.table in ROWS else None
    return msgspec.structs.replace(change, was=None if there is None else fields_of(there))


def _there(head: Head) -> bool:
    """Whether the file that a journal belongs to is where it was."""
    return (Path(head.folder) / head.file).exists()


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
