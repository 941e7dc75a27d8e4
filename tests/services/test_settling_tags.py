"""Settling where researchers tagged differently, and tagging blind in every list of the study."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.analysis.disagreements import Disagreement
from reflect.domain.agreeing import AGREED
from reflect.domain.ids import PointId, QuoteId
from reflect.domain.side_by_side import Whose
from reflect.errors import InvalidInput, NotFound
from reflect.services.blind import as_seen
from reflect.services.comparing import Comparing
from reflect.services.study import Study
from tests.services.studies import ANSWER, a_person, a_study, interviewed

WORDS = "We met in spring. Nobody trusted anybody."
PASSAGE = f"answer:{ANSWER}"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Ana gave the first sentence 1 and 2, and Ben 2 and 3; of the second Ben's is the only tag."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, WORDS)
    for by, start, end, point in (
        ("ana", 0, 17, "LP1"),
        ("ana", 0, 17, "LP2"),
        ("ben", 3, 17, "LP2"),
        ("ben", 3, 17, "LP3"),
        ("ben", 18, 41, "LP4"),
    ):
        desk.by = by
        desk.toggle(PASSAGE, start, end, PointId(point))
    desk.save()
    desk.close()
    return study


def differing(study: Study) -> list[Disagreement]:
    return Comparing(study, hidden=study.blind.is_blind).disagreements()


def test_overlapping_quotes_are_one_place_with_what_each_gave_it(study: Study) -> None:
    first, second = differing(study)
    assert (first.start, first.end, first.words) == (0, 17, "We met in spring.")
    assert [(side.researcher, side.points) for side in first.sides] == [
        ("ana", ("LP1", "LP2")),
        ("ben", ("LP2", "LP3")),
    ]
    assert first.differing == ("LP1", "LP3")
    assert [side.points for side in second.sides] == [(), ("LP4",)]


def test_what_was_agreed_on_stands_beside_what_each_had_tagged(study: Study) -> None:
    first, _ = differing(study)
    before = study.session_record(first.session)
    study.settling_tags.settle(first, ["LP1"], "It is about\n spring.")
    after = study.session_record(first.session)
    assert {tag for tag in after.tags.values() if tag.by != AGREED} == set(before.tags.values())
    assert [tag.point for tag in after.tags.values() if tag.by == AGREED] == ["LP1"]
    settled, _ = differing(study)
    assert (settled.agreed, settled.note) == (("LP1",), "It is about spring. (ana)")
    assert settled.sides == first.sides
    study.settling_tags.settle(settled, ["LP2", "LP3"])  # a change of mind takes its place
    again, _ = differing(study)
    assert (again.agreed, again.note) == (("LP2", "LP3"), "Agreed. (ana)")


def test_it_can_be_agreed_that_words_have_no_point(study: Study) -> None:
    _, second = differing(study)
    study.settling_tags.settle(second, [], "Small talk.")
    assert differing(study)[1].agreed == ()
    assert differing(study)[1].note == "Small talk. (ana)"


def test_undo_brings_back_exactly_what_was_there(study: Study) -> None:
    first, _ = differing(study)
    before = study.session_record(first.session)
    study.settling_tags.settle(first, ["LP1"])
    assert study.steps.undo() == "Settling where tags differ"
    assert study.session_record(first.session) == before
    study.steps.redo()
    assert differing(study)[0].agreed == ("LP1",)


def test_what_cannot_be_settled_changes_nothing(study: Study) -> None:
    first, _ = differing(study)
    before = study.session_record(first.session)
    with pytest.raises(InvalidInput, match="Nobody gave"):
        study.settling_tags.settle(first, ["LP7"])
    desk = study.open_session(first.session)
    desk.write(ANSWER, "Short.")
    desk.save()
    desk.close()
    with pytest.raises(NotFound, match="changed meanwhile"):
        study.settling_tags.settle(first, ["LP1"])
    assert study.session_record(first.session).tags == before.tags


# -- blind ---------------------------------------------------------------------------------------------


def test_who_is_blind_in_a_session_stays_so_and_is_told_of_no_difference_there(study: Study) -> None:
    session = study.sessions()[0].id
    study.blind.remember(session, blind=True)
    again = Study.open(study.folder, researcher="ana")
    assert again.blind.is_blind(session)
    desk = again.open_session(session)
    assert desk.whose is Whose.BLIND
    desk.close()
    comparing_all = Comparing(study)
    assert comparing_all.disagreements()
    with pytest.raises(InvalidInput, match="no two researchers"):
        differing(again)
    ben = Study.open(study.folder, researcher="ben")
    assert not ben.blind.is_blind(session)
    assert len(differing(ben)) == 2
    again.blind.remember(session, blind=False)
    assert len(differing(again)) == 2


def test_lists_of_quotes_hold_only_ones_own_part_of_a_blind_session(study: Study) -> None:
    study.blind.remember(study.sessions()[0].id, blind=True)
    rows = as_seen(study.quotes(), study.blind.seen_quotes(study))
    assert [(row.text, row.points, row.taggers) for row in rows] == [
        ("We met in spring.", ("LP1", "LP2"), ("ana",))
    ]


def test_a_search_finds_the_words_and_no_others_tags(study: Study) -> None:
    study.blind.remember(study.sessions()[0].id, blind=True)
    hits = study.blind.hits(study, study.finder.search("trusted").hits)
    assert [hit.points for hit in hits] == [("LP1", "LP2")]  # of the passage, and without Ben's
    hits = study.blind.hits(study, study.finder.search("spring").hits)
    assert hits
    assert all(set(hit.points) <= {"LP1", "LP2"} for hit in hits)
    assert not study.blind.hits(study, study.finder.search("kind:quote trusted").hits)


def test_what_is_kept_of_it_is_ids_and_a_damaged_file_is_none(study: Study, tmp_path: Path) -> None:
    path = study.blind._path
    study.blind.remember("k3v9", blind=True)
    assert path.read_text() == '{"ana": ["k3v9"]}'
    path.write_text("{")
    assert study.blind.sessions() == frozenset()
    assert as_seen((), {QuoteId("x"): None}) == ()
