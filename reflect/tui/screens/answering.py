"""Participant mode: one session, answered by the person whose it is, with nothing else around it.

No probes, notes, learning points, memos or other sessions are on this screen, nor any way to them. It is the
same desk, journal and autosave as an interviewer's session, so nothing typed is lost however it ends.
"""

from __future__ import annotations

import time
from contextlib import suppress
from enum import Enum, auto
from typing import ClassVar

import msgspec
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from reflect.domain.consent import Given
from reflect.domain.guide import QuestionKind
from reflect.domain.ids import QuestionId
from reflect.domain.people import Participant
from reflect.domain.session import ResponseState
from reflect.errors import ReflectError
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.apart import within
from reflect.tui.autosave import SaveState
from reflect.tui.desk_screen import LAST_PATIENCE
from reflect.tui.screens import answering_words
from reflect.tui.screens.answering_commands import ANSWERING_COMMANDS
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.session_answers import SessionAnswers
from reflect.tui.screens.session_consent import ConsentTaking
from reflect.tui.session_clock import Monotonic
from reflect.tui.sitting import MEMO, Page, Sitting
from reflect.tui.widgets.answers import Answers
from reflect.tui.widgets.lines import Lines
from reflect.tui.widgets.own_answers import OwnAnswers
from reflect.tui.widgets.reading import Reading
from reflect.tui.widgets.same_words import bring_up
from reflect.tui.widgets.top_line import TopLine

HIGH = 30
"""Rows from which there is room between the lines."""


class Part(Enum):
    """Which of the three parts of the visit is shown."""

    WELCOME = auto()
    QUESTION = auto()
    THANKS = auto()


