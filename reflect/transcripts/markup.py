"""Markup within captions: voices, styles, inline times, entities. What is not known as markup is words.

`<laughs>` and `a < b` stay as they are: only the tags that WebVTT and SRT define are taken away.
The tags are those of https://www.w3.org/TR/webvtt1/#webvtt-cue-text-parsing-rules.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from reflect.transcripts.source import Source, plain

_TAG = re.compile(
    r"<(?P<name>v|lang|font)(?:\.[^\s<>]*)?(?P<rest>[ \t\n][^<>]{0,300})?>|</(?:v|lang|font)>"
    r"|</?(?:c|i|b|u|s|ruby|rt)(?:\.[^\s<>]*)?>|<[0-9]{1,3}:[0-9:.]+>|\{\\an?[0-9]{1,2}\}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


class Voice(NamedTuple):
    """Words of one voice within a cue."""

    name: str
    """What `<v Name>` says; empty where no voice is named."""
    text: str
    open: bool
    """Whether a voice is named at all."""


def voices(source: Source, text: str) -> list[Voice]:
    """The words of a cue's text, parted where another voice begins; markup is accounted for.

    Words after a closed voice belong to nobody by the letter; they are given to the voice before them.
    """
    if "<" not in text and "&" not in text and "{" not in text:
        words = plain(text)
        return [Voice("", words, open=False)] if words else []
    found: list[Voice] = []
    name, named, kept, at = "", False, "", 0
    for tag in _TAG.finditer(text):
        kept += text[at : tag.start()]
        at = tag.end()
        source.ledger.structure(tag[0])
        if (tag["name"] or "").lower() == "v":
            found.append(Voice(name, plain(unescaped(source, kept)), named))
            name, named, kept = _name(source, tag["rest"] or ""), True, ""
    kept += text[at:]
    found.append(Voice(name, plain(unescaped(source, kept)), named))
    return [voice for voice in found if voice.text]


def unescaped(source: Source, text: str) -> str:
    """The text with entities such as `&amp;` and `&#237;` read."""
    if "&" not in text:
        return text
    read = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    source.ledger.rewritten(text, read)
    return read


def has_inline_times(text: str) -> bool:
    """Whether single words have their own times, as captions made for the screen have them."""
    return re.search(r"<[0-9]{1,3}:[0-9:.]+>", text) is not None


def without_tags(text: str) -> str:
    """The words a line shows, for comparing lines; nothing is accounted for."""
    if "<" not in text and "&" not in text and "{" not in text:
        return plain(text)
    return plain(html.unescape(_TAG.sub("", text)))


def _name(source: Source, written: str) -> str:
    """The speaker a voice tag names, entities read; its signs were counted as markup before."""
    read = plain(html.unescape(written))
    source.ledger.rewritten("", written.strip())
    source.ledger.label(written)
    return read
