"""What of a study can be undone, brought back from the bin and chosen from: one list of steps for all.

Made once for an open study, which hands on what screens and the command line ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reflect.domain.ids import Clock, IdSource
from reflect.domain.session import SessionRecord
from reflect.services.bin import Bin, sitting_in_words
from reflect.services.clashes import Sessions, StudyClashes
from reflect.services.codebook_edits import CodebookEdits
from reflect.services.codebook_files import CodebookFile
from reflect.services.finding import Finder
from reflect.services.forms import Forms
from reflect.services.merge_copies import ConflictCopies
from reflect.services.point_memos import PointMemos
from reflect.services.quote_tagging import QuoteTagging
from reflect.services.removing import Removals
from reflect.services.retagging import Retagging
from reflect.services.session_changes import SessionChanges
from reflect.services.session_records import SessionRecords
from reflect.services.settling_tags import SettlingTags
from reflect.services.steps import Steps, together
from reflect.services.two_texts import TwoTexts
from reflect.services.undoing import Edit, StudyEdits
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder


class Upkeep:
    """The steps of one study, and whatever makes or takes back one. Safe to use from several threads."""

    def __init__(
        self,
        store: StudyFolder,
        study_file: StudyFile,
        people_file: PeopleFile,
        study: Sessions,
        *,
        records: SessionRecords,
        finder: Finder,
        forms: Forms,
        forget_writeup: Callable[[str], None],
        clock: Clock,
        ids: IdSource,
        by: str,
    ) -> None:
        self.steps = Steps()
        self.edits = StudyEdits(study_file, people_file, finder, clock, by, steps=self.steps)
        self.changes = changes = SessionChanges(store, self.steps, clock, by)
        """The way to change sessions that nobody has open."""
        self._removals = Removals(
            store, self.steps, changes, forget_writeup=forget_writeup, clock=clock, by=by
        )
        self.codebook = CodebookEdits(
            store,
            study_file,
            edits=self.edits,
            changes=changes,
            stored=records.as_stored,
            used=finder.points_used,
            steps=self.steps,
            clock=clock,
            by=by,
        )
        self.quote_tags = QuoteTagging(
            Retagging(store, changes, clock, by),
            self.steps,
            merged=lambda: study_file.codebook().moved,
            clock=clock,
            by=by,
        )
        self.texts = TwoTexts(store.folder, self.steps, clock, by)
        self.clashes = StudyClashes(
            study_file, people_file, study, edits=self.edits, changes=changes, texts=self.texts
        )
        self.bin = Bin(
            store,
            study_file,
            people_file,
            edits=self.edits,
            removals=self._removals,
            changes=changes,
            sessions=records.by_path,
            steps=self.steps,
        )

        self.copies = ConflictCopies(store.folder, settle=self.codebook.settle, clock=clock, by=by)
        self.codebook_file = CodebookFile(study_file, self.codebook)
        self.point_memos = PointMemos(
            study_file, self.edits, forms, study_file.codebook, clock=clock, ids=ids, by=by
        )
        self.settling_tags = SettlingTags(changes, store.find_session, clock=clock, ids=ids, by=by)

    def remove_session(self, path: Path, record: SessionRecord) -> None:
        """Move a session to the bin. Raises as `Removals.remove` does."""
        self._removals.remove(path, f"Removing the session {sitting_in_words(record)}")

    def came(
        self, label: str, of_study: Sequence[Edit], of_people: Sequence[Edit], sessions: Sequence[Path]
    ) -> None:
        """Remember, as one step, what an import brought: records of both files, and sessions."""
        steps = [self.edits.done(label, edits) for edits in (of_study, of_people) if edits]
        steps += [self._removals.came(path, label) for path in sessions]
        self.steps.did(together(label, steps))

    def remove_writeup(self, path: Path) -> None:
        """Move a write-up to the bin. Raises as `Removals.remove` does."""
        self._removals.remove(path, f"Removing the write-up {path.stem}")
