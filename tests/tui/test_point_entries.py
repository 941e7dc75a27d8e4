"""What the form of a learning point holds becomes a record, or is told what is wrong with it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from reflect.domain.codebook import LearningPoint, codebook_of
from reflect.domain.ids import PointId
from reflect.tui.screens.point_entries import (
    Entries,
    entries_of,
    number_hint,
    problems,
    record,
    under_hint,
)

TRUST = LearningPoint(id=PointId("trust"), number=1, name="Trust")
TIME = LearningPoint(
    id=PointId("time"),
    number=2,
    name="Time",
    parent=PointId("trust"),
    description="Hours.",
    use_when=("a day", "an hour"),
    example="Ten past four.",
)
BOOK = codebook_of([TRUST, TIME])
NEW = LearningPoint(id=PointId(""), number=3, name="", colour="green")


def form(point: LearningPoint = TIME, **more: str) -> Entries:
    return replace(entries_of(point, BOOK), **more)


def test_a_form_that_nobody_touched_gives_the_same_point() -> None:
    assert record(form(), TIME, BOOK) == TIME
    assert form().under == "1"
    assert problems(form(), TIME, BOOK) == {}


def test_lists_are_one_a_line_with_or_without_a_dash() -> None:
    point = record(form(use_when="- a day\n\n  •  an hour \n-\n", not_when=" x - y "), TIME, BOOK)
    assert (point.use_when, point.not_when) == (("a day", "an hour"), ("x - y",))


def test_the_numbers_of_the_scale_are_one_a_line_in_any_order() -> None:
    point = record(form(anchors="5. We do it\n\n- 1) Nobody  would\n3: It depends"), TIME, BOOK)
    assert [(anchor.value, anchor.text) for anchor in point.anchors] == [
        (1, "Nobody would"),
        (3, "It depends"),
        (5, "We do it"),
    ]
    assert entries_of(point, BOOK).anchors == "1. Nobody would\n3. It depends\n5. We do it"


@pytest.mark.parametrize(
    ("anchors", "said"),
    [("1. Nobody\nWe do it", "“We do it” has none"), ("1. Nobody\n1. Some", "1 stands there twice")],
)
def test_a_line_of_the_scale_without_a_number_of_its_own_is_named(anchors: str, said: str) -> None:
    assert said in problems(form(anchors=anchors), TIME, BOOK)["anchors"]


def test_what_is_wrong_is_said_by_field_all_at_once() -> None:
    found = problems(form(NEW, name=" ", number="0", under="7"), NEW, BOOK)
    assert found.keys() == {"name", "number", "under"}
    assert "from 1 to 999" in found["number"]
    assert "no learning point 7" in found["under"]


@pytest.mark.parametrize("under", ["1", "2"])
def test_a_point_cannot_stand_under_itself_or_what_stands_under_it(under: str) -> None:
    assert problems(form(TRUST, under=under), TRUST, BOOK) == {
        "under": "A learning point cannot stand under itself."
    }


def test_a_number_that_another_has_is_no_mistake_but_said() -> None:
    assert problems(form(number="1"), TIME, BOOK) == {}
    assert number_hint("1", TIME, BOOK, new=False) == "1 is “Trust”: that gets 2"
    assert number_hint("1", NEW, BOOK, new=True) == "1 is “Trust”: that gets the next free number"
    assert number_hint("2", TIME, BOOK, new=False) == "the key to tag with it"
    assert number_hint("12", TIME, BOOK, new=False) == "to tag with it: / and then 12"
    assert number_hint("x", TIME, BOOK, new=False) == ""
    assert (under_hint("1", BOOK), under_hint("", BOOK), under_hint("9", BOOK)) == ("Trust", "", "")
