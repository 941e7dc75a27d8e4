"""Whole small studies to draft from: people of some roles, what each said, and what it was tagged with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from reflect.domain.codebook import LearningPoint, codebook_of
from reflect.domain.gate import Rules, people_by_role
from reflect.domain.guide import Guide
from reflect.domain.ids import GuideId, ParticipantCode, PassageId, PointId, QuoteId, RoleId, SessionId
from reflect.domain.people import Participant
from reflect.domain.session import Quote, Session, SessionKind, SessionRecord, Tag, Turn, tag_id
from reflect.writeups.briefing import BriefingData
from reflect.writeups.copied import written
from reflect.writeups.method import method_of, said_in
from tests.writeups.builders import AGREED, ROLES

POINTS = codebook_of(
    LearningPoint(id=PointId(f"LP{n}"), number=n, name=name, description=f"About *{name}*.")
    for n, name in enumerate(("Start upstream", "Be realistic | now"), 1)
)
GUIDE = Guide(id=GuideId("provider"), title="Provider interview", version="1.0")


def member(code: str, role: str = "provider", **consent: Any) -> Participant:
    """Somebody called Secret Name who agreed to everything but their name."""
    agreed = msgspec.structs.replace(AGREED, **{"recorded": True, **consent})
    return Participant(code=ParticipantCode(code), role=RoleId(role), name="Secret Name", consents=(agreed,))


def sitting(
    number: int,
    *said: tuple[str, str, tuple[str, ...]],
    day: str = "2026-03-03",
    kind: SessionKind = SessionKind.INTERVIEW,
    seconds: float = 3600,
    by: Sequence[str] = ("ana",),
    **quote: object,
) -> SessionRecord:
    """A session of turns: whose each is, its words, its learning points (with `!`: against them)."""
    session = Session(
        id=SessionId(f"s{number}"),
        kind=kind,
        guide=GUIDE.id,
        guide_version=GUIDE.version,
        guide_text="",
        participant=ParticipantCode(said[0][0]) if said and kind is not SessionKind.WORKSHOP else None,
        started=f"{day}T10:00:00+00:00",
        seconds=seconds,
    )
    turns, quotes, tags = {}, {}, {}
    for order, (who, words, points) in enumerate(said):
        turn = Turn(id=f"t{order}", order=order, text=words, participant=ParticipantCode(who))
        turns[turn.id] = turn
        if not points:
            continue
        made = Quote(
            id=QuoteId(f"q{number}{order}aaaaaa"[:8]),
            passage=PassageId(f"turn:{turn.id}"),
            start=0,
            end=len(words),
            words=words,
            at="2026-03-04",
        )
        quotes[made.id] = msgspec.structs.replace(made, **quote)
        for point in points:
            for researcher in by:
                name = PointId(point.removeprefix("!"))
                tag = Tag(
                    id=tag_id(made.id, name, researcher),
                    quote=made.id,
                    point=name,
                    by=researcher,
                    at="2026-03-04",
                    contradicts=point.startswith("!"),
                )
                tags[tag.id] = tag
    return SessionRecord(session=session, turns=turns, quotes=quotes, tags=tags)


def told(
    people: Sequence[Participant], *sessions: SessionRecord, writeups: Sequence[tuple[str, str]] = ()
) -> BriefingData:
    """What a briefing is drafted from."""
    known = {person.code: person for person in people}
    pairs = [(record, GUIDE) for record in sessions]
    said = said_in(pairs, known)
    rules = Rules(roles=ROLES, people_in_role=people_by_role(people), today="2026-11-26")
    return BriefingData(
        title="A *study*",
        created="2026-11-26",
        codebook=POINTS,
        people=tuple(people),
        said=tuple(said),
        method=method_of(pairs, said, known, POINTS, (), rules),
        rules=rules,
        written=tuple(written(name, text) for name, text in writeups),
    )
