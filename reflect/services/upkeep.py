"""What of a study can be undone, brought back from the bin and chosen from: one list of steps for all.

Made once for an open study, which hands on what screens and the command line ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Protocol

from reflect.domain.ids import Clock, PointId
from reflect.domain.session import SessionRecord
from reflect.services.bin import Bin, sitting_in_words
from reflect.services.clashes import Sessions, StudyClashes
from reflect.services.codebook_edits import CodebookEdits
from reflect.services.quote_tagging import QuoteTagging
from reflect.services.removing import Removals
from reflect.services.retagging import Retagging
from reflect.services.session_changes import SessionChanges
from reflect.services.steps import Steps
from reflect.services.study_rules import Uses
from reflect.services.two_texts import TwoTexts
from reflect.services.undoing import StudyEdits
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder


class Source(Uses, Sessions, Protocol):
    """What is needed of the study."""


class Upkeep:
    """The steps of one study, and whatever makes or takes back one. Safe to use from several threads.

    `sessions` are all of them as they are read; `stored`, as they stand in their files, those in which one of
    some learning points is used; `used` are all the points that are.
    """

    def __init__(
        self,
        store: StudyFolder,
        study_file: StudyFile,
        people_file: PeopleFile,
        study: Source,
        *,
        sessions: Callable[[], Iterator[tuple[Path, SessionRecord]]],
        stored: Callable[[Collection[PointId]], Iterator[tuple[Path, SessionRecord]]],
        used: Callable[[], Collection[PointId]],
        forget_writeup: Callable[[str], None],
        clock: Clock,
        by: str,
    ) -> None:
        self.steps = Steps()
        self.edits = StudyEdits(study_file, people_file, study, clock, by, steps=self.steps)
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
            stored=stored,
            used=used,
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
            sessions=sessions,
            steps=self.steps,
        )

    def remove_session(self, path: Path, record: SessionRecord) -> None:
        """Move a session to the bin. Raises as `Removals.remove` does."""
        self._removals.remove(path, f"Removing the session {sitting_in_words(record)}")

    def remove_writeup(self, path: Path) -> None:
        """Move a write-up to the bin. Raises as `Removals.remove` does."""
        self._removals.remove(path, f"Removing the write-up {path.stem}")
