"""What a save that was cut short leaves lying about, told from one that is going on just now."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from reflect.store.filesystem import FileSystem

_SAVING = re.compile(r".+\.\d+(?:\.[0-9a-f]{8}(?:\.previous)?)?\.tmp")
"""How files are called while they are written: what they are to be, the process, and a few random digits."""
_SAVING_TAKES = 60.0
"""Seconds; a half-written file younger than this may be a save that is going on just now."""


def is_saving(path: Path, files: FileSystem, *, takes: float = _SAVING_TAKES) -> bool:
    """Whether a temporary file may belong to a save that is going on; none `takes` longer than that."""
    try:
        signature = files.signature(path)
    except OSError:
        return True
    if signature is None:
        return True
    return _SAVING.fullmatch(path.name) is not None and abs(time.time() - signature.modified / 1e9) < takes


def left_by_saves(
    folder: Path, beginning: str, files: FileSystem, *, takes: float = _SAVING_TAKES
) -> Iterator[Path]:
    """The half-written files in a folder whose names begin so, and that nobody writes any more."""
    with suppress(OSError):
        for path in files.listed(folder):
            ours = path.name.startswith(beginning) and _SAVING.fullmatch(path.name)
            if ours and not is_saving(path, files, takes=takes):
                yield path
