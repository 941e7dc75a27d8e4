"""What is suggested when a search finds nothing can itself be typed, and asks for more."""

from __future__ import annotations

import pytest

from reflect.domain.search_hints import suggestions
from reflect.domain.search_query import parse_query


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("trust", "tru* finds every word that begins so"),
        ("we", "we* finds every word that begins so"),
        ('"open books"', "open books without quotation marks finds the words apart, too"),
        ("trust role:provider", "leave out role:provider"),
        ('trust role:"public agency"', 'leave out role:"public agency"'),
        ("trust -untagged", "leave out -untagged"),
        ("trust* -late", "leave out -late"),
        ('trust* -"too late"', 'leave out -"too late"'),
        ("trust* late*", "fewer words find more: all of them must stand in the same text"),
    ],
)
def test_each_part_of_a_query_has_its_way_to_ask_for_more(typed: str, suggested: str) -> None:
    assert suggested in suggestions(parse_query(typed))


def test_no_more_is_suggested_than_one_reads() -> None:
    assert len(suggestions(parse_query('trust "open books" -late role:provider -"so it"'))) == 3


def test_the_beginning_of_a_word_is_not_suggested_twice() -> None:
    assert suggestions(parse_query("trust*")) == ()
