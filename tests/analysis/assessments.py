"""Sessions of a self-assessment, made small: who says what of which learning point."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from reflect.analysis.progress import progress
from reflect.analysis.ratings import ratings
from reflect.analysis.tables import InRound, Progress, Public
from reflect.domain.codebook import Codebook, LearningPoint, codebook_of
from reflect.domain.consent import Consent
from reflect.domain.group import Contribution, Seat, SeatId
from reflect.domain.guide import Guide
from reflect.domain.ids import (
    GuideId,
    ParticipantCode,
    PointId,
    QuestionId,
    QuoteId,
    RoleId,
    RoundId,
    SessionId,
)
from reflect.domain.people import DEFAULT_ROLES, Participant
from reflect.domain.rounds import Round
from reflect.domain.session import Response, Session, SessionKind, SessionRecord
from reflect.guides.parse import parse_guide

ROLES = {"P": "provider", "A": "public-agency", "C": "commissioner", "L": "lived-experience"}
CODEBOOK = codebook_of(
    [
        LearningPoint(id=PointId(f"LP{n}"), number=n, name=name)
        for n, name in ((1, "Start upstream"), (4, "Recognise difference"), (5, "Focus on assets"))
    ]
)
CANNOT = None
Answers = Mapping[str, int | None]
Said = tuple[SessionRecord, Guide]
_numbers = itertools.count(1)


def guide_text(points: Sequence[str], *, mode: str = "single", most: int = 5) -> str:
    """A guide that asks about these learning points."""
    front = f"id: self-check\ntitle: Self-check\nversion: 1.0\nkind: assessment\nmode: {mode}"
    head = f"---\n{front}\n---\n\n# Where we are\n"
    asked = [
        f"\n## About {point} {{#{point.lower()} kind=scale min=1 max={most} points={point}}}\n\nHow far?\n"
        for point in points
    ]
    return head + "".join(asked)


def a_guide(points: Sequence[str], *, mode: str = "single", most: int = 5) -> Guide:
    return parse_guide(guide_text(points, mode=mode, most=most), "self-check.md")


def a_round(name: str, *points: str, opened: str = "", closed: str | None = None) -> Round:
    """`r1`, `r2`, … opened a year after another."""
    return Round(
        id=RoundId(name),
        name=name.upper(),
        opened=opened or f"202{name[-1]}-03-01",
        closed=closed,
        guide=GuideId("self-check"),
        points=tuple(PointId(point) for point in points),
    )


def people(codes: str, *, withdrawn: str = "", unasked: str = "") -> dict[ParticipantCode, Participant]:
    """Participants by codes such as `P1 P2 A1`: the letter is the role."""
    found = {}
    for code in codes.split():
        consent = Consent(
            take_part=True, date="2026-01-01", withdrawn="2026-02-02" if code in withdrawn.split() else None
        )
        found[ParticipantCode(code)] = Participant(
            code=ParticipantCode(code),
            role=RoleId(ROLES[code[0]]),
            consents=() if code in unasked.split() else (consent,),
        )
    return found


def _session(
    round_id: str, guide: str, *, participant: str | None = None, role: str | None = None, at: str = ""
) -> Session:
    number = next(_numbers)
    return Session(
        id=SessionId(f"s{number:04d}"),
        kind=SessionKind.ASSESSMENT,
        guide=GuideId("self-check"),
        guide_version="1.0",
        guide_text=guide,
        participant=ParticipantCode(participant) if participant else None,
        role=RoleId(role) if role else None,
        round=RoundId(round_id),
        started=at or f"2026-03-01T10:00:00.{number:06d}+00:00",
    )


def alone(
    round_id: str,
    code: str | None,
    answers: Answers,
    *,
    role: str | None = None,
    at: str = "",
    comment: str = "",
    evidence: Sequence[str] = (),
    most: int = 5,
) -> Said:
    """A session in which one person, or one for a whole role, answers."""
    text = guide_text(list(answers), most=most)
    responses = {
        QuestionId(point.lower()): Response(
            id=QuestionId(point.lower()),
            rating=value,
            cannot_say=value is None,
            text=comment,
            evidence=tuple(QuoteId(quote) for quote in evidence),
        )
        for point, value in answers.items()
    }
    session = _session(round_id, text, participant=code, role=role, at=at)
    return SessionRecord(session=session, responses=responses), parse_guide(text, "self-check.md")


def together(round_id: str, seats: Mapping[str, Answers], agreed: Answers) -> Said:
    """A session of a group: what each seat says (`P1`; `?provider`: nobody known), and what they agree on."""
    points = list(dict.fromkeys([*agreed, *(point for each in seats.values() for point in each)]))
    text = guide_text(points, mode="group")
    in_room: dict[SeatId, Seat] = {}
    said: dict[str, Contribution] = {}
    for order, (who, answers) in enumerate(seats.items(), 1):
        seat = SeatId(f"seat{order}")
        in_room[seat] = Seat(
            id=seat,
            order=order,
            participant=None if who.startswith("?") else ParticipantCode(who),
            role=RoleId(who.strip("?0123456789")) if who.startswith("?") else None,
            joined="2026-03-01T10:00:00+00:00",
        )
        for point, value in answers.items():
            key = f"c{order}{point}"
            said[key] = Contribution(
                id=key,
                question=QuestionId(point.lower()),
                seat=seat,
                rating=value,
                cannot_say=value is None,
                at="2026-03-01T11:00:00+00:00",
            )
    responses = {
        QuestionId(point.lower()): Response(
            id=QuestionId(point.lower()), rating=value, cannot_say=value is None
        )
        for point, value in agreed.items()
    }
    record = SessionRecord(
        session=_session(round_id, text), responses=responses, seats=in_room, contributions=said
    )
    return record, parse_guide(text, "self-check.md")


def tables(
    sessions: Sequence[Said],
    rounds: Sequence[Round],
    who: Mapping[ParticipantCode, Participant],
    *,
    smallest: int | None = None,
    in_role: Mapping[str, int] | None = None,
    codebook: Codebook = CODEBOOK,
) -> Progress:
    """The tables; with `smallest`, as the public sees them."""
    found = ratings(sessions, rounds, who, public=smallest is not None)
    public = None
    if smallest is not None:
        counts = {RoleId(role): number for role, number in (in_role or {}).items()}
        public = Public(smallest=smallest, people_in_role=counts)
    return progress(found, rounds, codebook, DEFAULT_ROLES, public=public)


def cell(found: Progress, point: str, round_id: str) -> InRound:
    """A learning point in a round."""
    row = found.of(point)
    assert row is not None
    there = row.of(round_id)
    assert there is not None
    return there
