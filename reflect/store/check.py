"""Looking through a whole study for files and records that are not what they should be.

Reads and reports, and changes nothing. Whether a quote's words are still in its passage is for the services,
who know guides.
"""

from __future__ import annotations

from collections.abc import Container, Generator, Iterator
from pathlib import Path

import msgspec

from reflect.domain.codebook import LearningPoint
from reflect.domain.people import Participant, Role
from reflect.domain.session import Memo
from reflect.errors import ReflectError, StoreError
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.migrations import migrated
from reflect.store.paths import StudyPaths
from reflect.store.records import from_record, unknown_fields
from reflect.store.sealed import FORMAT, Tables, decode
from reflect.store.session_file import TABLES
from reflect.store.study_file import StudySettings
from reflect.store.study_folder import StudyFolder, is_session_name

STUDY_TABLES: dict[str, type[msgspec.Struct]] = {
    "settings": StudySettings,
    "roles": Role,
    "points": LearningPoint,
    "memos": Memo,
}
PEOPLE_TABLES: dict[str, type[msgspec.Struct]] = {"participants": Participant}
_KEYS = {"settings": "", "participants": "code"}
"""The field that repeats a record's id, where it is not `id`."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it should be."""

    place: str
    what: str
    remedy: str = ""


def check_study(folder: Path, *, files: FileSystem | None = None) -> list[Finding]:
    """Everything found wrong with the study in `folder`; empty when all is well.

    Raises:
        NotAStudy: there is no study.
        StoreError: a folder cannot be listed.

    """
    study = StudyFolder.open(folder, files=files)
    return list(_Check(study.paths, files or FileSystem()).findings())


class _Check:
    def __init__(self, paths: StudyPaths, files: FileSystem) -> None:
        self._paths = paths
        self._files = files
        self._uids: dict[str, str] = {}

    def findings(self) -> Iterator[Finding]:
        settled = yield from self._file(self._paths.study, STUDY_TABLES)
        points = set(settled.get("points", {})) if settled is not None else None
        people = yield from self._file(self._paths.people, PEOPLE_TABLES)
        codes = set(people.get("participants", {})) if people is not None else None
        if settled is not None and len(settled.get("settings", {})) != 1:
            yield Finding(place=self._paths.name(self._paths.study), what="The study's settings are missing")
        for path in self._listed(self._paths.sessions):
            name = self._paths.name(path)
            if not is_session_name(path.name) or not path.is_file():
                yield Finding(
                    place=name,
                    what="This is not a session, and reflect does not look at it",
                    remedy="Move it out of sessions/ if nothing needs it there.",
                )
                continue
            tables = yield from self._file(path, TABLES)
            if tables is not None:
                yield from _references(name, tables, points, codes)
        yield from self._left_behind()

    def _file(
        self, path: Path, kinds: dict[str, type[msgspec.Struct]]
    ) -> Generator[Finding, None, Tables | None]:
        """Findings about one file; returns its tables, None when they cannot be had."""
        name = self._paths.name(path)
        try:
            found = decode(self._files.read(path), name=name)
            tables = migrated(found.tables, found.header.format, name=name)
        except OSError as error:
            problem = in_words(error, name, "read")
            yield Finding(place=name, what=problem.message, remedy=problem.remedy)
            return None
        except ReflectError as error:
            remedy = error.remedy
            if not remedy and self._paths.previous(path).is_file():
                remedy = "Opening it in reflect goes back to the generation before."
            yield Finding(place=error.place or name, what=error.message, remedy=remedy)
            return None
        if found.header.format > FORMAT:
            yield Finding(
                place=name,
                what="The file was written by a later version of reflect",
                remedy="Update reflect to check and change it.",
            )
            return None
        if not found.seal_holds:
            yield Finding(
                place=name,
                what="The file was edited with something other than reflect",
                remedy="Look whether it is as you want it; the next save in reflect seals it again.",
            )
        twin = self._uids.setdefault(found.header.uid, name)
        if twin != name:
            yield Finding(
                place=name,
                what=f"This is a copy of {twin}, perhaps made by a syncing program",
                remedy="Compare the two, and move one of them away.",
            )
        yield from _records(name, tables, kinds)
        return tables

    def _listed(self, folder: Path) -> list[Path]:
        try:
            return sorted(folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise in_words(error, self._paths.name(folder), "read") from error

    def _left_behind(self) -> Iterator[Finding]:
        for folder, what, remedy in (
            (
                self._paths.temporary,
                "A save was cut short here",
                "If the file it belongs to is well, this can be deleted.",
            ),
            (
                self._paths.beside,
                "This was kept when somebody else saved the same file",
                "Bring over what is missing from the file, then delete this.",
            ),
            (
                self._paths.damaged,
                "This was kept when the file was found damaged",
                "Look whether something in it is missing from the file, then delete this.",
            ),
        ):
            for path in self._listed(folder):
                yield Finding(place=self._paths.name(path), what=what, remedy=remedy)


def _records(name: str, tables: Tables, kinds: dict[str, type[msgspec.Struct]]) -> Iterator[Finding]:
    for table, rows in tables.items():
        kind = kinds.get(table)
        if kind is None:
            yield Finding(place=name, what=f"This version of reflect does not know the table {table}")
            continue
        for key, record in rows.items():
            place = f"{name}: {table}/{key}"
            try:
                from_record(kind, record, file=name, table=table, record_id=key, key=_KEYS.get(table, "id"))
            except StoreError as error:
                yield Finding(place=place, what=error.message, remedy="Correct it in a text editor.")
            for field in unknown_fields(kind, record):
                yield Finding(
                    place=place,
                    what=f"This version of reflect does not know the field {field}",
                    remedy="Update reflect, or correct its name; it may be lost when the record is changed.",
                )
    if kinds is TABLES and len(tables.get("session", {})) != 1:
        yield Finding(place=name, what="A session file holds exactly one record in the table session")


def _references(
    name: str, tables: Tables, points: set[str] | None, codes: set[str] | None
) -> Iterator[Finding]:
    """Names of things that are not there. `None` for points or codes: they could not be read."""
    quotes = tables.get("quotes", {})
    for key, tag in tables.get("tags", {}).items():
        yield from _missing(f"{name}: tags/{key}", "quote", tag.get("quote"), quotes)
        if points is not None:
            yield from _missing(f"{name}: tags/{key}", "learning point", tag.get("point"), points)
    for key, session in tables.get("session", {}).items():
        code = session.get("participant")
        if code is not None and codes is not None:
            yield from _missing(f"{name}: session/{key}", "participant", code, codes)


def _missing(place: str, kind: str, wanted: object, known: Container[str]) -> Iterator[Finding]:
    if isinstance(wanted, str) and wanted not in known:
        yield Finding(place=place, what=f"It names the {kind} {wanted}, which is not there")
