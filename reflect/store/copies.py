"""A session written somewhere else than its study: where the study itself cannot be reached."""

from __future__ import annotations

from pathlib import Path

from reflect.domain.recovery import as_fields
from reflect.domain.session import SessionRecord
from reflect.errors import StoreError
from reflect.store import sealed
from reflect.store.atomic import keep_aside
from reflect.store.filesystem import FileSystem, in_words


def write_copy(
    record: SessionRecord,
    folder: Path,
    stem: str,
    *,
    base: str = "",
    generation: int = 0,
    files: FileSystem | None = None,
) -> Path:
    """Write a session as a sealed file into any folder, never over another file; returns where it lies.

    `base` and `generation` are those of the study's file that it builds on, so that the two can be merged.

    Raises:
        InvalidInput: something in it cannot be saved.
        StoreError: the disk refused.

    """
    data = sealed.encode(as_fields(record), uid=record.session.id, generation=generation + 1, parent=base)
    return _written(folder, stem, ".json", data, files)


def write_text_copy(text: str, folder: Path, stem: str, *, files: FileSystem | None = None) -> Path:
    """The same for a text. Raises what `write_copy` raises."""
    return _written(folder, stem, ".md", text.encode("utf-8", "surrogatepass"), files)


def _written(folder: Path, stem: str, suffix: str, data: bytes, files: FileSystem | None) -> Path:
    try:
        return keep_aside(folder, stem, suffix, data, files=files or FileSystem())
    except OSError as error:
        refused: StoreError = in_words(error, str(folder))
        raise refused from error
