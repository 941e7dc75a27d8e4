"""Names that give way in texts on their way out, and what stands around them."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from reflect.services.gone_names import WITHDRAWN, GoneNames
from reflect.services.refi_names import NamesAway
from tests.services.studies import a_person, agreed

AWAY = NamesAway([a_person()], {"Stoke Averil": "[town]"}, [], gone=GoneNames([]))
WORDS = st.lists(
    st.sampled_from(
        ["we", "met", "Rosalind Quillfeather", "in", "Stoke Averil", "Marsh Lanterns", "🎈", "then"]
    ),
    min_size=1,
    max_size=12,
)
NOW = {"Rosalind Quillfeather": "P01", "Stoke Averil": "[town]", "Marsh Lanterns": "[organisation]"}


@given(WORDS, st.data())
def test_every_stretch_of_words_is_the_same_stretch_with_names_replaced(
    words: list[str], data: st.DataObject
) -> None:
    text = " ".join(words)
    (bare,) = AWAY.taken([text])
    assert bare.text == " ".join(NOW.get(word, word) for word in words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    start = len(" ".join([*words[:first], ""]))
    end = start + len(" ".join(words[first:last]))
    here = bare.text[slice(*bare.span(start, end))]
    assert here == " ".join(NOW.get(word, word) for word in words[first:last])


def test_a_stretch_that_begins_or_ends_within_a_name_has_all_of_what_stands_there_now() -> None:
    (bare,) = AWAY.taken(["we met Rosalind Quillfeather then"])
    start, end = bare.span(0, 12)
    assert bare.text[start:end] == "we met P01"
    start, end = bare.span(9, 12)
    assert bare.text[start:end] == "P01"
    start, end = bare.span(12, 33)
    assert bare.text[start:end] == "P01 then"


def test_what_was_let_pass_stands() -> None:
    away = NamesAway([a_person()], {}, ["rosalind quillfeather"], gone=GoneNames([]))
    (bare,) = away.taken(["we met Rosalind Quillfeather at Marsh Lanterns"])
    assert bare.text == "we met Rosalind Quillfeather at [organisation]"


def test_who_withdrew_is_named_neither_by_name_nor_by_code_and_words_that_are_alike_stay() -> None:
    gone = msgspec.structs.replace(
        a_person("P02", msgspec.structs.replace(agreed(), withdrawn="2026-03-02")),
        name="Will Thistledown",
        organisation="Fen House",
    )
    names = GoneNames([a_person(), gone])
    said = "p02 (will thistledown, Fen House) said that Will will; P021 and Marsh Lanterns did not"
    (bare,) = names.taken([said])
    out = WITHDRAWN
    assert bare.text == f"{out} ({out}, {out}) said that {out} will; P021 and Marsh Lanterns did not"
    away = NamesAway([a_person(), gone], {}, [], gone=names)
    (bare,) = away.taken(["we met P02 and Rosalind Quillfeather then"])
    assert bare.text == f"we met {out} and P01 then"
    start, end = bare.span(11, 35)
    assert bare.text[start:end] == "and P01"
    assert not GoneNames([a_person()])
