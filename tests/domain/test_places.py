"""Where in a text stands what was looked for, and what is shown around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.places import AROUND, Place, context, counts, place_of, rarity, score
from reflect.domain.search_query import Term, parse_query

TEXT = (
    "We only began to trust each other once the budget lay open on the table. Trust, budget! "
    "And that took a year of “trust in” people, 信任 of the team."
)
SOME = st.text(st.sampled_from("ab 信é\u0301\n"), max_size=200)


def place(typed: str, text: str = TEXT) -> str | None:
    found = place_of(text, parse_query(typed).terms)
    return None if found is None else text[found.start : found.end]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("trust", "trust"),
        ("TRUST budget", "Trust, budget"),
        ('"trust in"', "trust in"),
        ("bud*", "budget"),
        ('"the tab*"', "the table"),
        ("信任", "信任"),
        ("open table", "open on the table"),
        ("nowhere", None),
        ("trust nowhere", None),
    ],
)
def test_the_shortest_stretch_with_everything_is_found(typed: str, found: str | None) -> None:
    assert place(typed) == found


def test_the_first_of_two_equal_places_is_given() -> None:
    assert place_of("so so", [Term(words=("so",))]) == Place(0, 2)


def test_places_count_code_points_as_quotes_do() -> None:
    text = "👩‍👩‍👧 é, trust"
    found = place_of(text, [Term(words=("trust",))])
    assert found is not None
    assert text[found.start : found.end] == "trust"


def test_what_stands_around_is_cut_between_words() -> None:
    found = place_of(TEXT, parse_query("open table").terms)
    assert found is not None
    around = context(TEXT, found)
    assert around.before == "We only began to trust each other once the budget lay "
    assert around.after == ". Trust, budget! And that took a year of “trust in” people, 信任 of the"


def test_a_mark_is_not_torn_from_its_letter_where_there_are_no_spaces() -> None:
    text = "e\u0301" * 100 + "x"
    around = context(text, Place(200, 201))
    assert around.before.startswith("e")


@given(SOME, st.data())
def test_what_stands_around_is_exactly_what_is_there(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before, found, after = context(text, Place(start, end))
    assert found == text[start:end]
    assert text[:start].endswith(before)
    assert text[end:].startswith(after)
    assert len(before) <= AROUND
    assert len(after) <= AROUND


def test_a_text_scores_higher_for_rarer_words_and_more_of_them() -> None:
    times, length = counts("trust and trust and budget", parse_query("trust budget zzz").terms)
    assert (times, length) == ([2, 1, 0], 5)
    common, rare = rarity(1000, 900), rarity(1000, 3)
    assert 0 < common < rare
    assert score([1, 2], 20, [common, rare]) > score([2, 1], 20, [common, rare])
    assert score([0], 20, [rare]) == 0
