"""Scripts that put no space between words, and where words may begin and end in all the others."""

from __future__ import annotations

import re

SPACELESS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Thai, Lao, Burmese, Khmer, Han, kana: as a set of a regular expression."""

_INSIDE = re.compile(rf"[^\W_{SPACELESS}]")


def parts_words(text: str, place: int) -> bool:
    """Whether a word may begin or end at a place: it has letters or digits on one side of it at most.

    Anywhere in a script that puts no space between words.
    """
    if not 0 < place < len(text):
        return True
    return not (_INSIDE.match(text, place - 1) and _INSIDE.match(text, place))
