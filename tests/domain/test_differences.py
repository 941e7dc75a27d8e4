"""The edits between two texts are found where nobody tells them, and what did not change is seen."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.anchors import Under, reanchored, stands
from reflect.domain.cuttings import Cuttings
from reflect.domain.differences import edits_between
from reflect.domain.edits import Edit, Moves, made
from tests.domain.editing import ANYTHING, TEXT, a_quote

SAID = (
    "We had been cross with them for months, and nobody knew quite why. Then Sam said that they had one "
    "person for the whole district. One. So it was not that they did not care; there was nobody to care."
)


@given(st.one_of(TEXT, ANYTHING), st.one_of(TEXT, ANYTHING))
def test_the_edits_make_the_one_text_of_the_other(old: str, new: str) -> None:
    edits = edits_between(old, new)
    assert made(old, edits) == new
    assert (edits == ()) is (old == new)
    ends = [edit.at + edit.removed for edit in edits]
    assert all(end <= edit.at for end, edit in zip(ends, edits[1:], strict=False))


@given(st.data())
def test_what_stands_between_two_changes_is_seen_to_be_the_same(data: st.DataObject) -> None:
    old = data.draw(st.lists(st.sampled_from([f"w{n}" for n in range(300)]), min_size=9, unique=True))
    places = data.draw(st.sets(st.integers(0, len(old) - 1), min_size=1, max_size=4))
    new = [f"new{n}" if n in places else word for n, word in enumerate(old)]
    edits = edits_between(" ".join(old), " ".join(new))
    assert len(edits) == len(places)


def test_a_word_put_right_is_an_edit_of_its_letters_only() -> None:
    assert edits_between("they recieved teh money", "they received the money") == (
        Edit(8, 2, "ei"),
        Edit(15, 2, "he"),
    )
    assert edits_between("我们没有信任", "我们没有信心") == (Edit(5, 1, "心"),)
    assert edits_between("我信你，他信我", "我不信你，她信我") == (Edit(1, 0, "不"), Edit(4, 1, "她"))


def test_sentences_put_in_another_order_take_their_quotes_along() -> None:
    sentences = [f"This is what person {n} said about the {word} plan." for n, word in enumerate("abcdefg")]
    old = " ".join(sentences)
    shuffled = random.Random(3).sample(sentences, len(sentences))  # noqa: S311 - not for secrets
    new = " ".join(shuffled)
    under = Under(old, new, Moves(edits_between(old, new)))
    for sentence in sentences:
        at = old.index(sentence)
        after = reanchored(a_quote(old, at, at + len(sentence)), under, Cuttings())
        assert new[after.start : after.end] == sentence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a" * 10_000, "a" * 10_007),
        ("ab" * 5_000, "ba" * 5_000),
        ("a b " * 3_000, "b a " * 3_000),
        (SAID * 100, SAID[::-1] * 100),
        ("x " * 5_000 + SAID + " y" * 5_000, "y " * 5_000 + SAID + " x" * 5_000),
        ("".join(map(chr, range(0x4E00, 0x6E00))), "".join(map(chr, range(0x6E00, 0x4E00, -1)))),
        ("\n" * 10_000, "\n \n" * 5_000),
        (" ".join(map(str, range(20_000))), " ".join(map(str, range(20_000, 0, -1)))),
    ],
    ids=["one letter", "two letters", "two words", "backwards", "swapped", "Han", "lines", "numbers"],
)
def test_long_and_odd_texts_cost_little(old: str, new: str) -> None:
    began = time.process_time()
    edits = edits_between(old, new)
    assert time.process_time() - began < 1.0
    assert made(old, edits) == new


def test_quotes_stand_between_many_corrections_of_a_long_text() -> None:
    old = " ".join(f"{SAID} That was number {n}." for n in range(60))
    new = old.replace("cross", "angry").replace("Sam", "[a colleague]")
    under = Under(old, new, Moves(edits_between(old, new)))
    assert len(under.moves.edits) == 120
    for n in range(60):
        at = old.index(f"That was number {n}.")
        words = old[at - 60 : at + 19]
        after = reanchored(a_quote(old, at - 60, at + 19), under, Cuttings())
        assert stands(after, new)
        assert new[after.start : after.end] == words
