"""One session on the desk: every edit a researcher makes to it, undone and redone step by step, and saved."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from reflect.domain import tagging
from reflect.domain.changes import Change, Step, applied, drop, put, taking_back
from reflect.domain.choosing import settled_sitting, settling
from reflect.domain.clashes import Clash
from reflect.domain.guide import Guide, asked_when
from reflect.domain.ids import Clock, IdSource, OptionId, PassageId, PointId, QuestionId
from reflect.domain.merging import MergeReport, rebased, sharing
from reflect.domain.passages import Passage, answer_passage, passages, response_text
from reflect.domain.session import (
    Approval,
    Memo,
    MemoTarget,
    Note,
    NoteKind,
    Quote,
    Response,
    ResponseState,
    SessionRecord,
    Tag,
)
from reflect.errors import ChangedUnderneath, InvalidInput, ReadOnly, StoreError
from reflect.services.keeping import Holder, Lock, SessionKeeper, TypingJournal

_READ_BACK_TRIES = 5
"""How often somebody else may save in between before that is told as a failure, to be tried again later."""


class SessionDesk:
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
        self._record = record
        self._saved = record
        self._keeper = keeper
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._lock = lock
        self._saving = threading.Lock()
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._passages: tuple[SessionRecord, list[Passage]] | None = None
        self.guide = guide
        self.by = by
        self.place = place
        """Where its file lies in the study's folder."""
        self.holder = holder
        """Who else has the session; the desk is read-only while this is not None."""
        self.notices: list[str] = []
        """What the researcher should be told about the file, in words; `take_notices` gives all of it."""

    # -- what is on the desk ---------------------------------------------------------------------------

    @property
    def record(self) -> SessionRecord:
        """Everything in the session, as it is on the screen now."""
        return self._record

    @property
    def read_only(self) -> bool:
        """Whether edits are refused because someone else has the session."""
        return self.holder is not None

    @property
    def dirty(self) -> bool:
        """Whether anything is on the screen that is not yet durable."""
        return self._record is not self._saved

    def passages(self) -> list[Passage]:
        """The passages that can be quoted, in reading order."""
        if self._passages is None or self._passages[0] is not self._record:
            self._passages = (self._record, passages(self._record, self.guide))
        return self._passages[1]

    def passage(self, passage_id: str) -> Passage | None:
        """The passage of that id, or None."""
        return next((p for p in self.passages() if p.id == passage_id), None)

    def response(self, question: str) -> Response:
        """What is recorded for a question: an empty response when nothing is."""
        key = QuestionId(question)
        return self._record.responses.get(key) or Response(id=key)

    def asked(self) -> list[QuestionId]:
        """The questions to ask, given the answers so far, in the guide's order."""
        chosen = {key: response.chosen() for key, response in self._record.responses.items()}
        return asked_when(self.guide, chosen)

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
        """Take up what was typed before reflect last stopped; it is on the screen, and not saved yet."""
        self._record = record

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
            sitting = settled_sitting(self._record, clash, chosen)
            changes = settling(sitting, clash, chosen)
        except ValueError as error:
            raise InvalidInput("This cannot stand there", place=clash.place) from error
        self._record = sitting
        self._do("Choice between two versions", changes)

    # -- undo ------------------------------------------------------------------------------------------

    @property
    def can_undo(self) -> str:
        """What *undo* would take back, in words; empty when there is nothing."""
        return self._undo[-1].label if self._undo else ""

    @property
    def can_redo(self) -> str:
        """What *redo* would do again, in words; empty when there is nothing."""
        return self._redo[-1].label if self._redo else ""

    def undo(self) -> str:
        """Take the last step back; returns its words, empty when there was none."""
        return self._travel(self._undo, self._redo)

    def redo(self) -> str:
        """Do the last undone step again; returns its words, empty when there was none."""
        return self._travel(self._redo, self._undo)

    def _travel(self, source: list[Step], target: list[Step]) -> str:
        self._must_be_ours()
        if not source:
            return ""
        step = source.pop()
        back = taking_back(self._record, step.changes)
        record = applied(self._record, back)
        settled = [
            put(record, "responses", _settled(record.responses[QuestionId(c.id)]))
            for c in back
            if c.table == "responses" and c.after is not None
        ]
        record = applied(record, settled)
        if any(c.table in ("quotes", "responses") for c in back):
            record = applied(record, tagging.settled_quotes(record, passages(record, self.guide)))
        self._record = record
        target.append(Step(label=step.label, changes=back))
        return step.label

    def _do(self, label: str, changes: Sequence[Change]) -> None:
        self._must_be_ours()
        if changes:
            self._record = applied(self._record, changes)
            self._undo.append(Step(label=label, changes=tuple(changes)))
            self._redo.clear()

    def _must_be_ours(self) -> None:
        if self.holder is not None:
            raise ReadOnly(
                f"This session is open elsewhere: {self.holder.who} has it on {self.holder.host}",
                remedy="You can read along; close it there to write here.",
            )

    # -- the sitting -----------------------------------------------------------------------------------

    def now(self) -> str:
        """The present moment as it stands in records: ISO 8601 with time zone, to the second."""
        moment: datetime = self._clock()
        return moment.isoformat(timespec="seconds")

    def keep_place(self, question: str | None, offset: int, seconds: float) -> None:
        """Remember where the cursor stands and how long the clock has run; not a step of *undo*."""
        if self.read_only:
            return
        session = self._record.session
        place = (QuestionId(question) if question else None, offset, round(seconds, 1))
        if (session.at_question, session.at_offset, session.seconds) != place:
            session = msgspec.structs.replace(
                session, at_question=place[0], at_offset=place[1], seconds=place[2]
            )
            self._record = msgspec.structs.replace(self._record, session=session)

    def reach(self, question: str, seconds: float) -> None:
        """Note that a question has come up; it is *asked* from then on. Not a step of *undo*."""
        response = self.response(question)
        if self.read_only or response.state is not ResponseState.NOT_REACHED:
            return
        first = response.first_at if response.first_at is not None else round(seconds, 1)
        self._set(msgspec.structs.replace(response, state=ResponseState.ASKED, first_at=first))

    def end(self) -> None:
        """Mark the sitting as over; it can still be opened and added to."""
        self._must_be_ours()
        session = msgspec.structs.replace(self._record.session, ended=self.now())
        self._record = msgspec.structs.replace(self._record, session=session)

    # -- answers ---------------------------------------------------------------------------------------

    def write(self, question: str, text: str) -> None:
        """Set the words of an answer or comment, as typed; quotes in them stay on their words.

        Not a step of *undo*: the editor undoes typing by itself, letter by letter.
        """
        self._answer(msgspec.structs.replace(self.response(question), text=text))

    def enter(self, question: str, entries: Sequence[str]) -> None:
        """Set the entries of a `list` question. Not a step of *undo*."""
        self._answer(msgspec.structs.replace(self.response(question), entries=tuple(entries)))

    def choose(self, question: str, choices: Sequence[OptionId]) -> None:
        """Set what was chosen."""
        self._pick("Choice", msgspec.structs.replace(self.response(question), choices=tuple(choices)))

    def rank(self, question: str, ranking: Sequence[OptionId]) -> None:
        """Set the ranking, highest first."""
        self._pick("Ranking", msgspec.structs.replace(self.response(question), ranking=tuple(ranking)))

    def rate(self, question: str, rating: int | None, *, cannot_say: bool = False) -> None:
        """Set the rating on a scale, or *can't say*."""
        response = msgspec.structs.replace(self.response(question), rating=rating, cannot_say=cannot_say)
        self._pick("Rating", response)

    def mark(
        self,
        question: str,
        state: ResponseState,
        *,
        reason: str = "",
        covered_by: QuestionId | None = None,
    ) -> None:
        """Set a question's state by hand: skipped (why), declined, ask again, already covered (by which)."""
        response = msgspec.structs.replace(
            self.response(question), state=state, reason=reason, covered_by=covered_by
        )
        self._do(f"“{state.value}”", [put(self._record, "responses", response)])

    def mark_probe(self, question: str, probe: int) -> None:
        """Mark a probe as asked, or take the mark away."""
        response = self.response(question)
        probes = set(response.probes) ^ {probe}
        changed = msgspec.structs.replace(response, probes=tuple(sorted(probes)))
        self._do("Probe", [put(self._record, "responses", changed)])

    def _answer(self, response: Response) -> None:
        self._must_be_ours()
        before = self.response(response.id)
        response = _settled(response)
        if response == before:
            return
        old, new = response_text(before.entries, before.text), response_text(response.entries, response.text)
        record = applied(self._record, [put(self._record, "responses", response)])
        if record.quotes:
            changes = tagging.text_changed(record, answer_passage(response.id), old, new)
            record = applied(record, changes)
        self._record = record

    def _pick(self, label: str, response: Response) -> None:
        self._do(label, [put(self._record, "responses", _settled(response))])

    def _set(self, response: Response) -> None:
        self._record = applied(self._record, [put(self._record, "responses", response)])

    # -- notes and memos -------------------------------------------------------------------------------

    def note(self, text: str, *, seconds: float, question: str | None) -> Note:
        """Add a field note at this moment of the session's clock."""
        return self._note(NoteKind.FIELD, text, seconds, question)

    def bookmark(self, *, seconds: float, question: str | None) -> Note:
        """Mark this moment, to match it with the recording later."""
        return self._note(NoteKind.BOOKMARK, "", seconds, question)

    def _note(self, kind: NoteKind, text: str, seconds: float, question: str | None) -> Note:
        note = Note(
            id=self._ids(),
            kind=kind,
            at=round(seconds, 1),
            written=self.now(),
            text=text,
            question=QuestionId(question) if question else None,
        )
        self._do(kind.value.capitalize(), [put(self._record, "notes", note)])
        return note

    def memo(self, target: MemoTarget, target_id: str, text: str) -> Memo:
        """Add a memo on a quote or on the session."""
        memo = Memo(id=self._ids(), target=target, target_id=target_id, text=text, by=self.by, at=self.now())
        self._do("Memo", [put(self._record, "memos", memo)])
        return memo

    def rewrite_memo(self, memo: Memo, text: str) -> None:
        """Change a memo's words; empty words remove it."""
        if text.strip():
            changed = msgspec.structs.replace(memo, text=text, at=self.now())
            self._do("Memo", [put(self._record, "memos", changed)])
        else:
            self._do("Removing a memo", [drop(self._record, "memos", memo.id)])

    def write_memo(self, memo: Memo | None, target: MemoTarget, target_id: str, text: str) -> None:
        """Set a memo's words as they are typed: made with the first of them, removed with the last.

        Not a step of *undo*: the editor undoes typing by itself, letter by letter.
        """
        self._must_be_ours()
        if memo is None:
            if not text.strip():
                return
            memo = Memo(id=self._ids(), target=target, target_id=target_id, text="", by=self.by, at="")
        if text.strip():
            if memo.text != text:
                changed = msgspec.structs.replace(memo, text=text, at=self.now())
                self._record = applied(self._record, [put(self._record, "memos", changed)])
        else:
            self._record = applied(self._record, [drop(self._record, "memos", memo.id)])

    # -- quotes and tags -------------------------------------------------------------------------------

    def quote(self, passage_id: str, start: int, end: int) -> Quote:
        """The quote of a span, made when there is none; it needs no learning point."""
        found = tagging.quote_of_span(self._record, passage_id, start, end)
        if found is not None:
            return found
        quote = self._new_quote(passage_id, start, end)
        self._do("Quote", [put(self._record, "quotes", quote)])
        return quote

    def toggle(self, passage_id: str, start: int, end: int, point: PointId) -> Quote:
        """Give a span the learning point, or take it away; the quote is made when there is none."""
        found = tagging.quote_of_span(self._record, passage_id, start, end)
        quote = found or self._new_quote(passage_id, start, end)
        self.toggle_on(quote, point)
        return quote

    def toggle_on(self, quote: Quote, point: PointId) -> None:
        """Give a quote the learning point, or take it away if this researcher had given it."""
        changes = tagging.toggle_point(self._record, quote, point, by=self.by, at=self.now())
        self._do(f"Tag {point}", changes)

    def contradict(self, tag: Tag) -> None:
        """Mark that the quote speaks against the point, or take the mark away."""
        self._do(f"Contradicts {tag.point}", tagging.toggle_contradicts(self._record, tag))

    def respan(self, quote: Quote, start: int, end: int) -> None:
        """Move a quote's edges to another span of its passage."""
        passage = self.passage(quote.passage)
        if passage is None:
            return
        moved = tagging.new_quote(passage, start, end, quote_id=quote.id, by=quote.by, at=quote.at)
        changed = msgspec.structs.replace(
            quote, start=start, end=end, words=moved.words, approval=Approval.NOT_ASKED, source_changed=False
        )
        self._do("Edges of a quote", [put(self._record, "quotes", changed)])

    def approve(self, quote: Quote, approval: Approval) -> None:
        """Record what the participant said of one quote."""
        changed = msgspec.structs.replace(quote, approval=approval)
        self._do("Approval", [put(self._record, "quotes", changed)])

    def remove(self, quote: Quote) -> None:
        """Remove a quote with its tags and memos."""
        self._do("Removing a quote", tagging.remove_quote(self._record, quote.id, by=self.by, at=self.now()))

    def _new_quote(self, passage_id: str, start: int, end: int) -> Quote:
        self._must_be_ours()
        passage = self.passage(PassageId(passage_id))
        if passage is None:
            message = f"no passage {passage_id}"
            raise ValueError(message)
        return tagging.new_quote(passage, start, end, quote_id=self._ids(), by=self.by, at=self.now())


def _settled(response: Response) -> Response:
    """The response with the state its content gives it; what was marked by hand and is still empty stays."""
    if not response.empty or response.cannot_say:
        return msgspec.structs.replace(response, state=ResponseState.ANSWERED, reason="", covered_by=None)
    if response.state is ResponseState.ANSWERED:
        return msgspec.structs.replace(response, state=ResponseState.ASKED)
    return response
