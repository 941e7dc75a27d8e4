"""A study goes out as a REFI-QDA project and comes into an empty one: it is the same.

*The same* means: the same passages in order, with who said them and to which question; the same quotes at
the same words, with stars, who made them and when; the same tags, by whom, when, for or against; the same
memos on quotes, sessions, learning points and the study; the same participants with their roles, the same
learning points. Other are the ids of what stands in sessions; what was asked in a guide is a transcript's
turn; and consent, approvals, choices and ratings do not travel: consent is never taken from a file.
"""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.codebook import LearningPoint
from reflect.domain.gate import Audience
from reflect.domain.group import Contribution, Seat, SeatId
from reflect.domain.guide import Guide
from reflect.domain.ids import (
    GuideId,
    ParticipantCode,
    PassageId,
    PointId,
    QuestionId,
    QuoteId,
    RoleId,
    RoundId,
    SessionId,
)
from reflect.domain.passages import Passage, PassageKind, passages
from reflect.domain.people import Participant, Role
from reflect.domain.session import (
    INTERVIEWER,
    Memo,
    MemoTarget,
    Note,
    NoteKind,
    Quote,
    Response,
    Session,
    SessionKind,
    SessionRecord,
    Tag,
    Turn,
    tag_id,
)
from reflect.exchange.refi_text import plain
from reflect.exchange.refi_write import as_qdpx
from reflect.guides.parse import parse_guide
from reflect.services.importing import Asked
from reflect.services.refi_given import ProjectAsked
from reflect.services.refi_out import project_out
from reflect.services.study import Study
from tests.services.studies import a_study

GUIDE = """---
id: talk
title: Talk
version: 1
---

# Talk

## One {#one}

Tell.

## Two {#two}

More.
"""
SIGNS = [*"ab é🎈.,\n:\t\u0301", "\r\n", "\U0001f469\u200d\U0001f52c"]
TEXT = (
    st.lists(st.sampled_from(SIGNS), min_size=1, max_size=30).map("".join).filter(lambda s: bool(s.strip()))
)
AT = st.integers(0, 59).map(lambda s: f"2026-03-04T10:11:{s:02}+01:00")
WHO = st.sampled_from(["ana", "ben", ""])
POINTS = [PointId("LP1"), PointId("LP4"), PointId("own"), PointId("child")]


@st.composite
def records(draw: st.DrawFn, number: int) -> SessionRecord:
    session = Session(
        id=SessionId(f"s{number}"),
        kind=SessionKind.INTERVIEW,
        guide=GuideId("talk"),
        guide_version="1",
        guide_text=GUIDE,
        participant=ParticipantCode("P01") if draw(st.booleans()) else None,
        researcher="ana",
        started=f"2026-03-0{number + 1}T10:00:00+01:00",
        ended=f"2026-03-0{number + 1}T11:00:00+01:00",
        seconds=3600.5,
    )
    responses = {
        key: Response(id=key, text=f"{number} {draw(TEXT)}", first_at=12.5)
        for key in (QuestionId("one"), QuestionId("two"))
        if draw(st.booleans())
    }
    speaking = draw(st.lists(st.sampled_from(["P01", "P02", INTERVIEWER, "?"]), max_size=4))
    turns = {
        f"t{n}": Turn(
            id=f"t{n}",
            order=n,
            speaker=who,
            text=f"{number}{n} {draw(TEXT)}",
            participant=ParticipantCode(who) if who.startswith("P") else None,
            question=QuestionId("two") if n % 2 else None,
        )
        for n, who in enumerate(speaking)
    }
    notes = {"n": Note(id="n", kind=NoteKind.FIELD, at=3.0, written=session.started, text=draw(TEXT))}
    record = SessionRecord(session=session, responses=responses, turns=turns, notes=notes)
    return _with_quotes(draw, record)


