"""What happens on the session screen when something is answered: it goes on the desk, and is saved soon."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from textual import on
from textual.widgets import TextArea

from reflect.tui.screens.session_consent import ConsentTaking, consent_words, with_consent_words
from reflect.tui.screens.session_rows import MEMO_ROW
from reflect.tui.screens.session_verbs import SessionVerbs
from reflect.tui.sitting import MEMO, Page
from reflect.tui.widgets.answer_choose import ChooseAnswer
from reflect.tui.widgets.answer_consent import ConsentAnswer
from reflect.tui.widgets.answer_list import ListAnswer
from reflect.tui.widgets.answer_rank import RankAnswer
from reflect.tui.widgets.answer_scale import ScaleAnswer
from reflect.tui.widgets.editor import Editor
from reflect.tui.widgets.gallery import GalleryView
from reflect.tui.widgets.lines import Lines
from reflect.tui.widgets.outline import Outline
from reflect.tui.widgets.side_panel import SidePanel

P = ParamSpec("P")


class SessionAnswers(SessionVerbs):
    """The messages that come up from the widgets of a session."""

    consent: ConsentTaking

    def open_words(self) -> None:
        """Put the recorded words of this page into the editor."""
        raise NotImplementedError

    def show_progress(self) -> None:
        """Show how far the session has got."""
        raise NotImplementedError

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """A key in the editor."""
        if isinstance(event.text_area, Editor):
            self.take_words()

    def take_words(self) -> None:
        """Put what stands in the editor on the desk, if it is not there yet."""
        editor = self.answers.editor
        if self.desk.read_only or editor.page != self.sitting.page:
            return
        before = self.desk.record
        state = self.sitting.response.state
        entries = self.answers.entries
        if self.sitting.question is not None and entries.question == editor.page:
            self.desk.enter(self.sitting.asked_id, entries.entries)
        told = editor.take_told()
        if editor.page == MEMO:
            self.sitting.write_memo(editor.words)
        else:
            self.desk.write(self.sitting.asked_id, editor.words, told)
        if self.desk.record is before:
            return
        self.changed()
        had_memo = bool(before.memos)
        if self.sitting.response.state is not state or had_memo is not bool(self.desk.record.memos):
            self.show_progress()

    def changed(self) -> None:
        """See that a change is saved soon, with the place one is at."""
        if not self.desk.read_only:
            if self.sitting.clock.work():
                self.show_clock()
            self.sitting.keep_place(self.answers.editor.offset_of_cursor)
            self.autosave.touch()
            if self.answers.is_consent:
                self.autosave.checkpoint_soon()  # what was agreed belongs in the study at once

    @on(ChooseAnswer.Chosen)
    @on(GalleryView.Chosen)
    def _chosen(self, event: ChooseAnswer.Chosen | GalleryView.Chosen) -> None:
        self._answer(self.desk.choose, event.question, event.choices)

    @on(GalleryView.GoOn)
    def _say_why(self) -> None:
        self.set_focus(self.answers.writer)

    @on(RankAnswer.Ranked)
    def _ranked(self, event: RankAnswer.Ranked) -> None:
        self._answer(self.desk.rank, event.question, event.ranking)

    @on(ScaleAnswer.Rated)
    def _rated(self, event: ScaleAnswer.Rated) -> None:
        self._answer(self.desk.rate, event.question, event.rating, cannot_say=event.cannot_say)

    @on(ListAnswer.Entered)
    def _entered(self) -> None:
        self.take_words()

    def _answer(self, act: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        self.attempt(act, *args, **kwargs)
        self.changed()
        self.show()
        self.say("")

    @on(ConsentAnswer.Taken)
    def _taken(self, event: ConsentAnswer.Taken) -> None:
        """Keep a consent on the participant, and what was agreed to in the answer."""
        question = self.desk.guide.question(event.question)
        if question is None or self.desk.read_only:
            return
        self.take_words()
        version = self.desk.record.session.guide_version
        today = self.desk.now()[: len("2026-11-23")]
        consent = self.consent.take(event.consent, today=today, wording=version, by=self.desk.by)
        words = consent_words(consent, question.consent_items)
        self.desk.write(question.id, with_consent_words(self.desk.response(question.id).text, words))
        if self.sitting.page == question.id:
            self.open_words()
        self.changed()
        self.show()
        if self.desk.record.session.participant is None:
            self.say("This session names no participant: the consent stands in the answer only.")
        else:
            self.say("")

    @on(Lines.Said)
    def _told(self, event: Lines.Said) -> None:
        self.say(event.words)

    @on(Outline.Picked)
    def _outline_picked(self, event: Outline.Picked) -> None:
        self.go(MEMO if event.page == MEMO_ROW else Page(event.page))

    @on(SidePanel.ProbeClicked)
    def _probe_clicked(self, event: SidePanel.ProbeClicked) -> None:
        if not self.desk.read_only:
            self.attempt(self.switch_probe, event.probe)

    @on(SidePanel.PointClicked)
    def _point_clicked(self, event: SidePanel.PointClicked) -> None:
        self.action_tag_last(event.number)
