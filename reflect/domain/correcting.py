"""Correcting what was written down: a word that was misheard, a name that is not to stand there.

What can be corrected is a *part* of a passage: an answer's text, one entry of a list, a turn, a field note.
Quotes move with their words. Where a correction changes letters within a quote, somebody chooses: the quote
takes the corrected words, or keeps its own and is marked *source changed*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from reflect.domain.changes import Change, applied, folded, put
from reflect.domain.cuttings import Cuttings
from reflect.domain.differences import edits_between
from reflect.domain.edits import Edits, Moves, leads, shifted
from reflect.domain.group import Contribution
from reflect.domain.ids import PassageId
from reflect.domain.passages import Spoken, passage_of, row_of, words_of
from reflect.domain.session import Approval, Note, Quote, Response, SessionRecord, TimeMark, Turn, with_state
from reflect.domain.tagging import text_changed


class Part(NamedTuple):
    """A stretch of a passage that is written down in one place."""

    passage: PassageId
    entry: int | None
    """Which entry of a list, 0 first; None for the text itself."""
    text: str
    at: int
    """Where it begins in the passage."""

    @property
    def end(self) -> int:
        """Where it ends in the passage."""
        return self.at + len(self.text)


class Correction(NamedTuple):
    """A part as it is to read, and the edits that make it so, as far as somebody knows them."""

    part: Part
    text: str
    revisions: Sequence[Edits] = ()
    """One group after another; see `tagging.text_changed`."""


class Touched(NamedTuple):
    """A quote that a correction changes letters in, before and after."""

    before: Quote
    after: Quote
    words: str
    """What would be its words; empty when none of them are left."""


class Corrected(NamedTuple):
    """What corrections come to."""

    changes: list[Change]
    touched: list[Touched]
    """The quotes that lose their words by it."""

    @property
    def takeable(self) -> list[Touched]:
        """Those that can take the corrected words."""
        return [each for each in self.touched if each.words.strip()]


def parts(record: SessionRecord, passage: str) -> Iterator[Part]:
    """What a passage is made of, in order."""
    row = row_of(record, passage)
    if row is None:
        return
    at = 0
    if isinstance(row, Response):
        numbers = [number for number, entry in enumerate(row.entries) if entry]
        for number, (at, entry) in zip(numbers, _entries(row.entries), strict=True):
            yield Part(PassageId(passage), number, entry, at)
        at = _words_begin(row)
    elif isinstance(row, Contribution) and row.title:
        at = len(row.title) + 1
    if row.text:
        yield Part(PassageId(passage), None, row.text, at)


def part_at(record: SessionRecord, passage: str, offset: int) -> Part | None:
    """The part of a passage that a place lies in; None when there is no such passage."""
    found = list(parts(record, passage))
    return next((part for part in found if offset <= part.end), found[-1] if found else None)


def corrected(
    record: SessionRecord, corrections: Iterable[Correction], cuttings: Cuttings | None = None
) -> Corrected:
    """What comes of corrections: the changes that make them, and the quotes they change letters in.

    A part that is not in the record any more as it was is left alone.
    """
    changes: list[Change] = []
    now = record
    # The last first, so that an entry that goes leaves the numbers of those before it.
    for correction in sorted(corrections, key=lambda each: each.part.at, reverse=True):
        made = _made(now, correction, cuttings)
        changes += made
        now = applied(now, made)
    changes = folded(changes)
    return Corrected(changes, list(_touched(changes, now)))


def taken_in(found: Corrected, *, take: bool) -> list[Change]:
    """The changes of corrections; with `take`, the quotes take the corrected words in."""
    if not take:
        return found.changes
    new: dict[str, Quote] = {
        each.after.id: msgspec.structs.replace(
            each.after,
            words=each.words,
            source_changed=False,
            approval=approval_of_new_words(each.after.approval),
        )
        for each in found.takeable
    }
    return [
        msgspec.structs.replace(change, after=new.get(change.id, change.after))
        if isinstance(change.after, Quote)
        else change
        for change in found.changes
    ]


def reordered(record: SessionRecord, before: Response, after: Response, cuttings: Cuttings) -> list[Change]:
    """The changes that let quotes go with the entry they stand in, where entries changed places."""
    passage, old = passage_of(after), words_of(before)
    moved = text_changed(record, passage, old, words_of(after), cuttings=cuttings)
    there = {change.id: change for change in moved}
    places = list(_entries(before.entries))
    free = list(_entries(after.entries))
    for at, entry in places:
        new = next(place for place in free if place[1] == entry)
        free.remove(new)
        for quote in record.quotes.values():
            if quote.passage == passage and at <= quote.start < quote.end <= at + len(entry):
                by = new[0] - at
                there[quote.id] = put(
                    record,
                    "quotes",
                    msgspec.structs.replace(quote, start=quote.start + by, end=quote.end + by),
                )
    return list(there.values())


def _entries(entries: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where in the passage each entry begins, and what it says."""
    at = 0
    for entry in entries:
        if entry:
            yield at, entry
            at += len(entry) + 1


