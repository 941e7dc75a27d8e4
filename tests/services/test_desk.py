"""One session on the desk: what is typed, tagged and undone, and that it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.ids import OptionId, PointId, QuestionId
from reflect.domain.passages import answer_passage
from reflect.domain.session import MemoTarget, ResponseState
from reflect.errors import ReadOnly
from reflect.services.study import Study
from tests.services.studies import ANSWER, a_person, a_study, interviewed

WORDS = "We'd been cross with them for months. One person for the whole district. One."
PASSAGE = answer_passage(ANSWER)
LP4 = PointId("LP4")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    return study


def test_what_is_typed_is_there_when_the_session_is_opened_again(study: Study) -> None:
    desk = interviewed(study, WORDS)
    desk.keep_place(ANSWER, 12, 65.0)
    desk.close()
    again = study.open_session(desk.record.session.id)
    assert again.response(ANSWER).text == WORDS
    assert again.response(ANSWER).state is ResponseState.ANSWERED
    session = again.record.session
    assert (session.at_question, session.at_offset, session.seconds) == (ANSWER, 12, 65.0)


@pytest.mark.parametrize(
    "words",
    [
        "👩‍👩‍👧 family",
        "e\u0301te\u0301",
        "שלום עולם",
        "x" * 10_000,
        "tab\tand\nline\r\nends\u2028too",
        "null \x00 byte",
    ],
)
def test_text_in_any_script_is_kept_and_tagged_exactly(study: Study, words: str) -> None:
    desk = interviewed(study, words)
    quote = desk.toggle(PASSAGE, 0, len(words), LP4)
    desk.close()
    record = study.session_record(desk.record.session.id)
    assert record.responses[QuestionId(ANSWER)].text == words
    assert record.quotes[quote.id].words == words


def test_pressing_a_digit_twice_leaves_no_trace_and_undo_brings_it_back(study: Study) -> None:
    desk = interviewed(study, WORDS)
    before = desk.record
    desk.toggle(PASSAGE, 0, 37, LP4)
    desk.toggle(PASSAGE, 0, 37, LP4)
    assert desk.record == before
    assert desk.undo()
    assert [tag.point for tag in desk.record.tags.values()] == [LP4]
    desk.undo()
    assert desk.record == before
    desk.redo()
    assert len(desk.record.tags) == 1


def test_every_kind_of_step_is_undone_and_done_again(study: Study) -> None:
    desk = interviewed(study, WORDS)
    start = desk.record
    quote = desk.toggle(PASSAGE, 38, 72, LP4)
    tag = next(iter(desk.record.tags.values()))
    desk.contradict(tag)
    desk.memo(MemoTarget.QUOTE, quote.id, "compare with P02")
    desk.respan(quote, 38, 77)
    desk.note("long silence", seconds=20, question=ANSWER)
    desk.bookmark(seconds=30, question=ANSWER)
    desk.mark("missed", ResponseState.SKIPPED, reason="out of time")
    desk.mark_probe(ANSWER, 1)
    desk.remove(desk.record.quotes[quote.id])
    end = desk.record
    while desk.can_undo:
        desk.undo()
    assert desk.record.quotes == start.quotes
    assert desk.record.notes == start.notes
    assert desk.response("missed").state is ResponseState.NOT_REACHED
    while desk.can_redo:
        desk.redo()
    assert desk.record == end


def test_a_tag_survives_editing_the_words_before_it(study: Study) -> None:
    desk = interviewed(study, WORDS)
    quote = desk.toggle(PASSAGE, 38, 72, LP4)
    desk.write(ANSWER, f"Well, you see: {WORDS}")
    after = desk.record.quotes[quote.id]
    passage = desk.passage(PASSAGE)
    assert passage is not None
    assert passage.text[after.start : after.end] == quote.words
    assert not after.source_changed


def test_undoing_the_removal_of_a_quote_puts_it_back_on_words_that_moved_meanwhile(study: Study) -> None:
    desk = interviewed(study, WORDS)
    quote = desk.toggle(PASSAGE, 38, 72, LP4)
    desk.remove(quote)
    desk.write(ANSWER, f"Well, you see: {WORDS}")
    desk.undo()
    passage = desk.passage(PASSAGE)
    assert passage is not None
    back = desk.record.quotes[quote.id]
    assert passage.text[back.start : back.end] == quote.words
    assert not back.source_changed


def test_a_question_left_empty_again_is_asked_not_answered(study: Study) -> None:
    desk = interviewed(study, WORDS)
    desk.write(ANSWER, "")
    assert desk.response(ANSWER).state is ResponseState.ASKED


def test_a_question_that_rests_on_a_choice_comes_and_goes_with_it(study: Study) -> None:
    desk = interviewed(study, WORDS)
    assert "whose-decision" not in desk.asked()
    desk.choose("stuck", [OptionId("nobodys")])
    assert "whose-decision" in desk.asked()
    desk.undo()
    assert "whose-decision" not in desk.asked()


def test_a_second_opener_reads_along_and_can_write_nothing(study: Study, tmp_path: Path) -> None:
    desk = interviewed(study, WORDS)
    other = Study.open(tmp_path / "study", researcher="ben").open_session(desk.record.session.id)
    assert other.read_only
    assert other.holder is not None
    assert other.holder.who == "ana"
    with pytest.raises(ReadOnly, match="ana has it"):
        other.write(ANSWER, "mine")
    desk.write(ANSWER, f"{WORDS} And then?")
    desk.save()
    assert other.follow()
    assert other.response(ANSWER).text.endswith("And then?")
    desk.close()
    assert not Study.open(tmp_path / "study").open_session(desk.record.session.id).read_only


def test_a_failed_save_keeps_everything_on_the_desk_and_saves_when_the_cause_is_gone(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reflect.errors import StoreError
    from reflect.store.filesystem import FileSystem

    desk = interviewed(study, WORDS)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as trouble:
        trouble.setattr(FileSystem, "write", full)
        desk.write(ANSWER, f"{WORDS} More.")
        with pytest.raises(StoreError, match="full"):
            desk.save()
    assert desk.dirty
    assert desk.response(ANSWER).text.endswith("More.")
    assert study.session_record(desk.record.session.id).responses[QuestionId(ANSWER)].text == WORDS
    assert desk.save()
    assert study.session_record(desk.record.session.id).responses[QuestionId(ANSWER)].text.endswith("More.")
