"""Two at once, as a desk and a study see it: taking up what came in, and choosing between two versions."""

import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from reflect.domain.ids import PointId
from reflect.domain.session import SessionRecord
from reflect.errors import ChangedUnderneath, InvalidInput, NotFound, ReadOnly
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.store.session_file import SessionFile
from reflect.store.study_folder import StudyFolder
from tests.services.studies import ANSWER, a_person, a_study, interviewed

WORDS = "We met in spring. Nobody trusted anybody."
change = msgspec.structs.replace


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = a_study(tmp_path / "study")
    made.edits.add_participant(a_person())
    return made


def elsewhere(study: Study, desk: SessionDesk, text: str) -> SessionRecord:
    """Somebody on another laptop, where no lock reaches, writes the same answer."""
    (path,) = StudyFolder.open(study.folder).session_paths()
    file = SessionFile(path, study.folder)
    record = file.read()
    key = desk.response(ANSWER).id
    record = change(record, responses={**record.responses, key: change(record.responses[key], text=text)})
    file.save(record)
    return record


def test_what_somebody_else_wrote_is_taken_up_with_what_was_typed_since(study: Study) -> None:
    desk = interviewed(study, WORDS)
    quote = desk.toggle(f"answer:{ANSWER}", WORDS.index("Nobody"), len(WORDS), PointId("LP1"))
    desk.save()
    elsewhere(study, desk, f"Well. {WORDS}")
    desk.write(ANSWER, f"{WORDS} At all.")
    desk.save()
    desk.write(ANSWER, f"{WORDS} At all. Truly.")
    report = desk.take_up()
    assert report is not None
    assert desk.response(ANSWER).text == f"Well. {WORDS} At all. Truly."
    moved = desk.record.quotes[quote.id]
    assert (moved.start, moved.source_changed) == (quote.start + 6, False)
    assert desk.take_up() is None
    assert desk.save()
    assert not desk.save()
    assert study.session_record(desk.record.session.id) == desk.record


def test_what_was_not_taken_up_is_not_undone_by_the_next_saves(study: Study) -> None:
    desk = interviewed(study, WORDS)
    elsewhere(study, desk, f"Well. {WORDS}")
    for more in (" At all.", " At all. Truly."):
        desk.write(ANSWER, WORDS + more)
        desk.save()
    assert study.session_record(desk.record.session.id).responses[desk.response(ANSWER).id].text == (
        f"Well. {WORDS} At all. Truly."
    )


def test_taking_up_does_not_wait_for_a_save_that_is_going_on(study: Study) -> None:
    desk = interviewed(study, WORDS)
    with desk._saving:
        found: list[Any] = []
        thread = threading.Thread(target=lambda: found.append(desk.take_up()))
        thread.start()
        thread.join(5)
    assert found == [None]


def clashing(study: Study) -> SessionDesk:
    desk = interviewed(study, WORDS)
    elsewhere(study, desk, WORDS.replace("spring", "the long hot summer"))
    desk.write(ANSWER, WORDS.replace("spring", "winter"))
    desk.save()
    desk.take_up()
    return desk


def test_both_versions_wait_until_one_is_chosen_and_the_choice_can_be_undone(study: Study) -> None:
    desk = clashing(study)
    (clash,) = desk.clashes()
    assert "summer" in desk.response(ANSWER).text
    assert "winter" in clash.other
    desk.settle(clash, "We met in winter, I am sure. Nobody trusted anybody.")
    assert desk.clashes() == ()
    assert desk.response(ANSWER).text == "We met in winter, I am sure. Nobody trusted anybody."
    desk.settle(clash, "Again.")
    assert desk.undo() == "Choice between two versions"
    assert desk.clashes() == (clash,)
    assert "summer" in desk.response(ANSWER).text


