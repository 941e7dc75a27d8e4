"""A line that is called out is taken apart, completed, and known when it is there already."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.group import Contribution, Seat, SeatId
from reflect.domain.ids import QuestionId
from reflect.domain.quick_entries import like, offered, taken_apart

SEATS = tuple(Seat(id=SeatId(f"s{n}"), order=n, joined="") for n in (1, 2, 12))


def entries(*words: str) -> list[Contribution]:
    return [
        Contribution(id=f"c{n}", question=QuestionId("q"), text=text, order=n, at="")
        for n, text in enumerate(words, 1)
    ]


@pytest.mark.parametrize(
    ("line", "words", "order"),
    [
        ("2 trust", "trust", 2),
        ("12: shared risk", "shared risk", 12),
        ("  1. fun ", "fun", 1),
        ("3 of us were there", "3 of us were there", None),
        ("24/7", "24/7", None),
        ("2", "2", None),
        ("trust 2", "trust 2", None),
    ],
)
def test_a_seat_s_number_before_the_words_says_who_said_it(line: str, words: str, order: int | None) -> None:
    found = taken_apart(line, SEATS)
    assert (found.words, found.seat.order if found.seat else None) == (words, order)


@given(st.text(max_size=30))
def test_no_word_is_lost_in_taking_a_line_apart(line: str) -> None:
    found = taken_apart(line, SEATS)
    assert line.strip().endswith(found.words)
    assert found.seat is not None or found.words == line.strip()


def test_labels_go_on_from_what_was_typed() -> None:
    labels = ["customer-focused", "efficient", "focused", "fun"]
    assert offered("foc", labels) == ["focused", "customer-focused"]
    assert offered("f", labels, taken=["focused"])[0] == "fun"
    assert offered("fun", labels) == []
    assert offered("", labels) == []


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("Fun", "fun"),
        ("more fun!", "fun"),
        ("shared responsibilities", "Shared responsibility"),
        ("suportive", "supportive"),
        ("the right people", "right people"),
    ],
)
def test_nearly_the_same_words_are_noticed(typed: str, there: str) -> None:
    found = like(typed, entries("efficient", there))
    assert found is not None
    assert found.text == there


@pytest.mark.parametrize(
    ("typed", "there"),
    [("run", "fun"), ("trust", "tea"), ("liberating", "energising"), ("", "fun"), ("focused", "resourced")],
)
def test_other_words_are_not(typed: str, there: str) -> None:
    assert like(typed, entries(there)) is None
