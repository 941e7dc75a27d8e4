"""Somebody's words are found however they were set, and nobody else's are taken for them."""

from __future__ import annotations

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.their_words import Hit, Why, hits, sought

WORD = st.text(string.ascii_lowercase + "éüß’", min_size=1, max_size=9).filter(lambda word: word[0].isalpha())
ONE_WORD = WORD.filter(lambda word: "’" not in word)
BETWEEN = st.sampled_from([" ", "  ", "\n", ", ", " — ", " **", "* ", "” “", "\\* ", " (", ") "])


@settings(max_examples=60)
@given(st.lists(WORD, min_size=8, max_size=20), st.data())
def test_words_are_found_whatever_stands_between_them(said: list[str], data: st.DataObject) -> None:
    what = sought([" ".join(said)], [], [])
    written = said[0] + "".join(data.draw(BETWEEN) + word.upper() for word in said[1:])
    found = hits(["before", *written.split("\n"), "after"], what)
    assert found
    assert {hit.why for hit in found} == {Why.WORDS}
    assert all(2 <= hit.line <= 1 + len(written.split("\n")) for hit in found)


@settings(max_examples=60)
@given(st.lists(ONE_WORD, min_size=8, max_size=20), st.integers(0, 7))
def test_seven_words_of_what_was_said_are_anybodys(said: list[str], most: int) -> None:
    what = sought([" ".join(said)], [], [])
    assert hits([" ".join(said[:most])], what) == []


def test_a_short_quote_counts_only_whole_and_from_four_words() -> None:
    what = sought([], ["One person. One street.", "Keys matter."], [])
    assert hits(["“one person, one street”"], what) == [Hit(1, Why.WORDS)]
    assert hits(["one person, one key", "keys matter"], what) == []


def test_a_name_that_is_also_a_word_counts_with_its_capital() -> None:
    what = sought([], [], ["Will Marsh", "Will", "Marsh"])
    assert hits(["they will walk over the marsh"], what) == []
    assert hits(["so Will did", "MARSH said"], what) == [Hit(1, Why.NAME), Hit(2, Why.NAME)]
    assert hits(["Dear William"], what) == []
