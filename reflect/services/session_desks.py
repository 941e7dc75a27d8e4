"""Sessions begun and opened to be worked on: each on a desk, locked, with what was typed and not saved."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from reflect.domain.codebook import Codebook
from reflect.domain.guide import Guide
from reflect.domain.ids import Clock, GuideId, IdSource, RoleId, RoundId, SessionId
from reflect.domain.people import Participant
from reflect.domain.retagging import moved
from reflect.domain.session import Session, SessionKind, SessionRecord
from reflect.domain.side_by_side import Whose
from reflect.errors import ReflectError
from reflect.services.blind import Blind
from reflect.services.desk import SessionDesk
from reflect.services.guide_shelf import GuideShelf, parsed
from reflect.services.journaling import SessionJournal
from reflect.services.starting import Starting
from reflect.store.locks import Holder, NoLock, SessionLock
from reflect.store.session_file import SessionFile
from reflect.store.study_folder import StudyFolder
from reflect.store.text_file import TextFile


class SessionDesks:
    """Makes the desks of one study. `journals` is the folder of this computer where typing is kept safe."""

    def __init__(
        self,
        store: StudyFolder,
        journals: Path,
        *,
        guides: GuideShelf,
        starting: Starting,
        codebook: Callable[[], Codebook],
        blind: Blind,
        clock: Clock,
        ids: IdSource,
        by: str,
    ) -> None:
        self._store = store
        self._journals = journals
        self._guides = guides
        self._starting = starting
        self._codebook = codebook
        self._blind = blind
        self._clock = clock
        self._ids = ids
        self._by = by

    def start(
        self,
        guide_id: str,
        person: Participant | None,
        *,
        in_round: Callable[[Guide], RoundId | None],
        role: RoleId | None = None,
        together: bool = False,
    ) -> SessionDesk:
        """Begin a session with a guide (one of ours is copied into the study) and a participant.

        A self-assessment may be for a whole `role`. `in_round` says which round it belongs to. `together`: a
        group answers a guide that is for one person. Raises as `Starting.text` and `in_round` do; nothing is
        written then.
        """
        as_it_stands = self._guides.text(guide_id)
        text = self._starting.text(as_it_stands, together=together)
        guide = parsed(text)
        of_round = in_round(guide)
        copy = self._guides.missing_copy(guide_id)
        if copy is not None:
            TextFile(copy, self._store.folder).write(as_it_stands)
        session = Session(
            id=SessionId(self._ids()),
            kind=SessionKind(guide.kind.value),
            guide=GuideId(guide.id),
            guide_version=guide.version,
            guide_text=text,
            participant=person.code if person else None,
            role=role if person is None else None,
            round=of_round,
            researcher=self._by,
            started=self._clock().isoformat(timespec="seconds"),
        )
        path = self._store.session_path(
            session.id,
            started=session.started,
            participant=session.participant,
            role=person.role if person else role,
        )
        record = SessionRecord(session=session)
        file = self._store.session(path)
        file.save(record)
        return self._desk(record, guide, file)

    def open(self, path: Path) -> SessionDesk:
        """Open the session in a file; while somebody else has it, the desk is read-only and says who.

        What was typed in it before reflect last stopped is on the desk again, and said.
        """
        file = self._store.session(path)
        record = file.read()
        return self._desk(record, parsed(record.session.guide_text), file)

    def _desk(self, record: SessionRecord, guide: Guide, file: SessionFile) -> SessionDesk:
        folder = self._store.folder
        lock = SessionLock(folder, record.session.id, self._by)
        holder = lock.acquire()
        other = holder if isinstance(holder, Holder) else None
        journal = None
        if other is None:
            journal = SessionJournal(self._journals, file, study=folder, clock=self._clock)
        # What was tagged elsewhere with a point that is merged into another by now goes there.
        where = self._codebook().moved
        desk = SessionDesk(
            record if journal is not None else moved(record, where),
            guide,
            file,
            by=self._by,
            clock=self._clock,
            ids=self._ids,
            holder=other,
            lock=lock,
            journal=journal,
            place=file.path.relative_to(folder).as_posix(),
        )
        if self._blind.is_blind(record.session.id):
            desk.whose = Whose.BLIND
        desk.notices += file.take_notices()
        if isinstance(holder, NoLock):
            desk.notices.append(f"{holder.reason}.")
        if journal is not None:
            desk.recover(moved(journal.recover(record), where))
            desk.notices += journal.notices
            with suppress(ReflectError):  # it is in the journal, and the screen's first save tries again
                desk.save()
        return desk
