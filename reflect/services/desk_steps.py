"""What all of a desk's edits rest on: the record, and the steps by which it is undone and redone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from reflect.domain.anchors import Place, Under, at_place, followed
from reflect.domain.changes import Change, Step, applied, folded, put, rows
from reflect.domain.cuttings import Cuttings
from reflect.domain.differences import edits_between
from reflect.domain.edits import Moves
from reflect.domain.going_back import Back, taking_back, text_moves
from reflect.domain.guide import Guide
from reflect.domain.ids import Clock, IdSource, PassageId, QuestionId
from reflect.domain.passages import Passage, passages, text_of
from reflect.domain.session import Quote, Response, ResponseState, SessionRecord, with_state
from reflect.errors import InvalidInput, ReadOnly
from reflect.services.keeping import Holder


class DeskSteps:
    """A session's record, edited on one thread; each edit replaces it.

    An edit that a person would want back is a step (`_do`). Typing is not: the editor undoes it by itself.
    """

    def __init__(
        self,
        record: SessionRecord,
        guide: Guide,
        *,
        by: str,
        clock: Clock,
        ids: IdSource,
        holder: Holder | None = None,
    ) -> None:
        self._record = record
        self._clock = clock
        self._ids = ids
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._cuttings = Cuttings()
        self._passages: tuple[SessionRecord, list[Passage]] | None = None
        self.guide = guide
        self.by = by
        self.holder = holder
        """Who else has the session; the desk is read-only while this is not None."""

    # -- what is on the desk ---------------------------------------------------------------------------

    @property
    def record(self) -> SessionRecord:
        """Everything in the session, as it is on the screen now."""
        return self._record

    @property
    def read_only(self) -> bool:
        """Whether edits are refused because someone else has the session."""
        return self.holder is not None

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

    def now(self) -> str:
        """The present moment as it stands in records: ISO 8601 with time zone, to the second."""
        moment: datetime = self._clock()
        return moment.isoformat(timespec="seconds")

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
        """Take the last step back; returns its words, empty when there was none.

        What was typed, and what came in from somebody else since, stays. Raises InvalidInput when that leaves
        nothing to take back; the step before it is the next then.
        """
        return self._travel(self._undo, self._redo)

    def redo(self) -> str:
        """Do the last undone step again; returns its words, empty when there was none. Raises as `undo`."""
        return self._travel(self._redo, self._undo)

    def _travel(self, source: list[Step], target: list[Step]) -> str:
        self._must_be_ours()
        if not source:
            return ""
        step = source.pop()
        before = self._record
        back = taking_back(before, step.changes)
        if not back.changes:
            raise InvalidInput(
                f"Nothing is left to take back of “{step.label}”: it has been changed since",
                remedy="Once more goes on with the step before it.",
            )
        self._record = self._gone_back(step, back)
        target.append(_step(step.label, _differing(before, self._record, back), before))
        return step.label

    def _gone_back(self, step: Step, back: Back) -> SessionRecord:
        """The record with what takes a step back: quotes stand on their words as they read now."""
        before = self._record
        others = [change for change in back.changes if change.table != "quotes"]
        record = applied(before, [_with_state(change) for change in others])
        for change in others:
            record = applied(record, text_moves(record, change, self._cuttings))
        quotes = []
        for change in back.changes:
            quote = change.after
            if isinstance(quote, Quote):
                there = record.quotes.get(quote.id)
                now = Place(quote.start, quote.end, quote.source_changed)
                if quote.id in back.placed:
                    now = _placed(quote, step.texts.get(quote.passage), text_of(record, quote.passage))
                elif there is not None:
                    now = Place(there.start, there.end, there.source_changed)
                quotes.append(put(record, "quotes", at_place(quote, now)))
            elif change.table == "quotes":
                quotes.append(change)
        return applied(record, quotes)

    def _do(self, label: str, changes: Sequence[Change]) -> None:
        self._must_be_ours()
        if changes:
            before, self._record = self._record, applied(self._record, changes)
            self._undo.append(_step(label, changes, before))
            self._redo.clear()

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Let what is done within be one step of undo, by the words of the last thing done."""
        first, before = len(self._undo), self._record
        yield
        steps = self._undo[first:]
        if len(steps) > 1:
            changes = folded(change for step in steps for change in step.changes)
            self._undo[first:] = [_step(steps[-1].label, changes, before)]

    def _must_be_ours(self) -> None:
        if self.holder is not None:
            raise ReadOnly(
                f"This session is open elsewhere: {self.holder.who} has it on {self.holder.host}",
                remedy="You can read along; close it there to write here.",
            )


def _step(label: str, changes: Sequence[Change], before: SessionRecord) -> Step:
    """A step, with the texts that the quotes it changes stood in before."""
    stood: set[PassageId] = {change.before.passage for change in changes if isinstance(change.before, Quote)}
    return Step(label=label, changes=tuple(changes), texts={key: text_of(before, key) for key in stood})


def _placed(quote: Quote, old: str | None, new: str) -> Place:
    """Where a quote stands now that stood in a passage when it read `old`."""
    was = Place(quote.start, quote.end, quote.source_changed)
    if old is None or old == new:
        return was
    under = Under(old, new, Moves(edits_between(old, new)))
    return followed(was, quote.words, under, cuttings=Cuttings())


def _with_state(change: Change) -> Change:
    """A response has the state that its content gives it, unless that was set by hand."""
    response = change.after
    by_itself = (ResponseState.NOT_REACHED, ResponseState.ASKED, ResponseState.ANSWERED)
    if not isinstance(response, Response) or response.state not in by_itself:
        return change
    return Change(table=change.table, id=change.id, before=change.before, after=with_state(response))


def _differing(before: SessionRecord, now: SessionRecord, back: Back) -> list[Change]:
    """What came of taking back, row by row."""
    found = []
    for change in back.changes:
        old = rows(before, change.table).get(change.id)
        new = rows(now, change.table).get(change.id)
        if old != new:
            found.append(Change(table=change.table, id=change.id, before=old, after=new))
    return found
