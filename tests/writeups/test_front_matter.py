"""Front matter is read by somebody else's YAML parser as it was meant."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from reflect.writeups.front_matter import front_matter


def read(text: str) -> object:
    assert text.startswith("---\n")
    assert text.endswith("\n---\n")
    return yaml.safe_load(text.removeprefix("---\n").removesuffix("---\n"))


@given(
    st.dictionaries(
        st.sampled_from(["title", "date", "study"]),
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    )
)
def test_any_words_are_read_back_as_they_are(values: dict[str, str]) -> None:
    assert (read(front_matter(values)) or {}) == values


def test_words_that_yaml_would_take_for_something_else_stay_words() -> None:
    values = {"title": "no", "date": "2026-11-26", "study": 'a: b # c\n---\n"d" \\ 🌱', "audience": "1e3"}
    assert read(front_matter({**values, "kind": ""})) == values


def test_what_is_no_character_is_shown_as_such() -> None:
    assert read(front_matter({"title": "a\ud800b"})) == {"title": "a\ufffdb"}
