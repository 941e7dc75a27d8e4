"""Looking for what somebody else has saved: cheap, and it neither loses anything nor makes anything again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from reflect.domain.ids import QuestionId
from reflect.domain.recovery import differences
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.store.journal_lines import replayed
from reflect.store.session_file import SessionFile
from tests.services.studies import ANSWER, a_person, a_study, interviewed

SAID = "We were cross for months. One person for the whole district."
OTHER = "in-the-way"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    return study


@pytest.fixture
def desk(study: Study) -> SessionDesk:
    return interviewed(study, SAID)


def path_of(study: Study, desk: SessionDesk) -> Path:
    return study._sessions.path(desk.record.session.id)


def written_elsewhere(study: Study, desk: SessionDesk, question: str, text: str) -> None:
    file = SessionFile(path_of(study, desk), study.folder)
    other = SessionDesk(file.read(), desk.guide, file, by="Ben", clock=study._clock, ids=study._ids)
    other.write(question, text)
    other.save()


def test_while_nothing_changed_nothing_is_read_or_written(
    study: Study, desk: SessionDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(study, desk)
    before = path.stat()
    monkeypatch.setattr(SessionFile, "save", None)
    assert not desk.catch_up()
    assert desk.take_up() is None
    assert path.stat() == before


def test_what_another_saved_comes_onto_the_desk_and_nothing_is_saved_for_it(
    study: Study, desk: SessionDesk
) -> None:
    written_elsewhere(study, desk, OTHER, "Money.")
    before = path_of(study, desk).read_bytes()
    assert desk.catch_up()
    report = desk.take_up()
    assert report is not None
    assert f"responses/{OTHER}" in report.taken
    assert desk.response(OTHER).text == "Money."
    assert not desk.dirty
    assert not desk.catch_up()
    assert not desk.save()
    assert path_of(study, desk).read_bytes() == before


def test_what_is_typed_and_not_saved_yet_is_saved_with_it(study: Study, desk: SessionDesk) -> None:
    desk.write(ANSWER, f"{SAID} One.")
    written_elsewhere(study, desk, ANSWER, f"It began in May. {SAID}")
    assert desk.catch_up()
    desk.take_up()
    both = f"It began in May. {SAID} One."
    assert desk.response(ANSWER).text == both
    assert SessionFile(path_of(study, desk), study.folder).read().responses[QuestionId(ANSWER)].text == both


def test_a_version_that_knows_nothing_of_ours_does_not_take_our_words(
    study: Study, desk: SessionDesk
) -> None:
    path = path_of(study, desk)
    before = path.read_bytes()
    desk.write(ANSWER, f"{SAID} One.")
    desk.save()
    path.write_bytes(before)  # a syncing program that puts the other laptop's file in the place of ours
    written_elsewhere(study, desk, OTHER, "Money.")
    assert desk.catch_up()
    desk.take_up()
    assert (desk.response(ANSWER).text, desk.response(OTHER).text) == (f"{SAID} One.", "Money.")
    record = SessionFile(path, study.folder).read()
    assert record.responses[QuestionId(ANSWER)].text == f"{SAID} One."


def test_a_file_that_is_just_being_copied_here_is_left_to_the_next_look(
    study: Study, desk: SessionDesk
) -> None:
    path = path_of(study, desk)
    written_elsewhere(study, desk, OTHER, "Money.")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert not desk.catch_up()
    assert path.read_bytes() == whole[: len(whole) // 2]
    assert not (study.folder / ".reflect" / "beside").exists()
    path.write_bytes(whole)
    assert desk.catch_up()
    desk.take_up()
    assert desk.response(OTHER).text == "Money."


def test_a_session_that_was_removed_is_not_made_again_by_looking(study: Study, desk: SessionDesk) -> None:
    path = path_of(study, desk)
    path.unlink()
    assert not desk.catch_up()
    assert not path.exists()


def test_their_words_are_not_put_into_our_journal_as_ours(study: Study, desk: SessionDesk) -> None:
    written_elsewhere(study, desk, OTHER, "Money.")
    desk.catch_up()
    desk.take_up()
    desk.write(ANSWER, f"{SAID} One.")
    desk.journal()
    (path,) = study._journals.glob("*.jsonl")
    changed = {(change.table, change.id) for change in replayed(path, path.read_bytes()).changes}
    assert changed == {("responses", ANSWER)}


def test_what_is_the_same_after_taking_up_is_the_same_object(study: Study, desk: SessionDesk) -> None:
    before = desk.record
    written_elsewhere(study, desk, OTHER, "Money.")
    desk.catch_up()
    desk.take_up()
    changed = {(change.table, change.id) for change in differences(before, before, desk.record)}
    assert changed == {("responses", OTHER)}
    assert msgspec.to_builtins(desk.record) == msgspec.to_builtins(
        SessionFile(path_of(study, desk), study.folder).read()
    )
