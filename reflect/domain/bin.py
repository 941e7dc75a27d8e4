"""The bin: what was removed, kept in the file it was removed from until somebody empties it.

In the same file, so that one save both removes it and keeps it, and so that a name never leaves
`people.json`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from reflect.domain.changes import Change, drop, put
from reflect.domain.codebook import LearningPoint
from reflect.domain.framework import CellSummary
from reflect.domain.group import Contribution
from reflect.domain.ids import unused
from reflect.domain.people import Participant, Role
from reflect.domain.session import Binned, Memo, Quote, SessionRecord, Tag


class BinnedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A participant who was removed."""

    id: str
    """Their code, with a number behind it when it was removed before."""
    participant: Participant
    by: str = ""
    at: str
    """ISO 8601 with time zone."""


class BinnedFromStudy(msgspec.Struct, frozen=True, kw_only=True):
    """What was removed from the study's own file in one go."""

    id: str
    points: tuple[LearningPoint, ...] = ()
    roles: tuple[Role, ...] = ()
    memos: tuple[Memo, ...] = ()
    summaries: tuple[CellSummary, ...] = ()
    """Of the framework matrix."""
    by: str = ""
    at: str
    """ISO 8601 with time zone."""
    why: str = ""
    """The reason, when it was not a researcher who removed it."""


def into_bin(
    record: SessionRecord,
    *,
    quotes: Sequence[Quote] = (),
    tags: Sequence[Tag] = (),
    memos: Sequence[Memo] = (),
    contributions: Sequence[Contribution] = (),
    by: str,
    at: str,
    why: str = "",
) -> list[Change]:
    """The changes that move rows of a session to its bin, together."""
    rows: tuple[Quote | Tag | Memo | Contribution, ...] = (*contributions, *quotes, *tags, *memos)
    if not rows:
        return []
    kept = Binned(
        id=unused(rows[0].id, record.bin),
        quotes=tuple(quotes),
        tags=tuple(tags),
        memos=tuple(memos),
        contributions=tuple(contributions),
        by=by,
        at=at,
        why=why,
    )
    return [
        *(drop(record, "tags", tag.id) for tag in tags),
        *(drop(record, "memos", memo.id) for memo in memos),
        *(drop(record, "quotes", quote.id) for quote in quotes),
        *(drop(record, "contributions", said.id) for said in contributions),
        put(record, "bin", kept),
    ]


def out_of_bin(record: SessionRecord, bin_id: str) -> list[Change]:
    """The changes that put back what one row of the bin holds; a row that is there by now stays as it is.

    Raises:
        KeyError: the bin has no such row.

    """
    kept = record.bin[bin_id]
    return [
        *(put(record, "contributions", c) for c in kept.contributions if c.id not in record.contributions),
        *(put(record, "quotes", quote) for quote in kept.quotes if quote.id not in record.quotes),
        *(put(record, "tags", tag) for tag in kept.tags if tag.id not in record.tags),
        *(put(record, "memos", memo) for memo in kept.memos if memo.id not in record.memos),
        drop(record, "bin", bin_id),
    ]
