"""What the public does not see of ratings, and cannot work out either."""

from __future__ import annotations

import itertools
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.analysis.hiding import hidden_roles, matched_hidden
from reflect.analysis.spread import spread
from reflect.domain.ids import RoleId
from tests.analysis.assessments import ROLES, a_round, alone, cell, people, tables
from tests.analysis.test_progress import WHO, said

R1, R2 = a_round("r1", "LP4"), a_round("r2", "LP4")
Roles = dict[str, tuple[int | None, ...]]


def hidden(**roles: tuple[int | None, ...]) -> str:
    spreads = {RoleId(role): spread(values, 1, 5) for role, values in roles.items()}
    return "".join(sorted(hidden_roles(spreads, 3)))


def test_a_role_of_fewer_than_three_is_hidden_and_another_with_it() -> None:
    # One commissioner: all less P and A would say what they said, so A, the smaller of the two, goes too.
    assert hidden(P=(3, 4, 4, 5), A=(1, 2, 3), C=(3,)) == "AC"


def test_two_that_are_hidden_anyway_are_enough_when_there_are_three_ratings_between_them() -> None:
    assert hidden(P=(3, 4, 4, 5), A=(1, 2), C=(3,)) == "AC"


def test_two_ratings_between_two_hidden_roles_are_too_few() -> None:
    # What is left of the whole would be two people's ratings.
    assert hidden(P=(3, 4, 4, 5), A=(1,), C=(3,)) == "ACP"


def test_hidden_roles_that_all_say_the_same_are_no_secret_so_another_goes_too() -> None:
    # What is left of the whole would be 2 2 2: each of them said 2.
    assert hidden(P=(3, 4, 4, 5), A=(2, 2), C=(2,)) == "ACP"


def test_large_roles_are_all_shown_and_a_role_that_is_silent_hides_nothing() -> None:
    assert hidden(P=(3, 4, 4), A=(1, 2, 3), C=()) == ""


def test_who_cannot_say_does_not_make_a_role_larger() -> None:
    assert "C" in hidden(P=(3, 4, 4), A=(1, 2, 3), C=(3, None, None))


def test_in_the_table_for_the_public_hidden_roles_are_named_and_empty() -> None:
    sessions = said("r1", "P1 3, P2 4, P3 4, P4 5, A1 1, A2 2, A3 3, C1 3")
    found = cell(tables(sessions, [R1], WHO, smallest=3), "LP4", "r1")
    assert [(each.role, each.hidden, each.spread.values) for each in found.roles] == [
        ("provider", False, (3, 4, 4, 5)),
        ("public-agency", True, ()),
        ("commissioner", True, ()),
    ]
    assert found.every.n == 8
    assert all(each.ratings == () for each in found.roles)


def test_fewer_than_three_in_all_are_not_shown_at_all() -> None:
    found = cell(tables(said("r1", "P1 3, A1 1"), [R1], WHO, smallest=3), "LP4", "r1")
    assert found.hidden
    assert found.every.answers == 0
    assert all(each.hidden for each in found.roles)


def test_what_is_said_for_a_role_is_shown_when_enough_people_stand_in_it() -> None:
    sessions = [
        alone("r1", None, {"LP4": 2}, role="provider"),
        alone("r1", None, {"LP4": 4}, role="commissioner"),
    ]
    found = cell(
        tables(sessions, [R1], {}, smallest=3, in_role={"provider": 3, "commissioner": 2}), "LP4", "r1"
    )
    providers, commissioners = found.roles
    assert providers.for_role is not None
    assert (providers.hidden, providers.for_role.value) == (False, 2)
    assert (commissioners.hidden, commissioners.for_role) == (True, None)


def test_change_is_not_told_where_it_would_tell_what_one_who_joined_says() -> None:
    # Everybody stayed as they were, so that the ratings of r2 less those of r1 are P4's.
    sessions = [*said("r1", "P1 3, P2 4, P3 5"), *said("r2", "P1 3, P2 4, P3 5, P4 1")]
    change = cell(tables(sessions, [R1, R2], WHO, smallest=3), "LP4", "r2").since_last
    assert change is not None
    assert (change.hidden, change.matched, change.joined, change.then) == (True, 0, 0, 4)
    inside = cell(tables(sessions, [R1, R2], WHO), "LP4", "r2").since_last
    assert inside is not None
    assert (inside.hidden, inside.matched, inside.joined) == (False, 3, 1)


def test_change_is_told_when_enough_stayed_joined_or_left() -> None:
    assert not matched_hidden(3, 0, 0, 3)
    assert not matched_hidden(3, 3, 4, 3)
    assert matched_hidden(2, 0, 0, 3)
    assert matched_hidden(5, 0, 2, 3)


a_table = st.fixed_dictionaries(
    {role: st.lists(st.integers(1, 5) | st.none(), max_size=4).map(tuple) for role in "PACL"}
)


@settings(deadline=None)
@given(a_table)
def test_no_hidden_rating_can_be_worked_out_from_what_is_shown(roles: Roles) -> None:
    """There is more than one way to share out among the hidden roles what the whole says less what is shown.

    Unless everybody in the whole alliance said the same, or the whole is hidden.
    """
    codes = {role: [f"{role}{n}" for n in range(len(values))] for role, values in roles.items()}
    who = people(" ".join(code for each in codes.values() for code in each))
    sessions = [
        alone("r1", code, {"LP4": value})
        for role, values in roles.items()
        for code, value in zip(codes[role], values, strict=True)
    ]
    found = cell(tables(sessions, [R1], who, smallest=3), "LP4", "r1")
    gone = [each.role for each in found.roles if each.hidden]
    shown = [each for each in found.roles if not each.hidden]
    assert all(each.spread.n >= 3 for each in shown)
    if found.hidden:
        assert found.every.answers == 0
        return
    if not gone or len(set(found.every.values)) == 1:
        return
    left = Counter(found.every.values)
    for each in shown:
        left -= Counter(each.spread.values)
    rest = sorted(left.elements())
    assert len(rest) >= 3
    for letter, values in roles.items():
        own = [value for value in values if value is not None]
        if ROLES[letter] in gone and own and len(own) < len(rest):
            # Even to somebody who knows how many in that role answered:
            possible = set(itertools.combinations(rest, len(own)))
            assert len(possible) > 1, (letter, rest)
