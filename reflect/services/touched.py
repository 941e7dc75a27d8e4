"""Everything that was already made and holds a person's words or name: write-ups, exports, and other records.

The study shows it before somebody withdraws and after, since what left it cannot be called back from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from reflect.domain.framework import CaseKind, CellSummary
from reflect.domain.guide import Guide
from reflect.domain.ids import QuoteId
from reflect.domain.passages import passages
from reflect.domain.people import Participant
from reflect.domain.session import Memo, SessionRecord
from reflect.domain.their_words import Hit, Sought, Why, hits, sought
from reflect.domain.withdrawing import quotes_of
from reflect.errors import ReflectError
from reflect.services.written_out import lines_of
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.paths import STUDY, StudyPaths
from reflect.writeups.manuscript import Problem, read_manuscript
from reflect.writeups.references import references_in, resolve

_SHOWN = 100


class Made(StrEnum):
    """What a person's words stand in."""

    WRITEUP = "write-up"
    EXPORT = "export"
    RECORD = "record"
    """A memo, a field note or somebody else's turn, in the study's own files."""
    UNREAD = "unread"
    """A file in a format that nobody here reads: somebody must look into it."""


class Touch(msgspec.Struct, frozen=True, kw_only=True):
    """One place that holds a person's words or name, or is about them."""

    kind: Made
    file: str
    """Within the study, such as `writeups/briefing.md`."""
    line: int
    """The first is 1; 0 where a file has none."""
    why: str
    text: str = ""
    """That line, cut to a length."""

    @property
    def writeup(self) -> str:
        """The name of the write-up it stands in; empty elsewhere."""
        return Path(self.file).stem if self.kind is Made.WRITEUP else ""


class Source(Protocol):
    """What is needed of a study."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    def records(self, *, clashing: bool = False, of: str = "") -> list[tuple[SessionRecord, Guide]]:
        """Every session, or those in which somebody speaks."""

    def study_memos(self) -> Iterable[Memo]:
        """The memos on the study and its learning points."""

    def summaries(self) -> Iterable[CellSummary]:
        """What was charted in the framework matrix."""


class Theirs(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a person's words."""

    code: str
    quotes: frozenset[QuoteId]
    sessions: int
    what: Sought


def theirs(source: Source, code: str, person: Participant | None, *, everywhere: bool = False) -> Theirs:
    """Gather everything a person said, and what they are called.

    From the sessions in which the index knows them to speak; `everywhere`: from every file, for what cannot
    be done a second time.
    """
    from reflect.transcripts.names import parts_of

    said: list[str] = []
    quoted: dict[str, str] = {}
    changed: list[str] = []
    sessions = 0
    for record, guide in source.records() if everywhere else source.records(of=code):
        mine = [p.text for p in passages(record, guide) if p.speaker == code]
        quotes = quotes_of(record, code)
        changed += [record.quotes[QuoteId(key)].approved_words for key in quotes if key in record.quotes]
        said += mine
        quoted |= quotes
        sessions += bool(mine or quotes or record.session.participant == code)
    names = parts_of(person.name) if person is not None else ()
    return Theirs(
        code=code,
        quotes=frozenset(map(QuoteId, quoted)),
        sessions=sessions,
        what=sought(said, [*quoted.values(), *changed], [name for name in names if len(name) > 2]),
    )


def touched(source: Source, known: Theirs, *, files: FileSystem | None = None) -> tuple[Touch, ...]:
    """Every place. Raises StoreError when a folder cannot be read."""
    paths, disk = StudyPaths(source.folder), files or FileSystem()
    return (
        *_in_files(paths, paths.writeups, Made.WRITEUP, known, disk),
        *_in_files(paths, paths.exports, Made.EXPORT, known, disk),
        *_in_records(source, known),
        *_in_study_texts(source, known),
    )


