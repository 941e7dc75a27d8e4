"""Finding words in a session, and what it comes to when they are replaced."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from reflect.domain.correcting import Correction, Part, parts
from reflect.domain.edits import Edit, Moves, made
from reflect.domain.graphemes import grapheme_end, grapheme_start, graphemes
from reflect.domain.passages import Passage
from reflect.domain.scripts import parts_words
from reflect.domain.session import SessionRecord

MOST = 2_000
"""How many occurrences are listed at most: more are no list that anyone goes through."""


class Wanted(msgspec.Struct, frozen=True):
    """What is looked for."""

    words: str
    whole_words: bool = False
    """Whether only as words of their own: *Sam* and *Sam's*, but not *same*."""
    match_case: bool = False


class Occurrence(msgspec.Struct, frozen=True):
    """Where the words stand."""

    part: Part
    start: int
    """Code points from the beginning of the part."""
    end: int

    @property
    def key(self) -> str:
        """What it is known by in a list."""
        return f"{self.part.passage}/{self.part.entry}/{self.start}"

    @property
    def in_passage(self) -> tuple[int, int]:
        """Where it stands in its passage."""
        return self.part.at + self.start, self.part.at + self.end


def occurrences(record: SessionRecord, passages: Iterable[Passage], wanted: Wanted) -> Iterator[Occurrence]:
    """Every occurrence, in reading order; none overlap."""
    if not wanted.words:
        return
    pattern = _pattern(wanted)
    for passage in passages:
        for part in parts(record, passage.id):
            for start, end in _found(part.text, pattern, wanted):
                yield Occurrence(part, start, end)


def found_in(text: str, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Every occurrence in one text, in reading order; none overlap."""
    return _found(text, _pattern(wanted), wanted) if wanted.words else iter(())


def corrections(chosen: Sequence[Occurrence], put: str) -> list[Correction]:
    """The corrections that replace these occurrences, which are in reading order."""
    found = []
    for part, those in groupby(chosen, key=lambda each: each.part):
        edits = [Edit(each.start, each.end - each.start, put) for each in those]
        found.append(Correction(part, made(part.text, edits), [edits]))
    return found


def quotes_over(record: SessionRecord, chosen: Iterable[Occurrence]) -> int:
    """How many quotes hold letters of these occurrences, and stand on their words until they are replaced."""
    places: dict[str, list[Edit]] = {}
    for each in chosen:
        start, end = each.in_passage
        places.setdefault(each.part.passage, []).append(Edit(start, end - start, ""))
    moves = {passage: Moves(edits) for passage, edits in places.items()}
    return sum(
        not quote.source_changed
        and quote.passage in moves
        and moves[quote.passage].cuts(quote.start, quote.end)
        for quote in record.quotes.values()
    )


def _pattern(wanted: Wanted) -> re.Pattern[str]:
    """Each letter in both ways it can be written: as one code point, or as a letter and its accent."""
    letters = []
    for start, end in graphemes(wanted.words):
        letter = wanted.words[start:end]
        forms = {letter, *(unicodedata.normalize(form, letter) for form in ("NFC", "NFD"))}
        letters.append("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))
    return re.compile(
        "".join(f"(?:{forms})" for forms in letters), re.NOFLAG if wanted.match_case else re.IGNORECASE
    )


def _found(text: str, pattern: re.Pattern[str], wanted: Wanted) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        start, end = match.span()
        if grapheme_start(text, start) != start or grapheme_end(text, end) != end:
            continue  # an `e` that is only part of an `é`
        if wanted.whole_words and not (parts_words(text, start) and parts_words(text, end)):
            continue
        yield start, end
