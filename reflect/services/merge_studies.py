"""Bringing another copy of a study into this one: people, codebook, sessions, guides, templates, write-ups.

The other copy is only ever read. What is merged is merged as a save would merge it, so that a session that is
open somewhere takes it up like anything else that changed underneath.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from reflect.domain.clashes import text_clash
from reflect.domain.framework import charts, study_without
from reflect.domain.ids import Clock
from reflect.domain.merging import merge
from reflect.domain.removals import finished_in
from reflect.domain.text_merging import merged_text
from reflect.domain.withdrawing import concerns, session_without
from reflect.errors import InvalidInput, NotFound, ReflectError, StoreError
from reflect.services.merged_items import MergedItem, told
from reflect.services.removed_people import removed_in
from reflect.services.study import Study
from reflect.store.atomic import write_atomically
from reflect.store.beside import kept_beside
from reflect.store.bin import files_in_bin
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.history import History
from reflect.store.merge import Version, common_tables, version_of
from reflect.store.paths import STUDY, StudyPaths
from reflect.store.sealed import Tables, encode, first_header
from reflect.store.storage import SealedStorage
from reflect.store.study_folder import StudyFolder
from reflect.store.text_file import TextFile, bytes_of
from reflect.store.text_history import common_text, name_of
from reflect.store.traces import mentions

_FIRST_LINE = 65_536


def merge_studies(
    folder: Path,
    other: Path,
    *,
    clock: Clock,
    dry_run: bool = False,
    force: bool = False,
    files: FileSystem | None = None,
) -> list[MergedItem]:
    """Bring the study in `other` into the one in `folder`; with `dry_run` only say what that would do.

    Raises:
        NotAStudy: one of the two is none.
        InvalidInput: they are two different studies, and `force` was not given; or one and the same folder.
        StoreError: a file of the study in `folder` cannot be read or written. One of `other`'s that cannot be
            read is told in the result.

    """
    disk = files or FileSystem()
    ours = StudyFolder.open(folder, files=disk, clock=clock)
    theirs = StudyFolder.open(other, files=disk, clock=clock)
    if folder.resolve() == other.resolve():
        raise InvalidInput("This is one and the same folder", place=str(folder))
    merging = _Merging(ours, theirs, disk, clock, dry_run=dry_run)
    merging.refuse_another_study(force=force)
    items = list(merging.items())
    return items if dry_run else [*items, *_codebook_settled(folder, clock)]


def _codebook_settled(folder: Path, clock: Clock) -> Iterator[MergedItem]:
    """Let what one side tagged follow what the other did to the codebook."""
    try:
        settled = Study.open(folder, clock=clock).codebook_edits.settle()
    except ReflectError as error:
        yield MergedItem(what="not merged", file=STUDY, record="points", kept=str(error))
        return
    for point in settled.points:
        yield MergedItem(what="taken", file=STUDY, record=f"points/{point}")
    for path in settled.sessions:
        yield MergedItem(what="merged", file=StudyPaths(folder).name(path), record="tags")


class _Merging:
    def __init__(
        self, ours: StudyFolder, theirs: StudyFolder, disk: FileSystem, clock: Clock, *, dry_run: bool
    ) -> None:
        self._ours, self._theirs = ours.paths, theirs.paths
        self._our_sessions, self._their_sessions = ours.session_paths(), theirs.session_paths()
        self._disk = disk
        self._clock = clock
        self._dry = dry_run
        self._same_study = True
        self._wanted: set[str] = set()
        """Participants whom the other's sessions name."""
        self._removed: list[str] = []
        """People whose data were removed here or there."""
        self._people: Tables = {}
        """What `people.json` holds after merging."""

    def refuse_another_study(self, *, force: bool) -> None:
        uids = [self._uid(paths.study) for paths in (self._ours, self._theirs)]
        self._same_study = uids[0] == uids[1] and bool(uids[0])
        if not self._same_study and not force:
            raise InvalidInput(
                "This is another study, not another copy of the same one",
                place=str(self._theirs.folder),
                remedy="If you mean to bring them together all the same, say --force.",
            )

    def items(self) -> Iterator[MergedItem]:
        """Do it, file by file."""
        for paths in (self._ours, self._theirs):
            self._removed = sorted({*self._removed, *removed_in(paths.folder, files=self._disk)})
        yield from self._records(self._ours.study, self._theirs.study)
        people = self._version(self._theirs.people) if self._exists(self._theirs.people) else None
        if self._exists(self._theirs.people):
            yield from self._records(self._ours.people, self._theirs.people)
        mine, others = self._ours.people_shared, self._theirs.people_shared
        if self._exists(others) and (self._exists(mine) or people is None):
            yield from self._records(mine, others)
        yield from self._sessions()
        if isinstance(people, Version):
            yield from self._people_back(people)
        for mine, others in (
            (self._ours.guides, self._theirs.guides),
            (self._ours.templates, self._theirs.templates),
            (self._ours.writeups, self._theirs.writeups),
        ):
            for path in self._listed(others):
                yield from self._text(mine / path.name, path)

    # -- records ---------------------------------------------------------------------------------------

    def _records(
        self, mine: Path, others: Path, theirs: Version | MergedItem | None = None
    ) -> Iterator[MergedItem]:
        """A file of records that both have; taken whole when this study lacks it."""
        theirs = theirs or self._version(others)
        name = self._ours.name(mine)
        if isinstance(theirs, MergedItem):
            yield theirs
            return
        if not self._same_study and mine == self._ours.study:
            # Its own settings, and above all its uid, stay this study's.
            kept = {table: rows for table, rows in theirs.tables.items() if table != "settings"}
            theirs = theirs._replace(tables=kept, sealed=False)
        if mine == self._ours.study and any(charts(theirs.tables, code) for code in self._removed):
            theirs = theirs._replace(tables=study_without(theirs.tables, self._removed), sealed=False)
        if not self._exists(mine):
            self._write(mine, others, theirs)
            self._remember(mine, theirs.tables)
            yield MergedItem(what="new", file=name)
            return
        histories = [History(others, self._theirs, self._disk)]
        if self._dry:
            data = self._read(mine)
            ours = version_of(data, name=name)
            every = [History(mine, self._ours, self._disk), *histories]
            base = common_tables(ours, theirs, histories=every)
            at = self._clock().isoformat(timespec="seconds")
            merged = merge(ours.tables, theirs.tables, base, at=at)
            report = merged.report
            self._remember(mine, merged.tables)
        else:
            storage = SealedStorage(mine, folder=self._ours.folder, files=self._disk, clock=self._clock)
            report = storage.merge_in(theirs, histories=histories)
            self._remember(mine, storage.read() or {})
        yield from told(name, report)

    def _sessions(self) -> Iterator[MergedItem]:
        here = {self._uid(path): path for path in self._our_sessions}
        removed = {
            self._uid(each.path): each.path for each in files_in_bin(self._ours.folder, files=self._disk)
        }
        for path in self._their_sessions:
            uid = self._uid(path)
            found = self._version(path)
            if isinstance(found, MergedItem):
                yield found
                continue
            name = self._theirs.name(path)
            if any(concerns(found.tables, code) for code in self._removed):
                left = session_without(found.tables, self._removed)
                if left is None:
                    yield MergedItem(what="removed here", file=name)
                    continue
                found = found._replace(tables=left, sealed=False)
            self._wanted |= _people_in(found.tables)
            if uid not in here and uid in removed and self._nothing_new(found, removed[uid]):
                yield MergedItem(what="removed here", file=name)
                continue
            mine = here.get(uid) or self._ours.sessions / path.name
            if uid not in here and self._exists(mine):
                why = "another session has this name here"
                yield MergedItem(what="not merged", file=name, kept=why)
                continue
            yield from self._records(mine, path, found)

    def _nothing_new(self, theirs: Version, removed: Path) -> bool:
        """Whether a session that lies in the bin here already had all that the other's has."""
        with suppress(ReflectError, OSError):
            return theirs.name in version_of(self._disk.read(removed), name=removed.name).past
        return False

    def _people_back(self, theirs: Version) -> Iterator[MergedItem]:
        """Whoever is named by a session that came in is needed, even when they were removed here."""
        now = self._people.get("participants", {})
        others = theirs.tables.get("participants", {})
        missing = {code: others[code] for code in sorted(self._wanted) if code in others and code not in now}
        if not missing:
            return
        if not self._dry:
            storage = SealedStorage(
                self._ours.people, folder=self._ours.folder, files=self._disk, clock=self._clock
            )
            tables = storage.read() or {}
            tables["participants"] = missing | tables.get("participants", {})
            storage.write(tables)
        for code in missing:
            yield MergedItem(
                what="taken", file=self._ours.name(self._ours.people), record=f"participants/{code}"
            )

    def _remember(self, path: Path, tables: Tables) -> None:
        if path in (self._ours.people, self._ours.people_shared):
            self._removed = sorted({*self._removed, *finished_in(tables)})
        if path == self._ours.people:
            self._people = tables

    # -- texts -----------------------------------------------------------------------------------------

    def _text(self, mine: Path, others: Path) -> Iterator[MergedItem]:
        name = self._ours.name(mine)
        file = TextFile(mine, self._ours.folder, files=self._disk, clock=self._clock)
        source = TextFile(others, self._theirs.folder, files=self._disk, clock=self._clock)
        try:
            theirs = source.read()
        except ReflectError as error:
            yield MergedItem(what="not merged", file=name, kept=error.message)
            return
        try:
            ours = file.read()
        except NotFound:
            if name_of(theirs) in {name_of(text) for text in self._removed_texts(mine)}:
                yield MergedItem(what="removed here", file=name)
                return
            if not self._dry:
                file.write(theirs)
            yield MergedItem(what="new", file=name)
            return
        base = common_text(ours, theirs, ours=file.history, others=source.history)
        merged = merged_text(ours, theirs, base)
        if merged.kept != ours and not self._dry:
            file.write(merged.kept, made_from=theirs)
        if merged.other is not None:
            if not self._dry:
                was = None if base is None else bytes_of(base)
                with suppress(StoreError):
                    kept_beside(self._ours, name, bytes_of(merged.other), was, files=self._disk)
            clash = text_clash("", "", "text", kept=merged.kept, other=merged.other, at="")
            yield MergedItem(what="clash", file=name, field="text", kept=clash.kept, other=clash.other)
        elif merged.kept != ours:
            yield MergedItem(what="taken" if merged.kept == theirs else "merged", file=name)

    def _removed_texts(self, path: Path) -> Iterator[str]:
        for each in files_in_bin(self._ours.folder, files=self._disk):
            if each.original == path:
                with suppress(OSError, UnicodeDecodeError):
                    yield self._disk.read(each.path).decode().replace("\r\n", "\n")

    # -- the disk --------------------------------------------------------------------------------------

    def _version(self, path: Path) -> Version | MergedItem:
        """A file of the other study, or why it cannot be merged."""
        name = self._theirs.name(path)
        try:
            return version_of(self._disk.read(path), name=name)
        except OSError as error:
            return MergedItem(what="not merged", file=name, kept=in_words(error, name, "read").message)
        except ReflectError as error:
            return MergedItem(what="not merged", file=name, kept=error.message)

    def _write(self, mine: Path, others: Path, theirs: Version) -> None:
        """Take a file over as it is: the same bytes, so that the two have a common past from here.

        One out of which words of somebody removed were taken is a generation of its own.
        """
        if self._dry:
            return
        try:
            self._disk.make_folder(mine.parent)
            data = self._disk.read(others)
            if any(mentions(data, code) for code in self._removed):
                number = theirs.header.generation + 1
                data = encode(theirs.tables, uid=theirs.header.uid, generation=number, parent="")
        except OSError as error:
            raise in_words(error, self._ours.name(mine)) from error
        write_atomically(
            mine,
            data,
            temporary=self._ours.temporary,
            guard=self._ours.guard,
            keep_previous=self._ours.previous(mine),
            files=self._disk,
        )

    def _read(self, path: Path) -> bytes:
        try:
            return self._disk.read(path)
        except OSError as error:
            raise in_words(error, self._ours.name(path), "read") from error

    def _uid(self, path: Path) -> str:
        with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return first_header(self._disk.read(path, _FIRST_LINE)).uid
        return ""

    def _exists(self, path: Path) -> bool:
        try:
            return self._disk.signature(path) is not None
        except OSError as error:
            raise in_words(error, path.name, "read") from error

    def _listed(self, folder: Path) -> list[Path]:
        try:
            return [path for path in self._disk.listed(folder) if path.is_file() and path.name[0] != "."]
        except OSError as error:
            raise in_words(error, folder.name, "read") from error


def _people_in(tables: Tables) -> set[str]:
    rows: Iterable[dict[str, object]] = [
        *tables.get("session", {}).values(),
        *tables.get("turns", {}).values(),
        *tables.get("seats", {}).values(),
    ]
    return {str(row["participant"]) for row in rows if row.get("participant")}
