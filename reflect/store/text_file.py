"""A researcher's own text (a write-up, a guide's copy): plain Markdown, saved as carefully as the records."""

from __future__ import annotations

import hashlib
from pathlib import Path

from reflect.domain.ids import Clock
from reflect.errors import ChangedUnderneath, NotFound, StoreError
from reflect.store.atomic import keep_aside, write_atomically
from reflect.store.filesystem import FileSystem, in_words, local_time, moment
from reflect.store.paths import StudyPaths


class TextFile:
    """One text in a study folder. A save never overwrites what somebody else wrote since it was read."""

    def __init__(
        self, path: Path, folder: Path, *, files: FileSystem | None = None, clock: Clock = local_time
    ) -> None:
        self.path = path
        self._paths = StudyPaths(folder)
        self._files = files or FileSystem()
        self._clock = clock
        self._known: str | None = None
        self._beside: Path | None = None

    def read(self) -> str:
        """The text, with plain line feeds at its line ends.

        Raises:
            NotFound: there is no such file.
            StoreError: it cannot be read, or is not UTF-8.
        """
        name = self._paths.name(self.path)
        try:
            data = self._files.read(self.path)
        except FileNotFoundError as error:
            raise NotFound("There is no such file", place=name) from error
        except OSError as error:
            raise in_words(error, name, "read") from error
        self._known, self._beside = _digest(data), None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise StoreError(
                "This line is not UTF-8 text",
                place=f"{name}:{line}",
                remedy="Save it as UTF-8 in your editor.",
            ) from error
        return text.replace("\r\n", "\n")

    def write(self, text: str) -> None:
        """Save the text in one atomic write, keeping the text before it.

        Raises:
            ChangedUnderneath: the file is not what was read here; it is untouched, ours is kept beside.
            StoreError: the disk refused; the file is as it was.
        """
        data = text.encode("utf-8", "surrogatepass")
        if _digest(data) == self._known and self.path.exists():
            return
        self._files.make_folder(self.path.parent)
        write_atomically(
            self.path,
            data,
            temporary=self._paths.temporary,
            guard=self._paths.guard,
            keep_previous=self._paths.previous(self.path),
            expected=lambda: self._still_ours(data),
            files=self._files,
        )
        self._known = _digest(data)

    def _still_ours(self, data: bytes) -> None:
        try:
            there: str | None = _digest(self._files.read(self.path))
        except FileNotFoundError:
            there = None
        if there is None or there == self._known:
            return
        kept = self._keep_beside(data)
        raise ChangedUnderneath(
            f"{self._paths.name(self.path)} was changed by somebody else meanwhile; theirs is untouched and "
            f"yours is kept as {self._paths.name(kept)}",
            remedy="Open it again to see theirs, and bring the two together.",
        )

    def _keep_beside(self, data: bytes) -> Path:
        """Keep our version beside theirs; a later one of ours takes the place of the one before."""
        if self._beside is None:
            stem = f"{self.path.stem}-{moment(self._clock())}"
            self._beside = keep_aside(self._paths.beside, stem, self.path.suffix, data, files=self._files)
        else:
            write_atomically(self._beside, data, temporary=self._paths.temporary, files=self._files)
        return self._beside


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