def test_quotes_stay_on_their_words_when_a_version_is_chosen(study: Study) -> None:
    desk = clashing(study)
    text = desk.response(ANSWER).text
    quote = desk.toggle(f"answer:{ANSWER}", text.index("Nobody"), len(text), PointId("LP1"))
    (clash,) = desk.clashes()
    desk.settle(clash, clash.other)
    moved = desk.record.quotes[quote.id]
    assert desk.response(ANSWER).text[moved.start : moved.end] == moved.words == quote.words


def test_a_choice_needs_the_session_to_oneself_and_a_version_that_can_stand_there(study: Study) -> None:
    desk = clashing(study)
    desk.save()
    (row,) = study.clashes.rows()
    with pytest.raises(ReadOnly):
        study.clashes.settle(row, "Mine.")
    desk.close()
    study.clashes.settle(row, "Mine.")
    assert study.clashes.rows() == ()
    rating = change(row.clash, field="rating", prose=False, kept="4", other="2", id="r")
    other = study.open_session(row.session or "")
    other._record = change(other.record, clashes={"r": rating})
    with pytest.raises(InvalidInput):
        other.settle(rating, "many")
    other.settle(rating, rating.other)
    assert other.response(ANSWER).rating == 2


def test_clashes_of_people_and_of_the_study_are_listed_and_settled(study: Study) -> None:
    people = StudyFolder.open(study.folder).people().participants
    person = study.participant("P01")
    people.put(change(person, notes="Mornings."), was=person)
    people.put(change(person, notes="Only mornings."), was=person)
    points = StudyFolder.open(study.folder).study().points
    point = study.codebook().points[0]
    points.put(change(point, name="Trust"), was=point)
    points.put(change(point, name="Belief"), was=point)
    rows = {row.where: row for row in study.clashes.rows()}
    assert (rows["people"].heading, rows["people"].now) == ("P01", "Only mornings.")
    assert (rows["study"].field, rows["study"].now) == ("name", "Trust")
    study.clashes.settle(rows["people"], rows["people"].clash.other)
    study.clashes.settle(rows["study"], "Faith")
    assert study.clashes.rows() == ()
    assert study.participant("P01").notes == "Mornings."
    assert study.codebook().points[0].name == "Faith"


def test_a_write_up_gives_back_what_came_in(study: Study) -> None:
    name = study.drafts.keep_reflection("P01")
    text = study.writeup_shelf.text(name)
    path = study.folder / f"writeups/{name}.md"
    path.write_text(f"{text}\nTheirs.\n")
    ours = f"Ours.\n\n{text}"
    study.writeup_desk.save(name, ours)
    assert (
        study.writeup_desk.take_up(name, f"Ours.\n\n{text}")
        == f"Ours.\n\n{text}\nTheirs.\n"
        == path.read_text()
    )


def test_a_copy_of_a_write_up_is_merged_only_where_that_is_certain(study: Study) -> None:
    name = study.drafts.keep_reflection("P01")
    path = study.folder / f"writeups/{name}.md"
    copy = path.with_name(f"{name} (conflicted copy 2026-11-23 101010).md")
    copy.write_text(f"{path.read_text()}\nTheirs.\n")
    assert study.conflict_copies.merge(copy).merged == (f"writeups/{name}.md",)
    assert path.read_text().endswith("\nTheirs.\n")
    assert not copy.exists()
    copy.write_text("Something else altogether.\n")
    with pytest.raises(InvalidInput, match="only you can"):
        study.conflict_copies.merge(copy)
    assert copy.exists()
    with pytest.raises(NotFound):
        study.conflict_copies.merge(path)


