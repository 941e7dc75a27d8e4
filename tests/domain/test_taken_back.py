"""A change of a whole session taken back later: exactly that, or nothing at all."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from reflect.domain.ids import GuideId, PointId, QuestionId, QuoteId, SessionId
from reflect.domain.session import Quote, Response, Session, SessionKind, SessionRecord, Tag
from reflect.domain.taken_back import changes_between, taken_back

change = msgspec.structs.replace
AT = "2026-03-04T10:00:00+00:00"


def record(**tables: Any) -> SessionRecord:
    session = Session(
        id=SessionId("s1"),
        kind=SessionKind.INTERVIEW,
        guide=GuideId("provider"),
        guide_version="1",
        guide_text="",
        started=AT,
    )
    return SessionRecord(session=session, **tables)


def answered(**texts: str) -> dict[QuestionId, Response]:
    return {QuestionId(key): Response(id=QuestionId(key), text=text) for key, text in texts.items()}


def test_what_was_set_is_set_back_and_what_was_written_since_stays() -> None:
    before = record(responses=answered(one="spring", two="here"))
    after = change(before, responses=answered(one="winter", two="here"))
    now = change(after, responses=answered(one="winter", two="here and there", three="new"))
    back = taken_back(now, before, after)
    assert back is not None
    assert back.responses == answered(one="spring", two="here and there", three="new")


def test_nothing_is_taken_back_where_somebody_has_written_on() -> None:
    before = record(responses=answered(one="spring"))
    after = change(before, responses=answered(one="winter"))
    now = change(after, responses=answered(one="winter, I think"))
    assert taken_back(now, before, after) is None


def test_another_field_of_the_same_row_may_have_changed() -> None:
    before = record(responses=answered(one="spring"))
    after = change(before, responses=answered(one="winter"))
    key = QuestionId("one")
    now = change(after, responses={key: change(after.responses[key], bookmark=True)})
    back = taken_back(now, before, after)
    assert back is not None
    assert (back.responses[key].text, back.responses[key].bookmark) == ("spring", True)


@pytest.mark.parametrize("there", [True, False])
def test_a_row_that_was_added_goes_only_as_it_was(*, there: bool) -> None:
    quote = Quote(id=QuoteId("q"), passage="answer:one", start=0, end=6, words="spring", at=AT)  # type: ignore[arg-type]
    before = record(responses=answered(one="spring"))
    after = change(before, quotes={quote.id: quote})
    now = change(after, quotes={quote.id: change(quote, end=3, words="spr")} if there else {})
    assert taken_back(now, before, after) is None
    assert taken_back(after, before, after) == before


def test_the_sitting_itself_is_set_back_too() -> None:
    before = record()
    after = change(before, session=change(before.session, researcher="ben"))
    now = change(after, session=change(after.session, seconds=90.0))
    back = taken_back(now, before, after)
    assert back is not None
    assert (back.session.researcher, back.session.seconds) == ("", 90.0)
    again = change(after, session=change(after.session, researcher="cleo"))
    assert taken_back(again, before, after) is None


def test_every_table_that_differs_is_told() -> None:
    tag = Tag(id="q/LP1/ana", quote=QuoteId("q"), point=PointId("LP1"), at=AT)
    before = record(responses=answered(one="spring"), tags={tag.id: tag})
    after = record(responses=answered(one="winter", two="x"))
    told = [(c.table, c.id) for c in changes_between(before, after)]
    assert told == [("responses", "one"), ("responses", "two"), ("tags", tag.id)]
