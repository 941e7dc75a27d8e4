"""TinyDB's extension point: a storage that never loses a file and never overwrites another's work.

A handle remembers which generation it read. Saving replaces exactly that one; when the disk holds another,
ours goes beside it and the caller is told (`ChangedUnderneath`). The three-way merge, when it comes, takes
the place of that last step.

A storage is used by one thread at a time; whoever shares one holds a lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from reflect.domain.ids import Clock
from reflect.errors import ChangedUnderneath, ReadOnly, StoreError
from reflect.store import sealed
from reflect.store.atomic import keep_aside, write_atomically
from reflect.store.filesystem import FileSystem, Signature, in_words, local_time, moment
from reflect.store.opening import Opened, first_line, open_file
from reflect.store.paths import StudyPaths
from reflect.store.sealed import FORMAT, Encoded, Header, Tables


class SealedStorage(Storage):
    """One sealed file in the study `folder`, opened at once.

    `uid` is what a new file is known by; an existing file keeps its own. A read-only storage writes nothing
    at all, not even repairs.

    Raises:
        Damaged: the file cannot be read, nor the generation before it.
        NewerFormat: a later version wrote it in a way that this one cannot take apart.
        StoreError: the disk refused.

    """

    def __init__(
        self,
        path: Path,
        *,
        folder: Path,
        uid: str = "",
        read_only: bool = False,
        files: FileSystem | None = None,
        clock: Clock = local_time,
    ) -> None:
        self.path = path
        self.name = StudyPaths(folder).name(path)
        self.notices: list[str] = []
        """What the researcher should be told, in the order it was found; whoever shows them clears them."""
        self._paths = StudyPaths(folder)
        self._uid = uid
        self._files = files or FileSystem()
        self._clock = clock
        self._asked_read_only = read_only
        self._base: Opened | None = None
        self._tables: Tables | None = None
        self._fresh: bytes | None = None
        self._certain = True
        self._beside: Path | None = None
        self._depth = 0
        self._pending: Tables | None = None
        self._load()

    @property
    def uid(self) -> str:
        """What the file and its copies are known by; empty while there is none and none was given."""
        return self._base.header.uid if self._base else self._uid

    @uid.setter
    def uid(self, uid: str) -> None:
        # Only for a file that is still to be made: one on disk keeps its own.
        self._uid = uid

    @property
    def generation(self) -> int:
        """How often the file had been saved when it was last read or written here; 0: it is not there."""
        return self._base.header.generation if self._base else 0

    @property
    def read_only_because(self) -> str:
        """Why nothing can be saved, as the end of a sentence; empty when it can."""
        if self._asked_read_only:
            return "it was opened only to be read"
        return self._base.read_only_because if self._base else ""

    @property
    def of_later_version(self) -> bool:
        """Whether a later version of reflect wrote the file, so that its records may be of another kind."""
        return self._base is not None and self._base.header.format > FORMAT

    @property
    def read_only(self) -> bool:
        """Whether saving is refused."""
        return bool(self.read_only_because)

    def changed_on_disk(self) -> bool:
        """Whether somebody else has saved since the last read or write here. Cheap: looks, does not read."""
        return self._signature() != (self._base.signature if self._base else None)

    def read(self) -> Tables | None:
        """The tables, the caller's to change; None when there is no file.

        Raises:
            Damaged, NewerFormat, StoreError: as opening does.

        """
        if self._pending is not None:
            return self._pending
        tables = self.look()
        if tables is None:
            return None
        return {
            table: {
                key: {field: _own(value) for field, value in record.items()} for key, record in rows.items()
            }
            for table, rows in tables.items()
        }

    def look(self) -> Tables | None:
        """The tables as `read` gives them, but only to be looked at: a change to them would stay in memory.

        Reads the file only if it is not the one last read or written here. Does not see into a batch.
        """
        if self.changed_on_disk():
            self._load()
        if self._base is None:
            return None
        if self._tables is None:
            self._tables = sealed.decode(self._fresh or b"", name=self.name).tables
            self._fresh = None
        return self._tables

    def write(self, data: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        """Save the tables, or in a batch, take them to be saved at its end.

        Raises:
            ReadOnly: saving is refused here.
            ChangedUnderneath: the file on disk is not the one that was read; ours is kept beside it.
            InvalidInput: something in a record cannot be saved; nothing is.
            StoreError: the disk refused; the old file is as it was.

        """
        self._refuse_if_read_only()
        if self._depth:
            self._pending = {
                table: {key: dict(record) for key, record in rows.items()} for table, rows in data.items()
            }
        else:
            self._save(sealed.encoded(data))

    def write_encoded(self, tables: Encoded) -> bool:
        """Save tables that are encoded already; whether there was anything new in them.

        For who knows which tables changed: the others need not be encoded again. Not inside a batch. Raises
        what `write` raises.
        """
        self._refuse_if_read_only()
        return self._save(tables)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Save once at the end, or not at all if the block fails. Batches nest; the outermost saves."""
        self._depth += 1
        try:
            yield
            if self._depth == 1 and self._pending is not None:
                self._save(sealed.encoded(self._pending))
        finally:
            self._depth -= 1
            if not self._depth:
                self._pending = None

    def _load(self) -> None:
        opened = open_file(
            self.path, self._paths, files=self._files, clock=self._clock, repair=not self._asked_read_only
        )
        if opened is None and self._base is not None:
            self._refuse_if_vanished()
            self._uid = self._base.header.uid
        self._base, self._fresh, self._beside, self._certain = opened, None, None, True
        self._tables = opened.tables if opened else None
        if opened:
            self.notices += [notice for notice in opened.notices if notice not in self.notices]

    def _save(self, tables: Encoded) -> bool:
        content = sealed.body(tables)
        seal = sealed.digest(content)
        base = self._base
        if base and base.header.seal == seal and base.sealed and not base.original and self._certain:
            return False
        header = Header(
            format=FORMAT,
            generation=self.generation + 1,
            uid=self.uid,
            parent=base.checksum if base else "",
            seal=seal,
        )
        data = sealed.with_header(content, header)
        self._refuse_if_vanished()
        if base and base.original:
            self._keep_original(base)
        try:
            written = write_atomically(
                self.path,
                data,
                temporary=self._paths.temporary,
                guard=self._paths.guard,
                keep_previous=self._paths.previous(self.path) if base and base.sealed else None,
                expected=self._expect_what_was_read,
                files=self._files,
            )
        except ChangedUnderneath:
            raise self._conflict(data) from None
        except StoreError:
            self._look_whether_it_arrived(data, header)
            raise
        if base and base.sealed and not written.previous_kept:
            self._tell(f"{self.name} is saved, but its previous generation could not be kept.")
        self._now(data, header, written.signature)
        return True

    def _now(self, data: bytes, header: Header, signature: Signature | None) -> None:
        """Remember that the disk holds `data`."""
        self._base = Opened(
            tables={},
            header=header,
            checksum=sealed.digest(data),
            head=first_line(data),
            signature=signature,
            sealed=True,
        )
        self._tables, self._fresh, self._beside, self._certain = None, data, None, True

    def _look_whether_it_arrived(self, data: bytes, header: Header) -> None:
        """After a failure: if the replacement itself went through, that is what the next save builds on."""
        try:
            signature = self._files.signature(self.path)
            arrived = signature is not None and self._files.read(self.path) == data
        except OSError:
            return
        if arrived:
            self._now(data, header, signature)
            # It may not survive a power cut, so the next save must not think that there is nothing to do.
            self._certain = False

    def _expect_what_was_read(self) -> None:
        """Called right before the file is replaced."""
        now = self._files.signature(self.path)
        base = self._base
        if now is None:
            if base is not None:
                # An edit beats a delete, and there is nothing here to overwrite.
                self._tell(f"{self.name} had been deleted by somebody else. It is saved again.")
            return
        if base is not None:
            # The first line too: a clock's tick can be long enough for two saves of the same size.
            head = self._files.read(self.path, len(base.head) + 1)
            if now == base.signature and head.rstrip(b"\n") == base.head:
                return
            if sealed.digest(self._files.read(self.path)) == base.checksum:
                return
        raise ChangedUnderneath("Somebody else saved this file", place=self.name)

    def _conflict(self, data: bytes) -> ChangedUnderneath:
        """Keep our version beside theirs; a later one of this handle's replaces its own earlier one."""
        message = "Somebody else changed this file while it was open here. Theirs is untouched"
        try:
            if self._beside is None:
                stem = f"{self.path.stem}-{moment(self._clock())}"
                self._beside = keep_aside(self._paths.beside, stem, ".json", data, files=self._files)
            else:
                write_atomically(self._beside, data, temporary=self._paths.temporary, files=self._files)
        except (OSError, StoreError) as error:
            problem = in_words(error, "").message if isinstance(error, OSError) else error.message
            return ChangedUnderneath(
                f"{message}, but yours could not be kept beside it: {problem}",
                place=self.name,
                remedy="Keep this open, and save again when that is mended.",
            )
        return ChangedUnderneath(
            f"{message}, and yours is kept as {self._paths.name(self._beside)}",
            place=self.name,
            remedy="Open it again to go on from theirs, and bring over what is missing.",
        )

    def _keep_original(self, base: Opened) -> None:
        """Before a file of an older format is first saved in the present one, a copy of it is put away."""
        stem = f"{self.path.stem}-format{base.header.format}-{base.checksum[:8]}"
        try:
            if self._files.signature(self._paths.before_migration / f"{stem}.json") is None:
                keep_aside(self._paths.before_migration, stem, ".json", base.original, files=self._files)
        except OSError as error:
            raise in_words(error, self.name) from error

    def _refuse_if_read_only(self) -> None:
        if self.read_only:
            raise ReadOnly(f"The file cannot be changed here: {self.read_only_because}", place=self.name)

    def _refuse_if_vanished(self) -> None:
        """A drive that went away can leave an empty folder behind, which would take a save gladly."""
        try:
            here = self._files.signature(self.path.parent) is not None
            if here and self._base is not None and self._files.signature(self.path) is None:
                here = self._files.signature(self._paths.private) is not None
        except OSError as error:
            raise in_words(error, self.name) from error
        if not here:
            raise StoreError(
                "The study folder is not there",
                place=self.name,
                remedy="Is the drive connected? Saving works again when it is back.",
            )

    def _signature(self) -> Signature | None:
        try:
            return self._files.signature(self.path)
        except OSError as error:
            raise in_words(error, self.name, "read") from error

    def _tell(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)


def _own(value: object) -> object:
    """A copy of a JSON value that shares nothing changeable with it."""
    if isinstance(value, dict):
        return {key: _own(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_own(part) for part in value]
    return value
