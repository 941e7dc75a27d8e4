"""Rounds compared, against tables worked out by hand."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.analysis.tables import Change, Mark, MarkKind
from reflect.domain.codebook import Codebook, LearningPoint, codebook_of
from reflect.domain.ids import PointId, RoleId, RoundId
from tests.analysis.assessments import CODEBOOK, Said, a_round, alone, cell, people, tables, together

R1, R2, R3 = (a_round(name, "LP1", "LP4") for name in ("r1", "r2", "r3"))
P, A, C = RoleId("provider"), RoleId("public-agency"), RoleId("commissioner")
WHO = people("P1 P2 P3 P4 A1 A2 A3 C1")


def said(round_id: str, table: str, point: str = "LP4") -> list[Said]:
    """`P1 4, P2 3, A1 ?`: who says what; `?` for can't say."""
    found = []
    for each in table.split(","):
        code, value = each.split()
        found.append(alone(round_id, code, {point: None if value == "?" else int(value)}))
    return found


# Worked out by hand, on “4 Recognise difference”:
#
#           P1  P2  P3  P4 | A1  A2  A3 | C1     n  median  quartiles
#   r1       3   3   4   – |  1   2   ? |  3     6    3     3 3 4 1 2 3 → 1 2 3 3 3 4: places 1.25, 2.5, 3.75
#                                                           → 2.25, 3, 3
#   r2       4   4   4   5 |  1   –   5 |  3     7    4     1 3 4 4 4 5 5: places 1.5, 3, 4.5 → 3.5, 4, 4.5
#
#   providers r1: 3 3 4 → 3 (3, 3.5); r2: 4 4 4 5 → 4 (4, 4.25)
#   agencies  r1: 1 2, one can't say → 1.5 (1.25, 1.75); r2: 1 5 → 3 (2, 4), two steps: wide
#   matched with a number in both: P1 +1, P2 +1, P3 0, A1 0, C1 0 → 5, up 2, same 3, median step 0
#   joined: P4 and A3 (who could not say then); left: A2
FIRST = "P1 3, P2 3, P3 4, A1 1, A2 2, A3 ?, C1 3"
SECOND = "P1 4, P2 4, P3 4, P4 5, A1 1, A3 5, C1 3"


def test_a_round_is_as_worked_out_by_hand() -> None:
    found = cell(tables([*said("r1", FIRST), *said("r2", SECOND)], [R1, R2], WHO), "LP4", "r2")
    assert (found.every.values, found.every.n, found.every.median) == ((1, 3, 4, 4, 4, 5, 5), 7, 4)
    assert found.every.quartiles == (3.5, 4.5)
    roles = {each.role: each for each in found.roles}
    assert list(roles) == [P, A, C]
    assert (roles[P].spread.median, roles[P].spread.quartiles) == (4, (4, 4.25))
    assert (roles[A].spread.median, roles[A].spread.quartiles) == (3, (2, 4))
    assert [(r.who, r.value) for r in roles[A].ratings] == [("A1", 1), ("A3", 5)]
    assert found.wide == (A,)


def test_change_is_that_of_those_who_answered_both_times() -> None:
    found = cell(tables([*said("r1", FIRST), *said("r2", SECOND)], [R1, R2], WHO), "LP4", "r2")
    assert found.since_last == Change(
        since=RoundId("r1"), then=3, matched=5, up=2, same=3, down=0, step=0, joined=2, left=1
    )
    providers, agencies, _ = found.roles
    # Providers: P1 and P2 up by one, P3 the same; P4 joined. Agencies: A1 the same; A3 joined, A2 left.
    assert providers.since_last == Change(
        since=RoundId("r1"), then=3, matched=3, up=2, same=1, down=0, step=1, joined=1, left=0
    )
    assert agencies.since_last == Change(
        since=RoundId("r1"), then=1.5, matched=1, up=0, same=1, down=0, step=0, joined=1, left=1
    )


def test_other_people_answering_is_not_taken_for_progress() -> None:
    # The median goes from 2 to 5, and nobody who answered both times has moved.
    found = cell(
        tables([*said("r1", "P1 2, P2 2"), *said("r2", "P1 2, P3 5, P4 5")], [R1, R2], WHO), "LP4", "r2"
    )
    assert (found.every.median, found.since_last) == (
        5,
        Change(since=RoundId("r1"), then=2, matched=1, up=0, same=1, down=0, step=0, joined=2, left=1),
    )


def test_the_last_and_the_first_round_are_those_in_which_it_was_answered() -> None:
    sessions = [*said("r1", "P1 1, P2 2"), *said("r2", "P1 3", "LP1"), *said("r3", "P1 4, P2 2")]
    found = cell(tables(sessions, [R1, R2, R3], WHO), "LP4", "r3")
    assert found.since_last is not None
    assert found.since_last.since == "r1"
    assert found.since_first == found.since_last


def test_seats_of_nobody_known_cannot_be_matched_and_that_is_said() -> None:
    sessions = [*said("r1", "P1 3"), together("r2", {"?provider": {"LP4": 5}, "P1": {"LP4": 4}}, {"LP4": 4})]
    found = cell(tables(sessions, [R1, R2], WHO), "LP4", "r2")
    assert found.since_last == Change(
        since=RoundId("r1"), then=3, matched=1, up=1, same=0, down=0, step=1, unmatched=1
    )


