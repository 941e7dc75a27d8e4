"""Giving tags another learning point, as merging and splitting do, and taking exactly that back later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from reflect.domain.changes import Change, applied, drop, put
from reflect.domain.going_back import taking_back
from reflect.domain.ids import PointId, QuoteId
from reflect.domain.session import MemoTarget, SessionRecord, Tag, tag_id


class Move(NamedTuple):
    """One tag or memo that went from a learning point to another."""

    changes: tuple[Change, ...]
    quote: QuoteId | None = None
    """For a tag: of which quote."""
    against: bool = False
    """For a tag that the quote had with both points: whether only one of them was said to be contradicted."""


def moves(
    record: SessionRecord, where: Mapping[PointId, PointId], *, only: Collection[QuoteId] | None = None
) -> list[Move]:
    """What gives every tag (or those of some quotes) and memo the point that `where` names for its own.

    A researcher who had given a quote both points has given the one that stays once, and it speaks against
    that if it did against either. Memos are left alone where only some quotes are meant.
    """
    found: list[Move] = []
    now = dict(record.tags)
    going = [t for t in record.tags.values() if t.point in where and (only is None or t.quote in only)]
    for tag in sorted(going, key=lambda tag: tag.id):
        move, became = _tag_moved(tag, where[tag.point], now)
        now[became.id] = became
        found.append(move)
    if only is None:
        found += [Move((change,)) for change in _memos(record, where)]
    return found


def also_given(
    record: SessionRecord, quotes: Iterable[QuoteId], point: PointId, *, by: str, at: str
) -> list[Move]:
    """What gives quotes a point beside those they have; none for one that `by` has given it already."""
    found = []
    for quote in quotes:
        tag = Tag(id=tag_id(quote, point, by), quote=quote, point=point, by=by, at=at)
        if quote in record.quotes and tag.id not in record.tags:
            found.append(Move((put(record, "tags", tag),), quote))
    return found


def taken_off(
    record: SessionRecord,
    quotes: Collection[QuoteId],
    point: PointId,
    *,
    by: str,
    merged: Mapping[PointId, PointId],
) -> list[Move]:
    """What takes a point off quotes where `by` gave it, or one that is merged into it; the quotes stay."""
    return [
        Move((drop(record, "tags", tag.id),), tag.quote)
        for tag in sorted(record.tags.values(), key=lambda tag: tag.id)
        if tag.quote in quotes and tag.by == by and merged.get(tag.point, tag.point) == point
    ]


def moved(record: SessionRecord, where: Mapping[PointId, PointId]) -> SessionRecord:
    """The record with its tags and memos where `where` leads; the same object when nothing is to go there."""
    if not where or not _any(record, where):
        return record
    return applied(record, changes_of(moves(record, where)))


def changes_of(made: Iterable[Move]) -> list[Change]:
    """The changes of moves, one after the other."""
    return [change for move in made for change in move.changes]


def moved_back(record: SessionRecord, made: Iterable[Move]) -> SessionRecord:
    """The record without these moves; tags that were taken off since, and what was tagged since, stay so.

    A move that never came about is left out. Whether a quote contradicts the point goes back with its tag as
    it was changed since.
    """
    for move in reversed(list(made)):
        record = applied(record, _back(record, move))
    return record


def _tag_moved(tag: Tag, to: PointId, tags: Mapping[str, Tag]) -> tuple[Move, Tag]:
    """How a tag goes to a point, and what it is then; `tags` are those of the session by now."""
    became = replace(tag, id=tag_id(tag.quote, to, tag.by), point=to)
    there, against = tags.get(became.id), False
    if there is not None:
        against = tag.contradicts is not there.contradicts
        became = replace(there, contradicts=tag.contradicts or there.contradicts)
    gone = Change(table="tags", id=tag.id, before=tag)
    given = Change(table="tags", id=became.id, before=there, after=became)
    return Move((gone, given), tag.quote, against), became


def _memos(record: SessionRecord, where: Mapping[PointId, PointId]) -> Iterator[Change]:
    for memo in record.memos.values():
        to = where.get(PointId(memo.target_id)) if memo.target is MemoTarget.POINT else None
        if to is not None:
            yield put(record, "memos", replace(memo, target_id=to))


def _any(record: SessionRecord, where: Mapping[PointId, PointId]) -> bool:
    return any(tag.point in where for tag in record.tags.values()) or any(
        memo.target is MemoTarget.POINT and memo.target_id in where for memo in record.memos.values()
    )


def _back(record: SessionRecord, move: Move) -> tuple[Change, ...]:
    made = move.changes[-1]
    if isinstance(made.after, Tag):
        now = record.tags.get(made.after.id)
        stayed = len(move.changes) > 1 and move.changes[0].id in record.tags
        if now is None or stayed or now.quote not in record.quotes:
            return ()
        back = taking_back(record, move.changes).changes
        if made.before is None and now.contradicts is not made.after.contradicts:
            return tuple(_marked(change, contradicts=now.contradicts) for change in back)
        return back
    if isinstance(made.before, Tag):
        return () if made.id in record.tags else taking_back(record, move.changes).changes
    return taking_back(record, move.changes).changes if made.id in record.memos else ()


def _marked(change: Change, *, contradicts: bool) -> Change:
    """A change whose tag, if it comes to be by it, carries the mark."""
    if change.before is None and isinstance(change.after, Tag):
        return Change(table=change.table, id=change.id, after=replace(change.after, contradicts=contradicts))
    return change
