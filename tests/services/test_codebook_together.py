"""Two laptops edit one codebook and tag at the same time: after merging no quote is without its point."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.services.checking import check_whole
from reflect.services.merge_studies import merge_studies
from reflect.services.merged_items import MergedItem
from reflect.services.repair import repair_study
from reflect.services.study import Study
from reflect.store.bin import move_to_bin
from tests.services.studies import ANSWER, a_person, a_study, counting, given_to, interviewed, ticking

WORDS = "One person. Two bins. Three years."
LP4, LP5, HUMOUR = PointId("LP4"), PointId("LP5"), PointId("humour")


@pytest.fixture
def mine(tmp_path: Path) -> Study:
    """A session with one quote that has LP4, and a learning point that no quote has."""
    study = a_study(tmp_path / "mine")
    study.edits.add_participant(a_person())
    desk = interviewed(study, WORDS)
    desk.toggle(answer_passage(ANSWER), 0, 11, LP4)
    desk.close()
    study.codebook_edits.save(replace(study.codebook_edits.blank(), name="Humour"))
    return study


@pytest.fixture
def theirs(mine: Study, tmp_path: Path) -> Study:
    """The same on another laptop."""
    folder = Path(shutil.copytree(mine.folder, tmp_path / "theirs"))
    return Study.open(folder, clock=ticking(), ids=counting("their"), researcher="ben")


def tagged(study: Study, start: int, end: int, point: PointId) -> None:
    desk = study.open_session(study.sessions()[0].id)
    desk.toggle(answer_passage(ANSWER), start, end, point)
    desk.close()


def brought_together(mine: Study, theirs: Study) -> list[MergedItem]:
    """Both ways, as two who sync do; both come to the same and hold together."""
    items = merge_studies(mine.folder, theirs.folder, clock=ticking())
    merge_studies(theirs.folder, mine.folder, clock=ticking())
    assert given_to(mine) == given_to(theirs)
    assert mine.codebook() == theirs.codebook()
    for study in (mine, theirs):
        assert check_whole(study.folder) == []
    return items


def test_what_one_tagged_with_a_point_that_the_other_merged_follows_it(mine: Study, theirs: Study) -> None:
    mine.codebook_edits.merge("LP4", "LP5")
    tagged(theirs, 12, 21, LP4)
    items = brought_together(mine, theirs)
    assert given_to(mine) == [("LP5", "LP5")]
    assert [item.record for item in items if item.what == "merged" and item.record == "tags"] == ["tags"]
    assert {tag.by for tag in mine.session_record(mine.sessions()[0].id).tags.values()} == {"ana", "ben"}


def test_two_who_merged_the_same_points_into_each_other_have_one_left_with_all_quotes(
    mine: Study, theirs: Study
) -> None:
    tagged(mine, 12, 21, LP5)
    tagged(mine, 12, 21, LP4)
    merge_studies(theirs.folder, mine.folder, clock=ticking())
    mine.codebook_edits.merge("LP4", "LP5")
    theirs.codebook_edits.merge("LP5", "LP4")
    brought_together(mine, theirs)
    assert given_to(mine) == [("LP4", "LP4")]
    assert mine.codebook().moved == {LP5: LP4}


def test_a_point_that_one_removed_and_the_other_tagged_with_comes_back(mine: Study, theirs: Study) -> None:
    mine.codebook_edits.remove("humour")
    mine.codebook_edits.save(replace(mine.codebook_edits.blank(), name="Grit"))
    tagged(theirs, 12, 21, HUMOUR)
    items = brought_together(mine, theirs)
    assert given_to(mine) == [("LP4", "humour")]
    assert [(p.id, p.number) for p in mine.codebook().points[-2:]] == [("grit", 9), ("humour", 10)]
    assert "points/humour" in [item.record for item in items]


def test_two_new_points_with_one_number_are_both_there_each_with_its_own(mine: Study, theirs: Study) -> None:
    for study, name in ((mine, "Grit"), (theirs, "Luck")):
        point = study.codebook_edits.save(replace(study.codebook_edits.blank(), name=name))
        assert point.number == 10
    brought_together(mine, theirs)
    assert [(p.id, p.number) for p in mine.codebook().points[-2:]] == [("grit", 10), ("luck", 11)]


def test_the_history_of_both_is_kept(mine: Study, theirs: Study) -> None:
    mine.codebook_edits.retire("LP1")
    theirs.codebook_edits.retire("LP2")
    brought_together(mine, theirs)
    log = mine._study_file.codebook_log.all().values()
    assert {(entry.by, entry.point) for entry in log if entry.what == "retired"} == {
        ("ana", "LP1"),
        ("ben", "LP2"),
    }


def left_in_the_middle(study: Study) -> None:
    """A session that was away while its point was merged, and one whose point lies in the bin."""
    session = next((study.folder / "sessions").iterdir())
    tagged(study, 12, 21, HUMOUR)
    away = session.read_bytes()
    binned = move_to_bin(session, study.folder)
    study.codebook_edits.remove("humour")
    study.codebook_edits.merge("LP4", "LP5")
    binned.unlink()
    session.write_bytes(away)


def test_repair_finishes_a_merge_and_brings_back_what_quotes_have(mine: Study) -> None:
    left_in_the_middle(mine)
    assert {finding.kind.value for finding in check_whole(mine.folder)} == {"reference"}
    plan = repair_study(mine.folder, dry_run=True)
    assert given_to(mine) == [("LP4", "humour")]
    done = repair_study(mine.folder)
    assert (plan.mended, plan.left) == (done.mended, done.left)
    assert [each.place.partition(": ")[2] for each in done.mended] == ["points/humour", ""]
    assert done.left == ()
    assert given_to(mine) == [("LP5", "humour")]
    assert check_whole(mine.folder) == []
    assert repair_study(mine.folder).mended == ()
    again = Study.open(mine.folder)
    assert [item.id for item in again.bin.items()] == []
    assert again.finder.quotes_with("humour") == 1


def test_settling_an_open_study_does_the_same_and_says_so(mine: Study) -> None:
    left_in_the_middle(mine)
    settled = mine.codebook_edits.settle()
    assert (settled.points, len(settled.sessions), settled.waiting) == ((HUMOUR,), 1, ())
    assert given_to(mine) == [("LP5", "humour")]
    assert mine.take_notices() == ["“Humour” is in the codebook again: there are quotes with it."]
    assert mine.codebook_edits.settle() == ((), (), ())
