"""The typing journals of write-ups: what is typed goes into them at once, and out when the file has it."""

from __future__ import annotations

import threading
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from reflect.domain.ids import Clock
from reflect.domain.recovery import RowChange
from reflect.services.journal_words import when
from reflect.store.filesystem import FileSystem
from reflect.store.journal import Journal
from reflect.store.journal_lines import Head, Replay, is_in_place

TEXT = "text"
"""The table, and the field, of a write-up's words."""
LONGEST_LINE = 1_000_000
"""Letters of a write-up beyond which a line for every half second would be too much: it is saved instead."""


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
        return head.folder == str(self._study.resolve()) or not is_in_place(head)


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


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
