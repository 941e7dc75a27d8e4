"""Edits to people, roles, learning points and settings, undone and redone step by step and field by field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.passages import answer_passage
from reflect.domain.people import Role
from reflect.errors import InvalidInput, NotFound, StoreError
from reflect.services.study import Study
from reflect.store.filesystem import FileSystem
from tests.services.studies import ANSWER, a_person, a_study, agreed, interviewed

HUMOUR = LearningPoint(id=PointId("LP9"), number=9, name="Humour", colour="red")
ELDER = Role(id=RoleId("elder"), name="Elder", described="an elder")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    return study


def state(study: Study) -> object:
    opened = Study.open(study.folder)
    return opened.people(), opened.codebook(), opened.roles(), opened.settings()


def test_every_kind_of_edit_is_undone_and_done_again(study: Study) -> None:
    states = [state(study)]
    edits: list[Callable[[], None]] = [
        lambda: study.edits.add_participant(a_person("P02")),
        lambda: study.edits.save_participant(replace(study.participant("P02"), notes="prefers mornings")),
        lambda: study.edits.save_role(ELDER),
        lambda: study.edits.save_participant(replace(study.participant("P02"), role=ELDER.id)),
        lambda: study.edits.remove_participant("P02"),
        lambda: study.edits.save_role(replace(ELDER, name="Elders")),
        lambda: study.edits.remove_role("elder"),
        lambda: study.edits.save_point(HUMOUR),
        lambda: study.edits.save_point(replace(HUMOUR, colour="blue")),
        lambda: study.edits.remove_point("LP9"),
        lambda: study.edits.save_settings(replace(study.settings(), title="New", role_only_least=4)),
    ]
    for edit in edits:
        edit()
        states.append(state(study))
    labels = []
    while study.steps.can_undo:
        assert state(study) == states.pop()
        labels.append(study.steps.undo())
        states = states or [state(study)]
    # The first step of all was the fixture's own.
    assert labels[-1] == "Adding P01"
    assert labels[0] == "Changes to the study's settings"
    assert study.people() == ()
    assert study.steps.undo() == ""
    again = []
    while study.steps.can_redo:
        again.append(study.steps.redo())
    assert again == labels[::-1]
    assert study.title == "New"
    assert study.codebook().get("LP9") is None
    assert [person.code for person in study.people()] == ["P01"]


def test_what_somebody_else_changed_in_the_same_record_stays(study: Study) -> None:
    person = study.participant("P01")
    study.edits.save_participant(replace(person, post="chair"))
    other = Study.open(study.folder)
    other.edits.save_participant(replace(other.participant("P01"), notes="call first"))
    assert study.steps.undo() == "Changes to P01"
    now = study.participant("P01")
    assert (now.post, now.notes) == ("director", "call first")
    study.steps.redo()
    assert (study.participant("P01").post, study.participant("P01").notes) == ("chair", "call first")


def test_an_edit_that_something_has_come_to_rest_on_is_not_undone(study: Study) -> None:
    desk = interviewed(study, "One person. One.")
    desk.close()
    with pytest.raises(InvalidInput, match="P01 has 1 session"):
        study.steps.undo()
    assert study.steps.can_undo == "Adding P01"
    study.edits.save_point(HUMOUR)
    desk = study.open_session(desk.record.session.id)
    desk.toggle(answer_passage(ANSWER), 0, 11, HUMOUR.id)
    desk.close()
    with pytest.raises(InvalidInput, match="1 quote has learning point 9"):
        study.steps.undo()
    with pytest.raises(InvalidInput, match="1 quote has"):
        study.edits.remove_point("LP9")
    assert study.codebook().get("LP9") == HUMOUR


def test_a_code_that_somebody_else_has_by_now_is_not_taken_back(study: Study) -> None:
    study.edits.remove_participant("P01")
    Study.open(study.folder).edits.add_participant(a_person("P01", agreed(), role="commissioner"))
    with pytest.raises(InvalidInput, match="another P01 by now"):
        study.steps.undo()
    assert study.participant("P01").role == "commissioner"
    assert [item.id for item in study.bin.items()] == ["P01"]


def test_what_undoing_removes_lies_in_the_bin_and_redo_takes_it_out(study: Study) -> None:
    study.steps.undo()
    assert [item.id for item in Study.open(study.folder).bin.items()] == ["P01"]
    study.steps.redo()
    assert study.bin.items() == ()
    study.steps.undo()
    study.bin.restore("P01")
    assert study.participant("P01").name


def test_restoring_is_itself_undone(study: Study) -> None:
    study.edits.remove_participant("P01")
    study.bin.restore("P01")
    assert study.steps.undo() == "Restoring P01"
    assert study.people() == ()
    assert [item.id for item in study.bin.items()] == ["P01"]


def test_an_edit_that_changes_nothing_is_no_step_and_a_new_one_ends_redo(study: Study) -> None:
    study.edits.save_participant(study.participant("P01"))
    assert study.steps.can_undo == "Adding P01"
    study.steps.undo()
    study.edits.add_participant(a_person("P05"))
    assert study.steps.can_redo == ""


def test_a_failed_save_leaves_the_steps_as_they_were(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as trouble:
        trouble.setattr(FileSystem, "write", full)
        with pytest.raises(StoreError):
            study.steps.undo()
        with pytest.raises(StoreError):
            study.edits.remove_participant("P01")
    assert (study.steps.can_undo, study.steps.can_redo) == ("Adding P01", "")
    assert study.participant("P01").name
    assert study.bin.items() == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda study: study.edits.save_point(replace(HUMOUR, number=4)), "9 is free"),
        (lambda study: study.edits.save_point(replace(HUMOUR, colour="mauve")), "no colour “mauve”"),
        (lambda study: study.edits.save_point(replace(HUMOUR, parent=PointId("LP99"))), "to stand under"),
        (lambda study: study.edits.save_point(replace(HUMOUR, parent=HUMOUR.id)), "under itself"),
        (lambda study: study.edits.save_point(replace(HUMOUR, name=" ")), "needs a name"),
        (lambda study: study.edits.save_role(replace(ELDER, described="")), "words for running text"),
        (lambda study: study.edits.remove_role("provider"), "1 person has the role"),
        (lambda study: study.edits.save_settings(replace(study.settings(), title=" ")), "needs a title"),
        (lambda study: study.edits.add_participant(a_person("p01")), "P02 is free"),
        (lambda study: study.edits.add_participant(a_person("P 2")), "cannot be a code"),
        (
            lambda study: study.edits.save_participant(a_person("P02", role="provder")),
            "Did you mean provider",
        ),
    ],
)
def test_what_may_not_be_is_refused_in_words(study: Study, change: object, said: str) -> None:
    before = state(study)
    with pytest.raises(InvalidInput, match=said):
        change(study)  # type: ignore[operator]
    assert state(study) == before
    assert study.steps.can_undo == "Adding P01"


def test_an_unknown_point_or_role_is_named(study: Study) -> None:
    with pytest.raises(NotFound, match="Did you mean LP8"):
        study.edits.remove_point("LP88")
    with pytest.raises(NotFound, match="Did you mean provider"):
        study.edits.remove_role("provder")


def test_a_point_comes_back_with_the_next_number_when_its_own_is_taken(study: Study) -> None:
    study.edits.save_point(HUMOUR)
    study.edits.remove_point("LP9")
    study.edits.save_point(replace(HUMOUR, id=PointId("grit"), name="Grit"))
    study.bin.restore("LP9")
    assert [(point.id, point.number) for point in study.codebook().points[-2:]] == [("grit", 9), ("LP9", 10)]


def test_names_do_not_stand_in_the_words_of_undo(study: Study) -> None:
    study.edits.remove_participant("P01")
    assert study.steps.can_undo == "Removing P01"
    assert ParticipantCode("P01") not in [person.code for person in study.people()]
