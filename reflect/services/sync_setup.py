"""Making a study's folder ready to be synced: once a clone, and looked at again each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reflect.errors import GitFailed, InvalidInput
from reflect.store.clone import Clone
from reflect.store.filesystem import FileSystem
from reflect.store.paths import StudyPaths
from reflect.store.team_repository import make_team_repository

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[^/\\]{2,}:")
"""An address, or a host and a path there, as ssh has it; a single letter before the colon is a drive."""


def ready(folder: Path) -> tuple[Clone, bool]:
    """The study's clone, fit to be synced, and whether it was made just now.

    Raises:
        InvalidInput: the study is part of a larger repository.
        GitFailed: git is missing, in the middle of something, or stands on no branch.

    """
    clone = Clone(folder)
    above = clone.above()
    began = above is None or above.resolve() != folder.resolve()
    if above is not None and began and clone.tracks_here():
        raise InvalidInput(
            f"This study is part of a larger git repository ({above}), and a sync would send the rest along",
            place=str(folder),
            remedy="Move the study's folder out of it, and sync it by itself.",
        )
    if began:
        clone.begin()
    clone.refuse_unless_at_rest()
    clone.set_driver()
    return clone, began


def address_of(remote: str, folder: Path) -> str:
    """Where a team's repository lies, so that it means the same wherever one stands.

    Raises:
        InvalidInput: that would be in the study itself.

    """
    if _ELSEWHERE.match(remote):
        return remote
    place = Path(remote).expanduser().absolute()
    if place.resolve().is_relative_to(folder.resolve()):
        raise InvalidInput(
            "The team's repository cannot lie in the study itself",
            place=str(place),
            remedy="Choose a folder that all of you reach, such as one on a shared drive.",
        )
    return str(place)


def could_be_made(remote: str, folder: Path) -> bool:
    """Whether nothing lies there yet, and a repository for the team could be made. Raises InvalidInput."""
    address = address_of(remote, folder)
    if _ELSEWHERE.match(address):
        return False
    place = Path(address)
    return place.parent.is_dir() and (not place.exists() or (place.is_dir() and not any(place.iterdir())))


def make_at(address: str) -> None:
    """Make an empty repository at an address on this machine. Raises InvalidInput, GitFailed."""
    if _ELSEWHERE.match(address):
        raise InvalidInput(
            "Only in a folder that this computer reaches can a repository be made from here",
            place=address,
            remedy="Make it there: git init --bare --initial-branch=main study.git",
        )
    make_team_repository(Path(address))


@contextmanager
def alone(folder: Path, files: FileSystem) -> Iterator[None]:
    """Keep another sync of the same study on this machine out. Raises GitFailed when one is running."""
    place = StudyPaths(folder).locks
    handle = None
    with suppress(OSError):  # on a drive without locks git's own lock of its index is left
        files.make_folder(place)
        handle = files.hold(place / "syncing")
        if handle is None:
            raise GitFailed(
                "This study is being synced already", place=str(folder), remedy="Wait until that is done."
            )
    try:
        yield
    finally:
        if handle is not None:
            with suppress(OSError):
                files.let_go(handle)
