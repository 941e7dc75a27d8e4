"""Copies that a syncing program leaves beside a file when two laptops changed it at the same time.

    study (Ana's conflicted copy 2026-11-23).json              Dropbox
    study (conflicted copy 2026-11-23 101010).json             Nextcloud, ownCloud
    study.sync-conflict-20261123-101010-ABCDEFG.json           Syncthing
    study-LAPTOP.json                                          OneDrive
    study (1).json                                             Google Drive, and browsers
    study copy.json, Kopie von study.json, …                   people

The names are in the language of whoever's laptop it was, so that a name only raises the question: a sealed
file is a copy of another when both have one uid. Of a text, which has none, the name must say enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from reflect.errors import StoreError
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.paths import StudyPaths
from reflect.store.sealed import first_header

_SURE = re.compile(
    r"(?P<stem>.+?)(?: \([^()]*(?:\([^()]*\))?[^()]*\d{4}-\d\d-\d\d[^()]*\)(?: \(\d+\))?"
    r"|\.sync-conflict-\d{8}-\d{6}-[A-Z0-9]+|_conflict-\d{8}-\d{6}"
    r"| \((?:Case Conflict|[^()]*[Cc]onflict[^()]*)(?: \d+)?\))"
)
"""Names that only a syncing program gives."""
_LIKELY = re.compile(r"(?P<stem>.+?)(?: \(\d{1,2}\)|-(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{5,})")
"""Names that say enough for a text, when there is a file with the rest of the name."""
_ID = re.compile(r"[a-z0-9]{1,64}")
_MOST_HEADERS = 4_096
"""Bytes that a header hardly ever exceeds, and `_HEADER` never."""
_HEADER = 65_536


class ConflictCopy(NamedTuple):
    """A second version of a file of the study."""

    copy: Path
    original: Path


def conflict_copies(folder: Path, *, files: FileSystem | None = None) -> list[ConflictCopy]:
    """Every copy in a study: of its records by their uid, of its texts by their names.

    Raises:
        StoreError: a folder cannot be listed.

    """
    disk = files or FileSystem()
    paths = StudyPaths(folder)
    found = [
        *_copies_of_one(paths.study, disk),
        *_copies_of_one(paths.people, disk),
        *_copies_of_one(paths.people_shared, disk),
        *_copies_of_sessions(paths.sessions, disk),
    ]
    for texts in (paths.guides, paths.templates, paths.writeups):
        found += _copies_of_texts(_listed(texts, disk))
    return sorted(found)


def without_copies(paths: Iterable[Path], *, files: FileSystem | None = None) -> list[Path]:
    """The sessions among files of `sessions/`; of a file and its copies only the file.

    Reads no more than the names, unless a name is odd.
    """
    disk = files or FileSystem()
    some = list(paths)
    stems = {path.stem for path in some}
    ids = Counter(_last(stem) for stem in stems)
    odd = [path for path in some if _odd(path.stem, stems) or ids[_last(path.stem)] > 1]
    if not odd:
        return some
    copies = {pair.copy for pair in _by_uid(some, odd, disk)}
    return [path for path in some if path not in copies]


def _odd(stem: str, stems: set[str]) -> bool:
    """Whether a session's name is not quite that of a session, or is that of another with more behind it."""
    parts = stem.split("-")
    return not _ID.fullmatch(parts[-1]) or any("-".join(parts[:n]) in stems for n in range(4, len(parts)))


def _last(stem: str) -> str:
    """Where a session's name holds its id."""
    return stem.rpartition("-")[2]


def _by_uid(every: Iterable[Path], odd: Iterable[Path], disk: FileSystem) -> Iterator[ConflictCopy]:
    """Which of the odd ones are copies. The original is the one that is named as it should be."""
    groups: dict[str, list[Path]] = {}
    for path in odd:
        uid = uid_of(path, disk) or _uid_by_name(path)
        if uid:
            groups.setdefault(uid, []).append(path)
    for uid, some in groups.items():
        same = sorted({*some, *(path for path in every if path.stem.endswith(f"-{uid}"))}, key=_plainness)
        yield from (ConflictCopy(path, same[0]) for path in same[1:] if path in some)


def _plainness(path: Path) -> tuple[bool, int, str]:
    """The name that a session was given comes first."""
    return not _ID.fullmatch(_last(path.stem)), len(path.name), path.name


def _copies_of_sessions(folder: Path, disk: FileSystem) -> Iterator[ConflictCopy]:
    groups: dict[str, list[Path]] = {}
    for path in _listed(folder, disk):
        uid = uid_of(path, disk) or _uid_by_name(path) if path.suffix == ".json" else ""
        if uid:
            groups.setdefault(uid, []).append(path)
    for uid, some in groups.items():
        same = sorted(some, key=lambda path: (not path.stem.endswith(f"-{uid}"), *_plainness(path)))
        yield from (ConflictCopy(path, same[0]) for path in same[1:])


def _copies_of_one(original: Path, disk: FileSystem) -> Iterator[ConflictCopy]:
    uid = uid_of(original, disk)
    for path in _listed(original.parent, disk):
        if path.suffix == ".json" and path != original:
            mine = uid_of(path, disk)
            if (mine and mine == uid) or (not mine and _stem(path.stem, _SURE) == original.stem):
                yield ConflictCopy(path, original)


def _copies_of_texts(some: list[Path]) -> Iterator[ConflictCopy]:
    there = {path.stem: path for path in some if path.suffix == ".md"}
    for stem, path in there.items():
        for names in (_SURE, _LIKELY):
            original = there.get(_stem(stem, names))
            if original is not None:
                yield ConflictCopy(path, original)
                break


def _stem(stem: str, names: re.Pattern[str]) -> str:
    """What a copy's name says it is a copy of; empty when it is no copy's name."""
    said = names.fullmatch(stem)
    return said["stem"] if said else ""


def _uid_by_name(path: Path) -> str:
    """The uid that the name of a damaged or half-copied session tells."""
    return _last(_stem(path.stem, _SURE) or path.stem)


def uid_of(path: Path, disk: FileSystem) -> str:
    """What a sealed file is known by; empty when it does not say."""
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        data = disk.read(path, _MOST_HEADERS)
        return first_header(data if b"\n" in data else disk.read(path, _HEADER)).uid
    return ""


def _listed(folder: Path, disk: FileSystem) -> list[Path]:
    try:
        return [path for path in disk.listed(folder) if not path.is_dir()]
    except OSError as error:
        raised: StoreError = in_words(error, folder.name, "read")
        raise raised from error
