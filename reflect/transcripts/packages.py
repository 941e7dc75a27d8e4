"""Zip files that are documents, opened with care: a file from anywhere must not fill the memory.

Sizes are looked at before anything is unpacked, and what is read is read no further than it said.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from types import TracebackType
from typing import Self

from reflect.errors import InvalidInput

LARGEST_UNPACKED = 100_000_000
"""Bytes all parts may have together; pictures are most of it."""
LARGEST_PART = 20_000_000
"""Bytes of one XML part; a day of talk has a tenth of it."""
MOST_PARTS = 5_000
GREATEST_RATIO = 200
"""A part that is packed tighter than this was made to be; real documents reach a tenth of it."""
_SMALL = 5_000_000
"""Bytes up to which a part may be packed as tightly as it likes."""

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What unpacking a damaged, truncated, encrypted or strangely packed file can raise."""


class Package:
    """A document's zip file."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open it.

        Raises `InvalidInput` when it is damaged, locked, or unpacks to more than a document can hold.
        """
        self.data = data
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGED:
            raise self.damaged() from None
        self._check_sizes()
        self.names = frozenset(self._zip.namelist())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def part(self, name: str) -> bytes:
        """One part, unpacked.

        Raises `InvalidInput` when it is not there, damaged, or too large.
        """
        try:
            info = self._zip.getinfo(name)
            if info.file_size > LARGEST_PART:
                raise self._too_large()
            with self._zip.open(info) as part:
                return part.read(LARGEST_PART + 1)
        except (*DAMAGED, KeyError):
            raise self.damaged() from None

    def damaged(self) -> InvalidInput:
        """The error for a document that cannot be unpacked or understood."""
        return InvalidInput(
            "This document is damaged, or was not finished when it was copied; nothing was taken in",
            place=self.name,
            remedy="Open it in the program that wrote it, save it anew, and import that.",
        )

    def _check_sizes(self) -> None:
        parts = self._zip.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise InvalidInput(
                "This document is locked with a password; nothing was taken in",
                place=self.name,
                remedy="Save a copy of it without the password, and import that.",
            )
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise self._too_large()
        for part in parts:
            if part.file_size > max(_SMALL, part.compress_size * GREATEST_RATIO):
                raise self._too_large()

    def _too_large(self) -> InvalidInput:
        return InvalidInput(
            "This document unpacks to far more than a transcript can be, as files do that are made to fill "
            "up a computer; nothing was taken in",
            place=self.name,
            remedy="If you trust it, open it, copy its text into a new document, and import that.",
        )
