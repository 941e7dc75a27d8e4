"""Backing a study up into one zip file, and restoring it: whole and verified, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from reflect.domain.ids import Clock
from reflect.errors import InvalidInput, NotFound, ReflectError, StoreError
from reflect.paths import state_folder
from reflect.services.building import built_beside
from reflect.services.checking import check_whole
from reflect.services.identity import system_clock
from reflect.store.archive import Limits, Packed, opened_archive, pack, put_in_place
from reflect.store.check import Finding
from reflect.store.filesystem import FileSystem
from reflect.store.leftovers import left_by_saves
from reflect.store.paths import PEOPLE, STUDY
from reflect.store.study_folder import StudyFolder

_SCRATCH = "reflect-backup-"
_BACKUP_TAKES = 3600.0
"""Seconds; a half-written backup younger than this may be one that is being made just now."""


class BackedUp(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was made, and read again from the disk."""

    files: int
    bytes: int
    names: bool
    """Whether it holds `people.json`, and so people's names."""
    left_out: tuple[str, ...]
    private: int
    """How many files of the study's own corner (`.reflect`) it does not hold."""
    findings: int
    """How many things `check` finds in the study, and so in its backup."""


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """A study that was brought back from a backup."""

    files: int
    made: str
    """When the backup was made: ISO 8601."""
    findings: int
    """How many things `check` finds in it."""


def back_up(
    folder: Path, to: Path, *, with_private: bool = False, force: bool = False, clock: Clock = system_clock
) -> BackedUp:
    """Write the study in `folder` into the zip file `to`, and verify it before it gets that name.

    Every file is read from the zip again and its digest compared; then the whole is unpacked and checked as
    a study.

    Raises:
        NotAStudy: there is no study in `folder`.
        InvalidInput: `to` exists already, without `force`, or cannot be a file.
        StoreError: the disk refused, or the backup is not what was to be backed up.
    """
    folder, to = folder.resolve(), to.resolve()
    StudyFolder.open(folder)
    refuse_unless_free(to, force=force)
    # It holds names: what a backup that was cut short has left must not lie about.
    for left in left_by_saves(to.parent, f".{to.name}.", FileSystem(), takes=_BACKUP_TAKES):
        with suppress(OSError):
            left.unlink()
    temporary = to.with_name(f".{to.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    try:
        made = clock().isoformat(timespec="seconds")
        packed = pack(folder, temporary, made=made, with_private=with_private, skip=to)
        findings = _verified(folder, temporary, packed)
        put_in_place(temporary, to, replace=force)
    except FileExistsError as error:
        raise _taken(to) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    files = packed.manifest.files
    return BackedUp(
        files=len(files),
        bytes=sum(entry.size for entry in files),
        names=any(entry.path == PEOPLE for entry in files),
        left_out=packed.left_out,
        private=packed.private,
        findings=findings,
    )


def restore(backup: Path, folder: Path, *, limits: Limits | None = None) -> Restored:
    """Bring a study back from a backup into a folder that is empty or not there yet: all of it, or nothing.

    Raises:
        NotFound: there is no such backup.
        InvalidInput: it is not a backup, or holds what no backup of ours would; or the folder is not empty.
        StoreError: the disk refused, or has not enough room.
    """
    folder = folder.resolve()
    if not backup.exists():
        raise NotFound("There is no such file", place=str(backup))
    if backup.is_dir():
        raise InvalidInput("This is a folder, not a backup", place=str(backup))
    with opened_archive(backup, limits=limits) as archive, built_beside(folder) as building:
        _refuse_without_room(archive.size, folder)
        archive.unpack(building)
        if not (building / STUDY).is_file():
            raise InvalidInput(f"There is no study in it: {STUDY} is missing", place=str(backup))
        return Restored(
            files=len(archive.manifest.files),
            made=archive.manifest.made,
            findings=len(check_whole(building)),
        )


def refuse_unless_free(to: Path, *, force: bool) -> None:
    """Raise InvalidInput when a backup cannot be written to `to`, before any work is done."""
    if to.is_dir():
        raise InvalidInput("this is a folder", place=str(to), remedy="Name a file in it")
    if not to.parent.is_dir():
        raise InvalidInput(f"There is no folder {to.parent}", remedy="Make it first, or name another")
    if to.exists() and not force:
        raise _taken(to)


def _verified(folder: Path, temporary: Path, packed: Packed) -> int:
    """Read the backup again and check the study in it; returns how much `check` finds there."""
    try:
        # It is compared with what was packed, so what is in it needs no limit but its own.
        limits = Limits(files=2**62, bytes=2**62)
        with opened_archive(temporary, limits=limits) as archive:
            if archive.manifest != packed.manifest:
                raise StoreError("The backup's list of files is not what was written", place=str(temporary))
            with _scratch() as scratch:
                study = Path(scratch) / "study"
                archive.unpack(study)
                inside = _counted(check_whole(study))
    except InvalidInput as error:
        raise StoreError(
            f"The backup could not be verified ({error.message}), and was not kept",
            remedy="Check the drive, and try again or on another one.",
        ) from error
    # What is wrong with the study itself is backed up with it; anything else is the backup's own fault.
    new = inside - _counted(check_whole(folder)) if inside else inside
    if new:
        place, what = next(iter(new))
        raise StoreError(
            f"The study in the backup is not as it is here ({what}), and the backup was not kept",
            place=place,
            remedy="Was it being changed meanwhile? Try again.",
        )
    return inside.total()


@contextmanager
def _scratch() -> Iterator[str]:
    """A folder to unpack a backup in: where this account's own things lie, and not among everybody's.

    What a program that was killed has left of one is removed.
    """
    folder: Path | None = state_folder()
    try:
        FileSystem().make_private_folder(state_folder())
        for left in state_folder().glob(f"{_SCRATCH}*"):
            if abs(time.time() - left.stat().st_mtime) > _BACKUP_TAKES:
                shutil.rmtree(left, ignore_errors=True)
    except OSError:
        folder = None
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=folder) as scratch:
        yield scratch


def _counted(findings: list[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.place, finding.what) for finding in findings)


def _refuse_without_room(size: int, folder: Path) -> None:
    above = next(parent for parent in (folder, *folder.parents) if parent.exists())
    try:
        free = shutil.disk_usage(above).free
    except OSError:
        return
    if size > free:
        raise StoreError(
            f"The study takes {size // 2**20} MB, and only {free // 2**20} MB are free there",
            place=str(folder),
            remedy="Free some space, or restore it on another drive.",
        )


def _taken(to: Path) -> ReflectError:
    return InvalidInput(
        "this file exists already", place=str(to), remedy="Choose another name, or replace it with --force"
    )
