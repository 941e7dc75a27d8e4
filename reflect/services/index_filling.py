"""Putting into the index what changed in a study's files: loaded and run only when something did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from reflect.domain.ids import PointId
from reflect.errors import ReflectError
from reflect.services.index_entries import entry, memos_of_the_study
from reflect.services.index_files import IndexFiles, State
from reflect.store.index import Index
from reflect.store.index_files import is_known
from reflect.store.index_write import (
    IndexedSession,
    moved_points,
    put_people,
    put_session,
    put_study_texts,
    set_moved,
    shared,
    show_only,
)
from reflect.store.paths import PEOPLE, SESSIONS

if TYPE_CHECKING:
    from reflect.services.index_refresh import Progress, Sources

AT_ONCE = 40
"""Sessions that are put into the index in one go: others wait for no longer than that."""


class IndexFilling:
    """One time of bringing the index up to date."""

    def __init__(self, index: Index, known: IndexFiles, sources: Sources) -> None:
        self._index = index
        self._known = known
        self._sources = sources
        self._vocabulary: set[str] = set()
        self._merged: dict[PointId, PointId] = {}
        self.unreadable: dict[str, str] = {}
        """Why some files could not be read, by their names."""

    def fill_around(self, name: str, state: State | None) -> None:
        """Put in who has which role, or the memos on the study; `state` is None when the file is gone."""
        file = self._known.now(name, state) if state is not None else None
        roles = self._sources.roles() if name == PEOPLE and file else {}
        memos = self._sources.memos() if name != PEOPLE and file else ()
        with self._index.writing() as handle:
            if name == PEOPLE:
                put_people(handle, roles)
            else:
                put_study_texts(handle, memos_of_the_study(memos))
                for session in set_moved(handle, self._sources.moved() if file else {}):
                    self._known.doubt(handle, session)
            if file:
                self._known.note(handle, file)
            else:
                self._known.forget(handle, name)

    def fill_sessions(
        self,
        seen: Mapping[str, State],
        changed: Sequence[str],
        progress: Progress,
        *,
        abandoned: Callable[[], bool],
    ) -> bool:
        """Put in the sessions that `changed` of all that are `seen`; whether anything is other than it was.

        Between two sessions it ends when it is `abandoned`.
        """
        copies = self._copies(seen, changed)
        back = [
            name
            for name, file in self._known.sessions.items()
            if file.copy and name in seen and name not in copies
        ]
        ids = self._take_out(seen, copies)
        ids |= self._put_in(sorted({*changed, *back} - copies), seen, progress, abandoned)
        self._choose(ids)
        return bool(ids)

    def _copies(self, seen: Mapping[str, State], changed: Sequence[str]) -> set[str]:
        """The files that are only other versions of one that is there."""
        known = self._known.sessions
        if (
            len(seen) == len(known)
            and all(name in known for name in changed)
            and not any(file.copy for file in known.values())
        ):
            return set()
        return seen.keys() - {path.name for path in self._sources.session_paths()}

    def _take_out(self, seen: Mapping[str, State], copies: Iterable[str]) -> set[str]:
        """Take out what is gone, and what is only a copy; the ids of the sessions that were there."""
        known, ids = self._known.sessions, set()
        gone = [name for name in known if name not in seen]
        new = [name for name in copies if known.get(name) != self._known.now(name, seen[name], copy=True)]
        for some in _by(AT_ONCE, [*gone, *new]):
            with self._index.writing() as handle:
                for name in some:
                    ids.add(self._known.forget(handle, name))
                    if name in seen:
                        self._known.note(handle, self._known.now(name, seen[name], copy=True))
        return ids

    def _put_in(
        self,
        names: Sequence[str],
        seen: Mapping[str, State],
        progress: Progress,
        abandoned: Callable[[], bool],
    ) -> set[str]:
        """Read these sessions; the ids of those that are other than they were."""
        ids: set[str] = set()
        done = 0
        with self._index.reading() as handle:
            self._merged = moved_points(handle)
        for some in _by(AT_ONCE, names):
            read = []
            for name in some:
                if abandoned():
                    break
                file = self._known.now(name, seen[name])
                read.append((file, self._read(name)))
                done += 1
                progress(done, len(names))
            with self._index.writing() as handle:
                for file, session in read:
                    if session is None:
                        if file.name in self._known.sessions:
                            ids.add(self._known.forget(handle, file.name))
                    elif not is_known(handle, file):
                        ids |= put_session(handle, file.name, session, self._vocabulary)
                        self._known.note(handle, file)
        return ids

    def _read(self, name: str) -> IndexedSession | None:
        try:
            record = self._sources.read(self._sources.folder / SESSIONS / name)
        except ReflectError as error:
            self.unreadable[name] = str(error)
            return None
        except FileNotFoundError:  # it went while we were looking
            return None
        try:
            guide = self._sources.parse(record.session.guide_text)
        except ReflectError as error:
            return entry(record, None, f"Session {record.session.id}: {error}", self._merged)
        return entry(record, guide, "", self._merged)

    def _choose(self, ids: Iterable[str]) -> None:
        """Of two files of one session, list the one that is named after it; the other is a copy."""
        with self._index.writing() as handle:
            for session_id, files in shared(handle, ids).items():
                chosen = files[0]
                for file in files[1:]:
                    if file.removesuffix(".json").endswith(f"-{session_id}"):
                        chosen = file
                show_only(handle, session_id, chosen)


def _by(count: int, names: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(names), count):
        yield names[at : at + count]
