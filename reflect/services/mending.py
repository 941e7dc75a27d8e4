"""What a repair works with: the study's files, a copy of what is replaced, and what was done so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from reflect.domain.ids import Clock, unused
from reflect.errors import ChangedUnderneath, ReflectError
from reflect.store.atomic import keep_aside, write_atomically
from reflect.store.filesystem import FileSystem, in_words, moment
from reflect.store.lineage import before_next, next_number
from reflect.store.locks import Holder, SessionLock
from reflect.store.migrations import migrated
from reflect.store.paths import StudyPaths
from reflect.store.planned import Planned
from reflect.store.sealed import (
    FORMAT,
    Header,
    SealedFile,
    Tables,
    body,
    decode,
    encoded,
    seal_of,
    with_header,
)
from reflect.store.study_settings import SETTINGS_ID


class Mended(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was put right."""

    place: str
    what: str
    """What was wrong."""
    how: str
    """What was done about it."""


class Bench:
    """One study that is being mended. In a dry run everything is done, on a disk that only plans it."""

    def __init__(
        self, folder: Path, files: FileSystem, researcher: str, clock: Clock, *, dry_run: bool
    ) -> None:
        self.folder = folder
        self.paths = StudyPaths(folder)
        self.files = files
        self.researcher = researcher
        self.clock = clock
        self.dry_run = dry_run
        self.now = clock()
        taken = {path.name for path in files.listed(self.paths.repaired)}
        self.copies = self.paths.repaired / unused(moment(self.now), taken)
        """Where what is replaced is kept."""
        self.copied = False
        self.mended: list[Mended] = []
        self.reasons: dict[str, str] = {}
        """Why something was left, by the name of its file."""

    @contextmanager
    def held(self, path: Path) -> Iterator[bool]:
        """Keep others from a session meanwhile; False, with the reason noted, when somebody has it."""
        if path.parent != self.paths.sessions:
            yield True
            return
        lock = SessionLock(self.folder, path.stem.rpartition("-")[2], self.researcher, clock=self.clock)
        holder = lock.taken() if self.dry_run else lock.acquire()
        try:
            if isinstance(holder, Holder):
                who = f" ({holder.who} has it on {holder.host})" if holder.who else ""
                self.reasons[self.paths.name(path)] = (
                    f"The session is open elsewhere{who}: close it there, and repair again."
                )
            yield not isinstance(holder, Holder)
        finally:
            lock.release()

    def tables(self, path: Path) -> tuple[bytes, SealedFile, Tables] | None:
        """A file that is well, taken apart anew: nobody else may have saved it since it was looked at."""
        name = self.paths.name(path)
        try:
            data = self.files.read(path)
            found = decode(data, name=name)
            return data, found, migrated(found.tables, found.header.format, name=name)
        except (OSError, ReflectError):
            return None

    def save(self, path: Path, data: bytes, found: SealedFile, tables: Tables) -> bool:
        """Put other tables into a file that was read; whether it could be done."""
        return self.put(path, next_of(found, tables), data, keep=found.seal_holds)

    def put(self, path: Path, data: bytes, before: bytes | None, *, keep: bool = False) -> bool:
        """Put bytes in the place of those that were read, which are kept; whether it could be done."""
        if before is not None:
            self._copy(path, before)
        if isinstance(self.files, Planned):
            self.files.written[path] = data
            return True

        def still_there() -> None:
            signature = self.files.signature(path)
            if (self.files.read(path) if signature is not None else None) != before:
                raise ChangedUnderneath("It was saved just now", place=self.paths.name(path))

        try:
            write_atomically(
                path,
                data,
                temporary=self.paths.temporary,
                guard=self.paths.guard,
                keep_previous=self.paths.previous(path) if keep else None,
                expected=still_there,
                files=self.files,
            )
        except ChangedUnderneath:
            self.reasons[self.paths.name(path)] = "It was saved by somebody just now: repair again."
            return False
        return True

    def _copy(self, path: Path, data: bytes) -> None:
        """Keep the bytes of a file that is about to be replaced, once a run: as it was at the beginning."""
        target = self.copies / path.relative_to(self.folder)
        if not self.dry_run and not target.exists():
            try:
                keep_aside(target.parent, target.stem, target.suffix, data, files=self.files)
            except OSError as error:
                raise in_words(error, self.paths.name(target)) from error
        self.copied = True

    def tell(self, place: str, what: str, how: str) -> None:
        """Note what was put right."""
        self.mended.append(Mended(place=place, what=what, how=how))


def next_of(found: SealedFile, tables: Tables) -> bytes:
    """The generation that follows one, with other tables."""
    content = body(encoded(tables))
    header = Header(
        format=FORMAT,
        generation=next_number([found.header]),
        uid=_uid(found, tables),
        parent=found.checksum,
        seal=seal_of(content),
        before=before_next(found.header, read=True),
    )
    return with_header(content, header)


def _uid(found: SealedFile, tables: Tables) -> str:
    """What the file is known by, from what it holds: the header may have been edited as well."""
    settings = tables.get("settings", {}).get(SETTINGS_ID, {})
    return str(settings.get("uid", next(iter(tables.get("session", {})), found.header.uid)))
