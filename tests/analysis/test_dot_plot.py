"""The geometry of plots in a terminal: every answer in its place, whatever the width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.analysis.dot_plot import axis, cells, over_rounds, role_letters, strip
from reflect.analysis.spread import spread
from reflect.domain.ids import RoleId
from reflect.domain.people import DEFAULT_ROLES, Role


def test_the_numbers_of_the_scale_stand_over_their_places() -> None:
    assert axis(1, 5, 21) == "1    2    3    4    5"
    assert axis(0, 10, 11) == "0 2 4 6 8  "


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        # quartiles of 3 3 5: places 0.5 and 1.5: 3 and 4
        ((3, 3, 5), "·    ·    PP━━━━────P"),
        ((2,), "·    P    ·    ·    ·"),
        ((1, 5), "P────━━━━━━━━━━━────P"),
        ((), "·    ·    ·    ·    ·"),
        ((4, 4, 4, 4), "·    ·    ·   PPPP  ·"),
        ((4,) * 12, "·    ·    ·   P×12  ·"),
    ],
)
def test_each_answer_is_a_letter_on_the_line(values: tuple[int, ...], drawn: str) -> None:
    assert cells(strip(spread(values, 1, 5), "P"), 21) == drawn


def test_what_is_said_for_a_role_stands_beside_the_letters() -> None:
    assert cells(strip(spread([3], 1, 5), "P", beside=[(3.0, "◇")]), 21) == "·    ·    P◇   ·    ·"


def test_over_the_rounds_the_number_of_each_stands_at_its_median() -> None:
    assert cells(over_rounds(1, 5, [2, None, 3.5]), 21) == "·    1──────3  ·    ·"
    assert over_rounds(1, 5, [2, None, 3.5]).dots == ((2, "1"), (3.5, "3"))


@given(st.lists(st.integers(0, 10), max_size=30), st.integers(12, 80))
def test_a_line_is_as_long_as_it_has_room_and_leaves_no_value_out(values: list[int], width: int) -> None:
    drawn = cells(strip(spread(values, 0, 10), "P"), width)
    assert len(drawn) == width
    assert ("P" in drawn) is bool(values)


def test_no_two_roles_have_the_same_letter() -> None:
    letters = role_letters(DEFAULT_ROLES)
    assert [letters[role.id] for role in DEFAULT_ROLES] == ["P", "A", "C", "L", "O"]
    many = [Role(id=RoleId(f"r{n}"), name="Aa", described="an aa") for n in range(6)]
    assert len(set(role_letters(many).values())) == 6
