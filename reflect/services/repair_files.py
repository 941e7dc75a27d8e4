"""Making a study's files readable and sealed again, from what they hold or from the generation before."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from reflect.errors import ReflectError
from reflect.services.mending import Bench, next_of
from reflect.store.conflicts import conflict_copies
from reflect.store.filesystem import in_words
from reflect.store.kinds import kinds_of, problems_of_records
from reflect.store.migrations import migrated
from reflect.store.opening import SETTLING
from reflect.store.sealed import FORMAT, Unreadable, decode
from reflect.store.study_folder import is_session_name


class Files:
    """The sealed files of the study on the bench."""

    def __init__(self, bench: Bench) -> None:
        self._at = bench

    def mend(self) -> None:
        """Look at each, unless somebody has it open."""
        for path in self._sealed_files():
            with self._at.held(path) as ours:
                if ours:
                    self._file(path)

    def _sealed_files(self) -> list[Path]:
        try:
            copies = {pair.copy for pair in conflict_copies(self._at.folder, files=self._at.files)}
            listed = self._at.files.listed(self._at.paths.sessions)
            sessions = [path for path in listed if is_session_name(path.name) and path not in copies]
        except OSError as error:
            raise in_words(error, "sessions", "read") from error
        shared = self._at.paths.people_shared
        others = [shared] if self._at.files.signature(shared) is not None else []
        return [self._at.paths.study, self._at.paths.people, *others, *(p for p in sessions if p.is_file())]

    def _file(self, path: Path) -> None:
        """Make a file readable and sealed, from what it holds or from the generation before."""
        name = self._at.paths.name(path)
        try:
            data = self._settled(path)
        except FileNotFoundError:
            self._bring_back(path, None, "It was gone")
            return
        except OSError as error:
            self._at.reasons[name] = in_words(error, name, "read").remedy
            return
        try:
            found = decode(data, name=name)
            tables = migrated(found.tables, found.header.format, name=name)
        except Unreadable as problem:
            if problem.unfinished_merge:
                self._at.reasons[name] = "Both sides' latest words are in it: finish the merge in git."
                return
            self._bring_back(path, data, f"It was damaged ({problem.message}, line {problem.line})")
            return
        except ReflectError:
            return
        if found.seal_holds or found.header.format > FORMAT:
            return
        wrong = problems_of_records(name, tables, kinds_of(name))
        if wrong:
            what = f"It was not as reflect wrote it, and cannot be read any more: {str(wrong[0]).rstrip('.')}"
            self._bring_back(path, data, what)
            return
        if self._at.put(path, next_of(found, tables), data):
            how = "it is sealed again as it is now"
            self._at.tell(name, "The seal was broken: something other than reflect had edited it", how)

    def _settled(self, path: Path) -> bytes:
        """A file's bytes; one that cannot be read is looked at twice, since something may be copying it."""
        data = self._at.files.read(path)
        try:
            decode(data)
        except ReflectError:
            self._at.files.pause(SETTLING)
            return self._at.files.read(path)
        return data

    def _bring_back(self, path: Path, data: bytes | None, what: str) -> None:
        """Put the generation before in the place of a file that cannot be used, or is gone."""
        name = self._at.paths.name(path)
        before = self.kept(path)
        if before is None:
            if data is not None:
                self._at.reasons[name] = (
                    "No earlier generation of it is kept here. Restore it from a backup, or from git."
                )
            return
        kept, generation = before
        if self._at.put(path, kept, data):
            how = f"generation {generation}, the last one kept, is back"
            if data is not None:
                how += f"; the file as it was lies in {self._at.paths.name(self._at.copies)}"
                only_there = len(_whole_lines(data) - _whole_lines(kept))
                if only_there:
                    newer = "one record in it is" if only_there == 1 else f"{only_there} records in it are"
                    how += f", and {newer} whole and newer than that generation: look there"
            self._at.tell(name, what, how)

    def kept(self, path: Path) -> tuple[bytes, int] | None:
        """The kept generation of a file, if it is whole, valid and sealed."""
        name = self._at.paths.name(path)
        try:
            data = self._at.files.read(self._at.paths.previous(path))
            found = decode(data, name=name)
            tables = migrated(found.tables, found.header.format, name=name)
        except (OSError, ReflectError):
            return None
        valid = not problems_of_records(name, tables, kinds_of(name))
        return (data, found.header.generation) if found.seal_holds and valid else None


def _whole_lines(data: bytes) -> set[bytes]:
    """The records of a file that are whole, damaged or not as it is elsewhere: one stands on each line."""
    found = set()
    for line in data.split(b"\n")[1:]:
        record = line.rstrip(b"\r").removesuffix(b",")
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):
            if isinstance(next(iter(msgspec.json.decode(b"{" + record + b"}").values()), None), dict):
                found.add(record)
    return found
