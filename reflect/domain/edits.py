"""Edits of a text, and where a span of it stands after them.

An edit replaces some code points by others. Edits made *at once* are in the order of their places, do not
overlap, and all tell places of the text before any of them was made.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, TypeAlias

import msgspec


class Edit(msgspec.Struct, frozen=True):
    """One replacement: at `at`, `removed` code points went and `put` came."""

    at: int
    removed: int
    put: str


Edits: TypeAlias = Sequence[Edit]
"""Edits made at once."""


def made(text: str, edits: Edits) -> str:
    """The text after edits made at once."""
    parts, done = [], 0
    for edit in edits:
        parts += [text[done : edit.at], edit.put]
        done = edit.at + edit.removed
    return "".join((*parts, text[done:]))


def leads(old: str, new: str, revisions: Sequence[Edits]) -> list[str] | None:
    """The texts after each of some revisions that follow one another; None unless they make `new` of `old`.

    The last of the texts is `new`.
    """
    texts = []
    for edits in revisions:
        if not _in_order(edits, len(old)):
            return None
        old = made(old, edits)
        texts.append(old)
    return texts if texts and old == new else None


def shifted(edits: Edits, by: int) -> list[Edit]:
    """The same edits in a text that has `by` more code points before it."""
    return [Edit(edit.at + by, edit.removed, edit.put) for edit in edits]


def _in_order(edits: Edits, length: int) -> bool:
    done = 0
    for edit in edits:
        if edit.at < done or edit.removed < 0:
            return False
        done = edit.at + edit.removed
    return done <= length


class Torn(NamedTuple):
    """What an edge of a span went with: a stretch of the old text with all of the span in it."""

    at: int
    end: int
    start_stays: bool
    """Whether the span's first letter is still there; otherwise it went."""
    end_stays: bool


class Moved(NamedTuple):
    """Where a span stands after edits made at once."""

    start: int
    end: int
    torn: Torn | None
    """None when its first and its last letter are still there."""


class Moves:
    """Follows spans through edits made at once; each costs the logarithm of how many edits there are."""

    def __init__(self, edits: Edits) -> None:
        self.edits = edits = [edit for edit in edits if edit.removed or edit.put]
        self._ats = [edit.at for edit in edits]
        self._gones = [edit.at + edit.removed for edit in edits]
        self._shifts = [0, *accumulate(len(edit.put) - edit.removed for edit in edits)]
        self._puts = [at + shift for at, shift in zip(self._ats, self._shifts, strict=False)]
        self._put_ends = [at + len(edit.put) for at, edit in zip(self._puts, edits, strict=True)]
        self.came = sum(len(edit.put) for edit in edits)
        """How many code points were put in."""

    def apart(self, start: int, end: int) -> int | None:
        """By how much a span is shifted that no edit touches, not at its edges either; None for any other."""
        first = bisect_left(self._gones, start)
        if first < len(self._ats) and self._ats[first] <= end:
            return None
        return self._shifts[first]

    def cuts(self, start: int, end: int) -> bool:
        """Whether an edit changes letters of a span, or puts something in between them."""
        first = bisect_right(self._gones, start)
        return first < len(self._ats) and self._ats[first] < end

    def span(self, start: int, end: int) -> Moved:
        """Where a span stands now.

        Text put in at its edge stays outside, text put in within belongs to it, and so does what replaces
        some of its words or exactly all of them. What replaces words on both sides of an edge stays outside.
        A span of which nothing is left is empty, about where it was.
        """
        if start == end:
            return self._point(start)
        first, last = bisect_right(self._gones, start), bisect_left(self._ats, end)
        new_start, new_end = start + self._shifts[first], end + self._shifts[last]
        if first >= last:
            return Moved(new_start, new_end, None)
        at, gone = self._ats[first], self._gones[last - 1]
        torn = Torn(min(at, start), max(gone, end), at > start, gone < end)
        if first == last - 1 and at <= start and gone >= end and (at, gone) != (start, end):
            new_start = new_end = self._within(first, start)
        else:
            new_start = self._put_ends[first] if at < start else new_start
            new_end = max(new_start, self._puts[last - 1] if gone > end else new_end)
        return Moved(new_start, new_end, torn if not (torn.start_stays and torn.end_stays) else None)

    def _point(self, place: int) -> Moved:
        """Where an empty span stands now: after what was put in at it."""
        last = bisect_right(self._ats, place)
        around = [n for n in range(max(0, last - 2), last) if self._gones[n] >= place]
        torn = [n for n in around if self.edits[n].removed]
        inside = next((n for n in torn if self._ats[n] < place < self._gones[n]), None)
        before = bisect_right(self._gones, place)
        now = place + self._shifts[before] if inside is None else self._within(inside, place)
        stretch = _torn_off(self._ats[torn[0]], self._gones[torn[-1]]) if torn else None
        return Moved(now, now, stretch)

    def _within(self, number: int, place: int) -> int:
        """A place among removed words, as far into what was put there."""
        edit = self.edits[number]
        return self._puts[number] + len(edit.put) * (place - edit.at) // edit.removed

    def place(self, place: int) -> int:
        """Where a place stands now: behind the same words or, where those are gone, where they were."""
        before = bisect_left(self._ats, place)
        if before and self._gones[before - 1] > place:
            return self._puts[before - 1]
        return place + self._shifts[before]

    def beside(self, start: int, end: int) -> range:
        """Which edits lie in, or touch, a span of the text as it is now."""
        return range(bisect_left(self._put_ends, start), bisect_right(self._puts, end))

    def put(self, number: int) -> tuple[int, int]:
        """Where an edit's words stand in the text as it is now."""
        return self._puts[number], self._put_ends[number]

    def is_new(self, start: int, end: int) -> bool:
        """Whether the words of a span of the text as it is now came, or came together, by these edits."""
        number = bisect_right(self._put_ends, start)
        return number < len(self.edits) and self._puts[number] < end

    def touches(self, place: int) -> bool:
        """Whether an edit changed what stood right before, or right after, a place of the old text."""
        number = bisect_left(self._gones, place)
        return number < len(self.edits) and self._ats[number] <= place


def _torn_off(at: int, end: int) -> Torn:
    return Torn(at, end, start_stays=False, end_stays=False)
