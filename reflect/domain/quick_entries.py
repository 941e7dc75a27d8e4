"""Entries typed quickly while a group calls them out: who said it, what is offered, what is there already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from reflect.domain.group import Contribution, Seat

ALIKE = 0.84
"""From which likeness (0 to 1, `difflib`) two entries count as nearly the same words."""
_SHORTEST = 4
"""Letters from which misspellings are looked for: `fun` and `run` are two things."""
_SMALL = frozenset({"a", "an", "and", "be", "being", "in", "is", "more", "of", "our", "the", "to", "we"})
_SEAT = re.compile(r"(\d{1,3})[.:)]?\s+(?=\S)(.*)", re.DOTALL)


class Typed(NamedTuple):
    """A line as it was typed, taken apart."""

    words: str
    seat: Seat | None = None


def taken_apart(line: str, seats: Sequence[Seat]) -> Typed:
    """`3 trust` is *trust*, said from seat 3; a number that is no seat's belongs to the words."""
    found = _SEAT.fullmatch(line.strip())
    if found is not None:
        for seat in seats:
            if seat.order == int(found[1]):
                return Typed(found[2].strip(), seat)
    return Typed(line.strip())


def offered(words: str, labels: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """The known labels that go on from what was typed; those that begin with it first, no label twice."""
    typed = " ".join(words.casefold().split())
    if not typed:
        return []
    there = {" ".join(each.casefold().split()) for each in taken}
    fit = [each for each in labels if typed in each.casefold() and each.casefold() != typed]
    return sorted(fit, key=lambda each: (not each.casefold().startswith(typed), each.casefold() in there))


def like(words: str, entries: Sequence[Contribution]) -> Contribution | None:
    """The entry that says nearly the same: other case, a plural, a slip of the finger, a word more."""
    mine = _core(words)
    if not mine:
        return None
    found = [(_likeness(mine, _core(each.text)), each) for each in entries]
    best = max(found, key=lambda each: each[0], default=None)
    return best[1] if best is not None and best[0] >= ALIKE else None


def _core(words: str) -> tuple[str, ...]:
    """The words that say something, without case, signs and plurals."""
    plain = re.findall(r"\w+", words.casefold())
    core = [each for each in plain if each not in _SMALL] or plain
    return tuple(each[:-1] if len(each) > _SHORTEST and each.endswith("s") else each for each in core)


def _likeness(mine: tuple[str, ...], other: tuple[str, ...]) -> float:
    if not other:
        return 0.0
    if set(mine) == set(other):
        return 1.0
    few, many = sorted((mine, other), key=len)
    if set(few) <= set(many) and len(many) - len(few) <= 1:
        return 0.9
    left, right = " ".join(mine), " ".join(other)
    if min(len(left), len(right)) <= _SHORTEST:
        return 0.0
    compared = SequenceMatcher(None, left, right, autojunk=False)
    # The two quick ones are never less than what it is: most entries need no more than these, at every key.
    if compared.real_quick_ratio() < ALIKE or compared.quick_ratio() < ALIKE:
        return 0.0
    return compared.ratio()
