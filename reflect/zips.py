"""Zip archives from anywhere, opened with care: nothing is written to a disk, and none can fill the memory.

Sizes are looked at before anything is unpacked, and counted again while it is, since an archive can lie about
them. What is wrong is said as a kind; whoever knows what the archive was meant to be says it in words.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence
from enum import Enum, auto
from typing import BinaryIO

GREATEST_RATIO = 200
"""A part that is packed tighter than this was made to be; real ones reach a tenth of it."""
_SMALL = 5_000_000
"""Bytes up to which a part may be packed as tightly as it likes."""
_AT_ONCE = 1_000_000
_PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What documents and projects are packed with; other ways can fail in ways of their own."""

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What unpacking a damaged, truncated, encrypted or strangely packed file can raise."""


class Wrong(Enum):
    """What can be wrong with an archive."""

    DAMAGED = auto()
    LOCKED = auto()
    """With a password."""
    TOO_LARGE = auto()
    MISSING = auto()
    """There is no part of that name."""


class UnfitZipError(Exception):
    """An archive, or a part of it, cannot be read."""

    def __init__(self, wrong: Wrong, part: str = "") -> None:
        super().__init__(wrong, part)
        self.wrong = wrong
        self.part = part
        """Its name; empty when it is the whole archive."""


class Zip:
    """An archive that is only read from."""

    def __init__(self, file: BinaryIO) -> None:
        """Open it. `file` must be one that can be read from any place. Raises UnfitZipError."""
        try:
            self._zip = zipfile.ZipFile(file)
            self.parts: Sequence[zipfile.ZipInfo] = self._zip.infolist()
        except DAMAGED:
            raise UnfitZipError(Wrong.DAMAGED) from None

    def close(self) -> None:
        """Let go of it."""
        self._zip.close()

    def part(self, name: str) -> zipfile.ZipInfo:
        """The part of exactly that name. Raises UnfitZipError when there is none."""
        try:
            return self._zip.getinfo(name)
        except KeyError:
            raise UnfitZipError(Wrong.MISSING, name) from None

    def look_at(self, part: zipfile.ZipInfo, most: int) -> None:
        """Raise UnfitZipError for a part that is locked, or says that it is larger than it may be (bytes)."""
        if part.flag_bits & 1:
            raise UnfitZipError(Wrong.LOCKED, part.filename)
        if part.file_size > min(most, max(_SMALL, part.compress_size * GREATEST_RATIO)):
            raise UnfitZipError(Wrong.TOO_LARGE, part.filename)
        if part.compress_type not in _PACKED_AS:
            raise UnfitZipError(Wrong.DAMAGED, part.filename)

    def unpacked(self, part: zipfile.ZipInfo, most: int) -> bytes:
        """What is in a part, of so many bytes at most. Raises UnfitZipError."""
        self.look_at(part, most)
        pieces: list[bytes] = []
        length = 0
        try:
            with self._zip.open(part) as opened:
                while piece := opened.read(_AT_ONCE):
                    length += len(piece)
                    if length > most:
                        raise UnfitZipError(Wrong.TOO_LARGE, part.filename)
                    pieces.append(piece)
        except DAMAGED:
            raise UnfitZipError(Wrong.DAMAGED, part.filename) from None
        return b"".join(pieces)


def names_in(file: BinaryIO) -> list[str]:
    """The names of an archive's parts; none when it is no archive."""
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except DAMAGED:
        return []
