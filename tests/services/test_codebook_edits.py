"""Editing a study's codebook: quotes follow, nothing dangles, every edit is a step that goes back exactly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.domain.codebook import HIGHEST_NUMBER, LearningPoint
from reflect.domain.ids import PointId, QuoteId
from reflect.domain.passages import answer_passage
from reflect.domain.session import Memo, MemoTarget, SessionRecord
from reflect.errors import InvalidInput, NotFound, ReadOnly, StoreError
from reflect.services.checking import check_whole
from reflect.services.study import Study
from reflect.store.filesystem import FileSystem
from reflect.store.session_file import SessionFile
from tests.services.studies import ANSWER, a_person, a_study, given_to, interviewed

WORDS = "One person. Two bins. Three years."
SPANS = ((0, 11), (12, 21), (22, 34))
LP1, LP2, LP4, LP5 = (PointId(f"LP{n}") for n in (1, 2, 4, 5))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two sessions; each has a quote with LP4, one with LP4 and LP5, and one with LP5."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    for _ in range(2):
        desk = interviewed(study, WORDS)
        for span, points in zip(SPANS, ((LP4,), (LP4, LP5), (LP5,)), strict=True):
            for point in points:
                desk.toggle(answer_passage(ANSWER), *span, point)
        desk.close()
    return study


def whole(study: Study) -> object:
    """The study as a newcomer finds it."""
    opened = Study.open(study.folder)
    return opened.codebook(), given_to(study), [(row.id, row.points) for row in opened.quotes()]


BEFORE = ("LP4", "LP4,LP5", "LP5")
MERGED = ("LP5", "LP5", "LP5")


# -- single points -------------------------------------------------------------------------------------


def test_every_edit_of_a_point_is_one_step_there_and_back(study: Study) -> None:
    edits = study.codebook_edits
    four = study.codebook().get("LP4")
    assert four is not None
    acts: list[Callable[[], object]] = [
        lambda: edits.save(replace(edits.blank(), name="Humour")),
        lambda: edits.save(replace(four, name="Difference", description="New words.", colour="pink")),
        lambda: edits.save(replace(four, number=1)),
        lambda: edits.shift("humour", -1),
        lambda: edits.retire("LP4"),
        lambda: edits.bring_back("LP4"),
        lambda: edits.merge("LP4", "LP5"),
        lambda: edits.split("LP5", [study.quotes()[0].id], replace(edits.blank(), name="Bins")),
        lambda: edits.merge("bins", "LP1"),
        lambda: edits.remove("humour"),
    ]
    states = [whole(study)]
    for act in acts:
        act()
        states.append(whole(study))
        assert check_whole(study.folder) == []
    # Bringing back what was retired comes to what was before.
    assert len({str(state) for state in states}) == len(states) - 1
    forward = list(states)
    while study.steps.can_undo != "Adding P01":
        assert whole(study) == states.pop()
        study.steps.undo()
    assert whole(study) == states.pop()
    for state in forward[1:]:
        study.steps.redo()
        assert whole(study) == state
    assert study.take_notices() == []
    assert check_whole(study.folder) == []


def test_a_new_point_has_an_id_of_its_own_the_next_number_and_an_unused_colour(study: Study) -> None:
    edits = study.codebook_edits
    first = edits.save(replace(edits.blank(), name="Humour"))
    second = edits.save(replace(edits.blank(), name="humour!"))
    assert (first.id, first.number, second.id, second.number) == ("humour", 9, "humour-2", 10)
    assert edits.blank().number == 11
    edits.remove("humour")
    assert edits.save(replace(edits.blank(), name="Humour")).id == "humour-3"


def test_a_study_can_have_as_many_points_as_there_are_numbers_and_no_more(study: Study) -> None:
    edits = study.codebook_edits
    with study._study_file.together():
        for number in range(9, HIGHEST_NUMBER + 1):
            study._study_file.points.put(LearningPoint(id=PointId(f"p{number}"), number=number, name="x"))
    with pytest.raises(InvalidInput, match="999 learning points at most"):
        edits.blank()


def test_retired_points_keep_their_quotes_and_are_not_offered(study: Study) -> None:
    study.codebook_edits.retire("LP4")
    codebook = study.codebook()
    assert codebook.numbered(4) is None
    assert LP4 not in [point.id for point in codebook.offered]
    assert study.finder.quotes_with("LP4") == 4
    assert study.steps.can_undo == "Retiring learning point 4"
    study.codebook_edits.bring_back("LP4")
    assert study.codebook().numbered(4) is not None


def test_a_point_goes_to_the_bin_with_the_memos_on_it_and_what_was_merged_into_it(study: Study) -> None:
    edits = study.codebook_edits
    one, two = (edits.save(replace(edits.blank(), name=name)) for name in ("Humour", "Play"))
    study._study_file.memos.put(Memo(id="m", target=MemoTarget.POINT, target_id=one.id, text="?", at="2026"))
    edits.merge(one.id, two.id)
    assert study._study_file.memos.all()["m"].target_id == two.id
    edits.remove(two.id)
    assert check_whole(study.folder) == []
    assert study._study_file.memos.all() == {}
    assert [item.id for item in study.bin.items()] == ["play"]
    study.bin.restore("play")
    assert study._study_file.memos.all()["m"].target_id == two.id
    assert study.codebook().get(one.id) == two


def test_a_point_with_quotes_or_others_under_it_is_not_removed(study: Study) -> None:
    with pytest.raises(InvalidInput, match="4 quotes have learning point 4"):
        study.codebook_edits.remove("LP4")
    one = study.codebook().get("LP1")
    assert one is not None
    study.codebook_edits.save(replace(one, parent=LP2))
    with pytest.raises(InvalidInput, match="Learning point 1 stands under it"):
        study.codebook_edits.remove("LP2")


def test_what_somebody_else_wrote_meanwhile_stays_beside_what_the_form_changed(study: Study) -> None:
    form = study.codebook().get("LP4")
    assert form is not None
    other = Study.open(study.folder, researcher="bea")
    other.codebook_edits.save(replace(form, example="Theirs.", description="Theirs too."), was=form)
    study.codebook_edits.save(replace(form, name="Difference", description="Mine."), was=form)
    now = study.codebook().get("LP4")
    assert now is not None
    assert (now.name, now.example) == ("Difference", "Theirs.")
    (clash,) = study.clashes.rows()
    assert {clash.clash.kept, clash.clash.other} == {"Mine.", "Theirs too."}
    study.steps.undo()
    assert study.clashes.rows() == ()
    assert study.codebook().get("LP4") == other.codebook().get("LP4")


# -- merging -------------------------------------------------------------------------------------------


def test_merging_moves_every_tag_and_says_how_many(study: Study) -> None:
    edits = study.codebook_edits
    planned = edits.merging("LP4", "LP5")
    assert given_to(study) == [BEFORE, BEFORE]
    seen: list[tuple[int, int]] = []
    done = edits.merge("LP4", "LP5", progress=lambda now, of: seen.append((now, of)))
    assert done == planned
    assert (done.quotes, done.sessions, done.already, done.waiting) == (4, 2, 2, ())
    assert seen == [(1, 2), (2, 2)]
    assert given_to(study) == [MERGED, MERGED]
    assert check_whole(study.folder) == []
    assert study.steps.can_undo == "Merging learning point 4 into 5"
    assert study.codebook().get("LP4") == study.codebook().get("LP5")


def test_undoing_a_merge_moves_back_what_it_moved_and_nothing_tagged_since(study: Study) -> None:
    study.codebook_edits.merge("LP4", "LP5")
    session = study.sessions()[0].id
    desk = study.open_session(session)
    desk.toggle(answer_passage(ANSWER), 4, 10, LP5)
    first = next(quote for quote in desk.record.quotes.values() if quote.start == 0)
    desk.toggle_on(first, LP1)
    desk.toggle_on(first, LP5)
    desk.close()
    study.steps.undo()
    changed = ("LP1", "LP5", "LP4,LP5", "LP5")
    assert sorted(given_to(study)) == sorted([BEFORE, changed])
    assert study.take_notices() == []
    study.steps.redo()
    assert sorted(given_to(study)) == sorted([MERGED, ("LP1", "LP5", "LP5", "LP5")])


def test_a_session_that_is_open_is_left_alone_and_follows_when_it_is_opened_next(study: Study) -> None:
    first = study.sessions()[0].id
    other = Study.open(study.folder, researcher="bea")
    desk = other.open_session(first)
    waiting = study.codebook_edits.merging("LP4", "LP5").waiting
    assert ["bea has it" in line for line in waiting] == [True]
    done = study.codebook_edits.merge("LP4", "LP5")
    assert (done.quotes, done.sessions) == (2, 1)
    assert ["bea has it" in line for line in done.waiting] == [True]
    assert given_to(study)[::-1] == [BEFORE, MERGED]
    # It is read as merged by everyone, and named until it is.
    assert {row.points for row in study.quotes()} == {(LP5,)}
    assert {tag.point for tag in study.session_record(first).tags.values()} == {LP5}
    (finding,) = check_whole(study.folder)
    assert finding.what == "2 tags and memos name a learning point that was merged into another since"
    # Who has it open goes on tagging with the point as they know it.
    desk.toggle(answer_passage(ANSWER), 4, 10, LP4)
    desk.close()
    assert study.finder.quotes_with("LP4") == 0
    study.open_session(first).close()
    assert given_to(study)[::-1] == [("LP5", "LP5", "LP5", "LP5"), MERGED]
    assert check_whole(study.folder) == []
    # What followed goes back too; what was tagged with it after the merge does not.
    study.steps.undo()
    assert given_to(study)[::-1] == [("LP4", "LP5", "LP4,LP5", "LP5"), BEFORE]


def test_a_merge_is_not_undone_under_somebodys_hands(study: Study) -> None:
    study.codebook_edits.merge("LP4", "LP5")
    other = Study.open(study.folder, researcher="bea")
    desk = other.open_session(study.sessions()[0].id)
    before = whole(study)
    with pytest.raises(ReadOnly, match="bea has it"):
        study.steps.undo()
    assert whole(study) == before
    desk.close()
    study.steps.undo()
    assert given_to(study) == [BEFORE, BEFORE]


def test_a_merge_cut_short_reads_as_done_is_named_by_check_and_finished_by_opening(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    save, calls = SessionFile.save, []

    def dies(file: SessionFile, record: SessionRecord) -> bool:
        calls.append(file)
        if len(calls) == 2:
            raise Killed
        return save(file, record)

    monkeypatch.setattr(SessionFile, "save", dies)
    with pytest.raises(Killed):
        study.codebook_edits.merge("LP4", "LP5")
    monkeypatch.undo()
    assert sorted(given_to(study)) == sorted([MERGED, BEFORE])
    again = Study.open(study.folder)
    assert {row.points for row in again.quotes()} == {(LP5,)}
    assert [finding.kind.value for finding in check_whole(study.folder)] == ["reference"]
    for row in again.sessions():
        again.open_session(row.id).close()
    assert given_to(study) == [MERGED, MERGED]
    assert check_whole(study.folder) == []


def test_a_disk_that_refuses_the_codebook_leaves_everything_as_it_was(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = whole(study)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as trouble:
        trouble.setattr(FileSystem, "write", full)
        with pytest.raises(StoreError):
            study.codebook_edits.merge("LP4", "LP5")
        with pytest.raises(StoreError):
            study.codebook_edits.split(
                "LP4", quotes(study), replace(study.codebook_edits.blank(), name="Bins")
            )
    assert whole(study) == before
    assert study.steps.can_undo == "Adding P01"


def test_who_was_merged_or_is_not_there_is_named(study: Study) -> None:
    study.codebook_edits.merge("LP4", "LP5")
    with pytest.raises(NotFound, match="no learning point “LP4”"):
        study.codebook_edits.merge("LP4", "LP1")
    with pytest.raises(InvalidInput, match="into itself"):
        study.codebook_edits.merge("LP5", "LP5")
    study.codebook_edits.retire("LP5")
    with pytest.raises(InvalidInput, match="5 is retired"):
        study.codebook_edits.merge("LP1", "LP5")


# -- splitting -----------------------------------------------------------------------------------------


def quotes(study: Study) -> list[QuoteId]:
    return [row.id for row in study.quotes()]


def test_chosen_quotes_get_a_new_point_instead_or_beside(study: Study) -> None:
    edits, ids = study.codebook_edits, quotes(study)
    done, bins = edits.split("LP4", [ids[0], ids[2], ids[3]], replace(edits.blank(), name="Bins"))
    assert (done.quotes, done.sessions, bins) == (2, 2, study.codebook().get("bins"))
    assert given_to(study) == [("bins", "LP4,LP5", "LP5"), ("bins", "LP4,LP5", "LP5")]
    edits.split("LP4", [ids[1]], replace(edits.blank(), name="Years"), keep=True)
    assert given_to(study)[0][1] == "LP4,LP5,years"
    assert check_whole(study.folder) == []
    study.steps.undo()
    study.steps.undo()
    assert given_to(study) == [BEFORE, BEFORE]
    assert len(study.codebook().points) == 8


def test_an_existing_point_can_take_the_quotes(study: Study) -> None:
    one = study.codebook().get("LP1")
    assert one is not None
    study.codebook_edits.split("LP4", quotes(study), one)
    assert given_to(study) == [("LP1", "LP1,LP5", "LP5")] * 2
    study.steps.undo()
    assert given_to(study) == [BEFORE, BEFORE]


def test_undoing_a_split_leaves_the_new_point_where_it_was_tagged_with_since(study: Study) -> None:
    edits, ids = study.codebook_edits, quotes(study)
    edits.split("LP4", [ids[0]], replace(edits.blank(), name="Bins"))
    desk = study.open_session(study.sessions()[0].id)
    desk.toggle(answer_passage(ANSWER), 4, 10, PointId("bins"))
    desk.close()
    study.steps.undo()
    assert {row.points for row in study.quotes()} >= {(LP4,), (PointId("bins"),)}
    (notice,) = study.take_notices()
    assert "“Bins” stays in the codebook: 1 quote has learning point 9" in notice
    study.steps.redo()
    study.steps.undo()
    assert study.codebook().get("bins") is not None
    assert check_whole(study.folder) == []


def test_a_split_begins_only_when_nobody_has_its_sessions_open(study: Study) -> None:
    other = Study.open(study.folder, researcher="bea")
    desk = other.open_session(study.sessions()[0].id)
    before = whole(study)
    with pytest.raises(ReadOnly, match="bea has it"):
        study.codebook_edits.split("LP4", quotes(study), replace(study.codebook_edits.blank(), name="Bins"))
    assert whole(study) == before
    desk.close()


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (lambda study: ("LP1", quotes(study), study.codebook().get("LP2")), "None of these quotes has"),
        (lambda study: ("LP4", quotes(study), study.codebook().get("LP4")), "cannot go there"),
        (lambda study: ("LP4", [], study.codebook().get("LP1")), "None of these quotes has"),
        (lambda study: ("LP4", quotes(study), study.codebook_edits.blank()), "needs a name"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused(study: Study, wanted: object, said: str) -> None:
    before = whole(study)
    with pytest.raises(InvalidInput, match=said):
        study.codebook_edits.split(*wanted(study))  # type: ignore[operator]
    assert whole(study) == before
    assert study.steps.can_undo == "Adding P01"


# -- history -------------------------------------------------------------------------------------------


def test_the_history_says_what_was_done_by_whom_also_what_was_taken_back(study: Study) -> None:
    edits = study.codebook_edits
    edits.merge("LP4", "LP5")
    study.steps.undo()
    edits.split("LP4", quotes(study)[:1], replace(edits.blank(), name="Bins"))
    study.steps.undo()
    edits.shift("LP1", 1)
    log = sorted(study._study_file.codebook_log.all().values(), key=lambda entry: entry.at)
    assert [(entry.point, entry.what, entry.before, entry.after) for entry in log] == [
        ("LP4", "merged", "Recognise difference", "Focus on assets"),
        ("LP4", "merge taken back", "Focus on assets", "Recognise difference"),
        ("bins", "added", "", "Bins"),
        ("LP4", "split", "Recognise difference", "Bins"),
        ("LP4", "split taken back", "Bins", "Recognise difference"),
        ("bins", "removed", "Bins", ""),
        *sorted([("LP1", "numbered", "1", "2"), ("LP2", "numbered", "2", "1")]),
    ]
    assert {entry.by for entry in log} == {"ana"}
    assert check_whole(study.folder) == []
