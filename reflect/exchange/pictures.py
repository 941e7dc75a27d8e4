"""A picture as it goes out with a text: its kind is read off its bytes; what it says of itself stays behind.

A photograph often holds where and when it was taken, and with what.
Formats: PNG (ISO/IEC 15948), JPEG (ISO/IEC 10918-1, Annex B), GIF89a, SVG 1.1.
"""

from __future__ import annotations

from typing import NamedTuple

from reflect.errors import InvalidInput
from reflect.exchange.svg_reading import KIND as SVG
from reflect.exchange.svg_reading import begins_as_svg, checked_svg

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    }
)
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_ORIENTATION = b"\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"
"""One entry: tag 0x0112, a short, one of it."""
_START_OF_SCAN = 0xDA
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_ABOUT_ITSELF = frozenset({0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE})
"""Segments that describe a JPEG: Exif, XMP, IPTC, comments. Colour (JFIF, ICC, Adobe) stays."""


class Picture(NamedTuple):
    """A picture to be held in a file."""

    data: bytes
    kind: str
    """Its media type."""


def picture(data: bytes, name: str) -> Picture:
    """Read a picture. Raises InvalidInput when it is none that every reader shows."""
    if data.startswith(_PNG):
        return Picture(_png(data, name), "image/png")
    if data.startswith(b"\xff\xd8\xff"):
        return Picture(_jpeg(data, name), "image/jpeg")
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Picture(data, "image/gif")
    if begins_as_svg(data):
        return Picture(checked_svg(data, name), SVG)
    raise InvalidInput("this is no PNG, JPEG, GIF or SVG picture", place=name, remedy="Save it as PNG.")


def _png(data: bytes, name: str) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, past = data[at + 4 : at + 8], at + 12 + length
        if past > len(data):
            break
        if kind in _PNG_KEPT:
            kept.append(data[at:past])
        if kind == b"IEND":
            return b"".join(kept)
        at = past
    raise _cut_off(name)


def _jpeg(data: bytes, name: str) -> bytes:
    kept, at = [data[:2]], 2
    turned = b""
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _STANDALONE:
            kept.append(data[at : at + 2])
            at += 2
            continue
        past = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at:past]
        if marker == 0xE1 and not turned:
            turned = _only_turned(segment)
            kept.append(turned)
        elif marker not in _ABOUT_ITSELF:
            kept.append(segment)
        if marker == _START_OF_SCAN:
            whole = b"".join(kept) + data[past:]
            # Word's reader knows a JPEG by one of the two.
            return whole if whole[6:10] in (b"JFIF", b"Exif") else whole[:2] + _JFIF + whole[2:]
        at = past
    raise _cut_off(name)


def _only_turned(segment: bytes) -> bytes:
    """An Exif segment that says no more than which way up the picture is; empty when it does not."""
    body = segment[10:]
    order = {b"II": "little", b"MM": "big"}.get(body[:2])
    if segment[4:10] != b"Exif\0\0" or order is None or len(body) < 10:
        return b""

    def number(at: int, size: int) -> int:
        return int.from_bytes(body[at : at + size], "little" if order == "little" else "big")

    first = number(4, 4)
    for entry in range(first + 2, first + 2 + 12 * min(number(first, 2), 500), 12):
        if number(entry, 2) == 0x0112 and 2 <= number(entry + 8, 2) <= 8:
            way = number(entry + 8, 2).to_bytes(2, "big")
            table = _ORIENTATION + way + bytes(6)
            exif = b"Exif\0\0MM\x00\x2a\x00\x00\x00\x08" + table
            return b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    return b""


def _cut_off(name: str) -> InvalidInput:
    return InvalidInput("this picture is cut off or damaged", place=name, remedy="Save it once more as PNG.")
