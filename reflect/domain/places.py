"""Where in a text stands what was looked for, how well the text fits, and what stands around it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from reflect.domain.search_query import Term
from reflect.domain.words import folded_words, weight, words

AROUND = 70
"""Characters of a text that are shown before and after what was found, at most."""


_JOINING = "\u200d\ufe0f"


class Place(NamedTuple):
    """A stretch of a text."""

    start: int
    """Code points from the text's start."""
    end: int
    """Exclusive."""


class Context(NamedTuple):
    """What was found, and what stands around it, all exactly as in the text."""

    before: str
    text: str
    after: str


def place_of(text: str, terms: Sequence[Term]) -> Place | None:
    """The shortest stretch of the text in which all the terms stand, the first of several as short.

    None when one of them does not stand in it, or there are none.
    """
    found = list(words(text))
    folded = [word.folded for word in found]
    stands: list[tuple[int, int, int]] = []
    for number, term in enumerate(terms):
        before = len(stands)
        stands += [(at, at + len(term.words) - 1, number) for at in _starts(folded, term)]
        if len(stands) == before:
            return None
    if not stands:
        return None
    latest: dict[int, tuple[int, int]] = {}
    best: Place | None = None
    for first, last, number in sorted(stands):
        latest[number] = first, last
        if len(latest) == len(terms):
            start = found[min(first for first, _ in latest.values())].start
            end = found[max(last for _, last in latest.values())].end
            if best is None or end - start < best.end - best.start:
                best = Place(start, end)
    return best


def context(text: str, place: Place) -> Context:
    """What stands around a place, cut between words where the script has spaces."""
    start, end = place
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if len(before) < start:
        cut = next((n for n, c in enumerate(before) if c.isspace()), None)
        before = before[cut:].lstrip() if cut is not None else _from_a_letter(before)
    if end + len(after) < len(text):
        cut = next((n for n, c in enumerate(reversed(after)) if c.isspace()), None)
        after = after[: len(after) - cut].rstrip() if cut is not None else after
    return Context(before, text[start:end], after)


def counts(text: str, terms: Sequence[Term]) -> tuple[list[int], int]:
    """How often each term stands in the text, and how many words the text has."""
    folded = folded_words(text)
    return [_times(folded, term) for term in terms], len(folded)


def score(times: Sequence[int], length: int, rarity: Sequence[float]) -> float:
    """How well a text fits (BM25): `times` each term stands in it, and how rare each is in the study."""
    return sum(r * weight(t, length) for t, r in zip(times, rarity, strict=True))


def rarity(texts: int, holding: int) -> float:
    """How much it says that a text holds a term that `holding` of all `texts` hold: BM25's IDF, never 0."""
    return math.log(1 + (texts - holding + 0.5) / (holding + 0.5)) if texts >= holding else 0.01


def _starts(folded: Sequence[str], term: Term) -> list[int]:
    """The words of a text at which a term begins."""
    head, last = term.words[:-1], term.words[-1]
    length = len(head)
    if term.prefix:
        ends = [at for at, word in enumerate(folded) if word.startswith(last)]
    else:
        ends = [at for at, word in enumerate(folded) if word == last]
    if not length:
        return ends
    return [at - length for at in ends if at >= length and tuple(folded[at - length : at]) == head]


def _times(folded: list[str], term: Term) -> int:
    if len(term.words) == 1 and not term.prefix:
        return folded.count(term.words[0])
    return len(_starts(folded, term))


def _from_a_letter(text: str) -> str:
    """The text without what belongs to a letter before it."""
    marks = next((n for n, c in enumerate(text) if not unicodedata.combining(c) and c not in _JOINING), 0)
    return text[marks:]
