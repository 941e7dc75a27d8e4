"""Versions of a write-up that stay: as it was drafted, exported, before a day's first change, or by hand.

`.reflect/versions/writeups/portrait.md/<moment>.json` says when, by whom and why, and names the text, which
lies beside it as `<digest>.md`: the same text kept twice takes no more room. The versions in `texts/` are
others: a few minutes of saves, from which changes of two people are merged, and thinned as they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from reflect.errors import NotFound
from reflect.store.atomic import write_atomically
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.paths import StudyPaths
from reflect.store.text_history import name_of

MOST = 200
"""Versions of one write-up that have no name; the oldest of them go first."""


class KeptVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a write-up."""

    id: str
    """Unique among the versions of its write-up; in the order of time."""
    at: str
    """ISO 8601 with time zone."""
    by: str = ""
    why: str
    """What it was kept for."""
    name: str = ""
    """What somebody called it; empty for one that was kept by itself."""
    text: str
    """The digest of its text."""
    words: int = 0
    quotes: int = 0
    """How many references to quotes it has."""


class KeptVersions:
    """The kept versions of one write-up."""

    def __init__(self, path: Path, study: StudyPaths, files: FileSystem) -> None:
        self._files = files
        self._study = study
        self._folder = study.versions / study.name(path)

    def all(self) -> list[KeptVersion]:
        """Every version whose text is there, the oldest first; one that a power cut spoilt is left out."""
        found = []
        there = {path.name for path in self._listed()}
        for path in self._listed():
            if path.suffix == ".json":
                with suppress(OSError, msgspec.MsgspecError):
                    version = msgspec.json.decode(self._files.read(path), type=KeptVersion)
                    if f"{version.text}.md" in there:
                        found.append(version)
        return sorted(found, key=lambda version: (version.at, version.id))

    def text(self, version: KeptVersion) -> str:
        """What a version says. Raises NotFound when it is not there any more, or spoilt."""
        with suppress(OSError, UnicodeDecodeError):
            text = self._files.read(self._folder / f"{version.text}.md").decode("utf-8", "surrogatepass")
            if name_of(text) == version.text:
                return text
        raise NotFound("This version is not there any more", place=self._study.name(self._folder))

    def keep(self, version: KeptVersion, text: str) -> None:
        """Keep a version. Raises StoreError when the disk refuses."""
        there = {path.name for path in self._listed()}
        try:
            self._files.make_folder(self._folder)
            if f"{version.text}.md" not in there:
                self._write(f"{version.text}.md", text.encode("utf-8", "surrogatepass"))
            self._write(f"{version.id}.json", msgspec.json.encode(version))
        except OSError as error:
            raise in_words(error, self._study.name(self._folder)) from error
        self._thin()

    def _write(self, name: str, data: bytes) -> None:
        write_atomically(self._folder / name, data, temporary=self._study.temporary, files=self._files)

    def _thin(self) -> None:
        versions = self.all()
        unnamed = [version for version in versions if not version.name]
        gone = unnamed[: max(0, len(unnamed) - MOST)]
        left = {version.text for version in versions if version not in gone}
        with suppress(OSError):
            for version in gone:
                self._files.remove(self._folder / f"{version.id}.json")
            for text in {version.text for version in gone} - left:
                self._files.remove(self._folder / f"{text}.md")

    def _listed(self) -> Sequence[Path]:
        with suppress(OSError):
            return self._files.listed(self._folder)
        return ()


def forget_versions(study: StudyPaths, gone: Sequence[str], files: FileSystem) -> None:
    """Delete the versions of these write-ups, named without their ending. Raises StoreError."""
    for name in gone:
        folder = study.versions / study.name(study.writeups / f"{name}.md")
        try:
            for path in files.listed(folder):
                files.remove(path)
        except OSError as error:
            raise in_words(error, study.name(folder)) from error


def writeups_with_versions(study: StudyPaths, files: FileSystem) -> list[str]:
    """The names of the write-ups of which versions are kept."""
    home = study.versions / study.name(study.writeups)
    with suppress(OSError):
        return [path.name.removesuffix(".md") for path in files.listed(home)]
    return []
