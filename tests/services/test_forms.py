"""What is typed in a form that is not kept yet is safe, and finds its place even when that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect import paths
from reflect.domain.correcting import part_at
from reflect.domain.ids import PointId, QuestionId
from reflect.domain.passages import answer_passage
from reflect.domain.session import Approval, MemoTarget
from reflect.errors import StoreError
from reflect.services.checking import check_whole
from reflect.services.desk import SessionDesk
from reflect.services.finishing import (
    amended_form,
    choice_form,
    correction_form,
    finish,
    memo_form,
    note_form,
    session_memo_form,
    span_memo_form,
)
from reflect.services.forms import PEOPLE, Form, OpenForm
from reflect.services.left_behind import save_left_behind
from reflect.services.study import Study
from reflect.services.writeup_journals import TEXT
from tests.services.studies import ANSWER, a_person, a_study, interviewed

WORDS = "We'd been cross with them for months. One person for the whole district. One."
PASSAGE = answer_passage(ANSWER)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    return study


@pytest.fixture
def desk(study: Study) -> SessionDesk:
    return interviewed(study, WORDS)


def stopped(form: OpenForm) -> None:
    """The program was killed: the system lets go of its locks, and that is all."""
    form._journal.close()


def test_words_in_a_form_are_found_again_after_a_kill(study: Study, desk: SessionDesk) -> None:
    form = study.forms.open(note_form(desk, seconds=65.0, question=ANSWER))
    form.put({TEXT: "A long"})
    form.put({TEXT: "A long silence."})
    assert study.forms.left(desk.record.session.id) == ()  # it is still open
    stopped(form)
    (left,) = Study.open(study.folder).forms.left(desk.record.session.id)
    assert (left.text, left.form.title) == ("A long silence.", "Field note")
    assert study.forms.left("another session") == ()


def test_a_form_that_is_kept_or_let_go_leaves_nothing(study: Study, desk: SessionDesk) -> None:
    form = study.forms.open(session_memo_form(desk, None))
    form.put({TEXT: "Ask her again."})
    form.over()
    form.put({TEXT: "A late thread."})
    assert study.forms.left(desk.record.session.id) == ()
    assert not list((paths.state_folder() / study.uid / "journal").glob("form-*"))


def test_going_on_with_a_form_takes_what_was_left_away_once_it_is_kept(
    study: Study, desk: SessionDesk
) -> None:
    first = study.forms.open(session_memo_form(desk, None))
    first.put({TEXT: "Ask her"})
    stopped(first)
    (left,) = study.forms.left(desk.record.session.id)
    second = study.forms.open(left.form)
    second.put({TEXT: "Ask her again."})
    assert [each.text for each in study.forms.left(desk.record.session.id)] == ["Ask her"]
    second.over(left)
    assert study.forms.left(desk.record.session.id) == ()


def test_a_form_of_another_folder_of_the_same_study_is_not_offered_here(
    study: Study, desk: SessionDesk, tmp_path: Path
) -> None:
    form = study.forms.open(session_memo_form(desk, None))
    form.put({TEXT: "Mine."})
    stopped(form)
    study.folder.rename(tmp_path / "moved")
    assert Study.open(tmp_path / "moved").forms.left(desk.record.session.id) == ()


def test_this_computer_s_own_disk_refusing_is_told(study: Study, desk: SessionDesk) -> None:
    folder = paths.state_folder() / study.uid
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "journal").write_text("a file where the folder should be")
    with pytest.raises(StoreError):
        study.forms.open(session_memo_form(desk, None)).put({TEXT: "Words."})


def test_each_form_puts_its_words_where_they_belong(study: Study, desk: SessionDesk) -> None:
    finish(desk, note_form(desk, seconds=65.04, question=ANSWER), " A sigh. ")
    (note,) = desk.record.notes.values()
    assert (note.text, note.at, note.question) == ("A sigh.", 65.0, ANSWER)
    quote = desk.toggle(PASSAGE, 0, 12, PointId("LP4"))
    finish(desk, memo_form(desk, quote, None), "Compare with P02.")
    (memo,) = desk.record.memos.values()
    assert (memo.target, memo.target_id, memo.text) == (MemoTarget.QUOTE, quote.id, "Compare with P02.")
    finish(desk, memo_form(desk, quote, memo), "Compare with P03.")
    assert desk.record.memos[memo.id].text == "Compare with P03."
    finish(desk, memo_form(desk, quote, desk.record.memos[memo.id]), "")
    assert not desk.record.memos
    finish(desk, span_memo_form(desk, PASSAGE, 13, 17), "With whom?")
    (memo,) = desk.record.memos.values()
    assert desk.record.quotes[memo.target_id].words == WORDS[13:17]  # type: ignore[index]
    finish(desk, session_memo_form(desk, None), "A hard hour.")
    assert desk.undo() == "Memo"
    assert len(desk.record.memos) == 1


@pytest.mark.parametrize("gone", ["quote", "span", "choice"])
def test_words_whose_place_is_gone_become_a_memo_on_the_session(
    study: Study, desk: SessionDesk, gone: str
) -> None:
    if gone == "quote":
        quote = desk.toggle(PASSAGE, 0, 12, PointId("LP4"))
        form = memo_form(desk, quote, None)
        desk.remove(quote)
    elif gone == "span":
        form = span_memo_form(desk, PASSAGE, 0, 12)
        desk.write(ANSWER, "Something else.")
    else:
        form = Form(owner=desk.record.session.id, file="", title="", about={"what": "choice", "clash": "x"})
    finish(desk, form, "These words stay.")
    (memo,) = desk.record.memos.values()
    assert (memo.target, memo.text) == (MemoTarget.SESSION, "These words stay.")


def test_words_of_one_s_own_settle_a_clash(study: Study, desk: SessionDesk, tmp_path: Path) -> None:
    other = study._store.session(study._sessions.path(desk.record.session.id))
    theirs = SessionDesk(other.read(), desk.guide, other, by="Ben", clock=study._clock, ids=study._ids)
    theirs.write(ANSWER, "They were cross. " + WORDS[38:])
    theirs.save()
    desk.write(ANSWER, "All of us were cross. " + WORDS[38:])
    desk.save()
    desk.take_up()
    (clash,) = desk.clashes()
    finish(desk, choice_form(desk, clash), "We were all cross.")
    assert desk.record.responses[QuestionId(ANSWER)].text == "We were all cross."
    assert desk.clashes() == ()


def test_a_participant_s_form_is_told_of_when_the_study_is_opened_without_a_name(study: Study) -> None:
    form = study.forms.open(Form(owner=PEOPLE, file="people.json", title="The change to P01", about={}))
    form.put({"name": "Rosalind Quillfeather", "notes": "Mornings only."})
    stopped(form)
    again = Study.open(study.folder)
    again.sessions()
    (told,) = again.take_notices()
    assert "The change to P01 was not kept when reflect stopped" in told
    assert "Quillfeather" not in told
    again.sessions()
    assert again.take_notices() == []
    assert again.left_behind() == ()


def test_check_tells_of_a_form_that_waits_and_how_to_go_on(study: Study, desk: SessionDesk) -> None:
    form = study.forms.open(session_memo_form(desk, None))
    form.put({TEXT: "Ask her again."})
    stopped(form)
    desk.close()
    (finding,) = check_whole(study.folder)
    assert "Unfinished words" in finding.remedy
    assert "Ask her" not in finding.what


def test_a_form_whose_session_is_gone_can_be_saved_elsewhere(
    study: Study, desk: SessionDesk, tmp_path: Path
) -> None:
    form = study.forms.open(session_memo_form(desk, None))
    form.put({TEXT: "Ask her again."})
    stopped(form)
    desk.close()
    study.remove_session(desk.record.session.id)
    (left,) = study.left_behind()
    assert left.kind == "form"
    assert save_left_behind(left, tmp_path / "stick").read_text(encoding="utf-8") == "Ask her again."


def test_a_correction_that_was_left_is_made_where_the_words_are_still_the_same(desk: SessionDesk) -> None:
    part = part_at(desk.record, PASSAGE, 0)
    assert part is not None
    quote = desk.toggle(PASSAGE, 0, 15, PointId("LP4"))
    form = correction_form(desk, part, "4")
    finish(desk, form, WORDS.replace("cross", "angry"))
    assert desk.response(ANSWER).text == WORDS.replace("cross", "angry")
    assert desk.record.quotes[quote.id].words == quote.words
    assert desk.record.quotes[quote.id].source_changed == ("cross" in quote.words)
    finish(desk, form, "What I meant to correct.")
    assert desk.response(ANSWER).text == WORDS.replace("cross", "angry")
    assert [memo.text for memo in desk.record.memos.values()] == ["What I meant to correct."]


def test_how_somebody_wants_their_words_to_read_is_put_down_with_the_quote(desk: SessionDesk) -> None:
    quote = desk.quote(PASSAGE, 0, 37)
    form = amended_form(desk, quote)
    finish(desk, form, " We had been cross for months. ")
    now = desk.record.quotes[quote.id]
    assert (now.approval, now.approved_words) == (Approval.AMENDED, "We had been cross for months.")
    assert now.words == quote.words
    assert now.answered_on == desk.now()[:10]
    finish(desk, form, quote.words)
    now = desk.record.quotes[quote.id]
    assert (now.approval, now.approved_words) == (Approval.APPROVED, "")
    desk.undo()
    assert desk.record.quotes[quote.id].approval is Approval.AMENDED
    finish(desk, form, "  ")
    assert desk.record.quotes[quote.id].approval is Approval.AMENDED
