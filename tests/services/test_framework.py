"""The framework matrix: a researcher's own words in a cell, and what nobody has looked at is told apart."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from reflect import Study as Door
from reflect import paths
from reflect.domain.consent import Extent
from reflect.domain.correcting import Correction, parts
from reflect.domain.framework import CaseKind, cell_id
from reflect.domain.ids import ParticipantCode, PointId, QuoteId
from reflect.domain.passages import answer_passage
from reflect.errors import InvalidInput
from reflect.services.checking import check_whole
from reflect.services.framework import OpenCell
from reflect.services.framework_table import CellState, Standing
from reflect.services.merge_studies import merge_studies
from reflect.services.removed_people import without_removed
from reflect.services.repair import repair_study
from reflect.services.study import Study
from reflect.services.writeup_journals import TEXT
from tests.services.studies import ANSWER, a_person, a_study, agreed, counting, interviewed, ticking

LP1, LP4, LP5 = PointId("LP1"), PointId("LP4"), PointId("LP5")
PERSON, ROLE = CaseKind.PARTICIPANT, CaseKind.ROLE
HERS = "We shared the rota. Nobody rang. It took a year."
HIS = "The kettle did it. Then the library closed."


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    """P01 and P02 are providers: two quotes of hers on learning points 1 and 4, one of his on 4."""
    monkeypatch.setenv("REFLECT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("REFLECT_CACHE_DIR", str(tmp_path / "cache"))
    study = a_study(tmp_path / "study")
    for code, words, tagged in (
        ("P01", HERS, ((0, 19, LP4), (20, 32, LP1))),
        ("P02", HIS, ((0, 18, LP4),)),
    ):
        study.edits.add_participant(a_person(code))
        desk = interviewed(study, words, code=code)
        for start, end, point in tagged:
            desk.toggle(answer_passage(ANSWER), start, end, point)
        desk.save()
        desk.close()
    yield study
    study.close()


def standing(study: Study, case: str = "P01", point: str = LP4, kind: CaseKind = PERSON) -> Standing:
    found = study.framework.matrix(kind).cell(case, point)
    assert found is not None
    return found


def cell(study: Study, case: str = "P01", point: str = LP4, kind: CaseKind = PERSON) -> OpenCell:
    return study.framework.cell(kind, case, point, fresh=True)


def chart(study: Study, text: str, case: str = "P01", point: str = LP4, kind: CaseKind = PERSON) -> None:
    study.framework.write(cell(study, case, point, kind), text)


def tag(study: Study, code: str, start: int, end: int, point: PointId) -> QuoteId:
    row = next(row for row in study.sessions() if row.participant == code)
    desk = study.open_session(row.id)
    quote = desk.toggle(answer_passage(ANSWER), start, end, point)
    desk.save()
    desk.close()
    return quote.id


def withdraw(study: Study, code: str) -> None:
    study.withdrawals.withdraw(code, extent=Extent.NOT_QUOTED)


def test_a_cell_begins_with_its_quotes_and_no_words(study: Study) -> None:
    opened = cell(study)
    assert [quote.row.text for quote in opened.quotes] == ["We shared the rota."]
    assert (opened.text, opened.summary) == ("", None)
    assert standing(study).state is CellState.OPEN
    assert standing(study, point=LP5).state is CellState.EMPTY


def test_charted_nothing_said_and_not_yet_charted_are_three_things(study: Study) -> None:
    chart(study, "She trusts rotas more than talk.")
    study.framework.nothing_said(cell(study, point=LP5))
    assert standing(study).state is CellState.CHARTED
    assert standing(study, point=LP5).state is CellState.NOTHING
    assert standing(study, "P02").state is CellState.OPEN
    states = study.framework.matrix(PERSON).states()
    assert (states[CellState.CHARTED], states[CellState.NOTHING], states[CellState.OPEN]) == (1, 1, 2)
    summary = standing(study).summary
    assert summary is not None
    assert (summary.by, summary.changed_by, len(summary.seen)) == ("ana", "ana", 1)


def test_a_role_has_the_quotes_of_all_its_people_under_it(study: Study) -> None:
    found = standing(study, "provider", kind=ROLE)
    assert found.quotes == 2
    opened = cell(study, "Provider", "4", ROLE)
    assert [quote.row.participant for quote in opened.quotes] == ["P01", "P02"]


def test_every_change_of_a_cell_is_taken_back_and_done_again(study: Study) -> None:
    chart(study, "First.")
    chart(study, "Second.")
    study.framework.clear(cell(study))
    assert standing(study).state is CellState.OPEN
    for expected in ("Second.", "First."):
        study.steps.undo()
        assert cell(study).text == expected
    study.steps.undo()
    assert standing(study).state is CellState.OPEN
    study.steps.redo()
    assert cell(Study.open(study.folder)).text == "First."


def test_words_that_are_cleared_lie_in_the_bin_and_come_back(study: Study) -> None:
    chart(study, "Worth keeping.")
    chart(study, "  ")
    (kept,) = study.bin.items()
    assert kept.kind == "summary"
    assert "Worth keeping." in kept.what
    study.bin.restore(kept.id)
    assert cell(study).text == "Worth keeping."


def test_a_summary_is_stale_when_its_quotes_are_others_and_says_why(study: Study) -> None:
    chart(study, "Of the rota.")
    assert not standing(study).since.stale
    added = tag(study, "P01", 33, 48, LP4)
    assert standing(study).state is CellState.STALE
    assert standing(study).since.added == (added,)
    assert [quote.news for quote in cell(study).quotes] == ["", "new"]
    study.framework.still_fits(cell(study))
    assert standing(study).state is CellState.CHARTED
    tag(study, "P01", 33, 48, LP4)  # takes it off again
    changes = standing(study).since
    assert changes.stale
    assert len(changes.untagged) + changes.gone == 1


def test_a_quote_that_reads_otherwise_makes_its_summary_stale(study: Study) -> None:
    chart(study, "Of the rota.")
    row = next(row for row in study.sessions() if row.participant == "P01")
    desk = study.open_session(row.id)
    (quote,) = [q for q in desk.record.quotes.values() if q.words == "We shared the rota."]
    (part,) = parts(desk.record, answer_passage(ANSWER))
    desk.correct("Correction", [Correction(part, HERS.replace("shared", "pinned up"))], take_in=True)
    desk.save()
    desk.close()
    assert standing(study).since.changed == (quote.id,)


def test_what_others_wrote_meanwhile_is_brought_together_and_a_clash_keeps_both(study: Study) -> None:
    chart(study, "One. Two.")
    opened = cell(study)
    chart(study, "One. Two, said twice.")
    study.framework.write(opened, "One, and more. Two.")
    assert cell(study).text == "One, and more. Two, said twice."
    opened = cell(study)
    chart(study, "One, or less. Two, said twice.")
    study.framework.write(opened, "One, as it was. Two, said twice.")
    (clash,) = study.clashes.rows()
    assert {clash.clash.kept, clash.clash.other} == {
        "One, or less. Two, said twice.",
        "One, as it was. Two, said twice.",
    }
    assert clash.heading.startswith("P01, ")
    study.clashes.settle(clash, clash.clash.other)
    assert cell(study).text == clash.clash.other


def test_two_laptops_that_chart_one_cell_lose_neithers_words(study: Study, tmp_path: Path) -> None:
    theirs = Study.open(
        Path(shutil.copytree(study.folder, tmp_path / "theirs")),
        clock=ticking(),
        ids=counting("their"),
        researcher="ben",
    )
    chart(study, "Mine alone.")
    chart(theirs, "What ben saw in it.")
    chart(theirs, "Only there.", "P02")
    merge_studies(study.folder, theirs.folder, clock=ticking())
    merge_studies(theirs.folder, study.folder, clock=ticking())
    for one in (study, theirs):
        (row,) = one.clashes.rows()
        assert {row.clash.kept, row.clash.other} == {"Mine alone.", "What ben saw in it."}
        assert cell(one, "P02").text == "Only there."
        assert check_whole(one.folder) == []
    assert standing(study).summary == standing(theirs).summary
    theirs.close()


def test_merging_two_learning_points_joins_what_was_charted_and_undo_parts_it(study: Study) -> None:
    chart(study, "On four.")
    chart(study, "On five.", point=LP5)
    study.codebook_edits.merge(LP5, LP4)
    assert cell(study).text == "On four.\n\nOn five."
    chart(study, "On four.\n\nOn five.\n\nTogether.")
    assert [each.point for each in study.summaries()] == [LP4]
    study.steps.undo()
    study.steps.undo()
    assert (cell(study).text, cell(study, point=LP5).text) == ("On four.", "On five.")


def test_removing_a_learning_point_takes_its_summaries_to_the_bin_and_back(study: Study) -> None:
    study.framework.nothing_said(cell(study, point=LP5))
    chart(study, "Of five.", "P02", LP5)
    study.edits.remove_point(LP5)
    assert study.summaries() == ()
    assert check_whole(study.folder) == []
    study.steps.undo()
    assert len(study.summaries()) == 2


def test_a_removed_point_comes_back_when_somebody_meanwhile_charted_it(study: Study, tmp_path: Path) -> None:
    theirs = Study.open(Path(shutil.copytree(study.folder, tmp_path / "theirs")), researcher="ben")
    study.edits.remove_point(LP5)
    chart(theirs, "Of five.", point=LP5)
    merge_studies(study.folder, theirs.folder, clock=ticking())
    assert study.codebook().get(LP5) is not None
    assert check_whole(study.folder) == []
    theirs.close()


def test_who_is_charted_cannot_be_removed_by_the_way(study: Study) -> None:
    study.edits.add_participant(a_person("P03", role="commissioner"))
    study.framework.nothing_said(cell(study, "P03"))
    with pytest.raises(InvalidInput, match="framework matrix"):
        study.edits.remove_participant("P03")
    study.framework.clear(cell(study, "P03"))
    study.edits.remove_participant("P03")


def test_who_withdrew_is_no_case_and_what_rests_on_their_words_is_marked(study: Study) -> None:
    chart(study, "The providers share.", "provider", LP4, ROLE)
    withdraw(study, "P01")
    matrix = study.framework.matrix(PERSON)
    assert ([case.id for case in matrix.cases], matrix.taken_back) == (["P02"], 1)
    found = standing(study, "provider", kind=ROLE)
    assert (found.quotes, found.since.taken_back, found.state) == (1, 1, CellState.STALE)
    assert [quote.row.participant for quote in cell(study, "provider", LP4, ROLE).quotes] == ["P02"]
    with pytest.raises(InvalidInput, match="withdrawn"):
        cell(study)


def test_a_removal_leaves_nothing_of_what_was_charted_of_somebody(study: Study) -> None:
    paraphrase = "Zanzibar is what she makes of it."
    chart(study, paraphrase)
    chart(study, f"{paraphrase} Again.", point=LP1)
    study.framework.clear(cell(study, point=LP1))  # to the bin
    chart(study, "Both share.", "provider", LP4, ROLE)
    form = study.forms.open(study.framework.form(cell(study, point=LP5)))
    form.put({TEXT: "Zanzibar, half written"})
    form.close()
    for number in range(3):  # so that generations are kept
        chart(study, f"His {number}.", "P02")
    study.withdrawals.remove("P01", typed="P01")
    every = [*study.folder.rglob("*"), *paths.state_folder().rglob("*")]
    assert not [path for path in every if path.is_file() and b"Zanzibar" in path.read_bytes()]
    (role,) = [each for each in study.summaries() if each.kind is ROLE]
    assert [entry == "removed/" for entry in role.seen].count(True) == 1
    assert len(role.seen) == 2  # his, and that there was something of hers
    assert standing(study, "provider", kind=ROLE).taken_back
    assert check_whole(study.folder) == []


def test_what_was_charted_of_somebody_removed_does_not_come_in_again(study: Study, tmp_path: Path) -> None:
    chart(study, "Zanzibar is what she makes of it.")
    theirs = Study.open(Path(shutil.copytree(study.folder, tmp_path / "theirs")), researcher="ben")
    chart(theirs, "Zanzibar, longer.")
    study.withdrawals.remove("P01", typed="P01")
    merge_studies(study.folder, theirs.folder, clock=ticking())
    assert "Zanzibar" not in (study.folder / "study.json").read_text("utf-8")
    came = (theirs.folder / "study.json").read_bytes()
    assert b"Zanzibar" in came
    left = without_removed("study.json", came, ["P01"])
    assert left is not None
    assert b"Zanzibar" not in left
    shutil.copy(theirs.folder / "study.json", study.folder / "study.json")
    assert any(
        "P01" in finding.what and finding.place == "study.json" for finding in check_whole(study.folder)
    )
    theirs.close()


def test_check_names_a_summary_whose_case_or_point_is_missing(study: Study) -> None:
    chart(study, "Of four.")
    path = study.folder / "study.json"
    key = cell_id(PERSON, "P01", LP4)
    text = (
        path.read_text("utf-8")
        .replace('"case":"P01"', '"case":"P77"')
        .replace('"case": "P01"', '"case": "P77"')
    )
    path.write_text(text, "utf-8")
    assert any(key in finding.place and "P77" in finding.what for finding in check_whole(study.folder))
    repair_study(study.folder)
    assert Study.open(study.folder).summaries() == ()
    assert "Of four." in Study.open(study.folder).bin.items()[0].what


def test_one_who_is_blind_is_shown_neither_others_tags_nor_what_they_made_of_them(study: Study) -> None:
    chart(study, "Of the rota.")
    ben = Study.open(study.folder, researcher="ben", clock=ticking(), ids=counting("ben"))
    session = next(row.id for row in ben.sessions() if row.participant == "P01")
    ben.blind.remember(session, blind=True)
    found = standing(ben)
    assert (found.quotes, found.hidden) == (0, True)
    assert not found.since.stale
    opened = cell(ben)
    assert (opened.quotes, opened.text) == ((), "")
    with pytest.raises(InvalidInput, match="hidden from you"):
        ben.framework.write(opened, "Over it.")
    assert standing(ben, "P02").quotes == 1
    ben.close()


def test_what_was_being_written_when_reflect_stopped_is_offered_again(study: Study) -> None:
    form = study.forms.open(study.framework.form(cell(study)))
    form.put({TEXT: "She trusts ro"})
    form.close()
    left = Study.open(study.folder).framework.left()
    assert {key: each.text for key, each in left.items()} == {cell_id(PERSON, "P01", LP4): "She trusts ro"}


def test_the_trail_and_the_python_door_know_who_charted_what(study: Study) -> None:
    chart(study, "Of the rota.")
    ben = Study.open(study.folder, researcher="ben", clock=ticking())
    chart(ben, "Of the rota, and more.")
    events = [(e.by, e.what, e.detail) for e in study.trail.events() if e.where == "framework"]
    assert sorted(events) == [("ana", "charted cells", "P01 on 4"), ("ben", "changed summaries", "P01 on 4")]
    with Door(study.folder) as door:
        (found,) = [each for each in door.framework() if each.summary]
        assert (found.case, found.point, found.state) == ("P01", "LP4", "charted")
        assert (found.by, found.changed_by, found.quotes) == ("ana", "ben", 1)
        assert json.dumps(found.as_dict())
        with pytest.raises(InvalidInput, match="no cases called"):
            door.framework("sessions")
    ben.close()


def test_a_removed_persons_cells_stay_away_even_where_they_only_do_not_take_part(study: Study) -> None:
    person = study.participant("P02")
    no = msgspec.structs.replace(agreed(), take_part=False)
    study.edits.save_participant(msgspec.structs.replace(person, consents=(*person.consents, no)))
    assert ParticipantCode("P02") not in [case.id for case in study.framework.matrix(PERSON).cases]
