"""Looking through a whole study for files and records that are not what they should be.

Reads and reports, and changes nothing. Whether a quote's words are still in its passage is for the services,
who know guides (`reflect.services.checking`).
"""

from __future__ import annotations

from collections.abc import Container, Generator, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import msgspec

from reflect.domain.codebook import LearningPoint, redirects
from reflect.domain.framework import CaseKind
from reflect.domain.ids import PointId
from reflect.domain.retagging import moves
from reflect.domain.session import MemoTarget, Session, SessionRecord
from reflect.errors import RecordInvalid, ReflectError, StoreError
from reflect.store.conflicts import conflict_copies
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.kinds import (
    PEOPLE_TABLES,
    SESSION_TABLES,
    SHARED_TABLES,
    STUDY_TABLES,
    Kinds,
    key_of,
)
from reflect.store.leftovers import is_saving
from reflect.store.migrations import migrated
from reflect.store.paths import StudyPaths
from reflect.store.records import Record, from_record, unknown_fields
from reflect.store.sealed import FORMAT, Tables, decode
from reflect.store.study_folder import StudyFolder, is_session_name


class Kind(StrEnum):
    """What sort of thing is not as it should be, for programs that read the list."""

    DAMAGED = "damaged file"
    SEAL = "broken seal"
    LATER = "later version"
    RECORD = "record"
    REFERENCE = "reference"
    QUOTE = "quote"
    WRITEUP = "write-up"
    GUIDE = "guide"
    COPY = "copy"
    STRANGER = "stranger"
    TEMPORARY = "temporary file"
    BESIDE = "kept beside"
    JOURNAL = "journal"
    REMOVED = "removed data"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it should be."""

    kind: Kind
    place: str
    what: str
    remedy: str = ""


class Looked(NamedTuple):
    """What was found wrong, and what can be read all the same."""

    findings: tuple[Finding, ...]
    tables: dict[Path, Tables]
    """The tables of each file that can be taken apart, valid or not."""
    sessions: dict[Path, SessionRecord]
    """Every session that says what it is, with those of its records that are valid."""
    unread: tuple[str, ...]
    """The names of the files that cannot be taken apart."""


def check_study(folder: Path, *, files: FileSystem | None = None) -> list[Finding]:
    """Everything found wrong with the files of the study in `folder`; empty when all is well.

    Raises:
        NotAStudy: there is no study.
        StoreError: a folder cannot be listed.

    """
    return list(look_through(folder, files=files).findings)


def look_through(folder: Path, *, files: FileSystem | None = None) -> Looked:
    """Read every file of the study in `folder`. Raises what `check_study` raises."""
    disk = files or FileSystem()
    paths = StudyPaths(folder)
    if disk.signature(paths.study) is None:
        StudyFolder.open(folder, files=disk)
    check = _Check(paths, disk)
    findings = list(check.files())
    found = Looked((), check.tables, check.sessions, tuple(check.unread))
    for path, dangling in dangling_rows(found, paths).items():
        findings += [_missing(paths.name(path), row) for row in dangling]
    findings += _merged_away(found, paths)
    findings += check.left_behind()
    return found._replace(findings=tuple(findings))


class Dangling(NamedTuple):
    """A record that names something which is not there."""

    table: str
    id: str
    kind: str
    """Of what is named: a quote, a learning point, …"""
    wanted: str


def dangling_rows(looked: Looked, paths: StudyPaths) -> dict[Path, list[Dangling]]:
    """For each file of a study, the records that name something which is not there."""
    study, people = (looked.tables.get(path) for path in (paths.study, _people(looked, paths)))
    known = _Known(study, people, list(looked.sessions.values()), complete=not looked.unread)
    found = {
        paths.study: list(known.of_study(study or {})),
        _people(looked, paths): list(known.of_people(people or {})),
    }
    for path in looked.sessions:
        found[path] = list(known.of_session(looked.tables[path]))
    return found


def _people(looked: Looked, paths: StudyPaths) -> Path:
    """Where the people are: a laptop on which nobody opened the study yet may have the shared ones only."""
    return paths.people_shared if paths.people not in looked.tables else paths.people


def merged_points(looked: Looked, paths: StudyPaths) -> dict[PointId, PointId]:
    """Where the quotes of merged learning points are, as `redirects` says; what is not valid is left out."""
    study = looked.tables.get(paths.study)
    return redirects(
        {p.id: p for p in _valid(LearningPoint, "points", study).values()} if study is not None else {}
    )


def _merged_away(looked: Looked, paths: StudyPaths) -> Iterator[Finding]:
    """Sessions with tags or memos that a merge of learning points has not reached yet."""
    where = merged_points(looked, paths)
    for path, record in looked.sessions.items() if where else ():
        waiting = len(moves(record, where))
        if waiting:
            what = "1 tag or memo names" if waiting == 1 else f"{waiting} tags and memos name"
            yield Finding(
                kind=Kind.REFERENCE,
                place=paths.name(path),
                what=f"{what} a learning point that was merged into another since",
                remedy="Opening the session, or “reflect repair”, moves what is tagged to that.",
            )


def half_written(paths: StudyPaths, files: FileSystem) -> list[Path]:
    """The temporary files in a study's own corner. Raises StoreError when it cannot be listed."""
    try:
        scratch = [path for path in files.listed(paths.locks) if path.suffix == ".tmp"]
        return files.listed(paths.temporary) + scratch
    except OSError as error:
        raise in_words(error, paths.name(paths.private), "read") from error


