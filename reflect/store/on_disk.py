"""One file of a study as it lies on the disk: whether it is what was expected, and what to do otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reflect.domain.ids import Clock
from reflect.errors import ChangedUnderneath, RecordInvalid, StoreError
from reflect.store.atomic import keep_aside
from reflect.store.filesystem import FileSystem, Signature, in_words, moment
from reflect.store.merge import unfit
from reflect.store.opening import Opened, WholeFile, first_line, open_whole
from reflect.store.paths import StudyPaths
from reflect.store.sealed import Tables, Unreadable


class OnDisk:
    """One file of a study. `tell` is given what a person should be told."""

    def __init__(
        self,
        path: Path,
        paths: StudyPaths,
        files: FileSystem,
        clock: Clock,
        tell: Callable[[str], None],
    ) -> None:
        self._path = path
        self._name = paths.name(path)
        self._paths = paths
        self._files = files
        self._clock = clock
        self._tell = tell

    def signature(self) -> Signature | None:
        """The file's present signature; None when it is not there. Raises StoreError."""
        try:
            return self._files.signature(self._path)
        except OSError as error:
            raise in_words(error, self._name, "read") from error

    def whole(self) -> Opened | None:
        """What lies there now, when it can be merged with; None when nothing does.

        Raises:
            Unreadable, RecordInvalid: it was spoilt, or edited so that nobody could open it any more.
            StoreError: it cannot be read now.

        """
        found = open_whole(self._path, self._paths, files=self._files)
        wrong = unfit(found.tables, name=self._name) if found and not found.sealed else None
        if wrong is not None:
            raise wrong
        return found

    def still(self, base: Opened) -> bool:
        """Whether the file is there as it was; raises ChangedUnderneath when it is another one by now."""
        now = self.signature()
        if now is not None and now != base.signature:
            try:
                self.expect(base)
            except OSError as error:
                raise in_words(error, self._name, "read") from error
        return now is not None

    def expect(self, base: Opened | None) -> None:
        """Called right before the file is replaced."""
        now = self._files.signature(self._path)
        if now is None:
            if base is not None:
                # An edit beats a delete, and there is nothing here to overwrite.
                self._tell(f"{self._name} had been deleted by somebody else. It is saved again.")
            return
        if base is not None:
            # The first line too: a clock's tick can be long enough for two saves of the same size.
            head = self._files.read(self._path, len(base.head) + 1)
            if now == base.signature and head.rstrip(b"\n") == base.head:
                return
            if self._files.read(self._path) == base.whole.data:
                return
        raise ChangedUnderneath("Somebody else saved this file", place=self._name)

    def keep_original(self, base: Opened) -> None:
        """Before a file of an older format is first saved in the present one, a copy of it is put away."""
        stem = f"{self._path.stem}-format{base.header.format}-{base.whole.checksum[:8]}"
        try:
            if self._files.signature(self._paths.before_migration / f"{stem}.json") is None:
                keep_aside(self._paths.before_migration, stem, ".json", base.original, files=self._files)
        except OSError as error:
            raise in_words(error, self._name) from error

    def put_aside(
        self, problem: Unreadable | RecordInvalid, base: Opened | None, held: Tables
    ) -> Opened | None:
        """A file that was spoilt while it was in use here, kept aside to be replaced; None when it cannot be.

        `base` is what was last read or written here, and `held` what that held: later than any one kept.
        """
        if base is None or (isinstance(problem, Unreadable) and problem.unfinished_merge):
            return None
        try:
            signature, data = self._files.signature(self._path), self._files.read(self._path)
            stem = f"{self._path.stem}-{moment(self._clock())}"
            aside = keep_aside(self._paths.damaged, stem, self._path.suffix, data, files=self._files)
        except OSError:
            return None
        where = problem.place.removeprefix(self._name).strip(": ")
        where = f"line {where}" if isinstance(problem, Unreadable) else where
        self._tell(
            f"{self._name} was damaged while it was open ({where}: {problem.message}). It is saved again as "
            f"it is here; the damaged file is kept as {self._paths.name(aside)}."
        )
        return base._replace(
            tables=held,
            whole=WholeFile(data),
            head=first_line(data),
            signature=signature,
            sealed=False,
        )

    def refuse_if_vanished(self, *, had: bool) -> None:
        """A drive that went away can leave an empty folder behind, which would take a save gladly.

        `had`: there was a file when it was last read or written here.
        """
        try:
            here = self._files.signature(self._path.parent) is not None
            if here and had and self._files.signature(self._path) is None:
                here = self._files.signature(self._paths.private) is not None
        except OSError as error:
            raise in_words(error, self._name) from error
        if not here:
            raise StoreError(
                "The study folder is not there",
                place=self._name,
                remedy="Is the drive connected? Saving works again when it is back.",
            )
