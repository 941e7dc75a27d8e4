"""Fingerprints: how a file, or the words in it, are known again when they are imported a second time."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from reflect.transcripts.records import ReadTurn
from reflect.transcripts.stripping import without

_LETTERS = re.compile(r"[^\W_]+")
_ASCII = bytes(range(128))
_SMALL = bytes(range(256)).lower()
_NO_LETTERS = bytes(sign for sign in range(128) if not chr(sign).isalnum())


def fingerprint(data: bytes) -> str:
    """SHA-256 of a file's bytes, in hexadecimal: what its kept original is checked against."""
    return hashlib.sha256(data).hexdigest()


def words_fingerprint(turns: Iterable[ReadTurn]) -> str:
    """SHA-256 of the letters and digits that were spoken, in hexadecimal.

    Speakers, times, line ends, punctuation, capitals and the borders between turns do not count, so that
    one transcript in two formats or encodings is known again.
    """
    said = unicodedata.normalize("NFKC", "".join([turn.text for turn in turns]))
    # Nearly all is ASCII, which bytes do at once; each letter's capital is its own affair (`str.casefold`).
    letters = said.encode("utf-8", "surrogatepass").translate(_SMALL, _NO_LETTERS)
    if not letters.isascii():
        text = letters.decode("utf-8", "surrogatepass")
        for sign in set(without(text, _ASCII)):
            folded = "".join(_LETTERS.findall(sign.casefold()))
            if folded != sign:  # what is folded once stays as it is, so these do not meddle with each other
                text = text.replace(sign, folded)
        letters = text.encode()
    return hashlib.sha256(letters).hexdigest()
