"""Write-ups, guides and templates of which two versions are kept: a person chooses, and the choice is saved.

The second version lies in `.reflect/beside` (a save that could not be merged) or next to the text (a syncing
program's copy). Once a person has chosen it is moved to the bin.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from reflect.domain.clashes import Clash, text_clash
from reflect.domain.ids import Clock
from reflect.domain.text_merging import merged_text
from reflect.domain.weaving import nearest_first
from reflect.errors import ChangedUnderneath, NotFound, ReflectError
from reflect.services.steps import Step, Steps
from reflect.services.undoing import CHOICE
from reflect.store.beside import Kept, texts_beside
from reflect.store.bin import Note, files_in_bin, move_back, move_to_bin
from reflect.store.filesystem import FileSystem
from reflect.store.paths import StudyPaths
from reflect.store.text_file import TextFile
from reflect.store.text_history import before_beside, common_text


class TextVersions(NamedTuple):
    """A text and the other version of it."""

    original: Path
    version: Path
    """Where the other version lies."""
    now: str | None
    """What the text says; None when it is gone."""
    clash: Clash


class TwoTexts:
    """The texts of one study of which there are two versions. Safe to use from several threads."""

    def __init__(self, folder: Path, steps: Steps, clock: Clock, by: str) -> None:
        self._paths = StudyPaths(folder)
        self._steps = steps
        self._clock = clock
        self._by = by

    def beside(self) -> Iterator[TextVersions]:
        """Every version kept beside. Raises StoreError when they cannot be listed.

        One that cannot be read is left to the check of files.
        """
        for kept in texts_beside(self._paths.folder):
            with suppress(ReflectError):
                other = self._file(kept.path).read()
                yield self._versions(self._original(kept, other), kept.path, other)

    def of_copy(self, original: Path, copy: Path) -> TextVersions:
        """A syncing program's copy next to its text. Raises what `TextFile.read` raises."""
        return self._versions(original, copy, self._file(copy).read())

    def settle(self, versions: TextVersions, chosen: str) -> None:
        """Write what was chosen into the text, and move the other version to the bin; a step of *undo*.

        Raises:
            ChangedUnderneath: the text is not what was chosen from any more; nothing was done.
            StoreError: the disk refused.

        """
        with self._steps.lock:
            self._steps.did(self._settle(versions, chosen))

    def _settle(self, versions: TextVersions, chosen: str) -> Step:
        file = self._file(versions.original)
        if self._text(file) != versions.now:
            raise ChangedUnderneath(
                "It has been changed in the meantime; nothing was done",
                place=self._paths.name(versions.original),
                remedy="Look at both again, and choose.",
            )
        if chosen != (versions.now or ""):
            file.write(chosen, made_from=versions.clash.other)
        is_copy = versions.version.parent == versions.original.parent
        note = Note(by=self._by, kind="copy" if is_copy else "version")
        lies = move_to_bin(versions.version, self._paths.folder, note=note, clock=self._clock)
        return Step(CHOICE, lambda: self._take_back(versions, chosen, lies))

    def _take_back(self, versions: TextVersions, chosen: str, lies: Path) -> Step:
        now, folder = versions.now, self._paths.folder
        after = now if chosen == (now or "") else chosen
        file = self._file(versions.original)
        binned = next((each for each in files_in_bin(folder) if each.path == lies), None)
        if binned is None or self._text(file) != after:
            raise NotFound(
                "This choice cannot be taken back any more: the text has been changed since, or the other "
                "version is not in the bin",
                place=self._paths.name(versions.original),
            )
        move_back(binned, versions.version, folder)
        if now is None and after is not None:
            move_to_bin(versions.original, folder, note=Note(by=self._by), clock=self._clock)
        elif now is not None and now != after:
            file.write(now)
        return Step(CHOICE, lambda: self._settle(versions, chosen))

    def _versions(self, original: Path, version: Path, other: str) -> TextVersions:
        file = self._file(original)
        now = self._text(file)
        kept = now or ""
        if now is not None:
            base = before_beside(version, self._paths, FileSystem()).last()
            if base is None:
                base = common_text(now, other, ours=file.history, others=file.history)
            merged = merged_text(now, other, base) if base is not None else None
            if merged is not None and merged.other is not None:
                kept, other = nearest_first(now, (merged.kept, merged.other))
            elif merged is not None and merged.kept != now:
                other = merged.kept
        clash = text_clash(original.parent.name, original.stem, "text", kept=kept, other=other, at="")
        return TextVersions(original, version, now, clash)

    def _original(self, kept: Kept, other: str) -> Path:
        """The text that a version is of: of several of one name, the one that is most like it."""
        if not kept.originals:
            return self._paths.writeups / kept.name
        best = kept.originals[0]
        for path in kept.originals[1:]:
            texts = self._text(self._file(best)) or "", self._text(self._file(path)) or ""
            if nearest_first(other, texts) != texts:
                best = path
        return best

    def _file(self, path: Path) -> TextFile:
        return TextFile(path, self._paths.folder, clock=self._clock)

    def _text(self, file: TextFile) -> str | None:
        try:
            return file.read()
        except NotFound:
            return None
