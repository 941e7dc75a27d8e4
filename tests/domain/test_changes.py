"""Whatever was done can be taken back, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reflect.domain import tagging
from reflect.domain.changes import applied, put
from reflect.domain.going_back import taking_back
from reflect.domain.ids import GuideId, PassageId, PointId, QuestionId, QuoteId, SessionId
from reflect.domain.session import (
    Memo,
    MemoTarget,
    Quote,
    Response,
    ResponseState,
    Session,
    SessionKind,
    SessionRecord,
)

BLANK = SessionRecord(
    session=Session(
        id=SessionId("s"),
        kind=SessionKind.INTERVIEW,
        guide=GuideId("g"),
        guide_version="1",
        guide_text="",
        started="2026-03-04T10:00:00+00:00",
    )
)


def a_quote(number: int) -> Quote:
    return Quote(
        id=QuoteId(f"q{number}"),
        passage=PassageId("answer:a"),
        start=number,
        end=number + 3,
        words="abc",
        at="",
    )


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["LP1", "LP2", "LP3"])), max_size=12))
def test_taking_every_step_back_in_turn_leaves_the_record_as_it_was(steps: list[tuple[int, str]]) -> None:
    record, done = BLANK, []
    for number, point in steps:
        quote = record.quotes.get(QuoteId(f"q{number}"), a_quote(number))
        changes = tagging.toggle_point(record, quote, PointId(point), by="ana", at="")
        record = applied(record, changes)
        done.append(changes)
    for changes in reversed(done):
        record = applied(record, taking_back(record, changes).changes)
    assert record == BLANK


def test_words_typed_since_are_not_taken_back_with_a_mark() -> None:
    question = QuestionId("a")
    skipped = Response(id=question, state=ResponseState.SKIPPED, reason="no time")
    changes = [put(BLANK, "responses", skipped)]
    record = applied(BLANK, changes)
    marked = [put(record, "responses", Response(id=question, state=ResponseState.DECLINED))]
    record = applied(record, marked)
    typed = Response(id=question, state=ResponseState.DECLINED, text="After all, yes.")
    record = applied(record, [put(record, "responses", typed)])
    record = applied(record, taking_back(record, marked).changes)
    assert record.responses[question].text == "After all, yes."
    assert record.responses[question].reason == "no time"


def test_a_quote_that_loses_its_last_tag_goes_with_it_but_not_with_a_memo_on_it() -> None:
    quote = a_quote(0)
    record = applied(BLANK, tagging.toggle_point(BLANK, quote, PointId("LP1"), by="ana", at=""))
    memo = Memo(id="m", target=MemoTarget.QUOTE, target_id=quote.id, text="compare", at="")
    kept = applied(record, [put(record, "memos", memo)])
    assert not applied(record, tagging.toggle_point(record, quote, PointId("LP1"), by="ana", at="")).quotes
    assert applied(kept, tagging.toggle_point(kept, quote, PointId("LP1"), by="ana", at="")).quotes


def test_one_researchers_toggle_leaves_anothers_tag_alone() -> None:
    quote = a_quote(0)
    record = applied(BLANK, tagging.toggle_point(BLANK, quote, PointId("LP1"), by="ana", at=""))
    record = applied(record, tagging.toggle_point(record, quote, PointId("LP1"), by="ben", at=""))
    record = applied(record, tagging.toggle_point(record, quote, PointId("LP1"), by="ana", at=""))
    assert [tag.by for tag in tagging.tags_of(record, quote.id)] == ["ben"]
    assert tagging.uses(record) == {"LP1": 1}


def test_removing_a_quote_takes_its_tags_and_memos_and_no_others() -> None:
    record = BLANK
    for number in (0, 5):
        record = applied(
            record, tagging.toggle_point(record, a_quote(number), PointId("LP1"), by="ana", at="")
        )
    after = applied(record, tagging.remove_quote(record, "q0", by="ana", at="2026-11-23T10:00:00+00:00"))
    assert list(after.quotes) == ["q5"]
    assert [tag.quote for tag in after.tags.values()] == ["q5"]
