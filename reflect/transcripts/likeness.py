"""How alike two spellings are, as speech recognition confuses them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SOUNDS = ("ckqx", "szc", "fpv", "gj", "iyej", "bp", "dt", "wv", "hw")
"""First letters that one may hear for another."""


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """The word without capitals and accents: `Farías` and `FARIAS` are both `farias`."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def tolerance(length: int) -> int:
    """How many letters may differ in a name of so many letters."""
    if length < 3:
        return 0
    if length < 6:
        return 1
    return 2 if length < 9 else 3


def distance(one: str, other: str, most: int) -> int:
    """How many letters were put in, left out, changed or swapped with their neighbour; `most` + 1 if more.

    Damerau and Levenshtein's, in the form in which no letter is touched twice.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, facing in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def alike(one: str, other: str) -> float:
    """How alike two folded words are, 1 for the same; 0 when they are too different for one name.

    They must begin with the same letter, or with two that sound alike.
    """
    if one == other:
        return 1.0
    if not one or not other or not _begin_alike(one[0], other[0]):
        return 0.0
    most = tolerance(max(len(one), len(other)))
    apart = distance(one, other, most)
    return 0.0 if apart > most else 1 - apart / max(len(one), len(other))


def _begin_alike(one: str, other: str) -> bool:
    return one == other or any(one in sounds and other in sounds for sounds in _SOUNDS)
