"""A desk put together by hand, on a disk of the experiment's own, the journal's disk included."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from reflect.errors import ReflectError
from reflect.guides.parse import parse_guide
from reflect.paths import state_folder
from reflect.services.desk import SessionDesk
from reflect.services.identity import random_id, system_clock
from reflect.services.journaling import SessionJournal
from reflect.store.filesystem import FileSystem
from reflect.store.locks import SessionLock
from reflect.store.session_file import SessionFile
from tests.faults.keepers import session_in, study_in


class Bench(NamedTuple):
    """A desk, and what it stands on."""

    desk: SessionDesk
    lock: SessionLock
    journal: SessionJournal

    def stop(self) -> None:
        """The program ends without a word: what was put down stays, and nobody tidies up."""
        self.journal.close(saved=False)
        self.lock.release()


def desk_on(folder: Path, disk: FileSystem, *, by: str = "ana") -> Bench:
    """The one session of a study on a desk, as `Study.open_session` puts it there."""
    study, path = study_in(folder), session_in(folder)
    file = SessionFile(path, study, files=disk)
    journal = SessionJournal(journals_of(folder), file, study=study, clock=system_clock, files=disk)
    record = file.read()
    lock = SessionLock(study, record.session.id, by, files=disk)
    lock.acquire()
    desk = SessionDesk(
        record,
        parse_guide(record.session.guide_text, "guide.md"),
        file,
        by=by,
        clock=system_clock,
        ids=random_id,
        lock=lock,
        journal=journal,
    )
    desk.recover(journal.recover(record))
    with suppress(ReflectError):
        desk.save()
    return Bench(desk, lock, journal)


def journals_of(folder: Path) -> Path:
    """Where the journals of such desks lie."""
    return state_folder() / "benches" / folder.name
