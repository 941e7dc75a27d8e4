"""Putting a whole file in the place of the one that was looked at, and of no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reflect.store.atomic import write_atomically
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.paths import StudyPaths


def put_in_place(
    path: Path,
    data: bytes,
    *,
    paths: StudyPaths,
    expected: Callable[[], None],
    keep_previous: Path | None,
    files: FileSystem,
) -> None:
    """Write a file of a study atomically, its folder made if need be; see `write_atomically`.

    Raises:
        StoreError: the disk refused.

    """
    try:
        files.make_folder(path.parent)
    except OSError as error:
        raise in_words(error, paths.name(path)) from error
    write_atomically(
        path,
        data,
        temporary=paths.temporary,
        guard=paths.guard,
        keep_previous=keep_previous,
        expected=expected,
        files=files,
    )
