"""Bytes to text: which encoding a file has, and what in it is no text at all.

UTF-8 and UTF-16 are recognised by themselves, with or without a byte order mark. For anything else
charset-normalizer proposes an encoding (imported only then), and the reader says that it was guessed.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from reflect.errors import InvalidInput
from reflect.transcripts.records import RemarkKind
from reflect.transcripts.remarks import Remarks
from reflect.transcripts.stripping import without

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; UTF-32's begins with UTF-16's, so it is looked for first."""
_GUESSED = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "mac_roman"),
    *("iso8859_2", "iso8859_15", "koi8_r", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
)
_SAMPLE = 200_000
"""Bytes that charset-normalizer looks at: its work grows with the text and the number of encodings."""
_PROPER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A letter of UTF-8 that takes several bytes."""
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_FEW = 0.02
"""The share of letters that may be coded unlike the rest in a file that is still called UTF-8."""
_GARBAGE = 0.005
"""The share of control characters from which on a file is no text."""
_CENTRAL = re.compile(r"[a-z][³¹¯¾]|[³¹¯¾][a-z]")
"""What Polish ł, ą, Ż and Slovak ľ look like when they are read as Windows-1252."""
_NAMES = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
"""Signs that show nothing and mean nothing in a transcript: C0 and C1 controls that are not white space,
byte order marks that were left inside by gluing files together, halves of surrogate pairs."""
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ORDINARY = bytes((*range(0x09, 0x0E), *range(0x20, 0x7F)))
"""What is neither: most of any file."""


class Decoded(NamedTuple):
    """The text of a file, and how it was coded."""

    text: str
    encoding: str


def decoded(data: bytes, name: str, remarks: Remarks) -> Decoded:
    """The text in `data`, without control characters.

    Raises `InvalidInput` when it is not text, or is coded in no known way.
    """
    text, encoding = _text(data, name, remarks)
    if len(_NOT_TEXT.findall(without(text, _ORDINARY))) > max(4, _GARBAGE * len(text)):
        raise not_text(name)
    return Decoded(without_controls(text, remarks), encoding)


def without_controls(text: str, remarks: Remarks) -> str:
    """The text without control characters, and a remark on how many there were.

    Half of a surrogate pair, which no file could hold again, becomes the sign for a lost letter.
    """
    if _CONTROLS.search(without(text, _ORDINARY)) is None:
        return text
    text = re.sub(r"[\ud800-\udfff]", REPLACEMENT, text)
    kept, count = _CONTROLS.subn("", text)
    if count:
        remarks.add(RemarkKind.CONTROLS, 0, count)
    return kept


def not_text(name: str) -> InvalidInput:
    """The error for a file of bytes that are no text."""
    return InvalidInput(
        "This file is not text, and no document that reflect can read; nothing was taken in",
        place=name,
        remedy="Export the transcript as VTT, DOCX or text.",
    )


def _text(data: bytes, name: str, remarks: Remarks) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _by_mark(data[len(mark) :], encoding, remarks), encoding.upper().removesuffix("-LE")
    wide = _wide(data)
    if wide:
        return _by_mark(data, wide, remarks), wide.upper()
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            remarks.add(RemarkKind.CUT_OFF, 0)
            return data[: error.start].decode("utf-8") + REPLACEMENT, "UTF-8"
    mixed = _mostly_utf8(data, remarks)
    return (mixed, "UTF-8") if mixed is not None else _guessed(data, name, remarks)


def _by_mark(data: bytes, encoding: str, remarks: Remarks) -> str:
    """The text of a file that says how it is coded; what cannot be so becomes the sign for a lost letter."""
    text = data.decode(encoding, errors="replace")
    lost = text.count(REPLACEMENT)
    if lost:
        remarks.add(RemarkKind.MIXED_ENCODING, 0, lost)
    return text


def _wide(data: bytes) -> str:
    """UTF-16 without a byte order mark: of most pairs of bytes, one and the same is zero."""
    sample = data[:4000]
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if second > pairs * 0.4 and first < pairs * 0.05:
        return "utf-16-le"
    if first > pairs * 0.4 and second < pairs * 0.05:
        return "utf-16-be"
    return ""


def _mostly_utf8(data: bytes, remarks: Remarks) -> str | None:
    """UTF-8 with some letters of Windows-1252 among it, as editors of two ages make; None if it is not."""
    rest, proper = _PROPER.subn(b"", data)
    odd = len(_HIGH.findall(rest))
    if not proper or odd > proper * 0.5 or odd > 20 + len(data) * _FEW:
        return None
    remarks.add(RemarkKind.MIXED_ENCODING, 0, odd)
    codecs.register_error("reflect.western", _western)
    return data.decode("utf-8", errors="reflect.western")


def _western(error: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    odd = error.object[error.start : error.end]
    return odd.decode("cp1252", errors="replace"), error.end


def _guessed(data: bytes, name: str, remarks: Remarks) -> tuple[str, str]:
    if len(_CONTROL_BYTES.findall(data)) > max(4, len(data) * _GARBAGE):
        raise not_text(name)
    # Imported only here: it takes 40 ms, and nearly every transcript is UTF-8 or UTF-16.
    from charset_normalizer import from_bytes

    found = from_bytes(_telling(data), cp_isolation=list(_GUESSED), language_threshold=0.05)
    best = found.best()
    candidates = [match.encoding for match in found]
    if best is not None:
        # What two encodings read alike, or nearly, is more often the one that Western Windows writes.
        likely = [match for match in found if match.chaos <= best.chaos + 0.01]
        if any("cp1252" in (match.encoding, *match.could_be_from_charset) for match in likely):
            candidates.insert(0, "cp1252")
    for encoding in _central_first(candidates, data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        remarks.add(RemarkKind.ENCODING, 0)
        return text, _NAMES.get(encoding, encoding)
    raise InvalidInput(
        "How the letters of this file are coded could not be found out; nothing was taken in",
        place=name,
        remedy="Open it in the program that wrote it, save it as UTF-8 text, and import that.",
    )


def _central_first(candidates: list[str], data: bytes) -> list[str]:
    """Windows-1250 before Windows-1252 where the latter would have `³` and `¹` stand inside words."""
    if candidates[:1] == ["cp1252"] and _CENTRAL.search(data.decode("cp1252", errors="replace")):
        return ["cp1250", *candidates]
    return candidates


def _telling(data: bytes) -> bytes:
    """The lines that have more than ASCII in them: only they can tell one encoding from another."""
    if len(data) <= _SAMPLE:
        return data
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    return b"\n".join(lines)[:_SAMPLE]
