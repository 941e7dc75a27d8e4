"""Agreement between researchers, from what they tagged."""

from __future__ import annotations

import random
from collections.abc import Hashable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.analysis.agreement import ALL, Agreement, AgreementRow, agreement
from reflect.analysis.coded_text import CodingUnit, coded_passages, sentences_of
from reflect.analysis.coincidences import Segment, nominal_alpha, unitising_alpha
from reflect.analysis.sums import Uncoded
from reflect.domain.agreeing import AGREED
from reflect.domain.session import SessionRecord
from tests.analysis.coded import Marked, coded, its_passages

TEXTS = ["One day it went well. Then it did not.", "We talked.", "Nobody came. Nobody asked. So it ended."]


def compared(
    records: Sequence[SessionRecord],
    researchers: Sequence[str] = ("ana", "bea"),
    *,
    unit: CodingUnit = CodingUnit.SENTENCE,
    uncoded: Uncoded = Uncoded.IGNORE,
    samples: int = 0,
) -> Agreement:
    found = [each for r in records for each in coded_passages(r, its_passages(r), researchers, unit)]
    return agreement(found, researchers, unit=unit, uncoded=uncoded, samples=samples)


def row(found: Agreement, point: str = ALL) -> AgreementRow:
    return next(each for each in found.rows if each.point == point)


def test_sentences_are_compared_one_by_one() -> None:
    record = coded(
        TEXTS,
        [
            ("ana", "t0", 0, 21, "LP1"),
            ("bea", "t0", 4, 15, "LP1"),  # part of the same sentence
            ("ana", "t2", 0, 12, "LP1"),
            ("bea", "t2", 13, 26, "LP1"),
        ],
    )
    found = compared([record])
    # Three sentences with a tag: both, only ana, only bea. What nobody tagged is left out.
    assert (found.units, found.left_out) == (3, 3)
    assert row(found, "LP1").percent.value == pytest.approx(1 / 3)
    assert row(found, "LP1").prevalence == pytest.approx(4 / 6)
    everything = compared([record], uncoded=Uncoded.COUNT)
    assert (everything.units, everything.left_out) == (6, 0)
    assert row(everything, "LP1").percent.value == pytest.approx(4 / 6)
    # po = 4/6, pe = (2/6)(2/6) + (4/6)(4/6) = 5/9
    assert row(everything, "LP1").kappa.value == pytest.approx((4 / 6 - 5 / 9) / (4 / 9))


def test_untagged_text_does_not_make_agreement_look_larger_unasked() -> None:
    marks: list[Marked] = [("ana", "t0", 0, 21, "LP1"), ("bea", "t0", 22, 38, "LP1")]
    short, long = coded(TEXTS[:1], marks), coded([*TEXTS[:1], *["Talk, and talk."] * 50], marks)
    assert compared([short]).rows == compared([long]).rows
    assert row(compared([long])).percent.value == 0
    counted = row(compared([long], uncoded=Uncoded.COUNT))
    assert counted.percent.value is not None
    assert counted.percent.value > 0.9
    assert counted.alpha.value is not None
    assert counted.alpha.value < 0.01


def test_part_of_the_points_is_no_agreement_on_all_together() -> None:
    record = coded(
        TEXTS, [("ana", "t1", 0, 10, "LP1"), ("ana", "t1", 0, 10, "LP2"), ("bea", "t1", 0, 10, "LP1")]
    )
    found = compared([record])
    assert row(found).percent.value == 0
    assert row(found, "LP1").percent.value == 1
    assert row(found, "LP1").alpha.value is None


def test_who_has_not_worked_on_a_session_is_not_compared_on_it() -> None:
    both = coded(TEXTS, [("ana", "t1", 0, 10, "LP1"), ("bea", "t1", 0, 10, "LP1")])
    alone = coded(TEXTS, [("ana", "t1", 0, 10, "LP1")], session="s2")
    assert compared([both, alone]).sessions == ("s1",)
    assert compared([both, alone]).rows == compared([both]).rows


def test_what_was_agreed_on_is_nobodys_work() -> None:
    marks: list[Marked] = [("ana", "t1", 0, 10, "LP1"), ("bea", "t1", 0, 10, "LP2")]
    record = coded(TEXTS, marks)
    settled = coded(TEXTS, [*marks, (AGREED, "t1", 0, 10, "LP1")])
    assert compared([record]).rows == compared([settled]).rows


def test_the_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    chance = random.Random(3)  # noqa: S311 - made-up tags
    records = []
    for n in range(10):
        marks: list[Marked] = []
        for turn in range(8):
            point = chance.choice(["LP1", "LP2"])
            marks.append(("ana", f"t{turn}", 0, 10, point))
            marks.append(("bea", f"t{turn}", 0, 10, point if chance.random() < 0.8 else "LP3"))
        records.append(coded(["We talked."] * 8, marks, session=f"s{n}"))
    found = compared(records, samples=60)
    assert (found.drawn, found.samples) == ("sessions", 60)
    assert found == compared(records, samples=60)
    for estimate in (row(found).percent, row(found).kappa, row(found).alpha, row(found).stretches):
        assert estimate.value is not None
        assert estimate.low is not None
        assert estimate.high is not None
        assert -1 <= estimate.low < estimate.value < estimate.high <= 1
    assert compared(records[:2], samples=5).drawn == "passages"


