"""A study, opened: its people, guides, codebook, sessions and quotes.

Everything here may touch the disk: screens call it from a worker, not from the screen's own thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reflect import paths
from reflect.domain import people
from reflect.domain.codebook import Codebook
from reflect.domain.framework import CellSummary
from reflect.domain.guide import Guide
from reflect.domain.ids import Clock, IdSource, RoleId, RoundId
from reflect.domain.people import Participant, Role
from reflect.domain.session import Memo, SessionRecord
from reflect.errors import InvalidInput
from reflect.services import preferences
from reflect.services.auditing import Trail
from reflect.services.blind import Blind
from reflect.services.desk import SessionDesk
from reflect.services.finding import Finder
from reflect.services.forms import Forms
from reflect.services.gallery import Gallery
from reflect.services.guide_shelf import GuideShelf, shipped_codebook
from reflect.services.identity import random_id, system_clock
from reflect.services.index_refresh import StudyIndex
from reflect.services.index_sources import sources_of
from reflect.services.left_behind import LeftBehind, is_in, left_in
from reflect.services.notices import Notices
from reflect.services.people_sharing import take_up_shared
from reflect.services.rows import QuoteRow, SessionRow, WriteupRow
from reflect.services.session_desks import SessionDesks
from reflect.services.session_records import SessionRecords
from reflect.services.starting import Starting
from reflect.services.study_writing import Writing
from reflect.services.upkeep import Upkeep
from reflect.store.history import fit
from reflect.store.study_folder import StudyFolder
from reflect.store.study_settings import StudySettings
from reflect.store.whole_import import finish_cut_short

if TYPE_CHECKING:
    from reflect.services.approving import Approvals
    from reflect.services.framework import FrameworkCells
    from reflect.services.importing import Importer
    from reflect.services.importing_answers import AnswersImporter
    from reflect.services.rounds import Rounds
    from reflect.services.withdrawing import Withdrawals


class Study:
    """One piece of research, in one folder. Make one with `create` or `open`."""

    def __init__(self, folder: StudyFolder, *, clock: Clock, ids: IdSource, researcher: str) -> None:
        self._store = folder
        self._study_file = folder.study()
        self._people_file = folder.people()
        uid = self._study_file.settings().uid
        self._clock = clock
        self._ids = ids
        self._notices = Notices()
        self.researcher = researcher
        """How tags and memos made here are signed."""
        here = paths.state_folder() / fit(uid)
        self._journals = here / paths.JOURNALS
        self._index = StudyIndex(sources_of(folder, self._study_file, self._people_file))
        self.finder = Finder(self._index, codebook=self.codebook, roles=self.roles)
        """Lists of any length, a page at a time, and the search."""
        self._sessions = SessionRecords(folder, self.finder, self.codebook, self._notices.tell)
        self.guide_shelf = GuideShelf(folder.paths.guides)
        """The guides one can run here."""
        self.gallery = Gallery(folder.folder / "pictures")
        """The pictures one can choose from."""
        self.starting = Starting(self)
        """Guides as sessions are begun with them."""
        self.blind = Blind(here, researcher)
        """The sessions that one tags without being shown what others did there."""
        self._desks = SessionDesks(
            folder,
            self._journals,
            guides=self.guide_shelf,
            starting=self.starting,
            codebook=self.codebook,
            blind=self.blind,
            clock=clock,
            ids=ids,
            by=researcher,
        )
        self.forms = Forms(self._journals, folder.folder, clock)
        """Memos, notes and participants that are being filled in and not kept yet."""
        writing = Writing(
            self,
            folder,
            self._study_file,
            self._people_file,
            self._sessions,
            settings=lambda: self.edits.settings,
            journals=self._journals,
            clock=clock,
            by=researcher,
        )
        self.names_out = writing.names_out
        """The names that must not go out, and those that were let pass."""
        self.quotables = writing.quotables
        """Every quote with what the consent gate must know of it."""
        self.rendering = writing.rendering
        """How texts read to others."""
        self.writeup_shelf = writing.shelf
        """The write-ups."""
        self.writeup_desk = writing.shelf.desk
        """Those that are being written on: opened, kept safe, saved, merged with others' changes."""
        self.publishing = writing.publishing
        """Write-ups as they leave the study."""
        self.drafts = writing.drafts
        """First drafts of write-ups."""
        self._upkeep = upkeep = Upkeep(
            folder,
            self._study_file,
            self._people_file,
            self,
            records=self._sessions,
            finder=self.finder,
            forms=self.forms,
            forget_writeup=self.writeup_shelf.forget,
            clock=clock,
            ids=ids,
            by=researcher,
        )
        self.steps = upkeep.steps
        """What was done to the study here, to be undone and done again."""
        self.edits = upkeep.edits
        """Changes to people, roles, learning points and settings."""
        self.bin = upkeep.bin
        """What was removed and can be brought back."""
        self.clashes = upkeep.clashes
        """What two people wrote differently, anywhere in the study, and nobody has chosen from yet."""
        self.two_texts = upkeep.texts
        """Two versions of a text that cannot be merged, to choose from."""
        self.conflict_copies = upkeep.copies
        """Second versions of files: what a syncing program left behind, and records kept beside."""
        self.codebook_edits = upkeep.codebook
        """Changes to the codebook, those that touch many sessions too."""
        self.codebook_file = upkeep.codebook_file
        """The codebook as a file: written out, and taken in."""
        self.point_memos = upkeep.point_memos
        """What researchers note on learning points."""
        self.quote_tags = upkeep.quote_tags
        """Tagging many quotes at once."""
        self.settling_tags = upkeep.settling_tags
        """What is agreed on where researchers tagged differently."""
        self.trail = Trail(
            self._study_file,
            self._people_file,
            self.writeup_shelf,
            sessions=self._sessions.newest,
            seen=self.blind.record,
        )
        """Who did what, from the records."""

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
        told = finish_cut_short(store, clock=clock) + take_up_shared(store, clock=clock)
        study = cls(store, clock=clock, ids=ids, researcher=who)
        for words in told:
            study._notices.tell(words)
        return study

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._store.folder

    @property
    def title(self) -> str:
        """What it is called."""
        return self.edits.settings.title

    @property
    def uid(self) -> str:
        """What it is known by on every laptop."""
        return self.edits.settings.uid

    def take_notices(self) -> list[str]:
        """What the researcher should be told about the study's files, each once."""
        return self._notices.take(
            self._study_file.notices,
            self._people_file.notices,
            self.writeup_shelf.notices,
            self.codebook_edits.notices,
            self.quote_tags.notices,
        )

    def _tell_troubles(self) -> None:
        for words in self.finder.troubles():
            self._notices.tell(words)

    def read_only_because(self) -> str:
        """Why the study, or its people, cannot be changed here, in words; empty when they can."""
        for name, file in (("study.json", self._study_file), ("people.json", self._people_file)):
            if file.read_only_because:
                return f"{name} cannot be changed, since {file.read_only_because}"
        return self._store.shut_because()

    def people_lost(self) -> bool:
        """Whether the file with everybody in it is missing, while an earlier generation is kept."""
        return self._people_file.lost

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
            steps=self.steps,
            save=self.edits.save_participant,
            let_go=self._let_go,
        )

    def study_memos(self) -> tuple[Memo, ...]:
        """The memos on the study and its learning points."""
        return tuple(self._study_file.memos.all().values())

    def summaries(self) -> tuple[CellSummary, ...]:
        """What was charted in the framework matrix."""
        return tuple(self._study_file.summaries.all().values())

    def _let_go(self) -> None:
        self._sessions.clear()
        self.quotables.clear()
        self._index.close()

    def settings(self) -> StudySettings:
        """The study's title, researcher and rules."""
        return self._study_file.settings()

    # -- codebook and guides ---------------------------------------------------------------------------

    def codebook(self) -> Codebook:
        """The learning points, by number."""
        return self._study_file.codebook()

    # -- sessions --------------------------------------------------------------------------------------

    def sessions(self, *, fresh: bool = True) -> tuple[SessionRow, ...]:
        """Every session that can be read, newest first; the others are told in `take_notices`.

        Not `fresh`: as the index has them, without a look at the files.
        """
        for words in self.forms.take_unkept():
            self._notices.tell(words)
        rows = self.finder.sessions(fresh=fresh)
        self._tell_troubles()
        return rows

    def session_record(self, session_id: str) -> SessionRecord:
        """A session to look at; its id may be cut short. Raises NotFound with the nearest right id."""
        return self._sessions.one(session_id)

    def start_session(
        self,
        guide_id: str,
        code: str | None,
        *,
        role: RoleId | None = None,
        round_id: RoundId | None = None,
        together: bool = False,
    ) -> SessionDesk:
        """Begin a session with a guide and a participant; raises as `SessionDesks.start` does.

        A self-assessment may be for a whole `role`; it belongs to that round, or else to the one that is open
        with its guide. `together`: a group answers a guide that is for one person.
        """
        return self._desks.start(
            guide_id,
            self.participant(code) if code is not None else None,
            in_round=lambda guide: self.rounds.round_of(guide, round_id),
            role=role,
            together=together,
        )

    def open_session(self, session_id: str) -> SessionDesk:
        """Open a session to work on it; its id may be cut short. See `SessionDesks.open`."""
        return self._desks.open(self._sessions.path(session_id))

    @property
    def framework(self) -> FrameworkCells:
        """The framework matrix, and what is written in its cells."""
        from reflect.services.framework import FrameworkCells
        from reflect.services.framework_table import Hidden

        return FrameworkCells(
            self,
            self._study_file,
            self.edits,
            self.forms,
            clock=self._clock,
            by=self.researcher,
            hidden=lambda: Hidden(self.blind.seen_quotes(self), self.researcher),
        )

    @property
    def rounds(self) -> Rounds:
        """Rounds of self-assessment, and what came of them."""
        from reflect.services.rounds import Rounds

        return Rounds(
            self,
            self._study_file,
            self.edits,
            records=lambda rounds, fresh: self._sessions.of_rounds(rounds, fresh=fresh),
            quotables=self.quotables.of,
            rules=self.rendering.rules,
            clock=self._clock,
        )

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
            upkeep=self._upkeep,
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
        return left_in(self._journals, here=lambda kind, item: is_in(self._store, kind, item))

    def remove_session(self, session_id: str) -> None:
        """Move a session to the bin; a step of *undo*. Raises as `Removals.remove` does."""
        path = self._sessions.path(session_id)
        self._upkeep.remove_session(path, self._sessions.read(path))

    def records(self, *, clashing: bool = False, of: str = "") -> list[tuple[SessionRecord, Guide]]:
        """Every session that can be read with its guide, oldest first; the others are told as notices.

        Only those in which something clashes, or in which a participant speaks, if so asked.
        """
        return self._sessions.with_guides(clashing=clashing, of=of)

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

    def remove_writeup(self, name: str) -> None:
        """Move a write-up to the bin; a step of *undo*. Raises as `Removals.remove` does."""
        self._upkeep.remove_writeup(self.writeup_shelf.path(name))

    def close(self) -> None:
        """Let the study's files go."""
        self.writeup_desk.close()
        self._let_go()