class _Check:
    def __init__(self, paths: StudyPaths, files: FileSystem) -> None:
        self._paths = paths
        self._files = files
        self._copies: dict[Path, str] = {}
        """What is a second version of another file, and of which."""
        self.tables: dict[Path, Tables] = {}
        self.sessions: dict[Path, SessionRecord] = {}
        self.unread: list[str] = []

    def files(self) -> Iterator[Finding]:
        """What is wrong with each file by itself."""
        for pair in conflict_copies(self._paths.folder, files=self._files):
            self._copies[pair.copy] = self._paths.name(pair.original)
        study = yield from self._file(self._paths.study, STUDY_TABLES)
        shared = self._files.signature(self._paths.people_shared) is not None
        if not shared or self._files.signature(self._paths.people) is not None:
            yield from self._file(self._paths.people, PEOPLE_TABLES)
        if shared:
            yield from self._file(self._paths.people_shared, SHARED_TABLES)
        if study is not None and len(study.get("settings", {})) != 1:
            name = self._paths.name(self._paths.study)
            yield Finding(kind=Kind.RECORD, place=name, what="The study's settings are missing")
        for path in self._listed(self._paths.sessions):
            if path not in self._copies:
                yield from self._session(path)
        for copy, original in self._copies.items():
            yield Finding(
                kind=Kind.COPY,
                place=self._paths.name(copy),
                what=f"This is a copy of {original}, made by a syncing program or by hand",
                remedy="Open the study to merge it, or move it away.",
            )

    def _session(self, path: Path) -> Iterator[Finding]:
        if not is_session_name(path.name) or not path.is_file():
            yield Finding(
                kind=Kind.STRANGER,
                place=self._paths.name(path),
                what="This is not a session, and reflect does not look at it",
                remedy="Move it out of sessions/ if nothing needs it there.",
            )
            return
        tables = yield from self._file(path, SESSION_TABLES)
        if tables is not None:
            record = what_can_be_read(tables)
            if record is not None:
                self.sessions[path] = record

    def _file(self, path: Path, kinds: Kinds) -> Generator[Finding, None, Tables | None]:
        """Findings about one file; returns its tables, None when they cannot be had."""
        name = self._paths.name(path)
        try:
            found = decode(self._files.read(path), name=name)
            tables = migrated(found.tables, found.header.format, name=name)
        except OSError as error:
            problem = in_words(error, name, "read")
            self.unread.append(name)
            yield Finding(kind=Kind.DAMAGED, place=name, what=problem.message, remedy=problem.remedy)
            return None
        except ReflectError as error:
            remedy = error.remedy
            if not remedy and self._files.signature(self._paths.previous(path)) is not None:
                remedy = "“reflect repair”, or opening it, goes back to the generation before."
            self.unread.append(name)
            yield Finding(kind=Kind.DAMAGED, place=error.place or name, what=error.message, remedy=remedy)
            return None
        if found.header.format > FORMAT:
            self.unread.append(name)
            yield Finding(
                kind=Kind.LATER,
                place=name,
                what="The file was written by a later version of reflect",
                remedy="Update reflect to check and change it.",
            )
            return None
        if not found.seal_holds:
            yield Finding(
                kind=Kind.SEAL,
                place=name,
                what="The file was edited with something other than reflect",
                remedy="Look whether it is as you want it; “reflect repair”, or the next save, seals it.",
            )
        yield from _records(name, tables, kinds)
        self.tables[path] = tables
        return tables

    def _listed(self, folder: Path) -> list[Path]:
        try:
            return self._files.listed(folder)
        except OSError as error:
            raise in_words(error, self._paths.name(folder), "read") from error

    def left_behind(self) -> Iterator[Finding]:
        """What lies in the study's own corner and waits for somebody to look at it."""
        for path in half_written(self._paths, self._files):
            if not is_saving(path, self._files):
                yield Finding(
                    kind=Kind.TEMPORARY,
                    place=self._paths.name(path),
                    what="A save was cut short here",
                    remedy="If the file it belongs to is well, “reflect repair” moves this to the bin.",
                )
        for path in self._listed(self._paths.beside):
            yield Finding(
                kind=Kind.BESIDE,
                place=self._paths.name(path),
                what="This was kept when somebody else saved the same file",
                remedy="Choose from the two on the study's screen (v, or m for records), or bring over what "
                "is missing from the file and delete this.",
            )
        for path in self._listed(self._paths.damaged):
            yield Finding(
                kind=Kind.BESIDE,
                place=self._paths.name(path),
                what="This was kept when the file was found damaged",
                remedy="Look whether something in it is missing from the file, then delete this.",
            )