@st.composite
def workshops(draw: st.DrawFn, number: int) -> SessionRecord:
    """What a group said: together, from seats with and without a participant, in a role, and as nobody."""
    started = f"2026-03-0{number + 1}T10:00:00+01:00"
    session = Session(
        id=SessionId(f"s{number}"),
        kind=SessionKind.WORKSHOP,
        guide=GuideId("talk"),
        guide_version="1",
        guide_text=GUIDE,
        researcher="ben",
        started=started,
    )
    seats = {
        SeatId("a"): Seat(id=SeatId("a"), order=1, participant=ParticipantCode("P02"), joined=started),
        SeatId("b"): Seat(id=SeatId("b"), order=2, joined=started),
    }
    whose = st.sampled_from([(SeatId("a"), None), (SeatId("b"), None), (None, RoleId("carer")), (None, None)])
    contributions = {}
    for order in range(1, draw(st.integers(1, 4)) + 1):
        seat, role = draw(whose)
        contributions[f"c{order}"] = Contribution(
            id=f"c{order}",
            question=draw(st.sampled_from([QuestionId("one"), QuestionId("two")])),
            seat=seat,
            role=role,
            text=f"{number}{order} {draw(TEXT)}",
            order=order,
            at=started,
        )
    together = Response(id=QuestionId("two"), text=f"{number} {draw(TEXT)}", first_at=12.5)
    record = SessionRecord(
        session=session, seats=seats, contributions=contributions, responses={together.id: together}
    )
    return _with_quotes(draw, record)


@st.composite
def assessments(draw: st.DrawFn, number: int) -> SessionRecord:
    """A round of self-assessment: ratings, and what was said of them."""
    session = Session(
        id=SessionId(f"s{number}"),
        kind=SessionKind.ASSESSMENT,
        guide=GuideId("talk"),
        guide_version="1",
        guide_text=GUIDE,
        participant=ParticipantCode("P01"),
        round=RoundId("spring"),
        started=f"2026-03-0{number + 1}T10:00:00+01:00",
    )
    one = Response(id=QuestionId("one"), rating=draw(st.integers(1, 5)), text=f"{number} {draw(TEXT)}")
    return _with_quotes(draw, SessionRecord(session=session, responses={one.id: one}))


def _with_quotes(draw: st.DrawFn, record: SessionRecord) -> SessionRecord:
    here = passages(record, parse_guide(GUIDE, "g"))
    quotes, tags, memos = {}, {}, {}
    key = record.session.id
    for n in range(draw(st.integers(0, 5))):
        passage = draw(st.sampled_from(here))
        start = draw(st.integers(0, len(passage.text) - 1))
        end = draw(st.integers(start + 1, len(passage.text)))
        changed = draw(st.sampled_from([False, False, True]))
        words = draw(TEXT) if changed else passage.text[start:end]
        quote = Quote(
            id=QuoteId(f"{key}q{n}"),
            passage=PassageId(passage.id),
            start=start,
            end=end,
            words=words,
            by=draw(WHO),
            at=draw(AT),
            starred=draw(st.booleans()),
            source_changed=changed,
        )
        quotes[quote.id] = quote
        for point in draw(st.sets(st.sampled_from(POINTS), max_size=2)):
            by = draw(WHO)
            tag = Tag(
                id=tag_id(quote.id, point, by),
                quote=quote.id,
                point=point,
                by=by,
                at=draw(AT),
                contradicts=draw(st.booleans()),
            )
            tags[tag.id] = tag
        for about, target in ((quote.id, MemoTarget.QUOTE), (key, MemoTarget.SESSION)):
            if draw(st.booleans()):
                memo = Memo(
                    id=f"{key}m{n}{target}", target=target, target_id=about, text=draw(TEXT), at=draw(AT)
                )
                memos[memo.id] = memo
    return msgspec.structs.replace(record, quotes=quotes, tags=tags, memos=memos)


def written(study: Study, found: list[SessionRecord]) -> None:
    """Put sessions, people, points and memos into a study."""
    for code, role in (("P01", "provider"), ("P02", "carer")):
        with study._study_file.together():
            study._study_file.roles.put(Role(id=RoleId("carer"), name="Carer", described="a carer"))
        person = Participant(
            code=ParticipantCode(code),
            role=RoleId(role),
            name=f"Qwx{code} Zyv",
            organisation="Hjk Lmn",
            post="chair",
        )
        study.edits.add_participant(person)
    shown = study.codebook().get("LP4")
    assert shown is not None
    study.codebook_edits.take_in(
        [
            msgspec.structs.replace(shown, number=9, description="Changed", example="", colour="pink"),
            LearningPoint(id=PointId("own"), number=4, name="Our own", use_when=("always",), colour="teal"),
            LearningPoint(
                id=PointId("child"), number=10, name="Child", parent=PointId("own"), retired="2026-03-01"
            ),
        ],
        "points",
    )
    for target, about in ((MemoTarget.POINT, "own"), (MemoTarget.STUDY, "")):
        at = "2026-03-09T10:00:00+00:00"
        study._study_file.memos.put(
            Memo(id=f"m{target}", target=target, target_id=about, text="Hm: a\nb", at=at)
        )
    for record in found:
        path = study._store.session_path(
            record.session.id,
            started=record.session.started,
            participant=record.session.participant,
            role=None,
        )
        study._store.session(path).save(record)


