"""Bringing two versions of a text together, by what each changed of the text they both come from.

Sentence by sentence: changes of different sentences are both taken, and where both changed the same sentence
the two versions clash. Word by word would bring together more, and now and then make a sentence that nobody
ever said; and these are mostly words that somebody did say. The outcome does not depend on which of the two
is called mine.

The method is that of diff3 (Khanna, Kunal, Pierce: A Formal Investigation of Diff3, 2007), but for one thing:
text put in right beside a change clashes with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

Part = TypeVar("Part")


class Hunk(NamedTuple, Generic[Part]):
    """One change: the parts from `start` to `end` (exclusive) of the old gave way to `put`."""

    start: int
    end: int
    put: Sequence[Part]


class Both(NamedTuple, Generic[Part]):
    """Two versions brought together."""

    kept: list[Part]
    """With everything that does not clash; where something does, one version of it."""
    other: list[Part] | None
    """The same with the other version; None when nothing clashes."""


class Merged(NamedTuple):
    """Two versions of a text brought together; as in `Both`."""

    kept: str
    other: str | None


_ENDS = re.compile(r"[.!?…][\"'”’»)\]]?(?=\s)|[。！？।؟]|\n+")
"""The end of a sentence or of a line; white space belongs to the sentence after it."""


def merged_text(mine: str, theirs: str, base: str | None) -> Merged:
    """`mine` and `theirs` as one text. `base` is what both come from, None when nobody knows."""
    if mine == theirs:
        return Merged(mine, None)
    if base is None:
        return _without_base(mine, theirs)
    if mine == base or theirs == base:
        return Merged(theirs if mine == base else mine, None)
    if not mine.strip() or not theirs.strip():
        # An edit beats a delete.
        return Merged(mine if mine.strip() else theirs, None)
    both = merged_parts(sentences(mine), sentences(theirs), sentences(base))
    return Merged("".join(both.kept), None if both.other is None else "".join(both.other))


def _without_base(mine: str, theirs: str) -> Merged:
    long, short = sorted((mine, theirs), key=_order, reverse=True)
    if long.startswith(short) or not short.strip():
        return Merged(long, None)
    return Merged(long, short)


def merged_parts(mine: Sequence[Part], theirs: Sequence[Part], base: Sequence[Part]) -> Both[Part]:
    """The same for any sequence of parts that can be compared and hashed."""
    first, second = sorted((mine, theirs), key=_order, reverse=True)
    kept: list[Part] = []
    other: list[Part] = []
    done, clash = 0, False
    for start, end, ones, twos in _regions(hunks(base, first), hunks(base, second)):
        same = base[done:start]
        one, two = (_applied(base, start, end, side) for side in (ones, twos))
        if not ones or not twos or one == two:
            one = two = one if ones else two
        else:
            clash = True
        kept += [*same, *one]
        other += [*same, *two]
        done = end
    kept += base[done:]
    other += base[done:]
    return Both(kept, other if clash else None)


def _order(version: Sequence[object]) -> tuple[int, str]:
    """Which version is kept, whoever merges: the longer one."""
    whole = version if isinstance(version, str) else "\0".join(map(str, version))
    return len(whole), whole


def sentences(text: str) -> list[str]:
    """The text in parts that joined together give it back: sentences, and lines."""
    cuts = [0]
    for end in _ENDS.finditer(text):
        cut = end.start() if text[end.start()] == "\n" else end.end()
        if cut > cuts[-1]:
            cuts.append(cut)
    if len(text) > cuts[-1]:
        cuts.append(len(text))
    return [text[start:end] for start, end in pairwise(cuts)]


def hunks(old: Sequence[Part], new: Sequence[Part]) -> list[Hunk[Part]]:
    """What makes `new` of `old`, in order; no two overlap."""
    head = 0
    least = min(len(old), len(new))
    while head < least and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < least - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    matcher = SequenceMatcher(None, inner_old, inner_new, autojunk=False)
    found = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "replace" and j - i == m - k:
            # As many as before: each is taken for the one in its place, so that each stands for itself.
            pairs = zip(range(i, j), range(k, m), strict=True)
            found += [Hunk(head + old_n, head + old_n + 1, inner_new[n : n + 1]) for old_n, n in pairs]
        elif kind != "equal":
            found.append(Hunk(head + i, head + j, inner_new[k:m]))
    return found


def apart(one: str, two: str) -> list[tuple[str, bool]]:
    """The sentences of `one`, each with whether it is another than in `two`."""
    parts = sentences(one)
    other = {n for hunk in hunks(parts, sentences(two)) for n in range(hunk.start, hunk.end)}
    return [(part, n in other) for n, part in enumerate(parts)]


class _Region(NamedTuple, Generic[Part]):
    start: int
    end: int
    ones: list[Hunk[Part]]
    twos: list[Hunk[Part]]


def _regions(ones: list[Hunk[Part]], twos: list[Hunk[Part]]) -> Iterator[_Region[Part]]:
    """The places that one or both changed; hunks that meet are in one region."""
    waiting = sorted(
        [(hunk.start, hunk.end, side, hunk) for side, those in enumerate((ones, twos)) for hunk in those],
        key=lambda each: each[:3],
    )
    now: _Region[Part] | None = None
    for start, end, side, hunk in waiting:
        if now is None or not _meet(now.start, now.end, start, end):
            if now is not None:
                yield now
            now = _Region(start, end, [], [])
        now = now._replace(end=max(now.end, end))
        (now.twos if side else now.ones).append(hunk)
    if now is not None:
        yield now


def _meet(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether a change that begins at `other_start`, not before `start`, meets the one before it."""
    if start == end:
        return other_start == other_end == start
    return other_start < end and (other_start > start or other_end > other_start)


def _applied(base: Sequence[Part], start: int, end: int, those: list[Hunk[Part]]) -> list[Part]:
    """The parts of the base from `start` to `end` with some changes made."""
    made: list[Part] = []
    for hunk in those:
        made += [*base[start : hunk.start], *hunk.put]
        start = hunk.end
    return [*made, *base[start:end]]
