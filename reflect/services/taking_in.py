"""Bringing what came of a merge into the files a researcher works on, under the eyes of whoever has one open.

Each file is replaced as a save replaces it: whole, with the generation before kept, and only if it is still
what the merge began with. One that was saved meanwhile is merged with once more, so that an open session
takes it up like anything else that changed underneath. What is gone goes to the bin.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from reflect.domain.ids import Clock
from reflect.domain.text_merging import merged_text
from reflect.errors import ChangedUnderneath, NotFound, ReflectError, StoreError
from reflect.services.removed_people import removed_in, without_removed
from reflect.store.atomic import guarded
from reflect.store.beside import kept_beside
from reflect.store.bin import Note, move_to_bin
from reflect.store.clone import Change, Clone, in_lots
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.git_files import GIT_FILES
from reflect.store.in_place import put_in_place
from reflect.store.merge import version_of
from reflect.store.paths import SESSIONS, STUDY, StudyPaths
from reflect.store.shared_files import kind_of
from reflect.store.storage import SealedStorage
from reflect.store.text_file import TextFile, bytes_of, text_of

_TRIES = 5


class TakingIn:
    """Brings changes into the study's folder; `notices` says what a researcher should know of it."""

    def __init__(self, clone: Clone, *, clock: Clock, files: FileSystem | None = None) -> None:
        self._clone = clone
        self._paths = StudyPaths(clone.folder)
        self._clock = clock
        self._files = files or FileSystem()
        self.notices: list[str] = []
        self._gone: list[str] | None = None

    def take(self, changes: Mapping[str, Change]) -> None:
        """Make these changes: `before` is what the merge began with, `after` what came of it.

        Raises:
            StoreError: the disk refused. What was changed until then is whole, and doing it again, or
                committing it, comes to the same.

        """
        self._gone = None
        plain = (pair for pair in sorted(changes.items()) if not any(e and not e.plain for e in pair[1]))
        for some in in_lots(plain):
            blobs = sorted({entry.blob for _, pair in some for entry in pair if entry})
            held = dict(zip(blobs, self._clone.read(blobs), strict=True))
            for name, (before, after) in some:
                self._take(name, held[before.blob] if before else None, held[after.blob] if after else None)

    def _take(self, name: str, was: bytes | None, now: bytes | None) -> None:
        path = self._paths.folder / name
        if now is None:
            self._remove(name, path, was)
        elif kind_of(name) == "records":
            left = without_removed(
                name, now, self._removed() if name == STUDY or name.startswith(SESSIONS) else []
            )
            if left is not now:
                self.notices.append(
                    f"{name} came with words of somebody whose data were removed. They were not taken in; "
                    "the next sync takes them out of the team's study too."
                )
            if left is not None:
                self._records(path, was, left)
        elif kind_of(name) == "text":
            self._text(name, path, was, now)
        else:
            self._other(name, path, was, now)

    def _removed(self) -> list[str]:
        """Looked up when the first of them comes: by its name, `people.json` has come before it."""
        if self._gone is None:
            self._gone = removed_in(self._paths.folder, files=self._files)
        return self._gone

    def keep_beside(self, name: str, data: bytes, base: bytes | None = None) -> Path:
        """Keep another version of a file, to be chosen from; returns where. `base` is what both come from."""
        return kept_beside(self._paths, name, data, base, files=self._files)

    # -- one kind of file each -------------------------------------------------------------------------

    def _records(self, path: Path, was: bytes | None, now: bytes) -> None:
        for _ in range(_TRIES):
            here = self._read(path)
            if here == now:
                return
            try:
                if here is None or _same(here, was):
                    # The same bytes as everywhere, so that the next sync finds nothing new in it.
                    self._put(path, here, now)
                else:
                    storage = SealedStorage(
                        path, folder=self._paths.folder, files=self._files, clock=self._clock
                    )
                    theirs = version_of(now, name=self._paths.name(path))
                    if storage.uid != theirs.header.uid:
                        raise StoreError("Two different files have this name", place=self._paths.name(path))
                    storage.merge_in(theirs)
                    self.notices += storage.notices
            except (ChangedUnderneath, NotFound):
                continue
            return
        raise ChangedUnderneath(
            "The file is being saved over and over, and what came in could not be brought into it yet",
            place=self._paths.name(path),
            remedy="Sync again in a moment.",
        )

    def _text(self, name: str, path: Path, was: bytes | None, now: bytes) -> None:
        file = TextFile(path, self._paths.folder, files=self._files, clock=self._clock)
        try:
            new, old = text_of(now), None if was is None else text_of(was)
            try:
                here: str | None = file.read()
            except NotFound:
                here = None
        except (UnicodeDecodeError, ReflectError):
            self._other(name, path, was, now)
            return
        merged = merged_text(here, new, old) if here is not None and here != old else None
        try:
            if merged is None:
                file.write(new)
                return
            file.write(merged.kept, made_from=new)
        except ChangedUnderneath as error:
            self.notices.append(str(error))
            return
        if merged.other is not None:
            self._tell_beside(name, self.keep_beside(name, bytes_of(merged.other), was))

    def _other(self, name: str, path: Path, was: bytes | None, now: bytes) -> None:
        here = self._read(path)
        if here is None or _same(here, was) or name in GIT_FILES:
            with suppress(ChangedUnderneath):
                self._put(path, here, now)
                return
        elif here == now:
            return
        self._tell_beside(name, self.keep_beside(name, now))

    def _remove(self, name: str, path: Path, was: bytes | None) -> None:
        with guarded(self._paths.guard, path, self._files):
            here = self._read(path)
            if here is None or not _same(here, was):
                return  # an edit beats a delete: the next commit has it again
            if kind_of(name) == "text" or name.startswith(f"{SESSIONS}/"):
                note = Note(why="removed elsewhere")
                move_to_bin(path, self._paths.folder, note=note, files=self._files, clock=self._clock)
                return
            try:
                self._files.remove(path)
            except OSError as error:
                raise in_words(error, name) from error

    # -- the disk --------------------------------------------------------------------------------------

    def _put(self, path: Path, here: bytes | None, now: bytes) -> None:
        """Put a file there in the place of what was just read."""

        def expect() -> None:
            if self._read(path) != here:
                raise ChangedUnderneath("Somebody saved this file meanwhile", place=self._paths.name(path))

        put_in_place(
            path,
            now,
            paths=self._paths,
            expected=expect,
            keep_previous=self._paths.previous(path) if here is not None else None,
            files=self._files,
        )

    def _read(self, path: Path) -> bytes | None:
        try:
            return self._files.read(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise in_words(error, self._paths.name(path), "read") from error

    def _tell_beside(self, name: str, kept: Path) -> None:
        self.notices.append(
            f"{name} was changed here and elsewhere at once; the other version lies in "
            f"{self._paths.name(kept)}."
        )


def _same(here: bytes, was: bytes | None) -> bool:
    """Whether a file is what the merge began with; git may have taken it with other line ends."""
    return was is not None and (here == was or here.replace(b"\r\n", b"\n") == was.replace(b"\r\n", b"\n"))
