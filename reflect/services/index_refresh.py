"""Keeping the index of a study up with its files: what changed is read again, and nothing else."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from reflect.domain.ids import PointId
from reflect.errors import StoreError
from reflect.services.index_files import IndexFiles
from reflect.services.index_rows import ROWS
from reflect.store.filesystem import FileSystem
from reflect.store.index import (
    Elsewhere,
    Index,
    IndexBusy,
    IndexUnusable,
    forget_gone,
    index_elsewhere,
    index_folder,
    open_index,
    remove_index,
)
from reflect.store.index_files import unswept
from reflect.store.paths import PEOPLE, STUDY

if TYPE_CHECKING:  # what reads sessions is loaded when one has changed
    from reflect.domain.guide import Guide
    from reflect.domain.session import Memo, SessionRecord
    from reflect.services.index_filling import IndexFilling

Answer = TypeVar("Answer")

Progress = Callable[[int, int], None]
"""Told how many sessions have been read, of how many that have to be."""

_SWEEPING = 0.15
"""Seconds that closing may take to sweep out words that are gone."""
_TRIES = 4
MOST_IN_MEMORY = 300_000_000
"""Bytes of sessions whose index memory has room for, where no disk has."""


class Sources(NamedTuple):
    """Where what goes into the index comes from."""

    folder: Path
    uid: str
    session_paths: Callable[[], list[Path]]
    """Every session's file, copies left out; raises StoreError when the folder cannot be read."""
    read: Callable[[Path], SessionRecord]
    parse: Callable[[str], Guide]
    roles: Callable[[], dict[str, str]]
    """The role of every participant, by their codes."""
    memos: Callable[[], Sequence[Memo]]
    """The memos that belong to no session."""
    moved: Callable[[], Mapping[PointId, PointId]]
    """Which learning points were merged into which."""


