"""Changes to a session that nobody has open: made in one save, and steps of the study's *undo*."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from reflect.domain.anchors import found_again
from reflect.domain.changes import applied, put
from reflect.domain.ids import Clock, QuoteId, SessionId
from reflect.domain.session import SessionRecord
from reflect.domain.taken_back import taken_back
from reflect.errors import GuideInvalid, NotFound, ReadOnly, ReflectError
from reflect.services.checking import off_their_words, texts_of
from reflect.services.steps import Step, Steps, together
from reflect.store.locks import Holder, SessionLock
from reflect.store.study_folder import StudyFolder


class SessionChanges:
    """The way to change a session without opening a desk. Safe to use from several threads."""

    def __init__(self, store: StudyFolder, steps: Steps, clock: Clock, by: str) -> None:
        self._store = store
        self._steps = steps
        self._clock = clock
        self._by = by

    def change(self, path: Path, label: str, act: Callable[[SessionRecord], SessionRecord]) -> SessionRecord:
        """Change the session in a file and save it; a step of *undo*. Returns it as it was.

        Raises:
            ReadOnly: somebody has it open.
            StoreError: the disk refused; nothing was changed.

        """
        with self._steps.lock:
            before, after = self.change_for_good(path, act)
            self.did(label, before, after)
            return before

    def change_all(
        self, paths: Sequence[Path], label: str, act: Callable[[SessionRecord], SessionRecord]
    ) -> None:
        """Change several sessions, all of them or none; one step of *undo*. Raises as `change` does."""
        with self._steps.lock, ExitStack() as held:
            for path in paths:
                held.enter_context(self.nobody_else(path))
            done: list[tuple[Path, SessionRecord, SessionRecord]] = []
            try:
                for path in paths:
                    file = self._store.session(path)
                    before = file.read()
                    after = act(before)
                    file.save(after)
                    done.append((path, before, after))
            except ReflectError:
                for path, before, _ in done:
                    self._store.session(path).save(before)
                raise
            steps = [self._step(label, before, after) for _, before, after in done if before != after]
            if steps:
                self._steps.did(together(label, steps))

    def change_for_good(
        self, path: Path, act: Callable[[SessionRecord], SessionRecord]
    ) -> tuple[SessionRecord, SessionRecord]:
        """The same without a way back; returns the session before and after. Raises as `change` does."""
        with self.nobody_else(path):
            file = self._store.session(path)
            before = file.read()
            after = act(before)
            file.save(after)
            return before, after

    def did(self, label: str, before: SessionRecord, after: SessionRecord) -> None:
        """Remember a change that was made and saved on a desk."""
        if before != after:
            self._steps.did(self._step(label, before, after))

    @contextmanager
    def nobody_else(self, path: Path) -> Iterator[None]:
        """Hold the session's lock meanwhile. Raises ReadOnly while somebody has it open."""
        lock = SessionLock(self._store.folder, path.stem.rpartition("-")[2], self._by, clock=self._clock)
        holder = lock.acquire()
        if isinstance(holder, Holder):
            raise ReadOnly(
                f"The session is open: {holder.who or 'somebody'} has it"
                + (f" on {holder.host}" if holder.host else ""),
                place=self._store.paths.name(path),
                remedy="Close it there first.",
            )
        try:
            yield
        finally:
            lock.release()

    def _step(self, label: str, before: SessionRecord, after: SessionRecord) -> Step:
        def take_back() -> Step:
            path = self._path(before.session.id)

            def act(now: SessionRecord) -> SessionRecord:
                back = taken_back(now, before, after)
                if back is None:
                    raise NotFound(
                        "This cannot be taken back any more: it has been changed again since",
                        place=self._store.paths.name(path),
                    )
                return on_their_words(back)

            was, now = self.change_for_good(path, act)
            return self._step(label, was, now)

        return Step(label, take_back)

    def _path(self, session: SessionId) -> Path:
        path = self._store.find_session(session)
        if path is None:
            raise NotFound(f"The session {session} is not in this study any more")
        return path


def on_their_words(record: SessionRecord, only: Container[QuoteId] | None = None) -> SessionRecord:
    """The session with its quotes (or only those) where their words stand now, or marked as changed."""
    try:
        texts = texts_of(record)
    except GuideInvalid:
        return record
    moved = [
        put(record, "quotes", found_again(quote, texts.get(quote.passage, "")))
        for quote in off_their_words(record, texts)
        if only is None or quote.id in only
    ]
    return applied(record, moved)
