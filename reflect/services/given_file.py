"""A file that a person named, to be brought into a study."""

from __future__ import annotations

from pathlib import Path

from reflect.errors import InvalidInput, NotFound
from reflect.store.filesystem import in_words
from reflect.transcripts.reading import refuse_too_large


def given_bytes(path: Path) -> bytes:
    """What is in it.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is a folder, or too large.
        StoreError: it cannot be read.

    """
    try:
        if path.is_dir():
            raise InvalidInput("This is a folder", place=path.name)
        refuse_too_large(path.stat().st_size, name=path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound("There is no such file", place=str(path)) from error
    except OSError as error:
        raise in_words(error, path.name, "read") from error
