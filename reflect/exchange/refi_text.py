"""The text of a session as one source: its passages in reading order, under the questions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from reflect.domain.ids import PassageId
from reflect.domain.passages import Passage, PassageKind

ELSEWHERE = "Words as they were quoted: the text was changed since"
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """Text as a file can hold it, character for character: LF alone ends lines, and no control characters.

    What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets) becomes U+FFFD.
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


class Laid(NamedTuple):
    """A text, and where each part of it begins."""

    text: str
    places: dict[PassageId, int]
    """Where each passage's own words begin: code points."""
    elsewhere: tuple[int, ...]
    """Where each of the words that stand in no passage begin."""


def laid(passages: Iterable[Passage], elsewhere: Iterable[str] = ()) -> Laid:
    """One text of the passages, in their order, each under its question and with who speaks.

    `elsewhere` are words that stand in none of them any more; they come last, under a heading of their own.
    """
    parts: list[str] = []
    places: dict[PassageId, int] = {}
    length = 0
    above = ""

    def add(words: str) -> None:
        nonlocal length
        parts.append(words)
        length += len(words)

    for passage in passages:
        if passage.heading and passage.heading != above:
            add(f"{plain(_heading(passage))}\n\n")
        above = passage.heading or above
        add(_before(passage))
        places[passage.id] = length
        add(plain(passage.text))
        add("\n\n")
    found: list[int] = []
    for words in elsewhere:
        if not found:
            add(f"{ELSEWHERE}\n\n")
        found.append(length)
        add(plain(words))
        add("\n\n")
    text = "".join(parts)
    return Laid(text[:-1] if text else "", places, tuple(found))


def _heading(passage: Passage) -> str:
    if passage.kind in (PassageKind.ANSWER, PassageKind.COMMENT):
        return f"{passage.label} · {passage.heading}"
    return passage.heading


def _before(passage: Passage) -> str:
    """Who speaks, where the heading does not say it."""
    if passage.kind in (PassageKind.TURN, PassageKind.CONTRIBUTION):
        return f"{plain(' '.join(passage.label.split()))}: "
    return ""
