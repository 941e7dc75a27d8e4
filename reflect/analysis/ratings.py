"""Ratings: what the sessions of a round say of each learning point, and who says it.

A rating is an answer to a scale question that names one learning point (`points=LP4`). It comes from a person
(with a code, or from a seat that has none), from somebody who speaks for a whole role, or from a group that
agreed on it; the three are never mixed. Whoever answered twice in a round counts once, with the last answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from reflect.domain.gate import taken_back
from reflect.domain.group import Contribution
from reflect.domain.guide import Guide, GuideMode, Question, QuestionKind
from reflect.domain.ids import (
    ParticipantCode,
    PassageId,
    PointId,
    QuestionId,
    QuoteId,
    RoleId,
    RoundId,
    SessionId,
)
from reflect.domain.passages import answer_passage, contribution_passage, speaker_of, who_said
from reflect.domain.people import Participant
from reflect.domain.rounds import Round
from reflect.domain.session import Response, SessionRecord


class Voice(StrEnum):
    """Who a rating comes from."""

    PERSON = "person"
    ROLE = "role"
    """One session that speaks for everybody in a role."""
    GROUP = "group"
    """What a group agreed on in a conversation; what each said before it stands beside it."""


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """One answer on one learning point."""

    round: RoundId
    point: PointId
    """The learning point that was asked about; it may be merged into another by now."""
    voice: Voice
    who: str
    """For researchers: `P03`, `seat 4`, a role's id, `group`."""
    person: ParticipantCode | None = None
    """By whom rounds are matched; None where nobody knows."""
    role: RoleId | None = None
    value: int | None = None
    """None: they would rather not, or could not, say."""
    comment: str = ""
    evidence: tuple[QuoteId, ...] = ()
    session: SessionId
    passage: PassageId
    """Where the comment stands."""
    at: str
    """When it was given: ISO 8601."""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """Ratings that are not counted, and why."""

    reason: str
    count: int
    sessions: tuple[SessionId, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The ratings of a study."""

    ratings: tuple[Rating, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


WITHDREW = "of people who withdrew, or do not take part"
NO_CONSENT = "of people who have not agreed to take part"
OTHER_SCALE = "on another scale than their round's"
ANSWERED_AGAIN = "answered again in the same round: the last answer counts"


def rated_point(question: Question) -> PointId | None:
    """The learning point that an answer to this question rates; None for a question of another kind."""
    if question.kind is QuestionKind.SCALE and len(question.points) == 1:
        return question.points[0]
    return None


def ratings(
    sessions: Iterable[tuple[SessionRecord, Guide]],
    rounds: Sequence[Round],
    people: Mapping[ParticipantCode, Participant],
    *,
    public: bool = False,
) -> Found:
    """Every rating in these rounds. Those of who withdrew are left out.

    `public`: also those of people with a code who have not agreed to take part; words are left out of it.
    """
    known = {each.id: each for each in rounds}
    left: dict[str, list[SessionId]] = defaultdict(list)
    found: list[Rating] = []
    for record, guide in sessions:
        session_round = known.get(record.session.round) if record.session.round is not None else None
        if session_round is None:
            continue
        for question in guide.questions():
            point = rated_point(question)
            if point is None:
                continue
            for rating in _rated(record, guide, question.id, point, people):
                reason = _why_not(rating, question, session_round, people, public=public)
                if reason:
                    left[reason].append(rating.session)
                else:
                    found.append(rating)
    kept, again = _last_of_each(found)
    left[ANSWERED_AGAIN] += [rating.session for rating in again]
    return Found(
        ratings=tuple(_without_words(each) for each in kept) if public else tuple(kept),
        left_out=tuple(
            LeftOut(reason=reason, count=len(where), sessions=tuple(sorted(set(where))))
            for reason, where in sorted(left.items())
            if where
        ),
    )


def _rated(
    record: SessionRecord,
    guide: Guide,
    question: QuestionId,
    point: PointId,
    people: Mapping[ParticipantCode, Participant],
) -> Iterator[Rating]:
    session = record.session
    response = record.responses.get(question)
    group = guide.mode is GuideMode.GROUP or bool(record.seats)
    if response is not None and (response.rating is not None or response.cannot_say):
        person = None if group else session.participant
        if group:
            voice, who, role = Voice.GROUP, "group", None
        elif person is None and session.role is not None and session.source is None:
            voice, who, role = Voice.ROLE, str(session.role), session.role
        else:
            voice, who = Voice.PERSON, str(person or f"session {session.id}")
            role = _role(person, people) or session.role
        yield _rating(record, response, point, voice, who=who, person=person, role=role)
    for said in record.contributions.values():
        if said.question == question and not said.about and (said.rating is not None or said.cannot_say):
            person = speaker_of(record, said)
            seat = record.seats.get(said.seat) if said.seat is not None else None
            role = _role(person, people) or said.role or (seat.role if seat is not None else None)
            yield _rating(
                record, said, point, Voice.PERSON, who=who_said(record, said), person=person, role=role
            )


def _rating(
    record: SessionRecord,
    said: Response | Contribution,
    point: PointId,
    voice: Voice,
    *,
    who: str,
    person: ParticipantCode | None,
    role: RoleId | None,
) -> Rating:
    session = record.session
    alone = isinstance(said, Response)
    return Rating(
        round=session.round or RoundId(""),
        point=point,
        voice=voice,
        who=who,
        person=person,
        role=role,
        value=None if said.cannot_say else said.rating,
        comment=said.text.strip(),
        evidence=said.evidence,
        session=session.id,
        passage=answer_passage(said.id) if alone else contribution_passage(said.id),
        at=session.started if isinstance(said, Response) else said.at,
    )


def _role(code: ParticipantCode | None, people: Mapping[ParticipantCode, Participant]) -> RoleId | None:
    person = people.get(code) if code is not None else None
    return person.role if person is not None else None


def _why_not(
    rating: Rating,
    question: Question,
    where: Round,
    people: Mapping[ParticipantCode, Participant],
    *,
    public: bool,
) -> str:
    """Why a rating is not counted; empty when it is."""
    person = people.get(rating.person) if rating.person is not None else None
    if person is not None and taken_back(person) is not None:
        return WITHDREW
    if public and rating.person is not None:
        consent = person.consent if person is not None else None
        if consent is None or consent.take_part is not True:
            return NO_CONSENT
    off = rating.value is not None and not where.low <= rating.value <= where.high
    return OTHER_SCALE if off or question.bounds != (where.low, where.high) else ""


def _last_of_each(found: Iterable[Rating]) -> tuple[list[Rating], list[Rating]]:
    """The ratings without those that the same person, or the same role, gave anew in the same round."""
    last: dict[object, Rating] = {}
    again: list[Rating] = []
    for rating in sorted(found, key=lambda each: (each.at, each.session, each.passage)):
        key: object = (rating.session, rating.passage)
        if rating.person is not None:
            key = (rating.round, rating.point, rating.person)
        elif rating.voice is Voice.ROLE:
            key = (rating.round, rating.point, rating.role)
        before = last.pop(key, None)
        again += [before] if before is not None else []
        last[key] = rating
    return list(last.values()), again


def _without_words(rating: Rating) -> Rating:
    """A rating as it may be counted for everybody: without what its giver said, or is called."""
    return msgspec.structs.replace(rating, comment="", who="")
