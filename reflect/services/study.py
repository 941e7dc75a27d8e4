"""A study, opened: its people, guides, codebook, sessions and quotes.

Everything here may touch the disk: screens call it from a worker, not from the screen's own thread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reflect import paths
from reflect.domain import people
from reflect.domain.codebook import Codebook
from reflect.domain.gate import Silence
from reflect.domain.guide import Guide
from reflect.domain.ids import (
    Clock,
    GuideId,
    IdSource,
    ParticipantCode,
    PointId,
    RoleId,
    RoundId,
    SessionId,
)
from reflect.domain.merging import MergeReport
from reflect.domain.people import Participant, Role
from reflect.domain.retagging import moved
from reflect.domain.session import Memo, Session, SessionKind, SessionRecord
from reflect.domain.side_by_side import Whose
from reflect.errors import InvalidInput, NotFound, ReflectError, nearest
from reflect.services import codebook_files, preferences
from reflect.services.auditing import Trail
from reflect.services.bin import BinItem, Emptied
from reflect.services.blind import Blind
from reflect.services.clashes import ClashRow
from reflect.services.codebook_files import PointChange
from reflect.services.desk import SessionDesk
from reflect.services.drafting import Drafts
from reflect.services.drafting_again import DraftingAgain
from reflect.services.finding import Finder
from reflect.services.forms import KIND, PEOPLE, Forms
from reflect.services.gallery import Gallery
from reflect.services.guide_shelf import GuideShelf, parsed, shipped_codebook
from reflect.services.identity import random_id, system_clock
from reflect.services.index_refresh import Sources, StudyIndex
from reflect.services.journaling import SessionJournal
from reflect.services.left_behind import LeftBehind, left_in
from reflect.services.merge_copies import CopyRow, copies, merge_copy
from reflect.services.names_out import NamesOut
from reflect.services.people_sharing import take_up_shared
from reflect.services.point_memos import PointMemos
from reflect.services.publishing import Publishing
from reflect.services.quotables import Quotables
from reflect.services.record_cache import RecordCache
from reflect.services.rendering import Rendering
from reflect.services.rows import GuideRow, QuoteRow, SessionRow, WriteupRow
from reflect.services.settling_tags import SettlingTags
from reflect.services.starting import Starting
from reflect.services.two_texts import TextVersions
from reflect.services.upkeep import Upkeep
from reflect.services.writeup_journals import WriteupJournals
from reflect.services.writeups import WriteupShelf
from reflect.services.writing import OpenedWriteup, WriteupDesk
from reflect.store.history import fit
from reflect.store.locks import Holder, NoLock, SessionLock
from reflect.store.session_file import SessionFile, read_session
from reflect.store.study_folder import StudyFolder
from reflect.store.study_settings import StudySettings
from reflect.store.text_file import TextFile

if TYPE_CHECKING:
    from reflect.services.approving import Approvals
    from reflect.services.importing import Importer
    from reflect.services.importing_answers import AnswersImporter
    from reflect.services.rounds import Rounds
    from reflect.services.withdrawing import Withdrawals


class Study:
    """One piece of research, in one folder. Make one with `create` or `open`."""

    finder: Finder
    """Lists of any length, a page at a time, and the search."""

    def __init__(self, folder: StudyFolder, *, clock: Clock, ids: IdSource, researcher: str) -> None:
        self._store = folder
        self._study_file = folder.study()
        self._people_file = folder.people()
        self._settings = self._study_file.settings()
        self._clock = clock
        self._ids = ids
        self._records = RecordCache(folder.folder)
        self._told: list[str] = []
        self._ever_told: set[str] = set()
        self._told_of_forms = False
        self.researcher = researcher
        """How tags and memos made here are signed."""
        self.guide_shelf = GuideShelf(folder.paths.guides)
        self.gallery = Gallery(folder.folder / "pictures")
        """The pictures one can choose from."""
        self.starting = Starting(self)
        """Guides as sessions are begun with them."""
        self._journals = paths.state_folder() / fit(self._settings.uid) / paths.JOURNALS
        journals = WriteupJournals(self._journals, folder.folder, clock)
        self.forms = Forms(self._journals, folder.folder, clock)
        """Memos, notes and participants that are being filled in and not kept yet."""
        self.names_out = NamesOut(self._people_file, clock, by=researcher)
        self.quotables = Quotables(self, folder.paths.sessions, self._read)
        """Every quote with what the consent gate must know of it."""
        self.rendering = Rendering(
            self, clock, names=self.names_out, quotables=self.quotables, drafted=self._study_file.drafted.get
        )
        """How texts read to others."""
        again = DraftingAgain(self, self.quotables, self._study_file.drafted, rules=self.rendering.rules)
        self.writeup_shelf = WriteupShelf(
            folder.folder,
            clock,
            journals=journals,
            by=researcher,
            placed=again.note_placed,
        )
        self.publishing = Publishing(
            self,
            clock,
            texts=self.writeup_shelf.text,
            names=self.names_out,
            rendering=self.rendering,
            went_out=self.writeup_shelf.went_out,
        )
        """Write-ups as they leave the study."""
        self.drafts = Drafts(
            self,
            clock,
            keep=self.writeup_shelf.keep,
            rules=self.rendering.rules,
            written=self.writeup_shelf.newest,
            log=lambda: self._study_file.codebook_log.all().values(),
            again=again,
            rounds=lambda: self.rounds,
        )
        """First drafts of write-ups."""
        self._upkeep = Upkeep(
            folder,
            self._study_file,
            self._people_file,
            self,
            sessions=self._by_path,
            stored=self._as_stored,
            used=lambda: self.finder.points_used(),
            forget_writeup=self.writeup_shelf.forget,
            clock=clock,
            by=researcher,
        )
        self.blind = Blind(paths.state_folder() / fit(self._settings.uid), researcher)
        """The sessions that one tags without being shown what others did there."""
        self.settling_tags = SettlingTags(
            self._upkeep.changes, folder.find_session, clock=clock, ids=ids, by=researcher
        )
        """What is agreed on where researchers tagged differently; the way back is `undo`."""
        self.trail = Trail(
            self._study_file,
            self._people_file,
            self.writeup_shelf,
            sessions=lambda: (record for _, record in self._by_path()),
        )
        """Who did what, from the records."""
        self.edits = self._upkeep.edits
        """Changes to people, roles, learning points and settings, with the way back."""
        self.codebook_edits = self._upkeep.codebook
        """Changes to the codebook, those that touch many sessions too; the way back is `undo`."""
        self.point_memos = PointMemos(
            self._study_file, self.edits, self.forms, self.codebook, clock=clock, ids=ids, by=researcher
        )
        self.quote_tags = self._upkeep.quote_tags
        """Tagging many quotes at once; the way back is `undo`."""
        self._index = StudyIndex(
            Sources(
                folder=folder.folder,
                uid=self._settings.uid,
                session_paths=folder.session_paths,
                # Not kept: a first look through ten thousand sessions would fill the memory with them.
                read=lambda path: read_session(path, folder.folder),
                parse=parsed,
                roles=lambda: {person.code: person.role for person in self.people()},
                memos=lambda: list(self._study_file.memos.all().values()),
                moved=lambda: self.codebook().moved,
            )
        )
        self.finder = Finder(self._index, codebook=self.codebook, roles=self.roles)

    @classmethod
    def create(
        cls,
        folder: Path,
        title: str,
        *,
        clock: Clock = system_clock,
        ids: IdSource = random_id,
        researcher: str | None = None,
    ) -> Study:
        """Make a new study in a folder that is empty or not there yet.

        Raises:
            InvalidInput: no title, or the folder holds something already.
            StoreError: the folder cannot be written.
        """
        if not title.strip():
            raise InvalidInput("A study needs a title", remedy="Give it one, such as “Wenmarsh alliance”.")
        who = researcher or preferences.preferences().researcher
        made = StudyFolder.create(
            folder,
            uid=ids(),
            title=title.strip(),
            created=clock().isoformat(timespec="seconds"),
            researcher=who,
            points=shipped_codebook().points,
            clock=clock,
        )
        return cls(made, clock=clock, ids=ids, researcher=who)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        clock: Clock = system_clock,
        ids: IdSource = random_id,
        researcher: str | None = None,
    ) -> Study:
        """Open the study in a folder; raises NotAStudy when there is none, StoreError when it is damaged."""
        who = researcher or preferences.preferences().researcher
        store = StudyFolder.open(folder, clock=clock)
        told = take_up_shared(store, clock=clock)
        study = cls(store, clock=clock, ids=ids, researcher=who)
        study._told += told
        return study

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._store.folder

    @property
    def title(self) -> str:
        """What it is called."""
        return self._settings.title

    @property
    def uid(self) -> str:
        """What it is known by on every laptop."""
        return self._settings.uid

    def take_notices(self) -> list[str]:
        """What the researcher should be told about the study's files, each once."""
        found: list[str] = []
        for notices in (
            self._study_file.notices,
            self._people_file.notices,
            self._told,
            self.writeup_shelf.notices,
            self.codebook_edits.notices,
            self.quote_tags.notices,
        ):
            found += [notice for notice in notices if notice not in found]
            notices.clear()
        return found

    def _tell_troubles(self) -> None:
        for words in self.finder.troubles():
            self._tell(words)

    def _tell(self, words: str) -> None:
        """Have something told once, however often it is met."""
        if words not in self._ever_told:
            self._ever_told.add(words)
            self._told.append(words)

    def read_only_because(self) -> str:
        """Why the study, or its people, cannot be changed here, in words; empty when they can."""
        for name, file in (("study.json", self._study_file), ("people.json", self._people_file)):
            if file.read_only_because:
                return f"{name} cannot be changed, since {file.read_only_because}"
        return self._store.shut_because()

    def people_lost(self) -> bool:
        """Whether the file with everybody in it is missing, while an earlier generation is kept."""
        return self._people_file.lost

    # -- two at once -----------------------------------------------------------------------------------

    def clashes(self) -> tuple[ClashRow, ...]:
        """What two people wrote differently, anywhere in the study, and nobody has chosen from yet."""
        return self._upkeep.clashes.rows()

    def settle(self, row: ClashRow, chosen: str) -> None:
        """Choose one version of a clash; saved when this returns. Raises as `StudyClashes.settle` does."""
        self._upkeep.clashes.settle(row, chosen)
        self._settings = self._study_file.settings()

    def conflict_copies(self) -> tuple[CopyRow, ...]:
        """Second versions of files: what a syncing program left behind, and records kept beside."""
        return copies(self.folder)

    def merge_copy(self, copy: Path) -> MergeReport:
        """Merge such a copy into its original and move it to the bin. Raises as `merge_copy` does."""
        report = merge_copy(copy, self.folder, clock=self._clock, by=self.researcher)
        self.codebook_edits.settle()
        return report

    def two_texts(self, copy: CopyRow) -> TextVersions:
        """A copy of a text that cannot be merged, to choose from; `settle_texts` writes what was chosen."""
        return self._upkeep.texts.of_copy(copy.original, copy.copy)

    def settle_texts(self, versions: TextVersions, chosen: str) -> None:
        """Write what was chosen of two texts; a step of *undo*. Raises as `TwoTexts.settle` does."""
        self._upkeep.texts.settle(versions, chosen)

    # -- people ----------------------------------------------------------------------------------------

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in this alliance."""
        return self._study_file.role_list()

    def role_name(self, role: RoleId | None) -> str:
        """A role as lists show it."""
        return next((r.name for r in self.roles() if r.id == role), role or "")

    def people(self) -> tuple[Participant, ...]:
        """Everyone, by code."""
        found = self._people_file.participants.all()
        return tuple(found[code] for code in sorted(found))

    def participant(self, code: str) -> Participant:
        """One person; raises NotFound with the nearest right code."""
        return people.participant_called(code, self.people())

    def next_code(self) -> ParticipantCode:
        """The next free code, such as `P04`."""
        removed = self._people_file.removals.all()
        return people.next_code([*(person.code for person in self.people()), *removed])

    def add_participant(self, participant: Participant) -> None:
        """Add a person; raises InvalidInput when the code is taken or not fit, or the role unknown."""
        self.edits.add_participant(participant)

    def save_participant(self, participant: Participant) -> None:
        """Put a person's record in the place of the one with the same code."""
        self.edits.save_participant(participant)

    def remove_participant(self, code: str) -> None:
        """Move a person to the bin; raises InvalidInput while there are sessions of theirs."""
        self.edits.remove_participant(self.participant(code))

    @property
    def withdrawals(self) -> Withdrawals:
        """Noting that somebody withdrew, what holds their words, and removing what they said."""
        from reflect.services.withdrawing import Withdrawals

        return Withdrawals(
            self._store,
            self,
            uid=self.uid,
            clock=self._clock,
            by=self.researcher,
            steps=self._upkeep.steps,
            save=self.save_participant,
            let_go=self._let_go,
        )

    def study_memos(self) -> tuple[Memo, ...]:
        """The memos on the study and its learning points."""
        return tuple(self._study_file.memos.all().values())

    def _let_go(self) -> None:
        self._records.clear()
        self.quotables.clear()
        self._index.close()

    def _person(self, code: ParticipantCode | None) -> Participant | None:
        return self._people_file.participants.get(code) if code else None

    # -- undo and the bin --------------------------------------------------------------------------------

    @property
    def can_undo(self) -> str:
        """What *undo* would take back of what was done to the study here; empty for nothing."""
        return self._upkeep.steps.can_undo

    @property
    def can_redo(self) -> str:
        """What *redo* would do again of it; empty when there is nothing."""
        return self._upkeep.steps.can_redo

    def undo(self) -> str:
        """Take the last step back; returns its words. Raises as `Steps.undo` does."""
        label = self._upkeep.steps.undo()
        self._settings = self._study_file.settings()
        return label

    def redo(self) -> str:
        """Do the last undone step again; returns its words. Raises as `Steps.undo` does."""
        label = self._upkeep.steps.redo()
        self._settings = self._study_file.settings()
        return label

    def settings(self) -> StudySettings:
        """The study's title, researcher and rules."""
        return self._study_file.settings()

    def save_settings(self, settings: StudySettings) -> None:
        """Change the study's settings; a step of *undo*."""
        self.edits.save_settings(settings)
        self._settings = self._study_file.settings()

    def bin(self) -> tuple[BinItem, ...]:
        """Everything that was removed and can be brought back, the last first."""
        return self._upkeep.bin.items()

    def restore(self, item_id: str) -> str:
        """Bring one thing back from the bin; returns what is there again. Raises as `Bin.restore` does."""
        return self._upkeep.bin.restore(item_id)

    def empty_bin(self) -> Emptied:
        """Delete everything in the bin for good; nothing done before can be undone after it."""
        return self._upkeep.bin.empty()

    def sessions_of(self, code: str) -> int:
        """How many sessions a participant has, or speaks in."""
        return len(self.finder.files_with(code))

    def quotes_with(self, point: str) -> int:
        """How many quotes have a learning point."""
        return self.finder.quotes_with(point)

    # -- codebook and guides ---------------------------------------------------------------------------

    def codebook(self) -> Codebook:
        """The learning points, by number."""
        return self._study_file.codebook()

    def codebook_markdown(self) -> str:
        """The codebook as the text of a file, as `take_in_codebook` reads it."""
        log = self._study_file.codebook_log.all().values()
        version = max((entry.at for entry in log), default=self._settings.created)[:10]
        return codebook_files.markdown_of(self.codebook(), title=self.title, version=version)

    def take_in_codebook(self, path: Path, *, dry_run: bool = False) -> list[PointChange]:
        """Add and change learning points as a Markdown file says; those that it does not name stay.

        One step of *undo*. With `dry_run` only says what that would do. Raises as `codebook_files.read_for`.
        """
        points = tuple(self._study_file.points.all().values())
        taken = codebook_files.read_for(path, points)
        found = codebook_files.changes(taken, points)
        changed = {change.point for change in found if change.what in ("new", "changed")}
        if not dry_run:
            label = f"Taking in {path.name}"
            self.codebook_edits.take_in((p for p in taken.points if p.id in changed), label)
        return found

    def guides(self) -> tuple[GuideRow, ...]:
        """The guides one can run here."""
        return self.guide_shelf.rows()

    def guide_problems(self) -> tuple[str, ...]:
        """What keeps files in `guides/` from being used, as `file:line: …`."""
        return self.guide_shelf.problems()

    def guide(self, guide_id: str) -> Guide:
        """A guide; raises NotFound with the nearest right id."""
        return self.guide_shelf.guide(guide_id)

    # -- sessions --------------------------------------------------------------------------------------

    def sessions(self, *, fresh: bool = True) -> tuple[SessionRow, ...]:
        """Every session that can be read, newest first; the others are told in `take_notices`.

        Not `fresh`: as the index has them, without a look at the files.
        """
        self._tell_of_forms()
        rows = self.finder.sessions(fresh=fresh)
        self._tell_troubles()
        return rows

    def _tell_of_forms(self) -> None:
        """Say once which participants' forms were not kept when reflect stopped."""
        if not self._told_of_forms:
            self._told_of_forms = True
            for left in self.forms.left(PEOPLE):
                self._told.append(
                    f"{left.form.title} was not kept when reflect stopped ({left.at}). What was typed is "
                    "kept on this computer: open the form to go on."
                )

    def session_record(self, session_id: str) -> SessionRecord:
        """A session to look at; its id may be cut short. Raises NotFound with the nearest right id."""
        return moved(self._read(self._session_path(session_id)), self.codebook().moved)

    def start_session(
        self,
        guide_id: str,
        code: str | None,
        *,
        role: RoleId | None = None,
        round_id: RoundId | None = None,
        together: bool = False,
    ) -> SessionDesk:
        """Begin a session with a guide (one of ours is copied into the study) and a participant.

        A self-assessment may be for a whole `role`; it belongs to that round, or else to the one that is open
        with its guide. `together`: a group answers a guide that is for one person. Raises as `Starting.text`
        and `Rounds.round_of` do; nothing is written then.
        """
        as_it_stands = self.guide_shelf.text(guide_id)
        text = self.starting.text(as_it_stands, together=together)
        guide = parsed(text)
        person = self.participant(code) if code is not None else None
        in_round = self.rounds.round_of(guide, round_id)
        copy = self.guide_shelf.missing_copy(guide_id)
        if copy is not None:
            TextFile(copy, self.folder).write(as_it_stands)
        started = self._clock()
        session = Session(
            id=SessionId(self._ids()),
            kind=SessionKind(guide.kind.value),
            guide=GuideId(guide.id),
            guide_version=guide.version,
            guide_text=text,
            participant=person.code if person else None,
            role=role if person is None else None,
            round=in_round,
            researcher=self.researcher,
            started=started.isoformat(timespec="seconds"),
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

    def open_session(self, session_id: str) -> SessionDesk:
        """Open a session to work on it; while somebody else has it, the desk is read-only and says who.

        What was typed in it before reflect last stopped is on the desk again, and said.
        """
        path = self._session_path(session_id)
        file = self._store.session(path)
        record = file.read()
        return self._desk(record, parsed(record.session.guide_text), file)

    def _desk(self, record: SessionRecord, guide: Guide, file: SessionFile) -> SessionDesk:
        lock = SessionLock(self.folder, record.session.id, self.researcher)
        holder = lock.acquire()
        other = holder if isinstance(holder, Holder) else None
        journal = None
        if other is None:
            journal = SessionJournal(self._journals, file, study=self.folder, clock=self._clock)
        # What was tagged elsewhere with a point that is merged into another by now goes there.
        where = self.codebook().moved
        desk = SessionDesk(
            record if journal is not None else moved(record, where),
            guide,
            file,
            by=self.researcher,
            clock=self._clock,
            ids=self._ids,
            holder=other,
            lock=lock,
            journal=journal,
            place=file.path.relative_to(self.folder).as_posix(),
        )
        if self.blind.is_blind(record.session.id):
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

    @property
    def rounds(self) -> Rounds:
        """Rounds of self-assessment, and what came of them."""
        from reflect.services.rounds import Rounds

        return Rounds(
            self,
            self._study_file,
            self.edits,
            records=self._records_of_rounds,
            quotables=self.quotables.of,
            rules=self.rendering.rules,
            clock=self._clock,
        )

    def _records_of_rounds(
        self,
        rounds: Collection[str],
        fresh: bool,  # noqa: FBT001 - what `Rounds` asks for
    ) -> list[tuple[SessionRecord, Guide]]:
        files = self.finder.files_by_round(fresh=fresh)
        return self._records_in(file for each in rounds for file in files.get(each, ()))

    def sessions_in(self, round_id: str) -> int:
        """How many sessions belong to a round of self-assessment."""
        return len(self.finder.files_by_round().get(round_id, ()))

    def importer(self) -> Importer:
        """What brings transcripts into the study."""
        from reflect.services.importing import Importer  # most who open a study import nothing

        return Importer(
            self._store,
            self._study_file,
            self._people_file,
            self.guide_shelf,
            clock=self._clock,
            ids=self._ids,
            researcher=self.researcher,
        )

    def answers_importer(self) -> AnswersImporter:
        """What brings in answers that were made in a form service."""
        from reflect.services.importing_answers import AnswersImporter  # as above

        return AnswersImporter(
            self._store,
            self._study_file,
            self._people_file,
            self.guide_shelf,
            self.starting,
            clock=self._clock,
            ids=self._ids,
            researcher=self.researcher,
        )

    def left_behind(self) -> tuple[LeftBehind, ...]:
        """What was typed here and is kept on this computer, but whose session or write-up is gone."""
        return left_in(self._journals, here=self._is_here)

    def _is_here(self, kind: str, item: str) -> bool:
        if kind == KIND and item == PEOPLE:
            return True
        if kind in ("session", KIND):
            return self._store.find_session(item) is not None
        return (self._store.paths.writeups / f"{item}.md").exists()

    def remove_session(self, session_id: str) -> None:
        """Move a session to the bin; a step of *undo*. Raises as `Removals.remove` does."""
        path = self._session_path(session_id)
        self._upkeep.remove_session(path, self._read(path))

    def records(self, *, clashing: bool = False, of: str = "") -> list[tuple[SessionRecord, Guide]]:
        """Every session that can be read with its guide, oldest first; the others are told as notices.

        Only those in which something clashes, or in which a participant speaks, if so asked.
        """
        return self._with_guides(self._some(clashing=clashing, of=of))

    def _records_in(self, names: Iterable[str]) -> list[tuple[SessionRecord, Guide]]:
        """The sessions in some files, as `records`."""
        return self._with_guides(self._in_files(names))

    def _with_guides(self, some: Iterable[tuple[Path, SessionRecord]]) -> list[tuple[SessionRecord, Guide]]:
        found = []
        for _, record in some:
            try:
                found.append((record, parsed(record.session.guide_text)))
            except ReflectError as error:
                self._tell(f"Session {record.session.id}: {error}")
        return sorted(found, key=lambda pair: (pair[0].session.started, pair[0].session.id))

    def _read(self, path: Path) -> SessionRecord:
        return self._records.read(path)

    def _some(self, *, clashing: bool, of: str) -> Iterator[tuple[Path, SessionRecord]]:
        """The sessions that `records` is asked for."""
        if not clashing and not of:
            yield from self._by_path()
            return
        yield from self._in_files(
            self.finder.files_with(of) if of else list(self.finder.files(clashing=True).values())
        )

    def _in_files(self, names: Iterable[str]) -> Iterator[tuple[Path, SessionRecord]]:
        where = self.codebook().moved
        for name in names:
            path = self._store.paths.sessions / name
            try:
                yield path, moved(self._read(path), where)
            except ReflectError as error:
                self._tell(str(error))

    def _session_path(self, session_id: str) -> Path:
        found = {i: self._store.paths.sessions / name for i, name in self.finder.files().items()}
        if session_id not in found:
            path = self._store.find_session(session_id)  # one that cannot be read is in no index
            if path is not None:
                return path
        matches = [i for i in found if i == session_id] or [i for i in found if i.startswith(session_id)]
        if len(matches) == 1:
            return found[matches[0]]
        if matches:
            raise NotFound(
                f"“{session_id}” begins more than one session's id",
                remedy=f"Which one: {', '.join(matches)}?",
            )
        hint = nearest(session_id, found) or "There are no sessions in this study yet."
        raise NotFound(f"There is no session “{session_id}” in this study", remedy=hint)

    def _by_path(self) -> Iterator[tuple[Path, SessionRecord]]:
        where = self.codebook().moved
        for path, record in self._as_stored():
            yield path, moved(record, where)

    def _as_stored(self, points: Collection[PointId] | None = None) -> Iterator[tuple[Path, SessionRecord]]:
        """Every session as it stands in its file; or those with a tag or memo of one of these points."""
        found: dict[SessionId, tuple[Path, SessionRecord]] = {}
        paths = self._store.session_paths() if points is None else self._tagged_with(points)
        for path in paths:
            try:
                record = self._read(path)
            except ReflectError as error:
                self._tell(str(error))
                continue
            # Of two files of one session, the one that is named after it; the other is a copy.
            if record.session.id not in found or path.stem.endswith(f"-{record.session.id}"):
                found[record.session.id] = (path, record)
        yield from found.values()

    def _tagged_with(self, points: Collection[PointId]) -> list[Path]:
        return [self._store.paths.sessions / name for name in self.finder.files_tagged(points)]

    # -- quotes and write-ups --------------------------------------------------------------------------

    def quotes(
        self, *, point: str = "", offset: int = 0, limit: int | None = None, fresh: bool = True
    ) -> tuple[QuoteRow, ...]:
        """The quotes of the study, session by session from the oldest, in reading order.

        All of them, or a page of those with one learning point; `finder` narrows further.
        """
        rows = self.finder.quotes(point=point, offset=offset, limit=limit, fresh=fresh)
        self._tell_troubles()
        return rows

    @property
    def smallest_group(self) -> int:
        """With fewer people in a role than this, the role alone would name somebody."""
        return self._settings.role_only_least

    @property
    def silence(self) -> Silence:
        """What it means when somebody who was asked about a quote does not answer in time."""
        return Silence.YES if self._settings.silence == Silence.YES.value else Silence.NO

    @property
    def answer_within(self) -> int:
        """Days in which they are to; 0: there is no such time."""
        return self._settings.answer_within

    @property
    def approvals(self) -> Approvals:
        """Asking participants about their quotes, and putting down what they say."""
        from reflect.services.approving import Approvals

        return Approvals(
            self,
            rules=self.rendering.rules,
            writeups=lambda: self.publishing.titled(self.writeup_shelf.texts()),
            paths=self._store.session_paths,
            changes=self._upkeep.changes,
            clock=self._clock,
        )

    def writeups(self) -> tuple[WriteupRow, ...]:
        """The write-ups, the last changed first; those with words of somebody who withdrew are marked."""
        rows = self.writeup_shelf.rows()
        withdrawn = [p.code for p in self.people() if p.consent and p.consent.withdrawn is not None]
        if not withdrawn or not rows:
            return rows
        known = [self.withdrawals.theirs(code) for code in withdrawn]
        return self.writeup_shelf.marked(rows, known)

    def writeup_text(self, name: str) -> str:
        """What a write-up's file says."""
        return self.writeup_shelf.text(name)

    @property
    def writeup_desk(self) -> WriteupDesk:
        """The write-ups that are being written on: opened, kept safe, saved, merged with others' changes."""
        return self.writeup_shelf.desk

    def open_writeup(self, name: str) -> OpenedWriteup:
        """A write-up to be written on, with what was typed in it before reflect last stopped."""
        return self.writeup_desk.open(name)

    def journal_writeup(self, name: str, text: str) -> None:
        """Keep a write-up's text safe on this computer until it is saved."""
        self.writeup_desk.journal(name, text)

    def save_writeup(self, name: str, text: str) -> None:
        """Save a write-up. Raises as `WriteupDesk.save` does."""
        self.writeup_desk.save(name, text)

    def save_writeup_elsewhere(self, name: str, text: str, folder: Path) -> Path:
        """Write a write-up's text into another folder, for when the study cannot be reached."""
        return self.writeup_shelf.save_elsewhere(name, text, folder)

    def remove_writeup(self, name: str) -> None:
        """Move a write-up to the bin; a step of *undo*. Raises as `Removals.remove` does."""
        self._upkeep.remove_writeup(self.writeup_shelf.path(name))

    def transcript_markdown(self, session_id: str) -> str:
        """The readable record of a session, for the study's own use: codes, not names."""
        from reflect.writeups.transcript import session_markdown

        record = self.session_record(session_id)
        person = self._person(record.session.participant)
        role = next((r for r in self.roles() if person and r.id == person.role), None)
        return session_markdown(record, parsed(record.session.guide_text), role=role)

    def close(self) -> None:
        """Let the study's files go."""
        self.writeup_desk.close()
        self._let_go()
