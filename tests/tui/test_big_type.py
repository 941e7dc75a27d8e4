"""Big letters are as large as fits, and never another letter than the one that was written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reflect.tui.widgets.big_type import _DOTS, big


def test_every_letter_has_five_lines_of_one_width() -> None:
    for letter, dots in _DOTS.items():
        lines = dots.split()
        assert len(lines) == 5, letter
        assert len({len(line) for line in lines}) == 1, letter


def test_the_largest_that_fits_is_taken() -> None:
    assert big("Hi", 80, 9) == [
        "██  ██  ██",
        "██  ██  ██",
        "██████  ██",
        "██  ██  ██",
        "██  ██  ██",
    ]
    assert big("Hi", 80, 3) == ["█ █ █", "█▀█ █", "▀ ▀ ▀"]
    assert big("Hi", 80, 1) == ["H i"]
    assert big("Hi there", 12, 1) == ["Hi there"]


def test_a_letter_that_is_not_drawn_is_spaced_out_not_replaced() -> None:
    assert big("Über uns", 80, 9) == ["Ü b e r   u n s"]


@settings(max_examples=60)
@given(st.text(max_size=60), st.integers(1, 160), st.integers(1, 30))
def test_no_line_is_wider_than_there_is_room(text: str, width: int, height: int) -> None:
    room = max(width, 2)  # a wide letter takes two columns, whatever there is
    assert all(cell_len(line) <= room for line in big(text, width, height))


def test_plain_words_are_all_there_however_narrow_it_is() -> None:
    assert "".join(big("accountability", 5, 1)) == "accountability"
