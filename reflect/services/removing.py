"""Removing whole files of a study (sessions, write-ups, copies) and bringing them back: steps of *undo*.

A removed file lies in the bin (`reflect.store.bin`). A step looks for it there by where it lay, not by where
it lies: brought back and removed again it lies under another moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from reflect.domain.ids import Clock, unused
from reflect.errors import InvalidInput, NotFound
from reflect.services.session_changes import SessionChanges
from reflect.services.steps import Step, Steps
from reflect.store.bin import BinnedFile, Note, files_in_bin, move_back, move_to_bin
from reflect.store.study_folder import StudyFolder, is_session_name


class Removals:
    """Files moved to the bin of one open study, and back. Safe to use from several threads."""

    def __init__(
        self,
        store: StudyFolder,
        steps: Steps,
        sessions: SessionChanges,
        *,
        forget_writeup: Callable[[str], None],
        clock: Clock,
        by: str,
    ) -> None:
        self._store = store
        self._steps = steps
        self._sessions = sessions
        self._forget_writeup = forget_writeup
        self._clock = clock
        self._by = by

    def remove(self, path: Path, label: str) -> None:
        """Move a file to the bin; a step of *undo* with that label.

        Raises:
            ReadOnly: it is a session that somebody has open.
            StoreError: the disk refused; the file is where it was.

        """
        with self._steps.lock:
            self._steps.did(self._remove(path, label, Note(by=self._by)))

    def came(self, path: Path, label: str) -> Step:
        """The way back from a file that has come into the study: it moves to the bin. Raises as `remove`."""
        return Step(label, lambda: self._remove(path, label, Note(by=self._by)))

    def restore(self, file: BinnedFile, label: str) -> str:
        """Bring a file back from the bin; a step of *undo*. Returns its name, without the ending.

        Raises:
            InvalidInput: something else has its place by now, or nothing needs it.
            StoreError: the disk refused; it is in the bin still.

        """
        with self._steps.lock:
            to = self._move_back(file)
            self._steps.did(Step(label, lambda: self._remove(to, label, file.note)))
            return to.stem

    def _remove(self, path: Path, label: str, note: Note) -> Step:
        path = self._where_it_is(path)
        with self._alone(path, note):
            move_to_bin(path, self._store.folder, note=note, clock=self._clock)
        if path.parent == self._store.paths.writeups:
            self._forget_writeup(path.stem)
        return Step(label, lambda: self._bring_back(path, label))

    def _bring_back(self, original: Path, label: str) -> Step:
        lying = [file for file in files_in_bin(self._store.folder) if file.original == original]
        if not lying:
            raise NotFound(
                "It is not in the bin any more: somebody has brought it back, or emptied the bin",
                place=self._store.paths.name(original),
            )
        file = max(lying, key=lambda file: (file.at, file.path.name))
        to = self._move_back(file)
        note = msgspec.structs.replace(file.note, by=self._by)
        return Step(label, lambda: self._remove(to, label, note))

    def _move_back(self, file: BinnedFile) -> Path:
        to = self._place(file)
        move_back(file, to, self._store.folder)
        return to

    def _place(self, file: BinnedFile) -> Path:
        """Where a file from the bin can lie."""
        paths, to = self._store.paths, file.original
        if file.note.kind:
            return to.with_stem(unused(to.stem, {path.stem for path in to.parent.glob(f"*{to.suffix}")}))
        if self._is_session(to):
            session = to.stem.rpartition("-")[2]
            there = self._store.find_session(session)
            if there is not None:
                raise InvalidInput(f"There is a session {session} already", place=paths.name(there))
            return to
        if to.parent in (paths.writeups, paths.guides, paths.templates):
            return to.with_stem(unused(to.stem, {path.stem for path in to.parent.glob("*.md")}))
        raise InvalidInput(
            "These are the remains of a save that was cut short, which nothing needs",
            place=paths.name(file.path),
            remedy="Look into the file where it lies, if you miss something.",
        )

    def _where_it_is(self, path: Path) -> Path:
        if not path.exists():
            # A session may have been given another name since; its id stays.
            found = self._store.find_session(path.stem.rpartition("-")[2]) if self._is_session(path) else None
            if found is None:
                raise NotFound("It is not there any more", place=self._store.paths.name(path))
            return found
        return path

    @contextmanager
    def _alone(self, path: Path, note: Note) -> Iterator[None]:
        if self._is_session(path) and not note.kind:
            with self._sessions.nobody_else(path):
                yield
        else:
            yield

    def _is_session(self, path: Path) -> bool:
        return path.parent == self._store.paths.sessions and is_session_name(path.name)
