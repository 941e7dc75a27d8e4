"""Where experiments take place: in memory where nobody waits for a disk, and on a disk that can be full."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of its own is made in it)


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory, or where there is none, on the disk; removed at the end."""
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="reflect-faults-", dir=memory) as folder:
        yield Path(folder)


def why_no_small_disk() -> str:
    """Why no disk of a few kilobytes can be had here; empty when it can."""
    if sys.platform != "linux":
        return "a small disk is made with Linux' tmpfs"
    if os.geteuid() != 0:
        return "only root may mount a small disk"
    with tempfile.TemporaryDirectory() as folder:
        tried = _mount(Path(folder), 64)
        if tried:
            return f"a small disk could not be mounted ({tried})"
        _unmount(Path(folder))
    return ""


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A file system of its own at `folder`, of that size; whether it can be had, ask before."""
    folder.mkdir(parents=True, exist_ok=True)
    tried = _mount(folder, kilobytes)
    if tried:
        raise OSError(tried)
    try:
        yield folder
    finally:
        _unmount(folder)


def _mount(folder: Path, kilobytes: int) -> str:
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else ""


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)
