"""What a group's own commands do on its session screen."""

from __future__ import annotations

from collections.abc import Callable

from textual import work

from reflect.domain.codebook import LearningPoint
from reflect.domain.group import GroupConsent
from reflect.domain.guide import Question, QuestionKind
from reflect.domain.ids import OptionId
from reflect.domain.passages import contribution_passage, words_of
from reflect.domain.room import COUNTED, EACH, any_covered, waited_for
from reflect.domain.session import tag_id
from reflect.tui.command import Command
from reflect.tui.screens import group_commands as commands
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.group_agreement import agreed_words, ask_agreement
from reflect.tui.screens.group_entries import GroupEntries
from reflect.tui.screens.group_settling import ask_settled


class GroupVerbs(GroupEntries):
    """Passing round, paper, showing, settling, rules, consent; the class that shows it gives the rest."""

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
