"""Reading a guide or a codebook from its file."""

from __future__ import annotations

from pathlib import Path

from reflect.domain.codebook import Codebook
from reflect.domain.guide import Guide
from reflect.errors import NotFound, StoreError
from reflect.guides.parse import parse_codebook, parse_guide
from reflect.guides.problems import Problems


def read_guide(path: Path) -> Guide:
    """Read the guide in the file at `path`; a byte-order mark and Windows line ends are fine.

    Raises:
        NotFound: when there is no such file.
        GuideInvalid: with every problem of the file.
    """
    return parse_guide(guide_text(path), str(path))


def read_codebook(path: Path) -> Codebook:
    """Read the codebook in the file at `path`; raises as `read_guide` does."""
    return parse_codebook(guide_text(path), str(path))


def guide_text(path: Path) -> str:
    """The text of a guide's file, without a byte-order mark; raises as `read_guide` does."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(
            "there is no such file", place=str(path), remedy="Check the name and the folder"
        ) from error
    except IsADirectoryError as error:
        raise NotFound("this is a folder", place=str(path), remedy="Name a file in it") from error
    except OSError as error:
        wrong = f"the file cannot be read ({error.strerror})"
        raise StoreError(wrong, place=str(path), remedy="Check who may read it") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Counted in what was decoded: a byte-order mark is already off, and it holds no line end.
        line = error.object[: error.start].count(b"\n") + 1
        problems = Problems(str(path))
        problems.add(line, "this line is not UTF-8 text", "save it as UTF-8 in your editor")
        problems.raise_if_any()
        raise
