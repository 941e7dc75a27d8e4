"""The index beside the plain truth: rows and hits made by reading every file, as slowly as need be."""

from __future__ import annotations

from collections.abc import Iterator

from reflect.domain.ids import ParticipantCode
from reflect.domain.passages import passages
from reflect.domain.session import SessionRecord
from reflect.domain.words import folded_words
from reflect.services import listing
from reflect.services.rows import QuoteRow, SessionRow
from reflect.services.study import Study


def sessions_by_reading(study: Study) -> tuple[SessionRow, ...]:
    everyone = {person.code: person for person in study.people()}
    rows = [
        listing.session_row(record, guide, everyone.get(record.session.participant or ParticipantCode("")))
        for record, guide in study.records()
    ]
    return tuple(sorted(rows, key=lambda row: (row.started, row.id), reverse=True))


def quotes_by_reading(study: Study) -> tuple[QuoteRow, ...]:
    everyone = {person.code: person for person in study.people()}
    rows: list[QuoteRow] = []
    for record, guide in study.records():
        person = everyone.get(record.session.participant or ParticipantCode(""))
        rows += listing.quote_rows(record, guide, person, study.codebook())
    return tuple(rows)


def quotes_with_by_reading(study: Study, point: str) -> int:
    return sum(
        len({t.quote for t in r.tags.values() if t.point == point}) for _, r in study._sessions.by_path()
    )


def sessions_of_by_reading(study: Study, code: str) -> int:
    return sum(code in _voices(record) for _, record in study._sessions.by_path())


def texts_by_reading(study: Study) -> Iterator[tuple[str, str, str]]:
    """Every text a search goes through by default: session, id, words."""
    for record, guide in study.records():
        found = passages(record, guide)
        for passage in found:
            yield record.session.id, passage.id, passage.text
        there = {passage.id for passage in found}
        for quote in record.quotes.values():
            if quote.source_changed or quote.passage not in there:
                yield record.session.id, f"quote:{quote.id}", quote.words
        for memo in record.memos.values():
            yield record.session.id, f"memo:{memo.id}", memo.text


def holding(study: Study, *words: str) -> set[tuple[str, str]]:
    """The texts in which all of these words stand."""
    return {
        (session, key)
        for session, key, text in texts_by_reading(study)
        if set(words) <= set(folded_words(text))
    }


def _voices(record: SessionRecord) -> set[str | None]:
    return {record.session.participant, *(turn.participant for turn in record.turns.values())}