class _Known:
    """What can be named in a study, so far as its files can be read."""

    def __init__(
        self,
        study: Tables | None,
        people: Tables | None,
        sessions: Sequence[SessionRecord],
        *,
        complete: bool,
    ) -> None:
        self.points = None if study is None else set(study.get("points", {}))
        self.roles = None if study is None else set(study.get("roles", {}))
        self.rounds = None if study is None else set(study.get("rounds", {}))
        self.codes = None if people is None else set(people.get("participants", {}))
        self.sessions = {record.session.id for record in sessions} if complete else None
        self.quotes = {quote for record in sessions for quote in record.quotes} if complete else None

    def of_study(self, tables: Tables) -> Iterator[Dangling]:
        for key, point in tables.get("points", {}).items():
            for field in ("parent", "merged_into"):
                yield from self._named("points", key, "learning point", point.get(field), self.points)
        for key, memo in tables.get("memos", {}).items():
            yield from self._memo(key, memo, self.quotes, self.sessions)
        cases = {CaseKind.PARTICIPANT.value: self.codes, CaseKind.ROLE.value: self.roles}
        for key, summary in tables.get("summaries", {}).items():
            kind = str(summary.get("kind"))
            yield from self._named("summaries", key, kind, summary.get("case"), cases.get(kind))
            yield from self._named("summaries", key, "learning point", summary.get("point"), self.points)

    def of_people(self, tables: Tables) -> Iterator[Dangling]:
        for key, person in tables.get("participants", {}).items():
            yield from self._named("participants", key, "role", person.get("role"), self.roles)

    def of_session(self, tables: Tables) -> Iterator[Dangling]:
        quotes = set(tables.get("quotes", {}))
        for key, tag in tables.get("tags", {}).items():
            yield from self._named("tags", key, "quote", tag.get("quote"), quotes)
            yield from self._named("tags", key, "learning point", tag.get("point"), self.points)
        for key, memo in tables.get("memos", {}).items():
            yield from self._memo(key, memo, quotes, set(tables.get("session", {})))
        for key, session in tables.get("session", {}).items():
            yield from self._named("session", key, "round", session.get("round"), self.rounds)
            yield from self._named("session", key, "role", session.get("role"), self.roles)
        for table, field in (("session", "participant"), ("turns", "participant"), ("seats", "participant")):
            for key, record in tables.get(table, {}).items():
                yield from self._named(table, key, "participant", record.get(field), self.codes)
        for field, kind, table in (("seat", "seat", "seats"), ("cluster", "group of entries", "clusters")):
            known = set(tables.get(table, {}))
            for key, said in tables.get("contributions", {}).items():
                yield from self._named("contributions", key, kind, said.get(field), known)

    def _memo(
        self,
        key: str,
        memo: Mapping[str, object],
        quotes: Container[str] | None,
        sessions: Container[str] | None,
    ) -> Iterator[Dangling]:
        kinds: dict[object, Container[str] | None] = {
            MemoTarget.QUOTE.value: quotes,
            MemoTarget.SESSION.value: sessions,
            MemoTarget.POINT.value: self.points,
        }
        target = memo.get("target")
        yield from self._named("memos", key, str(target), memo.get("target_id"), kinds.get(target))

    def _named(
        self, table: str, key: str, kind: str, wanted: object, known: Container[str] | None
    ) -> Iterator[Dangling]:
        if known is not None and isinstance(wanted, str) and wanted not in known:
            yield Dangling(table, key, kind, wanted)