class AnsweringScreen(SessionAnswers):
    """One session: a welcome, a question at a time, and thanks."""

    SCOPE = "answering"
    VERBS = ANSWERING_COMMANDS
    CSS_PATH = "answering.tcss"
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "pick", "Choose this line", show=False)]

    def __init__(self, study: Study, desk: SessionDesk, *, now: Monotonic = time.monotonic) -> None:
        super().__init__(study, desk)
        self.sitting = Sitting.opened(desk, now)
        if self.sitting.page == MEMO:  # an interviewer was done; here there is nothing after the questions
            self.sitting.page = Page(desk.asked()[0])
        self.part = Part.WELCOME
        self._participant: Participant | None = None
        self.consent = ConsentTaking(study, desk.record.session.participant, given=Given.WRITTEN)
        self._offsets = {self.sitting.page: desk.record.session.at_offset}
        self.title = ""

    # -- coming and going ------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """A line at the top, the middle, and large buttons below."""
        yield TopLine(id="top")
        with VerticalScroll(id="page"):
            yield Static(id="page-words", markup=False)
        with Vertical(id="middle"):
            with Horizontal(id="where"):
                yield Static(id="progress", markup=False)
                yield Button("Read on ↓", id="read_on", compact=True)
                yield Button("More answers ↓", id="more", compact=True)
            yield Reading()
            yield OwnAnswers()
        yield Static(id="said", markup=False)
        with Horizontal(id="buttons"):
            yield Button(id="next", variant="primary")
            yield Button("Back", id="previous")
            yield Button("I'd rather not say", id="declined")
            yield Button("Stop for now", id="leave")

    def on_mount(self) -> None:
        """Begin with the welcome, whoever comes back too."""
        self.query_one(TopLine).set_title(self.desk.guide.title)
        self.open_words()
        self._turn_to(Part.WELCOME)
        self.run_worker(self._look_up(), name="look up")

    async def _look_up(self) -> None:
        code = self.desk.record.session.participant
        try:
            if code is not None:
                self._participant = await self.apart(self.study.participant, code)
            if any(question.kind is QuestionKind.IMAGE for question in self.desk.guide.questions()):
                pictures = await self.apart(self.study.gallery.all)
                self.answers.pictures = {picture.id: picture for picture in pictures}
        except ReflectError as error:
            self.tell(error)
        if not self.consent.now.date:
            self.consent.begin(self._participant)
        self.show()

    def on_unmount(self) -> None:
        """Whatever ends the screen, a consent that was just ticked is kept; the desk keeps the rest."""
        with suppress(ReflectError):
            within(LAST_PATIENCE, self.consent.keep)

    def leave(self) -> None:
        """Save everything and end; there is nothing to go back to."""
        self.run_worker(self.app.action_quit(), name="leave")

    # -- pages -----------------------------------------------------------------------------------------

    @property
    def questions(self) -> list[Page]:
        """The questions to ask, in order."""
        return [page for page in self.sitting.pages() if page != MEMO]

    def go(self, page: Page) -> None:
        """Show a question; words typed on the one before are on the desk first."""
        self.take_words()
        self._offsets[self.sitting.page] = self.answers.editor.offset_of_cursor
        self.sitting.go(page)
        question = self.sitting.question
        if question is not None and question.kind is QuestionKind.CONSENT:
            self.consent.begin(self.consent.kept or self._participant)
        self.open_words()
        self._turn_to(Part.QUESTION)
        self.say(self._held)
        self.place_to_desk()
        self.autosave.touch()
        self.autosave.checkpoint_soon()
        self.take_up(now=True)

    def _turn_to(self, part: Part) -> None:
        self.part = part
        self.say("")
        asking = part is Part.QUESTION
        self.query_one("#page").display = not asking
        self.query_one("#middle").display = asking
        for name in ("previous", "declined", "leave"):
            self.query_one(f"#{name}", Button).display = asking or (name, part) == ("previous", Part.THANKS)
        words = {
            Part.WELCOME: answering_words.begin(self.desk.record),
            Part.QUESTION: "Next",
            Part.THANKS: answering_words.FINISH,
        }
        self.query_one("#next", Button).label = Content(words[part])
        if not asking:
            page = answering_words.welcome if part is Part.WELCOME else answering_words.thanks
            self.query_one("#page-words", Static).update(Content(page(self.desk, self.questions)))
            self.query_one("#page").scroll_home(animate=False)
        else:
            self._show_question()
        self.show()
        self._focus_part()
        self.call_after_refresh(self._offer_to_read_on)

    def on_resize(self) -> None:
        """What can be read at once is another now, and so is the room for fingers."""
        self.query_one(OwnAnswers).give_room(roomy=self.size.height >= HIGH)
        self.call_after_refresh(self._offer_to_read_on)

    def _show_question(self) -> None:
        question, section = self.sitting.question, self.sitting.section
        if question is None:
            return
        opening = "\n\n".join(part for part in (section.heading, section.text) if part) if section else ""
        self.query_one(Reading).show(
            question.heading, question.text, section=opening if section and section.text else ""
        )

    @property
    def _held(self) -> str:
        """What a consent starts from, in words; empty elsewhere."""
        question = self.sitting.question
        is_consent = question is not None and question.kind is QuestionKind.CONSENT
        return answering_words.held(self.consent.now.date) if is_consent and self.consent.now.date else ""

    def _offer_to_read_on(self) -> None:
        """Show buttons for what a finger cannot scroll, while there is something below."""
        for name, long in (("read_on", self.query_one("Reading #words")), ("more", self.answers.picker)):
            below = long is not None and long.display and long.max_scroll_y > 0
            self.query_one(f"#{name}").display = below

    def _focus_part(self) -> None:
        if self.part is not Part.QUESTION:
            self.set_focus(self.query_one("#next"))
        elif self.answers.picks_first:
            self.set_focus(self.answers.picker)
        else:
            self.set_focus(self.answers.writer)

    def open_words(self) -> None:
        """Put the recorded words of this question into the editor."""
        text, page = self.sitting.response.text, self.sitting.page
        self.answers.editor.open(page, text, offset=self._offsets.get(page, len(text)))

    def show(self) -> None:
        """Show what is recorded here."""
        self.take_words()
        self._show_recorded()

    def _show_recorded(self) -> None:
        self.query_one(OwnAnswers).show(
            self.sitting.question, self.sitting.response, self.consent.now, locked=self.desk.read_only
        )
        self.show_progress()

    def show_anew(self) -> None:
        """Show what came in from elsewhere, the words too."""
        editor = self.answers.editor
        if editor.words != self.sitting.response.text:
            bring_up(editor, self.open_words)
        self._show_recorded()

    def show_progress(self) -> None:
        """Say which question of how many this is, and what was decided about it."""
        asked, numbers = self.questions, self.sitting.numbers
        here = numbers[QuestionId(self.sitting.page)]
        at = sum(1 for page in asked if numbers[QuestionId(page)] <= here)
        self.query_one("#progress", Static).update(answering_words.progress(max(1, at), len(asked)))
        self.query_one("#declined").disabled = self.answers.is_consent
        declined = self.sitting.response.state is ResponseState.DECLINED
        self.query_one(Reading).show_state(answering_words.DECLINED if declined else "")
        self.query_one("#declined", Button).variant = "success" if declined else "default"

    def show_clock(self) -> None:
        """Nobody is timed here."""

    def say(self, words: str) -> None:
        """Tell something calmly."""
        self.query_one("#said", Static).update(Content(words))

    @property
    def answers(self) -> Answers:
        """Where answers are given."""
        return self.query_one(OwnAnswers)

    # -- what can be done ------------------------------------------------------------------------------

    def do_next(self) -> None:
        """Go on: to the questions, to the next one, to the thanks, and out."""
        if self.part is Part.WELCOME:
            self.go(self.sitting.page)
        elif self.part is Part.THANKS:
            self._finish()
        else:
            page = self.sitting.neighbour(1)
            if page is None or page == MEMO:
                self.take_words()
                self._turn_to(Part.THANKS)
                self.autosave.checkpoint_soon()
            else:
                self.go(page)

    def do_read_on(self) -> None:
        """Show what stands below; at the end, begin again."""
        _turn(self.query_one("Reading #words"))

    def do_more(self) -> None:
        """Show the answers that stand below; at the end, begin again."""
        if self.answers.picker is not None:
            _turn(self.answers.picker)

    def do_previous(self) -> None:
        """Go back."""
        if self.part is Part.THANKS:
            self.go(self.questions[-1])
        elif self.part is Part.QUESTION:
            page = self.sitting.neighbour(-1)
            if page is None:
                self.take_words()
                self._turn_to(Part.WELCOME)
            else:
                self.go(page)

    def do_declined(self) -> None:
        """Note that they would rather not say, or take that back; ask about what they wrote here."""
        if self.part is not Part.QUESTION or self.answers.is_consent:
            return
        self.take_words()
        if self.sitting.response.empty:
            self.attempt(self._decline)
            return
        detail = "You have answered this question already."
        ask = Confirm("Take back what you answered here?", yes="Take it back", no="Keep it", detail=detail)
        self.app.push_screen(ask, self._take_back)

    def _take_back(self, agreed: bool | None) -> None:  # noqa: FBT001 - the dialog's result
        if agreed:
            page = self.sitting.page
            self.desk.enter(page, ())
            self.desk.write(page, "")
            emptied = msgspec.structs.replace(self.sitting.response, choices=(), ranking=(), rating=None)
            if emptied != self.sitting.response:
                self.desk.choose(page, ())
                self.desk.rank(page, ())
                self.desk.rate(page, None)
            self.open_words()
            self.attempt(self._decline)

    def _decline(self) -> None:
        self.sitting.switch_state(ResponseState.DECLINED)
        self.changed()
        self.show()

    def _finish(self) -> None:
        self.sitting.clock.pause()
        if self.desk.record.session.ended is None:
            self.desk.end()
        self.changed()
        self.leave()

    def action_pick(self) -> None:
        """Choose the line under the cursor; not a consent, which an Enter too many would change."""
        if self.answers.is_consent:
            self.say(answering_words.TICK)
        elif isinstance(self.focused, Lines):
            self.focused.action_select()

    def action_steer(self) -> None:
        """Esc does nothing: there is nothing to steer."""

    def action_tag_last(self, number: int) -> None:
        """Nothing is tagged here."""

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button does what its command does."""
        event.stop()
        if event.button.id is not None:
            self.action_run(event.button.id)

    # -- saving, and what is told ----------------------------------------------------------------------

    def save(self) -> None:
        """Make the session durable, and a consent taken in it; off the screen's thread."""
        super().save()
        self.consent.keep()

    def words_to_desk(self) -> None:
        """Put what stands in the editor on the desk."""
        self.take_words()

    def place_to_desk(self) -> None:
        """Remember the question and the cursor."""
        self.sitting.keep_place(self.answers.editor.offset_of_cursor)

    def show_state(self, state: SaveState) -> None:
        """Show whether it is saved."""
        self.query_one(TopLine).set_state(state.value, alarm=state.alarm)

    def tell(self, error: ReflectError) -> None:  # noqa: ARG002 - it names places that are not for them
        """Say calmly that something did not work; the researcher is told when the session is opened."""
        self.notify(answering_words.TROUBLE, severity="warning", timeout=12, markup=False)

    def tell_quietly(self, words: str) -> None:
        """What came in from others is not for this screen."""

    def _tell_of_file(self) -> None:
        """What is to be said about the file waits for the researcher."""

    @work
    async def find_left_forms(self) -> None:
        """Memos and notes that were left unfinished are the researcher's."""


def _turn(long: Widget) -> None:
    """Scroll by a page, or from the end to the beginning."""
    if long.scroll_y >= long.max_scroll_y:
        long.scroll_home(animate=False)
    else:
        long.scroll_relative(y=max(1, long.size.height - 1), animate=False)
