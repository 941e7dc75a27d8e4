"""What was said to one question of a guide, in live interviews and transcripts alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from reflect.domain.guide import Guide
from reflect.domain.ids import GuideId, ParticipantCode, PassageId, QuestionId, RoleId, SessionId
from reflect.domain.passages import PassageKind, passages
from reflect.domain.people import Participant
from reflect.domain.session import SessionKind, SessionRecord
from reflect.errors import NotFound, nearest


class AnswerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One passage that answers a question."""

    session: SessionId
    passage: PassageId
    kind: SessionKind
    guide: GuideId
    question: QuestionId
    heading: str
    participant: ParticipantCode | None
    role: RoleId | None
    text: str
    start: float | None
    """Seconds on the session's clock or in the recording."""


def answers_to(
    records: Iterable[tuple[SessionRecord, Guide]],
    wanted: str,
    people: Mapping[ParticipantCode, Participant],
    *,
    guide: str = "",
    role: str = "",
) -> Iterator[AnswerRow]:
    """Participants' words in answer to a question, session by session, in reading order.

    `wanted` is its id, or its number in the guide of each session. With `role`, only words of people in it.

    Raises:
        NotFound: no session's guide has such a question.
    """
    known: dict[str, str] = {}
    found = False
    for record, asked in records:
        if guide and record.session.guide != guide:
            continue
        numbers = {str(n): question.id for n, question in enumerate(asked.questions(), 1)}
        known |= {question.id: question.heading for question in asked.questions()}
        question = numbers.get(wanted, wanted)
        if asked.question(question) is None:
            continue
        found = True
        for passage in passages(record, asked):
            if passage.question != question or passage.kind is PassageKind.NOTE:
                continue
            person = people.get(passage.speaker) if passage.speaker is not None else None
            if passage.kind is PassageKind.TURN and passage.speaker is None:
                continue  # the interviewer, or nobody knows
            if role and (person is None or person.role != role):
                continue
            yield AnswerRow(
                session=record.session.id,
                passage=passage.id,
                kind=record.session.kind,
                guide=record.session.guide,
                question=QuestionId(question),
                heading=passage.heading,
                participant=passage.speaker,
                role=person.role if person else None,
                text=passage.text,
                start=passage.start,
            )
    if not found:
        raise NotFound(f"No session was asked “{wanted}”", remedy=nearest(wanted, known))
