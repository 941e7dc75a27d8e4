"""Repairing a study: what can be mended without guessing is, what cannot is listed with the reason.

Nothing is lost by it: whatever is replaced is kept first, under `.reflect/repaired/<moment>/`. A second run
finds nothing more to mend. A dry run works on the study as it would be (`Planned`), and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from reflect.domain.anchors import found_again
from reflect.domain.bin import BinnedFromStudy
from reflect.domain.ids import Clock, PointId, unused
from reflect.domain.retagging import moves
from reflect.domain.session import Binned, Memo, MemoTarget, Quote, SessionRecord, Tag
from reflect.errors import ChangedUnderneath, GuideInvalid, ReflectError
from reflect.services.checking import (
    check_whole,
    journal_finding,
    journals_of,
    off_their_words,
    shown,
    texts_of,
)
from reflect.services.identity import system_clock
from reflect.services.repair_codebook import points_back, tags_moved
from reflect.services.study import Study
from reflect.store.atomic import keep_aside, write_atomically
from reflect.store.bin import move_to_bin
from reflect.store.check import (
    Dangling,
    Finding,
    Kind,
    Looked,
    dangling_rows,
    half_written,
    look_through,
    merged_points,
    what_can_be_read,
)
from reflect.store.conflicts import conflict_copies
from reflect.store.filesystem import FileSystem, in_words, moment
from reflect.store.kinds import kinds_of, problems_of_records
from reflect.store.leftovers import is_saving
from reflect.store.lineage import before_next, next_number
from reflect.store.locks import Holder, SessionLock
from reflect.store.migrations import migrated
from reflect.store.opening import SETTLING
from reflect.store.paths import STUDY, StudyPaths
from reflect.store.planned import Planned
from reflect.store.records import from_record, to_record
from reflect.store.sealed import (
    FORMAT,
    Header,
    SealedFile,
    Tables,
    Unreadable,
    body,
    decode,
    encoded,
    seal_of,
    with_header,
)
from reflect.store.study_folder import StudyFolder, is_session_name
from reflect.store.study_settings import SETTINGS_ID

POINT = MemoTarget.POINT.value


class Mended(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was put right."""

    place: str
    what: str
    """What was wrong."""
    how: str
    """What was done about it."""


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that only a person can put right."""

    kind: Kind
    place: str
    what: str
    why: str
    """Why it was left, and what to do."""


class Repaired(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a repair."""

    mended: tuple[Mended, ...]
    left: tuple[Left, ...]
    """Everything that `check` still finds."""
    copies: str
    """The folder within the study where what was replaced is kept; empty when nothing was."""


def repair_study(
    folder: Path,
    *,
    dry_run: bool = False,
    researcher: str = "",
    files: FileSystem | None = None,
    clock: Clock = system_clock,
) -> Repaired:
    """Mend what can be mended in the study in `folder`; with `dry_run`, only say what would be.

    Raises:
        NotAStudy: there is no study, and never was one here.
        StoreError: the disk refused; what was mended until then is mended.

    """
    disk = files or FileSystem()
    return _Repair(folder, Planned() if dry_run else disk, researcher, clock, dry_run=dry_run).run()


