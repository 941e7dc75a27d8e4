"""Forms that are filled in and not yet kept: their words are safe on this computer meanwhile.

A form (a memo, a field note, a participant) reaches the study only when it is kept. Until then what stands in
it lies in a journal of its own, a line at the latest half a second after a key. What a form left there when
reflect was killed is offered again; a form that is kept, or let go, takes its journal away.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from reflect.domain.ids import Clock
from reflect.domain.recovery import RowChange
from reflect.errors import StoreError
from reflect.services.journal_words import when
from reflect.services.writeup_journals import TEXT
from reflect.store.filesystem import FileSystem
from reflect.store.journal import Journal, journals_in, read_journal
from reflect.store.journal_lines import Head, Replay

KIND: Final = "form"
PEOPLE = "people"
"""What a participant's form belongs to."""
POINTS = "learning points"
"""What a learning point's form, or a memo on one, belongs to."""
CELLS = "framework"
"""What a summary in the framework matrix belongs to."""
_STEM = "form-"


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What a form is for."""

    owner: str
    """The id of the session it belongs to, or `PEOPLE`, `POINTS` or `CELLS`."""
    file: str
    """The file of the study that will hold its words, such as `people.json`."""
    title: str
    """What a person calls it: `Memo on the quote “…”`. No name in it."""
    about: Mapping[str, str] = {}
    """What it takes to go on with it, told by whoever opens it."""


class LeftForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form that was not kept when reflect stopped."""

    form: Form
    fields: Mapping[str, str]
    at: str
    """When the last of it was typed, as people say it."""
    journal: Path

    @property
    def text(self) -> str:
        """The words of a form that has one field."""
        return self.fields.get(TEXT, "")


class OpenForm:
    """The journal of one form that is open; safe to use from several threads."""

    def __init__(self, form: Form, journal: Journal, study: Path, clock: Clock) -> None:
        self.form = form
        self._journal = journal
        self._study = study
        self._clock = clock
        self._lock = threading.Lock()
        self._last: Mapping[str, str] | None = None
        self._over = False

    def put(self, fields: Mapping[str, str]) -> None:
        """Put down what stands in the form; on the disk when this returns.

        Raises StoreError when this computer's own disk refuses.
        """
        with self._lock:
            if self._over or fields == self._last:
                return
            now = self._clock().isoformat(timespec="seconds")
            if self._last is None:
                self._journal.begin(self._head(now))
            row = {
                TEXT: "\n".join(f"{name}: {words}" for name, words in fields.items() if words)
                if set(fields) != {TEXT}
                else fields[TEXT],
                "fields": dict(fields),
                "title": self.form.title,
                "about": dict(self.form.about),
            }
            self._journal.append([RowChange(table=TEXT, id=self.form.owner, now=row)], at=now)
            self._last = dict(fields)

    def over(self, left: LeftForm | None = None) -> None:
        """It is kept, or let go: its journal goes, and that of the one it went on with.

        Failing to is no failure: what is left is offered again.
        """
        with self._lock:
            self._over = True
            self._journal.drop()
            for path in (left.journal, left.journal.with_suffix(".lock")) if left is not None else ():
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let others find what is in it."""
        with self._lock:
            self._over = True
            self._journal.close()

    def _head(self, now: str) -> Head:
        folder = str(self._study.resolve())
        return Head(kind=KIND, id=self.form.owner, folder=folder, file=self.form.file, base="", at=now)


class Forms:
    """The forms of one study."""

    def __init__(self, journals: Path, study: Path, clock: Clock, *, files: FileSystem | None = None) -> None:
        self._journals = journals
        self._study = study
        self._clock = clock
        self._files = files
        self._told = False

    def open(self, form: Form) -> OpenForm:
        """Begin a form; nothing is written before the first words."""
        journal = Journal(self._journals, f"{_STEM}{os.urandom(6).hex()}", files=self._files)
        return OpenForm(form, journal, self._study, self._clock)

    def left(self, *owners: str) -> tuple[LeftForm, ...]:
        """What forms of these sessions, or of `PEOPLE`, left behind here; the oldest first.

        One that is open somewhere is not left behind, and one that cannot be read is told by `reflect check`.
        """
        found = []
        for path in journals_in(self._journals):
            if path.name.startswith(_STEM):
                with suppress(StoreError):
                    replay = read_journal(path, files=self._files)
                    left = self._left(path, replay) if replay is not None else None
                    if left is not None and left[1].form.owner in owners:
                        found.append(left)
        return tuple(left for _, left in sorted(found, key=lambda each: each[0]))

    def take_unkept(self) -> list[str]:
        """Which forms that belong to no session were not kept when reflect stopped, in words; told once."""
        if self._told:
            return []
        self._told = True
        return [
            f"{left.form.title} was not kept when reflect stopped ({left.at}). What was typed is "
            "kept on this computer: open the form to go on."
            for left in self.left(PEOPLE, POINTS, CELLS)
        ]

    def left_of(self, form: Form) -> LeftForm | None:
        """What the very same form left behind here, the last time; None when nothing."""
        found = [each for each in self.left(form.owner) if each.form.about == form.about]
        return found[-1] if found else None

    def _left(self, path: Path, replay: Replay) -> tuple[str, LeftForm] | None:
        head = replay.head
        if head is None or head.kind != KIND or head.folder != str(self._study.resolve()):
            return None
        row = next((change.now for change in reversed(replay.changes) if change.now), None)
        if row is None:
            return None
        try:
            form = Form(
                owner=head.id,
                file=head.file,
                title=msgspec.convert(row.get("title", ""), str),
                about=msgspec.convert(row.get("about", {}), dict[str, str]),
            )
            fields = msgspec.convert(row.get("fields", {}), dict[str, str])
        except msgspec.ValidationError:
            return None
        if not fields:
            return None
        at = when(replay.at, self._clock())
        return replay.at, LeftForm(form=form, fields=fields, at=at, journal=path)
