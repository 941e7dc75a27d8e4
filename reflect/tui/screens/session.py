"""The session screen: the interview itself.

A hard conversation comes first. Nothing pops up by itself, nothing moves; what happened is said on one quiet
line, and saving is a mark at the top. A key changes the desk, touches the autosave and no more than the line
it stands in.
"""

from __future__ import annotations

import gc
import time
from pathlib import PurePath
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from reflect.domain.codebook import Codebook
from reflect.domain.guide import Question, QuestionKind
from reflect.domain.people import Participant
from reflect.errors import ReflectError
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.apart import PATIENCE, apart_within, begun
from reflect.tui.autosave import SaveState
from reflect.tui.screens.session_answers import SessionAnswers
from reflect.tui.screens.session_commands import SESSION_COMMANDS
from reflect.tui.screens.session_consent import ConsentTaking
from reflect.tui.screens.session_rows import outline_rows, side_of
from reflect.tui.session_clock import Monotonic, clock_words
from reflect.tui.sitting import MEMO, Page, Sitting, state_words
from reflect.tui.widgets.answers import Answers
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.outline import Outline
from reflect.tui.widgets.reading import Reading
from reflect.tui.widgets.same_words import bring_up
from reflect.tui.widgets.side_panel import SidePanel
from reflect.tui.widgets.top_line import TopLine

WIDE = 100
"""Columns from which the outline has headings and the side panel is there by itself."""
KEEP_CLOCK = 60.0
"""Seconds of the clock after which it is saved although nothing was typed."""

_MEMO_HEADING = "After the interview: a memo, while it is fresh"
_MEMO_TEXT = (
    "What struck you? What to ask the next person? Only for you and your colleagues; leave it if you like."
)


