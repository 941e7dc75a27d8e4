"""Names in the text: every place where a known name stands, also misspelt, so that it can be replaced.

Speech recognition writes names as it hears them (*Marion Okafur*, *Oka for*). Near matches are offered, not
taken: only a person knows whether *Strand* is a colleague or a street. A word that also stands in small
letters somewhere is taken for a common word and not offered as a near match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import msgspec

from reflect.transcripts.likeness import alike, folded

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’][sS]$")
_TITLE = re.compile("dr|mr|mrs|ms|miss|mx|prof|professor|sir|dame|lord|lady|rev|reverend|st|cllr|councillor")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u0f00-\u0fff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Scripts in which a name may stand within a run of other letters."""
_GAP = 3
"""Code points that may lie between the words of one name: a space, a comma and a space."""
_CAPITALS_LEAST = 0.01
"""With fewer words in capitals, the transcript is written in small letters throughout."""


class Match(StrEnum):
    """How surely a place is the name."""

    EXACT = "the same"
    SPELLING = "other capitals or accents"
    NEAR = "nearly the same"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a name stands, or may stand."""

    turn: int
    """Which of the texts, 0 first."""
    start: int
    """Code points from the text's start."""
    end: int
    """Exclusive; a possessive 's is not part of it."""
    words: str
    term: str
    """The known name."""
    match: Match
    likeness: float
    """1 for the same letters, less the more they differ."""


class _Token(NamedTuple):
    start: int
    end: int
    raw: str
    fold: str

    @property
    def capital(self) -> bool:
        return self.raw[0].isupper()


@lru_cache(maxsize=4096)  # everybody's, for each of many files
def parts_of(name: str) -> tuple[str, ...]:
    """A person's name, and each part that alone would give them away: `Marian Okafor`, `Marian`, `Okafor`.

    Titles and single letters are left out.
    """
    words = [word for word in name.split() if not _TITLE.fullmatch(folded(word.strip(".,()")))]
    bare = [word.strip(".,()\"'") for word in words]
    parts = [" ".join(words), *(word for word in bare if len(word) > 1)]
    return tuple(dict.fromkeys(part for part in parts if part))


def places(texts: Sequence[str], terms: Iterable[str], *, near: bool = True) -> tuple[Place, ...]:
    """Every place where one of the terms stands in the texts, in order, none overlapping another.

    Where several terms would fit, the longest words are taken, and of two the surer match.

    Args:
        texts: The turns' words.
        terms: Names, organisations, towns; for people see `parts_of`.
        near: Whether misspellings are looked for too.
    """
    finder = _Finder(texts)
    found = [
        place
        for term in dict.fromkeys(terms)
        if term.strip()
        for place in finder.find(term.strip(), near=near)
    ]
    found.sort(
        key=lambda place: (place.turn, -(place.end - place.start), -_RANK[place.match], -place.likeness)
    )
    return tuple(_without_overlaps(found))


_RANK = {Match.EXACT: 2, Match.SPELLING: 1, Match.NEAR: 0}


def _without_overlaps(found: Iterable[Place]) -> list[Place]:
    """Those that come first and overlap none before them, in the order of the text."""
    taken: dict[int, list[Place]] = {}
    for place in found:
        own = taken.setdefault(place.turn, [])
        if all(place.end <= other.start or place.start >= other.end for other in own):
            own.append(place)
    kept = [place for own in taken.values() for place in own]
    return sorted(kept, key=lambda place: (place.turn, place.start))


