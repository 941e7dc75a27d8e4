"""Recent generations of each file, on this machine: what a merge starts from.

`<state>/<study uid>/generations/<file uid>/<number>-<seal>.json`. A generation comes here when it has been
replaced, from the study's own `previous`, by a hard link where that works: so what lies here is never a file
that an editor may write into, and keeping it costs the save no wait for the disk. Losing one costs nothing
but a merge that asks more questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from reflect import paths
from reflect.errors import ReflectError
from reflect.store.filesystem import FileSystem
from reflect.store.lineage import name_of, worth_keeping
from reflect.store.paths import StudyPaths, fit
from reflect.store.sealed import Header, SealedFile, decode, first_header

__all__ = ["History", "fit"]

MOST = 20
"""Generations of one file."""
_STEP = 8
"""Of the generations written one after the other here, every so many is kept."""
_RECENT = 8
_READ = 6
_FIRST_LINE = 65_536
_NAME = re.compile(r"(\d+)-([0-9a-f]+)(r?)\.json")


class History:
    """The kept generations of one file in one study. Nothing is made before something is kept."""

    def __init__(self, path: Path, study: StudyPaths, files: FileSystem) -> None:
        self._study = study
        self._files = files
        self._previous = study.previous(path)
        self._folder: Path | None = None
        self._kept = 0

    def keep(self, header: Header, *, read: bool) -> None:
        """Keep the generation that was just replaced; `read`: it was found at opening, not written here.

        Of those written here one after the other only some are: an older parent is as good as the latest.
        Never fails: a save must not fail for want of its history.
        """
        with suppress(OSError, ReflectError):
            folder = self._where(header.uid)
            if folder is None or not (read or header.generation % _STEP == 0):
                return
            name = f"{header.generation:08}-{header.seal[:16]}{'r' if read else ''}.json"
            self._copy(self._previous, folder / name)
            self._kept = self._kept + 1 if self._kept else len(self._files.listed(folder))
            if self._kept > MOST:
                self._kept = self._thin(folder)

    def find(self, name: str, uid: str) -> SealedFile | None:
        """A generation by its name in the lineage, from here or from `previous`; None when it is not kept."""
        for path in self._places(name, uid):
            with suppress(OSError, ReflectError):
                found = decode(self._files.read(path), name=path.name)
                if found.seal_holds and name_of(found.header.seal) == name:
                    return found
        return None

    def find_checksum(self, checksum: str, uid: str) -> SealedFile | None:
        """The same by the checksum of the whole file; None as well when there is no checksum."""
        for path in self._places("", uid) if checksum else ():
            with suppress(OSError, ReflectError):
                found = decode(self._files.read(path), name=path.name)
                if found.seal_holds and found.checksum == checksum:
                    return found
        return None

    def _places(self, name: str, uid: str) -> Iterator[Path]:
        yield self._previous
        with suppress(OSError):
            folder = self._where(uid)
            for path in reversed(self._files.listed(folder) if folder else []):
                said = _NAME.fullmatch(path.name)
                if said and said[2].startswith(name):
                    yield path

    def _where(self, uid: str) -> Path | None:
        """The folder; None while the study has no uid to be known by."""
        if self._folder is None:
            study = self._study_uid()
            if not study or not uid:
                return None
            self._folder = paths.state_folder() / fit(study) / "generations" / fit(uid)
        return self._folder

    def _study_uid(self) -> str:
        try:
            return first_header(self._files.read(self._study.study, _FIRST_LINE)).uid
        except (OSError, msgspec.MsgspecError):
            return ""

    def _copy(self, source: Path, target: Path) -> None:
        for _ in range(2):
            try:
                self._files.link(source, target)
            except FileExistsError:
                return
            except FileNotFoundError:
                self._files.make_private_folder(target.parent)
                continue
            except OSError:
                break  # on another drive, or one without links
            return
        self._copy_bytes(source, target)

    def _copy_bytes(self, source: Path, target: Path) -> None:
        """Not waited for: what a power cut spoils is known by its seal."""
        data = self._files.read(source)
        with suppress(FileExistsError):
            handle = self._files.create_private(target)
            try:
                self._files.write(handle, data)
            finally:
                self._files.close(handle)

    def _thin(self, folder: Path) -> int:
        """Remove what is least likely to be needed; returns how many are left."""
        found = []
        for path in self._files.listed(folder):
            said = _NAME.fullmatch(path.name)
            if said:
                found.append((int(said[1]), bool(said[3]), path))
        found.sort()
        last = found[-1][0]
        read = {path for _, marked, path in [entry for entry in found if entry[1]][-_READ:]}
        # No more than there are too many: each costs a save some of its time.
        for _, _, path in sorted(
            found,
            key=lambda e: (e[2] in read or worth_keeping(last - e[0], e[0], recent=_RECENT), e[0]),
        )[: len(found) - MOST]:
            self._files.remove(path)
        return min(len(found), MOST)
