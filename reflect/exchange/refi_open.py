"""The archive of a REFI-QDA project, opened with care: it may come from anywhere.

Only the project and the texts are unpacked, each no further than it may be (`reflect.zips`).
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from reflect.errors import InvalidInput
from reflect.zips import UnfitZipError, Wrong, Zip, names_in

if TYPE_CHECKING:
    from zipfile import ZipInfo

LARGEST_PROJECT = 200_000_000
"""Bytes of the project's XML; 10,000 sessions have a tenth of it."""
LARGEST_TEXT = 50_000_000
"""Bytes of one text."""
LARGEST_TOGETHER = 500_000_000
"""Bytes of everything that is unpacked."""
MOST_PARTS = 100_000
_WHY = {
    Wrong.DAMAGED: "is damaged",
    Wrong.LOCKED: "is locked with a password",
    Wrong.MISSING: "is not in it",
    Wrong.TOO_LARGE: (
        "unpacks to far more than a project's texts can be, as files do that are made to fill up a computer"
    ),
}


class Archive:
    """A project's archive."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Open it. `file` must be one that can be read from any place.

        Raises InvalidInput when it is no archive, damaged, locked, holds no project or two, or a path that
        leads out of it.
        """
        self.name = name
        self._read = 0
        try:
            self._zip = Zip(file)
        except UnfitZipError:
            raise InvalidInput(
                "This is no REFI-QDA project: it is not a zip archive, or is cut off; nothing was taken in",
                place=name,
                remedy="Export it once more from the program that wrote it.",
            ) from None
        parts = self._zip.parts
        if len(parts) > MOST_PARTS:
            raise self._refused(f"it holds {len(parts):,} files")
        self._parts: dict[str, ZipInfo] = {}
        for part in parts:
            path = part.filename.replace("\\", "/")
            if path.startswith("/") or ".." in path.split("/") or ":" in path.split("/")[0]:
                raise self._refused(f"“{part.filename}” leads out of the archive")
            self._parts.setdefault(path.casefold(), part)
        projects = [part for part in parts if _is_project(part.filename)]
        if len(projects) != 1:
            found = ", ".join(f"“{part.filename}”" for part in projects)
            said = f"it holds {len(projects)} projects: {found}" if projects else "it holds no .qde file"
            raise self._refused(said)
        self.project_name = projects[0].filename
        self._project = projects[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def project(self) -> bytes:
        """The project's XML. Raises InvalidInput when it is damaged or too large."""
        return self._unpacked(self._project, LARGEST_PROJECT)

    def has(self, path: str) -> bool:
        """Whether there is a file of that path, in whatever case."""
        return path.casefold() in self._parts

    def text(self, path: str) -> bytes:
        """A file of that path, in whatever case. Raises as `project`, and when it is not there."""
        part = self._parts.get(path.casefold())
        if part is None:
            raise self._refused(f"“{path}” is not in it")
        return self._unpacked(part, LARGEST_TEXT)

    def _unpacked(self, part: ZipInfo, largest: int) -> bytes:
        try:
            data = self._zip.unpacked(part, min(largest, LARGEST_TOGETHER - self._read))
        except UnfitZipError as error:
            raise self._refused(f"“{part.filename}” {_WHY[error.wrong]}") from None
        self._read += len(data)
        return data

    def _refused(self, why: str) -> InvalidInput:
        return InvalidInput(
            f"This project cannot be read: {why}; nothing was taken in",
            place=self.name,
            remedy="Export it once more from the program that wrote it.",
        )


def is_project_archive(file: BinaryIO) -> bool:
    """Whether a file is an archive with a project at its root."""
    return any(_is_project(name) for name in names_in(file))


def _is_project(name: str) -> bool:
    """Whether a path is that of a project: any `.qde` at the root, in whatever case."""
    return name.casefold().endswith(".qde") and "/" not in name.replace("\\", "/")
