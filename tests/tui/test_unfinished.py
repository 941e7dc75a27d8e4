"""What is typed in a dialog and not kept when the program ends is offered again."""

from __future__ import annotations

import msgspec
import pytest
from textual.widgets import Input, TextArea

from reflect.domain.ids import PointId, QuestionId
from reflect.domain.passages import answer_passage
from reflect.services.desk import SessionDesk
from reflect.services.finishing import finish
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.dialogs.ask import AskLine, AskText
from reflect.tui.screens.form import FormScreen
from reflect.tui.screens.participant import ParticipantScreen
from reflect.tui.screens.point_form import PointScreen
from reflect.tui.screens.session import SessionScreen
from reflect.tui.screens.study import StudyScreen
from reflect.tui.screens.tag import TagScreen
from tests.services.studies import ANSWER, interviewed
from tests.tui.hands import typed
from tests.tui.looking import settled
from tests.tui.waiting import said, shown, until

SAID = "We were cross for months. Then Sam said they had one person."
MEMO = "Compare this with P02."


@pytest.fixture
def desk(study: Study) -> SessionDesk:
    desk = interviewed(study, SAID)
    desk.keep_place(ANSWER, 0, 3.0)
    desk.toggle(answer_passage(ANSWER), 0, 25, PointId("LP4"))
    desk.save()
    return desk


def killed(screen: AskLine | AskText | FormScreen) -> None:
    """Nothing more is written, and the system lets go of the form's journal."""
    form = screen._keeping._form
    assert form is not None
    form.close()


def put_down(study: Study, words: str) -> bool:
    """Whether the words are in a form's journal by now."""
    return any(words.encode() in path.read_bytes() for path in study._journals.glob("form-*.jsonl"))


async def typed_and_killed(study: Study, desk: SessionDesk, *, tags: bool) -> None:
    """Type a memo on the quote, or a field note, and stop before it is kept."""
    screen = TagScreen(study, desk) if tags else SessionScreen(study, desk)
    app = ReflectApp(lambda: [screen])
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot, type(screen))
        await settled(pilot)
        await pilot.press(*(("tab", "m") if tags else ("f3",)))
        ask = await shown(pilot, AskText)
        await typed(pilot, MEMO)
        journals = study._journals
        await until(
            pilot, lambda: any(MEMO.encode() in p.read_bytes() for p in journals.glob("form-*.jsonl"))
        )
        killed(ask)
    desk.close()


async def test_a_memo_that_was_being_typed_is_offered_again_and_goes_onto_its_quote(
    study: Study, desk: SessionDesk
) -> None:
    await typed_and_killed(study, desk, tags=True)
    again = Study.open(study.folder)
    opened = again.open_session(desk.record.session.id)
    assert not opened.record.memos
    app = ReflectApp(lambda: [TagScreen(again, opened)])
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, lambda: "Unfinished words" in said(app))
        await pilot.press("k")
        ask = await shown(pilot, AskText)
        assert ask.query_one(TextArea).text == MEMO
        await typed(pilot, " And P05.")
        await pilot.press("f2")
        await until(pilot, lambda: opened.record.memos)
        (memo,) = opened.record.memos.values()
        (quote,) = opened.record.quotes
        assert (memo.text, memo.target_id) == (f"{MEMO} And P05.", quote)
        await until(pilot, lambda: not again.forms.left(desk.record.session.id))
        await pilot.press("k")
        assert isinstance(app.screen, TagScreen)
        await pilot.press("u")
        assert not opened.record.memos


async def test_a_field_note_keeps_the_moment_at_which_it_was_begun(study: Study, desk: SessionDesk) -> None:
    await typed_and_killed(study, desk, tags=False)
    again = Study.open(study.folder)
    opened = again.open_session(desk.record.session.id)
    app = ReflectApp(lambda: [SessionScreen(again, opened)])
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, lambda: "Unfinished words" in said(app))
        await pilot.press("escape", "k")
        await shown(pilot, AskText)
        await pilot.press("escape")  # for later: it is still there
        await shown(pilot, SessionScreen)
        await pilot.press("k")
        await shown(pilot, AskText)
        await pilot.press("f2")
        await until(pilot, lambda: opened.record.notes)
        (note,) = opened.record.notes.values()
        assert (note.text, note.at, note.question) == (MEMO, 3.0, QuestionId(ANSWER))
        await until(pilot, lambda: not again.forms.left(desk.record.session.id))


