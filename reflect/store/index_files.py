"""Which files of a study have been read for the index, and how they were then."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from reflect.store.filesystem import Signature
from reflect.store.index import Index


class IndexedFile(NamedTuple):
    """A file of the study as it was when it was read for the index."""

    name: str
    modified: int
    """With the size and the inode, its signature."""
    size: int
    inode: int
    head: bytes
    """A digest of its first line, which is unlike that of any other generation; empty where it is `sure`."""
    sure: bool
    """Whether a later change of the file is sure to change its signature too: clocks can be coarse."""
    copy: bool = False
    """Whether it is only another version of a file that is indexed."""

    @property
    def signature(self) -> Signature:
        """What tells one state of it from another."""
        return Signature(*self[1:4])


def known_files(index: Index) -> dict[str, IndexedFile]:
    """Every file that was read for the index, by its name."""
    with index.reading() as handle:
        rows = handle.execute("SELECT name, modified, size, inode, head, sure, copy FROM files").fetchall()
    return {row[0]: IndexedFile._make(row) for row in rows}


def is_known(handle: sqlite3.Connection, file: IndexedFile) -> bool:
    """Whether the file has been read for the index just as it is: another process may have been quicker."""
    found = handle.execute(
        "SELECT modified, size, inode, head FROM files WHERE name = ? AND sure", (file.name,)
    )
    return file.sure and found.fetchone() == (*file.signature, file.head)


def put_file(handle: sqlite3.Connection, file: IndexedFile) -> None:
    """Note a file as read."""
    handle.execute("INSERT OR REPLACE INTO files VALUES(?, ?, ?, ?, ?, ?, ?)", file)


def drop_file(handle: sqlite3.Connection, name: str) -> None:
    """Note a file as not read."""
    handle.execute("DELETE FROM files WHERE name = ?", (name,))


def unswept(handle: sqlite3.Connection) -> bool:
    """Whether words that were taken out still stand in the word lists, marked as gone."""
    return handle.execute("SELECT 1 FROM state WHERE name = 'unswept'").fetchone() is not None