def approval_of_new_words(approval: Approval) -> Approval:
    """What a participant's word on a quote is worth when its words are others.

    What they were shown were the old words: they have to be asked again. What they do not want to see in
    print does not become fit for it by a correction.
    """
    return approval if approval is Approval.DECLINED else Approval.NOT_ASKED


def _made(record: SessionRecord, correction: Correction, cuttings: Cuttings | None) -> list[Change]:
    """The changes of one correction."""
    part = correction.part
    row = row_of(record, part.passage)
    if row is None:
        return []
    after = _with(row, part, correction.text)
    if after is None or after == row:
        return []
    old, new = words_of(row), words_of(after)
    revisions: Sequence[Edits] = [shifted(edits, _place(row, part)) for edits in correction.revisions]
    if isinstance(after, Response):
        after = with_state(after)
    elif isinstance(after, Turn) and after.marks:
        known = leads(old, new, revisions) is not None
        after = _marks_moved(after, revisions if known else [edits_between(old, new)])
    change = put(record, _TABLES[type(row)], after)
    now = applied(record, [change])
    return [change, *text_changed(now, passage_of(row), old, new, revisions, cuttings=cuttings)]


_TABLES: Mapping[type, Literal["responses", "turns", "notes", "contributions"]] = {
    Response: "responses",
    Turn: "turns",
    Note: "notes",
    Contribution: "contributions",
}


def _with(row: Spoken, part: Part, text: str) -> Spoken | None:
    """The row with the part reading `text`; None when the part is not what it was."""
    if part.entry is None:
        return msgspec.structs.replace(row, text=text) if row.text == part.text else None
    if not isinstance(row, Response) or row.entries[part.entry : part.entry + 1] != (part.text,):
        return None
    kept = (text,) if text.strip() else ()
    entries = (*row.entries[: part.entry], *kept, *row.entries[part.entry + 1 :])
    return msgspec.structs.replace(row, entries=entries)


def _marks_moved(turn: Turn, revisions: Sequence[Edits]) -> Turn:
    """The turn with its times at the words they were taken at; at one place, the first stays."""
    places = [mark.offset for mark in turn.marks]
    for edits in revisions:
        moves = Moves(edits)
        # By the letter after it: what is put in before a word was not said when the word was.
        places = [moves.span(place, place + 1).start if place else 0 for place in places]
    marks: dict[int, TimeMark] = {}
    for place, mark in zip(places, turn.marks, strict=True):
        if not place or place < len(turn.text):
            marks.setdefault(place, TimeMark(place, mark.seconds))
    return msgspec.structs.replace(turn, marks=tuple(marks.values()))


def _place(row: Spoken, part: Part) -> int:
    """Where the part begins in the passage as it is now."""
    if isinstance(row, Contribution) and row.title:
        return len(row.title) + 1
    if not isinstance(row, Response):
        return 0
    return _words_begin(row, part.entry)


def _words_begin(row: Response, entry: int | None = None) -> int:
    """Where in the passage an entry begins, or the text that comes after all of them."""
    return sum(len(each) + 1 for each in row.entries[:entry] if each)


def _touched(changes: Sequence[Change], record: SessionRecord) -> Iterator[Touched]:
    for change in changes:
        before, after = change.before, change.after
        if (
            isinstance(before, Quote)
            and isinstance(after, Quote)
            and after.source_changed > before.source_changed
        ):
            row = row_of(record, after.passage)
            yield Touched(before, after, words_of(row)[after.start : after.end] if row else "")
