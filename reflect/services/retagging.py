"""Giving the tags of many sessions another learning point, session by session, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

import msgspec

from reflect.domain.changes import applied
from reflect.domain.ids import Clock, SessionId
from reflect.domain.retagging import Move, changes_of, moved_back
from reflect.domain.session import SessionRecord
from reflect.errors import ReadOnly, ReflectError
from reflect.services.session_changes import SessionChanges
from reflect.store.locks import Holder, SessionLock
from reflect.store.study_folder import StudyFolder

Progress = Callable[[int, int], None]
"""Called with how many sessions are done, and of how many."""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What came of moving tags from one learning point to another, or what would."""

    quotes: int = 0
    """How many quotes have other tags by it."""
    sessions: int = 0
    already: int = 0
    """How many of the quotes had both points; they have the one that stays once."""
    against: int = 0
    """How many of those were said to contradict only one of the two; they contradict the one that stays."""
    memos: int = 0
    waiting: tuple[str, ...] = ()
    """The sessions that could not be changed, each with the reason; a merge follows there later."""


Done = dict[SessionId, list[Move]]
"""What was moved in each session."""


class Retagging:
    """The way into the sessions of one open study, for edits of its codebook."""

    def __init__(self, store: StudyFolder, changes: SessionChanges, clock: Clock, by: str) -> None:
        self._store = store
        self._changes = changes
        self._clock = clock
        self._by = by
        self.notices: list[str] = []
        """What the researcher should be told of what was undone, in words."""

    def each(
        self,
        paths: Iterable[Path],
        act: Callable[[SessionRecord], list[Move]],
        progress: Progress | None,
    ) -> tuple[Done, tuple[str, ...]]:
        """Change sessions one by one; what was done in each, and where it could not be, with the reason."""
        paths = list(paths)
        done: Done = {}
        waiting: list[str] = []
        for number, path in enumerate(paths, 1):
            try:
                before, made = self._change(path, act)
            except ReflectError as error:
                waiting.append(str(error))
            else:
                if made:
                    done[before.session.id] = made
            if progress is not None:
                progress(number, len(paths))
        return done, tuple(waiting)

    def _change(
        self, path: Path, act: Callable[[SessionRecord], list[Move]]
    ) -> tuple[SessionRecord, list[Move]]:
        made: list[Move] = []

        def change(record: SessionRecord) -> SessionRecord:
            made[:] = act(record)
            return applied(record, changes_of(made))

        before, _ = self._changes.change_for_good(path, change)
        return before, made

    def take_back(self, paths: Mapping[SessionId, Path], done: Done) -> None:
        """Take back what was done in each session; where that cannot be, it is said in `notices`."""
        for session, path in paths.items():
            try:
                self._changes.change_for_good(path, partial(_without, done[session]))
            except ReflectError as error:
                self.notices.append(f"The tags in one session could not go back: {error}")
        if len(paths) < len(done):
            gone = len(done) - len(paths)
            sessions = "1 session is" if gone == 1 else f"{gone} sessions are"
            self.notices.append(f"{sessions} not in the study any more, so no tags went back there.")

    def free(self, sessions: Iterable[SessionId]) -> dict[SessionId, Path]:
        """Where these sessions lie; those that are gone are left out. Raises ReadOnly if one is open."""
        there = self.found(sessions)
        for path in there.values():
            who = self.holder(path)
            if who:
                raise ReadOnly(who, remedy="Nothing was changed. Close it there first.")
        return there

    def found(self, sessions: Iterable[SessionId]) -> dict[SessionId, Path]:
        """Where these sessions lie; those that are gone are left out."""
        wanted = set(sessions)
        paths = {SessionId(path.stem.rpartition("-")[2]): path for path in self._store.session_paths()}
        return {session: path for session, path in paths.items() if session in wanted}

    def holder(self, path: Path) -> str:
        """Who has a session open, in words; empty when nobody has."""
        lock = SessionLock(self._store.folder, path.stem.rpartition("-")[2], self._by, clock=self._clock)
        holder = lock.taken()
        if not isinstance(holder, Holder):
            return ""
        who = holder.who or "somebody"
        return f"{self._store.paths.name(path)} is open: {who} has it" + (
            f" on {holder.host}" if holder.host else ""
        )


def _without(made: list[Move], record: SessionRecord) -> SessionRecord:
    return moved_back(record, made)


def counted(done: Iterable[list[Move]]) -> Moved:
    """What moves come to; `done` are those of each session."""
    sessions = list(done)
    tags = [move for made in sessions for move in made if move.quote is not None]
    doubled = [move for move in tags if move.changes[-1].before is not None]
    return Moved(
        quotes=len({move.quote for move in tags}),
        sessions=len(sessions),
        already=len({move.quote for move in doubled}),
        against=len({move.quote for move in doubled if move.against}),
        memos=sum(len(made) for made in sessions) - len(tags),
    )
