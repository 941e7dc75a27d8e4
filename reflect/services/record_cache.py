"""What was read from files lately: a study's screens ask for the same few again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from reflect.domain.session import SessionRecord
from reflect.store.filesystem import in_words
from reflect.store.session_file import read_session

Made = TypeVar("Made")

MOST_BYTES = 32_000_000
"""Of files whose records are kept; a record takes some five times as much memory as its file on the disk."""


class ByFile(Generic[Made]):
    """What was made from each file of a folder, as long as the file does not change.

    `most` is how many bytes of files to keep it of: what was asked for longest ago goes first.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._kept: OrderedDict[Path, tuple[tuple[int, int, int], Made]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: Path, make: Callable[[Path], Made]) -> Made:
        """What `make` makes of a file. Raises what it raises, StoreError when the file cannot be seen."""
        try:
            stat = path.stat()
        except OSError as error:
            raise in_words(error, f"sessions/{path.name}", "read") from error
        signature = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        with self._lock:
            kept = self._kept.get(path)
            if kept is not None and kept[0] == signature:
                self._kept.move_to_end(path)
                return kept[1]
        made = make(path)
        with self._lock:
            self._forget(path)
            self._kept[path] = (signature, made)
            self._bytes += stat.st_size
            while self._bytes > self._most and len(self._kept) > 1:
                self._forget(next(iter(self._kept)))
        return made

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _forget(self, path: Path) -> None:
        kept = self._kept.pop(path, None)
        if kept is not None:
            self._bytes -= kept[0][1]


class RecordCache:
    """Reads the sessions of one study, each file once as long as it does not change."""

    def __init__(self, folder: Path, *, most: int = MOST_BYTES) -> None:
        self._folder = folder
        self._kept: ByFile[SessionRecord] = ByFile(most=most)

    def read(self, path: Path) -> SessionRecord:
        """The session in a file. Raises what `read_session` raises."""
        return self._kept.get(path, lambda file: read_session(file, self._folder))

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()
