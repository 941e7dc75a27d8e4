"""What the session's commands do. The screen itself shows pages and saves."""

from __future__ import annotations

from textual import work

from reflect.domain.codebook import DIGITS, Codebook, LearningPoint
from reflect.domain.guide import QuestionKind
from reflect.domain.session import ResponseState
from reflect.errors import ReflectError
from reflect.services.finishing import note_form, skipped_form
from reflect.services.forms import OpenForm
from reflect.tui.command import Command
from reflect.tui.desk_screen import DeskScreen
from reflect.tui.evidence import choose_evidence
from reflect.tui.find_in_study import find_in_study
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.session_commands import Evidence, SessionCommand
from reflect.tui.screens.session_rows import MEMO_ROW, page_choices, point_choices, probe_choices
from reflect.tui.session_clock import clock_words
from reflect.tui.sitting import MEMO, Page, Sitting
from reflect.tui.widgets.answers import Answers
from reflect.tui.widgets.reading import Reading


class SessionVerbs(DeskScreen):
    """The commands of a session; the class that shows it gives the rest."""

    sitting: Sitting
    codebook: Codebook

    # -- what the screen gives -------------------------------------------------------------------------

    def go(self, page: Page) -> None:
        """Show another page."""
        raise NotImplementedError

    def show(self) -> None:
        """Show the page again after something other than its words has changed."""
        raise NotImplementedError

    def take_words(self) -> None:
        """Put what stands in the editor on the desk."""
        raise NotImplementedError

    def show_clock(self) -> None:
        """Show the time."""
        raise NotImplementedError

    def say(self, words: str) -> None:
        """Tell something calmly, on one line that is always there."""
        raise NotImplementedError

    def leave(self) -> None:
        """Save, let go of the session, and go back."""
        raise NotImplementedError

    @property
    def answers(self) -> Answers:
        """Where answers are given."""
        return self.query_one(Answers)

    def can(self, verb: type[Command]) -> bool:
        """Leave out what cannot be done on a session one only reads, or at the memo."""
        if not issubclass(verb, SessionCommand):
            return super().can(verb)
        if verb.edits and self.desk.read_only:
            return False
        if verb is Evidence:
            question = self.sitting.question
            return question is not None and question.kind is QuestionKind.SCALE
        return not (verb.of_question and self.sitting.page == MEMO)

    def _did(self, words: str) -> None:
        self.changed()
        self.show()
        self.say(words)

    # -- going -----------------------------------------------------------------------------------------

    def do_next(self) -> None:
        """Go on; after the memo there is nothing."""
        page = self.sitting.neighbour(1)
        if page is None:
            self.say("This is the last page. Esc, then e ends the session; q goes back to the study.")
        else:
            self.go(page)

    def do_previous(self) -> None:
        """Go back; before the first question there is nothing."""
        page = self.sitting.neighbour(-1)
        if page is None:
            self.say("This is the first question.")
        else:
            self.go(page)

    def do_go_to(self) -> None:
        """Ask where to."""

        def there(chosen: str | None) -> None:
            if chosen is not None:
                self.go(MEMO if chosen == MEMO_ROW else Page(chosen))

        self.app.push_screen(Pick("Go to", page_choices(self.sitting), start=self.sitting.page), there)

    def do_write(self) -> None:
        """Write where the cursor was."""
        self.set_focus(self.answers.writer)

    def do_read_on(self) -> None:
        """Scroll what is read out."""
        self.query_one(Reading).turn_page(1)

    def do_read_back(self) -> None:
        """Scroll what is read out, back."""
        self.query_one(Reading).turn_page(-1)

    # -- probes, notes, moments ------------------------------------------------------------------------

    def do_probe(self) -> None:
        """Mark the next probe as asked."""
        self._did(self.sitting.ask_next_probe())

    def do_pick_probe(self) -> None:
        """Ask which probe."""
        question = self.sitting.question
        if question is None or not question.probes:
            self.say("There are no probes here.")
            return
        choices = probe_choices(question, frozenset(self.sitting.response.probes))

        def chosen(probe: str | None) -> None:
            if probe is not None:
                self.attempt(self.switch_probe, int(probe))

        self.app.push_screen(Pick("Which probe was asked", choices), chosen)

    def switch_probe(self, probe: int) -> None:
        """Mark a probe as asked, or take the mark back."""
        self._did(self.sitting.switch_probe(probe))

    @work
    async def do_note(self) -> None:
        """Ask for a field note; it belongs to the moment it was begun."""
        at = self.sitting.clock.seconds
        form = note_form(self.desk, seconds=at, question=self.sitting.asked_id or None)
        said = f"At {clock_words(at)}: what do you notice?"
        if await self.fill_in(form, title="Field note", said=said):
            self.say(f"Noted at {clock_words(at)}")

    def do_moment(self) -> None:
        """Mark this moment."""
        self._did(self.sitting.mark_time())

    def do_pause(self) -> None:
        """Stop the clock, or let it run on."""
        self.sitting.clock.toggle()
        self.show_clock()
        self.changed()
        self.say("The clock runs on." if self.sitting.clock.running else "The clock stands still.")

    # -- tags ------------------------------------------------------------------------------------------

    def action_tag_last(self, number: int) -> None:
        """A digit while steering."""
        if self.desk.read_only or self.sitting.page == MEMO:
            return
        point = self.codebook.numbered(number)
        if point is None:
            known = ", ".join(str(p.number) for p in self.codebook.offered if p.number <= DIGITS)
            self.say(f"There is no learning point {number}; there are {known}.")
        else:
            self.attempt(self.tag_with, point)

    def tag_with(self, point: LearningPoint) -> None:
        """Tag the last sentence, or take the tag away."""
        self.take_words()
        self._did(self.sitting.tag_sentence(point, self._offset()))

    def _offset(self) -> int:
        """Where in the passage one is."""
        answers, editor = self.answers, self.answers.editor
        if answers.writer is not editor and not editor.words:
            return self.sitting.end_of_entry(answers.entries.place)
        return self.sitting.offset_in_passage(editor.offset_of_cursor)

    def do_tag(self) -> None:
        """Ask which learning point."""
        question = self.sitting.question
        likely = frozenset(question.points) if question else frozenset()

        def tag(chosen: str | None) -> None:
            point = self.codebook.get(chosen) if chosen else None
            if point is not None:
                self.attempt(self.tag_with, point)

        said = "The sentence before the cursor."
        choices = point_choices(self.codebook, frozenset(likely))
        self.app.push_screen(Pick("Tag the last sentence", choices, said=said), tag)

    def do_find(self) -> None:
        """Search the whole study."""
        self.take_words()
        find_in_study(self, self.study)

    def do_tag_screen(self) -> None:
        """Go to the tag screen of this session."""
        from reflect.tui.screens.tag import TagScreen  # a large screen, not needed to ask questions

        self.take_words()
        codebook = self.codebook if self.codebook.points else None
        self.app.push_screen(TagScreen(self.study, self.desk, codebook=codebook))

    @work
    async def do_evidence(self) -> None:
        """Ask which quotes bear the rating out."""
        question = self.sitting.question
        if question is None:
            return
        chosen = self.desk.response(question.id).evidence
        picked = await choose_evidence(self, self.study, question.points, chosen)
        if picked is not None and picked != chosen:
            self.desk.back_up_answer(question.id, picked)
            count = "1 quote bears" if len(picked) == 1 else f"{len(picked)} quotes bear"
            self._did(f"{count} it out." if picked else "No quote bears it out any more.")

    # -- a question's state ----------------------------------------------------------------------------

    def do_covered(self) -> None:
        """Ask which question covered this one."""

        def cover(chosen: str | None) -> None:
            if chosen is not None:
                self.attempt(lambda: self._did(self.sitting.cover(chosen)))

        before = self.sitting.neighbour(-1)
        choices = page_choices(self.sitting, but_here=True)
        self.app.push_screen(Pick("Already covered in", choices, start=before or ""), cover)

    def do_skip(self) -> None:
        """Ask why, and skip."""
        opened = self.study.forms.open(skipped_form(self.desk, self.sitting.asked_id, self.sitting.number))

        def skip(reason: str | None) -> None:
            if reason is not None:
                self.attempt(self._skip, reason, opened)

        said = "Why? A few words, or none. n goes on afterwards."
        reason = self.sitting.response.reason
        self.app.push_screen(
            AskLine("Skip this question", said=said, initial=reason, needed=False, form=opened), skip
        )

    def _skip(self, reason: str, opened: OpenForm) -> None:
        self._did(self.sitting.skip(reason))
        self.over(opened)

    def do_later(self) -> None:
        """Ask again later."""
        self._did(self.sitting.switch_state(ResponseState.ASK_AGAIN))

    def do_declined(self) -> None:
        """They would rather not say."""
        self._did(self.sitting.switch_state(ResponseState.DECLINED))

    # -- undo, end, leave ------------------------------------------------------------------------------

    def do_undo(self) -> None:
        """Take the last step back."""
        self.take_words()
        label = self.desk.undo()
        self._travelled(f"Taken back: {label}" if label else "There is nothing to take back.")

    def do_redo(self) -> None:
        """Do it again."""
        self.take_words()
        label = self.desk.redo()
        self._travelled(f"Done again: {label}" if label else "There is nothing to do again.")

    def _travelled(self, words: str) -> None:
        """Show what was taken back or done again: it may be the words in the editor."""
        self.changed()
        self.show_anew()
        self.say(words)

    def do_end(self) -> None:
        """End the session, after asking; the memo is offered if it is not written yet."""
        still_open = self.sitting.required_open()
        questions = "question is" if still_open == 1 else "questions are"
        open_words = f"{still_open} required {questions} still open. " if still_open else ""
        detail = f"{open_words}You can still open it and add to it."

        def end(agreed: bool | None) -> None:  # noqa: FBT001 - the dialog's result
            if agreed:
                self.attempt(self._end)

        self.app.push_screen(Confirm("End this session?", yes="End", no="Go on", detail=detail), end)

    def _end(self) -> None:
        self.take_words()
        self.sitting.clock.pause()
        self.desk.end()
        self.show_clock()
        if self.sitting.memo is None and self.sitting.page != MEMO:
            self.go(MEMO)
        self._did("The session has ended. q goes back to the study.")

    def do_help_here(self) -> None:
        """Show the help."""
        self.app.call_later(self.app.run_action, "show_help")

    def do_leave(self) -> None:
        """Save and go back."""
        self.leave()

    def told(self, act: str, error: ReflectError) -> None:
        """Say that something could not be done, in words."""
        self.say(f"{act}: {error.message}")
        self.tell(error)
