"""Counting what a group chose, ranked or rated: votes and voters, by role, and ties that are left as ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median_low

import msgspec

from reflect.domain.group import Contribution
from reflect.domain.guide import Option, Question, QuestionKind
from reflect.domain.ids import OptionId, RoleId

RoleOf = Callable[[Contribution], RoleId | None]
"""In which role somebody answered; None where that is not known."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How one option stands."""

    option: Option
    votes: int
    """How many chose it; for a ranking, how many put it first."""
    by_role: tuple[tuple[RoleId | None, int], ...] = ()
    """The same by role, in the order the roles are first met."""
    places: tuple[int, ...] = ()
    """For a ranking: the places it was given, best first."""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a question that each answered."""

    standings: tuple[Standing, ...]
    """The most chosen first, equals in the guide's order; for a scale, by value."""
    voters: int
    """How many answered."""
    votes: int
    """How many choices they made together."""
    roles: tuple[tuple[RoleId | None, int], ...]
    """How many answered in each role."""
    cannot_say: int = 0
    """For a scale: how many could not, or would rather not, say."""
    middle: int | None = None
    """For a scale: the lower median, so that it is a value somebody gave; never a mean."""

    def leading(self, most: int) -> tuple[OptionId, ...]:
        """The options that are among the first `most` without any doubt: none of these is in a tie for it."""
        tied = set(self.tied(most))
        chosen = [each for each in self.standings if each.votes]
        return tuple(each.option.id for each in chosen[:most] if each.option.id not in tied)

    def tied(self, most: int) -> tuple[OptionId, ...]:
        """The options with equally many votes of which only some have a place among the first `most`."""
        chosen = [each for each in self.standings if each.votes]
        if len(chosen) <= most or most < 1 or _worth(chosen[most - 1]) != _worth(chosen[most]):
            return ()
        at_stake = _worth(chosen[most])
        return tuple(each.option.id for each in chosen if _worth(each) == at_stake)


def split_out(counts: Sequence[tuple[RoleId | None, int]], smallest: int) -> frozenset[RoleId]:
    """The roles that may be told by themselves without telling what one person answered.

    Only those of at least `smallest` people; none at all where the rest, all together, would be fewer than
    that, since they could be found by subtraction.
    """
    large = frozenset(role for role, count in counts if role is not None and count >= smallest)
    rest = sum(count for role, count in counts if role not in large)
    return large if rest == 0 or rest >= smallest else frozenset()


def has_answered(contribution: Contribution) -> bool:
    """Whether there is anything in it."""
    said = contribution.text.strip() or contribution.title.strip()
    picked = contribution.choices or contribution.ranking or contribution.rating is not None
    return bool(said or picked or contribution.cannot_say)


def is_complete(question: Question, contribution: Contribution) -> bool:
    """Whether it is as much as the question asks for: fewer choices than that are half an answer."""
    least, _ = question.bounds
    match question.kind:
        case QuestionKind.CHOOSE:
            return len(contribution.choices) >= max(1, least)
        case QuestionKind.RANK:
            return len(contribution.ranking) >= max(1, least)
        case QuestionKind.SCALE:
            return contribution.rating is not None or contribution.cannot_say
        case QuestionKind.IMAGE:
            return bool(contribution.choices or contribution.title.strip() or contribution.text.strip())
        case _:
            return has_answered(contribution)


def tally(question: Question, said: Sequence[Contribution], role_of: RoleOf) -> Tally:
    """Count what was answered to a question of a kind that is answered by picking."""
    there = [each for each in said if _picked(question, each)]
    roles = Counter(role_of(each) for each in there)
    options = _values(question) if question.kind is QuestionKind.SCALE else question.options
    every = [_standing(option, question.kind, there, role_of) for option in options]
    if question.kind is not QuestionKind.SCALE:
        every.sort(key=_worth, reverse=True)
    ratings = [each.rating for each in there if each.rating is not None]
    return Tally(
        standings=tuple(every),
        voters=len(there),
        votes=sum(each.votes for each in every),
        roles=tuple(roles.items()),
        cannot_say=sum(each.cannot_say for each in there),
        middle=median_low(ratings) if ratings else None,
    )


def _picked(question: Question, contribution: Contribution) -> bool:
    match question.kind:
        case QuestionKind.SCALE:
            return contribution.rating is not None or contribution.cannot_say
        case QuestionKind.RANK:
            return bool(contribution.ranking)
        case _:
            return bool(contribution.choices)


def _values(question: Question) -> list[Option]:
    low, high = question.bounds
    worded = {anchor.value: anchor.text for anchor in question.anchors}
    values = range(low, (low if high is None else high) + 1)
    return [Option(id=OptionId(str(value)), text=worded.get(value, "")) for value in values]


def _standing(option: Option, kind: QuestionKind, there: Sequence[Contribution], role_of: RoleOf) -> Standing:
    places: list[int] = []
    match kind:
        case QuestionKind.RANK:
            places = sorted(each.ranking.index(option.id) + 1 for each in there if option.id in each.ranking)
            theirs = [each for each in there if each.ranking[:1] == (option.id,)]
        case QuestionKind.SCALE:
            theirs = [each for each in there if each.rating is not None and str(each.rating) == option.id]
        case _:
            theirs = [each for each in there if option.id in each.choices]
    return Standing(
        option=option,
        votes=len(theirs),
        by_role=tuple(Counter(role_of(each) for each in theirs).items()),
        places=tuple(places),
    )


def _worth(standing: Standing) -> tuple[int, ...]:
    """What makes one option stand above another: votes, or in a ranking how many put it in each place."""
    if not standing.places:
        return (standing.votes,)
    counts = Counter(standing.places)
    return tuple(counts[place] for place in range(1, max(counts) + 1))
