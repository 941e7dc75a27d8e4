"""A researcher's own text (a write-up, a guide's copy): plain Markdown, saved as carefully as the records."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from reflect.domain.ids import Clock
from reflect.domain.text_merging import merged_text
from reflect.errors import ChangedUnderneath, NotFound, StoreError
from reflect.store.atomic import write_atomically
from reflect.store.beside import Beside
from reflect.store.filesystem import FileSystem, Signature, in_words, local_time
from reflect.store.paths import StudyPaths
from reflect.store.text_history import TextHistory, before_beside, name_of

_MERGE_TRIES = 20
_EMPTY_LOOKS = 5
_EMPTY_PAUSE = 0.02
"""Seconds between looks at a file that is empty: most programs empty one before they write it anew."""
_WITHOUT_HISTORY = ("exports",)
"""Folders whose files are made anew each time."""


class _OnDisk(NamedTuple):
    """What the file holds, as far as is known."""

    digest: str
    text: str


class TextFile:
    """One text in a study folder. A save never overwrites what somebody else wrote since it was read.

    Where they changed other sentences the two are merged, and `take_merge` gives the text that came of it.
    Until it is taken, or the file is read again, what is saved is taken for what it is: a version that knows
    nothing of theirs.
    """

    def __init__(
        self, path: Path, folder: Path, *, files: FileSystem | None = None, clock: Clock = local_time
    ) -> None:
        self.path = path
        self._paths = StudyPaths(folder)
        self._files = files or FileSystem()
        self._beside = Beside(path, self._paths, self._files, clock)
        self._held: _OnDisk | None = None
        self._given: str | None = None
        self._seen: _OnDisk | None = None
        self._looked: Signature | None = None
        self.history = TextHistory(path, self._paths, self._files)

    def read(self) -> str:
        """The text, with plain line feeds at its line ends.

        Raises:
            NotFound: there is no such file.
            StoreError: it cannot be read, or is not UTF-8.
        """
        name = self._paths.name(self.path)
        try:
            data = self._files.read(self.path)
        except FileNotFoundError as error:
            raise NotFound("There is no such file", place=name) from error
        except OSError as error:
            raise in_words(error, name, "read") from error
        try:
            text = text_of(data)
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise StoreError(
                "This line is not UTF-8 text",
                place=f"{name}:{line}",
                remedy="Save it as UTF-8 in your editor.",
            ) from error
        self._held, self._given = _OnDisk(_digest(data), text), None
        self._beside.forget()
        return text

    def write(self, text: str, *, made_from: str = "") -> str:
        """Save the text in one atomic write, keeping the text before it; returns what the file holds now.

        `made_from` is another text that went into this one: a later merge with it starts from there.

        Raises:
            ChangedUnderneath: the file was changed in the same sentences, or cannot be read; it is untouched,
                ours is kept beside.
            StoreError: the disk refused; the file is as it was.
        """
        held, wanted = self._held, text
        if self._given is not None and held is not None:
            wanted = self._merged(text, held.text, self._given)
        came_in = self._given is not None
        for _ in range(_MERGE_TRIES):
            try:
                late = self._put(wanted, held, made_from)
                if late is None or held is None:
                    break
                # Written by a program that knows no guard, into the file that ours has just replaced.
                wanted, held, came_in = self._merged(wanted, late.text, held.text), self._held, True
            except _Changed:
                theirs = self._theirs(text)
                if theirs is not None:
                    wanted = self._merged(wanted, theirs.text, held.text if held else None)
                    held, came_in = theirs, True
        else:
            raise self._beside.keep(bytes_of(text))
        self._given = text if came_in and wanted != text else None
        if self._given is not None:
            # What is written next is made from it, though no file ever held it.
            self.history.keep(text)
        return wanted

    def catch_up(self) -> bool:
        """Look whether somebody else has changed it since; whether they have, and `take_merge` gives it.

        Raises what `read` raises.
        """
        held, given = self._held, self._given
        try:
            signature = self._files.signature(self.path)
        except OSError as error:
            raise in_words(error, self._paths.name(self.path), "read") from error
        if held is None or signature is None or signature == self._looked:
            return False
        other = TextFile(self.path, self._paths.folder, files=self._files)
        other.read()
        theirs, self._looked = other._held, signature
        if theirs is None or theirs.digest == held.digest:
            return False
        given = held.text if given is None else given
        self._held, self._given = theirs, given if given != theirs.text else None
        return True

    def take_merge(self) -> str | None:
        """What the file holds since something of theirs came in, once; None when nothing did.

        Whoever takes it goes on from that text.
        """
        came_in = self._given is not None and self._held is not None
        self._given = None
        return self._held.text if came_in and self._held is not None else None

    @property
    def came_in(self) -> tuple[str, str] | None:
        """What was last saved or made from here, and what the file holds instead; None when the same."""
        return None if self._given is None or self._held is None else (self._given, self._held.text)

    def made_from(self, base: str) -> None:
        """What is saved next was made from `base`, and not from what the file holds now."""
        self._given = base if self._held is not None and base != self._held.text else None

    def versions(self) -> tuple[str, str | None]:
        """What the file holds now, and what was made from here and what is saved next comes from.

        For a person to choose from, after `write` could not bring the two together. Raises what `read`
        raises.
        """
        other = TextFile(self.path, self._paths.folder, files=self._files)
        theirs = other.read()
        self._seen = other._held
        base = self._given if self._given is not None else self._held.text if self._held else None
        return theirs, base

    def go_on_from_seen(self) -> Path | None:
        """What is saved next knows of the version that `versions` gave; where ours was kept beside, if so."""
        kept = self._beside.kept
        if self._seen is not None:
            self._held, self._given, self._seen = self._seen, None, None
            self._beside.forget()
        return kept

    def _put(self, text: str, held: _OnDisk | None, made_from: str) -> _OnDisk | None:
        """Save in the place of `held`; what was replaced when it turns out to have been something else."""
        data = bytes_of(text)
        if held is not None and _digest(data) == held.digest and self.path.exists():
            self._held = held
            return None
        self._files.make_folder(self.path.parent)
        written = write_atomically(
            self.path,
            data,
            temporary=self._paths.temporary,
            guard=self._paths.guard,
            keep_previous=self._paths.previous(self.path),
            expected=lambda: self._expect(held),
            files=self._files,
        )
        self._held = _OnDisk(_digest(data), text)
        self._beside.forget()
        if self.path.relative_to(self._paths.folder).parts[0] not in _WITHOUT_HISTORY:
            before = [held.text] if held else []
            for parent in before:
                self.history.keep(parent)
            self.history.keep(text, [name_of(parent) for parent in (*before, made_from) if parent])
        return self._replaced_unseen(held) if held is not None and written.previous_kept else None

    def _replaced_unseen(self, held: _OnDisk) -> _OnDisk | None:
        """What the file that was replaced holds, where that is not `held`.

        Its last look and its replacement are apart by an instant in which another program may write into it;
        what was replaced is still there under its second name, and so are these words.
        """
        try:
            data = self._whole(self._paths.previous(self.path))
            return None if not data or _digest(data) == held.digest else _OnDisk(_digest(data), text_of(data))
        except (OSError, UnicodeDecodeError):
            return None

    def _whole(self, path: Path) -> bytes:
        """What a file holds, once the program that may just be writing it anew has written something."""
        data = self._files.read(path)
        for _ in range(_EMPTY_LOOKS):
            if data:
                break
            self._files.pause(_EMPTY_PAUSE)
            data = self._files.read(path)
        return data

    def _expect(self, held: _OnDisk | None) -> None:
        try:
            there: str | None = _digest(self._files.read(self.path))
        except FileNotFoundError:
            there = None
        if there is not None and (held is None or there != held.digest):
            raise _Changed("The text was changed", place=self._paths.name(self.path))

    def _theirs(self, ours: str) -> _OnDisk | None:
        try:
            data = self._whole(self.path)
            return _OnDisk(_digest(data), text_of(data))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise in_words(error, self._paths.name(self.path), "read") from error
        except UnicodeDecodeError:
            raise self._beside.keep(bytes_of(ours)) from None

    def _merged(self, ours: str, theirs: str, base: str | None) -> str:
        merged = merged_text(ours, theirs, base)
        if merged.other is not None:
            told = self._beside.keep(bytes_of(ours))
            if self._beside.kept is not None and base is not None:
                before_beside(self._beside.kept, self._paths, self._files).keep(base)
            raise told
        return merged.kept


class _Changed(ChangedUnderneath):
    """The file is not what was read; seen only in here."""


def text_of(data: bytes) -> str:
    """A text's bytes as its words, with plain line feeds. Raises UnicodeDecodeError."""
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def bytes_of(text: str) -> bytes:
    """A text as its file holds it."""
    return text.encode("utf-8", "surrogatepass")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
