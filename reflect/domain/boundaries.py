"""Where words, sentences and paragraphs begin and end, in code points of a text of any script.

The steps in which a selection grows and shrinks. A *word* is a run of letters and digits with the apostrophes
and hyphens inside it; a run of Han, of hiragana or of katakana; or one pictograph. A *paragraph* is a line
with something in it. A *sentence* lies inside a paragraph and ends at its full stop (of any script) with the
closing quotes and brackets after it. Units never contain surrounding white space and never split a grapheme
cluster. No dictionary is used: Thai or Khmer written without spaces is one word up to the next space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from reflect.domain.graphemes import (
    grapheme_end,
    grapheme_start,
    is_picture,
    next_grapheme,
    previous_grapheme,
)

Span = tuple[int, int]
"""Half-open: the first code point and the one after the last."""

LINE_BREAKS = "\n\r\v\f\x85\u2028\u2029"
"""What ends a line; `\\r\\n` is one break."""


class Unit(StrEnum):
    """The steps in which a selection grows."""

    WORD = "word"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


def trim(text: str, span: Span) -> Span:
    """The span without the white space at its two ends; empty, at its start, when there is nothing else."""
    start, end = span
    while start < end and text[start : (after := next_grapheme(text, start))].isspace():
        start = after
    while start < end and text[(before := previous_grapheme(text, end)) : end].isspace():
        end = before
    return (start, end) if start < end else (span[0], span[0])


# Words


class _Class(StrEnum):
    """What stands at a place, as far as words go."""

    LETTER = "letter"
    HAN = "Han"
    HIRAGANA = "hiragana"
    KATAKANA = "katakana"
    PICTURE = "picture"
    OTHER = "other"


_BETWEEN_LETTERS = frozenset("'’ʼ-‐‑.·@_׳״")
_BETWEEN_DIGITS = frozenset("'’.,:/-–٫٬")
_HAN = ((0x2E80, 0x2FD5), (0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


def _class(character: str) -> _Class:
    """What kind of word a cluster that begins with `character` belongs to."""
    if character.isalnum() or unicodedata.category(character) in ("Mn", "Mc", "Sk", "Lm"):
        code = ord(character)
        if code < _HAN[0][0]:
            return _Class.LETTER
        if 0x3041 <= code <= 0x309F:
            return _Class.HIRAGANA
        if 0x30A1 <= code <= 0x30FF or 0x31F0 <= code <= 0x31FF:
            return _Class.KATAKANA
        if any(first <= code <= last for first, last in _HAN) or 0x20000 <= code <= 0x3FFFF:
            return _Class.HAN
        return _Class.LETTER
    return _Class.PICTURE if is_picture(character) else _Class.OTHER


def _joins(text: str, before: int, joiner: int, after: int) -> bool:
    """Whether the sign at `joiner` holds together what stands on its two sides."""
    left, sign, right = text[before], text[joiner], text[after]
    if left.isdigit() and right.isdigit():
        return sign in _BETWEEN_DIGITS
    return sign in _BETWEEN_LETTERS and _class(left) is _class(right) is _Class.LETTER


def _word_end(text: str, offset: int) -> int:
    """Where the word ends that holds the cluster beginning at `offset`."""
    kind, last, end = _class(text[offset]), offset, next_grapheme(text, offset)
    while end < len(text) and kind is not _Class.PICTURE:
        if _class(text[end]) is kind:
            last, end = end, next_grapheme(text, end)
            continue
        after = next_grapheme(text, end)
        if after != end + 1 or after >= len(text) or not _joins(text, last, end, after):
            break
        last, end = after, next_grapheme(text, after)
    return end


def _word_start(text: str, offset: int) -> int:
    """Where the word begins that holds the cluster beginning at `offset`."""
    kind, start = _class(text[offset]), offset
    while start > 0 and kind is not _Class.PICTURE:
        before = previous_grapheme(text, start)
        if _class(text[before]) is kind:
            start = before
            continue
        if before == 0 or start != before + 1:
            break
        further = previous_grapheme(text, before)
        if _class(text[further]) is not kind or not _joins(text, further, before, start):
            break
        start = further
    return start


def _word_after(text: str, offset: int) -> Span | None:
    place = grapheme_start(text, max(offset, 0))
    # A joiner may stand inside a word, so the search begins at the cluster before it.
    if place > 0 and place < len(text) and _class(text[place]) is _Class.OTHER:
        before = previous_grapheme(text, place)
        if _class(text[before]) is not _Class.OTHER and (end := _word_end(text, before)) > place:
            return _word_start(text, before), end
    while place < len(text):
        if _class(text[place]) is not _Class.OTHER:
            return _word_start(text, place), _word_end(text, place)
        place = next_grapheme(text, place)
    return None


def _word_before(text: str, offset: int) -> Span | None:
    place = grapheme_end(text, min(offset, len(text)))
    while place > 0:
        place = previous_grapheme(text, place)
        if _class(text[place]) is not _Class.OTHER:
            return _word_start(text, place), _word_end(text, place)
    return None


# Paragraphs


def _line(text: str, offset: int) -> Span:
    """The line that holds `offset`, without its line break."""
    start = max(text.rfind(sign, 0, offset) for sign in LINE_BREAKS) + 1
    found = _BREAK.search(text, offset)
    return start, found.start() if found else len(text)


_BREAK = re.compile(f"[{LINE_BREAKS}]")


def _paragraph_after(text: str, offset: int) -> Span | None:
    place = max(offset, 0)
    while place <= len(text):
        line = _line(text, place)
        start, end = trim(text, line)
        if start < end and end > offset:
            return start, end
        place = line[1] + 1
    return None


def _paragraph_before(text: str, offset: int) -> Span | None:
    place = min(offset, len(text))
    while place >= 0:
        line = _line(text, place)
        start, end = trim(text, line)
        if start < end and start < offset:
            return start, end
        place = line[0] - 1
    return None


# Sentences

_SPACED = ".!?…‽؟۔।॥։።፧᙮།"
"""The stops after which a space, or the end, must come; after those of `_WIDE` nothing need."""
_WIDE = "。！？｡．"
_CLOSERS = "\\])}\"'”’»›」』）】〉》*_\u200e\u200f\u202c\u2069"
_STOP = re.compile(
    f"(?<![{_SPACED}])[{_SPACED}]++[{_CLOSERS}]*+(?=\\s|$)|[{_SPACED}]*+[{_WIDE}]++[{_CLOSERS}{_WIDE}]*+"
)
_TOKEN = re.compile(r"[\w.’'-]{1,20}$")
_INK = re.compile(r"\S")
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "prof", "rev", "st", "sr", "sra", "mme", "hr", "fr"))
_ALWAYS_GO_ON = frozenset(("e.g", "i.e", "eg", "ie", "cf", "viz", "vs", "z.b", "d.h", "p.ex"))
_BEFORE_SMALL = frozenset(
    ("approx", "ca", "dept", "etc", "al", "inc", "ltd", "co", "jr", "u.a", "bzw", "ggf")
)
_BEFORE_DIGITS = frozenset(("no", "nos", "vol", "pp", "fig", "ca", "approx"))


def _is_shortened(token: str, *, first: bool, following: str) -> bool:
    """Whether a full stop after `token` belongs to it: `Dr.`, `e.g.`, `J.`, the `1.` that begins a list."""
    word = token.strip("’'-").casefold()
    if word in _TITLES or word in _ALWAYS_GO_ON or (first and word.isdigit()):
        return True
    if len(word) == 1 and word.isalpha():
        return word != "i"
    if following.islower():
        return word in _BEFORE_SMALL or "." in word
    return following.isdigit() and word in _BEFORE_DIGITS


def _is_end(text: str, stop: re.Match[str], paragraph: Span) -> bool:
    """Whether the signs in `stop` end a sentence of the paragraph."""
    start, end = paragraph
    signs, at = stop.group(), stop.start()
    ink = _INK.search(text, stop.end(), end)
    if ink is None:
        return True
    if signs == ".":
        looked_at = max(start, at - 20)
        token = _TOKEN.search(text[looked_at:at])
        first = token is not None and looked_at + token.start() == start
        return token is None or not _is_shortened(token.group(), first=first, following=ink.group())
    trails_off = signs.startswith(("…", ".."))
    spoken = signs[0] in "!?" and signs[-1] in _CLOSERS
    return not (ink.group().islower() and (trails_off or spoken))


@lru_cache(maxsize=16)
def _sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """The sentences of a paragraph, in their order; together they hold everything but the space between."""
    start, end = paragraph
    found: list[Span] = []
    for stop in _STOP.finditer(text, start, end):
        if stop.end() > start and _is_end(text, stop, paragraph):
            after = min(grapheme_end(text, stop.end()), end)
            found.append((start, after))
            start = trim(text, (after, end))[0]
    if start < end:
        found.append((start, end))
    return tuple(found)


def _sentence_after(text: str, offset: int) -> Span | None:
    paragraph = _paragraph_after(text, offset)
    return next((s for s in _sentences(text, paragraph) if s[1] > offset), None) if paragraph else None


def _sentence_before(text: str, offset: int) -> Span | None:
    paragraph = _paragraph_before(text, offset)
    found = None
    for sentence in _sentences(text, paragraph) if paragraph else ():
        if sentence[0] < offset:
            found = sentence
    return found


# What a screen asks for


class _Finder(NamedTuple):
    after: Callable[[str, int], Span | None]
    """The first unit that ends after an offset."""
    before: Callable[[str, int], Span | None]
    """The last unit that begins before an offset."""


_FINDERS = {
    Unit.WORD: _Finder(_word_after, _word_before),
    Unit.SENTENCE: _Finder(_sentence_after, _sentence_before),
    Unit.PARAGRAPH: _Finder(_paragraph_after, _paragraph_before),
}


def unit_at(text: str, offset: int, unit: Unit) -> Span:
    """The unit at a place: the one it lies in or touches the end of, else the next, else the last.

    Empty, at `offset`, when the text has none.
    """
    offset = max(0, min(offset, len(text)))
    following = _FINDERS[unit].after(text, offset)
    if following and following[0] <= offset:
        return following
    preceding = _FINDERS[unit].before(text, offset)
    if preceding and preceding[1] == offset:
        return preceding
    return following or preceding or (offset, offset)


def next_start(text: str, offset: int, unit: Unit) -> int:
    """Where the next unit after `offset` begins; the text's end when there is none."""
    found = _FINDERS[unit].after(text, offset)
    if found and found[0] <= offset:
        found = _FINDERS[unit].after(text, found[1])
    return found[0] if found else len(text)


