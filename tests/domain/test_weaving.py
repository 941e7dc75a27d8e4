"""Two versions of a text woven into one: every sentence of both is there, what is alike once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.text_merging import sentences
from reflect.domain.weaving import nearest_first, woven

TEXTS = st.lists(st.sampled_from(["We met", "It was spring", "Nobody came", "Why? So."]), max_size=8).map(
    lambda parts: " ".join(f"{part}." for part in parts)
)


def test_where_two_versions_differ_the_first_stands_before_the_second() -> None:
    one = "# A title\n\nWe met. It was spring. Truly.\n\nNobody came.\n"
    two = "# A title\n\nWe met. It was winter.\n\nNobody came.\n"
    assert woven(one, two) == "# A title\n\nWe met. It was spring. Truly. It was winter.\n\nNobody came.\n"


def test_two_that_have_nothing_in_common_stand_one_after_the_other() -> None:
    assert woven("It was spring.", "It was winter.") == "It was spring. It was winter."
    assert woven("", "It was winter.") == "It was winter."


@given(TEXTS, TEXTS)
def test_no_sentence_of_either_is_lost(one: str, two: str) -> None:
    both = [sentence.strip() for sentence in sentences(woven(one, two))]
    for sentence in (*sentences(one), *sentences(two)):
        assert sentence.strip() in both


@given(TEXTS)
def test_a_text_woven_with_itself_is_itself(text: str) -> None:
    assert woven(text, text) == text


def test_the_version_with_fewer_changes_comes_first() -> None:
    text = "We met. It was spring. Nobody came."
    near, far = "We met. It was winter. Nobody came.", "Else."
    assert nearest_first(text, (far, near)) == nearest_first(text, (near, far)) == (near, far)
