"""Where a quote whose words are gone is offered another place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from reflect.domain.nearest import LIKE_ENOUGH, nearest
from tests.domain.editing import TEXT

SAID = (
    "We had been angry with them for many months. Then Sam said they had just one person for the entire "
    "district. One. So it wasn't that they didn't care. 我们没有信心，他们也没有。"
)


@pytest.mark.parametrize(
    ("words", "like"),
    [
        ("We had been cross with them for months", "We had been angry with them for many months"),
        (
            "they had one person for the whole district. One.",
            "they had just one person for the entire district. One.",
        ),
        ("So it was not that they did not care.", "So it wasn't that they didn't care."),
        ("我们没有信任，", "我们没有信心，"),
        ("THEN SAM SAID", "Then Sam said"),
    ],
)
def test_the_most_alike_words_are_found_whole(words: str, like: str) -> None:
    match = nearest(words, SAID)
    assert match is not None
    assert SAID[match.start : match.end] == like


@pytest.mark.parametrize("words", ["totally different topic", "…", "", "district"[:3]])
def test_what_is_not_alike_is_not_offered(words: str) -> None:
    assert nearest(words, SAID) is None


def test_of_two_that_are_alike_the_closer_one_is_offered() -> None:
    twice = f"{SAID} {SAID}"
    second = len(SAID) + 1
    match = nearest("Then Sam said they had one person", twice, near=second)
    assert match is not None
    assert match.start > second


@given(TEXT, TEXT)
def test_a_match_lies_in_the_text_and_is_like_enough(words: str, text: str) -> None:
    match = nearest(words, text)
    if match is not None:
        assert 0 <= match.start < match.end <= len(text)
        assert LIKE_ENOUGH <= match.ratio <= 1


@pytest.mark.parametrize("words", ["so what " * 1000, "so what " * 29, f"{SAID} " * 40])
def test_long_quotes_cost_little(words: str) -> None:
    began = time.process_time()
    nearest(words, f"{SAID} so what so what " * 100)
    assert time.process_time() - began < 1.0
