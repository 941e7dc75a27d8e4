"""Fingerprints: how a file, or the words in it, are known again when they are imported a second time."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from reflect.transcripts.records import ReadTurn

_LETTERS = re.compile(r"[^\W_]+")


def fingerprint(data: bytes) -> str:
    """SHA-256 of a file's bytes, in hexadecimal: what its kept original is checked against."""
    return hashlib.sha256(data).hexdigest()


def words_fingerprint(turns: Iterable[ReadTurn]) -> str:
    """SHA-256 of the letters and digits that were spoken, in hexadecimal.

    Speakers, times, line ends, punctuation, capitals and the borders between turns do not count, so that
    one transcript in two formats or encodings is known again.
    """
    said = unicodedata.normalize("NFKC", "".join(turn.text for turn in turns)).casefold()
    return hashlib.sha256("".join(_LETTERS.findall(said)).encode()).hexdigest()
