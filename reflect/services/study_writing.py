"""What writes the write-ups of a study and shows them to others, put together.

Made once for an open study, which hands on its parts.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from reflect.domain.ids import Clock
from reflect.services.blind import Blind
from reflect.services.drafting import Drafts
from reflect.services.drafting import Source as Drafted
from reflect.services.drafting_again import DraftingAgain
from reflect.services.drafting_again import Source as DraftedAgain
from reflect.services.names_out import NamesOut
from reflect.services.publishing import Publishing
from reflect.services.publishing import Source as Published
from reflect.services.quotables import Quotables
from reflect.services.quotables import Source as Quoted
from reflect.services.rendering import Rendering
from reflect.services.rendering import Source as Rendered
from reflect.services.rounds import Rounds
from reflect.services.session_records import SessionRecords
from reflect.services.writeup_journals import WriteupJournals
from reflect.services.writeups import WriteupShelf
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder
from reflect.store.study_settings import StudySettings


class Source(Drafted, DraftedAgain, Published, Quoted, Rendered, Protocol):
    """What is needed of the study."""

    blind: Blind
    """The sessions that one tags without being shown what others did there."""

    @property
    def rounds(self) -> Rounds:
        """Rounds of self-assessment."""


class Writing:
    """The parts that write-ups of one study go through. Typing is kept safe in the folder `journals`."""

    def __init__(
        self,
        study: Source,
        store: StudyFolder,
        study_file: StudyFile,
        people_file: PeopleFile,
        sessions: SessionRecords,
        *,
        settings: Callable[[], StudySettings],
        journals: Path,
        clock: Clock,
        by: str,
    ) -> None:
        folder = store.folder
        self.names_out = NamesOut(people_file, clock, by=by)
        self.quotables = Quotables(study, store.paths.sessions, sessions.read)
        self.rendering = Rendering(
            study,
            clock,
            settings=settings,
            names=self.names_out,
            quotables=self.quotables,
            drafted=study_file.drafted.get,
        )
        again = DraftingAgain(study, self.quotables, study_file.drafted, rules=self.rendering.rules)
        self.shelf = WriteupShelf(
            folder,
            clock,
            journals=WriteupJournals(journals, folder, clock),
            by=by,
            placed=again.note_placed,
        )
        self.publishing = Publishing(
            study,
            clock,
            texts=self.shelf.text,
            names=self.names_out,
            rendering=self.rendering,
            went_out=self.shelf.went_out,
        )
        self.drafts = Drafts(
            study,
            clock,
            keep=self.shelf.keep,
            rules=self.rendering.rules,
            written=self.shelf.newest,
            log=lambda: study_file.codebook_log.all().values(),
            again=again,
            rounds=lambda: study.rounds,
            hidden=lambda session: study.blind.is_blind(session),
        )
