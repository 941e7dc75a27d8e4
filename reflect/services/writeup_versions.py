"""Earlier versions of write-ups: kept by themselves when it matters, or by hand under a name; never edited.

Bringing one back is an edit of the text like any other, so that it can be undone.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from reflect.domain.ids import Clock
from reflect.errors import InvalidInput, NotFound, ReflectError, StoreError
from reflect.store.filesystem import FileSystem
from reflect.store.kept_versions import KeptVersion, KeptVersions
from reflect.store.paths import StudyPaths
from reflect.store.text_history import name_of
from reflect.writeups.manuscript import Manuscript, read_manuscript
from reflect.writeups.references import Reference, references_of


class Why(StrEnum):
    """What a version was kept for."""

    DRAFTED = "as it was drafted"
    BEFORE_DRAFTING = "before drafting again"
    EXPORTED = "as it was exported"
    SITTING = "before the first change of the day"
    BEFORE_BACK = "before bringing back an earlier one"
    BY_HAND = "kept by hand"


class WriteupVersions:
    """The versions of the write-ups of one study. Safe to use from several threads."""

    def __init__(self, folder: Path, clock: Clock, *, by: str, files: FileSystem | None = None) -> None:
        self._paths = StudyPaths(folder)
        self._clock = clock
        self._by = by
        self._files = files or FileSystem()
        self._lock = threading.Lock()
        self._sat: set[tuple[str, str]] = set()
        """Write-ups and days of which the version before the first change is kept."""

    def all(self, writeup: str) -> list[KeptVersion]:
        """Every version of a write-up, the latest first."""
        return self._of(writeup).all()[::-1]

    def text(self, writeup: str, version: KeptVersion) -> str:
        """What a version says; raises NotFound when it is not there any more."""
        return self._of(writeup).text(version)

    def keep(self, writeup: str, text: str, why: Why, *, name: str = "") -> KeptVersion | None:
        """Keep a text as a version; None when it is the last one that was kept. One with a name always is.

        Raises StoreError when the disk refuses.
        """
        with self._lock:
            versions = self._of(writeup)
            known = versions.all()
            if known and known[-1].text == name_of(text) and not name:
                return None
            words, references = size_of(read_manuscript(text))
            version = KeptVersion(
                id=self._id(known),
                at=self._clock().isoformat(timespec="seconds"),
                by=self._by,
                why=why.value,
                name=" ".join(name.split()),
                text=name_of(text),
                words=words,
                quotes=sum(not each.portrait for each in references),
            )
            versions.keep(version, text)
            return version

    def keep_by_hand(self, writeup: str, text: str, name: str) -> KeptVersion:
        """Keep a text under a name. Raises InvalidInput without one, StoreError when the disk refuses."""
        if not name.strip():
            raise InvalidInput("A version needs a name", remedy="Such as “before sending to P03”.")
        kept = self.keep(writeup, text, Why.BY_HAND, name=name)
        if kept is None:
            raise StoreError("The version was not kept")
        return kept

    def before_change(self, writeup: str, there: Callable[[], str]) -> None:
        """Keep what a write-up says before the first change of a day, unless a version of that day is kept.

        Never fails: a save must not for want of it.
        """
        day = writeup, self._clock().date().isoformat()
        if day in self._sat:
            return
        with suppress(ReflectError, OSError):
            if not any(v.at[:10] == day[1] for v in self.all(writeup)):
                self.keep(writeup, there(), Why.SITTING)
        self._sat.add(day)

    def kept_if_possible(self, writeup: str, text: str, why: Why) -> None:
        """Keep a version where it is not worth failing for: what is done goes on."""
        with suppress(ReflectError):
            self.keep(writeup, text, why)

    def called(self, writeup: str, number: int) -> KeptVersion:
        """A version by its number in `all`, from 1, the latest. Raises NotFound."""
        versions = self.all(writeup)
        if not 1 <= number <= len(versions):
            last = f"The versions are 1 to {len(versions)}." if versions else "None has been kept yet."
            raise NotFound(f"There is no version {number} of “{writeup}”", remedy=last)
        return versions[number - 1]

    def _of(self, writeup: str) -> KeptVersions:
        return KeptVersions(self._paths.writeups / f"{writeup}.md", self._paths, self._files)

    def _id(self, known: list[KeptVersion]) -> str:
        last = max((int(version.id) for version in known if version.id.isdigit()), default=0)
        return f"{last + 1:06}"


def size_of(manuscript: Manuscript) -> tuple[int, tuple[Reference, ...]]:
    """How many words of its own a write-up has, and its references."""
    body = "\n".join(line.text for line in manuscript.lines)
    words = len(re.sub(r"\[\[[^\]]*\]\]", " ", body).split())
    return words, references_of(manuscript.lines).found


def same(version: KeptVersion, text: str) -> bool:
    """Whether a version is what a text says."""
    return version.text == name_of(text)


__all__ = ["KeptVersion", "Why", "WriteupVersions", "same", "size_of"]
