"""Checking a whole study: its files and records, and what only shows when guides and write-ups are read.

Reads only: whatever state a study is in, looking at it changes nothing on the disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from reflect.domain.anchors import stands
from reflect.domain.ids import ParticipantCode, PassageId, QuestionId, QuoteId
from reflect.domain.passages import (
    answer_passage,
    contribution_passage,
    note_passage,
    passages,
    turn_passage,
)
from reflect.domain.removals import REMOVALS
from reflect.domain.session import Quote, SessionRecord
from reflect.errors import GuideInvalid, ReflectError, StoreError
from reflect.paths import JOURNALS, state_folder
from reflect.services.forms import KIND as FORM
from reflect.services.forms import PEOPLE
from reflect.services.guide_shelf import GuideShelf, parsed
from reflect.services.removed_people import removed_findings
from reflect.store.check import Finding, Kind, Looked, look_through
from reflect.store.filesystem import FileSystem
from reflect.store.history import fit
from reflect.store.journal import journals_in, read_journal
from reflect.store.journal_lines import Replay
from reflect.store.paths import StudyPaths
from reflect.store.sealed import Tables
from reflect.store.study_settings import SETTINGS_ID
from reflect.store.text_file import TextFile
from reflect.writeups.manuscript import Problem
from reflect.writeups.references import introduced, references_in, resolve

_SHOWN = 60
"""So many characters of a quote's words are shown."""


def check_whole(folder: Path, *, files: FileSystem | None = None) -> list[Finding]:
    """Everything found wrong with the study in `folder`; empty when all is well.

    Raises:
        NotAStudy: there is no study.
        StoreError: a folder cannot be listed.

    """
    disk = files or FileSystem()
    paths = StudyPaths(folder)
    looked = look_through(folder, files=disk)
    found = list(looked.findings)
    for path, record in looked.sessions.items():
        found += _session(paths.name(path), record, looked.tables[path])
    found += _guides(paths)
    found += _writeups(paths, looked, disk)
    people = looked.tables.get(paths.people, {})
    if people.get(REMOVALS):
        found += removed_findings(
            paths, people, looked.tables.get(paths.study, {}), _study_uid(looked, paths), disk
        )
    found += [journal_finding(replay, folder) for replay in journals_of(looked, paths)]
    return found


def journals_of(looked: Looked, paths: StudyPaths) -> list[Replay]:
    """What was typed on this computer and never reached the study, left out what is being typed just now."""
    uid = _study_uid(looked, paths)
    found: list[Replay] = []
    if uid:
        for path in journals_in(state_folder() / fit(uid) / JOURNALS):
            with suppress(StoreError):
                replay = read_journal(path)
                if replay is not None and (replay.changes or replay.whole or replay.damaged):
                    found.append(replay)
    return found


def _study_uid(looked: Looked, paths: StudyPaths) -> str:
    settings = looked.tables.get(paths.study, {}).get("settings", {}).get(SETTINGS_ID, {})
    uid = settings.get("uid")
    return uid if isinstance(uid, str) else ""


def journal_finding(replay: Replay, folder: Path) -> Finding:
    """A journal that waits, as a finding."""
    head = replay.head
    if head is None:
        what = "Something typed on this computer is kept here, and cannot be read"
        return Finding(kind=Kind.JOURNAL, place=str(replay.path), what=what)
    what = f"Words typed here until {replay.at[:16].replace('T', ' ')} are kept on this computer only"
    remedy = f"Open the {head.kind}, and they are in it."
    if head.kind == FORM:
        remedy = "Open the session: Ctrl+P, “Unfinished words” goes on with them."
        if head.id == PEOPLE:
            remedy = "Open the participant's form: they are in it."
    if not (folder / head.file).exists():
        remedy = f"The {head.kind} itself is gone: restore it, or save what is left of it elsewhere."
    return Finding(kind=Kind.JOURNAL, place=head.file, what=what, remedy=remedy)


def texts_of(record: SessionRecord) -> Mapping[str, str]:
    """The text of every passage of a session. Raises GuideInvalid when its guide's text cannot be read."""
    return {p.id: p.text for p in passages(record, parsed(record.session.guide_text))}


