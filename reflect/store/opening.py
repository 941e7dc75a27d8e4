"""Opening a study file, whatever state it is in.

A damaged file gives way to the generation before it, and is kept; one edited with something else is used as
it is; an older format is brought up in memory; a newer one can be looked at. The researcher is told in words
(`Opened.notices`) of all of these.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from reflect.domain.ids import Clock
from reflect.errors import ChangedUnderneath, Damaged, ReflectError, StoreError
from reflect.store.atomic import keep_aside, write_atomically
from reflect.store.filesystem import FileSystem, Signature, in_words, moment
from reflect.store.migrations import migrated
from reflect.store.paths import StudyPaths
from reflect.store.sealed import FORMAT, Header, SealedFile, Tables, Unreadable, decode, digest

SETTLING = 0.05
"""Seconds to wait before a file is called damaged: something may just be copying it here."""


class WholeFile:
    """All the bytes of a file, and their SHA-256 from when it is first asked for: no save waits for it."""

    def __init__(self, data: bytes, checksum: str = "") -> None:
        self.data = data
        self._checksum = checksum

    @property
    def checksum(self) -> str:
        """What the next generation names as its parent."""
        if not self._checksum:
            self._checksum = digest(self.data)
        return self._checksum


class Opened(NamedTuple):
    """A file as it was found, and what it takes to save over it safely."""

    tables: Tables
    header: Header
    whole: WholeFile
    """What is on disk; after a damaged file that could not be repaired, that file."""
    head: bytes
    """The first line on disk."""
    signature: Signature | None
    sealed: bool
    """Whether what is on disk is as reflect wrote it, and so is worth keeping when it is replaced."""
    notices: tuple[str, ...] = ()
    read_only_because: str = ""
    original: bytes = b""
    """An older format's bytes, to be kept before the first save in the present one."""


def open_file(
    path: Path, paths: StudyPaths, *, files: FileSystem, clock: Clock, repair: bool
) -> Opened | None:
    """Read a file; None when there is none. Without `repair` nothing is written, whatever is found.

    Raises:
        Damaged: it cannot be read, nor the generation before it.
        NewerFormat: a later version wrote it in a way that this one cannot take apart.
        StoreError: the disk refused, or the format is unknown.

    """
    name = paths.name(path)
    try:
        signature = files.signature(path)
        if signature is None:
            return None
        data = files.read(path)
        try:
            return _opened(decode(data, name=name), data, signature, name)
        except Unreadable:
            files.pause(SETTLING)
            signature = files.signature(path)
            data = files.read(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise in_words(error, name, "read") from error
    try:
        return _opened(decode(data, name=name), data, signature, name)
    except Unreadable as problem:
        return _fall_back(path, paths, data, signature, problem, files=files, clock=clock, repair=repair)


def open_whole(path: Path, paths: StudyPaths, *, files: FileSystem) -> Opened | None:
    """Read a file that is what its name says; None when there is none. Nothing else is used in its place.

    Raises:
        Damaged: it cannot be read.
        NewerFormat: a later version wrote it in a way that this one cannot take apart.
        StoreError: the disk refused, or the format is unknown.

    """
    name = paths.name(path)
    for trying_again in (False, True):
        try:
            signature = files.signature(path)
            data = files.read(path)
            return _opened(decode(data, name=name), data, signature, name)
        except Unreadable:
            if trying_again:
                raise
            files.pause(SETTLING)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise in_words(error, name, "read") from error
    return None


def _opened(found: SealedFile, data: bytes, signature: Signature | None, name: str) -> Opened:
    notices: list[str] = []
    read_only_because = ""
    tables, original = found.tables, b""
    if not found.seal_holds:
        notices.append(f"{name} was edited with something other than reflect. It is used as it is now.")
    if found.header.format > FORMAT:
        read_only_because = "it was written by a later version of reflect"
        notices.append(f"{name} was written by a later version of reflect: it can be read, not changed.")
    elif found.header.format < FORMAT:
        tables, original = migrated(tables, found.header.format, name=name), data
    return Opened(
        tables=tables,
        header=found.header,
        whole=WholeFile(data, found.checksum),
        head=first_line(data),
        signature=signature,
        sealed=found.seal_holds,
        notices=tuple(notices),
        read_only_because=read_only_because,
        original=original,
    )


def first_line(data: bytes) -> bytes:
    """The first line of a file's bytes: in a sealed file, unlike that of every other generation."""
    end = data.find(b"\n")
    return data if end < 0 else data[:end]


def _fall_back(
    path: Path,
    paths: StudyPaths,
    data: bytes,
    signature: Signature | None,
    problem: Unreadable,
    *,
    files: FileSystem,
    clock: Clock,
    repair: bool,
) -> Opened:
    """The generation before a damaged file, put back in its place if `repair`; the damaged one is kept."""
    name = paths.name(path)
    if problem.unfinished_merge:
        # Both sides' latest words are in there; an earlier generation has neither.
        problem.remedy = "Finish the merge in git, then open it again. Nothing has been changed."
        raise problem
    previous = _previous(paths.previous(path), name, files)
    if previous is None:
        raise Damaged(
            f"The file cannot be read ({problem.message}), and no earlier generation of it is kept here",
            place=problem.place,
            remedy="Restore it from a backup, or from git. Nothing has been changed.",
        ) from problem
    kept, before = previous
    told = f"{name} was damaged ({problem.message}, line {problem.line}). "
    using = f"Generation {kept.header.generation}, the last one kept, is used instead"
    disk = before._replace(whole=WholeFile(data), head=first_line(data), signature=signature, sealed=False)
    if not repair:
        return disk._replace(notices=(*before.notices, told + using + "; nothing on disk was changed."))
    stem = f"{path.stem}-{moment(clock())}"
    try:
        aside = keep_aside(paths.damaged, stem, path.suffix, data, files=files)
    except OSError as error:
        reason = "the damaged file could not be kept aside, and saving would lose it"
        return disk._replace(
            notices=(*before.notices, f"{told}{using}, read-only: {in_words(error, '').message}."),
            read_only_because=reason,
        )
    where = f" The damaged file is kept as {paths.name(aside)}."

    def still_damaged() -> None:
        if files.read(path) != data:
            raise ChangedUnderneath("The file has just been repaired by somebody else", place=name)

    try:
        written = write_atomically(
            path,
            files.read(paths.previous(path)),
            temporary=paths.temporary,
            guard=paths.guard,
            expected=still_damaged,
            files=files,
        )
    except ChangedUnderneath:
        opened = open_file(path, paths, files=files, clock=clock, repair=repair)
        if opened is None:
            raise
        return opened
    except (StoreError, OSError):
        # The next save tries again: what is on disk is what it will find there.
        return disk._replace(notices=(*before.notices, f"{told}{using}.{where}"))
    return before._replace(signature=written.signature, notices=(*before.notices, f"{told}{using}.{where}"))


def _previous(kept: Path, name: str, files: FileSystem) -> tuple[SealedFile, Opened] | None:
    """The kept generation, if there is one that is whole."""
    with suppress(OSError, ReflectError):
        data = files.read(kept)
        found = decode(data, name=name)
        if found.seal_holds:
            return found, _opened(found, data, None, name)
    return None
