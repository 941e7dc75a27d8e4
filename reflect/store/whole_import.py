"""An import that comes in whole or not at all, although it is put into several files one after the other.

Before the first of them is written, `.reflect/importing.json` says what each record was before and what it is
going to be; when the last is written it goes. So whoever finds it there can take back what a cut-short import
had put down, as if it had never begun. What somebody has changed since is never taken back.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import msgspec

from reflect.domain.ids import Clock
from reflect.errors import ReadOnly, ReflectError
from reflect.store import sealed
from reflect.store.filesystem import in_words
from reflect.store.locks import Holder, SessionLock
from reflect.store.new_sessions import Coming, PutDown, UnderWay
from reflect.store.people_file import PeopleFile
from reflect.store.repository import Repository
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder


class Records:
    """The records that one import puts into the study's two own files."""

    def __init__(self, study: StudyFile, people: PeopleFile) -> None:
        # Tables of different records in one mapping, which no type of Python's can say.
        self._tables: Mapping[str, Mapping[str, Repository[Any]]] = {
            "study": {
                "roles": study.roles,
                "points": study.points,
                "codebook_log": study.codebook_log,
                "memos": study.memos,
            },
            "people": {
                "participants": people.participants,
                "speakers": people.speakers,
                "imports": people.imports,
            },
        }
        self._together = {"study": study.together, "people": people.together}

    def planned(
        self, file: Literal["study", "people"], table: str, records: Iterable[msgspec.Struct]
    ) -> Iterator[PutDown]:
        """What is to be written down of records before they are put into a table."""
        here = self._tables[file][table].all()
        key = "code" if table == "participants" else "id"
        for record in records:
            name = str(getattr(record, key))
            before = here.get(name)
            yield PutDown(
                file=file,
                table=table,
                id=name,
                digest=_digest(record),
                before=msgspec.Raw(msgspec.json.encode(before)) if before is not None else None,
            )

    def take_back(self, rows: Iterable[PutDown]) -> None:
        """Put these back as they were, but what was changed since. Raises what `Repository.put` raises."""
        rows = list(rows)
        for name, tables in self._tables.items():
            mine = [row for row in rows if row.file == name and row.table in tables]
            if not any(self._is_ours(row) for row in mine):
                continue
            with self._together[name]():
                for row in reversed(mine):
                    if self._is_ours(row):
                        self._put_back(tables[row.table], row)

    def _is_ours(self, row: PutDown) -> bool:
        """Whether a record is as the import put it down."""
        now = self._tables[row.file][row.table].get(row.id)
        return now is not None and _digest(now) == row.digest

    def _put_back(self, table: Repository[Any], row: PutDown) -> None:
        if row.before is None:
            table.remove(row.id)
        else:
            table.put(msgspec.json.decode(row.before, type=table.kind))


def keep_whole(
    store: StudyFolder,
    under_way: UnderWay,
    records: Records,
    coming: Coming,
    write: Callable[[], Sequence[ReflectError | None]],
) -> None:
    """Write what comes in by `write`, which says what went wrong with each session; all of it, or nothing.

    Raises what went wrong, and has left the study as it was.
    """
    under_way.begin(coming)
    try:
        failed = next((error for error in write() if error is not None), None)
        if failed is not None:
            raise failed
        under_way.end()
    except ReflectError:
        with suppress(ReflectError):  # what cannot be taken back now is when the study is next opened
            take_back_sessions(store, coming.sessions)
            records.take_back(coming.rows)
            under_way.end()
        raise


def take_back_sessions(store: StudyFolder, sessions: Iterable[str]) -> None:
    """Remove sessions that an import brought, with their originals. Raises StoreError."""
    wanted = set(sessions)
    found = [path for path in store.session_paths() if _id(path) in wanted]
    originals = store.paths.originals
    found += [path for path in originals.iterdir() if path.stem in wanted] if originals.is_dir() else []
    for path in found:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise in_words(error, store.paths.name(path)) from error


def clear_away(
    under_way: UnderWay, store: StudyFolder, study: StudyFile, people: PeopleFile, *, clock: Clock
) -> None:
    """Take out what an earlier import left that was cut short, before another begins.

    Raises:
        ReadOnly: it may be going on still, on another computer.
        StoreError: the disk refused.

    """
    coming = under_way.left()
    if coming is not None and coming.elsewhere(clock(), socket.gethostname()):
        raise ReadOnly(
            f"The computer {coming.host} was importing into this study at {coming.at[11:16]}",
            remedy="Wait until it is done there; what a failure left behind is taken out after an hour.",
        )
    if coming is not None and coming.whole:
        take_back_cut_short(store, study, people, coming, clock=clock)
        under_way.end()
        return
    lost = under_way.cut_short()
    if lost:
        people.remove_all("imports", lost)


def finish_cut_short(store: StudyFolder, *, clock: Clock) -> list[str]:
    """Take back a whole import that was cut short; returns what the researcher should be told.

    One that is going on just now, here or on another computer, is left alone. Where there is none, it
    costs a look.
    """
    under_way = UnderWay(store.folder)
    coming = under_way.left()
    if coming is None or not coming.whole:
        return []
    try:
        with under_way.alone():
            coming = under_way.left()  # another may have finished it while this one waited
            if coming is None or not coming.whole or coming.elsewhere(clock(), socket.gethostname()):
                return []
            told = take_back_cut_short(store, store.study(), store.people(), coming, clock=clock)
            under_way.end()
    except ReflectError as error:
        return [f"An import was cut short, and what it left could not be taken out yet: {error}"]
    return told


def take_back_cut_short(
    store: StudyFolder, study: StudyFile, people: PeopleFile, coming: Coming, *, clock: Clock
) -> list[str]:
    """Make the study what it was before an import that was cut short; what is to be told. Raises StoreError.

    If somebody has worked in a session that came with it, all that came stays: their work rests on it.
    """
    with ExitStack() as held:
        if not _nobody_worked(store, coming.sessions, held, clock):
            stays = "somebody has worked in what had come: it stays. Import the file once more for the rest."
            return [f"Bringing in “{coming.whole}” was cut short, and {stays}"]
        take_back_sessions(store, coming.sessions)
    Records(study, people).take_back(coming.rows)
    return [f"Bringing in “{coming.whole}” was cut short. Nothing of it is in the study: import it again."]


def _nobody_worked(store: StudyFolder, sessions: Iterable[str], held: ExitStack, clock: Clock) -> bool:
    """Whether every session is as it came; their locks are held from then on."""
    wanted = set(sessions)
    for path in store.session_paths():
        if _id(path) not in wanted:
            continue
        lock = SessionLock(store.folder, _id(path), "", clock=clock)
        if isinstance(lock.acquire(), Holder):
            return False
        held.callback(lock.release)
        try:
            if sealed.first_header(path.read_bytes()).generation > 1:
                return False
        except (OSError, ReflectError):
            return False  # nobody knows what is in it
    return True


def _id(path: Path) -> str:
    return path.stem.rpartition("-")[2]


def _digest(record: msgspec.Struct) -> str:
    return sha256(msgspec.json.encode(record)).hexdigest()