def off_their_words(
    record: SessionRecord, texts: Mapping[str, str], tables: Tables | None = None
) -> Iterator[Quote]:
    """The quotes that are not where they say, and do not say so; or that say so and are.

    Those from an answer, a turn or a note that cannot be read are left out, since nobody knows what it says:
    `tables` are the file's, where they may hold more than the record.
    """
    unread = _unread(record, tables or {})
    for quote in record.quotes.values():
        text = texts.get(quote.passage, "")
        if quote.passage not in unread and stands(quote, text) is quote.source_changed:
            yield quote


def _unread(record: SessionRecord, tables: Tables) -> set[PassageId]:
    """The passages of records that are in the file and not valid."""
    return {
        *(answer_passage(QuestionId(key)) for key in tables.get("responses", {}).keys() - record.responses),
        *(turn_passage(key) for key in tables.get("turns", {}).keys() - record.turns),
        *(note_passage(key) for key in tables.get("notes", {}).keys() - record.notes),
        *(contribution_passage(key) for key in tables.get("contributions", {}).keys() - record.contributions),
    }


def shown(words: str) -> str:
    """Words in quotation marks, on one line and cut to a length."""
    line = " ".join(words.split())
    return f"“{line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + '…'}”"


def _session(name: str, record: SessionRecord, tables: Tables) -> Iterator[Finding]:
    try:
        texts = texts_of(record)
    except GuideInvalid as error:
        what = f"The guide it was run with cannot be read: {'; '.join(error.problems)}"
        yield Finding(kind=Kind.GUIDE, place=f"{name}: session/{record.session.id}", what=what)
        return
    for quote in off_their_words(record, texts, tables):
        yield Finding(
            kind=Kind.QUOTE,
            place=f"{name}: quotes/{quote.id}",
            what=_what_is_wrong(quote, texts.get(quote.passage)),
            remedy="“reflect repair” finds it again, or marks it as source changed.",
        )


def _what_is_wrong(quote: Quote, text: str | None) -> str:
    words = shown(quote.words)
    if text is None:
        return f"The quote {words} is from {quote.passage}, where no words are"
    if quote.source_changed:
        return f"The quote {words} is marked as source changed, but stands where it says"
    if not 0 <= quote.start < quote.end <= len(text):
        span = f"{quote.start} to {quote.end}"
        return (
            f"The quote {words} says it stands at {span}, outside the {len(text)} characters of its passage"
        )
    return f"The quote {words} is not where it says in {quote.passage}"


def _guides(paths: StudyPaths) -> Iterator[Finding]:
    for problem in GuideShelf(paths.guides).problems():
        place, _, what = problem.partition(": ")
        yield Finding(kind=Kind.GUIDE, place=f"guides/{place}", what=what or problem)


def _writeups(paths: StudyPaths, looked: Looked, disk: FileSystem) -> Iterator[Finding]:
    """References to quotes and participants that are not there."""
    people = looked.tables.get(paths.people)
    codes = None if people is None else [ParticipantCode(code) for code in people.get("participants", {})]
    ids = {quote for record in looked.sessions.values() for quote in record.quotes}
    binned = {
        quote.id: f"{paths.name(path)}: bin/{row.id}"
        for path, record in looked.sessions.items()
        for row in record.bin.values()
        for quote in row.quotes
    }
    for path in sorted(paths.writeups.glob("*.md")):
        name = paths.name(path)
        try:
            text = TextFile(path, paths.folder, files=disk).read()
        except ReflectError as error:
            what, remedy = error.message, error.remedy
            yield Finding(kind=Kind.WRITEUP, place=error.place or name, what=what, remedy=remedy)
            continue
        for reference in references_in(text).found:
            if reference.portrait and (codes is None or not reference.person):
                continue
            quote = introduced(reference, codes or ()) if reference.portrait else resolve(reference, ids)
            if isinstance(quote, Problem):
                what, _, hint = quote.text.partition(". ")
                lies = "" if reference.portrait else _where_it_may_be(reference.wanted, binned, looked)
                yield Finding(
                    kind=Kind.WRITEUP,
                    place=f"{name}:{quote.line}",
                    what=what[:1].upper() + what[1:],
                    remedy=lies or hint,
                )


def _where_it_may_be(wanted: str, binned: Mapping[QuoteId, str], looked: Looked) -> str:
    lies = [place for quote, place in binned.items() if quote.startswith(wanted)]
    if lies:
        return f"It lies in the bin ({lies[0]}): “reflect bin restore” brings it back."
    if looked.unread:
        return f"It may be in {', '.join(looked.unread[:3])}, which cannot be read."
    return ""
