"""The place in a text that reads most like some words that are gone from it.

For offering a quote whose source changed another place. Windows of as many words as the quote has are counted
for how many of its words they hold; the few best are compared letter by letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from heapq import nlargest
from typing import NamedTuple

from reflect.domain.scripts import SPACELESS

LIKE_ENOUGH = 0.6
"""The ratio of letters in common (`difflib`) from which a match is offered."""
_COMPARED = 6
"""How many windows are compared letter by letter."""
_MOST_TRIMMED = 6
"""How many words are taken off the ends of a window at most."""
_MOST_LETTERS = 240
"""Of longer quotes only the words are counted: letters would take too long."""
_WORD = re.compile(rf"[{SPACELESS}]|[^\W{SPACELESS}]+")


class Match(NamedTuple):
    """A place that reads much like the words."""

    start: int
    end: int
    ratio: float
    """How like it is: 1 is the same."""


class _Word(NamedTuple):
    start: int
    end: int
    folded: str


def nearest(words: str, text: str, *, near: int = 0) -> Match | None:
    """The stretch of whole words in `text` that is most like `words`; None when none is like enough.

    Of two that are equally like, the one that is closer to `near`.
    """
    wanted, there = _words(words), _words(text)
    if not wanted or not there:
        return None
    size = min(len(wanted), len(there))
    found = []
    for common, _, first in nlargest(_COMPARED, _windows(wanted, there, near)):
        window = there[first : first + size]
        if len(words) > _MOST_LETTERS:
            found.append(Match(window[0].start, window[-1].end, common / len(wanted)))
        else:
            found.append(_tightest(words, wanted, text, there[max(0, first - 1) : first + size + 1]))
    best = max(found, key=lambda match: (match.ratio, -abs(match.start - near)), default=None)
    return best if best is not None and best.ratio >= LIKE_ENOUGH else None


def _words(text: str) -> list[_Word]:
    return [_Word(*match.span(), match.group().casefold()) for match in _WORD.finditer(text)]


def _windows(wanted: Sequence[_Word], there: Sequence[_Word], near: int) -> Iterator[tuple[int, int, int]]:
    """Each window of as many words: how many of the wanted ones it holds, how close it is, its first word."""
    size = min(len(wanted), len(there))
    count = Counter(word.folded for word in wanted)
    held: Counter[str] = Counter()
    common = 0
    for number, word in enumerate(there):
        held[word.folded] += 1
        common += held[word.folded] <= count[word.folded]
        if number >= size:
            gone = there[number - size].folded
            common -= held[gone] <= count[gone]
            held[gone] -= 1
        first = number - size + 1
        if first >= 0 and common:
            yield common, -abs(there[first].start - near), first


def _tightest(words: str, wanted: Sequence[_Word], text: str, window: Sequence[_Word]) -> Match:
    """The part of a window that is most like the words: without the words at its ends that are not."""
    best = _like(words, wanted, text, window)
    for _ in range(_MOST_TRIMMED):
        shorter = [(_like(words, wanted, text, part), part) for part in (window[1:], window[:-1]) if part]
        match, part = max(shorter, key=lambda each: each[0].ratio, default=(best, window))
        if match.ratio <= best.ratio:
            break
        best, window = match, part
    return best


def _like(words: str, wanted: Sequence[_Word], text: str, part: Sequence[_Word]) -> Match:
    start, end = part[0].start, part[-1].end
    # What stands before the first word and after the last, such as a full stop, belongs to a match too.
    start = _reaching(text, start, words[: wanted[0].start], back=True)
    end = _reaching(text, end, words[wanted[-1].end :], back=False)
    matcher = SequenceMatcher(None, words.casefold(), text[start:end].casefold(), autojunk=False)
    return Match(start, end, matcher.ratio())


def _reaching(text: str, place: int, sign: str, *, back: bool) -> int:
    """The place, past a sign that the words have there too."""
    if sign and back and text[:place].endswith(sign):
        return place - len(sign)
    if sign and not back and text.startswith(sign, place):
        return place + len(sign)
    return place
