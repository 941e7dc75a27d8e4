"""A whole study in one zip file, and out of it again: written and read without trusting anything.

Beside the study's files the zip holds a manifest (`reflect-backup.json`) with the size and the SHA-256 of
each, so that every byte can be checked. A zip from elsewhere may be hostile: what is unpacked must stand in
the manifest, may not lead out of the folder, and may not be larger than said, nor larger than the limits.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from reflect.errors import InvalidInput
from reflect.store.filesystem import in_words
from reflect.store.paths import StudyPaths

MANIFEST = "reflect-backup.json"
ARCHIVE_FORMAT = 1
_CHUNK = 1 << 20
_GIT = ".git"
_ODD = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:|^/")
_WINDOWS = re.compile(r"(?i)(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|/|$)|:|[. ](?:/|$)")
_NOT_A_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError)
"""What the standard library says of bytes that are no zip, or a broken one."""
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""Before this a zip knows no time."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup may hold at most: more than any study, less than what would fill a disk."""

    files: int = 100_000
    bytes: int = 16 * 2**30
    manifest: int = 64 * 2**20


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a backup."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds."""

    format: int
    made: str
    """ISO 8601 with time zone."""
    files: tuple[Entry, ...]
    folders: tuple[str, ...] = ()


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """What was packed, and what was not."""

    manifest: Manifest
    left_out: tuple[str, ...]
    """Links, and names that could not be unpacked everywhere."""
    private: int
    """How many files of the study's own corner were left out because nobody asked for them."""


def pack(folder: Path, into: Path, *, made: str, with_private: bool, skip: Path) -> Packed:
    """Write the files of a study into a new zip at `into`, and wait until the disk has it.

    `skip` is what the zip will be called: an older backup of that name, in the study, is no part of it. Locks
    and half-written files are never in it, nor git's own folder.

    Raises:
        StoreError: a file could not be read, or the zip not written.

    """
    found = _Found(folder, with_private=with_private)
    try:
        with into.open("xb") as raw:
            into.chmod(0o600)  # it holds names
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
                entries = [
                    _pack_one(archive, path, found.name(path)) for path in found.files(skip={into, skip})
                ]
                manifest = Manifest(
                    format=ARCHIVE_FORMAT, made=made, files=tuple(entries), folders=tuple(found.folders)
                )
                said = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
                archive.writestr(zipfile.ZipInfo(MANIFEST, _OLDEST), said, zipfile.ZIP_DEFLATED)
            raw.flush()
            os.fsync(raw.fileno())
    except OSError as error:
        raise in_words(error, error.filename or str(into)) from error
    return Packed(manifest=manifest, left_out=tuple(found.left_out), private=found.private)


class _Found:
    """What there is to pack."""

    def __init__(self, folder: Path, *, with_private: bool) -> None:
        self._folder = folder
        self._with_private = with_private
        paths = StudyPaths(folder)
        self._never = {paths.locks, paths.temporary}
        self._private = paths.private
        self._versions = paths.versions
        self.folders: list[str] = []
        self.left_out: list[str] = []
        self.private = 0

    def name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()

    def files(self, skip: set[Path]) -> Iterator[Path]:
        for at, folders, names in os.walk(self._folder, onerror=_raise):
            here = Path(at)
            folders[:] = sorted(name for name in folders if self._enters(here / name))
            for path in (here / name for name in sorted(names)):
                if path in skip:
                    continue
                if not self._with_private and self._is_private(path):
                    self.private += 1
                elif self._fit(path, stat.S_ISREG):
                    yield path

    def _is_private(self, path: Path) -> bool:
        """Whether it is this machine's own; versions of write-ups are the researcher's."""
        return path.is_relative_to(self._private) and not path.is_relative_to(self._versions)

    def _enters(self, folder: Path) -> bool:
        if folder in self._never or folder.name == _GIT:
            return False
        if self._is_private(folder) and not self._with_private:
            return not folder.is_symlink()
        if self._fit(folder, stat.S_ISDIR):
            self.folders.append(self.name(folder))
            return True
        return False

    def _fit(self, path: Path, wanted: Callable[[int], bool]) -> bool:
        """Whether it is what it should be and can be unpacked anywhere; otherwise it is noted."""
        name = self.name(path)
        if wanted(path.lstat().st_mode) and not why_unsafe(name) and _encodable(name):
            return True
        self.left_out.append(ascii(name)[1:-1] if not _encodable(name) else name)
        return False


def _pack_one(archive: zipfile.ZipFile, path: Path, name: str) -> Entry:
    with path.open("rb") as source:
        modified = time.localtime(os.fstat(source.fileno()).st_mtime)[:6]
        info = zipfile.ZipInfo(name, max(modified, _OLDEST))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        digest, size = sha256(), 0
        with archive.open(info, "w", force_zip64=True) as target:
            while data := source.read(_CHUNK):
                target.write(data)
                digest.update(data)
                size += len(data)
    return Entry(path=name, size=size, sha256=digest.hexdigest())


