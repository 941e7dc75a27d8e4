"""What of a session goes into the index: rows for lists, made by the same functions as ever, and texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from reflect.domain import tagging
from reflect.domain.codebook import Codebook
from reflect.domain.guide import Guide
from reflect.domain.ids import GuideId, PointId
from reflect.domain.passages import Passage, PassageKind, passages
from reflect.domain.retagging import moved
from reflect.domain.search_query import Kind
from reflect.domain.session import Memo, MemoTarget, SessionKind, SessionRecord
from reflect.services.index_rows import quote_data
from reflect.services.listing import quote_rows, session_row
from reflect.services.rows import QuoteRow
from reflect.store.index import EVERY
from reflect.store.index_texts import IndexedTag, IndexedText
from reflect.store.index_write import NO_ROUND, IndexedSession

_KINDS = {
    PassageKind.ANSWER: Kind.ANSWER,
    PassageKind.COMMENT: Kind.COMMENT,
    PassageKind.TURN: Kind.TURN,
    PassageKind.NOTE: Kind.NOTE,
    PassageKind.CONTRIBUTION: Kind.ANSWER,
}
_APART = 1 << 24
"""Room for what stands in a passage between its place and that of the next."""
_NO_GUIDE = Guide(id=GuideId(""), title="", version="")
_ANY_CODEBOOK = Codebook()


def entry(
    stored: SessionRecord, guide: Guide | None, trouble: str, merged: Mapping[PointId, PointId]
) -> IndexedSession:
    """A session as the index holds it: with its tags where those of `merged` learning points are by now.

    Without its guide it is in no list, and its words are found all the same; `trouble` says why.
    """
    record = moved(stored, merged)
    session = record.session
    found = passages(record, guide or _NO_GUIDE)
    rows = list(quote_rows(record, guide or _NO_GUIDE, None, _ANY_CODEBOOK))
    points: Counter[tuple[str, str]] = Counter()
    against: Counter[tuple[str, str]] = Counter()
    for row in rows:
        points.update((point, row.participant or "") for point in (EVERY, *row.points))
        against.update((point, row.participant or "") for point in row.contradicts)
    tagged = {(tag.point, tag.quote) for tag in record.tags.values()}
    lost = Counter(str(point) for point, quote in tagged if quote not in record.quotes)
    return IndexedSession(
        id=session.id,
        started=session.started,
        participant=session.participant or "",
        guide=session.guide,
        row=b"" if guide is None else msgspec.json.encode(session_row(record, guide, None)),
        trouble=trouble,
        clashes=len(record.clashes),
        voices=frozenset(
            code
            for code in (
                *(turn.participant for turn in record.turns.values()),
                *(seat.participant for seat in record.seats.values()),
            )
            if code
        ),
        tagged=frozenset(t.point for t in stored.tags.values()),
        noted=frozenset(m.target_id for m in stored.memos.values() if m.target is MemoTarget.POINT),
        round=(session.round or NO_ROUND) if session.kind is SessionKind.ASSESSMENT else session.round or "",
        points=points,
        against=against,
        lost=lost,
        texts=_texts(record, guide or _NO_GUIDE, found, rows),
    )


def memos_of_the_study(memos: Sequence[Memo]) -> list[IndexedText]:
    """The memos that belong to no session."""
    return [_memo(memo, n, "", "") for n, memo in enumerate(sorted(memos, key=lambda m: (m.at, m.id)))]


def _texts(
    record: SessionRecord, guide: Guide, found: Sequence[Passage], rows: Sequence[QuoteRow]
) -> list[IndexedText]:
    quotes = list(_quotes(record, found, rows))
    return [
        *_passages(record, guide, found),
        *quotes,
        *_memos(record, found, {quote.key: quote for quote in quotes}),
    ]


def _passages(record: SessionRecord, guide: Guide, found: Sequence[Passage]) -> Iterator[IndexedText]:
    numbers = {question.id: str(n) for n, question in enumerate(guide.questions(), 1)}
    untagged = {passage.id for passage in tagging.untagged(record, found)}
    for n, passage in enumerate(found):
        participant = passage.speaker
        if passage.kind is PassageKind.NOTE:
            participant = record.session.participant
        yield IndexedText(
            kind=_KINDS[passage.kind],
            key=passage.id,
            place=(n + 1) * _APART,
            text=passage.text,
            participant=participant or "",
            question=passage.question or "",
            number=numbers.get(passage.question, "") if passage.question else "",
            label=passage.label,
            heading=passage.heading,
            tagged=passage.id not in untagged,
        )


def _quotes(
    record: SessionRecord, found: Sequence[Passage], rows: Sequence[QuoteRow]
) -> Iterator[IndexedText]:
    whose = record.session.participant
    places = {passage.id: (n + 1) * _APART for n, passage in enumerate(found)}
    tags: dict[str, set[IndexedTag]] = {}
    for tag in record.tags.values():
        tags.setdefault(tag.quote, set()).add(IndexedTag(tag.point, tag.by, tag.contradicts))
    within: Counter[str] = Counter()
    for row in rows:
        within[row.passage] += 1
        yield IndexedText(
            kind=Kind.QUOTE,
            key=row.id,
            place=places.get(row.passage, (len(found) + 1) * _APART) + 2 * within[row.passage],
            text=row.text,
            participant=row.participant or "",
            author=row.by,
            heading=row.heading,
            tagged=bool(row.points),
            within=row.passage,
            echo=row.passage in places and not row.source_changed,
            row=quote_data(row, whose),
            tags=frozenset(tags.get(row.id, ())),
        )


def _memos(
    record: SessionRecord, found: Sequence[Passage], quotes: Mapping[str, IndexedText]
) -> Iterator[IndexedText]:
    for n, memo in enumerate(sorted(record.memos.values(), key=lambda m: (m.at, m.id))):
        quote = quotes.get(memo.target_id) if memo.target is MemoTarget.QUOTE else None
        participant = quote.participant if quote else record.session.participant
        place = quote.place + 1 if quote else (len(found) + 2) * _APART + n
        yield _memo(memo, place, participant or "", quote.within if quote else "")


def _memo(memo: Memo, place: int, participant: str, within: str) -> IndexedText:
    return IndexedText(
        kind=Kind.MEMO,
        key=memo.id,
        place=place,
        text=memo.text,
        participant=participant,
        author=memo.by,
        label=memo.target.value,
        heading=memo.target_id,
        within=within,
    )
