"""What positions count in a REFI-QDA file: programs differ, and the file does not say.

The standard says Unicode code points from 0. Programs count UTF-16 units where their strings have those,
count the CRLF of Windows as one or as two whatever the text file has, count the byte-order mark or not, and
give as the end the place after the last character or the last character itself. Each reading is tried on all
selections and scored: whose words match the selections' names, whose edges stand on edges of words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

import msgspec

_BOM = "\ufeff"
_LAST_OF_ONE_UNIT = "\uffff"
_OF_TWO_UNITS = "\U00010000-\U0010ffff"
_SHORTEST_NAME = 10
"""So much of a name that was cut short must match."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One way to count."""

    utf16: bool = False
    """Whether a letter beyond U+FFFF, such as an emoji, counts as two."""
    crlf: bool = False
    """Whether the end of a line counts as two."""
    inclusive: bool = False
    """Whether the end is the last character, not the place after it."""
    bom: bool = False
    """Whether the byte-order mark at the beginning of the text counts as one."""

    def __str__(self) -> str:
        """In words, for the report."""
        parts = [
            "UTF-16 units" if self.utf16 else "code points",
            "line ends as two" if self.crlf else "line ends as one",
            "end inclusive" if self.inclusive else "end exclusive",
        ]
        return ", ".join([*parts, "byte-order mark counted"] if self.bom else parts)


class RawText(NamedTuple):
    """A text as it came, and as it is kept: LF alone, no byte-order mark."""

    text: str
    had_bom: bool
    had_crlf: bool


class RawSpan(NamedTuple):
    """A selection as the file counts it."""

    start: int
    end: int
    name: str


class Chosen(NamedTuple):
    """The reading that fits best."""

    reading: Reading
    exact: int
    """Selections whose edges stand on words, and whose names are their words where names are words at all."""
    of: int


def raw_text(text: str) -> RawText:
    """A text that was decoded, made ready."""
    had_bom = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    had_crlf = "\r" in text
    return RawText(text.replace("\r\n", "\n").replace("\r", "\n"), had_bom, had_crlf)


class Places:
    """Positions of one text by one reading, as code points of the text as it is kept."""

    def __init__(self, raw: RawText, reading: Reading) -> None:
        self._length = len(raw.text)
        self._shift = 1 if reading.bom and raw.had_bom else 0
        self._inclusive = reading.inclusive
        signs = ("\n" if reading.crlf else "") + (_OF_TWO_UNITS if reading.utf16 else "")
        found = re.finditer(f"[{signs}]", raw.text) if signs else ()
        self._wide = [sign.start() + before for before, sign in enumerate(found)]
        """The positions, as the reading counts, of characters that count as two."""

    def span(self, raw: RawSpan) -> tuple[int, int] | None:
        """Start and end, exclusive; None when they do not lie within the text, or are turned round."""
        start = self._at(raw.start)
        end = self._letter(raw.end) + 1 if self._inclusive else self._at(raw.end)
        if start is None or end is None or not 0 <= start < end <= self._length:
            return None
        return start, end

    def _letter(self, position: int) -> int:
        """The character that a position is in, whichever half of it."""
        position -= self._shift
        return position - bisect_left(self._wide, position)

    def _at(self, position: int) -> int | None:
        position -= self._shift
        before = bisect_left(self._wide, position)
        if before and self._wide[before - 1] == position - 1:
            return None  # in the middle of a character
        return position - before


def usual(origin: str) -> Reading:
    """How the program that wrote a file is known to count; see docs/exchange.md for where each is from."""
    name = origin.casefold()
    if "nvivo" in name:
        return Reading(utf16=True, crlf="mac" not in name)
    if "atlas" in name or "maxqda" in name:
        return Reading(utf16=True)
    return Reading()


def choose(texts: Sequence[tuple[RawText, Sequence[RawSpan]]], origin: str) -> Chosen:
    """The reading that fits a project's selections best; of those that fit alike, the writer's usual one."""
    of = sum(len(spans) for _, spans in texts)
    likely = usual(origin)
    if of and all(_says_so(raw, spans, likely) for raw, spans in texts):
        return Chosen(likely, of, of)
    wide = any(max(raw.text, default="") > _LAST_OF_ONE_UNIT for raw, _ in texts)
    ends = any("\n" in raw.text for raw, _ in texts)
    marked = any(raw.had_bom for raw, _ in texts)
    readings = [
        Reading(utf16=utf16, crlf=crlf, inclusive=inclusive, bom=bom)
        for utf16, crlf, inclusive, bom in product(
            *(
                _options(usually, decides)
                for usually, decides in (
                    (likely.utf16, wide),
                    (likely.crlf, ends),
                    (likely.inclusive, True),
                    (likely.bom, marked),
                )
            )
        )
    ]
    scored = [(_score(texts, reading), reading) for reading in readings]
    best = max(scored, key=lambda pair: pair[0][0])  # the first of those alike: the usual one
    return Chosen(best[1], best[0][1], of)


def _says_so(raw: RawText, spans: Sequence[RawSpan], reading: Reading) -> bool:
    """Whether every selection is, to the letter, the words that it is named by."""
    places = Places(raw, reading)
    for span in spans:
        here = places.span(span)
        if not span.name or here is None or raw.text[here[0] : here[1]] != span.name:
            return False
    return True


def _options(usually: bool, decides: bool) -> tuple[bool, ...]:  # noqa: FBT001 - values of one row
    return (usually, not usually) if decides else (usually,)


def _score(texts: Iterable[tuple[RawText, Sequence[RawSpan]]], reading: Reading) -> tuple[int, int]:
    """How well a reading fits, and on how many selections it does exactly."""
    score = exact = named = matched = 0
    both = 0
    for raw, spans in texts:
        places = Places(raw, reading)
        for span in spans:
            here = places.span(span)
            if here is None:
                score -= 8
                continue
            edges = _edges(raw.text, *here)
            name = " ".join(span.name.split())
            same = bool(name) and _is_named(raw.text[here[0] : here[1]], name)
            score += edges + 6 * same
            exact += edges == 4
            named += bool(name)
            matched += same
            both += edges == 4 and (same or not name)
    return score, both if named and 2 * matched >= named else exact


def _edges(text: str, start: int, end: int) -> int:
    """How many of four things are as people select: both edges on edges of words, no space inside of them."""
    return (
        (start == 0 or not (text[start - 1].isalnum() and text[start].isalnum()))
        + (end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))
        + (not text[start].isspace())
        + (not text[end - 1].isspace() or text[end - 1] == "\n")
    )


def _is_named(words: str, name: str) -> bool:
    said = " ".join(words.split())
    if said == name:
        return True
    cut = name.rstrip(".…").rstrip()
    return len(cut) >= _SHORTEST_NAME and cut != name and said.startswith(cut)
