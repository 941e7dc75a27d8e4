"""The session screen for a group: the same session, with a board, and a view to read across a room."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from reflect.domain.codebook import LearningPoint
from reflect.domain.group import Contribution, GroupConsent
from reflect.domain.guide import Question, QuestionKind
from reflect.domain.ids import OptionId
from reflect.domain.passages import contribution_passage, words_of
from reflect.domain.quick_entries import like, offered, taken_apart
from reflect.domain.room import COUNTED, EACH, any_covered, waited_for
from reflect.domain.session import tag_id
from reflect.errors import ReflectError
from reflect.services.desk import SessionDesk
from reflect.tui.board_words import board, caption
from reflect.tui.command import Command
from reflect.tui.room_sitting import Roles, RoomSitting
from reflect.tui.screens import group_commands as commands
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.group_agreement import agreed_words, ask_agreement
from reflect.tui.screens.group_settling import ask_settled
from reflect.tui.screens.session import SessionScreen
from reflect.tui.session_clock import Monotonic
from reflect.tui.sitting import Page
from reflect.tui.widgets.answer_list import EntryLine
from reflect.tui.widgets.board import Board
from reflect.tui.widgets.gallery import GalleryView
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.quick_entry import Place, QuickEntry
from reflect.tui.widgets.reading import Reading
from reflect.tui.widgets.side_panel import SidePanel
from reflect.tui.widgets.stage import Stage
from reflect.tui.widgets.top_line import TopLine

if TYPE_CHECKING:
    from reflect.services.study import Study

AIRY = 36
"""Lines from which the board leaves room between its own when it is shown to the room."""
_OFFERED = 3
_FOR_THE_ROOM = "F11, or Esc and f, goes back to your own view; F1 is the help."


class GroupSessionScreen(SessionScreen):
    """One session with a group on the desk."""

    SCOPE = "group"
    VERBS = commands.GROUP_COMMANDS
    CSS_PATH = ["session.tcss", "group_session.tcss"]
    sitting: RoomSitting

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
        self._drafts: dict[Place, Contribution] = {}
        """The entries that are being typed."""
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
            self._smallest = await self.apart(lambda: self.study.smallest_group)
        except ReflectError as error:
            self.tell(error)
        await super().look_up()

    # -- the page ---------------------------------------------------------------------------------------

    @property
    def board(self) -> Board:
        """What the group has said so far."""
        return self.query_one(Board)

    @property
    def quick(self) -> QuickEntry:
        """The line for entries."""
        return self.query_one(QuickEntry)

    @property
    def presenting(self) -> bool:
        """Whether it is shown to the room."""
        return self.has_class("-presenting")

    @property
    def place(self) -> Place:
        """The question one is at, and which of its things."""
        return self.sitting.asked_id, self.sitting.about

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

    # -- entries ----------------------------------------------------------------------------------------

    def take_words(self) -> None:
        """Put an entry that is being typed on the desk, too."""
        super().take_words()
        if self._shown and self.quick.place == self.place and self.quick.line.value.strip():
            self._draft(self.quick.place, self.quick.line.value)

    @on(QuickEntry.Typed)
    def _typed(self) -> None:
        if not self.desk.read_only and self.quick.place == self.place:
            self._draft(self.quick.place, self.quick.line.value)
            self._offer(self.quick.line.value)

    def _draft(self, place: Place, line: str) -> None:
        words, seat = taken_apart(line, self.sitting.present)
        before = self.desk.record
        entry = self.desk.draft(
            place[0], words, entry=self._drafts.get(place), seat=seat.id if seat else None, about=place[1]
        )
        if entry is None:
            self._drafts.pop(place, None)
        else:
            self._drafts[place] = entry
        if self.desk.record is not before:
            self.changed()

    def _offer(self, line: str) -> None:
        """Say under the line what can be completed, and whether something says the same already."""
        words, seat = taken_apart(line, self.sitting.present)
        question, draft = self.sitting.question, self._drafts.get(self.place)
        there = [each for each in self.sitting.said() if draft is None or each.id != draft.id]
        labels = [option.text for option in question.options] if question is not None else []
        found = offered(words, labels, [each.text for each in there])[:_OFFERED]
        same = like(words, there)
        parts = [Content(self.sitting.seat_name(seat))] if seat is not None else []
        if same is not None:
            said = f"like “{same.text}”, {same.order}: Enter adds it anyway, Ctrl+L counts it there"
            parts.append(Content(said).stylize("bold $text-warning"))
        if found:
            parts.append(Content.assemble(Content("Tab ").stylize("bold $accent"), " · ".join(found)))
        self.quick.offer(found[0] if found else "", Content("   ").join(parts))

    def _kept(self, place: Place, line: str, beside: bool) -> None:  # noqa: FBT001 - as the line gives it
        if not self.desk.read_only:
            self.attempt(self._keep, place, line, beside=beside)

    def _keep(self, place: Place, line: str, *, beside: bool = False) -> None:
        self._draft(place, line)
        entry = self._drafts.pop(place, None)
        if entry is None:
            return
        others = [each for each in self.desk.said(place[0], about=place[1]) if each.id != entry.id]
        same = like(entry.text, others) if beside else None
        kept = self.desk.keep_entry(entry, beside=same)
        self.changed()
        if place == self.place:
            self.show_board(to_end=True)
            self.show_progress()
            seat = self.sitting.seat_of(kept)
            who = f" · {self.sitting.seat_name(seat)}" if seat else ""
            where = f", with “{same.text}”" if same else ""
            self.say(f"{kept.order}: {kept.text}{where}{who}. u takes it back.")

    def _keep_line(self) -> None:
        line = self.quick.line.value
        if line.strip():
            self.quick.clear()
            self._keep(self.quick.place, line)

    def do_beside(self) -> None:
        """Keep the entry with what says the same."""
        self.quick.keep(beside=True)

    @on(EntryLine.Up)
    def _up(self, event: EntryLine.Up) -> None:
        event.stop()
        self.do_together()

    # -- what the group's commands do ---------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """Leave out what does not fit the question one is at."""
        if not super().can(verb):
            return False
        question = self.sitting.question
        kind = question.kind if question is not None else None
        if verb in (commands.PassRound, commands.ShowAll):
            return kind in EACH
        if verb is commands.Agreement:
            return kind is QuestionKind.CONSENT
        if verb is commands.FromPaper:
            return kind in COUNTED
        if verb is commands.Settle:
            return kind in (
                QuestionKind.CHOOSE,
                QuestionKind.RANK,
                QuestionKind.SCALE,
                QuestionKind.IMAGE,
            ) and not (self.sitting.covered)
        if verb in (commands.Together, commands.CountBeside):
            return kind is QuestionKind.LIST
        return True

    def do_room(self) -> None:
        """Who is here."""
        from reflect.tui.screens.room import RoomScreen  # when one first needs it

        self.take_words()
        self.app.push_screen(RoomScreen(self.study, self.desk, self.sitting.roles))

    def do_pass_round(self) -> None:
        """Pass the laptop from hand to hand."""
        from reflect.tui.screens.pass_round import PassScreen  # likewise

        question = self.sitting.question
        if question is None:
            return
        if not self.sitting.present:
            self.say("Nobody has a seat yet: r says who is here.")
            return
        self.take_words()
        self.app.push_screen(PassScreen(self.study, self.desk, self.sitting, question, self.answers.pictures))

    def do_paper(self) -> None:
        """Type what stands on slips of paper."""
        from reflect.tui.screens.paper import PaperScreen  # likewise

        question = self.sitting.question
        if question is not None:
            self.take_words()
            self.app.push_screen(PaperScreen(self.study, self.desk, self.sitting, question))

    def do_together(self) -> None:
        """Go through the entries."""
        from reflect.tui.screens.gathering import GatheringScreen  # likewise

        question = self.sitting.question
        if question is not None:
            self._keep_line()
            self.take_words()
            self.app.push_screen(GatheringScreen(self.study, self.desk, self.sitting, question))

    @work
    async def do_agree(self) -> None:
        """Ask what the group agreed to, how it was asked, and by whom."""
        self.take_words()
        found = await ask_agreement(self.app, self.desk)
        if found is not None:
            self.attempt(self._agreed, found.agreed)

    def _agreed(self, agreed: GroupConsent | None) -> None:
        self.desk.agree(agreed)
        self._did(agreed_words(self.desk, key="A"))
        self.autosave.checkpoint_soon()  # what was agreed belongs in the study at once

    def do_rules(self) -> None:
        """Word, adopt and review the rules of engagement."""
        from reflect.tui.screens.rules import RulesScreen  # likewise

        self.take_words()
        self.app.push_screen(RulesScreen(self.study, self.desk))

    @work
    async def do_settle(self) -> None:
        """Ask what the group settles on; a tie is its to decide, and why is written down after."""
        question = self.sitting.question
        if question is None:
            return
        self.take_words()
        chosen = await ask_settled(self.app, self.sitting, question)
        if chosen is not None and self.sitting.question is question:
            self.attempt(self._settled, question, chosen)

    def _settled(self, question: Question, chosen: tuple[OptionId, ...]) -> None:
        if question.kind is QuestionKind.RANK:
            self.desk.rank(question.id, chosen)
        elif question.kind is QuestionKind.SCALE:
            self.desk.rate(question.id, int(chosen[0]) if chosen else None)
        else:
            self.desk.choose(question.id, chosen)
        self._did("Settled. Now why, in the group’s words." if chosen else "Nothing is settled.")
        if chosen:
            self.do_write()

    def do_show_all(self) -> None:
        """Show what each answered alone, or cover it again; asks first while somebody is waited for."""
        if not self.sitting.covered:
            self._reveal(shown=False)
            return
        waiting = waited_for(self.sitting.seat_rows())
        if not waiting or not self.sitting.is_answered(self.sitting.page):
            self._reveal(shown=True)
            return
        names = ", ".join(self.sitting.seat_name(seat) for seat in waiting)

        def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the dialog's result
            if agreed:
                self.attempt(self._reveal, shown=True)

        asked = Confirm(
            "Show the answers now?", yes="Show", no="Wait", detail=f"Not all have answered yet: {names}."
        )
        self.app.push_screen(asked, answered)

    def _reveal(self, *, shown: bool) -> None:
        self.take_words()
        self.desk.reveal(self.sitting.asked_id, shown=shown)
        self._did("Shown to all." if shown else "Covered again.")

    def do_tag_screen(self) -> None:
        """Go to the tag screen; nothing answered alone is put before the room by that."""
        self._with_all_words("The tag screen", super().do_tag_screen)

    def do_find(self) -> None:
        """Search the whole study, with the same care."""
        self._with_all_words("The search", super().do_find)

    @work
    async def _with_all_words(self, where: str, go: Callable[[], None]) -> None:
        """Ask before going where everybody's words can be read, while some have not been shown to all."""
        self.take_words()
        if any_covered(self.desk.record, {q.id: q for q in self.desk.guide.questions()}):
            asked = Confirm(
                "Show everybody’s words?",
                yes="Go there",
                no="Stay",
                detail=f"{where} shows what people answered alone and has not been shown to all yet.",
            )
            if not await self.app.push_screen_wait(asked):
                return
        go()

    def tag_with(self, point: LearningPoint) -> None:
        """Tag the last sentence; where entries are called out, the last of them."""
        self.take_words()
        entries = [each for each in self.sitting.said() if each.text.strip()]
        if not self.sitting.collects or self.answers.editor.words or not entries:
            super().tag_with(point)
            return
        entry = entries[-1]
        quote = self.desk.toggle(contribution_passage(entry.id), 0, len(words_of(entry)), point.id)
        given = tag_id(quote.id, point.id, self.desk.by) in self.desk.record.tags
        self._did(f"{point.number} {point.name}{'' if given else ' taken away from'}: “{entry.text}”")


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
