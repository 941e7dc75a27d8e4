"""A cursor stays with its words when somebody else changes the text around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.cursor import followed

OLD = "We were cross. Sam was alone. We met in May."


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("Last year. We were cross. Sam was alone. We met in May.", "Sam was"),
        ("We were cross. Nobody knew. Sam was alone. We met in May.", "Sam was"),
        ("We were cross. Sam was alone. We met in June, and again.", "Sam was"),
        ("Sam was alone. We met in May.", "Sam was"),
        ("We were so cross. Sam was all alone. We met in May.", "Sam was"),
    ],
)
def test_a_cursor_stands_behind_the_same_words(new: str, words: str) -> None:
    place = OLD.index(words) + len(words)
    (now,) = followed(OLD, new, place)
    assert new[:now].endswith(words)


def test_where_its_words_are_gone_it_stands_where_they_were() -> None:
    (now,) = followed(OLD, "We were cross. We met in May.", OLD.index("alone"))
    assert now == len("We were cross. ")


def test_what_somebody_puts_right_behind_the_cursor_stays_behind_it() -> None:
    assert followed("One.", "One. Two.", 4) == (4,)


@given(st.text(max_size=60), st.text(max_size=60), st.data())
def test_it_is_always_somewhere_in_the_text_and_two_never_change_places(
    old: str, new: str, data: st.DataObject
) -> None:
    first, second = sorted(data.draw(st.tuples(*[st.integers(0, len(old))] * 2)))
    now = followed(old, new, first, second)
    assert 0 <= now[0] <= now[1] <= len(new)
