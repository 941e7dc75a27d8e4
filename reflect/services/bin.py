"""The bin of a study: everything that was removed from it, listed, brought back, or deleted for good."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path

import msgspec

from reflect.domain.anchors import found_again
from reflect.domain.bin import BinnedFromStudy, out_of_bin
from reflect.domain.changes import applied, put
from reflect.domain.ids import Clock, unused
from reflect.domain.session import Binned, SessionRecord
from reflect.errors import GuideInvalid, InvalidInput, NotFound, ReadOnly, ReflectError, nearest
from reflect.services.checking import off_their_words, shown, texts_of
from reflect.services.undoing import StudyEdits
from reflect.store.bin import BinnedFile, delete_from_bin, files_in_bin, move_back
from reflect.store.locks import Holder, SessionLock
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder, is_session_name


class BinKind(StrEnum):
    """What sort of thing lies in the bin."""

    QUOTE = "quote"
    TAG = "tag"
    MEMO = "memo"
    SESSION = "session"
    PARTICIPANT = "participant"
    POINT = "learning point"
    ROLE = "role"
    WRITEUP = "write-up"
    FILE = "file"
    """The remains of a save that was cut short, moved here by a repair."""


class BinItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in the bin. What it says holds no name of a person."""

    id: str
    """What it is called in `restore`: unique in the bin as it is now."""
    kind: BinKind
    what: str
    place: str
    """The file it lies in, within the study."""
    at: str
    """When it was removed: ISO 8601; empty when nothing says."""
    by: str = ""
    why: str = ""
    """The reason, when it was not a researcher who removed it."""


class Emptied(msgspec.Struct, frozen=True, kw_only=True):
    """What came of emptying the bin."""

    deleted: int
    left: tuple[str, ...]
    """What could not be deleted, each with the reason."""


class Bin:
    """The bin of one open study."""

    def __init__(
        self,
        store: StudyFolder,
        study: StudyFile,
        people: PeopleFile,
        edits: StudyEdits,
        sessions: Callable[[], Iterator[tuple[Path, SessionRecord]]],
        *,
        clock: Clock,
        by: str,
    ) -> None:
        self._store = store
        self._study = study
        self._people = people
        self._edits = edits
        self._sessions = sessions
        self._clock = clock
        self._by = by

    def items(self) -> tuple[BinItem, ...]:
        """Everything in the bin, what was removed last first."""
        return tuple(item for item, _ in self._found())

    def restore(self, item_id: str) -> str:
        """Bring one thing back; its id may be cut short. Returns what is there again, in words.

        Nothing that is there is overwritten.

        Raises:
            NotFound: nothing of that id is in the bin.
            InvalidInput: something else has its place by now.
            ReadOnly: its session is open.
            StoreError: the disk refused; it is in the bin still.
        """
        item, act = self._item(item_id)
        named = act()
        return named if isinstance(named, str) else item.what

    def empty(self) -> Emptied:
        """Delete everything in the bin for good.

        The generation before, backups and git may hold it still. Raises StoreError when the disk refuses.
        """
        deleted, left = 0, []
        for path, record in self._sessions():
            if record.bin:
                try:
                    with_bin = self._changed(path, lambda now: msgspec.structs.replace(now, bin={}))
                except ReflectError as error:
                    left.append(str(error))
                    continue
                deleted += len(with_bin.bin)
        deleted += self._edits.empty_bin()
        for file in files_in_bin(self._store.folder):
            delete_from_bin(file, self._store.folder)
            deleted += 1
        return Emptied(deleted=deleted, left=tuple(left))

    def _item(self, wanted: str) -> tuple[BinItem, Callable[[], object]]:
        found = {item.id: (item, act) for item, act in self._found()}
        matches = [wanted] if wanted in found else [key for key in found if key.startswith(wanted)]
        if len(matches) == 1:
            return found[matches[0]]
        if matches:
            raise NotFound(
                f"“{wanted}” begins more than one thing in the bin",
                remedy=f"Which one: {', '.join(matches)}?",
            )
        hint = nearest(wanted, found) or "The bin is empty."
        raise NotFound(f"There is no “{wanted}” in the bin", remedy=hint)

    def _found(self) -> list[tuple[BinItem, Callable[[], object]]]:
        """Every item with what restores it."""
        taken: set[str] = set()
        named = []
        for item, act in sorted(self._everything(), key=lambda pair: (pair[0].at, pair[0].place, pair[0].id)):
            unique = unused(item.id, taken)
            taken.add(unique)
            named.append((msgspec.structs.replace(item, id=unique), act))
        return named[::-1]

    def _everything(self) -> Iterator[tuple[BinItem, Callable[[], object]]]:
        paths = self._store.paths
        for path, record in self._sessions():
            for row in record.bin.values():
                item = _from_session(row, paths.name(path))
                yield item, partial(self._restore_row, path, row)
        for person in self._people.bin.all().values():
            item = BinItem(
                id=person.id,
                kind=BinKind.PARTICIPANT,
                what=person.participant.code,
                place=paths.name(paths.people),
                at=person.at,
                by=person.by,
            )
            yield item, partial(self._edits.restore_person, person)
        for kept in self._study.bin.all().values():
            item = _from_study(kept, paths.name(paths.study))
            yield item, partial(self._edits.restore_to_study, kept)
        for file in files_in_bin(self._store.folder):
            yield self._file(file), partial(self._restore_file, file)

    def _file(self, file: BinnedFile) -> BinItem:
        paths = self._store.paths
        kind, item_id = BinKind.FILE, file.original.name
        if file.original.parent == paths.sessions and is_session_name(file.original.name):
            kind, item_id = BinKind.SESSION, file.original.stem.rpartition("-")[2]
        elif file.original.parent == paths.writeups:
            kind, item_id = BinKind.WRITEUP, file.original.stem
        place, what = paths.name(file.path), file.original.stem
        return BinItem(id=item_id, kind=kind, what=what, place=place, at=file.at)

    # -- restoring ---------------------------------------------------------------------------------------

    def _restore_row(self, path: Path, row: Binned) -> None:
        points = set(self._study.points.all())
        self._changed(path, lambda record: _with_row_back(record, row, points))

    def _restore_file(self, file: BinnedFile) -> str:
        paths, to = self._store.paths, file.original
        if to.parent == paths.sessions:
            session = to.stem.rpartition("-")[2]
            there = self._store.find_session(session)
            if there is not None:
                raise InvalidInput(f"There is a session {session} already", place=paths.name(there))
        elif to.parent == paths.writeups:
            to = to.with_stem(unused(to.stem, {path.stem for path in paths.writeups.glob("*.md")}))
        else:
            raise InvalidInput(
                "These are the remains of a save that was cut short, which nothing needs",
                place=paths.name(file.path),
                remedy="Look into the file where it lies, if you miss something.",
            )
        move_back(file, to, self._store.folder)
        return to.stem

    def _changed(self, path: Path, change: Callable[[SessionRecord], SessionRecord]) -> SessionRecord:
        """Change a session that nobody has open, in one save; returns it as it was."""
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
            file = self._store.session(path)
            before = file.read()
            file.save(change(before))
            return before
        finally:
            lock.release()


