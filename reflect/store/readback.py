"""Looking whether the disk holds what was saved: the file is read again and held against its own seal.

It is read through the system's cache: this sees a file that is not the one, or not whole, and not a disk
that lies about what it has written.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from reflect.errors import StoreError
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.opening import first_line
from reflect.store.sealed import Header, digest


class ReadBack(NamedTuple):
    """A sealed file as it stands on the disk, its seal found to hold."""

    data: bytes
    generation: int

    def checksum(self) -> str:
        """SHA-256 of the whole file, as the next generation names its parent."""
        return digest(self.data)


class _First(msgspec.Struct, frozen=True):
    reflect: Header


_FIRST = msgspec.json.Decoder(_First)


def read_back(path: Path, *, place: str, files: FileSystem | None = None) -> ReadBack:
    """Read a sealed file and check it, without taking it apart. `place` is what it is called in errors.

    Raises:
        StoreError: it cannot be read, or its seal does not hold.

    """
    try:
        data = (files or FileSystem()).read(path)
    except OSError as error:
        raise in_words(error, place, "read") from error
    head = first_line(data)
    try:
        header = _FIRST.decode(head.removesuffix(b",") + b"}").reflect
    except msgspec.MsgspecError:
        header = None
    if header is None or digest(data[len(head) + 1 :]) != header.seal:
        raise StoreError(
            "The file does not hold what was saved",
            place=place,
            remedy="What you typed is kept on this computer, and it is saved again.",
        )
    return ReadBack(data, header.generation)