def in_text(text: str, known: Theirs) -> list[Hit]:
    """The places in a write-up's file, by line."""
    found = set(hits(lines_of("writeup.md", text.encode("utf-8", "surrogatepass")) or [], known.what))
    about = read_manuscript(text).front.get("participant") == known.code
    if about:
        found.add(Hit(1, Why.ABOUT))
    for reference in references_in(text).found:
        if reference.portrait:
            theirs_is_it = reference.person.casefold() == known.code.casefold() if reference.person else about
            found |= {Hit(reference.line, Why.ABOUT)} if theirs_is_it else set()
            continue
        # Among theirs alone: a beginning that could be another's quote as well is told all the same.
        quote = resolve(reference, known.quotes)
        if not isinstance(quote, Problem) and quote in known.quotes:
            found.add(Hit(reference.line, Why.REFERENCE))
    return sorted(found)


def _in_files(
    paths: StudyPaths, folder: Path, kind: Made, known: Theirs, disk: FileSystem
) -> Iterator[Touch]:
    for path in _under(folder, disk):
        name = paths.name(path)
        try:
            data = disk.read(path)
        except OSError as error:
            yield Touch(kind=Made.UNREAD, file=name, line=0, why=in_words(error, name, "read").message)
            continue
        lines = lines_of(path.name, data)
        if lines is None:
            why = "it cannot be looked into from here"
            yield Touch(kind=Made.UNREAD, file=name, line=0, why=why)
            continue
        found = hits(lines, known.what) if kind is Made.EXPORT else in_text("\n".join(lines), known)
        for hit in found:
            text = " ".join(lines[hit.line - 1].split())[:_SHOWN]
            yield Touch(kind=kind, file=name, line=hit.line, why=hit.why.value, text=text)


def _in_records(source: Source, known: Theirs) -> Iterator[Touch]:
    """Where somebody else wrote or said it: nothing of this is removed with the person's own words."""
    for record, guide in source.records():
        if record.session.participant == known.code and not any(
            turn.participant not in (None, known.code) for turn in record.turns.values()
        ):
            continue  # it goes as a whole
        others = [(p.label, p.text) for p in passages(record, guide) if p.speaker != known.code]
        memos = [m.text for m in record.memos.values() if m.target_id not in known.quotes]
        for where, text in [*others, *(("memo", memo) for memo in memos)]:
            for hit in hits(text.split("\n"), known.what):
                yield Touch(
                    kind=Made.RECORD,
                    file=f"session {record.session.id}",
                    line=0,
                    why=f"{hit.why.value}, in {where}",
                    text=" ".join(text.split("\n")[hit.line - 1].split())[:_SHOWN],
                )


def _in_study_texts(source: Source, known: Theirs) -> Iterator[Touch]:
    texts = [(f"a memo on the {memo.target.value}", memo.text) for memo in source.study_memos()]
    texts += [
        (f"the framework matrix, {each.case}", each.text)
        for each in source.summaries()
        if (each.kind, each.case) != (CaseKind.PARTICIPANT, known.code)  # these go with them
    ]
    for where, words in texts:
        lines = words.split("\n")
        for hit in hits(lines, known.what):
            text = " ".join(lines[hit.line - 1].split())[:_SHOWN]
            yield Touch(kind=Made.RECORD, file=STUDY, line=0, why=f"{hit.why.value}, in {where}", text=text)


def _under(folder: Path, disk: FileSystem) -> Iterable[Path]:
    found: list[Path] = []
    waiting = [folder]
    try:
        while waiting:
            for path in disk.listed(waiting.pop()):
                if path.name.startswith("."):
                    continue
                (waiting if path.is_dir() else found).append(path)
    except OSError as error:
        raise in_words(error, folder.name, "read") from error
    return sorted(found)


def holds(known: Theirs, data: bytes) -> bool:
    """Whether the bytes of a text hold the person's words or name."""
    with suppress(ReflectError):
        return bool(hits(lines_of("text.md", data) or [], known.what))
    return False
