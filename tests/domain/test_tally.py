"""Votes are counted with their voters, by role; ties stay ties."""

from __future__ import annotations

import pytest

from reflect.domain.group import Contribution, SeatId
from reflect.domain.guide import Option, Question, QuestionKind
from reflect.domain.ids import OptionId, QuestionId, RoleId
from reflect.domain.tally import Tally, is_complete, split_out, tally

NAMES = ("fun", "focused", "liberating", "resourced")
ROLES = {"1": RoleId("provider"), "2": RoleId("provider"), "3": RoleId("commissioner")}


def asked(kind: QuestionKind = QuestionKind.CHOOSE, *, least: int = 1, most: int = 2) -> Question:
    options = tuple(Option(id=OptionId(name), text=name.title()) for name in NAMES)
    return Question(
        id=QuestionId("three"), heading="Three", kind=kind, options=options, least=least, most=most
    )


def said(
    seat: str, *names: str, rating: int | None = None, cannot: bool = False, ranked: bool = False
) -> Contribution:
    ids = tuple(OptionId(name) for name in names)
    return Contribution(
        id=f"c{seat}",
        question=QuestionId("three"),
        seat=SeatId(seat),
        choices=() if ranked else ids,
        ranking=ids if ranked else (),
        rating=rating,
        cannot_say=cannot,
        at="",
    )


def counted(question: Question, *answers: Contribution) -> Tally:
    return tally(question, answers, lambda each: ROLES.get(each.seat or ""))


def test_votes_and_voters_are_both_counted_and_by_role() -> None:
    found = counted(asked(), said("1", "fun", "focused"), said("2", "fun"), said("3", "fun"), said("4"))
    assert (found.voters, found.votes) == (3, 4)
    assert found.roles == (("provider", 2), ("commissioner", 1))
    first = found.standings[0]
    assert (first.option.id, first.votes) == ("fun", 3)
    assert first.by_role == (("provider", 2), ("commissioner", 1))


def test_a_tie_for_the_last_place_stays_a_tie() -> None:
    found = counted(asked(), said("1", "fun", "focused"), said("2", "fun", "resourced"), said("3", "fun"))
    assert found.leading(2) == ("fun",)
    assert found.tied(2) == ("focused", "resourced")
    assert found.leading(3) == ("fun", "focused", "resourced")
    assert found.tied(3) == ()


def test_nobody_leads_where_nobody_voted() -> None:
    found = counted(asked())
    assert (found.leading(3), found.tied(3), found.voters) == ((), (), 0)


def test_a_ranking_is_ordered_by_first_places_and_keeps_the_places() -> None:
    question = asked(QuestionKind.RANK)
    found = counted(
        question,
        said("1", "fun", "focused", ranked=True),
        said("2", "focused", "fun", "resourced", ranked=True),
    )
    assert [s.option.id for s in found.standings[:3]] == ["fun", "focused", "resourced"]
    assert found.standings[0].places == (1, 2)
    assert found.tied(1) == ("fun", "focused")


def test_a_scale_has_a_row_a_value_a_middle_and_who_cannot_say() -> None:
    question = asked(QuestionKind.SCALE, most=5)
    found = counted(question, said("1", rating=2), said("2", rating=5), said("3", cannot=True))
    assert [s.votes for s in found.standings] == [0, 1, 0, 0, 1]
    assert (found.middle, found.cannot_say, found.voters) == (2, 1, 3)


def test_a_role_is_told_by_itself_only_where_nobody_is_found_out_by_it() -> None:
    provider, city, user = RoleId("provider"), RoleId("city"), RoleId("user")
    assert split_out([(provider, 4), (city, 3)], 3) == {provider, city}
    assert split_out([(provider, 4), (city, 2), (user, 1)], 3) == {provider}
    assert split_out([(provider, 4), (city, 2)], 3) == set()
    assert split_out([(provider, 4), (None, 3)], 3) == {provider}
    assert split_out([(provider, 1), (None, 1)], 1) == {provider}


@pytest.mark.parametrize(
    ("kind", "answer", "complete"),
    [
        (QuestionKind.CHOOSE, said("1", "fun"), False),
        (QuestionKind.CHOOSE, said("1", "fun", "focused"), True),
        (QuestionKind.RANK, said("1", "fun", "focused", ranked=True), True),
        (QuestionKind.SCALE, said("1", cannot=True), True),
        (QuestionKind.IMAGE, said("1"), False),
    ],
)
def test_fewer_choices_than_asked_for_are_half_an_answer(
    kind: QuestionKind,
    answer: Contribution,
    complete: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    assert is_complete(asked(kind, least=2), answer) is complete
