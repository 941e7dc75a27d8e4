"""Rows for lists, made from records: pure, so that every list counts alike."""

from __future__ import annotations

from collections.abc import Iterator

from reflect.domain import tagging
from reflect.domain.codebook import Codebook
from reflect.domain.guide import Guide, asked_when
from reflect.domain.passages import Passage, passages
from reflect.domain.people import Participant
from reflect.domain.session import SETTLED, Quote, SessionRecord
from reflect.domain.tally import has_answered
from reflect.services.rows import QuoteRow, SessionRow


def session_row(record: SessionRecord, guide: Guide, participant: Participant | None) -> SessionRow:
    """One session as its list shows it."""
    asked = asked_when(guide, {key: response.chosen() for key, response in record.responses.items()})
    talked = {turn.question for turn in record.turns.values() if turn.participant is not None}
    said = {each.question for each in record.contributions.values() if has_answered(each)}
    answered = sum(
        1
        for question in asked
        if question in talked
        or question in said
        or (question in record.responses and record.responses[question].state in SETTLED)
    )
    session = record.session
    return SessionRow(
        id=session.id,
        kind=session.kind,
        guide=session.guide,
        guide_title=guide.title,
        participant=session.participant,
        role=participant.role if participant else session.role,
        started=session.started,
        ended=session.ended,
        seconds=session.seconds,
        answered=answered,
        questions=len(asked),
        quotes=len(record.quotes),
        untagged=len(tagging.untagged(record, passages(record, guide))),
        researcher=session.researcher,
        seats=len(record.seats),
    )


def quote_rows(
    record: SessionRecord, guide: Guide, participant: Participant | None, codebook: Codebook
) -> Iterator[QuoteRow]:
    """The quotes of one session, in reading order."""
    order = {passage.id: (n, passage) for n, passage in enumerate(passages(record, guide))}
    numbers = {point.id: point.number for point in codebook.points}
    tags, memos = tagging.tags_by_quote(record), tagging.memos_by_quote(record)

    def place(quote: Quote) -> tuple[int, int, int, str]:
        n = order[quote.passage][0] if quote.passage in order else len(order)
        return n, quote.start, quote.end, quote.id

    for quote in sorted(record.quotes.values(), key=place):
        passage: Passage | None = order[quote.passage][1] if quote.passage in order else None
        given = tags.get(quote.id, ())
        points = sorted({t.point for t in given}, key=lambda p: (numbers.get(p, len(numbers) + 1), p))
        yield QuoteRow(
            id=quote.id,
            text=quote.words,
            points=tuple(points),
            contradicts=tuple(p for p in points if any(t.point == p and t.contradicts for t in given)),
            participant=passage.speaker if passage else record.session.participant,
            role=participant.role if participant else None,
            session=record.session.id,
            passage=quote.passage,
            start=quote.start,
            end=quote.end,
            heading=(passage.heading or passage.label) if passage else "",
            approval=quote.approval,
            source_changed=quote.source_changed,
            starred=quote.starred,
            memos=tuple(m.text for m in memos.get(quote.id, ())),
            by=quote.by,
            at=quote.at,
            taggers=tuple(sorted({t.by for t in given})),
        )
