"""Grapheme clusters: what a person calls one character, however many code points it takes.

A small reading of Unicode's UAX #29 with what the standard library knows: combining marks, emoji sequences,
flags, Hangul syllables and Indic conjuncts stay whole. Signs that show nothing (direction marks, joiners)
go with what stands before them, or after them at the beginning of a line, so that a cursor never stops on
nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache


class _Kind(IntEnum):
    """What a code point does to the boundary before and after it."""

    OTHER = 0
    CONTROL = 1
    EXTEND = 2
    LINKER = 3
    """A virama of a script whose consonants join across it."""
    ZWJ = 4
    FORMAT = 5
    PREPEND = 6
    FLAG = 7
    """Half of a flag: a regional indicator."""
    PICTURE = 8
    CONSONANT = 9
    LEADING = 10
    VOWEL = 11
    TRAILING = 12
    OPEN_SYLLABLE = 13
    CLOSED_SYLLABLE = 14


_JOINING = (_Kind.EXTEND, _Kind.LINKER, _Kind.ZWJ, _Kind.FORMAT)
_BEFORE_CONSONANT = (_Kind.LINKER, _Kind.ZWJ)
_VOWEL_MAY_FOLLOW = (_Kind.VOWEL, _Kind.OPEN_SYLLABLE)
_TRAILING_MAY_FOLLOW = (*_VOWEL_MAY_FOLLOW, _Kind.TRAILING, _Kind.CLOSED_SYLLABLE)
_AFTER_LEADING = (_Kind.LEADING, _Kind.VOWEL, _Kind.OPEN_SYLLABLE, _Kind.CLOSED_SYLLABLE)
_HANGUL = frozenset((_Kind.TRAILING, *_AFTER_LEADING))

_LINKERS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")
_CONJOINING = ((0x0904, 0x097F), (0x0985, 0x09F1), (0x0A85, 0x0AF9), (0x0B05, 0x0B71), (0x0C05, 0x0C5A))
_MALAYALAM = (0x0D05, 0x0D3A)
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_SPACING_VOWELS = frozenset("\u0e33\u0eb3\uff9e\uff9f")
_PICTURES = (
    *((0x00A9, 0x00A9), (0x00AE, 0x00AE), (0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122)),
    *((0x2139, 0x2139), (0x2194, 0x21AA), (0x2300, 0x23FF), (0x25A0, 0x27BF), (0x2934, 0x2935)),
    *((0x2B00, 0x2BFF), (0x3030, 0x3030), (0x303D, 0x303D), (0x3297, 0x3299), (0x1F000, 0x1F1E5)),
    *((0x1F200, 0x1F3FA), (0x1F400, 0x1FAFF)),
)
_JAMO = (
    (0x1100, 0x115F, _Kind.LEADING),
    (0xA960, 0xA97C, _Kind.LEADING),
    (0x1160, 0x11A7, _Kind.VOWEL),
    (0xD7B0, 0xD7C6, _Kind.VOWEL),
    (0x11A8, 0x11FF, _Kind.TRAILING),
    (0xD7CB, 0xD7FB, _Kind.TRAILING),
)


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _joining_kind(character: str, code: int, category: str) -> _Kind:
    """The kind of a code point that belongs to its neighbour, or OTHER."""
    if character == "\u200d":
        return _Kind.ZWJ
    if character in _LINKERS:
        return _Kind.LINKER
    if character in _PREPENDED:
        return _Kind.PREPEND
    is_modifier = 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F
    if category in ("Mn", "Me", "Mc") or character == "\u200c" or is_modifier or character in _SPACING_VOWELS:
        return _Kind.EXTEND
    return _Kind.FORMAT if category == "Cf" else _Kind.OTHER


def _base_kind(code: int, category: str) -> _Kind:
    """The kind of a code point that can stand alone."""
    if 0x1F1E6 <= code <= 0x1F1FF:
        return _Kind.FLAG
    if _within(code, _PICTURES):
        return _Kind.PICTURE
    if category == "Lo" and _within(code, (*_CONJOINING, _MALAYALAM)):
        return _Kind.CONSONANT
    if 0xAC00 <= code <= 0xD7A3:
        return _Kind.CLOSED_SYLLABLE if (code - 0xAC00) % 28 else _Kind.OPEN_SYLLABLE
    return next((kind for first, last, kind in _JAMO if first <= code <= last), _Kind.OTHER)


@lru_cache(maxsize=16_384)
def _kind(character: str) -> _Kind:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Cs"):
        return _Kind.CONTROL
    code = ord(character)
    joining = _joining_kind(character, code, category)
    return joining if joining is not _Kind.OTHER else _base_kind(code, category)


@lru_cache(maxsize=16_384)
def _alone(character: str) -> bool:
    """Whether a code point joins nothing on either side."""
    return _kind(character) is _Kind.OTHER


def joins_neighbour(character: str, *, forward: bool = False) -> bool:
    """Whether a code point always belongs to the one before it or, `forward`, may hold the one after it."""
    if character < "\x80" or _alone(character):
        return False
    kind = _kind(character)
    return kind in (_Kind.PREPEND, _Kind.FORMAT) if forward else kind in _JOINING


def is_picture(character: str) -> bool:
    """Whether a code point is a pictograph or half of a flag: a word of its own."""
    return character > "\u00a8" and _kind(character) in (_Kind.PICTURE, _Kind.FLAG)


def is_invisible(character: str) -> bool:
    """Whether a code point only says how its neighbours are to be set: a direction mark, a soft hyphen."""
    return character > "\u00ac" and _kind(character) is _Kind.FORMAT


def _joins_sequence(text: str, start: int, offset: int, kind: _Kind, previous: _Kind) -> bool:
    """Whether an emoji sequence or an Indic conjunct goes on at `offset`."""
    before = offset - 1
    if kind is _Kind.PICTURE and previous is _Kind.ZWJ:
        before -= 1
        while before > start and _kind(text[before]) is _Kind.EXTEND:
            before -= 1
        return before >= start and _kind(text[before]) is _Kind.PICTURE
    if kind is _Kind.CONSONANT and previous in _BEFORE_CONSONANT:
        linked = False
        while before > start and _kind(text[before]) in _BEFORE_CONSONANT:
            linked = linked or _kind(text[before]) is _Kind.LINKER
            before -= 1
        # A nukta may stand between the consonant and its virama.
        while before > start and unicodedata.combining(text[before]) == 7:
            before -= 1
        return linked and _kind(text[before]) is _Kind.CONSONANT
    return False


def _joins_syllable(kind: _Kind, previous: _Kind) -> bool:
    """Whether two Hangul pieces make one syllable."""
    if previous is _Kind.LEADING:
        return kind in _AFTER_LEADING
    if kind is _Kind.VOWEL:
        return previous in _VOWEL_MAY_FOLLOW
    return kind is _Kind.TRAILING and previous in _TRAILING_MAY_FOLLOW


def _continues(text: str, start: int, offset: int) -> bool:
    """Whether the code point at `offset` still belongs to the cluster that begins at `start`."""
    character, before = text[offset], text[offset - 1]
    if "\x20" <= character < "\xa9" and "\x20" <= before < "\xa9":
        return False
    if _alone(character) and _alone(before):
        return False
    kind, previous = _kind(character), _kind(before)
    if kind is _Kind.CONTROL or previous is _Kind.CONTROL:
        return before == "\r" and character == "\n"
    if kind in _JOINING or previous is _Kind.PREPEND:
        return True
    if kind is _Kind.FLAG and previous is _Kind.FLAG:
        return offset - 2 < start or _kind(text[offset - 2]) is not _Kind.FLAG
    if previous is _Kind.FORMAT:
        return all(_kind(c) is _Kind.FORMAT for c in text[start:offset])
    return _joins_syllable(kind, previous) or _joins_sequence(text, start, offset, kind, previous)


def _is_certain(text: str, offset: int) -> bool:
    """Whether a cluster begins at `offset` whatever stands further back."""
    if offset == 0:
        return True
    kind, previous = _kind(text[offset]), _kind(text[offset - 1])
    if kind is _Kind.CONTROL or previous is _Kind.CONTROL:
        return not (text[offset] == "\n" and text[offset - 1] == "\r")
    if kind in _JOINING or previous in (_Kind.PREPEND, _Kind.FORMAT):
        return False
    if kind in (_Kind.PICTURE, _Kind.CONSONANT):
        return previous not in _JOINING
    if kind is _Kind.FLAG:
        return previous is not _Kind.FLAG
    return not (kind in _HANGUL and previous in _HANGUL)


def next_grapheme(text: str, start: int) -> int:
    """Where the cluster that begins at `start` ends: where the next one begins."""
    length = len(text)
    end = start + 1
    while end < length and _continues(text, start, end):
        end += 1
    return min(end, length)


def grapheme_start(text: str, offset: int) -> int:
    """`offset`, or the beginning of the cluster that it would split."""
    if offset <= 0 or offset >= len(text):
        return max(0, min(offset, len(text)))
    start = offset
    while not _is_certain(text, start):
        start -= 1
    while (end := next_grapheme(text, start)) <= offset:
        start = end
    return start


def grapheme_end(text: str, offset: int) -> int:
    """`offset`, or the end of the cluster that it would split."""
    start = grapheme_start(text, offset)
    return start if start == offset or offset >= len(text) else next_grapheme(text, start)


def previous_grapheme(text: str, offset: int) -> int:
    """Where the cluster before `offset` begins; 0 when there is none."""
    return grapheme_start(text, min(offset, len(text)) - 1)


def graphemes(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The clusters between two offsets, as half-open spans; `start` must be the beginning of one."""
    stop = len(text) if end is None else end
    while start < stop:
        following = next_grapheme(text, start)
        yield start, following
        start = following
