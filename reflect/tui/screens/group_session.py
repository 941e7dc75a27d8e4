"""The session screen for a group: the same session, with a board, and a view to read across a room."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from reflect.domain.guide import Question, QuestionKind
from reflect.domain.ids import OptionId
from reflect.errors import ReflectError
from reflect.services.desk import SessionDesk
from reflect.tui.board_words import board, caption
from reflect.tui.room_sitting import Roles, RoomSitting
from reflect.tui.screens import group_commands as commands
from reflect.tui.screens.group_agreement import agreed_words
from reflect.tui.screens.group_verbs import GroupVerbs
from reflect.tui.session_clock import Monotonic
from reflect.tui.sitting import Page
from reflect.tui.widgets.board import Board
from reflect.tui.widgets.gallery import GalleryView
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.quick_entry import QuickEntry
from reflect.tui.widgets.reading import Reading
from reflect.tui.widgets.side_panel import SidePanel
from reflect.tui.widgets.stage import Stage
from reflect.tui.widgets.top_line import TopLine

if TYPE_CHECKING:
    from reflect.services.study import Study

AIRY = 36
"""Lines from which the board leaves room between its own when it is shown to the room."""
_FOR_THE_ROOM = "F11, or Esc and f, goes back to your own view; F1 is the help."


class GroupSessionScreen(GroupVerbs):
    """One session with a group on the desk."""

    SCOPE = "group"
    VERBS = commands.GROUP_COMMANDS
    CSS_PATH = ["session.tcss", "group_session.tcss"]

    def __init__(
        self,
        study: Study,
        desk: SessionDesk,
        *,
        at: tuple[Page, int] | None = None,
        now: Monotonic = time.monotonic,
        arriving: bool = False,
    ) -> None:
        super().__init__(study, desk, at=at, now=now)
        self._arriving = arriving
        """Whether it begins, and who is in the room is asked first."""
        self._as_written: tuple[Question, Question] | None = None
        self._smallest = 0
        self.title = "Group"

    def seated(self, desk: SessionDesk, now: Monotonic) -> RoomSitting:
        """A sitting with those who are in the room."""
        return RoomSitting.opened(desk, now)

    # -- coming and going ------------------------------------------------------------------------------

    def compose_middle(self) -> ComposeResult:
        """The same as in any session, with the stage, the board and the line for entries."""
        yield Stage()
        reading, answers, said = super().compose_middle()
        yield reading
        yield Board()
        yield GalleryView(id="shown")
        yield QuickEntry(self._kept)
        yield answers
        yield said

    def on_mount(self) -> None:
        """Ask who is here, where the session begins."""
        if self._arriving and not self.desk.read_only:
            self.call_after_refresh(self.do_room)

    async def look_up(self) -> None:
        """Find out the roles, too."""
        try:
            self.sitting.roles = await self.apart(roles_of, self.study)
            self._smallest = await self.apart(lambda: self.study.settings().role_only_least)
        except ReflectError as error:
            self.tell(error)
        await super().look_up()

    # -- the page ---------------------------------------------------------------------------------------

    @property
    def board(self) -> Board:
        """What the group has said so far."""
        return self.query_one(Board)

    @property
    def presenting(self) -> bool:
        """Whether it is shown to the room."""
        return self.has_class("-presenting")

    def to_answer(self) -> Question | None:
        """What the group says together is words; what each of them chose is on the board."""
        question = self.sitting.question
        if question is None:
            return None
        if self._as_written is None or self._as_written[0] is not question:
            self._as_written = (question, msgspec.structs.replace(question, kind=QuestionKind.OPEN))
        return self._as_written[1]

    def go(self, page: Page) -> None:
        """Keep an entry that is half typed, and show another page."""
        if self.quick.place == self.place:
            self.attempt(self._keep_line)
        super().go(page)

    def show_page(self) -> None:
        """The board and the stage, too."""
        question = self.sitting.question
        self.answers.called = "" if question is None else _words_called(question)
        self.quick.go_to(self.place)
        self.quick.display = self.sitting.collects and not self.desk.read_only
        self.set_class(
            self.sitting.collects or (question is not None and question.kind is QuestionKind.RULES), "-board"
        )
        super().show_page()
        self.show_board()
        if question is None:
            self.query_one(Stage).show("Thank you")
        else:
            thing = self.sitting.thing
            words = "\n".join(part for part in (question.heading if thing else "", question.text) if part)
            self.query_one(Stage).show(thing or question.heading, words)
        self.answers.display = not self.presenting or (
            question is not None
            and question.kind is QuestionKind.OPEN
            and not self.sitting.is_answered(self.sitting.page)
        )

    def show_board(self, *, to_end: bool = False) -> None:
        """What the group has said so far."""
        draft = self._drafts.get(self.place)
        sitting, airy = self.sitting, self.presenting and self.size.height >= AIRY
        question = sitting.question
        if question is not None and question.kind is QuestionKind.CONSENT:
            words = agreed_words(self.desk, key="A")
            self.board.show(lambda _: Content(words).stylize("bold"))
            return

        drawn = self._show_gallery()

        def draw(width: int) -> Content:
            return board(
                sitting,
                width,
                draft=draft.id if draft else "",
                smallest=self._smallest,
                airy=airy,
                drawn=drawn,
            )

        self.board.show(draw, to_end=to_end)

    def _show_gallery(self) -> frozenset[OptionId]:
        """Hang the pictures that were chosen, with who chose them and why, once shown; gives which."""
        gallery, pictures = self.query_one("#shown", GalleryView), self.answers.pictures
        sitting, question = self.sitting, self.sitting.question
        gallery.display = False
        if question is None or question.kind is not QuestionKind.IMAGE or sitting.covered:
            return frozenset()
        captions: dict[str, list[str]] = {}
        for said in sitting.said():
            for choice in said.choices:
                if choice in pictures:
                    captions.setdefault(choice, []).extend(caption(sitting, said))
        hung = tuple(option for option in question.options if option.id in captions)
        gallery.display = bool(hung)
        gallery.show(
            msgspec.structs.replace(question, options=hung),
            [],
            pictures,
            captions=captions,
            locked=True,
        )
        return frozenset(option.id for option in hung)

    def focus_page(self) -> None:
        """Entries are typed at once; elsewhere one writes only where the answer is words."""
        question = self.sitting.question
        if self.sitting.collects and self._writes and not self.desk.read_only:
            self.set_focus(self.quick.line)
        elif question is not None and (question.kind is not QuestionKind.OPEN or not self.answers.display):
            self.set_focus(None)
        else:
            super().focus_page()

    def do_write(self) -> None:
        """Type entries, or what the group says together."""
        question = self.sitting.question
        if self.sitting.collects:
            self.set_focus(self.quick.line)
            return
        if question is not None and question.kind is QuestionKind.CONSENT:
            self.do_agree()
            return
        if self.presenting:
            self.answers.display = True
        super().do_write()

    def steering_target(self) -> Widget | None:
        """Nothing is picked here by its digit."""
        return None

    # -- for the room -----------------------------------------------------------------------------------

    def do_present(self) -> None:
        """Show the question to the room, or go back to one's own view."""
        self.take_words()
        self.set_class(not self.presenting, "-presenting")
        for part in (TopLine, KeyStrip, Reading):
            self.query_one(part).display = not self.presenting
        self.query_one("#left").display = not self.presenting
        self.query_one(Stage).display = self.presenting
        self.lay_out()
        self.show_page()
        self.focus_page()
        self.say(_FOR_THE_ROOM if self.presenting else "")

    def lay_out(self) -> None:
        """No side panel before the room: it has notes that are the researcher's."""
        super().lay_out()
        if self.presenting:
            self.query_one(SidePanel).display = False
        if self._shown:
            self.show_board()

    def do_read_on(self) -> None:
        """Scroll the board, where it is shown to the room."""
        if self.presenting:
            self.board.turn_page(1)
        else:
            super().do_read_on()

    def do_read_back(self) -> None:
        """Scroll it back."""
        if self.presenting:
            self.board.turn_page(-1)
        else:
            super().do_read_back()


def roles_of(study: Study) -> Roles:
    """What roles are called, and who has which; reads the study."""
    return Roles(
        {role.id: role.name for role in study.roles()},
        {person.code: person.role for person in study.people()},
    )


def _words_called(question: Question) -> str:
    if question.kind is QuestionKind.OPEN:
        return "what the group says together"
    if question.kind in (QuestionKind.LIST, QuestionKind.RULES, QuestionKind.CONSENT):
        return "what else is to be said"
    return "why, in the group’s words"