class _Repair:
    def __init__(
        self, folder: Path, files: FileSystem, researcher: str, clock: Clock, *, dry_run: bool
    ) -> None:
        self._folder = folder
        self._paths = StudyPaths(folder)
        self._files = files
        self._researcher = researcher
        self._clock = clock
        self._dry_run = dry_run
        self._now = clock()
        taken = {path.name for path in files.listed(self._paths.repaired)}
        self._copies = self._paths.repaired / unused(moment(self._now), taken)
        self._copied = False
        self._mended: list[Mended] = []
        self._reasons: dict[str, str] = {}
        """Why something was left, by the name of its file."""
        self._points: dict[str, str] = {}
        """Why what names a learning point was left, by its id."""

    def run(self) -> Repaired:
        if self._files.signature(self._paths.study) is None and self._kept(self._paths.study) is None:
            StudyFolder.open(self._folder)
        for path in self._sealed_files():
            with self._held(path) as ours:
                if ours:
                    self._file(path)
        looked = look_through(self._folder, files=self._files)
        if self._codebook(looked):
            looked = look_through(self._folder, files=self._files)
        self._references(looked)
        self._quotes(looked)
        self._temporary()
        carried = self._journals(looked)
        left = tuple(
            Left(kind=f.kind, place=f.place, what=f.what, why=self._why(f))
            for f in check_whole(self._folder, files=self._files)
            if f not in carried
        )
        copies = self._paths.name(self._copies) if self._copied and not self._dry_run else ""
        return Repaired(mended=tuple(self._mended), left=left, copies=copies)

    def _why(self, found: Finding) -> str:
        for point, reason in self._points.items():
            if found.kind is Kind.REFERENCE and f"the {POINT} {point}," in found.what:
                return reason
        return self._reasons.get(_file_of(found.place)) or found.remedy

    # -- files -----------------------------------------------------------------------------------------

    def _sealed_files(self) -> list[Path]:
        try:
            copies = {pair.copy for pair in conflict_copies(self._folder, files=self._files)}
            listed = self._files.listed(self._paths.sessions)
            sessions = [path for path in listed if is_session_name(path.name) and path not in copies]
        except OSError as error:
            raise in_words(error, "sessions", "read") from error
        shared = self._paths.people_shared
        others = [shared] if self._files.signature(shared) is not None else []
        return [self._paths.study, self._paths.people, *others, *(p for p in sessions if p.is_file())]

    def _file(self, path: Path) -> None:
        """Make a file readable and sealed, from what it holds or from the generation before."""
        name = self._paths.name(path)
        try:
            data = self._settled(path)
        except FileNotFoundError:
            self._bring_back(path, None, "It was gone")
            return
        except OSError as error:
            self._reasons[name] = in_words(error, name, "read").remedy
            return
        try:
            found = decode(data, name=name)
            tables = migrated(found.tables, found.header.format, name=name)
        except Unreadable as problem:
            if problem.unfinished_merge:
                self._reasons[name] = "Both sides' latest words are in it: finish the merge in git."
                return
            self._bring_back(path, data, f"It was damaged ({problem.message}, line {problem.line})")
            return
        except ReflectError:
            return
        if found.seal_holds or found.header.format > FORMAT:
            return
        wrong = problems_of_records(name, tables, kinds_of(name))
        if wrong:
            what = f"It was not as reflect wrote it, and cannot be read any more: {str(wrong[0]).rstrip('.')}"
            self._bring_back(path, data, what)
            return
        if self._put(path, _next(found, tables), data):
            how = "it is sealed again as it is now"
            self._tell(name, "The seal was broken: something other than reflect had edited it", how)

    def _settled(self, path: Path) -> bytes:
        """A file's bytes; one that cannot be read is looked at twice, since something may be copying it."""
        data = self._files.read(path)
        try:
            decode(data)
        except ReflectError:
            self._files.pause(SETTLING)
            return self._files.read(path)
        return data

    def _bring_back(self, path: Path, data: bytes | None, what: str) -> None:
        """Put the generation before in the place of a file that cannot be used, or is gone."""
        name = self._paths.name(path)
        before = self._kept(path)
        if before is None:
            if data is not None:
                self._reasons[name] = (
                    "No earlier generation of it is kept here. Restore it from a backup, or from git."
                )
            return
        kept, generation = before
        if self._put(path, kept, data):
            how = f"generation {generation}, the last one kept, is back"
            if data is not None:
                how += f"; the file as it was lies in {self._paths.name(self._copies)}"
                only_there = len(_whole_lines(data) - _whole_lines(kept))
                if only_there:
                    newer = "one record in it is" if only_there == 1 else f"{only_there} records in it are"
                    how += f", and {newer} whole and newer than that generation: look there"
            self._tell(name, what, how)

    def _kept(self, path: Path) -> tuple[bytes, int] | None:
        """The kept generation of a file, if it is whole, valid and sealed."""
        name = self._paths.name(path)
        try:
            data = self._files.read(self._paths.previous(path))
            found = decode(data, name=name)
            tables = migrated(found.tables, found.header.format, name=name)
        except (OSError, ReflectError):
            return None
        valid = not problems_of_records(name, tables, kinds_of(name))
        return (data, found.header.generation) if found.seal_holds and valid else None

    # -- what is in the files ----------------------------------------------------------------------------

    def _codebook(self, looked: Looked) -> bool:
        """Bring back learning points that quotes have, and let tags follow merges; whether it was due."""
        before, study = len(self._mended), self._paths.study
        wanted = {
            row.wanted
            for path, rows in dangling_rows(looked, self._paths).items()
            for row in rows
            if row.kind == POINT and path != study
        }
        read = self._tables(study) if wanted else None
        if read is not None:
            data, found, tables = read
            back = points_back(tables, wanted)
            if back and self._save(study, data, found, tables):
                for point in back:
                    what = f"Quotes have the learning point {point.id}, which lay in the bin"
                    how = f"it is back, with the number {point.number}"
                    self._tell(f"{self._paths.name(study)}: points/{point.id}", what, how)
        where = merged_points(looked, self._paths)
        for path, record in looked.sessions.items():
            if where and moves(record, where):
                with self._held(path) as ours:
                    if ours:
                        self._follow(path, where)
        return len(self._mended) > before

    def _follow(self, path: Path, where: Mapping[PointId, PointId]) -> None:
        """Let the tags of a session follow merges of learning points."""
        read = self._tables(path)
        record = None if read is None else what_can_be_read(read[2])
        if read is None or record is None:
            return
        data, found, tables = read
        count = tags_moved(tables, record, where)
        if count and self._save(path, data, found, tables):
            what = f"{count} {'tags or memos' if count > 1 else 'tag or memo'} had not followed a merge"
            self._tell(self._paths.name(path), what, "moved to the learning point that stands now")

    def _references(self, looked: Looked) -> None:
        """Move tags and memos that name what is not there to the bin of their file."""
        for path, rows in dangling_rows(looked, self._paths).items():
            rows = [row for row in rows if row.table in ("tags", "memos") and self._gone(row)]
            if rows:
                with self._held(path) as ours:
                    if ours:
                        self._into_bin(path, rows)

    def _gone(self, row: Dangling) -> bool:
        """Whether what a row names is gone for good, and stands in no kept copy of the study's file."""
        if row.kind != POINT:
            return True
        key = msgspec.json.encode(row.wanted) + b":"
        copies = [folder / STUDY for folder in self._files.listed(self._paths.repaired)]
        copies += [path for path in self._files.listed(self._paths.damaged) if path.stem.startswith("study")]
        for copy in copies:
            with suppress(OSError):
                if key in self._files.read(copy):
                    self._points[row.wanted] = (
                        f"The learning point stands in {self._paths.name(copy)}, an earlier state of the "
                        "study's own file: add it again, or delete that copy and repair once more."
                    )
                    return False
        return True

    def _into_bin(self, path: Path, rows: list[Dangling]) -> None:
        name = self._paths.name(path)
        read = self._tables(path)
        if read is None:
            return
        data, found, tables = read
        bin_rows = tables.setdefault("bin", {})
        told = []
        for row in rows:
            record = tables[row.table].get(row.id)
            if record is None:  # it names two things that are not there, and went with the first
                continue
            missing = f"the {row.kind} {row.wanted} is not there"
            binned = self._binned(path, row, record, unused(row.id, bin_rows), missing)
            if binned is None:
                continue
            del tables[row.table][row.id]
            bin_rows[binned.id] = to_record(binned)
            what = f"It names the {row.kind} {row.wanted}, which is not there"
            told.append((f"{name}: {row.table}/{row.id}", what, "moved to the bin"))
        if told and self._save(path, data, found, tables):
            for line in told:
                self._tell(*line)

    def _binned(
        self, path: Path, row: Dangling, record: dict[str, object], bin_id: str, missing: str
    ) -> Binned | BinnedFromStudy | None:
        """The bin's row for a dangling one; None when that is not valid, and so is left as it is."""
        name, at = self._paths.name(path), self._now.isoformat(timespec="seconds")
        tag: tuple[Tag, ...] = ()
        memo: tuple[Memo, ...] = ()
        try:
            if row.table == "tags":
                tag = (from_record(Tag, record, file=name, table=row.table, record_id=row.id),)
            else:
                memo = (from_record(Memo, record, file=name, table=row.table, record_id=row.id),)
        except ReflectError:
            return None
        if path == self._paths.study:
            return BinnedFromStudy(id=bin_id, memos=memo, by=self._researcher, at=at, why=missing)
        return Binned(id=bin_id, tags=tag, memos=memo, by=self._researcher, at=at, why=missing)

    def _quotes(self, looked: Looked) -> None:
        """Put quotes back on their own words, or mark them as source changed."""
        for path, record in looked.sessions.items():
            off = self._off(record, looked.tables[path])
            if off:
                with self._held(path) as ours:
                    if ours:
                        self._settle(path, off)

    @staticmethod
    def _off(record: SessionRecord, tables: Tables) -> list[tuple[Quote, Quote]]:
        """The quotes that are off their words, and as they should be."""
        try:
            texts = texts_of(record)
        except GuideInvalid:
            return []
        return [(q, found_again(q, texts.get(q.passage, ""))) for q in off_their_words(record, texts, tables)]

    def _settle(self, path: Path, off: list[tuple[Quote, Quote]]) -> None:
        name = self._paths.name(path)
        read = self._tables(path)
        if read is None:
            return
        data, found, tables = read
        rows = tables["quotes"]
        off = [(q, after) for q, after in off if _still(rows.get(q.id, {}), q)]
        for _, after in off:
            # Field by field: what a later version may have put into the record stays in it.
            rows[after.id] |= {
                "start": after.start,
                "end": after.end,
                "source_changed": after.source_changed,
            }
        if not off or not self._save(path, data, found, tables):
            return
        for before, after in off:
            if after.source_changed:
                how = "its words do not stand in one place only, so it is marked as source changed"
            elif before.source_changed and (before.start, before.end) == (after.start, after.end):
                how = "its words stand where it says, so the mark “source changed” is taken away"
            else:
                how = f"it is put back on its words, at {after.start} to {after.end}"
            what = f"The quote {shown(before.words)} was not as its passage is"
            self._tell(f"{name}: quotes/{after.id}", what, how)

    def _temporary(self) -> None:
        """Move what cut-short saves left behind to the bin."""
        for path in half_written(self._paths, self._files):
            if is_saving(path, self._files):
                continue
            if not self._dry_run:
                move_to_bin(path, self._folder, files=self._files, clock=lambda: self._now)
            else:
                self._files.remove(path)
            self._tell(self._paths.name(path), "A save had been cut short here", "moved to the bin")

    def _journals(self, looked: Looked) -> list[Finding]:
        """Bring what was typed and never saved into its session, as opening that does; what that mends."""
        carried = []
        for replay in journals_of(looked, self._paths):
            head = replay.head
            path = self._folder / head.file if head else None
            if head is None or head.kind != "session" or path not in looked.sessions:
                continue
            if not self._dry_run:
                try:
                    study = Study.open(self._folder, clock=self._clock, researcher=self._researcher)
                    desk = study.open_session(head.id)
                    desk.close()
                except ReflectError as error:
                    self._reasons[head.file] = str(error)
                    continue
                if desk.holder is not None:
                    continue
            else:
                carried.append(journal_finding(replay, self._folder))
            what = "Words typed here had never reached it"
            self._tell(head.file, what, "they are brought into it from this computer's journal")
        return carried

    # -- the disk ----------------------------------------------------------------------------------------

    @contextmanager
    def _held(self, path: Path) -> Iterator[bool]:
        """Keep others from a session meanwhile; False, with the reason noted, when somebody has it."""
        if path.parent != self._paths.sessions:
            yield True
            return
        lock = SessionLock(self._folder, path.stem.rpartition("-")[2], self._researcher, clock=self._clock)
        holder = lock.taken() if self._dry_run else lock.acquire()
        try:
            if isinstance(holder, Holder):
                who = f" ({holder.who} has it on {holder.host})" if holder.who else ""
                self._reasons[self._paths.name(path)] = (
                    f"The session is open elsewhere{who}: close it there, and repair again."
                )
            yield not isinstance(holder, Holder)
        finally:
            lock.release()

    def _tables(self, path: Path) -> tuple[bytes, SealedFile, Tables] | None:
        """A file that is well, taken apart anew: nobody else may have saved it since it was looked at."""
        name = self._paths.name(path)
        try:
            data = self._files.read(path)
            found = decode(data, name=name)
            return data, found, migrated(found.tables, found.header.format, name=name)
        except (OSError, ReflectError):
            return None

    def _save(self, path: Path, data: bytes, found: SealedFile, tables: Tables) -> bool:
        return self._put(path, _next(found, tables), data, keep=found.seal_holds)

    def _put(self, path: Path, data: bytes, before: bytes | None, *, keep: bool = False) -> bool:
        """Put bytes in the place of those that were read, which are kept; whether it could be done."""
        if before is not None:
            self._copy(path, before)
        if isinstance(self._files, Planned):
            self._files.written[path] = data
            return True

        def still_there() -> None:
            signature = self._files.signature(path)
            if (self._files.read(path) if signature is not None else None) != before:
                raise ChangedUnderneath("It was saved just now", place=self._paths.name(path))

        try:
            write_atomically(
                path,
                data,
                temporary=self._paths.temporary,
                guard=self._paths.guard,
                keep_previous=self._paths.previous(path) if keep else None,
                expected=still_there,
                files=self._files,
            )
        except ChangedUnderneath:
            self._reasons[self._paths.name(path)] = "It was saved by somebody just now: repair again."
            return False
        return True

    def _copy(self, path: Path, data: bytes) -> None:
        """Keep the bytes of a file that is about to be replaced, once a run: as it was at the beginning."""
        target = self._copies / path.relative_to(self._folder)
        if not self._dry_run and not target.exists():
            try:
                keep_aside(target.parent, target.stem, target.suffix, data, files=self._files)
            except OSError as error:
                raise in_words(error, self._paths.name(target)) from error
        self._copied = True

    def _tell(self, place: str, what: str, how: str) -> None:
        self._mended.append(Mended(place=place, what=what, how=how))