def previous_start(text: str, offset: int, unit: Unit) -> int:
    """Where the last unit that begins before `offset` begins; 0 when there is none."""
    found = _FINDERS[unit].before(text, offset)
    return found[0] if found else 0


def next_end(text: str, offset: int, unit: Unit) -> int:
    """Where the first unit that ends after `offset` ends; the text's end when there is none."""
    found = _FINDERS[unit].after(text, offset)
    return found[1] if found else len(text)


def previous_end(text: str, offset: int, unit: Unit) -> int:
    """Where the last unit that ends before `offset` ends; 0 when there is none."""
    found = _FINDERS[unit].before(text, offset)
    if found and found[1] >= offset:
        found = _FINDERS[unit].before(text, found[0])
    return found[1] if found else 0


def word_at(text: str, offset: int) -> Span:
    """The word at a place; see `unit_at`."""
    return unit_at(text, offset, Unit.WORD)


def next_word(text: str, offset: int) -> int:
    """Where the next word begins."""
    return next_start(text, offset, Unit.WORD)


def previous_word(text: str, offset: int) -> int:
    """Where the word begins that the cursor is in, or the one before it."""
    return previous_start(text, offset, Unit.WORD)


def sentence_at(text: str, offset: int) -> Span:
    """The sentence at a place; see `unit_at`. At the end of a text: the last one."""
    return unit_at(text, offset, Unit.SENTENCE)