def _records(name: str, tables: Tables, kinds: Kinds) -> Iterator[Finding]:
    for table, rows in tables.items():
        kind = kinds.get(table)
        if kind is None:
            what = f"This version of reflect does not know the table {table}"
            yield Finding(kind=Kind.RECORD, place=name, what=what)
            continue
        for key, record in rows.items():
            place = f"{name}: {table}/{key}"
            try:
                from_record(kind, record, file=name, table=table, record_id=key, key=key_of(table))
            except StoreError as error:
                remedy = "Correct it in a text editor."
                yield Finding(kind=Kind.RECORD, place=place, what=error.message, remedy=remedy)
            for field in unknown_fields(kind, record):
                yield Finding(
                    kind=Kind.RECORD,
                    place=place,
                    what=f"This version of reflect does not know the field {field}",
                    remedy="Update reflect, or correct its name; it may be lost when the record is changed.",
                )
    if kinds is SESSION_TABLES and len(tables.get("session", {})) != 1:
        what = "A session file holds exactly one record in the table session"
        yield Finding(kind=Kind.RECORD, place=name, what=what)


def what_can_be_read(tables: Tables) -> SessionRecord | None:
    """The session with those of its records that are valid; None when it does not say what it is."""
    sittings = _valid(Session, "session", tables)
    if len(sittings) != 1:
        return None
    rows = {
        table: _valid(kind, table, tables) for table, kind in SESSION_TABLES.items() if table != "session"
    }
    return SessionRecord(session=next(iter(sittings.values())), **rows)  # type: ignore[arg-type]


def _valid(kind: type[Record], table: str, tables: Tables) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for key, record in tables.get(table, {}).items():
        try:
            found[key] = from_record(kind, record, file="", table=table, record_id=key)
        except RecordInvalid:
            continue
    return found


def _missing(name: str, row: Dangling) -> Finding:
    return Finding(
        kind=Kind.REFERENCE,
        place=f"{name}: {row.table}/{row.id}",
        what=f"It names the {row.kind} {row.wanted}, which is not there",
    )
