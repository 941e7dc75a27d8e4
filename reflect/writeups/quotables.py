"""Quotes with what the consent gate must know of each: what kind of passage it is from, and who spoke."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reflect.domain.gate import Quotable
from reflect.domain.guide import Guide
from reflect.domain.ids import ParticipantCode, QuoteId
from reflect.domain.passages import (
    Passage,
    PassageKind,
    answer_passage,
    contribution_passage,
    note_passage,
    passages,
    speaker_of,
)
from reflect.domain.people import Participant
from reflect.domain.session import Quote, SessionRecord
from reflect.domain.tagging import tags_by_quote


def quotable_quotes(
    record: SessionRecord,
    guide: Guide,
    people: Mapping[ParticipantCode, Participant],
) -> dict[QuoteId, Quotable]:
    """Every quote of a session, by its id, in reading order."""
    return {found.quote.id: found for found, _ in quotables_in_order(record, guide, people)}


def quotables_in_order(
    record: SessionRecord,
    guide: Guide,
    people: Mapping[ParticipantCode, Participant],
) -> Iterator[tuple[Quotable, Passage | None]]:
    """The same, each with its passage; see `quotes_in_order`."""
    tags = tags_by_quote(record)
    agreed = record.session.agreed is not None and record.session.agreed.quoted
    whose = record.session.participant
    sitting = people.get(whose) if whose is not None else None
    for quote, passage in quotes_in_order(record, guide):
        speaker = passage.speaker if passage else None
        found = Quotable(
            quote=quote,
            passage_kind=passage.kind if passage else PassageKind.TURN,
            speaker=people.get(speaker) if speaker is not None else None,
            sitting=sitting,
            session_kind=record.session.kind,
            question=passage.question if passage else None,
            points=frozenset(tag.point for tag in tags.get(quote.id, ())),
            group_agreed=agreed and speaker is None and from_group(passage),
        )
        yield found, passage


def from_group(passage: Passage | None) -> bool:
    """Whether a passage is what somebody in the room said: no field note, and not whoever asks."""
    return passage is not None and passage.kind is not PassageKind.NOTE and not passage.asks


def quotes_in_order(record: SessionRecord, guide: Guide) -> list[tuple[Quote, Passage | None]]:
    """The quotes of a session as they stand in it, each with its passage; None for one that is gone.

    An answer or a note whose text is all gone still says whose words they were; a turn that was taken
    out does not.
    """
    here = {passage.id: passage for passage in passages(record, guide)}
    place = {passage_id: at for at, passage_id in enumerate(here)}
    for passage in _emptied(record):
        here.setdefault(passage.id, passage)
    ordered = sorted(
        record.quotes.values(),
        key=lambda quote: (place.get(quote.passage, len(place)), quote.start, quote.end, quote.id),
    )
    return [(quote, here.get(quote.passage)) for quote in ordered]


def _emptied(record: SessionRecord) -> list[Passage]:
    """Stand-ins for the passages that quotes may be from and that have no words any more."""
    answers = [
        Passage(
            id=answer_passage(question),
            kind=PassageKind.ANSWER,
            text="",
            label="–",
            question=question,
            speaker=record.session.participant,
        )
        for question in record.responses
    ]
    notes = [
        Passage(id=note_passage(note), kind=PassageKind.NOTE, text="", label="note") for note in record.notes
    ]
    said = [
        Passage(
            id=contribution_passage(key),
            kind=PassageKind.CONTRIBUTION,
            text="",
            label="–",
            question=contribution.question,
            speaker=speaker_of(record, contribution),
        )
        for key, contribution in record.contributions.items()
    ]
    return [*answers, *notes, *said]