def _next(found: SealedFile, tables: Tables) -> bytes:
    """The generation that follows one, with other tables."""
    content = body(encoded(tables))
    header = Header(
        format=FORMAT,
        generation=next_number([found.header]),
        uid=_uid(found, tables),
        parent=found.checksum,
        seal=seal_of(content),
        before=before_next(found.header, read=True),
    )
    return with_header(content, header)


def _uid(found: SealedFile, tables: Tables) -> str:
    """What the file is known by, from what it holds: the header may have been edited as well."""
    settings = tables.get("settings", {}).get(SETTINGS_ID, {})
    return str(settings.get("uid", next(iter(tables.get("session", {})), found.header.uid)))


def _whole_lines(data: bytes) -> set[bytes]:
    """The records of a file that are whole, damaged or not as it is elsewhere: one stands on each line."""
    found = set()
    for line in data.split(b"\n")[1:]:
        record = line.rstrip(b"\r").removesuffix(b",")
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):
            if isinstance(next(iter(msgspec.json.decode(b"{" + record + b"}").values()), None), dict):
                found.add(record)
    return found


def _still(row: dict[str, object], quote: Quote) -> bool:
    """Whether nobody has changed the quote since it was looked at."""
    return (row.get("start"), row.get("end"), row.get("words")) == (quote.start, quote.end, quote.words)


def _file_of(place: str) -> str:
    """The file in `sessions/x.json: quotes/q1` or `sessions/x.json:7`."""
    head, suffix, _ = place.partition(".json")
    return head + suffix