def next_sentence_end(text: str, offset: int) -> int:
    """Where the sentence ends that the cursor is in, or the next one."""
    return next_end(text, offset, Unit.SENTENCE)


def previous_sentence_start(text: str, offset: int) -> int:
    """Where the sentence begins that the cursor is in, or the one before it."""
    return previous_start(text, offset, Unit.SENTENCE)


def paragraph_at(text: str, offset: int) -> Span:
    """The paragraph at a place; see `unit_at`."""
    return unit_at(text, offset, Unit.PARAGRAPH)


def grow(text: str, span: Span, unit: Unit) -> Span:
    """The span snapped outwards to whole units or, when it already is, with the next unit after it.

    An empty span becomes the unit at its place. After the last unit comes whatever is left of the text.
    """
    if span[0] >= span[1]:
        return unit_at(text, span[0], unit)
    start, end = trimmed = trim(text, span)
    if start >= end:
        return unit_at(text, start, unit)
    after, before = _FINDERS[unit]
    first, last = after(text, start), before(text, end)
    if first and first[0] < start:
        start = first[0]
    if last and last[1] > end:
        end = last[1]
    if (start, end) != trimmed:
        return start, end
    following = after(text, end)
    return trim(text, (start, following[1] if following else len(text)))


def shrink(text: str, span: Span, unit: Unit) -> Span:
    """The span without its last unit, or without the part of one; as it is when only one is left."""
    start, end = trimmed = trim(text, span)
    before = _FINDERS[unit].before
    last = before(text, end)
    if last is None or last[0] <= start:
        return trimmed
    # What stands between two words goes with the later one; past the last full unit, only that goes.
    kept = last if last[1] < end else before(text, last[0])
    return (start, kept[1]) if kept and kept[1] > start else trimmed
