"""The bin of a study: everything that was removed from it, listed, brought back, or deleted for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path

import msgspec

from reflect.domain.bin import BinnedFromStudy, out_of_bin
from reflect.domain.changes import applied, put
from reflect.domain.ids import unused
from reflect.domain.passages import contribution_passage, words_of
from reflect.domain.session import Binned, ResponseState, SessionRecord, sat_there
from reflect.errors import InvalidInput, NotFound, ReflectError, nearest
from reflect.services.checking import shown
from reflect.services.removing import Removals
from reflect.services.session_changes import SessionChanges, on_their_words
from reflect.services.steps import Steps
from reflect.services.undoing import StudyEdits
from reflect.store.bin import BinnedFile, delete_from_bin, files_in_bin
from reflect.store.filesystem import FileSystem
from reflect.store.kept_versions import forget_versions, writeups_with_versions
from reflect.store.new_sessions import forget_originals
from reflect.store.people_file import PeopleFile
from reflect.store.session_file import read_session
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder, is_session_name


class BinKind(StrEnum):
    """What sort of thing lies in the bin."""

    QUOTE = "quote"
    TAG = "tag"
    MEMO = "memo"
    ENTRY = "entry"
    """What one of a group said."""
    SESSION = "session"
    PARTICIPANT = "participant"
    POINT = "learning point"
    ROLE = "role"
    SUMMARY = "summary"
    """Of a cell of the framework matrix."""
    WRITEUP = "write-up"
    GUIDE = "guide"
    TEMPLATE = "template"
    COPY = "copy"
    """A syncing program's copy of a file, merged into it."""
    VERSION = "version"
    """A version of a text that was not chosen."""
    FILE = "file"
    """The remains of a save that was cut short, moved here by a repair."""


class BinItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in the bin. What it says holds no name of a person."""

    id: str
    """What it is called in `restore`: unique in the bin as it is now."""
    kind: BinKind
    what: str
    origin: str
    """Where it was removed from, in words: the session, or the part of the study."""
    place: str
    """The file it lies in, within the study."""
    at: str
    """When it was removed: ISO 8601; empty when nothing says."""
    by: str = ""
    why: str = ""
    """The reason, when it was not a researcher who removed it."""


_SEVERAL = {BinKind.COPY: "copies"}


def counted(items: Iterable[BinItem]) -> str:
    """How many of each kind: `2 quotes, 1 session`."""
    kinds = Counter(item.kind for item in items)
    return ", ".join(
        f"{count} {kind.value if count == 1 else _SEVERAL.get(kind, kind.value + 's')}"
        for kind, count in kinds.items()
    )


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
        *,
        edits: StudyEdits,
        removals: Removals,
        changes: SessionChanges,
        sessions: Callable[[], Iterator[tuple[Path, SessionRecord]]],
        steps: Steps,
    ) -> None:
        self._store = store
        self._study = study
        self._people = people
        self._edits = edits
        self._removals = removals
        self._changes = changes
        self._sessions = sessions
        self._steps = steps

    def items(self) -> tuple[BinItem, ...]:
        """Everything in the bin, what was removed last first."""
        return tuple(item for item, _ in self._found())

    def restore(self, item_id: str) -> str:
        """Bring one thing back, a step of *undo*; returns what is there again, in words.

        Its id may be cut short. Nothing that is there is overwritten.

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
        """Delete everything in the bin for good, and with it the steps that *undo* would bring it back by.

        The generation before, backups and git may hold it still. Raises StoreError when the disk refuses.
        """
        deleted, left = 0, []
        self._steps.forget()
        for path, record in self._sessions():
            if record.bin:
                try:
                    before, _ = self._changes.change_for_good(path, _without_bin)
                except ReflectError as error:
                    left.append(str(error))
                    continue
                deleted += len(before.bin)
        deleted += self._edits.empty_bin()
        for file in files_in_bin(self._store.folder):
            delete_from_bin(file, self._store.folder)
            deleted += 1
        here = {path.stem.rpartition("-")[2] for path in self._store.session_paths()}
        gone = self._people.imports.all().keys() - here
        if gone:  # the names that were replaced in a transcript go with it
            self._people.remove_all("imports", gone)
        forget_originals(self._store.folder)
        self._forget_writeups()
        return Emptied(deleted=deleted, left=tuple(left))

    def _forget_writeups(self) -> None:
        """Let go of the versions of write-ups that are gone for good, and of what they considered."""
        paths, disk = self._store.paths, FileSystem()
        here = {path.stem for path in paths.writeups.glob("*.md")}
        forget_versions(paths, sorted(set(writeups_with_versions(paths, disk)) - here), disk)
        gone = self._study.drafted.all().keys() - here
        with self._study.together():
            for name in sorted(gone):
                self._study.drafted.remove(name)

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
                item = _from_session(row, record, paths.name(path))
                yield item, partial(self._restore_row, path, row)
        for person in self._people.bin.all().values():
            item = BinItem(
                id=person.id,
                kind=BinKind.PARTICIPANT,
                what=person.participant.code,
                origin="people",
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
        paths, original = self._store.paths, file.original
        kind, item_id, what, origin = BinKind.FILE, original.name, original.stem, original.parent.name
        if file.note.kind:
            kind, what = BinKind(file.note.kind), original.name
        elif original.parent == paths.sessions and is_session_name(original.name):
            kind, item_id = BinKind.SESSION, original.stem.rpartition("-")[2]
            what = self._session_in_words(file)
        elif original.parent == paths.writeups:
            kind, item_id, origin = BinKind.WRITEUP, original.stem, "write-ups"
        elif original.parent in (paths.guides, paths.templates):
            kind = BinKind.GUIDE if original.parent == paths.guides else BinKind.TEMPLATE
            item_id = original.stem
        return BinItem(
            id=item_id,
            kind=kind,
            what=what,
            origin="study" if original.parent == paths.folder else origin,
            place=paths.name(file.path),
            at=file.at,
            by=file.note.by,
            why=file.note.why,
        )

    def _session_in_words(self, file: BinnedFile) -> str:
        try:
            record = read_session(file.path, self._store.folder)
        except ReflectError:
            return file.original.stem
        answers = sum(1 for r in record.responses.values() if r.state is ResponseState.ANSWERED)
        quotes = len(record.quotes)
        held = "1 answer" if answers == 1 else f"{answers} answers"
        if quotes:
            held += ", 1 quote" if quotes == 1 else f", {quotes} quotes"
        return f"{sitting_in_words(record)} ({held})"

    # -- restoring ---------------------------------------------------------------------------------------

    def _restore_row(self, path: Path, row: Binned) -> None:
        points = set(self._study.points.all())
        kind = _kind_of(row).value
        self._changes.change(
            path, f"Restoring a {kind} from the bin", lambda record: _with_row_back(record, row, points)
        )

    def _restore_file(self, file: BinnedFile) -> str:
        item = self._file(file)
        return self._removals.restore(file, f"Restoring the {item.kind.value} {item.what}")


def sitting_in_words(record: SessionRecord) -> str:
    """A session in words: its code and its day, never a name."""
    session = record.session
    return f"{sat_there(session.participant, session.kind, seats=len(record.seats))}, {session.started[:10]}"


def _without_bin(record: SessionRecord) -> SessionRecord:
    return msgspec.structs.replace(record, bin={})


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
    if waiting and len(waiting) == len(row.tags) + len(row.quotes) + len(row.memos) + len(row.contributions):
        raise InvalidInput(
            f"The learning point {waiting[0].point} is not in this study", remedy="Restore or add that first."
        )
    if waiting:
        here = tuple(tag for tag in row.tags if tag.point in points)
        record = applied(record, [put(record, "bin", msgspec.structs.replace(row, tags=here))])
    back = applied(record, out_of_bin(record, row.id))
    if waiting:
        rest = msgspec.structs.replace(row, quotes=(), memos=(), contributions=(), tags=waiting)
        back = applied(back, [put(back, "bin", rest)])
    said = {contribution_passage(said.id) for said in row.contributions}
    stand = {quote.id for quote in back.quotes.values() if quote.passage in said}
    return on_their_words(back, {*stand, *(quote.id for quote in row.quotes)})


def _kind_of(row: Binned) -> BinKind:
    if row.contributions:
        return BinKind.ENTRY
    return BinKind.QUOTE if row.quotes else BinKind.TAG if row.tags else BinKind.MEMO


def _from_session(row: Binned, record: SessionRecord, place: str) -> BinItem:
    kind, what = _kind_of(row), ""
    if kind is BinKind.QUOTE:
        what = "; ".join(shown(quote.words) for quote in row.quotes)
        points = ", ".join(sorted({tag.point for tag in row.tags}))
        what += f" ({points})" if points else ""
    elif kind is BinKind.ENTRY:
        what = "; ".join(shown(words_of(said)) for said in row.contributions)
    elif kind is BinKind.TAG:
        what = "; ".join(f"{tag.point} on the quote {tag.quote}" for tag in row.tags)
    else:
        what = "; ".join(shown(memo.text) for memo in row.memos)
    return BinItem(
        id=row.id,
        kind=kind,
        what=what,
        origin=sitting_in_words(record),
        place=place,
        at=row.at,
        by=row.by,
        why=row.why,
    )


def _from_study(kept: BinnedFromStudy, place: str) -> BinItem:
    kind, what, origin = BinKind.MEMO, "; ".join(shown(memo.text) for memo in kept.memos), "study"
    if kept.points:
        kind, what = BinKind.POINT, "; ".join(f"{point.number} {point.name}" for point in kept.points)
        origin = "learning points"
    elif kept.roles:
        kind, what, origin = BinKind.ROLE, "; ".join(role.name for role in kept.roles), "roles"
    elif kept.summaries:
        kind, what = BinKind.SUMMARY, "; ".join(shown(each.text) for each in kept.summaries)
        origin = f"framework matrix, {kept.summaries[0].case}"
    return BinItem(
        id=kept.id, kind=kind, what=what, origin=origin, place=place, at=kept.at, by=kept.by, why=kept.why
    )
