"""Our version of a file that somebody else changed, kept beside theirs when the two cannot be merged."""

from __future__ import annotations

from pathlib import Path

from reflect.domain.ids import Clock
from reflect.errors import ChangedUnderneath, StoreError
from reflect.store.atomic import keep_aside, write_atomically
from reflect.store.filesystem import FileSystem, in_words, moment
from reflect.store.paths import StudyPaths


class Beside:
    """Where one handle keeps its version of one file: a later one takes the place of the one before."""

    def __init__(self, path: Path, study: StudyPaths, files: FileSystem, clock: Clock) -> None:
        self._path = path
        self._study = study
        self._files = files
        self._clock = clock
        self._kept: Path | None = None

    def forget(self) -> None:
        """From here on it is another version, to be kept by itself."""
        self._kept = None

    def keep(self, data: bytes) -> ChangedUnderneath:
        """Keep our version; returns what is to be raised."""
        name = self._study.name(self._path)
        message = "Somebody else changed this file while it was open here. Theirs is untouched"
        try:
            if self._kept is None:
                stem = f"{self._path.stem}-{moment(self._clock())}"
                self._kept = keep_aside(self._study.beside, stem, self._path.suffix, data, files=self._files)
            else:
                write_atomically(self._kept, data, temporary=self._study.temporary, files=self._files)
        except (OSError, StoreError) as error:
            problem = in_words(error, "").message if isinstance(error, OSError) else error.message
            return ChangedUnderneath(
                f"{message}, but yours could not be kept beside it: {problem}",
                place=name,
                remedy="Keep this open, and save again when that is mended.",
            )
        return ChangedUnderneath(
            f"{message}, and yours is kept as {self._study.name(self._kept)}",
            place=name,
            remedy="Open it again to go on from theirs, and bring over what is missing.",
        )
