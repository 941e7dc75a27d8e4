"""What quotes lost letters with, and finding it again in what later edits put in.

A quote's own words are not always enough for that: they may occur several times in what is put back. So what
was taken out with a quote in it is remembered, as long as the session is open: put back there, or pasted
elsewhere, it brings the quote back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reflect.domain.edits import Moves, Torn
from reflect.domain.graphemes import grapheme_end, grapheme_start
from reflect.domain.scripts import parts_words

TELLING = 16
"""Code points from which words that come up somewhere else, and nowhere besides, are taken for the same ones
moved there. Shorter ones are found again only where they were."""
_MOST_CUTS = 50

Span = tuple[int, int]
"""Half-open."""


class Cut(NamedTuple):
    """Words that a quote lost an edge with, and where in them it stood."""

    words: str
    start: int
    end: int
    start_stayed: bool
    """Whether the quote's first letter stayed, so that the words can only come back with it where it is."""
    end_stayed: bool

    def at(self, place: int) -> Span:
        """Where the quote stands when the words stand at a place."""
        return place + self.start, place + self.end

    def splits_no_letter(self, text: str, place: int) -> bool:
        """Whether the quote would not begin or end within a letter."""
        start, end = self.at(place)
        return start == end or (grapheme_start(text, start) == start and grapheme_end(text, end) == end)

    def splits_no_word(self, text: str, place: int) -> bool:
        """Nor within a word: `one` is not back with `someone`."""
        start, end = self.at(place)
        return self.splits_no_letter(text, place) and parts_words(text, start) and parts_words(text, end)


def own_words(words: str) -> Cut:
    """A quote's own words, as what is looked for."""
    return Cut(words, 0, len(words), start_stayed=True, end_stayed=True)


class Cuttings:
    """What quotes were torn out with lately, by the quotes' ids."""

    def __init__(self) -> None:
        self._cuts: dict[str, list[Cut]] = {}

    def add(self, quote: str, old: str, span: Span, torn: Torn) -> None:
        """The quote, which had this span of the old text, was torn."""
        words, start, end = old[torn.at : torn.end], span[0] - torn.at, span[1] - torn.at
        kept = self._cuts.setdefault(quote, [])
        kept.append(Cut(words, start, end, torn.start_stays, torn.end_stays))
        del kept[:-_MOST_CUTS]

    def of(self, quote: str) -> Sequence[Cut]:
        """What the quote was torn out with, the last at the end."""
        return self._cuts.get(quote, ())

    def forget(self, quote: str, number: int) -> None:
        """The cutting of that number is there again, and with it all that came after."""
        del self._cuts[quote][number:]


class Search:
    """Looks for words in what edits put in: what had been there before is another occurrence of them.

    `now` is where the quote stands after the edits that made the text `new`.
    """

    def __init__(self, now: Span, new: str, moves: Moves) -> None:
        self._now = now
        self._new = new
        self._moves = moves
        self._puts = [moves.put(number) for number in moves.beside(*now)]

    @property
    def hopeful(self) -> bool:
        """Whether enough was put in, or near enough, for anything but the quote's own words to be back."""
        return bool(self._puts) or 2 * self._moves.came >= TELLING

    def certain(self, what: Cut, *, at_edges_only: bool = False) -> Span | None:
        """Where the quote stands, if the words are all that was put in, or stand at the edge that stayed."""
        length = len(what.words)
        fits = what.splits_no_word if self._now[0] == self._now[1] else what.splits_no_letter
        edges = [self._now[0]] * what.start_stayed + [self._now[1] - length] * what.end_stayed
        found = {at for at in edges if at >= 0 and self._stands(what, at) and fits(self._new, at)}
        if what.start_stayed is what.end_stayed and not at_edges_only:
            alone = [at for at, end in self._puts if end - at == length]
            found |= {at for at in alone if self._stands(what, at) and what.splits_no_letter(self._new, at)}
        return what.at(found.pop()) if len(found) == 1 else None

    def once(self, what: Cut) -> Span | None:
        """Where the quote stands, if the words came, or came together, in one place only."""
        if self._puts:
            nearby = self._came(what)
            at = next(nearby, None)
            if at is not None and next(nearby, None) is None and what.splits_no_word(self._new, at):
                return what.at(at)
        length = len(what.words)
        if length < TELLING or 2 * self._moves.came < length:
            return None
        at = only_place(self._new, what.words)
        return what.at(at) if at is not None and self._moves.is_new(at, at + length) else None

    def _stands(self, what: Cut, at: int) -> bool:
        """Whether the words stand at a place, and are the quote's own letters or new."""
        end = at + len(what.words)
        if not self._new.startswith(what.words, at):
            return False
        return self._moves.is_new(at, end) or self._now[0] <= at <= end <= self._now[1]

    def _came(self, what: Cut) -> Iterator[int]:
        """Where the words stand that are new, in or beside what was put in beside the quote."""
        length = len(what.words)
        low = max(0, min(self._now[0], self._puts[0][0]) - length)
        high = max(self._now[1], self._puts[-1][1]) + length
        at = self._new.find(what.words, low, high)
        while at >= 0:
            if self._moves.is_new(at, at + length):
                yield at
            at = self._new.find(what.words, at + 1, high)


def only_place(text: str, words: str) -> int | None:
    """Where the words stand; None when they stand nowhere, or in several places."""
    first = text.find(words)
    if not words or first < 0 or text.find(words, first + 1) >= 0:
        return None
    return first