def test_what_a_group_agrees_on_and_what_is_said_for_a_role_move_no_median() -> None:
    sessions = [
        *said("r1", "P1 2, P2 2"),
        alone("r1", None, {"LP4": 5}, role="commissioner"),
        together("r1", {"A1": {"LP4": 3}}, {"LP4": 4}),
    ]
    found = cell(tables(sessions, [R1], WHO), "LP4", "r1")
    assert found.every.values == (2, 2, 3)
    assert [each.value for each in found.agreed] == [4]
    commissioners = next(each for each in found.roles if each.role == C)
    assert commissioners.for_role is not None
    assert (commissioners.spread.n, commissioners.centre) == (0, 5)


def test_roles_that_see_it_two_steps_apart_are_named() -> None:
    # Providers 4, agencies 2: two steps. Commissioners 3 are in between.
    found = cell(tables(said("r1", "P1 4, P2 4, A1 2, A2 2, C1 3"), [R1], WHO), "LP4", "r1")
    assert found.gap is not None
    assert (found.gap.lowest, found.gap.highest, found.gap.low, found.gap.high) == ((A,), (P,), 2, 4)
    near = cell(tables(said("r1", "P1 4, P2 4, A1 2, A2 3"), [R1], WHO), "LP4", "r1")  # 4 and 2.5
    assert near.gap is None


# -- a codebook that changes -------------------------------------------------------------------------------


def book(*points: LearningPoint) -> Codebook:
    return codebook_of([*CODEBOOK.points, *points])


def test_a_point_that_was_added_is_marked_in_its_first_round() -> None:
    later = a_round("r2", "LP1", "LP4", "LP5")
    found = tables([*said("r1", "P1 3"), *said("r2", "P1 3"), *said("r2", "P1 2", "LP5")], [R1, later], WHO)
    assert cell(found, "LP5", "r2").marks == (Mark(kind=MarkKind.ADDED),)
    assert cell(found, "LP5", "r1").marks == ()
    assert cell(found, "LP4", "r2").marks == ()


def test_answers_to_a_merged_point_stand_for_the_one_that_was_not_asked_then_and_are_marked() -> None:
    merged = LearningPoint(id=PointId("LP9"), number=9, name="Old name", merged_into=PointId("LP4"))
    then = a_round("r1", "LP1", "LP9")
    found = tables(
        [*said("r1", "P1 2, P2 2", "LP9"), *said("r2", "P1 4, P2 4")], [then, R2], WHO, codebook=book(merged)
    )
    assert found.of("LP9") is None
    assert cell(found, "LP4", "r1").marks == (Mark(kind=MarkKind.STANDS_FOR, points=(PointId("LP9"),)),)
    assert cell(found, "LP4", "r1").every.values == (2, 2)
    changed = cell(found, "LP4", "r2").since_last
    assert changed is not None
    assert (changed.matched, changed.up) == (2, 2)
    assert cell(found, "LP4", "r2").marks == ()


def test_where_both_were_asked_each_keeps_its_own_answers_and_what_came_in_is_marked() -> None:
    merged = LearningPoint(id=PointId("LP9"), number=9, name="Old name", merged_into=PointId("LP4"))
    then = a_round("r1", "LP4", "LP9")
    sessions = [*said("r1", "P1 2", "LP9"), *said("r1", "P1 5"), *said("r2", "P1 4")]
    found = tables(sessions, [then, R2], WHO, codebook=book(merged))
    old = found.of("LP9")
    assert old is not None
    assert (old.merged_into, old.number, old.name) == ("LP4", None, "Old name")
    assert cell(found, "LP9", "r1").every.values == (2,)
    assert cell(found, "LP4", "r1").every.values == (5,)
    assert cell(found, "LP4", "r2").marks == (Mark(kind=MarkKind.TAKES_IN, points=(PointId("LP9"),)),)


def test_a_retired_point_keeps_its_answers_and_says_since_when() -> None:
    five = next(p for p in CODEBOOK.points if p.id == "LP5")
    retired = codebook_of(
        [*(p for p in CODEBOOK.points if p.id != "LP5"), msgspec.structs.replace(five, retired="2021-12-01")]
    )
    then = a_round("r1", "LP4", "LP5")
    found = tables([*said("r1", "P1 3", "LP5"), *said("r2", "P1 3")], [then, R2], WHO, codebook=retired)
    assert cell(found, "LP5", "r1").every.values == (3,)
    assert cell(found, "LP5", "r2").marks == (Mark(kind=MarkKind.NOT_ASKED, retired="2021-12-01"),)


def test_a_point_that_is_no_longer_in_the_codebook_keeps_its_row() -> None:
    found = tables(said("r1", "P1 3", "LP7"), [a_round("r1", "LP7")], WHO)
    row = found.of("LP7")
    assert row is not None
    assert (row.name, row.number) == ("LP7", None)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(list(WHO)), st.integers(1, 5) | st.none()), max_size=8), st.integers()
)
def test_the_order_of_sessions_makes_no_difference(answers: list[tuple[str, int | None]], seed: int) -> None:
    sessions = [alone("r1", code, {"LP4": value}) for code, value in answers]
    sessions += [alone("r2", code, {"LP4": value}) for code, value in answers[::2]]
    mixed = list(sessions)
    random.Random(seed).shuffle(mixed)  # noqa: S311 - no secret
    assert tables(mixed, [R2, R1], WHO) == tables(sessions, [R1, R2], WHO)
