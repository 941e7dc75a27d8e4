"""Zip files that are documents: what is wrong with one, in words."""

from __future__ import annotations

import io
from types import TracebackType
from typing import Self

from reflect.errors import InvalidInput
from reflect.zips import DAMAGED, UnfitZipError, Wrong, Zip

__all__ = ["DAMAGED", "Package"]

LARGEST_UNPACKED = 100_000_000
"""Bytes all parts may have together; pictures are most of it."""
LARGEST_PART = 20_000_000
"""Bytes of one XML part; a day of talk has a tenth of it."""
MOST_PARTS = 5_000


class Package:
    """A document's zip file."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open it.

        Raises `InvalidInput` when it is damaged, locked, or unpacks to more than a document can hold.
        """
        self.data = data
        self.name = name
        try:
            self._zip = Zip(io.BytesIO(data))
            self._check_sizes()
        except UnfitZipError as error:
            raise self._refused(error.wrong) from None
        self.names = frozenset(part.filename for part in self._zip.parts)

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
            return self._zip.unpacked(self._zip.part(name), LARGEST_PART)
        except UnfitZipError as error:
            raise self._refused(error.wrong) from None

    def damaged(self) -> InvalidInput:
        """The error for a document that cannot be unpacked or understood."""
        return InvalidInput(
            "This document is damaged, or was not finished when it was copied; nothing was taken in",
            place=self.name,
            remedy="Open it in the program that wrote it, save it anew, and import that.",
        )

    def _check_sizes(self) -> None:
        parts = self._zip.parts
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise UnfitZipError(Wrong.TOO_LARGE)
        for part in parts:
            self._zip.look_at(part, LARGEST_UNPACKED)

    def _refused(self, wrong: Wrong) -> InvalidInput:
        match wrong:
            case Wrong.LOCKED:
                return InvalidInput(
                    "This document is locked with a password; nothing was taken in",
                    place=self.name,
                    remedy="Save a copy of it without the password, and import that.",
                )
            case Wrong.TOO_LARGE:
                return InvalidInput(
                    "This document unpacks to far more than a transcript can be, as files do that are made "
                    "to fill up a computer; nothing was taken in",
                    place=self.name,
                    remedy="If you trust it, open it, copy its text into a new document, and import that.",
                )
            case _:
                return self.damaged()
