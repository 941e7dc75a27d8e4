"""`people-shared.json`: the people of a study without their names, for a team that leaves names out."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from reflect.domain.ids import Clock
from reflect.domain.shared_people import Agreed, agreed, shared_of
from reflect.errors import ReflectError, StoreError
from reflect.store.atomic import write_atomically
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.paths import PEOPLE_SHARED, StudyPaths
from reflect.store.sealed import Tables, decode
from reflect.store.storage import SealedStorage


class SharedPeople:
    """What a study's `people.json` and its shared counterpart have to do with each other.

    What the two were when they last agreed is kept in this laptop's corner of the study, and is what both are
    compared with.
    """

    def __init__(self, folder: Path, *, uid: str, clock: Clock, files: FileSystem | None = None) -> None:
        self._paths = StudyPaths(folder)
        self._uid = uid
        self._clock = clock
        self._files = files or FileSystem()
        self._base = self._paths.shared / PEOPLE_SHARED

    def waiting(self) -> bool:
        """Whether something came into the shared list that this laptop's own does not have yet. Cheap."""
        shared = self._read(self._paths.people_shared)
        if shared is None:
            return False
        return shared != self._read(self._base) or self._signature(self._paths.people) is None

    def agree(self) -> bool:
        """Bring both lists together, making the one that is missing; whether there was anything to do.

        Raises:
            Damaged, NewerFormat, StoreError: one of the two cannot be read or written; what was written until
                then is whole, and doing it again comes to the same.

        """
        own = self._storage(self._paths.people, f"{self._uid}/people")
        shared = self._storage(self._paths.people_shared, f"{self._uid}/people-shared")
        people, others = own.read(), shared.read()
        if people is None and others is None:
            return False
        # Against a list that was gone, nobody may count as removed.
        base = None if people is None else self._agreed_last()
        before = self._names_before() if people is None else people
        at = self._clock().isoformat(timespec="seconds")
        now = agreed(before, others, base, at=at) if others is not None else Agreed(before, shared_of(before))
        changed = False
        for storage, was, is_now in ((own, people, now.people), (shared, others, now.shared)):
            if was != is_now:
                storage.write(is_now)
                changed = True
        self._keep_base(now.shared)
        return changed

    def forget(self) -> None:
        """Remove the shared list, since names are shared from here on. Raises StoreError."""
        for path in (self._paths.people_shared, self._base):
            try:
                self._files.remove(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise in_words(error, self._paths.name(path)) from error

    def _storage(self, path: Path, uid: str) -> SealedStorage:
        return SealedStorage(path, folder=self._paths.folder, uid=uid, files=self._files, clock=self._clock)

    def _names_before(self) -> Tables:
        """Who was known before `people.json` was removed, as git may have; nobody on a new laptop."""
        with suppress(OSError, ReflectError):
            found = decode(self._files.read(self._paths.previous(self._paths.people)))
            if found.seal_holds and found.header.uid == f"{self._uid}/people":
                return found.tables
        return {"participants": {}}

    def _agreed_last(self) -> Tables | None:
        data = self._read(self._base)
        with suppress(ReflectError):
            return None if data is None else decode(data).tables
        return None

    def _keep_base(self, agreed_on: Tables) -> None:
        """Keep what the two agreed on, unless somebody has changed it since: then it is done again."""
        data = self._read(self._paths.people_shared)
        if data is None or data == self._read(self._base) or decode(data).tables != agreed_on:
            return
        try:
            self._files.make_folder(self._base.parent)
        except OSError as error:
            raise in_words(error, self._paths.name(self._base)) from error
        write_atomically(self._base, data, temporary=self._paths.temporary, files=self._files)

    def _read(self, path: Path) -> bytes | None:
        try:
            return self._files.read(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            refused: StoreError = in_words(error, self._paths.name(path), "read")
            raise refused from error

    def _signature(self, path: Path) -> object:
        try:
            return self._files.signature(path)
        except OSError as error:
            raise in_words(error, self._paths.name(path), "read") from error
