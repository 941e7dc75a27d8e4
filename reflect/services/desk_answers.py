"""What is answered in a session: words as they are typed, choices, and how far each question has got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from reflect.domain import tagging
from reflect.domain.changes import Change, applied, put
from reflect.domain.correcting import reordered
from reflect.domain.edits import Edits, shifted
from reflect.domain.guide import asked_when
from reflect.domain.ids import OptionId, QuestionId, QuoteId
from reflect.domain.passages import passage_of, response_text, words_of
from reflect.domain.session import Response, ResponseState, with_state
from reflect.services.desk_steps import DeskSteps


class AnswersOnDesk(DeskSteps):
    """The sitting and its answers."""

    def asked(self) -> list[QuestionId]:
        """The questions to ask, given the answers so far, in the guide's order."""
        chosen = {key: response.chosen() for key, response in self._record.responses.items()}
        return asked_when(self.guide, chosen)

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
        session = msgspec.structs.replace(self._record.session, ended=self.now())
        self._do("Ending the session", [put(self._record, "session", session)])

    # -- answers ---------------------------------------------------------------------------------------

    def write(self, question: str, text: str, revisions: Sequence[Edits] = ()) -> None:
        """Set the words of an answer or comment, as typed; quotes in them stay on their words.

        `revisions` are the edits that were made, as far as the editor tells them: one group after another, in
        places of the words. Not a step of *undo*: the editor undoes typing by itself, letter by letter.
        """
        response = self.response(question)
        before = len(response_text(response.entries, ""))
        at = before + 1 if before else 0  # entries stand before the words, a line each
        self._answer(
            msgspec.structs.replace(response, text=text), [shifted(edits, at) for edits in revisions]
        )

    def enter(self, question: str, entries: Sequence[str]) -> None:
        """Set the entries of a `list` question, as typed.

        What no editor undoes is a step of *undo*: an entry that is taken out, or put elsewhere.
        """
        response = self.response(question)
        after = msgspec.structs.replace(response, entries=tuple(entries))
        gone = Counter(response.entries) - Counter(after.entries)
        if gone and len(after.entries) < len(response.entries):
            after = with_state(after)
            self._do(
                "Taking an entry out", [put(self._record, "responses", after), *self._moves(response, after)]
            )
        elif not gone and len(after.entries) == len(response.entries) and after != response:
            moves = reordered(self._record, response, after, self._cuttings)
            self._do("Another order of entries", [put(self._record, "responses", after), *moves])
        else:
            self._answer(after)

    def _moves(self, before: Response, after: Response, revisions: Sequence[Edits] = ()) -> list[Change]:
        """The changes that keep quotes on their words in an answer."""
        old, new = words_of(before), words_of(after)
        return tagging.text_changed(
            self._record, passage_of(after), old, new, revisions, cuttings=self._cuttings
        )

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

    def back_up_answer(self, question: str, evidence: Sequence[QuoteId]) -> None:
        """Set the quotes that bear a rating out."""
        after = msgspec.structs.replace(self.response(question), evidence=tuple(dict.fromkeys(evidence)))
        self._do("Evidence", [put(self._record, "responses", after)])

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

    def _answer(self, response: Response, revisions: Sequence[Edits] = ()) -> None:
        self._must_be_ours()
        before = self.response(response.id)
        response = with_state(response)
        if response == before:
            return
        changes = [put(self._record, "responses", response), *self._moves(before, response, revisions)]
        self._record = applied(self._record, changes)

    def _pick(self, label: str, response: Response) -> None:
        self._do(label, [put(self._record, "responses", with_state(response))])

    def _set(self, response: Response) -> None:
        self._record = applied(self._record, [put(self._record, "responses", response)])
