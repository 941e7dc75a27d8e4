"""Edits of the codebook: numbers are unique, nothing stands under itself, merged points lead somewhere."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reflect.domain.codebook import (
    COLOURS,
    HIGHEST_NUMBER,
    LearningPoint,
    codebook_of,
    free_colour,
    free_number,
    redirects,
    standing,
)
from reflect.domain.codebook_edits import Points, brought_back, fault, merged, new_id, put, retired, shifted
from reflect.domain.ids import PointId
from reflect.errors import InvalidInput

DAY = "2026-11-23"


def point(name: str, number: int, **more: object) -> LearningPoint:
    return LearningPoint(id=PointId(name), number=number, name=name.capitalize(), **more)  # type: ignore[arg-type]


def book(*points: LearningPoint) -> Points:
    return {each.id: each for each in points}


THREE = book(point("trust", 1), point("money", 2), point("time", 3))


def numbers(points: Points) -> dict[str, int]:
    return {key: each.number for key, each in standing(points).items()}


# -- numbers, ids, colours -----------------------------------------------------------------------------


def test_two_points_exchange_their_numbers_when_one_takes_the_others() -> None:
    after = {**THREE, **put(THREE, replace(THREE[PointId("time")], number=1))}
    assert numbers(after) == {"time": 1, "money": 2, "trust": 3}


def test_a_new_point_that_takes_a_number_leaves_the_next_free_one_to_who_had_it() -> None:
    assert numbers({**THREE, **put(THREE, point("humour", 2))}) == {
        "trust": 1,
        "humour": 2,
        "time": 3,
        "money": 4,
    }


def test_a_point_moves_past_those_that_are_retired_and_not_beyond_the_ends() -> None:
    points = {**THREE, **retired(THREE, PointId("money"), day=DAY)}
    assert numbers({**points, **shifted(points, PointId("trust"), 1)}) == {"time": 1, "money": 2, "trust": 3}
    assert shifted(points, PointId("trust"), -1) == {}
    assert shifted(points, PointId("time"), 1) == {}
    assert shifted(points, PointId("money"), 1) == {}


def test_a_new_point_gets_the_lowest_free_number_and_the_least_used_colour() -> None:
    points = book(point("trust", 1), point("money", 3, colour="orange"))
    assert (free_number(points), free_colour(points)) == (2, "green")
    every = book(*(point(f"p{n}", n, colour=colour) for n, colour in enumerate(COLOURS, 1)))
    assert (free_number(every), free_colour(every)) == (9, "blue")


def test_an_id_is_made_from_the_name_and_never_one_that_is_taken() -> None:
    assert new_id("Humour & play", set()) == "humour-play"
    assert new_id("Humour", {"humour"}) == "humour-2"
    assert new_id("🙂", set()) == "point"
    assert len(new_id("long " * 40, set())) <= 40


def test_only_points_that_are_offered_have_a_digit() -> None:
    points = {**THREE, **retired(THREE, PointId("money"), day=DAY)}
    found = codebook_of(points.values())
    assert found.numbered(2) is None
    assert [each.id for each in found.offered] == ["trust", "time"]
    assert found.get("money") == points[PointId("money")]
    back = {**points, **brought_back(points, PointId("money"))}
    assert codebook_of(back.values()).numbered(2) == THREE[PointId("money")]


# -- merging -------------------------------------------------------------------------------------------


def test_what_stood_under_a_merged_point_stands_under_the_other() -> None:
    points = {**THREE, **book(point("petty-cash", 4, parent="money"))}
    after = {**points, **merged(points, PointId("money"), PointId("trust"), day=DAY)}
    assert after[PointId("petty-cash")].parent == "trust"
    found = codebook_of(after.values())
    assert [each.id for each in found.points] == ["trust", "time", "petty-cash"]
    assert found.get("money") == after[PointId("trust")]
    assert (after[PointId("money")].retired, after[PointId("money")].merged_into) == (DAY, "trust")
    assert free_number(after) == 2


def test_a_point_merged_into_one_that_stands_under_it_lets_that_move_up() -> None:
    points = book(
        point("all", 1), point("money", 2, parent="all"), point("cash", 3, parent="money"), point("petty", 4)
    )
    points = {**points, **book(point("petty", 4, parent="cash"), point("bank", 5, parent="money"))}
    after = {**points, **merged(points, PointId("money"), PointId("petty"), day=DAY)}
    assert {key: each.parent for key, each in standing(after).items()} == {
        "all": None,
        "cash": "all",
        "petty": "cash",
        "bank": "petty",
    }


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("money", "money", "into itself"),
        ("money", "gone", "“gone” any more"),
        ("gone", "money", "“gone” any more"),
        ("money", "old", "7 is retired"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_words(one: str, other: str, said: str) -> None:
    points = {**THREE, **book(point("old", 7, retired=DAY))}
    with pytest.raises(InvalidInput, match=said):
        merged(points, PointId(one), PointId(other), day=DAY)


def test_merged_points_lead_to_the_last_of_their_line_and_a_circle_leads_nowhere() -> None:
    points = book(
        point("a", 1, merged_into="b"),
        point("b", 2, merged_into="c"),
        point("c", 3),
        point("d", 4, merged_into="gone"),
    )
    assert redirects(points) == {"a": "c", "b": "c"}
    circle = book(
        point("a", 1, merged_into="b"), point("b", 2, merged_into="a"), point("c", 3, merged_into="a")
    )
    assert redirects(circle) == {}
    assert {each.id for each in codebook_of(circle.values()).points} == {"a", "b", "c"}


def test_a_number_that_only_a_merged_point_had_is_free() -> None:
    points = book(point("a", 1), point("b", 2), point("c", 3))
    points = {**points, **merged(points, PointId("a"), PointId("b"), day=DAY)}
    changed = put(points, replace(points[PointId("b")], number=1))
    assert {key: each.number for key, each in changed.items()} == {"b": 1}


# -- what may be ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (point("new", 2), "2 is the number of “Money” already. 4 is free."),
        (point("new", 0), "from 1 to 99"),
        (point("new", HIGHEST_NUMBER + 1), "from 1 to 99"),
        (point("new", 4, colour="mauve"), "no colour “mauve”"),
        (point("new", 4, parent="gone"), "“gone” for it to stand under"),
        (point("new", 4, parent="new"), "under itself"),
        (point("trust", 1, parent="low"), "under itself"),
        (replace(point("new", 4), name=" "), "needs a name"),
        (point("two words", 4), "needs a name, and an id"),
    ],
)
def test_what_may_not_be_is_said_in_words(changed: LearningPoint, said: str) -> None:
    points = {**THREE, **book(point("low", 9, parent="trust")), changed.id: changed}
    assert said in str(fault(changed, points))


_IDS = [PointId(letter) for letter in "abcdef"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_after_any_edits_every_point_that_stands_is_as_it_may_be(data: st.DataObject) -> None:
    points: Points = book(point("a", 1), point("b", 2), point("c", 3))
    for _ in range(data.draw(st.integers(1, 8))):
        one, other = (data.draw(st.sampled_from(_IDS)) for _ in range(2))
        act = data.draw(st.sampled_from(["put", "shift", "merge", "retire", "back", "under"]))
        there = standing(points)
        changed: Points = {}
        if act == "put" and (one in there or one not in points):
            known = points.get(one) or point(one, 1)
            changed = put(points, replace(known, number=data.draw(st.integers(1, 6))))
        elif one not in there:
            continue
        elif act == "shift":
            changed = shifted(points, one, data.draw(st.sampled_from([-1, 1])))
        elif act == "retire":
            changed = retired(points, one, day=DAY)
        elif act == "back":
            changed = brought_back(points, one)
        elif act == "under":
            wanted = replace(points[one], parent=other)
            changed = {} if fault(wanted, {**points, one: wanted}) else {one: wanted}
        elif act == "merge" and other in there and one != other and not there[other].retired:
            changed = merged(points, one, other, day=DAY)
        points = {**points, **changed}
        found = codebook_of(points.values())
        assert [fault(each, points) for each in found.points] == [None] * len(found.points)
        assert {found.moved[gone.id] for gone in found.merged} <= {each.id for each in found.points}
