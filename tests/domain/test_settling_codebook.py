"""Two people who edit one codebook at once: whatever they did, it holds together, on both laptops."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.codebook import LearningPoint, codebook_of
from reflect.domain.codebook_edits import above
from reflect.domain.ids import PointId
from reflect.domain.merging import merge

AT = "2026-11-23T10:15:30+00:00"
DAY = "2026-11-23"


def book(**points: Any) -> Any:
    rows = {}
    for key, more in points.items():
        number, fields = (more, {}) if isinstance(more, int) else more
        rows[key] = msgspec.to_builtins(LearningPoint(id=PointId(key), number=number, name=key, **fields))
    return {"points": rows}


def under(number: int, parent: str) -> Any:
    return number, {"parent": parent}


def into(number: int, target: str) -> Any:
    return number, {"retired": DAY, "merged_into": target}


def together(mine: Any, theirs: Any, base: Any) -> dict[str, Any]:
    before = copy.deepcopy((mine, theirs, base))
    found = merge(mine, theirs, base, at=AT).tables
    assert found == merge(theirs, mine, base, at=AT).tables
    assert (mine, theirs, base) == before
    return found


def test_two_new_points_with_one_number_are_both_kept_and_one_gets_the_next() -> None:
    base = book(trust=1)
    found = together(book(trust=1, money=2), book(trust=1, humour=2), base)["points"]
    assert {key: row["number"] for key, row in found.items()} == {"trust": 1, "humour": 2, "money": 3}


def test_the_number_of_a_merged_point_is_free() -> None:
    base = book(a=1, b=2)
    found = together(book(a=into(1, "b"), b=2, new=1), book(a=1, b=2, other=3), base)["points"]
    assert (found["a"]["number"], found["new"]["number"], found["other"]["number"]) == (1, 1, 3)


def test_what_one_merged_the_other_way_round_stands_once() -> None:
    base = book(a=1, b=2)
    found = together(book(a=into(1, "b"), b=2), book(a=1, b=into(2, "a")), base)["points"]
    assert (found["a"]["merged_into"], found["a"]["retired"]) == (None, None)
    assert found["b"]["merged_into"] == "a"


def test_a_point_that_another_was_merged_into_or_stands_under_is_not_removed() -> None:
    base = book(a=1, b=2, c=3)
    merged = book(a=into(1, "b"), b=2, c=under(3, "b"))
    assert together(merged, book(a=1, c=3), base)["points"].keys() == {"a", "b", "c"}
    moved = book(a=under(1, "b"), b=2, c=3)
    assert together(moved, book(a=1, c=3), base)["points"].keys() == {"a", "b", "c"}


def test_who_was_put_under_a_point_merged_meanwhile_stands_under_what_that_became() -> None:
    base = book(a=1, b=2, c=3)
    found = together(book(a=into(1, "b"), b=2, c=3), book(a=1, b=2, c=under(3, "a")), base)["points"]
    assert found["c"]["parent"] == "b"
    found = together(book(a=into(1, "b"), b=2, c=3), book(a=1, b=under(2, "a"), c=3), base)["points"]
    assert found["b"]["parent"] is None


def test_two_who_put_each_point_under_the_other_leave_the_first_where_it_was() -> None:
    base = book(a=1, b=2)
    found = together(book(a=under(1, "b"), b=2), book(a=1, b=under(2, "a")), base)["points"]
    assert (found["a"]["parent"], found["b"]["parent"]) == (None, "a")


def tags(*given: tuple[str, str]) -> Any:
    rows = {
        f"{quote}/{point}/ana": {"quote": quote, "point": point, "by": "ana", "contradicts": False}
        for quote, point in given
    }
    quotes = {quote: {"passage": "x", "words": "w", "start": 0, "end": 1} for quote, _ in given}
    return {"tags": rows, "quotes": quotes}


def test_a_quote_is_not_left_untagged_when_two_merged_its_points_into_each_other() -> None:
    base = tags(("q", "a"), ("q", "b"), ("r", "a"))
    mine = tags(("q", "b"), ("r", "b"))
    theirs = tags(("q", "a"), ("r", "a"))
    found = together(mine, theirs, base)["tags"]
    assert found.keys() == {"q/a/ana", "q/b/ana", "r/b/ana"}


def test_what_was_tagged_meanwhile_with_a_merged_point_is_there_to_follow_it() -> None:
    base = tags(("q", "a"))
    found = together(tags(("q", "b")), tags(("q", "a"), ("new", "a")), base)["tags"]
    assert found.keys() == {"q/b/ana", "new/a/ana"}


_KEYS = ("a", "b", "c", "d")
_POINT = st.tuples(
    st.integers(1, 5),
    st.one_of(st.none(), st.sampled_from(_KEYS)),
    st.one_of(st.none(), st.sampled_from(_KEYS)),
)


def _rows(drawn: dict[str, tuple[int, str | None, str | None]]) -> Any:
    rows = {}
    for key, (number, parent, target) in drawn.items():
        fields = {"parent": parent if parent != key else None}
        if target is not None and target != key:
            fields |= {"retired": DAY, "merged_into": target}
        rows[key] = (number, fields)
    return book(**rows)


_BOOKS = st.dictionaries(st.sampled_from(_KEYS), _POINT, max_size=4).map(_rows)


@settings(max_examples=400, deadline=None)
@given(_BOOKS, _BOOKS, st.one_of(st.none(), _BOOKS))
def test_whatever_two_did_the_codebook_holds_together(mine: Any, theirs: Any, base: Any) -> None:
    found = together(mine, theirs, base)
    if mine in (theirs, base) or theirs == base:
        return  # taken as it is: only what two people changed is settled
    points = {PointId(key): msgspec.convert(row, LearningPoint) for key, row in found["points"].items()}
    read = codebook_of(points.values())
    assert len(read.points) + len(read.merged) == len(points)
    for key in points:
        line = above(points, key)
        assert key not in [points[parent].parent for parent in line if parent in points]
    numbers = [point.number for point in read.points]
    base_numbers = [row["number"] for row in (base or {"points": {}})["points"].values()]
    doubled = {number for number in numbers if numbers.count(number) > 1}
    assert doubled <= set(base_numbers)
    assert merge(found, found, base, at=AT).tables == found