async def test_words_let_go_of_are_not_offered_again(study: Study, desk: SessionDesk) -> None:
    app = ReflectApp(lambda: [TagScreen(study, desk)])
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot, TagScreen)
        await pilot.press("M")
        await shown(pilot, AskText)
        await typed(pilot, MEMO)
        await until(pilot, lambda: put_down(study, MEMO))
        await pilot.press("escape", "escape")
        await shown(pilot, TagScreen)
        await until(pilot, lambda: not put_down(study, ""))
        assert not desk.record.memos


async def test_leaving_the_program_over_a_memo_asks_and_then_keeps_its_words(
    study: Study, desk: SessionDesk
) -> None:
    app = ReflectApp(lambda: [TagScreen(study, desk)])
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shown(pilot, TagScreen)
        await pilot.press("M")
        ask = await shown(pilot, AskText)
        await typed(pilot, MEMO)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: "these words are not kept yet" in said(app))
        assert ask.query_one(TextArea).text == MEMO
        killed(ask)
        await pilot.press("ctrl+q")
    assert [left.text for left in study.forms.left(desk.record.session.id)] == [MEMO]


async def test_a_participant_s_form_opens_with_what_was_typed_and_not_kept(study: Study) -> None:
    app = ReflectApp(lambda: [StudyScreen(study)])
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await shown(pilot, StudyScreen)
        await pilot.press("2")
        await settled(pilot)
        await pilot.press("enter")
        form = await shown(pilot, ParticipantScreen)
        form.query_one("#notes").focus()
        await typed(pilot, "Mornings only.")
        await until(pilot, lambda: put_down(study, "Mornings only."))
        killed(form)
    again = Study.open(study.folder)
    changed = msgspec.structs.replace(again.participant("P01"), organisation="Marsh Lights")
    again.edits.save_participant(changed)  # by somebody else, in the meantime
    app = ReflectApp(lambda: [StudyScreen(again)])
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await shown(pilot, StudyScreen)
        await pilot.press("2")
        await settled(pilot)
        await pilot.press("enter")
        form = await shown(pilot, ParticipantScreen)
        assert form.query_one("#notes", TextArea).text == "Mornings only."
        assert form.query_one("#name", Input).value == "Rosalind Quillfeather"
        assert "Typed before reflect stopped" in said(app)
        assert form.changed
        await pilot.press("f2")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: again.participant("P01").notes == "Mornings only.")
        assert again.participant("P01").organisation == "Marsh Lights"
        await until(pilot, lambda: not again.forms.left("people"))


async def test_a_learning_point_s_form_opens_with_what_was_typed_and_not_kept(study: Study) -> None:
    app = ReflectApp(lambda: [StudyScreen(study)])
    async with app.run_test(size=(100, 40)) as pilot:
        await shown(pilot, StudyScreen)
        await pilot.press("3")
        await settled(pilot)
        await pilot.press("e")
        form = await shown(pilot, PointScreen)
        form.query_one("#example").focus()
        await typed(pilot, "We had no room.")
        await until(pilot, lambda: put_down(study, "We had no room."))
        killed(form)
    again = Study.open(study.folder)
    again.codebook_edits.save(msgspec.structs.replace(again.codebook().points[0], name="Begin upstream"))
    app = ReflectApp(lambda: [StudyScreen(again)])
    async with app.run_test(size=(100, 40)) as pilot:
        await shown(pilot, StudyScreen)
        await pilot.press("3")
        await settled(pilot)
        await pilot.press("e")
        form = await shown(pilot, PointScreen)
        assert "Typed before reflect stopped" in said(app)
        assert form.query_one("#name", Input).value == "Begin upstream"
        await pilot.press("f2")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: "We had no room." in again.codebook().points[0].example)
        await until(pilot, lambda: not again.forms.left("learning points"))


async def test_why_a_question_is_skipped_is_safe_while_it_is_typed(study: Study, desk: SessionDesk) -> None:
    app = ReflectApp(lambda: [SessionScreen(study, desk)])
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot, SessionScreen)
        await settled(pilot)
        await pilot.press("escape", "s")
        ask = await shown(pilot, AskLine)
        await typed(pilot, "She was tired")
        await until(pilot, lambda: put_down(study, "She was tired"))
        killed(ask)
    (left,) = study.forms.left(desk.record.session.id)
    assert left.text == "She was tired"
    finish(desk, left.form, left.text)
    assert desk.response(QuestionId(left.form.about["question"])).reason == "She was tired"
