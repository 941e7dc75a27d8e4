"""Several researchers' work on one session: whose is looked at, and who is who in a letter or two."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from msgspec.structs import replace

from reflect.domain.changes import Change, drop, put
from reflect.domain.ids import QuoteId
from reflect.domain.session import Memo, MemoTarget, Quote, SessionRecord, tag_id


class Whose(StrEnum):
    """Whose tags and quotes are shown."""

    ALL = "all"
    OWN = "own"
    BLIND = "blind"

    @property
    def next(self) -> Whose:
        """The one after it, round at the end."""
        order = list(Whose)
        return order[(order.index(self) + 1) % len(order)]


class Unseen(NamedTuple):
    """The sessions in which `me` is not shown what others did."""

    sessions: frozenset[str] = frozenset()
    me: str = ""


def seen(record: SessionRecord, whose: Whose, me: str) -> SessionRecord:
    """The record as `me` looks at it: without the tags, quotes and memos of others unless all are shown.

    A quote is one's own when one made it, tagged it or wrote a memo on it. The record itself when all are
    shown. Only to be looked at: what is edited is the whole.
    """
    if whose is Whose.ALL:
        return record
    tags = {key: tag for key, tag in record.tags.items() if tag.by == me}
    memos = {key: memo for key, memo in record.memos.items() if memo.by == me}
    touched = {str(tag.quote) for tag in tags.values()}
    touched |= {memo.target_id for memo in memos.values() if memo.target is MemoTarget.QUOTE}
    quotes = {key: q for key, q in record.quotes.items() if q.by == me or q.id in touched}
    return replace(record, tags=tags, memos=memos, quotes=quotes)


def told(record: SessionRecord, whose: Whose, me: str) -> SessionRecord:
    """The record as `me` may hear of it: whoever is blind to others is not told of their tags either."""
    return seen(record, whose, me) if whose is Whose.BLIND else record


def is_shared(record: SessionRecord, quote: Quote, me: str) -> bool:
    """Whether somebody else has made a quote, tagged it, or written a memo on it."""
    return quote.by not in ("", me) or others_on(record, quote.id, me)


def set_apart(record: SessionRecord, quote: Quote, me: str, *, new_id: str, at: str) -> list[Change]:
    """The changes that give `me` a quote of one's own with one's tags and memos; the old is others' now."""
    mine = replace(quote, id=QuoteId(new_id), by=me, at=at)
    changes = [put(record, "quotes", mine)]
    theirs = sorted((t.at, t.by) for t in record.tags.values() if t.quote == quote.id and t.by != me)
    theirs += sorted((m.at, m.by) for m in _memos_on(record, quote.id) if m.by != me)
    if quote.by == me and theirs:
        changes.append(put(record, "quotes", replace(quote, by=theirs[0][1])))
    for tag in record.tags.values():
        if tag.quote == quote.id and tag.by == me:
            changes.append(drop(record, "tags", tag.id))
            now = replace(tag, id=tag_id(mine.id, tag.point, me), quote=mine.id)
            changes.append(put(record, "tags", now))
    memos = (memo for memo in _memos_on(record, quote.id) if memo.by == me)
    return changes + [put(record, "memos", replace(memo, target_id=mine.id)) for memo in memos]


def _memos_on(record: SessionRecord, quote: str) -> list[Memo]:
    return [m for m in record.memos.values() if m.target is MemoTarget.QUOTE and m.target_id == quote]


def others_on(record: SessionRecord, quote: str, me: str) -> bool:
    """Whether somebody else has tagged a quote or written a memo on it."""
    tagged = any(tag.quote == quote and tag.by != me for tag in record.tags.values())
    return tagged or any(memo.by != me for memo in _memos_on(record, quote))


def researchers(record: SessionRecord) -> tuple[str, ...]:
    """Everybody who has made or tagged a quote of the session, in the order of the alphabet."""
    found = {quote.by for quote in record.quotes.values()} | {tag.by for tag in record.tags.values()}
    return tuple(sorted(found - {""}, key=lambda name: (name.casefold(), name)))


def initials(names: Iterable[str]) -> dict[str, str]:
    """A sign of two letters for each name, no two alike: `A`, or `An` and `Al`, or `A` and a digit.

    The same for the same names, in whatever order they come.
    """
    signs: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names), key=lambda each: (each.casefold(), each)):
        letters = [letter.upper() for letter in name if letter.isalnum()] or ["?"]
        words = [word for word in name.split() if word[0].isalnum()]
        both = (words[0][0] + words[-1][0]).upper() if len(words) > 1 else ""
        wanted = [both or letters[0], *(letters[0] + letter.lower() for letter in letters[1:])]
        wanted += [f"{letters[0]}{n}" for n in range(2, 10)]
        wanted += [f"{n:02d}" for n in range(100)]
        sign = next((each for each in wanted if each not in taken), "??")
        signs[name] = sign
        taken.add(sign)
    return signs
