"""Memos on learning points: each researcher's own, kept at once, and every change is a step of undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import PointId
from reflect.errors import NotFound
from reflect.services.study import Study
from reflect.services.writeup_journals import TEXT
from tests.services.studies import a_study

LP3, LP4 = PointId("LP3"), PointId("LP4")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return a_study(tmp_path / "study")


def point(study: Study, point_id: PointId = LP4) -> LearningPoint:
    found = study.codebook().get(point_id)
    assert found is not None
    return found


def texts(study: Study, point_id: PointId = LP4) -> list[str]:
    return [memo.text for memo in study.point_memos.all().get(point_id, ())]


def test_a_memo_is_written_changed_emptied_and_each_taken_back(study: Study) -> None:
    memos, four = study.point_memos, point(study)
    memos.write(four, "It is about history.")
    memos.write(four, "It is about power.", memo=memos.begin(four).memo)
    memos.write(four, "  ", memo=memos.begin(four).memo)
    assert texts(study) == []
    study.steps.undo()
    assert texts(study) == ["It is about power."]
    study.steps.undo()
    assert texts(study) == ["It is about history."]
    study.steps.undo()
    assert texts(study) == []
    study.steps.redo()
    assert texts(Study.open(study.folder)) == ["It is about history."]


def test_each_researcher_has_a_memo_of_their_own(study: Study) -> None:
    study.point_memos.write(point(study), "ana's")
    ben = Study.open(study.folder, researcher="ben")
    assert ben.point_memos.begin(point(ben)).memo is None
    ben.point_memos.write(point(ben), "ben's")
    assert sorted(texts(ben)) == ["ana's", "ben's"]


def test_a_memo_follows_its_point_where_that_is_merged(study: Study) -> None:
    four = point(study)
    study.point_memos.write(four, "It is about history.")
    study.codebook_edits.merge(LP4, LP3)
    assert texts(study, LP3) == ["It is about history."]
    study.point_memos.write(four, "Written meanwhile.")
    assert texts(study, LP3) == ["It is about history.", "Written meanwhile."]


def test_a_memo_on_a_point_that_is_gone_changes_nothing_and_says_so(study: Study) -> None:
    four = point(study)
    study.codebook_edits.remove(LP4)
    with pytest.raises(NotFound, match="no learning point “Recognise difference"):
        study.point_memos.write(four, "Too late.")
    assert not study.point_memos.all()


def test_what_was_typed_when_reflect_stopped_is_gone_on_with(study: Study) -> None:
    four = point(study)
    opened = study.forms.open(study.point_memos.begin(four).form)
    opened.put({TEXT: "It is ab"})
    opened.close()  # what a kill does: nobody has it open any more
    left = study.point_memos.begin(four).left
    assert left is not None
    assert left.text == "It is ab"
    assert study.point_memos.begin(point(study, LP3)).left is None