def the_same(study: Study) -> dict[str, Any]:
    """All that is to be the same of a study."""
    return {
        "sessions": [_session(record, guide) for record, guide in study.records()],
        "points": {point.id: point for point in study.codebook().points},
        "people": {(p.code, study.role_name(p.role), p.name, p.organisation, p.post) for p in study.people()},
        "memos": sorted((m.target, m.target_id, m.text, m.by, m.at) for m in study.study_memos()),
    }


def _session(record: SessionRecord, guide: Guide) -> dict[str, Any]:
    here = passages(record, guide)
    place = {passage.id: n for n, passage in enumerate(here)}
    said = {passage.id: passage.text for passage in here}
    session = record.session
    return {
        "when": (session.started, session.ended, session.seconds, session.participant, session.guide_text),
        "in a room": session.kind is SessionKind.WORKSHOP,
        "said": [(plain(p.text), p.speaker, p.asks, p.question, p.start, _seat(p)) for p in here],
        "quotes": sorted(
            (
                place.get(quote.passage, -1),
                *((quote.start, quote.end) if not quote.source_changed else (0, 0)),
                plain(said[quote.passage])[quote.start : quote.end]
                if not quote.source_changed
                else plain(quote.words),
                quote.by,
                quote.at,
                quote.starred,
                quote.source_changed,
                sorted(
                    (t.point, t.by, t.at, t.contradicts) for t in record.tags.values() if t.quote == quote.id
                ),
                sorted((plain(m.text), m.by, m.at) for m in record.memos.values() if m.target_id == quote.id),
            )
            for quote in record.quotes.values()
        ),
        "memos": sorted(
            (plain(m.text), m.by, m.at) for m in record.memos.values() if m.target is MemoTarget.SESSION
        ),
    }


def _seat(passage: Passage) -> str:
    """From where in a room it was said."""
    return passage.label if passage.kind is PassageKind.CONTRIBUTION else ""


def came_back(first: Study, second: Study) -> Study:
    """What of the first study went out and came into the second."""
    made = project_out(
        first, first.rendering.rules(), first.names_out, audience=Audience.INTERNAL, with_names=True
    )
    path = second.folder.parent / "p.qdpx"
    path.write_bytes(as_qdpx(made.project, made.ours))
    importer = second.importer().of_projects()
    importer.keep_project(importer.plan_project(path, Asked(again=True), ProjectAsked()))
    return second


@settings(deadline=None, max_examples=12)
@given(st.tuples(records(0), records(1), workshops(2) | assessments(2)))
def test_a_study_that_went_out_comes_into_an_empty_one_as_the_same(found: tuple[SessionRecord, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFLECT_STATE_DIR", str(Path(folder) / "state"))
        patch.setenv("REFLECT_CACHE_DIR", str(Path(folder) / "cache"))
        first = a_study(Path(folder) / "first")
        second = a_study(Path(folder) / "second", prefix="new")
        try:
            written(first, [record for record in found if passages(record, parse_guide(GUIDE, "g"))])
            assert the_same(came_back(first, second)) == the_same(first)
        finally:
            first.close()
            second.close()


def test_the_demo_comes_back_without_reflects_own_file_with_each_quote_and_tag(tmp_path: Path) -> None:
    import zipfile

    from reflect.services.demo import build_demo

    first, second = build_demo(tmp_path / "demo"), a_study(tmp_path / "second", prefix="new")
    made = project_out(
        first, first.rendering.rules(), first.names_out, audience=Audience.INTERNAL, with_names=True
    )
    path = tmp_path / "p.qdpx"
    path.write_bytes(as_qdpx(made.project))  # as another program would save it: without what only we know
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as archive:
        assert "reflect.json" not in archive.namelist()
    importer = second.importer().of_projects()
    importer.keep_project(importer.plan_project(path, Asked(), ProjectAsked()))

    def tagged(study: Study) -> list[tuple[str, str, str, bool]]:
        return sorted(
            (record.quotes[QuoteId(tag.quote)].words, tag.point, tag.by, tag.contradicts)
            for record, _ in study.records()
            for tag in record.tags.values()
        )

    assert len(tagged(first)) > 90
    assert tagged(second) == tagged(first)
    first.close()
    second.close()
