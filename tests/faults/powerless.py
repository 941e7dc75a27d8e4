"""A disk that remembers what it was asked to do, and what of it would be there if the power went.

What was written and not synced may be there, be there in part, be zeros, or not be there. A name that was
given, changed or taken away may have arrived or not until its folder was synced. (File systems promise more;
this is what may be relied on.)
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.store.builders import QuickDisk


class Done(NamedTuple):
    """One thing that was done to the disk."""

    what: str
    path: Path
    to: Path | None = None
    data: bytes = b""
    size: int = 0


class RecordingDisk(QuickDisk):
    """The real disk, with a record of everything that changes it."""

    def __init__(self) -> None:
        self.done: list[Done] = []
        self._open: dict[int, Path] = {}

    def create(self, path: Path) -> int:
        """Note a new file."""
        return self._opened(super().create(path), path, new=True)

    def create_private(self, path: Path) -> int:
        """Note a new file."""
        return self._opened(super().create_private(path), path, new=True)

    def extend(self, path: Path) -> int:
        """Remember which file it is."""
        return self._opened(super().extend(path), path, new=False)

    def _opened(self, handle: int, path: Path, *, new: bool) -> int:
        self._open[handle] = path
        if new:
            self.done.append(Done("create", path))
        return handle

    def write(self, handle: int, data: bytes) -> None:
        """Note what is written."""
        super().write(handle, data)
        self.done.append(Done("write", self._open[handle], data=bytes(data)))

    def cut(self, handle: int, size: int) -> None:
        """Note where the file ends."""
        super().cut(handle, size)
        self.done.append(Done("cut", self._open[handle], size=size))

    def sync(self, handle: int) -> None:
        """Note that this is waited for."""
        self.done.append(Done("sync", self._open[handle]))

    def sync_folder(self, folder: Path) -> None:
        """Note that the folder's names are waited for."""
        self.done.append(Done("sync folder", folder))

    def link(self, existing: Path, new: Path) -> None:
        """Note a second name."""
        super().link(existing, new)
        self.done.append(Done("link", existing, new))

    def replace(self, source: Path, target: Path) -> None:
        """Note a new name."""
        super().replace(source, target)
        for handle, path in self._open.items():
            if path == source:
                self._open[handle] = target
        self.done.append(Done("replace", source, target))

    def remove(self, path: Path) -> None:
        """Note a name that goes."""
        super().remove(path)
        self.done.append(Done("remove", path))


class _Content:
    """What a file holds, whatever it is called: as it is, and as it is known to be on the disk."""

    def __init__(self, data: bytes, *, synced: bool) -> None:
        self._now = data
        self._synced = data if synced else b""
        self._safe = len(self._synced)
        """The bytes at the beginning that are on the disk whatever becomes of the rest."""

    def write(self, data: bytes) -> None:
        """Write at the end."""
        self._now += data

    def cut(self, size: int) -> None:
        """Let it end there."""
        self._now = self._now[:size]
        self._safe = min(self._safe, size)

    def sync(self) -> None:
        """Wait for all of it."""
        self._synced, self._safe = self._now, len(self._now)

    def left(self, pick: random.Random) -> bytes:
        """What is there when the power goes."""
        if self._now == self._synced:
            return self._now
        part = self._now[: pick.randrange(self._safe, len(self._now) + 1)]
        zeros = self._now[: self._safe] + bytes(len(self._now) - self._safe)
        return pick.choice((self._now, self._synced, part, zeros))


class _Naming(NamedTuple):
    """A name that was given to a content, or taken away (None), and is not synced yet."""

    path: Path
    content: _Content | None


class Surviving:
    """What a disk would hold if the power had gone."""

    def __init__(self, before: dict[Path, bytes], *, lying: bool = False) -> None:
        self._lying = lying
        self._names = {path: _Content(data, synced=True) for path, data in before.items()}
        self._durable = dict(self._names)
        self._waiting: list[_Naming] = []

    def play(self, done: Sequence[Done]) -> None:
        """Let these things have been done."""
        for each in done:
            if not (self._lying and each.what.startswith("sync")):
                self._one(each)

    def _one(self, done: Done) -> None:
        if done.what == "create":
            self._name(done.path, _Content(b"", synced=False))
        elif done.what == "write":
            self._names[done.path].write(done.data)
        elif done.what == "cut":
            self._names[done.path].cut(done.size)
        elif done.what == "sync":
            self._names[done.path].sync()
        elif done.what == "link" and done.to:
            self._name(done.to, self._names[done.path])
        elif done.what == "replace" and done.to:
            self._name(done.to, self._names[done.path])
            self._name(done.path, None)
        elif done.what == "remove":
            self._name(done.path, None)
        elif done.what == "sync folder":
            for naming in [naming for naming in self._waiting if naming.path.parent == done.path]:
                self._arrive(self._durable, naming)
                self._waiting.remove(naming)

    def _name(self, path: Path, content: _Content | None) -> None:
        naming = _Naming(path, content)
        self._arrive(self._names, naming)
        self._waiting.append(naming)

    @staticmethod
    def _arrive(names: dict[Path, _Content], naming: _Naming) -> None:
        if naming.content is None:
            names.pop(naming.path, None)
        else:
            names[naming.path] = naming.content

    def left(self, pick: random.Random) -> Iterator[tuple[Path, bytes]]:
        """The files, and what is in them: of what was not waited for, anything may have arrived."""
        names = dict(self._durable)
        in_order = pick.random() < 0.5
        until = pick.randrange(len(self._waiting) + 1)
        for number, naming in enumerate(self._waiting):
            if number < until if in_order else pick.random() < 0.5:
                self._arrive(names, naming)
        for path, content in names.items():
            yield path, content.left(pick)