def test_progress_is_told_to_the_end() -> None:
    record = coded(TEXTS, [("ana", "t1", 0, 10, "LP1"), ("bea", "t2", 0, 10, "LP2")])
    told: list[tuple[int, int]] = []
    agreement(
        coded_passages(record, its_passages(record), ["ana", "bea"], CodingUnit.SENTENCE),
        ["ana", "bea"],
        unit=CodingUnit.SENTENCE,
        uncoded=Uncoded.IGNORE,
        samples=3,
        progress=lambda done, of: told.append((done, of)),
    )
    assert told[-1] == (3, 3)


MARKS = st.lists(
    st.tuples(
        st.sampled_from(["ana", "bea", "cleo"]),
        st.sampled_from(["t0", "t1", "t2"]),
        st.integers(0, 9),
        st.integers(1, 10),
        st.sampled_from(["LP1", "LP2", "LP3"]),
    ).map(lambda m: (m[0], m[1], min(m[2], m[3] - 1), m[3], m[4])),
    max_size=14,
)
THREE = ("ana", "bea", "cleo")


@settings(max_examples=60)
@given(MARKS, st.permutations(THREE), st.sampled_from(CodingUnit), st.sampled_from(Uncoded))
def test_the_order_of_researchers_changes_nothing(
    marks: list[Marked], order: list[str], unit: CodingUnit, uncoded: Uncoded
) -> None:
    one = compared([coded(TEXTS, marks)], THREE, unit=unit, uncoded=uncoded)
    other = compared([coded(TEXTS, marks[::-1])], order, unit=unit, uncoded=uncoded)
    assert one.units == other.units
    for mine, theirs in zip(one.rows, other.rows, strict=True):
        assert mine.point == theirs.point
        for a, b in (
            (mine.alpha, theirs.alpha),
            (mine.kappa, theirs.kappa),
            (mine.stretches, theirs.stretches),
        ):
            assert (a.value is None) == (b.value is None)
            assert a.value == pytest.approx(b.value, abs=1e-6)


@settings(max_examples=60)
@given(MARKS, st.sampled_from(CodingUnit), st.sampled_from(Uncoded))
def test_who_tags_alike_agrees_wholly_or_says_nothing(
    marks: list[Marked], unit: CodingUnit, uncoded: Uncoded
) -> None:
    twice = [("ana", *mark[1:]) for mark in marks] + [("bea", *mark[1:]) for mark in marks]
    for each in compared([coded(TEXTS, twice)], unit=unit, uncoded=uncoded).rows:
        assert each.percent.value in (None, 1)
        for estimate in (each.kappa, each.alpha, each.stretches):
            assert estimate.value is None or estimate.value == pytest.approx(1)


@settings(max_examples=60)
@given(MARKS, st.sampled_from(Uncoded))
def test_the_sums_give_what_the_formulas_give(marks: list[Marked], uncoded: Uncoded) -> None:
    """The figures from sums, beside the plain formulas on one continuum, cut by another hand."""
    everybody: list[Marked] = [(who, "t1", 9, 10, "LP9") for who in THREE]
    record = coded([text[:10] for text in TEXTS], [*marks, *everybody])
    found = compared([record], THREE, unit=CodingUnit.CHARACTER, uncoded=uncoded)
    letters: dict[str, list[frozenset[str]]] = {who: [frozenset()] * 30 for who in THREE}
    for who, turn, start, end, point in [*marks, *everybody]:
        for at in range(start, end):
            place = int(turn[1]) * 10 + at
            letters[who][place] |= {point}
    units = [tuple(letters[who][at] for who in THREE) for at in range(30)]
    kept = units if uncoded is Uncoded.COUNT else [unit for unit in units if any(unit)]
    _same(row(found).alpha.value, nominal_alpha(kept))
    gaps = uncoded is Uncoded.COUNT
    whole = [_stretches([each or None for each in letters[who]]) for who in THREE]
    _same(row(found).stretches.value, unitising_alpha(whole, 30, gaps=gaps))
    for point in {mark[4] for mark in marks}:
        _same(
            row(found, point).alpha.value, nominal_alpha([[point in each for each in unit] for unit in kept])
        )
        of_point = [
            _stretches(
                [None if (not each if not gaps else point not in each) else point in each for each in mine]
            )
            for mine in letters.values()
        ]
        _same(row(found, point).stretches.value, unitising_alpha(of_point, 30, gaps=gaps))


def _same(found: float | None, wanted: float | None) -> None:
    assert (found is None) == (wanted is None)
    assert found == pytest.approx(wanted, abs=1e-6)


def _stretches(values: Sequence[Hashable]) -> list[Segment]:
    """Unbroken stretches within passages of ten characters."""
    found: list[Segment] = []
    for at, value in enumerate(values):
        if value is None:
            continue
        if found and at % 10 and found[-1][1] == at and found[-1][2] == value:
            found[-1] = (found[-1][0], at + 1, value)
        else:
            found.append((at, at + 1, value))
    return found


@given(st.text(alphabet="ab. !?\n", max_size=60))
def test_sentences_hold_all_the_ink_of_a_text_once(text: str) -> None:
    found = sentences_of(text)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert "".join(text[a:b] for a, b in found).replace(" ", "").replace("\n", "") == text.replace(
        " ", ""
    ).replace("\n", "")
