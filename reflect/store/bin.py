"""The bin: what was removed is moved here and stays until somebody empties it."""

from __future__ import annotations

from pathlib import Path

from reflect.domain.ids import Clock
from reflect.store.filesystem import FileSystem, in_words, local_time, moment
from reflect.store.paths import StudyPaths


def move_to_bin(
    path: Path, folder: Path, *, files: FileSystem | None = None, clock: Clock = local_time
) -> Path:
    """Move a file of the study into its bin; returns where it lies now.

    Raises:
        StoreError: the disk refused; the file is where it was.

    """
    disk = files or FileSystem()
    paths = StudyPaths(folder)
    inside = paths.private / "bin" / path.relative_to(folder).parent
    target = inside / f"{path.stem}-{moment(clock())}{path.suffix}"
    number = 2
    while target.exists():
        target = inside / f"{path.stem}-{moment(clock())}-{number}{path.suffix}"
        number += 1
    try:
        disk.make_folder(inside)
        disk.replace(path, target)
        disk.sync_folder(path.parent)
    except OSError as error:
        raise in_words(error, paths.name(path)) from error
    return target
