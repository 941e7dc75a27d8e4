"""Undo and redo of all that is done to a study, whatever it is, in the order it was done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.errors import NotFound, ReadOnly, StoreError
from reflect.services.study import Study
from reflect.store.study_folder import StudyFolder
from tests.services.studies import ANSWER, a_person, a_study, interviewed

WORDS = "We met in spring. Nobody trusted anybody."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(a_person("P02"))
    return study


def a_session(study: Study) -> str:
    desk = interviewed(study, WORDS)
    desk.toggle(answer_passage(ANSWER), 0, 17, PointId("LP4"))
    desk.close()
    return desk.record.session.id


def there(study: Study) -> tuple[list[str], list[str], list[str]]:
    return (
        [row.id for row in study.sessions()],
        [row.name for row in study.writeups()],
        [person.code for person in study.people()],
    )


def test_removals_and_edits_are_undone_and_done_again_in_one_order(study: Study) -> None:
    session = a_session(study)
    name = study.drafts.keep_reflection("P01")
    states = [there(study)]
    study.remove_writeup(name)
    states.append(there(study))
    study.remove_session(session)
    states.append(there(study))
    study.edits.remove_participant("P01")
    states.append(there(study))
    study.edits.save_participant(replace(study.participant("P02"), notes="mornings"))
    labels = [study.steps.undo()]
    for state in reversed(states[:-1]):
        labels.append(study.steps.undo())
        assert there(study) == state
    assert labels == [
        "Changes to P02",
        "Removing P01",
        "Removing the session P01, 2026-03-04",
        "Removing the write-up reflection-P01",
    ]
    assert study.bin.items() == ()
    for state in states[1:]:
        study.steps.redo()
        assert there(study) == state
    assert study.steps.redo() == "Changes to P02"
    assert study.steps.can_redo == ""


def test_a_session_comes_back_byte_for_byte(study: Study) -> None:
    session = a_session(study)
    (path,) = (study.folder / "sessions").iterdir()
    data = path.read_bytes()
    study.remove_session(session)
    assert not path.exists()
    study.steps.undo()
    assert path.read_bytes() == data


def test_what_is_restored_from_the_bin_goes_back_into_it(study: Study) -> None:
    session = a_session(study)
    desk = study.open_session(session)
    (quote,) = desk.record.quotes.values()
    desk.remove(quote)
    desk.close()
    study.remove_session(session)
    study.bin.restore(session)
    assert study.steps.can_undo == "Restoring the session P01, 2026-03-04 (1 answer)"
    study.bin.restore(quote.id)
    assert [row.id for row in study.quotes()] == [quote.id]
    assert study.steps.undo() == "Restoring a quote from the bin"
    assert study.quotes() == ()
    assert [item.id for item in study.bin.items()] == [quote.id]
    study.steps.undo()
    assert [item.id for item in study.bin.items()] == [session]
    study.steps.undo()
    assert [row.id for row in study.sessions()] == [session]
    for _ in range(3):
        study.steps.redo()
    assert [row.id for row in study.quotes()] == [quote.id]


def test_a_session_that_is_open_is_not_removed(study: Study) -> None:
    session = a_session(study)
    desk = study.open_session(session)
    with pytest.raises(ReadOnly, match="ana has it"):
        Study.open(study.folder, researcher="ben").remove_session(session)
    desk.close()
    assert [row.id for row in study.sessions()] == [session]


def test_the_bin_says_who_removed_a_session_also_after_a_restart(study: Study) -> None:
    session = a_session(study)
    study.remove_session(session)
    (item,) = Study.open(study.folder, researcher="ben").bin.items()
    assert (item.id, item.by, item.origin, item.what) == (
        session,
        "ana",
        "sessions",
        "P01, 2026-03-04 (1 answer, 1 quote)",
    )


def test_once_the_bin_is_emptied_nothing_brings_back_what_was_in_it(study: Study) -> None:
    study.edits.remove_participant("P02")
    study.bin.empty()
    assert (study.steps.can_undo, study.steps.undo()) == ("", "")
    study.edits.remove_participant("P01")
    Study.open(study.folder).bin.empty()  # as from the command line, or another laptop
    with pytest.raises(NotFound, match="not in the bin any more"):
        study.steps.undo()
    assert study.people() == ()
    assert study.steps.can_undo == ""


def test_a_step_that_can_never_be_undone_does_not_stand_in_the_way_of_those_before(study: Study) -> None:
    session = a_session(study)
    study.edits.save_participant(replace(study.participant("P02"), notes="mornings"))
    study.remove_session(session)
    shutil.rmtree(study.folder / ".reflect/bin")
    with pytest.raises(NotFound, match="emptied the bin"):
        study.steps.undo()
    assert study.steps.undo() == "Changes to P02"


def test_what_somebody_else_changed_since_is_not_undone(study: Study) -> None:
    study.edits.save_participant(replace(study.participant("P02"), notes="mornings"))
    other = Study.open(study.folder)
    other.edits.save_participant(replace(other.participant("P02"), notes="evenings"))
    with pytest.raises(NotFound, match="Somebody else has changed the same in P02"):
        study.steps.undo()
    assert study.participant("P02").notes == "evenings"


def test_a_write_up_whose_name_is_taken_comes_back_under_another(study: Study) -> None:
    a_session(study)
    name = study.drafts.keep_reflection("P01")
    text = study.writeup_shelf.text(name)
    study.remove_writeup(name)
    assert study.drafts.keep_reflection("P01") == name
    study.steps.undo()
    assert sorted(row.name for row in study.writeups()) == [name, f"{name}-2"]
    assert study.writeup_shelf.text(f"{name}-2") == text
    study.steps.redo()
    assert [row.name for row in study.writeups()] == [name]


def test_people_are_not_begun_anew_while_the_file_with_everybody_is_only_missing(study: Study) -> None:
    study.edits.save_participant(replace(study.participant("P02"), notes="mornings"))
    (study.folder / "people.json").unlink()
    again = Study.open(study.folder)
    assert again.people_lost()
    with pytest.raises(StoreError, match=r"people\.json"):
        again.edits.add_participant(a_person("P09"))
    assert not (study.folder / "people.json").exists()


def test_where_no_earlier_generation_is_kept_people_can_be_begun_anew(study: Study) -> None:
    paths = StudyFolder.open(study.folder).paths
    (study.folder / "people.json").unlink()
    paths.previous(paths.people).unlink(missing_ok=True)
    again = Study.open(study.folder)
    assert not again.people_lost()
    again.edits.add_participant(a_person("P09"))
    assert [person.code for person in again.people()] == ["P09"]
