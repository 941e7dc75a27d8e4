"""One session on the desk: every edit a researcher makes to it, undone and redone step by step, and saved."""

from __future__ import annotations

import threading
from pathlib import Path

from reflect.domain import tagging
from reflect.domain.changes import applied
from reflect.domain.choosing import settling
from reflect.domain.clashes import Clash
from reflect.domain.guide import Guide
from reflect.domain.ids import Clock, IdSource
from reflect.domain.merging import MergeReport, rebased, sharing
from reflect.domain.passages import passages
from reflect.domain.session import SessionRecord
from reflect.errors import ChangedUnderneath, InvalidInput, StoreError
from reflect.services.desk_answers import AnswersOnDesk
from reflect.services.desk_corrections import CorrectionsOnDesk
from reflect.services.desk_entries import EntriesOnDesk
from reflect.services.desk_notes import NotesOnDesk
from reflect.services.desk_quotes import QuotesOnDesk
from reflect.services.keeping import Holder, Lock, SessionKeeper, TypingJournal

_READ_BACK_TRIES = 5
"""How often somebody else may save in between before that is told as a failure, to be tried again later."""


class SessionDesk(AnswersOnDesk, EntriesOnDesk, NotesOnDesk, QuotesOnDesk, CorrectionsOnDesk):
    """One open session: `record` is what is on the screen, `save` makes it durable, `journal` safe meanwhile.

    All edits happen on one thread and only replace `record`, each once: `journal` and `save` may be called
    from others, and must not find an answer's new words under quotes that have not moved yet.
    A desk opened while someone else has the session is read-only: every edit raises ReadOnly.
    """

    def __init__(
        self,
        record: SessionRecord,
        guide: Guide,
        keeper: SessionKeeper,
        *,
        by: str,
        clock: Clock,
        ids: IdSource,
        holder: Holder | None = None,
        lock: Lock | None = None,
        journal: TypingJournal | None = None,
        place: str = "",
    ) -> None:
        super().__init__(record, guide, by=by, clock=clock, ids=ids, holder=holder)
        self._saved = record
        self._keeper = keeper
        self._journal = journal
        self._lock = lock
        self._saving = threading.Lock()
        self.place = place
        """Where its file lies in the study's folder."""
        self.notices: list[str] = []
        """What the researcher should be told about the file, in words; `take_notices` gives all of it."""

    @property
    def dirty(self) -> bool:
        """Whether anything is on the screen that is not yet durable."""
        return self._record is not self._saved

    # -- saving ----------------------------------------------------------------------------------------

    def journal(self) -> bool:
        """Keep what is on the screen safe on this computer until it is saved; False when it already was.

        Cheap, and safe from any thread, even while a save takes its time. Without a journal it saves. Raises
        StoreError when this computer's own disk refuses: then `save` is what is left.
        """
        if self._journal is None:
            return self.save()
        if self.read_only or not self.dirty:
            return False
        return self._journal.write(self._now_on_screen)

    def save(self) -> bool:
        """Make what is on the screen durable in the study; False when it already was.

        The disk is asked whether it has it before the journal lets go of it. Safe from any thread; raises
        StoreError, and then everything stays on the screen, in the journal and dirty.
        """
        with self._saving:
            return self._save()

    def _save(self) -> bool:
        record, mark = self._record, 0
        if self._journal is not None:
            record, mark = self._journal.mark(self._now_on_screen)
        if record is self._saved or self.read_only:
            return False
        try:
            self._keeper.save(record)
            self._read_back(record, mark)
        except StoreError:
            if self._journal is not None:
                self._journal.keep_whole()
            raise
        self._saved = record
        return True

    def _read_back(self, record: SessionRecord, mark: int) -> None:
        """Let the journal let go, once the disk is seen to hold the record; raises StoreError if not."""
        if self._journal is None:
            return
        for _ in range(_READ_BACK_TRIES):
            try:
                self._journal.checkpointed(record, mark)
            except ChangedUnderneath:
                # Somebody else saved right after us: bring that in, and look again.
                self._keeper.catch_up(record)
            else:
                return
        self._journal.checkpointed(record, mark)

    def _now_on_screen(self) -> SessionRecord:
        return self._record

    def save_elsewhere(self, folder: Path) -> Path:
        """Write the session as it is on the screen into another folder; returns where it lies.

        For when the study cannot be reached: it stays unsaved there. Raises StoreError.
        """
        if self._journal is None:
            raise StoreError("This session can only be saved where it is")
        return self._journal.save_elsewhere(self._record, folder)

    def recover(self, record: SessionRecord) -> None:
        """Take up what was typed before reflect last stopped; it is on the screen, and not saved yet.

        Quotes that are off their words, since the file was edited with another program, are put back on them.
        """
        found = passages(record, self.guide)
        self._record = applied(record, tagging.settled_quotes(record, found))

    def close(self) -> None:
        """Save, and let others have the session; what could not be saved stays in the journal."""
        try:
            self.save()
        finally:
            if self._journal is not None:
                self._journal.close(saved=not self.dirty)
            lock, self._lock = self._lock, None
            if lock is not None:
                lock.release()

    def beat(self) -> None:
        """Show others that we still have the session; every few seconds, from any thread."""
        if self._lock is not None:
            self._lock.beat()

    def follow(self) -> bool:
        """While read-only: take up what the other researcher has saved since; whether there was anything."""
        if not self.read_only or not self._keeper.changed_on_disk():
            return False
        self._record = self._saved = self._keeper.read()
        return True

    def take_notices(self) -> list[str]:
        """What the researcher should be told about the file, each once; look again after a save."""
        found = self.notices + [
            notice for notice in self._keeper.take_notices() if notice not in self.notices
        ]
        self.notices.clear()
        return found

    # -- two at once -----------------------------------------------------------------------------------

    def catch_up(self) -> bool:
        """Bring in what somebody else has saved since; whether there was anything. `take_up` then shows it.

        For a look every few seconds, from any thread: cheap while nothing changed. What is on the screen and
        not saved yet is saved with it. Raises what `save` raises.
        """
        if self.read_only:
            return False
        with self._saving:
            if not self._keeper.changed_on_disk():
                return False
            return self._save() if self.dirty else self._keeper.catch_up(self._saved)

    def take_up(self) -> MergeReport | None:
        """Bring what came in from somebody else with the last saves onto the desk; None when nothing did.

        On the thread that edits, and followed by showing everything anew: an editor that still holds the
        words of before would undo theirs with its next `write`. Until it is called nothing is lost either:
        each save is merged with what they wrote.
        """
        if not self._saving.acquire(blocking=False):
            return None
        try:
            came = self._keeper.take_merge()
            if came is None:
                return None
            theirs = sharing(came.record, self._saved)
            now = rebased(self._record, theirs, self._saved, at=self.now())
            self._record = now if now is theirs else sharing(now, self._record)
            self._saved = theirs
            if self._journal is not None:
                self._journal.taken_up(theirs)
            return came.report
        finally:
            self._saving.release()

    def clashes(self) -> tuple[Clash, ...]:
        """What two people wrote differently and nobody has chosen from yet."""
        return tuple(self._record.clashes[key] for key in sorted(self._record.clashes))

    def settle(self, clash: Clash, chosen: str) -> None:
        """Put the chosen version into the field and let the clash go; raises InvalidInput for one unfit."""
        self._must_be_ours()
        if clash.id not in self._record.clashes:
            return
        try:
            changes = settling(self._record, clash, chosen, self._cuttings)
        except ValueError as error:
            raise InvalidInput("This cannot stand there", place=clash.place) from error
        self._do("Choice between two versions", changes)