def test_every_choice_is_a_step_of_undo_wherever_it_is(study: Study) -> None:
    clashing(study).close()
    folder = StudyFolder.open(study.folder)
    people, points = folder.people().participants, folder.study().points
    person, point = study.participant("P01"), study.codebook().points[0]
    people.put(change(person, notes="Mornings."), was=person)
    people.put(change(person, notes="Only mornings."), was=person)
    points.put(change(point, name="Trust"), was=point)
    points.put(change(point, name="Belief"), was=point)
    before = study.clashes.rows()
    assert len(before) == 3
    for row in before:
        study.clashes.settle(row, row.clash.other)
    assert study.clashes.rows() == ()
    after = (study.participant("P01").notes, study.codebook().points[0].name)
    assert after == ("Mornings.", "Belief")
    for _ in before:
        assert study.steps.undo() == "Choice between two versions"
    assert study.clashes.rows() == before
    assert (study.participant("P01").notes, study.codebook().points[0].name) == ("Only mornings.", "Trust")
    for _ in before:
        study.steps.redo()
    assert study.clashes.rows() == ()


def test_a_choice_in_a_session_is_not_taken_back_over_what_was_typed_since(study: Study) -> None:
    clashing(study).close()
    (row,) = study.clashes.rows()
    study.clashes.settle(row, row.clash.other)
    desk = study.open_session(row.session or "")
    desk.write(ANSWER, f"{desk.response(ANSWER).text} And more.")
    desk.close()
    with pytest.raises(NotFound, match="changed again since"):
        study.steps.undo()
    assert study.clashes.rows() == ()
    assert study.steps.can_undo != "Choice between two versions"


def test_a_quote_made_since_stays_on_its_words_when_a_choice_is_taken_back(study: Study) -> None:
    clashing(study).close()
    (row,) = study.clashes.rows()
    study.clashes.settle(row, row.clash.other)
    desk = study.open_session(row.session or "")
    text = desk.response(ANSWER).text
    quote = desk.toggle(f"answer:{ANSWER}", text.index("Nobody"), len(text), PointId("LP1"))
    desk.close()
    study.steps.undo()
    record = study.session_record(row.session or "")
    moved = record.quotes[quote.id]
    assert "summer" in record.responses[desk.response(ANSWER).id].text
    assert record.responses[desk.response(ANSWER).id].text[moved.start : moved.end] == quote.words


def test_one_can_choose_although_two_together_have_broken_a_rule(study: Study) -> None:
    points = StudyFolder.open(study.folder).study().points
    first, second = study.codebook().points[:2]
    points.put(change(second, number=first.number))  # as a merge of two new points brings it
    points.put(change(first, description="Here."), was=first)
    points.put(change(first, description="There."), was=first)
    (row,) = study.clashes.rows()
    study.clashes.settle(row, row.clash.other)
    assert study.clashes.rows() == ()


def test_a_choice_may_break_no_rule_that_held(study: Study) -> None:
    points = StudyFolder.open(study.folder).study().points
    point = study.codebook().points[0]
    points.put(change(point, name="Trust"), was=point)
    points.put(change(point, name="Belief"), was=point)
    (row,) = study.clashes.rows()
    with pytest.raises(InvalidInput, match="needs a name"):
        study.clashes.settle(row, " ")
    assert study.clashes.rows() == (row,)


def test_a_version_of_a_session_kept_beside_is_offered_and_merged(study: Study) -> None:
    desk = interviewed(study, WORDS)
    (path,) = StudyFolder.open(study.folder).session_paths()
    path.write_bytes(path.read_bytes()[:-100])
    in_the_way = study.folder / ".reflect" / "damaged"
    in_the_way.write_text("so that the damaged file cannot be kept, and is not replaced")
    desk.write(ANSWER, f"{WORDS} At all.")
    with pytest.raises(ChangedUnderneath, match="beside"):
        desk.save()
    in_the_way.unlink()
    (row,) = study.conflict_copies.rows()
    assert (row.of, row.name.startswith(".reflect/beside/")) == (f"sessions/{path.name}", True)
    study.conflict_copies.merge(row.copy)
    assert study.session_record(desk.record.session.id).responses[desk.response(ANSWER).id].text == (
        f"{WORDS} At all."
    )
    assert study.conflict_copies.rows() == ()
