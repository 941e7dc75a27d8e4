"""Passing the laptop: each answers alone on a page of their own; between two people the screen is blank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from reflect.domain.consent import Consent
from reflect.domain.group import Contribution, Seat
from reflect.domain.guide import Option, Question, QuestionKind
from reflect.domain.ids import OptionId
from reflect.domain.pictures import Picture
from reflect.domain.room import Progress, waited_for
from reflect.domain.session import Response
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.room_sitting import RoomSitting
from reflect.tui.screens.desk_page import DeskPage, PageCommand
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.widgets.answer_choose import ChooseAnswer
from reflect.tui.widgets.answer_list import EntryLine
from reflect.tui.widgets.answer_rank import RankAnswer
from reflect.tui.widgets.answer_scale import ScaleAnswer
from reflect.tui.widgets.answers import Answers
from reflect.tui.widgets.board import Board
from reflect.tui.widgets.editor import Editor
from reflect.tui.widgets.gallery import GalleryView
from reflect.tui.widgets.lines import Lines
from reflect.tui.widgets.reading import Reading
from reflect.tui.widgets.same_words import bring_up
from reflect.tui.widgets.stage import Stage

MINE = OptionId("none-of-these")
"""The line under the pictures for one that is not among them; never kept as a choice."""
_MINE = Option(id=MINE, text="None of these: describe mine")


class Turn(Enum):
    """Whose turn it is to hold the laptop."""

    HAND = auto()
    """It is handed over: nothing is on the screen."""
    OWN = auto()
    """Somebody answers."""
    ALL = auto()
    """Everybody has answered."""


class Take(PageCommand):
    """Begin when you have the laptop; go on to your words; at the end, show all answers to all."""

    name, label, footer, key = "take", "Begin, go on, or show all", "go on", "enter"


class Done(PageCommand):
    """You are done: your answer is covered, and the laptop can be passed on."""

    name, label, footer, key, writing_key = "done", "Done, pass it on", "done", "n", "f2,f8"


class SkipSeat(PageCommand):
    """Go on to the next without an answer of this one; come back to them at any time."""

    name, label, footer, key = "skip", "Skip this seat", "skip", "s,right"


class SeatBefore(PageCommand):
    """Go back to the one before; only they are shown their answer."""

    name, label, footer, key = "before", "The one before", "the one before", "p,left"


class WhichSeat(PageCommand):
    """Choose whose turn it is."""

    name, label, footer, key = "which", "Choose a seat", "choose a seat", "g"


class UndoOwn(PageCommand):
    """Take back what you did last on your page; nothing of anybody else’s."""

    name, label, footer, key = "undo", "Undo", "undo", "u"


class Stop(PageCommand):
    """Go back to the session; what has been answered stays covered."""

    name, label, footer, key = "leave", "Back to the session", "stop", "q"
    edits = False


class TitleLine(EntryLine):
    """Where somebody types what they call a picture; `Enter` goes on to the reason before the next letter."""

    def __init__(self, kept: Callable[[], None], *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(kept)
        self.id = id
        self.placeholder = "a name of your own for the picture; Enter goes on to why"


class PassScreen(DeskPage):
    """One question, passed from seat to seat."""

    SCOPE = "pass"
    VERBS = (Take, Done, SkipSeat, SeatBefore, WhichSeat, UndoOwn, Stop)
    CSS_PATH = ["desk_page.tcss", "pass_round.tcss"]
    ESCAPE = "cover"
    BINDINGS = [Binding("tab", "to_words", show=False)]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]

    def __init__(
        self,
        study: Study,
        desk: SessionDesk,
        sitting: RoomSitting,
        question: Question,
        pictures: Mapping[str, Picture] | None = None,
    ) -> None:
        super().__init__(study, desk)
        self._pictures = pictures or {}
        self._sitting = sitting
        self._question = question
        self._about = sitting.about
        self._asked = question
        """The question as it is answered here: with a line for a picture that is not among them."""
        if question.kind is QuestionKind.IMAGE:
            self._asked = msgspec.structs.replace(question, options=(*question.options, _MINE))
        self._seat: Seat | None = None
        self._turn = Turn.HAND
        self._own = 0
        """How many steps of undo are this person's."""
        self._warned = False

    # -- what is shown ---------------------------------------------------------------------------------

    def compose_page(self) -> ComposeResult:
        """The page between two people, and the page of one."""
        with Vertical(id="hand"):
            yield Stage()
            yield Board()
        with Vertical(id="own"):
            yield Static(id="whose", markup=False)
            yield Reading()
            yield TitleLine(self._to_reason, id="title")
            yield Answers()

    def on_mount(self) -> None:
        """Begin with the first who has not answered."""
        self.query_one(Reading).show(self._question.heading, self._question.text)
        self.query_one(Reading).show_state("")
        self.answers.escape = "Esc covers it"
        self.answers.pictures = self._pictures
        self._go_on()

    @property
    def answers(self) -> Answers:
        """Where somebody answers."""
        return self.query_one(Answers)

    def show_anew(self) -> None:
        """Show whose turn it is, or their page."""
        own = self._turn is Turn.OWN
        self.query_one("#hand").display = not own
        self.query_one("#own").display = own
        self.show_title(self._question.heading)
        if own:
            self._bring_up()
            self._show_own()
        else:
            self._show_hand()
        self.show_versions()
        self.refresh_keys()

    def _show_hand(self) -> None:
        stage, seat = self.query_one(Stage), self._seat
        if self._turn is Turn.ALL or seat is None:
            stage.show(
                "All have answered", "Enter shows the answers to all. Esc goes back and leaves them covered."
            )
        else:
            name = self._sitting.seat_name(seat)
            stage.show(f"Seat {seat.order}", f"{name}: press Enter when you have the laptop.")
        signs = Content("   ").join(
            Content(f"{row.seat.order} {row.progress}") for row in self._sitting.seat_rows()
        )
        said = Content.assemble(signs, "\n", Content(self._sitting.how_many()))
        self.query_one(Board).show(lambda _: said)
        self.set_focus(None)

    def _show_own(self) -> None:
        seat = self._seat
        if seat is None:
            return
        said = self._said()
        self.query_one("#whose", Static).update(
            Content(f"{self._sitting.seat_name(seat)} · only you see this page, until all are shown")
        )
        image = self._question.kind is QuestionKind.IMAGE
        self.query_one("#title").display = image
        response = Response(
            id=self._question.id,
            text=said.text if said else "",
            choices=said.choices if said else (),
            ranking=said.ranking if said else (),
            rating=said.rating if said else None,
            cannot_say=said.cannot_say if said else False,
        )
        self.answers.called = "your answer" if self._question.kind is QuestionKind.OPEN else "why"
        self.answers.show(self._asked, response, Consent(date=""), locked=self.desk.read_only)

    def _said(self) -> Contribution | None:
        if self._seat is None:
            return None
        return self.desk.said_from(self._question.id, self._seat.id, about=self._about)

    def _bring_up(self) -> None:
        """Have the words in the editor that are on the desk: they may have come in from elsewhere.

        What stood in the editor must be on the desk by now.
        """
        editor, said = self.answers.editor, self._said()
        if editor.page == self._page and editor.words != (said.text if said is not None else ""):
            bring_up(editor, self._open)

    def _open(self) -> None:
        """Put their words into the editor and the line of the title."""
        said = self._said()
        words, title = (said.text, said.title) if said else ("", "")
        self.answers.editor.open(self._page, words, offset=len(words))
        line = self.query_one("#title", Input)
        with self.prevent(Input.Changed):
            line.value = title

    @property
    def _page(self) -> str:
        seat = self._seat.id if self._seat is not None else ""
        return f"{self._question.id}/{self._about}/{seat}" if self._turn is Turn.OWN else ""

    # -- from one to the next ---------------------------------------------------------------------------

    def _put_away(self) -> None:
        """Put the words on the desk and nothing of them on the screen."""
        self.words_to_desk()
        self._turn = Turn.HAND
        self._own, self._warned = 0, False
        self.answers.editor.open("", "")
        with self.prevent(Input.Changed):
            self.query_one("#title", Input).value = ""
        self.say("")

    def _go_on(self, *, after: Seat | None = None) -> None:
        """Hand over to the next who has not answered, in the order of the seats; then to those skipped."""
        self._put_away()
        waiting = waited_for(self._sitting.seat_rows())
        later = [seat for seat in waiting if after is not None and seat.order > after.order]
        self._seat = next(iter(later or waiting), None)
        self._turn = Turn.ALL if self._seat is None else Turn.HAND
        self.show_anew()

    def _hand_to(self, seat: Seat) -> None:
        self._put_away()
        self._seat = seat
        self.show_anew()

    def do_take(self) -> None:
        """Show their page; at the end, everybody's answers."""
        if self._turn is Turn.ALL:
            self.desk.reveal(self._question.id)
            self.changed()
            self.do_leave()
        elif self._turn is Turn.OWN:
            self.action_to_words()
        elif self._seat is not None:
            self._turn = Turn.OWN
            self.say("")
            self._open()
            self.show_anew()
            self.set_focus(self.answers.picker or self.answers.editor)

    def do_done(self) -> None:
        """Cover it and go on to the next; asks once where something is missing."""
        if self._turn is not Turn.OWN or self._seat is None:
            return
        self.words_to_desk()
        row = next((r for r in self._sitting.seat_rows() if r.seat.id == self._seat.id), None)
        if row is not None and row.progress is not Progress.DONE and not self._warned:
            self._warned = True
            self.say(f"{self._missing()} F2 again leaves it as it is; u or more keys change it.")
            return
        seat = self._seat
        self._go_on(after=seat)
        if self._seat is not None:
            self.say(f"Thank you, seat {seat.order}. Please pass the laptop on.")

    def _missing(self) -> str:
        least = max(1, self._question.bounds[0])
        said = self._said()
        match self._question.kind:
            case QuestionKind.CHOOSE | QuestionKind.RANK:
                picked = len(said.choices or said.ranking) if said else 0
                return f"{least} are asked for, and {picked} {'is' if picked == 1 else 'are'} chosen."
            case _:
                return "There is no answer yet."

    def do_skip(self) -> None:
        """The next, though this one has not answered."""
        self._step(1)

    def do_before(self) -> None:
        """The one before."""
        self._step(-1)

    def _step(self, step: int) -> None:
        here = self._sitting.present
        if not here:
            return
        ids = [seat.id for seat in here]
        place = ids.index(self._seat.id) if self._seat is not None and self._seat.id in ids else len(ids)
        self._hand_to(here[(place + step) % len(here)])

    def do_which(self) -> None:
        """Ask whose turn it is."""
        choices = [
            Choice(row.seat.id, f"{self._sitting.seat_name(row.seat)}", str(row.progress))
            for row in self._sitting.seat_rows()
        ]

        def chosen(picked: str | None) -> None:
            seat = next((s for s in self.desk.seats() if s.id == picked), None)
            if seat is not None:
                self._hand_to(seat)

        self.app.push_screen(Pick("Whose turn?", choices), chosen)

    def can(self, verb: type[Command]) -> bool:
        """What fits whose turn it is."""
        if not super().can(verb):
            return False
        own = self._turn is Turn.OWN
        if verb in (Done, UndoOwn):
            return own
        if verb in (SkipSeat, SeatBefore, WhichSeat):
            return not own and bool(self._sitting.present)
        return True

    def action_steer(self) -> None:
        """From one's page, cover it; from between two, go back to the session."""
        if self._turn is Turn.OWN and self._seat is not None:
            self._hand_to(self._seat)
            self.say("Covered. What you have put down is kept: Enter goes on with it.")
        else:
            self.do_leave()

    def do_undo(self) -> None:
        """Take back one's own last step."""
        self.words_to_desk()
        if self._own:
            self._own -= 1
            super().do_undo()
        else:
            self.say("There is nothing of yours to take back.")

    def action_to_words(self) -> None:
        """From the pictures to the name of one's own, and on to the reason."""
        title = self.query_one("#title", Input)
        if self._question.kind is QuestionKind.IMAGE and self.focused is self.answers.picker:
            self.set_focus(title)
        elif self.focused is title or self.focused is self.answers.picker:
            self.set_focus(self.answers.editor)
        else:
            self.focus_next()

    # -- answering --------------------------------------------------------------------------------------

    def words_to_desk(self) -> None:
        """Put what stands in the editor and in the title on the desk."""
        editor = self.answers.editor
        if self.desk.read_only or self._seat is None or not self._page or editor.page != self._page:
            return
        before = self.desk.record
        told = editor.take_told()
        self.desk.write_from(self._question.id, self._seat.id, editor.words, told, about=self._about)
        title = self.query_one("#title", Input).value
        if self._question.kind is QuestionKind.IMAGE:
            self.desk.write_title(self._question.id, self._seat.id, title, about=self._about)
        if self.desk.record is not before:
            self._warned = False
            self.changed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """A key in the editor."""
        if isinstance(event.text_area, Editor):
            self.words_to_desk()

    def on_input_changed(self, event: Input.Changed) -> None:
        """A key in the title."""
        event.stop()
        self.words_to_desk()

    def _to_reason(self) -> None:
        """From the title to the reason."""
        self.set_focus(self.answers.editor)

    def _pick(
        self,
        *,
        choices: tuple[OptionId, ...] | None = None,
        ranking: tuple[OptionId, ...] | None = None,
        rating: int | None = None,
        cannot_say: bool = False,
    ) -> None:
        if self._seat is None or self._turn is not Turn.OWN:
            return
        self.desk.answer_from(
            self._question,
            self._seat.id,
            about=self._about,
            choices=choices,
            ranking=ranking,
            rating=rating,
            cannot_say=cannot_say,
        )
        self._own += 1
        self._warned = False
        self.changed()
        self._show_own()
        self.say(self._and_then())

    def _and_then(self) -> str:
        if self._question.kind is QuestionKind.IMAGE:
            return "Tab: give it a name of your own, and say why. F2: done."
        return "Tab: say why, if you like. F2: done."

    @on(GalleryView.GoOn)
    def _from_picture(self) -> None:
        self.action_to_words()

    @on(ChooseAnswer.Chosen)
    @on(GalleryView.Chosen)
    def _chosen(self, event: ChooseAnswer.Chosen | GalleryView.Chosen) -> None:
        if MINE in event.choices:
            self.attempt(self._pick, choices=())
            self.set_focus(self.query_one("#title"))
            self.say("Give your picture a name; Enter, and describe it. F2: done.")
        else:
            self.attempt(self._pick, choices=event.choices)

    @on(RankAnswer.Ranked)
    def _ranked(self, event: RankAnswer.Ranked) -> None:
        self.attempt(self._pick, ranking=event.ranking)

    @on(ScaleAnswer.Rated)
    def _rated(self, event: ScaleAnswer.Rated) -> None:
        self.attempt(self._pick, rating=event.rating, cannot_say=event.cannot_say)

    @on(Lines.Said)
    def _told(self, event: Lines.Said) -> None:
        self.say(event.words)
