"""Cells of the framework matrix: no word goes when cells become one, and who is removed leaves nothing."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.drafted import noted
from reflect.domain.framework import (
    CaseKind,
    CellSummary,
    cell_id,
    charts,
    joined,
    seen_now,
    since,
    study_without,
)
from reflect.domain.ids import ParticipantCode, PointId, QuoteId
from reflect.domain.merging import merge

LP1, LP2 = PointId("LP1"), PointId("LP2")
texts = st.text("ab .\n", max_size=12)
moments = st.sampled_from([f"2026-03-0{n}T10:00:00+00:00" for n in range(1, 6)])


def summary(
    text: str,
    *,
    case: str = "P01",
    point: PointId = LP1,
    at: str = "2026-03-04T10:00:00+00:00",
    by: str = "ana",
) -> CellSummary:
    key = cell_id(CaseKind.PARTICIPANT, case, point)
    kind = CaseKind.PARTICIPANT
    return CellSummary(
        id=key, kind=kind, case=case, point=point, text=text, by=by, created=at, changed_by=by, at=at
    )


@given(texts, texts, moments, moments)
def test_cells_that_become_one_keep_every_word_of_both(one: str, two: str, first: str, second: str) -> None:
    rows = [summary(one, at=first), summary(two, point=LP2, at=second)]
    found = joined(rows, LP1)
    assert found is not None
    assert all(text.strip() in found.text for text in (one, two))
    assert (found.point, found.created, found.at) == (LP1, min(first, second), max(first, second))
    assert joined(reversed(rows), LP1) == found


@given(texts, texts, moments, moments)
def test_two_laptops_come_to_one_cell_and_no_version_is_lost(
    one: str, two: str, first: str, second: str
) -> None:
    mine, theirs = (
        {"summaries": {row.id: msgspec.to_builtins(row)}}
        for row in (summary(one, at=first), summary(two, at=second, by="ben"))
    )
    made, other = (merge(*pair, None, at="x") for pair in ((mine, theirs), (theirs, mine)))
    assert made.tables == other.tables
    (row,) = made.tables["summaries"].values()
    kept = [row["text"], *(clash.other for clash in made.report.clashes)]
    assert all(any(str(text).startswith(each) or not each.strip() for text in kept) for each in (one, two))
    assert {clash.field for clash in made.report.clashes} <= {"text"}  # who and when settle themselves
    assert (row["created"], row["at"]) == (min(first, second), max(first, second))


def test_what_happened_since_is_told_apart() -> None:
    same, other, moved, gone, back = map(QuoteId, ("same", "other", "moved", "gone", "back"))
    seen = [noted(quote, "words") for quote in (same, other, moved, gone, back)]
    speakers = {same: "P01", other: "P01", moved: "P01", back: "P09"}
    now = {same: "words", other: "other words", QuoteId("new"): "words"}
    found = since([*seen, "removed/"], now, speakers, {ParticipantCode("P09")})
    assert (found.added, found.changed, found.untagged) == (("new",), (other,), (moved,))
    assert (found.gone, found.taken_back) == (1, 2)
    assert not since(seen_now({same: "words"}, (), ()), {same: "words"}, speakers, ()).stale


def test_what_one_is_not_shown_makes_nothing_stale_and_stays_noted() -> None:
    hidden = {"secret"}
    seen = (noted("secret", "words"), noted("plain", "words"))
    assert not since(seen, {QuoteId("plain"): "words"}, {}, (), hidden).stale
    assert seen_now({QuoteId("plain"): "words"}, seen, hidden) == tuple(sorted(seen))


@pytest.mark.parametrize("place", ["summaries", "bin"])
def test_a_file_without_somebody_keeps_what_is_of_others(place: str) -> None:
    hers, his = (msgspec.to_builtins(summary("Words.", case=code)) for code in ("P01", "P02"))
    tables: dict[str, dict[str, dict[str, object]]] = {
        "summaries": {row["id"]: row for row in (hers, his)},
        "clashes": {"c": {"table": "summaries", "record": hers["id"]}},
    }
    if place == "bin":
        tables = {"bin": {"b": {"summaries": [hers, his]}, "c": {"summaries": [hers]}}}
    assert charts(tables, "P01")
    left = study_without(tables, ["P01"])
    assert not charts(left, "P01")
    assert charts(left, "P02")
    assert "clashes" not in left or not left["clashes"]
