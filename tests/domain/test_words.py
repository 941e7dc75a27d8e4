"""Words as a search takes them, and that SQLite's tokeniser finds the very same ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain import words as module
from reflect.domain.words import fed, folded, folded_words, spelled, standing_out, steps_of, weight, words

ALL_SCRIPTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def split_by_sqlite(texts: list[str]) -> list[list[str]]:
    """How FTS5 splits texts, as the index has it set up."""
    handle = sqlite3.connect(":memory:")
    handle.execute(
        "CREATE VIRTUAL TABLE found USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2')"
    )
    handle.execute("CREATE VIRTUAL TABLE seen USING fts5vocab(found, 'instance')")
    handle.executemany("INSERT INTO found(rowid, words) VALUES(?, ?)", enumerate(texts, 1))
    found: list[dict[int, str]] = [{} for _ in texts]
    for term, number, _column, offset in handle.execute("SELECT term, doc, col, offset FROM seen"):
        found[number - 1][offset] = term
    return [[terms[at] for at in sorted(terms)] for terms in found]


def plain_letters() -> Iterator[str]:
    return (c for c in map(chr, range(0x2100)) if module._plain(c))


def test_sqlite_agrees_on_every_letter_that_is_left_to_it() -> None:
    texts = [f"a{c}b {c} {c}c" for c in plain_letters()]
    assert len(texts) > 500
    ours = [[spelled(word.folded) for word in words(text)] for text in texts]
    assert split_by_sqlite([fed(text) for text in texts]) == ours


@given(st.lists(ALL_SCRIPTS, min_size=1, max_size=5))
def test_sqlite_finds_the_words_that_we_find_in_any_text(texts: list[str]) -> None:
    ours = [[spelled(word.folded) for word in words(text)] for text in texts]
    assert split_by_sqlite([fed(text) for text in texts]) == ours


@given(ALL_SCRIPTS)
def test_words_stand_where_they_are_said_to_and_in_order(text: str) -> None:
    last = 0
    for word in words(text):
        assert last <= word.start < word.end <= len(text)
        assert folded(text[word.start : word.end]) == word.folded
        last = word.end
    assert folded_words(text) == [word.folded for word in words(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Trust me, it’s “new”!", ["trust", "me", "it", "s", "new"]),
        ("Straße, naïve, cafe\u0301, ŒUVRE", ["strasse", "naive", "cafe", "œuvre"]),
        ("trust信任のチーム", ["trust", "信", "任", "の", "チ", "ー", "ム"]),
        ("ความเชื่อมั่น", ["ค", "ว", "า", "ม", "เ", "ชื่", "อ", "มั่", "น"]),
        ("שָׁלוֹם مُحَمَّد", ["שלום", "محمد"]),
        ("كتـــاب أنا ـ", ["كتاب", "انا"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("한국어를 믿다", ["한국어를", "믿다"]),
        ("trust🙂me", ["trust", "me"]),
        ("snake_case 10:30 £500", ["snake", "case", "10", "30", "500"]),
        ("ﬁne ＡＢＣ", ["fine", "abc"]),
        ("— … 🙂 \ufc5e", []),
        ("3¼", ["314"]),
    ],
)
def test_case_accents_and_variants_make_no_difference(text: str, found: list[str]) -> None:
    assert folded_words(text) == found


def test_the_spelling_of_a_beginning_begins_the_spelling_in_letters_of_one_kind() -> None:
    for word in ("trust", "доверие", "שלום", "हिन्दी", "한국어"):
        for length in range(1, len(word)):
            assert spelled(word).startswith(spelled(word[:length]))


def test_a_word_weighs_more_the_oftener_it_stands_and_the_shorter_the_text() -> None:
    assert weight(0, 40) == 0
    assert weight(1, 40) == pytest.approx(1)
    assert weight(1, 40) < weight(2, 40) < weight(50, 40) < 2.2
    assert weight(1, 400) < weight(1, 40) < weight(1, 4)


@given(st.lists(st.sampled_from(["the", "trust", "信"]), min_size=1, max_size=60))
def test_a_word_that_stands_out_carries_one_of_the_signs_it_is_looked_up_by(found: list[str]) -> None:
    signed = standing_out(found).split()
    for word in set(found):
        steps = steps_of(spelled(word))
        carried = [sign for sign in signed if sign in steps]
        assert len(carried) == (weight(found.count(word), len(found)) >= 1.5)
        assert sorted(steps, reverse=True) == steps
