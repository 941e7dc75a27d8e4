"""Taking a step back in a session that has gone on since: only what the step did, and nothing besides.

Words that were typed since, and what somebody else did meanwhile, stay: in a text only the step's own edits
are taken back, of the other fields only those that still are as the step left them, and a row that something
has come to rest on is not removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from reflect.domain.changes import Change, Row, Table, fields_back, rows
from reflect.domain.cuttings import Cuttings
from reflect.domain.differences import edits_between
from reflect.domain.edits import Edit, made
from reflect.domain.group import Contribution, Rule
from reflect.domain.passages import passage_of, words_of
from reflect.domain.session import (
    OF_APPROVAL,
    Memo,
    MemoTarget,
    Note,
    Quote,
    Response,
    SessionRecord,
    Tag,
    Turn,
)
from reflect.domain.tagging import text_changed

_SAID = (Response, Turn, Note, Contribution)
"""What can be quoted."""
_PROSE = (*_SAID, Memo, Rule)
"""What has words in its field `text`."""
_SPAN = ("start", "end", "source_changed")
"""Where a quote stands moves with the text, and is nobody's decision."""


Places = set[tuple[Table, str]]
"""Rows, by their table and id."""


class Back(NamedTuple):
    """What takes a step back."""

    changes: tuple[Change, ...]
    placed: frozenset[str]
    """The quotes among them that stand where they did before the step, in the text as it was then."""


def taking_back(record: SessionRecord, changes: Sequence[Change]) -> Back:
    """The changes that take `changes` back in the record as it is now."""
    back: list[Change] = []
    placed: set[str] = set()
    gone: Places = {(change.table, change.id) for change in changes if change.before is None}
    back_again = {change.id for change in changes if change.table == "quotes" and change.before is not None}
    for change in reversed(changes):
        now = rows(record, change.table).get(change.id)
        wanted = _wanted(record, change, now, gone)
        if wanted is now or (change.after is None and _dangles(wanted, {*record.quotes, *back_again})):
            continue
        back.append(Change(table=change.table, id=change.id, before=now, after=wanted))
        if isinstance(wanted, Quote) and (now is None or _placed_anew(change.before, change.after)):
            placed.add(wanted.id)
    return Back(tuple(back), frozenset(placed))


def text_moves(record: SessionRecord, change: Change, cuttings: Cuttings) -> list[Change]:
    """The changes that let the quotes of a record go with a text that a change sets."""
    before, after = (row if isinstance(row, _SAID) else None for row in (change.before, change.after))
    row = after or before
    if row is None:
        return []
    old, new = (words_of(row) if row is not None else "" for row in (before, after))
    return text_changed(record, passage_of(row), old, new, cuttings=cuttings)


def text_back(now: str, *, before: str, after: str) -> str:
    """The text `now` without what a change of `before` to `after` did, where nobody has written over it."""
    if now == after:
        return before
    since = edits_between(after, now)
    back = [edit for edit in edits_between(after, before) if not any(_meet(edit, other) for other in since)]
    return made(after, sorted([*since, *back], key=lambda edit: (edit.at, edit.removed)))


def _meet(one: Edit, other: Edit) -> bool:
    """Whether two edits of the same text are of the same letters, or put something in at the same place."""
    first, second = sorted((one, other), key=lambda edit: (edit.at, edit.removed))
    return second.at < first.at + first.removed or (second.at == first.at and not second.removed)


def _wanted(record: SessionRecord, change: Change, now: Row | None, gone: Places) -> Row | None:
    before, after = change.before, change.after
    if after is None:
        return now if now is not None else before
    if now is None:
        return None
    if before is not None:
        return _row_back(now, before, after)
    if isinstance(now, Quote) and isinstance(after, Quote):
        unchanged = msgspec.structs.replace(now, **_span(after)) == after
        return None if unchanged and not _rests_on(record, now, gone) else now
    if now == after or isinstance(now, Tag):
        return None  # a tag is nobody's but who gave it
    if isinstance(now, Response):
        empty = Response(id=now.id)
        left = _row_back(now, empty, after)
        return None if left == empty else left
    if isinstance(now, Note | Memo | Contribution | Rule) and isinstance(after, type(now)):
        words = text_back(now.text, before="", after=after.text)
        return msgspec.structs.replace(now, text=words) if words.strip() else None
    return now


def _row_back(now: Row, before: Row, after: Row) -> Row:
    """The row without what the change did to it; the same object when that is nothing any more."""
    found = fields_back(now, before=before, after=after)
    if isinstance(found, _PROSE):
        was, became, words = (getattr(each, "text", "") for each in (before, after, now))
        if was != became:
            found = msgspec.structs.replace(found, text=text_back(words, before=was, after=became))
    if isinstance(found, Quote) and isinstance(before, Quote) and isinstance(after, Quote):
        if isinstance(now, Quote) and now.approval is not after.approval:
            # When somebody answered, and how they want it to read, goes with the answer that is there now.
            found = msgspec.structs.replace(found, **{name: getattr(now, name) for name in OF_APPROVAL})
        if not _placed_anew(before, after):
            found = msgspec.structs.replace(found, **_span(now))
            return now if found == now else found
        # It stands on the words it has: those of before, unless others have been chosen since.
        whose = before if getattr(now, "words", None) == after.words else now
        found = msgspec.structs.replace(found, **_span(whose))
    return now if found == now else found


def _placed_anew(before: Row | None, after: Row | None) -> bool:
    """Whether a change of a quote gave it another place, or other words."""
    words = (getattr(before, "words", None), getattr(after, "words", None))
    return _span(before) != _span(after) or words[0] != words[1]


def _span(row: Row | None) -> dict[str, object]:
    return {name: getattr(row, name, None) for name in _SPAN}


def _rests_on(record: SessionRecord, quote: Quote, gone: Places) -> bool:
    """Whether tags or memos are on a quote that do not go with it."""
    found: Places = {("tags", tag.id) for tag in record.tags.values() if tag.quote == quote.id}
    found |= {
        ("memos", memo.id)
        for memo in record.memos.values()
        if memo.target is MemoTarget.QUOTE and memo.target_id == quote.id
    }
    return not found <= gone


def _dangles(row: Row | None, quotes: set[str]) -> bool:
    """Whether it is on a quote that is not there any more."""
    if isinstance(row, Tag):
        return row.quote not in quotes
    return isinstance(row, Memo) and row.target is MemoTarget.QUOTE and row.target_id not in quotes