class SessionScreen(SessionAnswers):
    """One session on the desk, asked question by question."""

    SCOPE = "session"
    VERBS = SESSION_COMMANDS
    CSS_PATH: ClassVar[str | list[str | PurePath]] = "session.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]

    def __init__(
        self,
        study: Study,
        desk: SessionDesk,
        *,
        at: tuple[Page, int] | None = None,
        now: Monotonic = time.monotonic,
    ) -> None:
        super().__init__(study, desk)
        session = desk.record.session
        self.sitting = self.seated(desk, now)
        self._at = at
        self.codebook = Codebook()
        self.consent = ConsentTaking(study, session.participant)
        self._participant: Participant | None = None
        self._role = ""
        self._writes = True
        """Whether one comes to the next open question writing, not steering."""
        self._panel: bool | None = None
        """Whether the side panel is wanted; None leaves it to the width."""
        self._offsets: dict[Page, int] = {}
        self._minutes = ""
        self._shown = False
        """Whether the first page is up."""
        self._behind = False
        """Whether another screen is in front: the editor's words are on the desk, and may be out of date."""
        self._left_with = ""
        """What stood in the editor when another screen came in front."""
        self.title = session.participant or "Session"

    def seated(self, desk: SessionDesk, now: Monotonic) -> Sitting:
        """The sitting that this screen shows."""
        return Sitting.opened(desk, now)

    # -- coming and going ------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The top line, three columns, and the footer."""
        yield TopLine(id="top")
        with Horizontal(id="columns"):
            with Vertical(id="left"):
                yield Outline(id="outline")
                yield Static(id="progress", markup=False)
            with Vertical(id="middle"):
                yield from self.compose_middle()
            yield SidePanel(id="side")
        yield KeyStrip()

    def compose_middle(self) -> ComposeResult:
        """What is read out, where answers are given, and the line that says what was done."""
        yield Reading()
        yield Answers()
        yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        """Open the page one left, exactly where the cursor was; or the place one came for."""
        session = self.desk.record.session
        self._offsets[self.sitting.page] = session.at_offset
        page, offset = self._at or (self.sitting.page, session.at_offset)
        self._offsets[page] = offset
        self.set_interval(1.0, self.show_clock)
        self.show_clock()
        self.go(page)
        if not self.answers.is_consent:
            self.say(self.sitting.about_the_clock())
        self._shown = True
        self.run_worker(self.look_up(), name="look up")
        self.watch(self.app, "theme", self._theme_changed, init=False)

    async def look_up(self) -> None:
        """Find out who this is and which learning points there are: that may touch the disk."""
        code = self.desk.record.session.participant
        try:
            self.codebook = await self.apart(self.study.codebook)
            if any(question.kind is QuestionKind.IMAGE for question in self.desk.guide.questions()):
                pictures = await self.apart(self.study.gallery.all)
                self.answers.pictures = {picture.id: picture for picture in pictures}
            if code is not None:
                self._participant = await self.apart(self.study.participant, code)
                self._role = await self.apart(self.study.role_name, self._participant.role)
            elif self.desk.record.session.role is not None:
                role = await self.apart(self.study.role_name, self.desk.record.session.role)
                self._role = f"for the role {role}"
        except ReflectError as error:
            self.tell(error)
        if not self.consent.now.date:
            self.consent.begin(self._participant)
        self._show_title()
        self.show()
        gc.freeze()  # a full collection of all that is loaded by now would hold a key up for 50 ms

    def _show_title(self) -> None:
        session = self.desk.record.session
        parts = [session.participant or "", self._role, self.desk.guide.title]
        self.query_one(TopLine).set_title(" · ".join(part for part in parts if part))

    def _theme_changed(self) -> None:
        self.show()

    def on_screen_resume(self, event: events.ScreenResume) -> None:  # noqa: ARG002
        """Take up what another screen has changed on the same desk."""
        if self._shown:
            self._behind = False
            if self.answers.editor.words != self._left_with:
                self.take_words()  # a key was quicker than this
            self.show_anew()

    def on_screen_suspend(self, event: events.ScreenSuspend) -> None:  # noqa: ARG002
        """Have the words on the desk before another screen takes over."""
        if self._shown:
            self.take_words()
            self._left_with = self.answers.editor.words
            self._behind = True

    def leave(self) -> None:
        """Save, let go of the session, and go back."""
        self.save_and_leave()

    async def let_go(self) -> None:
        """Let others have the session."""
        await apart_within(PATIENCE, self.desk.close)

    def left(self) -> None:
        """Go back; what could not be saved stays in the journal."""
        if self.desk.dirty:
            begun(self.desk.close)
        super().left()

    # -- pages -----------------------------------------------------------------------------------------

    def go(self, page: Page) -> None:
        """Show another page; words typed on this one are on the desk before."""
        if page != self.sitting.page:
            self.take_words()
            self._offsets[self.sitting.page] = self.answers.editor.offset_of_cursor
        before = self.desk.record
        self.sitting.go(page)
        question = self.sitting.question
        if question is not None and question.kind is QuestionKind.CONSENT:
            self.consent.begin(self.consent.kept or self._participant)
        self.open_words()
        self._show_reading()
        self.show()
        self.say(self.consent.held if self.answers.is_consent else "")
        self.focus_page()
        self.sitting.keep_place(self.answers.editor.offset_of_cursor)
        if self.desk.record is not before:
            self.autosave.touch()
        self.autosave.checkpoint_soon()
        self.take_up(now=True)  # a page that was just turned to is no page one is in the middle of

    def open_words(self) -> None:
        """Put the recorded words of this page into the editor."""
        text = self._recorded_words()
        page = self.sitting.page
        self.answers.editor.open(page, text, offset=self._offsets.get(page, len(text)))

    def _recorded_words(self) -> str:
        if self.sitting.page == MEMO:
            memo = self.sitting.memo
            return memo.text if memo else ""
        return self.sitting.response.text

    def _show_reading(self) -> None:
        reading, question = self.query_one(Reading), self.sitting.question
        if question is None:
            reading.show(_MEMO_HEADING, _MEMO_TEXT)
            return
        section = self.sitting.section
        opening = "\n\n".join(part for part in (section.heading, section.text) if part) if section else ""
        reading.show(
            self.sitting.heading(self.sitting.page),
            question.text,
            notes=question.notes,
            section=opening if section and section.text else "",
            section_notes=section.notes if section else (),
        )

    def focus_page(self) -> None:
        """Come to a page in the way one left the last one: writing, or steering."""
        answers = self.answers
        if answers.picks_first:
            self.set_focus(answers.picker)
        elif self._writes and not self.desk.read_only:
            self.set_focus(answers.writer)
        else:
            self.set_focus(None)

    def show(self) -> None:
        """Show what is recorded on this page, after taking up what stands in the editor."""
        self.words_to_desk()
        self.show_page()

    def to_answer(self) -> Question | None:
        """The question as it is answered here; None at the memo."""
        return self.sitting.question

    def show_page(self) -> None:
        """Show what is recorded on this page; what stands in the editor stays."""
        sitting = self.sitting
        self.answers.show(self.to_answer(), sitting.response, self.consent.now, locked=self.desk.read_only)
        self.query_one(SidePanel).show(side_of(sitting, self.codebook, dark=self.app.current_theme.dark))
        self.show_versions()
        self.show_progress()
        self.refresh_keys()

    def show_anew(self) -> None:
        """Show what is recorded on this page, the words too: they changed elsewhere.

        What stands in the editor must be on the desk by now.
        """
        if self.desk.read_only:
            self.sitting.clock.set(self.desk.record.session.seconds)
            self.show_clock()
        editor = self.answers.editor
        if editor.words != self._recorded_words():
            bring_up(editor, self.open_words)
            self._left_with = editor.words
        self.show_page()

    def show_progress(self) -> None:
        """The outline, how far one is, and the state of this question."""
        self.query_one(Outline).show(outline_rows(self.sitting))
        self._show_minutes()
        words = state_words(self.sitting) if self.sitting.page != MEMO else ""
        self.query_one(Reading).show_state(words)

    def _show_minutes(self) -> None:
        words = self.sitting.progress(short=self.size.width < WIDE)
        if words != self._minutes:
            self._minutes = words
            self.query_one("#progress", Static).update(words)

    def show_clock(self) -> None:
        """The time, whether it stands still, and the minutes that are left."""
        self._show_minutes()
        clock = self.sitting.clock
        paused = "" if clock.running else ("ended" if self.desk.record.session.ended else "paused")
        if self.desk.read_only:
            paused = ""
        self.query_one(TopLine).set_clock(clock_words(clock.seconds), paused=paused)

    def say(self, words: str) -> None:
        """Tell something calmly."""
        self.query_one("#said", Static).update(Content(words))

    # -- writing and steering --------------------------------------------------------------------------

    def action_steer(self) -> None:
        """Stop writing; a second `Esc` leaves a question's options too, so that digits tag; then back."""
        on_options, self._writes = self.focused is self.steering_target(), False
        self.set_focus(None if on_options else self.steering_target())

    def steering_target(self) -> Widget | None:
        """The options of a question that is answered by picking."""
        return self.answers.picker if self.answers.picks_first else None

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:  # noqa: ARG002
        """Whoever begins to write wants to write on the next page too."""
        if self.writing:
            self._writes = True

    def do_panel(self) -> None:
        """Show or fold away the side panel."""
        self._panel = not self.query_one(SidePanel).display
        self.lay_out()

    def on_resize(self) -> None:
        """Fold the side panel away where there is no room, unless it was asked for."""
        self.lay_out()

    def lay_out(self) -> None:
        """Put each part where there is room for it."""
        wide = self.size.width >= WIDE
        self.query_one(SidePanel).display = wide if self._panel is None else self._panel
        self._show_minutes()

    # -- saving ----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Make the session durable, and a consent taken in it; off the screen's thread."""
        super().save()
        self.consent.keep()

    def words_to_desk(self) -> None:
        """Put what stands in the editor on the desk."""
        if not self._behind:
            self.take_words()

    def place_to_desk(self) -> None:
        """Remember the question, the cursor and the clock."""
        if not self._behind:
            self.sitting.keep_place(self.answers.editor.offset_of_cursor)

    def show_state(self, state: SaveState) -> None:
        """Show whether it is saved, or who has it."""
        words = state.value
        if self.desk.holder is not None:
            words += f": {self.desk.holder.who} has it on {self.desk.holder.host}"
        self.query_one(TopLine).set_state(words, alarm=state.alarm)

    def tell_quietly(self, words: str) -> None:
        """Say something where what was done is said."""
        self.say(words)

    def beat(self) -> None:
        """Show others that we are here, and keep the clock once a minute."""
        super().beat()
        if self.sitting.clock.seconds - self.desk.record.session.seconds >= KEEP_CLOCK:
            self.changed()
