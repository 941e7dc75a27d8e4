"""The sessions of a study as records, read from their files: which file is whose, one of them, many, all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from reflect.domain.codebook import Codebook
from reflect.domain.guide import Guide
from reflect.domain.ids import PointId, SessionId
from reflect.domain.retagging import moved
from reflect.domain.session import SessionRecord
from reflect.errors import NotFound, ReflectError, nearest
from reflect.services.finding import Finder
from reflect.services.guide_shelf import parsed
from reflect.services.record_cache import RecordCache
from reflect.store.study_folder import StudyFolder


class SessionRecords:
    """Reads sessions, each file once as long as it does not change.

    What is tagged with a learning point that is merged into another is given as the other's. A session that
    cannot be read is left out of many, and `tell` is told why.
    """

    def __init__(
        self,
        store: StudyFolder,
        finder: Finder,
        codebook: Callable[[], Codebook],
        tell: Callable[[str], None],
    ) -> None:
        self._store = store
        self._finder = finder
        self._codebook = codebook
        self._tell = tell
        self._cache = RecordCache(store.folder)

    def read(self, path: Path) -> SessionRecord:
        """The session in a file, as it stands there. Raises what `read_session` raises."""
        return self._cache.read(path)

    def path(self, session_id: str) -> Path:
        """The file of a session; its id may be cut short. Raises NotFound with the nearest right id."""
        found = {i: self._store.paths.sessions / name for i, name in self._finder.files().items()}
        if session_id not in found:
            path = self._store.find_session(session_id)  # one that cannot be read is in no index
            if path is not None:
                return path
        matches = [i for i in found if i == session_id] or [i for i in found if i.startswith(session_id)]
        if len(matches) == 1:
            return found[matches[0]]
        if matches:
            raise NotFound(
                f"“{session_id}” begins more than one session's id",
                remedy=f"Which one: {', '.join(matches)}?",
            )
        hint = nearest(session_id, found) or "There are no sessions in this study yet."
        raise NotFound(f"There is no session “{session_id}” in this study", remedy=hint)

    def one(self, session_id: str) -> SessionRecord:
        """A session to look at. Raises as `path` and `read` do."""
        return moved(self.read(self.path(session_id)), self._codebook().moved)

    def with_guides(self, *, clashing: bool = False, of: str = "") -> list[tuple[SessionRecord, Guide]]:
        """Every session with its guide, oldest first.

        Only those in which something clashes, or in which a participant speaks, if so asked.
        """
        return self._with_guides(self._some(clashing=clashing, of=of))

    def of_rounds(self, rounds: Collection[str], *, fresh: bool) -> list[tuple[SessionRecord, Guide]]:
        """The sessions that belong to some rounds of self-assessment, likewise."""
        files = self._finder.files_by_round(fresh=fresh)
        return self._with_guides(self._in_files(file for each in rounds for file in files.get(each, ())))

    def by_path(self) -> Iterator[tuple[Path, SessionRecord]]:
        """Every session with its file."""
        where = self._codebook().moved
        for path, record in self.as_stored():
            yield path, moved(record, where)

    def as_stored(self, points: Collection[PointId] | None = None) -> Iterator[tuple[Path, SessionRecord]]:
        """Every session as it stands in its file; or those with a tag or memo of one of these points."""
        found: dict[SessionId, tuple[Path, SessionRecord]] = {}
        paths = self._store.session_paths() if points is None else self._tagged_with(points)
        for path in paths:
            try:
                record = self.read(path)
            except ReflectError as error:
                self._tell(str(error))
                continue
            # Of two files of one session, the one that is named after it; the other is a copy.
            if record.session.id not in found or path.stem.endswith(f"-{record.session.id}"):
                found[record.session.id] = (path, record)
        yield from found.values()

    def newest(self) -> tuple[int, Iterator[SessionRecord]]:
        """How many sessions there are, and each of them, the last that was begun first; read one by one."""
        files = self._finder.files()
        order = [row.id for row in self._finder.sessions(fresh=False)]
        names = [files[session] for session in order if session in files]
        return len(names), (record for _, record in self._in_files(names))

    def clear(self) -> None:
        """Forget what was read."""
        self._cache.clear()

    def _with_guides(self, some: Iterable[tuple[Path, SessionRecord]]) -> list[tuple[SessionRecord, Guide]]:
        found = []
        for _, record in some:
            try:
                found.append((record, parsed(record.session.guide_text)))
            except ReflectError as error:
                self._tell(f"Session {record.session.id}: {error}")
        return sorted(found, key=lambda pair: (pair[0].session.started, pair[0].session.id))

    def _some(self, *, clashing: bool, of: str) -> Iterator[tuple[Path, SessionRecord]]:
        if not clashing and not of:
            yield from self.by_path()
            return
        yield from self._in_files(
            self._finder.files_with(of) if of else list(self._finder.files(clashing=True).values())
        )

    def _in_files(self, names: Iterable[str]) -> Iterator[tuple[Path, SessionRecord]]:
        where = self._codebook().moved
        for name in names:
            path = self._store.paths.sessions / name
            try:
                yield path, moved(self.read(path), where)
            except ReflectError as error:
                self._tell(str(error))

    def _tagged_with(self, points: Collection[PointId]) -> list[Path]:
        return [self._store.paths.sessions / name for name in self._finder.files_tagged(points)]