def _with_row_back(record: SessionRecord, row: Binned, points: Container[str]) -> SessionRecord:
    """The session with what one row of its bin holds; its quotes stand on their words, or say they don't.

    Tags with a learning point that the study does not have stay in the bin.

    Raises:
        NotFound: the bin has no such row any more.
        InvalidInput: the quote is there already, or what it belongs to is not.

    """
    if record.bin.get(row.id) != row:
        raise NotFound("It is not in the bin any more", place=f"bin/{row.id}")
    there = next((quote for quote in row.quotes if quote.id in record.quotes), None)
    if there is not None:
        raise InvalidInput(f"The quote {there.id} is there already", remedy="Nothing was changed.")
    quotes = {*record.quotes, *(quote.id for quote in row.quotes)}
    missing = next((tag.quote for tag in row.tags if tag.quote not in quotes), None)
    if missing is not None:
        raise InvalidInput(
            f"The quote {missing} that it belongs to is not there", remedy="Restore that one first."
        )
    waiting = tuple(tag for tag in row.tags if tag.point not in points)
    if waiting and len(waiting) == len(row.tags) + len(row.quotes) + len(row.memos):
        raise InvalidInput(
            f"The learning point {waiting[0].point} is not in this study", remedy="Restore or add that first."
        )
    if waiting:
        here = tuple(tag for tag in row.tags if tag.point in points)
        record = applied(record, [put(record, "bin", msgspec.structs.replace(row, tags=here))])
    back = applied(record, out_of_bin(record, row.id))
    if waiting:
        rest = msgspec.structs.replace(row, quotes=(), memos=(), tags=waiting)
        back = applied(back, [put(back, "bin", rest)])
    try:
        texts = texts_of(back)
    except GuideInvalid:
        return back
    ours = {quote.id for quote in row.quotes}
    moved = [
        put(back, "quotes", found_again(quote, texts.get(quote.passage, "")))
        for quote in off_their_words(back, texts)
        if quote.id in ours
    ]
    return applied(back, moved)


def _from_session(row: Binned, place: str) -> BinItem:
    kind, what = BinKind.MEMO, ""
    if row.quotes:
        kind, what = BinKind.QUOTE, "; ".join(shown(quote.words) for quote in row.quotes)
        points = ", ".join(sorted({tag.point for tag in row.tags}))
        what += f" ({points})" if points else ""
    elif row.tags:
        kind, what = BinKind.TAG, "; ".join(f"{tag.point} on the quote {tag.quote}" for tag in row.tags)
    elif row.memos:
        what = "; ".join(shown(memo.text) for memo in row.memos)
    return BinItem(id=row.id, kind=kind, what=what, place=place, at=row.at, by=row.by, why=row.why)


def _from_study(kept: BinnedFromStudy, place: str) -> BinItem:
    kind, what = BinKind.MEMO, "; ".join(shown(memo.text) for memo in kept.memos)
    if kept.points:
        kind, what = BinKind.POINT, "; ".join(f"{point.number} {point.name}" for point in kept.points)
    elif kept.roles:
        kind, what = BinKind.ROLE, "; ".join(role.name for role in kept.roles)
    return BinItem(id=kept.id, kind=kind, what=what, place=place, at=kept.at, by=kept.by, why=kept.why)
