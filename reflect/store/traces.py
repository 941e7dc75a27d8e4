"""What this machine keeps of a study beside its files, as far as it holds one person's words or names.

Earlier generations, what was typed and not yet saved, damaged and repaired files, the bin, the index: all
that would bring back what was removed. Only named here, and deleted; what a person wrote themselves is not.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

from reflect import paths as places
from reflect.domain.framework import CaseKind
from reflect.domain.taking_out import names_in
from reflect.domain.withdrawing import concerns, session_without
from reflect.errors import ReflectError
from reflect.store.atomic import write_atomically
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.history import fit
from reflect.store.journal import SUFFIX
from reflect.store.journal_lines import Replay, replayed
from reflect.store.paths import PEOPLE_SHARED, SESSIONS, StudyPaths
from reflect.store.sealed import Tables, decode, encode

FORM = "form"
PEOPLE_FORM = "people"
CELL_FORM = "framework"


class Traces:
    """The traces of one study on this machine. Everything raises StoreError when the disk refuses."""

    def __init__(self, paths: StudyPaths, uid: str, files: FileSystem) -> None:
        self._paths = paths
        self._files = files
        self._uid = uid
        self._state = places.state_folder() / fit(uid)
        self._generations = self._state / "generations"
        self._journals = self._state / places.JOURNALS

    # -- sessions --------------------------------------------------------------------------------------

    def session_files(self, code: str) -> Iterator[tuple[Path, Tables]]:
        """Every file that holds a whole session with the person's words: those listed, copies, the bin."""
        homes = [self._paths.sessions, self._paths.bin / SESSIONS, self._paths.beside]
        for path in [path for home in homes for path in self._under(home)]:
            data = self._read(path) if path.suffix == ".json" else b""
            if mentions(data, code):
                with suppress(ReflectError):
                    tables = decode(data, name=path.name).tables
                    if concerns(tables, code):
                        yield path, tables

    def unreadable(self, code: str) -> list[Path]:
        """Session files that mention the person and cannot be taken apart: somebody must look at them."""
        found = []
        for path in self._under(self._paths.sessions):
            data = self._read(path)
            if mentions(data, code):
                try:
                    decode(data, name=path.name)
                except ReflectError:
                    found.append(path)
        return found

    def strip(self, path: Path, code: str) -> bool:
        """Take the person out of a session's file that is no open study's; whether anything of it is left."""
        found = decode(self._read(path), name=path.name)
        left = session_without(found.tables, [code])
        if left is None:
            self.remove(path)
            note = path.with_name(path.name + ".note")
            if self._files.signature(note) is not None:
                self.remove(note)
            return False
        header = found.header
        data = encode(left, uid=header.uid, generation=header.generation + 1, parent="")
        write_atomically(path, data, temporary=self._paths.temporary, files=self._files)
        return True

    def typed(self, sessions: Collection[str]) -> list[str]:
        """Those of these sessions in which something was typed here that the study does not have yet."""
        waiting = [replay for _, replay in self._replays() if replay.changes or replay.whole]
        return sorted({replay.head.id for replay in waiting if replay.head} & set(sessions))

    def forget_sessions(self, sessions: Collection[str], code: str) -> int:
        """Delete whatever is kept of earlier states of these sessions; how many files that was."""
        named = [re.compile(rf"(?<![a-z0-9]){re.escape(each)}(?![a-z0-9])") for each in sessions]
        # In the bin and beside, `strip` takes them apart, since others speak in them too.
        paths = self._paths
        kept = (paths.texts, paths.versions, paths.shared, paths.locks, paths.bin, paths.beside)
        every = [
            (path, path.relative_to(self._paths.private))
            for path in self._under(self._paths.private)
            if not any(path.is_relative_to(home) for home in kept)
        ]
        every += [(path, path.relative_to(self._state)) for path in self._under(self._generations)]
        gone = [
            path
            for path, inside in every
            if any(name.search(str(inside)) for name in named)
            or (path.suffix == ".json" and mentions(self._read(path), code))
        ]
        gone += [path for path in self._under(self._paths.originals) if path.stem in sessions]
        gone += [path for path, replay in self._replays() if self._of_journal(replay, sessions, code)]
        gone += [path for path in self._under(self._journals) if any(n.search(path.name) for n in named)]
        return self._remove_all(gone)

    def _of_journal(self, replay: Replay, sessions: Collection[str], code: str) -> bool:
        if replay.head is None:
            return mentions(self._read(replay.path), code)
        if replay.head.id in (PEOPLE_FORM, CELL_FORM) and replay.head.kind == FORM:
            rows = [change.now for change in replay.changes if change.now]
            return any(_code_of(row.get("about")) == code for row in rows)
        return replay.head.id in sessions

    # -- people, texts, the index ----------------------------------------------------------------------

    def forget_people(self) -> int:
        """Delete every earlier state of the files in which people stand; how many there were."""
        return self._remove_all(self._earlier_people())

    def _earlier_people(self) -> list[Path]:
        gone = [
            path
            for path in self._under(self._paths.private)
            if path.name.startswith("people")
            and path != self._paths.shared / PEOPLE_SHARED
            and not path.is_relative_to(self._paths.locks)
        ]
        for uid in (f"{self._uid}/people", f"{self._uid}/people-shared"):
            gone += self._under(self._generations / fit(uid))
        return gone

    def earlier_people(self, code: str) -> bool:
        """Whether an earlier state of `people.json` that is kept here still has the person."""
        kept = [path for path in self._earlier_people() if path.suffix == ".json"]
        return any(_has_person(self._read(path), code) for path in kept)

    def forget_texts(self, holds: Callable[[bytes], bool]) -> int:
        """Delete earlier versions of write-ups, and removed ones, that hold the person's words."""
        homes = (
            self._paths.texts,
            self._paths.versions,
            self._paths.bin / "writeups",
            self._paths.previous(self._paths.writeups),
        )
        texts = [path for home in homes for path in self._under(home)]
        return self._remove_all([path for path in texts if holds(self._read(path))])

    def forget_noted(self, quotes: Collection[str], cells: str) -> int:
        """Delete earlier states of `study.json` that note one of these quotes, or hold one of these cells.

        `cells` is how the ids of a person's cells in the framework matrix begin.
        """
        marks = [f'"{start}'.encode() for start in (*(f"{quote}/" for quote in quotes), cells)]
        return self._remove_all(
            [path for path in self._earlier_study() if any(mark in self._read(path) for mark in marks)]
        )

    def earlier_cells(self, cells: str) -> bool:
        """Whether an earlier state of `study.json` that is kept here holds cells whose ids begin so."""
        return any(f'"{cells}'.encode() in self._read(path) for path in self._earlier_study())

    def _earlier_study(self) -> list[Path]:
        every = [path for path in self._under(self._paths.private) if path.name.startswith("study")]
        return every + self._under(self._generations / fit(self._uid))

    def forget_index(self) -> None:
        """Delete the study's index; it is made again from what there is."""
        forget_index(self._uid)

    # -- the disk --------------------------------------------------------------------------------------

    def remove(self, path: Path) -> None:
        """Delete a file for good."""
        self._remove_all([path])

    def _remove_all(self, some: Collection[Path]) -> int:
        folders = set()
        every = sorted(set(some))
        for path in every:
            try:
                self._files.remove(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise in_words(error, path.name) from error
            folders.add(path.parent)
        for folder in sorted(folders):
            try:
                self._files.sync_folder(folder)
            except OSError as error:
                raise in_words(error, folder.name) from error
        return len(every)

    def _replays(self) -> list[tuple[Path, Replay]]:
        found = [path for path in self._under(self._journals) if path.suffix == SUFFIX]
        return [(path, replayed(path, self._read(path))) for path in found]

    def _under(self, folder: Path) -> list[Path]:
        found: list[Path] = []
        waiting = [folder]
        try:
            while waiting:
                for path in self._files.listed(waiting.pop()):
                    (waiting if path.is_dir() else found).append(path)
        except OSError as error:
            raise in_words(error, folder.name, "read") from error
        return sorted(found)

    def _read(self, path: Path) -> bytes:
        try:
            return self._files.read(path)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise in_words(error, path.name, "read") from error


def mentions(data: bytes, code: str) -> bool:
    """Whether a file of records names the participant, as the one who spoke."""
    return re.search(rb'"participant"\s*:\s*"' + re.escape(code.encode()) + rb'"', data) is not None


def _has_person(data: bytes, code: str) -> bool:
    with suppress(ReflectError):
        tables = decode(data).tables
        return code in tables.get("participants", {}) or bool(names_in(tables, code))
    return False


def forget_index(uid: str) -> None:
    """Delete what the search keeps of a study on this machine, for every folder it lies in."""
    shutil.rmtree(places.cache_folder() / fit(uid), ignore_errors=True)


def _code_of(about: object) -> object:
    if not isinstance(about, dict):
        return None
    return about.get("case") if about.get("kind") == CaseKind.PARTICIPANT.value else about.get("code")