class StudyIndex:
    """The index of one open study; safe to use from several threads. Nothing is made before it is needed."""

    def __init__(
        self,
        sources: Sources,
        *,
        now: Callable[[], float] = time.time,
        files: FileSystem | None = None,
    ) -> None:
        self._sources = sources
        self._files = files or FileSystem()
        self._known = IndexFiles(sources.folder, files=self._files, now=now)
        self._refreshing = RLock()
        self._opening = RLock()
        self._index: Index | None = None
        self._elsewhere: Elsewhere | None = None
        self._looked_for_gone = False
        self._abandoned = 0
        """How often whatever was going on has been abandoned."""
        self.busy = False
        """Whether a refresh goes on."""
        self.reading: tuple[int, int] | None = None
        """How many sessions the refresh that goes on has read, of how many; None when there is none."""
        self.unreadable: dict[str, str] = {}
        """Why some files could not be read, by their names, as of the last refresh."""

    def read(
        self,
        action: Callable[[Index], Answer],
        *,
        fresh: bool = True,
        stoppable: bool = False,
        progress: Progress = lambda _done, _of: None,
    ) -> Answer:
        """What `action` gives, of an index that is up to date; not `fresh`: of one as it lies there.

        Raises:
            StoreError: the folder of sessions cannot be read, or there is no room for an index anywhere.
            Stopped: it is `stoppable`, and somebody stopped it.

        """
        for attempt in itertools.count():
            try:
                if fresh:
                    self.refresh(progress)
                index = self._opened()
                if not stoppable:
                    return action(index)
                with index.stoppable():
                    return action(index)
            except (IndexUnusable, IndexBusy) as problem:
                if attempt >= _TRIES:
                    raise _no_index(problem) from problem
                self._begin_again(problem, elsewhere=attempt >= 1)
                fresh = True  # an index that is made anew knows nothing yet
        raise AssertionError  # the count has no end

    def refresh(self, progress: Progress = lambda _done, _of: None) -> bool:
        """Read again what changed; whether anything had. Raises StoreError, IndexUnusable, IndexBusy."""
        turn = self._abandoned

        def told(done: int, of: int) -> None:
            self.reading = (done, of)
            progress(done, of)

        with self._refreshing:
            index = self._opened()
            self.busy = True
            try:
                self._known.load(index)
                changed = self._refresh_around(index)
                return self._refresh_sessions(index, told, lambda: self._abandoned != turn) or changed
            except BaseException:
                self._known.unload()  # what was noted last may not have been kept
                raise
            finally:
                self.reading, self.busy = None, False

    def stop(self) -> None:
        """End what is being read just now, if it is stoppable: nobody waits for it any more."""
        index = self._index
        if index is not None:
            index.stop()

    def abandon(self) -> None:
        """Let every refresh that goes on or waits in another thread end with the session it is at."""
        self._abandoned += 1

    def close(self) -> None:
        """Let the index go; a refresh that is going on is abandoned."""
        self.abandon()
        with self._refreshing, self._opening:
            if self._index is not None:
                self.tidy()
                self._index.close()
                self._index = None

    def _opened(self) -> Index:
        with self._opening:
            if self._index is None:
                self._index = self._open()
                self._known.unload()
            return self._index

    def _open(self) -> Index:
        if self._elsewhere:
            return index_elsewhere(self._elsewhere, rows=ROWS, files=self._files)
        return open_index(self._sources.uid, self._sources.folder, rows=ROWS, files=self._files)

    def _begin_again(self, problem: IndexUnusable | IndexBusy, *, elsewhere: bool) -> None:
        """Let the index go, so that the next one to ask makes it anew."""
        with self._refreshing, self._opening:
            if self._index is not None:
                self._index.close()
                self._index = None
            if isinstance(problem, IndexUnusable) and problem.elsewhere and self._elsewhere:
                # No disk takes it: memory does, if it is not too much.
                if sum(size for _, size, _ in self._known.seen().values()) > MOST_IN_MEMORY:
                    raise _no_index(problem) from problem
                self._elsewhere = Elsewhere.MEMORY
            elif elsewhere or (isinstance(problem, IndexUnusable) and problem.elsewhere):
                self._elsewhere = self._elsewhere or Elsewhere.TEMPORARY
            elif isinstance(problem, IndexUnusable) and not self._elsewhere:
                remove_index(index_folder(self._sources.uid, self._sources.folder))

    def tidy(self, seconds: float = _SWEEPING) -> None:
        """Sweep what is gone out of the word lists, for no longer than that, and what else can wait.

        `close` does it too. Never fails: what is left is done another time.
        """
        if not self._looked_for_gone:
            self._looked_for_gone = True
            forget_gone()
        end = time.monotonic() + seconds
        with suppress(IndexUnusable, IndexBusy), self._refreshing:
            index = self._index
            if index is None:
                return
            if index.kept(unswept):
                from reflect.store.index_write import sweep  # for when something changed

                done = False
                while not done and time.monotonic() < end:
                    with index.writing() as handle:
                        done = sweep(handle)
            index.tidy()

    def _refresh_around(self, index: Index) -> bool:
        any_changed = False
        for name in (PEOPLE, STUDY):
            changed, state = self._known.around_changed(name)
            if changed:
                self._filling(index).fill_around(name, state)
                any_changed = True
        return any_changed

    def _refresh_sessions(self, index: Index, progress: Progress, abandoned: Callable[[], bool]) -> bool:
        seen = self._known.seen()
        todo = self._known.changed(seen)
        if not todo and len(seen) == len(self._known.sessions):
            self.unreadable = {}
            self._known.make_sure(index)
            return False
        filling = self._filling(index)
        changed = filling.fill_sessions(seen, todo, progress, abandoned=abandoned)
        self.unreadable = filling.unreadable
        return changed

    def _filling(self, index: Index) -> IndexFilling:
        from reflect.services.index_filling import IndexFilling  # for when something changed

        return IndexFilling(index, self._known, self._sources)


def _no_index(problem: IndexUnusable | IndexBusy) -> StoreError:
    if isinstance(problem, IndexBusy) or not problem.elsewhere:
        why = str(problem) or "it is in use"
        return StoreError(
            f"What lists and the search are made from cannot be put together ({why})",
            remedy="This is a fault of reflect: please report it. Your study is as it was.",
        )
    return StoreError(
        "There is no room for what lists and the search are made from",
        remedy="Make some room on this computer's disk, or name a folder on another with REFLECT_CACHE_DIR.",
    )