class _Finder:
    """The words of all texts, indexed by their folded spelling."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._tokens = [_tokens(text) for text in texts]
        self._at: dict[str, list[tuple[int, int]]] = {}
        capitals: set[str] = set()
        small: set[str] = set()
        count = 0
        for turn, tokens in enumerate(self._tokens):
            for n, token in enumerate(tokens):
                self._at.setdefault(token.fold, []).append((turn, n))
                (capitals if token.capital else small).add(token.fold)
                count += token.capital
        total = sum(map(len, self._tokens))
        self._lower = count < _CAPITALS_LEAST * total
        self._candidates: Collection[str] = small if self._lower else capitals - small

    def find(self, term: str, *, near: bool) -> Iterator[Place]:
        """Every place of one term, overlapping ones too."""
        if _UNSPACED.search(term):
            yield from self._within_runs(term)
            return
        words = [token.fold for token in _tokens(term)]
        if not words:
            return
        yield from self._same(term, words)
        if near:
            yield from self._spelt_apart(term, words)
            if len(words) == 1:
                yield from self._near(term, words[0])
            else:
                yield from self._near_several(term, words)

    def _within_runs(self, term: str) -> Iterator[Place]:
        for turn, text in enumerate(self._texts):
            at = text.find(term)
            while at >= 0:
                yield self._place(turn, at, at + len(term), term, 1.0)
                at = text.find(term, at + len(term))

    def _same(self, term: str, words: Sequence[str]) -> Iterator[Place]:
        for turn, n in self._at.get(words[0], ()):
            if (
                self._joined(turn, n, len(words))
                and [t.fold for t in self._tokens[turn][n : n + len(words)]] == words
            ):
                yield self._of(turn, n, len(words), term, 1.0)

    def _spelt_apart(self, term: str, words: Sequence[str]) -> Iterator[Place]:
        """The same letters parted otherwise: *Oka for*, *Stoke a veril*, *StokeAveril*."""
        whole = "".join(words)
        beginnings = (whole[:length] for length in range(len(whole) + 1))
        for turn, n in sorted(place for fold in beginnings for place in self._at.get(fold, ())):
            tokens = self._tokens[turn]
            if not (tokens[n].capital or self._lower):
                continue
            letters = ""
            for size in range(1, len(words) + 3):
                if n + size > len(tokens) or not whole.startswith(letters + tokens[n + size - 1].fold):
                    break
                letters += tokens[n + size - 1].fold
                same_parts = size == len(words)
                if letters == whole and not same_parts and self._joined(turn, n, size):
                    yield self._of(turn, n, size, term, 0.99)

    def _near(self, term: str, word: str) -> Iterator[Place]:
        for candidate in self._candidates:
            likeness = 0.0 if candidate == word else alike(word, candidate)
            if likeness and not (self._lower and likeness < 0.8):
                for turn, n in self._at[candidate]:
                    yield self._of(turn, n, 1, term, likeness)

    def _near_several(self, term: str, words: Sequence[str]) -> Iterator[Place]:
        """Several words of which at least one is right: *Calder Key* for *Calder Quay*."""
        seen: set[tuple[int, int]] = set()
        for anchor, word in enumerate(words):
            for turn, n in self._at.get(word, ()):
                first = n - anchor
                tokens = self._tokens[turn][max(first, 0) : first + len(words)]
                if first < 0 or (turn, first) in seen or not self._joined(turn, first, len(words)):
                    continue
                seen.add((turn, first))
                rest = [token for token, known in zip(tokens, words, strict=True) if token.fold != known]
                if not self._lower and not all(token.capital for token in rest):
                    continue
                likeness = alike("".join(words), "".join(token.fold for token in tokens))
                if 0 < likeness < 1:
                    yield self._of(turn, first, len(words), term, likeness)

    def _joined(self, turn: int, first: int, size: int) -> bool:
        """Whether so many words from `first` on stand close together."""
        tokens = self._tokens[turn][first : first + size]
        return len(tokens) == size and all(b.start - a.end <= _GAP for a, b in pairwise(tokens))

    def _of(self, turn: int, first: int, size: int, term: str, likeness: float) -> Place:
        tokens = self._tokens[turn]
        return self._place(turn, tokens[first].start, tokens[first + size - 1].end, term, likeness)

    def _place(self, turn: int, start: int, end: int, term: str, likeness: float) -> Place:
        words = self._texts[turn][start:end]
        match = Match.NEAR if likeness < 1 else Match.SPELLING
        if unicodedata.normalize("NFC", " ".join(words.split())) == unicodedata.normalize("NFC", term):
            match = Match.EXACT
        return Place(turn=turn, start=start, end=end, words=words, term=term, match=match, likeness=likeness)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for word in _WORD.finditer(text):
        raw = _POSSESSIVE.sub("", word[0])
        found.append(_Token(word.start(), word.start() + len(raw), raw, folded(raw)))
    return found
