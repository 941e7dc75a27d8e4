"""A sitting: where the interviewer is in the guide, and what each command does to the session there.

No screen here: the screen asks for words and rows and shows them. Times come from the clock it is given.
"""

from __future__ import annotations

from typing import Self, TypeAlias

from reflect.domain.boundaries import sentence_at
from reflect.domain.codebook import LearningPoint
from reflect.domain.guide import Question, Section
from reflect.domain.ids import QuestionId
from reflect.domain.passages import answer_passage, response_text
from reflect.domain.session import SETTLED, Memo, MemoTarget, Response, ResponseState, tag_id
from reflect.services.desk import SessionDesk
from reflect.tui.session_clock import Monotonic, SessionClock, clock_words

Page: TypeAlias = QuestionId
"""A question's id, or the memo after the last question."""

MEMO = Page("")

CLOCK_WAITS = "The clock waits for the first thing you write or mark."
CLOCK_STANDS = "The clock stands still: Esc, then space starts it."

_DONE = SETTLED | {ResponseState.SKIPPED}
_EXCERPT = 48
_DAY = len("2026-11-23")


class Sitting:
    """One sitting with its desk and its clock."""

    def __init__(self, desk: SessionDesk, clock: SessionClock) -> None:
        self.desk = desk
        self.clock = clock
        self.numbers = {q.id: n for n, q in enumerate(desk.guide.questions(), 1)}
        """Each question's number: its place in the guide, as on the tag screen."""
        self._questions = {q.id: q for q in desk.guide.questions()}
        self.page = self._first_page()

    @classmethod
    def opened(cls, desk: SessionDesk, now: Monotonic) -> Self:
        """The sitting of a session that is opened.

        The clock of a new one runs. One that was left goes on with the first thing done on the same day; on a
        later day it is tidied up or looked at, and its clock stands still until it is told to run on.
        """
        record, session = desk.record, desk.record.session
        over = session.ended is not None or desk.read_only
        left = bool(record.responses or record.notes or session.seconds)
        same_day = session.started[:_DAY] == desk.now()[:_DAY]
        clock = SessionClock(
            now, seconds=session.seconds, running=not (over or left), waits=left and same_day and not over
        )
        return cls(desk, clock)

    def about_the_clock(self) -> str:
        """Why the clock of an open session stands still, when it is opened; empty when it does not."""
        if self.clock.running or self.desk.read_only or self.desk.record.session.ended is not None:
            return ""
        return CLOCK_WAITS if self.clock.waits else CLOCK_STANDS

    # -- where one is ----------------------------------------------------------------------------------

    def _first_page(self) -> Page:
        record = self.desk.record
        session = record.session
        if session.at_question in self.numbers:
            return Page(session.at_question or "")
        asked = self.desk.asked()
        return MEMO if not asked or record.responses else Page(asked[0])

    @property
    def asked_id(self) -> QuestionId:
        """The id of the question one is at; empty at the memo."""
        return self.id_of(self.page)

    def id_of(self, page: Page) -> QuestionId:
        """The id of the question that a page asks."""
        return QuestionId(page)

    def pages_of(self, question: Question) -> list[tuple[Page, str]]:
        """The pages that a question has, with what the outline calls them."""
        return [(Page(question.id), question.heading)]

    @property
    def question(self) -> Question | None:
        """The question one is at; None at the memo."""
        return self._questions.get(self.asked_id)

    @property
    def section(self) -> Section | None:
        """The section one is in, when this question is the first that is asked of it."""
        section = self.desk.guide.section_of(self.asked_id)
        if section is None:
            return None
        asked = set(self.desk.asked())
        first = next((q.id for q in section.questions if q.id in asked), None)
        return section if first == self.asked_id else None

    @property
    def response(self) -> Response:
        """What is recorded where one is; empty at the memo."""
        return self.response_to(self.page)

    def response_to(self, page: str) -> Response:
        """What is recorded for a question."""
        return self.desk.response(self.id_of(Page(QuestionId(page))))

    def heading(self, question_id: str) -> str:
        """`7 · Working on it together`."""
        question = self._questions.get(QuestionId(question_id))
        return f"{self.numbers[question.id]} · {question.heading}" if question else question_id

    def pages(self) -> list[Page]:
        """The questions to ask, in order, and the memo."""
        return [*(Page(question) for question in self.desk.asked()), MEMO]

    def neighbour(self, step: int) -> Page | None:
        """The next page or the one before it; None at the ends.

        A question that is no longer asked still has its place, so nobody is thrown out of it.
        """
        here = self._place(self.page)
        pages = self.pages()
        if step > 0:
            return next((page for page in pages if self._place(page) > here), None)
        return next((page for page in reversed(pages) if self._place(page) < here), None)

    def _place(self, page: Page) -> int:
        return self.numbers.get(QuestionId(page), len(self.numbers) + 1)

    def go(self, page: Page) -> None:
        """Come to a page; a question that comes up for the first time is *asked* from now on."""
        self.page = page
        if page != MEMO:
            self.desk.reach(self.asked_id, self.clock.seconds)

    def keep_place(self, offset: int) -> None:
        """Remember the page, the cursor and the clock."""
        self.desk.keep_place(self.asked_id or None, offset, self.clock.seconds)

    # -- how far it has got ----------------------------------------------------------------------------

    def progress(self, *, short: bool = False) -> str:
        """`8 of 17 · 41 min left`; short, `8/17` and `41 min` below it."""
        asked = self.desk.asked()
        done = sum(1 for q in asked if self.response_to(q).state in SETTLED)
        minutes = self.desk.guide.minutes or sum(q.minutes or 0 for q in self._questions.values())
        left = minutes - int(self.clock.seconds // 60)
        if short:
            return f"{done}/{len(asked)}" + (f"\n{left} min" if minutes else "")
        if not minutes:
            return f"{done} of {len(asked)}"
        return f"{done} of {len(asked)} · " + (f"{left} min left" if left >= 0 else f"{-left} min over")

    def required_open(self) -> int:
        """How many questions the guide requires are not done."""
        return sum(
            1
            for q in self.desk.asked()
            if self._questions[q].required and self.response_to(q).state not in _DONE
        )

    # -- probes ----------------------------------------------------------------------------------------

    def ask_next_probe(self) -> str:
        """Mark the next probe that was not asked; says what came of it."""
        question = self.question
        if question is None or not question.probes:
            return "There are no probes here."
        asked = set(self.response.probes)
        left = [n for n in range(len(question.probes)) if n not in asked]
        if not left:
            return "All probes are marked as asked."
        return self.switch_probe(left[0])

    def switch_probe(self, probe: int) -> str:
        """Mark a probe as asked, or take the mark away."""
        question = self.question
        if question is None or not 0 <= probe < len(question.probes):
            return ""
        self.desk.mark_probe(question.id, probe)
        asked = probe in self.response.probes
        words = excerpt(question.probes[probe])
        return f"Probe {probe + 1} asked: {words}" if asked else f"Probe {probe + 1} not asked: {words}"

    # -- states set by hand ----------------------------------------------------------------------------

    def switch_state(self, state: ResponseState) -> str:
        """Set this question's state, or set it back to *asked* when it has that state already."""
        if self.response.state is state:
            state = ResponseState.ASKED
        self.desk.mark(self.asked_id, state)
        return f"{self.number}: {state.value}"

    def skip(self, reason: str) -> str:
        """Skip this question, for a reason or none."""
        self.desk.mark(self.asked_id, ResponseState.SKIPPED, reason=reason)
        return f"{self.number}: skipped" + (f", {reason}" if reason else "")

    def cover(self, by: str) -> str:
        """Note that another question's answer covered this one."""
        covering = self.id_of(Page(QuestionId(by)))
        self.desk.mark(self.asked_id, ResponseState.ALREADY_COVERED, covered_by=covering)
        return f"{self.number}: already covered in {self.numbers[covering]}"

    @property
    def number(self) -> str:
        """The number of the question one is at."""
        return str(self.numbers.get(self.asked_id, ""))

    # -- moments ---------------------------------------------------------------------------------------

    def mark_time(self) -> str:
        """Mark this moment."""
        note = self.desk.bookmark(seconds=self.clock.seconds, question=self.asked_id or None)
        return f"Marked {clock_words(note.at)}"

    # -- tags ------------------------------------------------------------------------------------------

    def tag_sentence(self, point: LearningPoint, offset: int) -> str:
        """Give the sentence before `offset` (in the passage's text) the learning point, or take it away."""
        response = self.response
        text = response_text(response.entries, response.text)
        said = text[:offset].rstrip()
        start, end = sentence_at(text, len(said))
        if not text[start:end].strip():
            return "There are no words to tag yet."
        quote = self.desk.toggle(answer_passage(self.asked_id), start, end, point.id)
        words = excerpt(text[start:end])
        if tag_id(quote.id, point.id, self.desk.by) in self.desk.record.tags:
            return f"{point.number} {point.name}: “{words}”"
        return f"{point.number} {point.name} taken away from “{words}”"

    def offset_in_passage(self, offset: int) -> int:
        """Where an offset in the answer's or comment's text lies in its passage: entries come first."""
        lines = [entry for entry in self.response.entries if entry]
        return offset + sum(len(line) + 1 for line in lines)

    def end_of_entry(self, place: int) -> int:
        """Where the entry of that place ends in the passage."""
        entries = self.response.entries[: place + 1]
        return max(0, sum(len(entry) + 1 for entry in entries) - 1)

    # -- the memo --------------------------------------------------------------------------------------

    @property
    def memo(self) -> Memo | None:
        """This researcher's memo on the session (or, when only reading, anybody's); the first of several."""
        session = self.desk.record.session.id
        found = [
            memo
            for memo in self.desk.record.memos.values()
            if (memo.target, memo.target_id) == (MemoTarget.SESSION, session)
            and (memo.by == self.desk.by or self.desk.read_only)
        ]
        return min(found, key=lambda memo: (memo.at, memo.id), default=None)

    def write_memo(self, text: str) -> None:
        """Set the memo's words, as typed."""
        session = self.desk.record.session.id
        self.desk.write_memo(self.memo, MemoTarget.SESSION, session, text)


def state_words(sitting: Sitting) -> str:
    """How far the question one is at has got, in words."""
    response = sitting.response
    parts = [response.state.value]
    if response.state is ResponseState.SKIPPED and response.reason:
        parts[0] += f": {response.reason}"
    if response.state is ResponseState.ALREADY_COVERED and response.covered_by in sitting.numbers:
        parts[0] += f" in {sitting.heading(response.covered_by)}"
    if response.evidence:
        count = len(response.evidence)
        parts.append("borne out by 1 quote" if count == 1 else f"borne out by {count} quotes")
    if response.first_at is not None:
        parts.append(f"first asked at {clock_words(response.first_at)}")
    question = sitting.question
    if question is not None and question.minutes:
        parts.append(f"about {question.minutes} min")
    if question is not None and question.required:
        parts.append("required")
    return " · ".join(parts)


def excerpt(words: str, width: int = _EXCERPT) -> str:
    """The beginning of `words` on one line."""
    line = " ".join(words.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"
