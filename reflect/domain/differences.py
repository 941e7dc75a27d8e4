"""Finding the edits that make one text of another, where nobody tells them.

Words that occur once in both texts hold the two together; between them the longest stretches in common are
looked for, as far as that is cheap. So a text that was corrected in many places comes apart into many small
edits, and one that was written anew costs no more than looking at it. Which of several equal letters was put
in, no comparison can tell: an editor can.

The first half is patience diff (Bram Cohen, 2003): the longest run of common words in both texts' order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from reflect.domain.edits import Edit
from reflect.domain.scripts import SPACELESS

_WORD = re.compile(rf"[{SPACELESS}]|[^\W{SPACELESS}]+|\W")
"""Scripts that put no space between words are compared sign by sign."""
_MOST_COMPARED = 200_000
"""How many pairs of words are compared at most to find stretches in common; beyond it, a whole stretch counts
as replaced."""


class _Stretch(NamedTuple):
    """Words of the old text, and words of the new one in their place."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def edits_between(old: str, new: str) -> tuple[Edit, ...]:
    """Edits made at once that make `new` of `old`: none when the texts are the same."""
    if old == new:
        return ()
    shortest = min(len(old), len(new))
    head = common(shortest, lambda n: old[:n] == new[:n])
    tail = common(shortest - head, lambda n: old[len(old) - n :] == new[len(new) - n :])
    gone, come = old[head : len(old) - tail], new[head : len(new) - tail]
    if not gone or not come:
        return (Edit(head, len(gone), come),)
    ours, theirs = _words(gone), _words(come)
    at_old, at_new = _places(ours, head), _places(theirs, 0)
    found = []
    for stretch in _changed(ours, theirs):
        at = at_old[stretch.old_start]
        end = at_old[stretch.old_end]
        put = come[at_new[stretch.new_start] : at_new[stretch.new_end]]
        found.append(_trimmed(old, at, end, put))
    return tuple(found)


def common(most: int, same: Callable[[int], bool]) -> int:
    """The greatest length up to `most` for which `same` holds, found by halving: no loop over letters."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if same(middle):
            least = middle
        else:
            most = middle - 1
    return least


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _places(words: Sequence[str], start: int) -> list[int]:
    places = [start]
    for word in words:
        places.append(places[-1] + len(word))
    return places


def _trimmed(old: str, at: int, end: int, put: str) -> Edit:
    """The edit without the letters at its two ends that stay what they are."""
    shortest = min(end - at, len(put))
    head = common(shortest, lambda n: old[at : at + n] == put[:n])
    tail = common(shortest - head, lambda n: old[end - n : end] == put[len(put) - n :])
    return Edit(at + head, end - at - head - tail, put[head : len(put) - tail])


def _changed(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[_Stretch]:
    """The stretches that are not the same, in order."""
    left = _MOST_COMPARED
    for gap in _between_anchors(ours, theirs):
        pairs = (gap.old_end - gap.old_start) * (gap.new_end - gap.new_start)
        if pairs == 0 or pairs > left:
            yield gap
            continue
        left -= pairs
        old, new = ours[gap.old_start : gap.old_end], theirs[gap.new_start : gap.new_end]
        for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            part = _Stretch(gap.old_start + i, gap.old_start + j, gap.new_start + k, gap.new_start + m)
            # As many words as before: each is taken for the one in its place.
            yield from _one_by_one(part) if j - i == m - k else [part]


def _one_by_one(part: _Stretch) -> Iterator[_Stretch]:
    for n in range(part.old_end - part.old_start):
        old, new = part.old_start + n, part.new_start + n
        yield _Stretch(old, old + 1, new, new + 1)


def _between_anchors(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[_Stretch]:
    """What is not the same between the words that stand once in both texts and in the same order."""
    old, new = 0, 0
    for i, k in [*_anchors(ours, theirs), (len(ours), len(theirs))]:
        if i < old or k < new:
            continue  # passed already, with the words before it
        end_old, end_new = i, k
        while end_old > old and end_new > new and ours[end_old - 1] == theirs[end_new - 1]:
            end_old, end_new = end_old - 1, end_new - 1
        if end_old > old or end_new > new:
            yield _Stretch(old, end_old, new, end_new)
        old, new = i, k
        while old < len(ours) and new < len(theirs) and ours[old] == theirs[new]:
            old, new = old + 1, new + 1


def _anchors(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run of words that stand once in both texts, in the order of both."""
    once, there = _standing_once(ours), _standing_once(theirs)
    pairs = [(place, there[word]) for word, place in once.items() if word in there]
    tails: list[int] = []
    kept: list[int] = []
    before: list[int | None] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(tails, place)
        before.append(kept[length - 1] if length else None)
        if length == len(tails):
            tails.append(place)
            kept.append(number)
        else:
            tails[length], kept[length] = place, number
    found = []
    at = kept[-1] if kept else None
    while at is not None:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _standing_once(words: Sequence[str]) -> dict[str, int]:
    counts = Counter(words)
    return {word: place for place, word in enumerate(words) if counts[word] == 1}
