"""What a table counts in a cell is what is listed of it, whatever is counted by what, and for whom."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.analysis.counts import Overlap
from reflect.domain.ids import PointId
from reflect.domain.side_by_side import Unseen
from reflect.services.cell_quotes import behind_cell
from reflect.services.cross_table import IN_ALL, CrossTable, crossed
from reflect.services.demo import build_demo
from reflect.services.study import Study
from reflect.services.tabulating import NOTHING, Asked, tabulated
from tests.services.studies import ANSWER, a_person, a_study, interviewed

SIDES = ("points", "roles", "participants", "sessions", "questions", "researchers")
WORDS = "We met in spring. Nobody trusted anybody. Then we cooked."


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return build_demo(tmp_path_factory.mktemp("cells") / "demo", researcher="Ana")


@pytest.fixture
def two(tmp_path: Path) -> Study:
    """A session that ana and ben tagged: a quote of each, one they share, and ben's own point on it."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, WORDS)
    for by, start, end, point in (
        ("ana", 0, 17, "LP1"),
        ("ben", 18, 41, "LP2"),
        ("ben", 0, 17, "LP3"),
        ("ben", 10, 30, "LP1"),
    ):
        desk.by = by
        desk.toggle(f"answer:{ANSWER}", start, end, PointId(point))
    desk.save()
    desk.close()
    return study


def listed(study: Study, table: CrossTable, row: int, col: int, hidden: Unseen = NOTHING) -> int:
    one, two = table.rows[row], table.cols[col]
    found = behind_cell(
        study,
        table.asked,
        None if one is IN_ALL else one.id,
        None if two is IN_ALL else two.id,
        hidden=hidden,
        seen=lambda: study.blind.seen_quotes(study),
    )
    return len(found.groups)


@pytest.mark.parametrize("role", ["", "provider"])
@pytest.mark.parametrize(("rows", "cols"), [(a, b) for a in SIDES for b in SIDES if a < b])
def test_a_cell_lists_as_many_quotes_as_it_counts(demo: Study, rows: str, cols: str, role: str) -> None:
    table = crossed(demo, Asked(rows=rows, cols=cols, role=role))
    places = [(row, col) for row in range(0, len(table.rows), 3) for col in range(0, len(table.cols), 3)]
    assert {place: listed(demo, table, *place) for place in places} == {
        place: table.number(*place) for place in places
    }


@pytest.mark.parametrize("overlap", Overlap)
def test_two_points_list_as_many_quotes_pairs_or_passages_as_are_counted(
    demo: Study, two: Study, overlap: Overlap
) -> None:
    for study in (demo, two):
        table = crossed(study, Asked(rows="points", cols="points", overlap=overlap))
        size = len(table.rows)
        counts = [[table.number(row, col) for col in range(size)] for row in range(size)]
        assert [[listed(study, table, row, col) for col in range(size)] for row in range(size)] == counts
        assert any(map(any, counts))


@pytest.mark.parametrize("cols", SIDES)
def test_who_tags_blind_counts_and_lists_only_what_is_their_own(two: Study, cols: str) -> None:
    two.blind.remember(two.sessions()[0].id, blind=True)
    hidden = two.blind.unseen()
    table = crossed(two, Asked(cols=cols), hidden=hidden)
    sums = {
        head.id: head.total for head in tabulated(two, Asked(cols=cols), hidden=hidden).rows if head.total
    }
    assert sums == {"LP1": 1}
    rows = [head.id for head in table.rows]
    at = rows.index("LP1")
    for col in range(len(table.cols)):
        assert listed(two, table, at, col, hidden) == table.number(at, col)
    found = behind_cell(two, table.asked, "LP1", None, hidden=hidden, seen=lambda: two.blind.seen_quotes(two))
    ((quote,),) = found.groups
    assert quote.text == "We met in spring."
    assert quote.points == ("LP1",)
    assert quote.taggers == ("ana",)
    assert "ben" not in [head.id for head in table.cols]


def test_without_anything_hidden_texts_and_tallies_count_alike(demo: Study) -> None:
    elsewhere = Unseen(frozenset({"no such session"}), "Ana")
    for asked in (Asked(cols="roles"), Asked(rows="participants", cols="sessions", of="people")):
        assert tabulated(demo, asked) == tabulated(demo, asked, hidden=elsewhere)


def test_a_cell_is_said_in_full(demo: Study) -> None:
    table = crossed(demo, Asked(cols="roles"))
    assert (
        table.said(1, 1)
        == "1 Start upstream by Provider: 4 quotes of 2 people, 33 % of the row, 17 % of the column"
    )
    assert table.said(0, 0) == "In all: 75 quotes of 6 people"
    assert table.said(0, 1) == "Provider, in all: 24 quotes of 2 people"
    assert table.text(1, 1) == "4"
    shares = crossed(demo, Asked(cols="roles"), share="row")
    assert shares.text(1, 1) == "33%"
    assert shares.shade(1, 1) == "▓"
    beside = crossed(demo, replace(table.asked, cols="points", overlap=Overlap.PASSAGE))
    assert beside.said(0, 2).startswith(
        "1 Start upstream with 3 Be realistic: 5 passages with both of 3 people"
    )
    assert beside.said(0, 0).startswith("1 Start upstream: ")


def test_words_of_who_withdrew_are_not_listed_and_it_is_said_how_many(demo: Study, tmp_path: Path) -> None:
    study = build_demo(tmp_path / "demo", researcher="Ana")
    before = behind_cell(study, Asked(), "LP1", None)
    person = study.participant("P01")
    taken = replace(person.consents[-1], withdrawn="2026-11-25")
    study.edits.save_participant(replace(person, consents=(*person.consents, taken)))
    after = behind_cell(study, Asked(), "LP1", None)
    assert after.taken_back == 3
    assert len(after.groups) == len(before.groups) - 3
    assert all(quote.participant != "P01" for (quote,) in after.groups)
