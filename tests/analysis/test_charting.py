"""Charts: what is drawn is told in words, and what the public must not see is in neither."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.analysis.agreement import agreement
from reflect.analysis.chart_lines import drawn
from reflect.analysis.charting import (
    Tagged,
    agreement_chart,
    points_chart,
    saturation_chart,
    together_chart,
)
from reflect.analysis.coded_text import CodingUnit, coded_passages
from reflect.analysis.counts import Overlap
from reflect.analysis.hiding import hidden_parts
from reflect.analysis.sums import Uncoded
from reflect.domain.charts import AnyChart, CellCount, PointHead, PointsChart, PointsRow
from tests.analysis.coded import coded, its_passages

POINTS = {f"LP{n}": PointHead(name=name, number=n) for n, name in enumerate(("Trust", "Risk", "Money"), 1)}
ROLES = [("p", "Provider"), ("a", "Agency"), ("c", "Commissioner"), ("l", "Lived experience")]


def quotes(*told: str) -> list[Tagged]:
    """Quotes as `P1 p s1 LP1,LP2`: whose, their role (`-`: not known), the session, the points."""
    found = []
    for n, line in enumerate(told):
        who, role, session, points = line.split()
        plain = role.replace("-", "")
        found.append(
            Tagged(session, (session, n), 0, 9, frozenset(points.split(",")), who.replace("-", ""), plain)
        )
    return found


SAID = quotes("P1 p s1 LP1,LP2", "P1 p s1 LP1", "P2 p s2 LP1", "A1 a s3 LP1", "- - s3 LP2,LP1")


def test_points_by_role_count_quotes_and_people_and_words_of_nobody_known() -> None:
    found = points_chart(SAID, POINTS, ROLES)
    assert found.roles == ("Provider", "Agency", "not known")
    assert found.people == (2, 1, 0)
    assert [(row.point.name, row.every) for row in found.rows] == [
        ("Trust", CellCount(quotes=5, people=3)),
        ("Risk", CellCount(quotes=2, people=1)),
    ]
    assert found.rows[0].cells == (
        CellCount(quotes=3, people=2),
        CellCount(quotes=1, people=1),
        CellCount(quotes=1, people=0),
    )
    assert found.share(found.rows[0], 0) == 3 / 5
    assert "1 Trust: 5 quotes of 3 people; Provider 3 of 2 (60%), Agency 1 of 1 (20%)" in found.description
    assert "Without quotes: 3 Money" in found.description


def test_points_together_are_told_by_their_numbers_and_a_point_by_its_name_once() -> None:
    found = together_chart(SAID, POINTS, Overlap.SAME)
    assert [[cell.quotes for cell in row] for row in found.pairs] == [[], [2]]
    assert "How many quotes have each: 1 Trust 5; 2 Risk 2." in found.description
    assert "2 quotes: 1 and 2." in found.description


def test_saturation_counts_points_session_by_session_and_names_no_session() -> None:
    sessions = [f"s{n}" for n in range(1, 9)]
    told = [f"P1 p s{n} LP{1 + (n > 4) + (n > 7)}" for n in range(1, 9)]
    found = saturation_chart(quotes(*told), sessions, ())
    assert found.new == (1, 0, 0, 0, 1, 0, 0, 1)
    assert found.so_far[-1] == 3
    assert "1 (1), 0 (1), 0 (1), 0 (1), 1 (2), 0 (2), 0 (2), 1 (3)" in found.description
    assert "5 to 6 100%, 6 to 7 0%, 7 to 8 100%" in found.description
    assert not re.search(r"\bs\d", found.description + found.note)


def test_agreement_is_told_with_what_it_is_of_and_the_public_is_not_told_of_whom() -> None:
    record = coded(["One two. Three four."], [("ana", "t0", 0, 8, "LP1"), ("bea", "t0", 9, 20, "LP1")])
    passages = coded_passages(record, its_passages(record), ("ana", "bea"), CodingUnit.SENTENCE)
    found = agreement(
        list(passages), ("ana", "bea"), unit=CodingUnit.SENTENCE, uncoded=Uncoded.IGNORE, samples=0
    )
    inside = agreement_chart(found, POINTS, public=False)
    assert "ana and bea, in 1 session; compared: 2 sentences." in inside.description
    assert f"1 Trust: given in 50%, alpha {inside.lines[1].alpha.said}" in inside.description
    outside = agreement_chart(found, POINTS, public=True)
    assert outside.lines == inside.lines
    assert "2 researchers, in 1 session" in outside.description
    assert "ana" not in " ".join(drawn(outside, 80)).replace("anal", "")


def test_where_there_is_nothing_to_say_it_says_so() -> None:
    record = coded(["One two."], [("ana", "t0", 0, 8, "LP1"), ("bea", "t0", 0, 8, "LP1")])
    passages = coded_passages(record, its_passages(record), ("ana", "bea"), CodingUnit.SENTENCE)
    found = agreement(
        list(passages), ("ana", "bea"), unit=CodingUnit.SENTENCE, uncoded=Uncoded.IGNORE, samples=0
    )
    assert (
        "1 Trust: given in 100%, alpha n/a, kappa n/a."
        in agreement_chart(found, POINTS, public=True).description
    )
    assert "no tagged quote" in points_chart([], POINTS, ROLES).description
    assert "no tagged quote" in saturation_chart([], ["s1"], ()).description


# -- what the public does not see --------------------------------------------------------------------------


def hidden(smallest: int = 3, **people: int) -> str:
    return "".join(sorted(hidden_parts(people, smallest)))


def test_a_role_of_too_few_people_is_hidden_and_another_with_it() -> None:
    assert hidden(p=5, a=4, c=1) == "ac"
    assert hidden(p=5, a=2, c=2) == "ac"
    assert hidden(p=5, a=4, c=3) == ""
    # What is hidden may be of nobody, so that one each of three is not to be told from two and one.
    assert hidden(p=5, a=2, c=1, l=0) == "acl"


def test_a_point_of_too_few_people_is_hidden_whole_and_so_is_how_many_there_are() -> None:
    found = points_chart(SAID, POINTS, ROLES, smallest=3)
    # On trust two providers and an agency: all of them may be told, and none apart.
    assert [row.every.hidden for row in found.rows] == [False, True]
    assert all(cell.hidden for row in found.rows for cell in row.cells)
    assert "tagged quotes of" not in found.description
    assert found.people == (None, None, None)


def test_a_pair_of_too_few_people_is_hidden_and_few_people_saturate_nothing() -> None:
    found = together_chart(SAID, POINTS, Overlap.SAME, smallest=3)
    assert found.pairs[1][0].hidden
    assert [cell.hidden for cell in found.alone] == [False, True]
    few = saturation_chart(quotes("P1 p s1 LP1", "P2 p s2 LP2"), ["s1", "s2"], (), smallest=3)
    assert few.new == ()
    assert "Not shown" in few.description


def possible(row: PointsRow) -> list[set[int]]:
    """By subtraction, how many people each hidden role may be: whole numbers that add up to what is left."""
    left = row.every.people - sum(cell.people for cell in row.cells)
    free = sum(cell.hidden for cell in row.cells)
    return [set(range(left + 1)) if free > 1 else {left} for cell in row.cells if cell.hidden]


def left_over(found: PointsChart, row: PointsRow) -> tuple[int, int]:
    shown = [cell for cell in row.cells if not cell.hidden]
    assert len(shown) < len(found.roles)
    return (
        row.every.quotes - sum(cell.quotes for cell in shown),
        row.every.people - sum(cell.people for cell in shown),
    )


spoken = st.lists(
    st.tuples(
        st.sampled_from("pacl-"), st.integers(1, 5), st.sets(st.sampled_from([*POINTS]), min_size=1)
    ).map(lambda drawn: f"{drawn[0]}{drawn[1]} {drawn[0]} s1 {','.join(sorted(drawn[2]))}"),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(spoken, st.integers(2, 4))
def test_no_small_group_is_shown_to_the_public_or_found_by_subtraction(
    told: list[str], smallest: int
) -> None:
    every = points_chart(quotes(*told), POINTS, ROLES)
    found = points_chart(quotes(*told), POINTS, ROLES, smallest=smallest)
    for row, truth in zip(found.rows, every.rows, strict=True):
        for cell, real in zip(row.cells, truth.cells, strict=True):
            assert cell.hidden or cell == real
            assert cell.hidden or not 0 < cell.people < smallest
        if row.every.hidden:
            assert all(cell.hidden for cell in row.cells)
            continue
        assert row.every == truth.every
        if any(cell.hidden for cell in row.cells):
            _, people = left_over(found, row)
            assert people >= max(smallest, 3)
            assert all(len(values) > 1 for values in possible(row))
    for line in drawn(found, 80):
        assert "not known" not in line
    told_rows = [row for row in found.rows if not row.every.hidden]
    if len(told_rows) < len(found.rows):
        assert "tagged quote" not in found.description
    for row in found.rows:
        said = next(part for part in found.description.split(". ") if part.startswith(row.point.label))
        numbers = {int(number) for number in re.findall(r"(\d+) of", said)}
        assert numbers <= {cell.quotes for cell in row.cells if not cell.hidden} | {row.every.quotes}


# -- in a terminal -----------------------------------------------------------------------------------------

LONG = {
    f"C{n}": PointHead(name="Who holds the money, and what that does to how people speak", number=n)
    for n in range(1, 31)
}
MANY_ROLES = [(f"r{n}", f"A role with a long name, number {n}") for n in range(20)]


def crowded(sessions: int = 60) -> Sequence[Tagged]:
    return [
        Tagged(
            f"s{n}",
            (n, m),
            0,
            5,
            frozenset({f"C{1 + (n * m) % 30}", f"C{1 + n % 30}"}),
            f"P{n}",
            f"r{n % 20}",
        )
        for n in range(sessions)
        for m in range(3)
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    sessions = [f"s{n}" for n in range(300)]
    charts: list[AnyChart] = [
        points_chart(crowded(), LONG, MANY_ROLES),
        together_chart(crowded(), LONG, Overlap.SAME),
        saturation_chart(crowded(300), sessions, ()),
    ]
    for chart in charts:
        lines = drawn(chart, width)
        assert max(map(len, lines)) <= width
        assert "".join("".join(lines).split()).count("".join(chart.description.split())) == 1


def test_three_hundred_sessions_are_put_together_and_it_says_so() -> None:
    chart = saturation_chart(crowded(300), [f"s{n}" for n in range(300)], ())
    assert "sessions, 4 to a column" in "\n".join(drawn(chart, 80))
