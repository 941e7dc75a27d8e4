"""Many quotes tagged at once: only what was asked for changes, and one step takes it all back."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import PointId, QuoteId, SessionId
from reflect.domain.passages import answer_passage
from reflect.services.study import Study
from tests.services.studies import ANSWER, a_person, a_study, given_to, interviewed

Chosen = list[tuple[SessionId, QuoteId]]
WORDS = "We met. We talked. We left."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two sessions with two quotes each: the first has learning point 4, the second 5."""
    study = a_study(tmp_path / "study")
    for code in ("P01", "P02"):
        study.edits.add_participant(a_person(code))
        desk = interviewed(study, WORDS, code=code)
        desk.toggle(answer_passage(ANSWER), 0, 7, PointId("LP4"))
        desk.toggle(answer_passage(ANSWER), 8, 18, PointId("LP5"))
        desk.close()
    return study


def all_of(study: Study) -> Chosen:
    return [(row.session, row.id) for row in study.quotes()]


def point(study: Study, number: int) -> LearningPoint:
    return next(point for point in study.codebook().points if point.number == number)


def test_quotes_of_many_sessions_get_a_point_beside_those_they_have(study: Study) -> None:
    done = study.quote_tags.give(all_of(study), point(study, 4))
    assert (done.quotes, done.sessions, done.waiting) == (2, 2, ())
    assert given_to(study) == [("LP4", "LP4,LP5")] * 2
    assert study.steps.can_undo == "Tagging quotes with 4 Recognise difference"
    study.steps.undo()
    assert given_to(study) == [("LP4", "LP5")] * 2
    study.steps.redo()
    assert given_to(study) == [("LP4", "LP4,LP5")] * 2


def test_a_quote_whose_last_point_is_taken_off_stays_and_gets_it_back(study: Study) -> None:
    done = study.quote_tags.take_off(all_of(study)[:2], point(study, 4))
    assert (done.quotes, done.sessions) == (1, 1)
    assert given_to(study) == [("", "LP5"), ("LP4", "LP5")]
    study.steps.undo()
    assert given_to(study) == [("LP4", "LP5")] * 2


def test_what_somebody_else_gave_is_theirs_to_take_off(study: Study) -> None:
    chosen = all_of(study)
    study.close()
    other = Study.open(study.folder, researcher="ben")
    done = other.quote_tags.take_off(chosen, point(other, 4))
    assert done.quotes == 0
    assert not other.steps.can_undo
    assert other.quote_tags.give(chosen, point(other, 4)).quotes == 4
    assert {row.taggers for row in other.quotes(point="LP5")} == {("ana", "ben")}


def test_a_session_that_is_open_is_left_alone_and_said(study: Study) -> None:
    chosen = all_of(study)
    desk = study.open_session(chosen[0][0])
    done = study.quote_tags.give(chosen, point(study, 4))
    assert (done.quotes, done.sessions) == (1, 1)
    assert len(done.waiting) == 1
    assert "open" in done.waiting[0]
    desk.close()
    assert given_to(study) == [("LP4", "LP5"), ("LP4", "LP4,LP5")]


def test_what_was_tagged_since_stays_when_it_is_taken_back(study: Study) -> None:
    chosen = all_of(study)
    study.quote_tags.take_off(chosen, point(study, 4))
    desk = study.open_session(chosen[0][0])
    desk.toggle(answer_passage(ANSWER), 0, 7, PointId("LP4"))
    desk.toggle(answer_passage(ANSWER), 0, 7, PointId("LP6"))
    desk.close()
    study.steps.undo()
    assert given_to(study) == [("LP4,LP6", "LP5"), ("LP4", "LP5")]
