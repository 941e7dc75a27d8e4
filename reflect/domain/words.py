"""Words as a search takes them: where they stand in a text, and what of them is compared.

Case, accents, the points of Hebrew and Arabic and a kashida make no difference. Scripts that put no
spaces between words (Chinese, Japanese, Thai, …) are taken letter by letter, so that any stretch of them
can be found.

`fed` is the same for the index: SQLite's own tokeniser (`unicode61 remove_diacritics 2`) splits it into
exactly the words that `words` finds. It knows the Unicode of 2012, so letters on which it might differ
are fed to it spelled out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from reflect.domain.scripts import SPACELESS

VERSION = f"2 {unicodedata.unidata_version}"
"""Changes whenever the same text may be split otherwise than before."""

USUAL_LENGTH = 40
"""Words in a passage of ordinary length: in a longer one, each counts for less."""
_SATURATION = 1.2
_BY_LENGTH = 0.75
"""The usual k1 and b of BM25 (Robertson & Zaragoza 2009)."""
_STEPS = 8
_STANDING_OUT = 12
"""The least step (of an eighth) from which on a word stands out in a passage."""

_RUN = re.compile(r"[^\W_]+")
_SPELLED = "\ue000"
"""Begins a word that is spelled out; no text holds one by itself that is not spelled out too."""
_STEP_SIGN = 0xE100
_KASHIDA = "\u0640"


class Word(NamedTuple):
    """A word where it stands."""

    folded: str
    """What of it is compared."""
    start: int
    """Code points from the text's start."""
    end: int


def words(text: str) -> Iterator[Word]:
    """Every word of a text, in order."""
    if _plain(text):
        for run in _RUN.finditer(text):
            yield Word(folded(run[0]), run.start(), run.end())
        return
    for start, end in _runs(text):
        if word := folded(text[start:end]):
            yield Word(word, start, end)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where words stand: letters and the marks on them; of scripts without spaces, each letter by itself."""
    start, before = -1, ""
    for at, character in enumerate(text):
        kind = _kind(character)
        if start >= 0 and not (kind == "mark" or kind == before == "letter"):
            yield start, at
            start = -1
        if start < 0 and kind in ("letter", "unspaced"):
            start, before = at, kind
    if start >= 0:
        yield start, len(text)


def folded(word: str) -> str:
    """What of one word is compared: no case, no accents, no variant forms; empty when it is only accents."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    # A ligature can come apart into marks on a space, a fraction into numbers around a stroke.
    kept = "".join([c for c in apart if _kind(c) and not _accent(c)])
    return unicodedata.normalize("NFC", kept.casefold())


def fed(text: str) -> str:
    """A text as the index takes it in."""
    if text.isascii():
        return text
    if _plain(text):
        return text.casefold()
    return " ".join([spelled(word.folded) for word in words(text)])


def spelled(folded_word: str) -> str:
    """One word, as `folded` gives it, in letters that the index's tokeniser is sure to take as one word.

    The spelling of a word's beginning is the beginning of its spelling.
    """
    if folded_word.isascii():
        return folded_word
    if _plain(folded_word) and _RUN.fullmatch(folded_word):
        return folded_word
    return spelled_out(folded_word)


def spelled_out(folded_word: str) -> str:
    """The same for a word with other letters in it, of which only the beginning may be plain."""
    return _SPELLED + "".join([f"{ord(c):06x}" for c in folded_word])


def weight(times: int, length: int) -> float:
    """How much a word counts in a passage of `length` words in which it stands so many `times`.

    BM25 without the rarity of the word: from 0 to 2.2.
    """
    return times * (_SATURATION + 1) / (times + _drag(length))


def standing_out(found: Sequence[str]) -> str:
    """Those of a passage's words that stand out in it, each with a sign for how much.

    What the commonest words are ranked by: one that stands in a million passages cannot be weighed in each of
    them while somebody waits.
    """
    length = len(found)
    out = []
    least = _STANDING_OUT / _STEPS * _drag(length) / (_SATURATION + 1 - _STANDING_OUT / _STEPS)
    for word, times in Counter(found).items():
        if times >= least:
            step = int(weight(times, length) * _STEPS)
            out.append(f"{spelled(word)}{chr(_STEP_SIGN + step)}")
    return " ".join(out)


def steps_of(spelled_word: str) -> list[str]:
    """The same for a query: the word with each sign, the one for standing out most first."""
    most = int(weight(1_000_000, 1) * _STEPS)
    return [f"{spelled_word}{chr(_STEP_SIGN + step)}" for step in range(most, _STANDING_OUT - 1, -1)]


def folded_words(text: str) -> list[str]:
    """The words of a text as they are compared, without their places."""
    if text.isascii():
        return _RUN.findall(text.lower())
    if _plain(text):
        return [run if run.isascii() else folded(run) for run in _RUN.findall(text.casefold())]
    return [word.folded for word in words(text)]


def _drag(length: int) -> float:
    """How much a passage of that length takes from the weight of each of its words."""
    return _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * length / USUAL_LENGTH)


def _plain(text: str) -> bool:
    """Whether SQLite's tokeniser and ours are sure to agree on every letter: a test goes through them."""
    return _plain_letters().fullmatch(text) is not None


# Compiled when first needed: that takes longer than to look something up in the index.
@cache
def _plain_letters() -> re.Pattern[str]:
    return re.compile(
        r"[\x00-\x7f\xa0\xa1-\xa9\xab-\xb1\xb4-\xb8\xbb\xbf-\u012f\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017f"
        r"\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0410-\u0418\u041a-\u0438\u043a-\u044f"
        r"\u2000-\u2064\u206a-\u206f\u20a0-\u20b9]*"
    )


@cache
def _unspaced_letters() -> re.Pattern[str]:
    """Letters of scripts without spaces between words; the last are Japanese ones of half the width."""
    return re.compile(rf"[{SPACELESS}\uff66-\uff9f]")


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "M":
        return "mark"
    if category[0] not in "LN":
        return ""
    return "unspaced" if _unspaced_letters().match(character) else "letter"


@lru_cache(maxsize=8192)
def _accent(character: str) -> bool:
    """Whether a mark only varies a letter: accents, and the points of Hebrew, Arabic and Syriac.

    So does the kashida, which stretches an Arabic word to fill a line.

    The vowel signs of other scripts have combining class 0, or a class of their own.
    """
    place = unicodedata.combining(character)
    return character == _KASHIDA or 10 <= place <= 36 or place >= 200