class Archive:
    """A backup, opened and looked over; `unpack` brings it onto the disk. Use `opened_archive`."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._place = str(path)
        self._archive = archive
        self._limits = limits
        infos = archive.infolist()
        if len(infos) > limits.files + 1:
            raise self._refused(f"It holds {len(infos) - 1} files, and the limit is {limits.files}")
        self._infos = {info.filename: info for info in infos if not info.is_dir()}
        self.manifest = self._read_manifest()
        self._look_over(infos)

    @property
    def size(self) -> int:
        """How many bytes its files take."""
        return sum(entry.size for entry in self.manifest.files)

    def unpack(self, into: Path) -> None:
        """Write every file into the folder `into`, which is made; each is checked against its digest.

        Raises:
            InvalidInput: a file is not as the manifest says.
            StoreError: the disk refused.

        """
        try:
            for name in ("", *self.manifest.folders):
                (into / name).mkdir(parents=True, exist_ok=True)
            for entry in self.manifest.files:
                target = into / entry.path
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as opened:
                    self._copy(entry, opened)
                    opened.flush()
                    os.fsync(opened.fileno())
        except OSError as error:
            raise in_words(error, self._place) from error

    def _copy(self, entry: Entry, to: IO[bytes]) -> None:
        digest, size = sha256(), 0
        try:
            with self._archive.open(self._infos[entry.path]) as source:
                # Never more than was said, whatever the zip's own headers claim.
                while data := source.read(min(_CHUNK, entry.size - size + 1)):
                    size += len(data)
                    if size > entry.size:
                        break
                    digest.update(data)
                    to.write(data)
        except (*_NOT_A_ZIP, RuntimeError) as error:
            raise self._refused(f"{entry.path} in it is damaged ({error})") from error
        if (size, digest.hexdigest()) != (entry.size, entry.sha256):
            raise self._refused(f"{entry.path} in it is not what was put in")

    def _read_manifest(self) -> Manifest:
        info = self._infos.get(MANIFEST)
        if info is None:
            remedy = "A study that was zipped with another program can be unpacked with that program"
            if not any(PurePosixPath(name).name == "study.json" for name in self._infos):
                remedy = "Name a file that “reflect backup” has made"
            raise self._refused("This zip file is not a backup of a study", remedy)
        try:
            with self._archive.open(info) as opened:
                data = opened.read(self._limits.manifest + 1)
            if len(data) > self._limits.manifest:
                raise self._refused("Its list of files is larger than any study's")
            manifest = msgspec.json.decode(data, type=Manifest)
        except (*_NOT_A_ZIP, msgspec.MsgspecError, RuntimeError) as error:
            raise self._refused(f"Its list of files ({MANIFEST}) cannot be read") from error
        if manifest.format > ARCHIVE_FORMAT:
            raise self._refused("It was made by a later version of reflect", "Update reflect to restore it")
        return manifest

    def _look_over(self, infos: list[zipfile.ZipInfo]) -> None:
        """Refuse everything that a backup of ours would not hold, before a byte is written."""
        names = [entry.path for entry in self.manifest.files]
        if self.size > self._limits.bytes or any(entry.size < 0 for entry in self.manifest.files):
            raise self._refused(f"It says it holds {self.size} bytes, and the limit is {self._limits.bytes}")
        for name in (*names, *self.manifest.folders):
            reason = why_unsafe(name)
            if reason:
                raise self._refused(f"It holds {name!a}, {reason}")
        inside = sorted(info.filename for info in infos if not info.is_dir())
        if sorted([*names, MANIFEST]) != inside:
            raise self._refused("Its list of files and its files do not agree")
        for info in infos:
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise self._refused(f"It holds {info.filename!a}, which is a link, not a file")
            if info.flag_bits & 1:
                raise self._refused("It is encrypted", "Unpack it with the program it was encrypted with")

    def _refused(self, message: str, remedy: str = "Nothing was unpacked") -> InvalidInput:
        return InvalidInput(message, place=self._place, remedy=remedy)


@contextmanager
def opened_archive(path: Path, *, limits: Limits | None = None) -> Iterator[Archive]:
    """A backup to be read.

    Raises:
        InvalidInput: it is not a zip, not a backup, or holds what no backup of ours would.
        StoreError: it cannot be read.

    """
    try:
        raw = path.open("rb")
    except OSError as error:
        raise in_words(error, str(path), "read") from error
    with raw:
        try:
            archive = zipfile.ZipFile(raw)
        except _NOT_A_ZIP as error:
            raise InvalidInput("This is not a zip file, or it is damaged", place=str(path)) from error
        except OSError as error:
            raise in_words(error, str(path), "read") from error
        with archive:
            yield Archive(path, archive, limits or Limits())


def why_unsafe(name: str) -> str:
    """Why a name in a zip may not be unpacked; empty when it may."""
    parts = name.split("/")
    if ".." in parts or _ODD.search(name) or "" in parts or "." in parts:
        return "which leads out of the folder"
    if _GIT in (part.casefold() for part in parts):
        return "which is git's own, and could run programs"
    if os.name == "nt" and _WINDOWS.search(name):
        return "which cannot be a file's name on Windows"
    return ""


def put_in_place(temporary: Path, to: Path, *, replace: bool) -> None:
    """Give a finished file its name, durably.

    Raises:
        FileExistsError: something has that name, and it is not to be replaced.
        StoreError: the disk refused.

    """
    try:
        if replace:
            temporary.replace(to)
        else:
            _name_unless_taken(temporary, to)
        if os.name != "nt":
            handle = os.open(to.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    except FileExistsError:
        raise
    except OSError as error:
        raise in_words(error, str(to)) from error


def _name_unless_taken(temporary: Path, to: Path) -> None:
    try:
        os.link(temporary, to)  # fails when `to` is there: nothing can slip in between
    except FileExistsError:
        raise
    except OSError:  # a drive without hard links
        if to.exists():
            raise FileExistsError(to) from None
        temporary.replace(to)
    else:
        temporary.unlink()


def _raise(error: OSError) -> None:
    raise error


def _encodable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
