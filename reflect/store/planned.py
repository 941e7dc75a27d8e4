"""The disk as it would be: what is written or deleted is remembered, and nothing is done."""

from __future__ import annotations

from pathlib import Path

from reflect.store.filesystem import FileSystem, Signature


class Planned(FileSystem):
    """A disk to read from, with changes that exist only here; whoever writes puts bytes into `written`."""

    def __init__(self) -> None:
        self.written: dict[Path, bytes] = {}
        self.gone: set[Path] = set()

    def signature(self, path: Path) -> Signature | None:
        """The present signature; one of its own for what would be written."""
        if path in self.written:
            return Signature(0, len(self.written[path]), 0)
        return None if path in self.gone else super().signature(path)

    def read(self, path: Path, limit: int = -1) -> bytes:
        """The bytes as they would be."""
        if path in self.written:
            data = self.written[path]
            return data if limit < 0 else data[:limit]
        return super().read(path, limit)

    def listed(self, folder: Path) -> list[Path]:
        """What would lie in the folder."""
        there = {path for path in super().listed(folder) if path not in self.gone}
        return sorted(there | {path for path in self.written if path.parent == folder})

    def remove(self, path: Path) -> None:
        """Delete it, so far as it is there."""
        self.written.pop(path, None)
        self.gone.add(path)
