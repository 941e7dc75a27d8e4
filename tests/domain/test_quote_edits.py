"""Quotes split, merged and starred: no tag and no memo is lost, and no word stands that nobody approved."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reflect.domain.changes import applied
from reflect.domain.ids import PassageId, PointId, QuoteId
from reflect.domain.passages import Passage, PassageKind
from reflect.domain.quote_edits import halves, merge, mergeable, place_to_split, split, star
from reflect.domain.session import Approval, Memo, MemoTarget, Quote, SessionRecord, Tag, tag_id
from tests.builders import a_record

AT = "2026-11-23T10:15:30+00:00"
TEXT = "We were cross.  Then Sam came. One person, for the whole district!"
PASSAGE = Passage(id=PassageId("turn:1"), kind=PassageKind.TURN, label="1", text=TEXT)


def a_quote(quote_id: str, start: int, end: int, approval: Approval = Approval.NOT_ASKED) -> Quote:
    return Quote(
        id=QuoteId(quote_id),
        passage=PASSAGE.id,
        start=start,
        end=end,
        words=TEXT[start:end],
        by="ana",
        at=AT,
        approval=approval,
    )


def a_tag(quote: str, point: str, by: str, *, contradicts: bool = False) -> Tag:
    tag = tag_id(quote, point, by)
    return Tag(id=tag, quote=QuoteId(quote), point=PointId(point), by=by, at=AT, contradicts=contradicts)


def a_memo(memo_id: str, quote: str) -> Memo:
    return Memo(id=memo_id, target=MemoTarget.QUOTE, target_id=quote, text=memo_id, by="ana", at=AT)


def with_rows(quotes: list[Quote], tags: list[Tag], memos: list[Memo]) -> SessionRecord:
    return replace(
        a_record(),
        quotes={quote.id: quote for quote in quotes},
        tags={tag.id: tag for tag in tags},
        memos={memo.id: memo for memo in memos},
    )


def given_to(record: SessionRecord, quote: str) -> set[tuple[str, str]]:
    return {(tag.point, tag.by) for tag in record.tags.values() if tag.quote == quote}


SPANS = (
    st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted).filter(lambda s: s[0] < s[1])
)
TAGS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["ana", "ben"]), st.booleans()), max_size=5)
APPROVALS = st.sampled_from(Approval)


@settings(max_examples=60)
@given(SPANS, st.integers(0, len(TEXT)), TAGS, APPROVALS)
def test_a_split_quote_keeps_every_word_and_both_parts_every_tag(
    span: list[int], at: int, tags: list[tuple[str, str, bool]], approval: Approval
) -> None:
    quote = a_quote("q", span[0], span[1], approval)
    given_tags = [a_tag("q", point, by, contradicts=against) for point, by, against in tags]
    record = with_rows([quote], given_tags, [a_memo("m", "q")])
    if halves(TEXT, quote, at) is None:
        with pytest.raises(ValueError, match="nothing on one side"):
            split(record, PASSAGE, quote, at, new_id="r", when=AT)
        return
    after = applied(record, split(record, PASSAGE, quote, at, new_id="r", when=AT))
    first, second = after.quotes[QuoteId("q")], after.quotes[QuoteId("r")]
    assert quote.start <= first.start < first.end <= at <= second.start < second.end <= quote.end
    assert "".join((first.words + second.words).split()) == "".join(quote.words.split())
    for part in (first, second):
        assert part.words == TEXT[part.start : part.end]
        assert part.approval is (Approval.DECLINED if approval is Approval.DECLINED else Approval.NOT_ASKED)
    assert given_to(after, "q") == given_to(after, "r") == given_to(record, "q")
    assert after.memos == record.memos


@settings(max_examples=60)
@given(SPANS, SPANS, TAGS, TAGS, APPROVALS, APPROVALS)
def test_merged_quotes_are_one_with_everything_that_either_had(
    one: list[int],
    two: list[int],
    tags: list[tuple[str, str, bool]],
    others: list[tuple[str, str, bool]],
    approval: Approval,
    other_approval: Approval,
) -> None:
    quote = a_quote("q", one[0], one[1], approval)
    other = replace(a_quote("r", two[0], two[1], other_approval), starred=True)
    mine = [a_tag("q", point, by, contradicts=against) for point, by, against in tags]
    theirs = [a_tag("r", point, by, contradicts=against) for point, by, against in others]
    record = with_rows([quote, other], mine + theirs, [a_memo("m", "q"), a_memo("n", "r")])
    after = applied(record, merge(record, PASSAGE, quote, other, by="ana", at=AT))
    whole = after.quotes[QuoteId("q")]
    assert list(after.quotes) == ["q"]
    assert (whole.start, whole.end) == (min(one[0], two[0]), max(one[1], two[1]))
    assert whole.words == TEXT[whole.start : whole.end]
    assert whole.starred
    declined = Approval.DECLINED in (approval, other_approval)
    assert whole.approval is (Approval.DECLINED if declined else Approval.NOT_ASKED)
    assert given_to(after, "q") == given_to(record, "q") | given_to(record, "r")
    assert all(tag.quote == "q" for tag in after.tags.values())
    against = {(t.point, t.by) for t in record.tags.values() if t.contradicts}
    assert {(t.point, t.by) for t in after.tags.values() if t.contradicts} == against
    assert {memo.target_id for memo in after.memos.values()} == {"q"}
    assert next(iter(after.bin.values())).quotes == (other,)


def test_quotes_of_two_passages_are_not_merged() -> None:
    quote, other = a_quote("q", 0, 5), replace(a_quote("r", 0, 5), passage=PassageId("turn:2"))
    record = with_rows([quote, other], [], [])
    with pytest.raises(ValueError, match="one passage"):
        merge(record, PASSAGE, quote, other, by="ana", at=AT)
    assert mergeable([quote, other], quote) == []


def test_what_overlaps_is_merged_before_the_nearest_that_does_not() -> None:
    quote, inside, after, later = (
        a_quote(q, *span) for q, span in zip("qixl", ((5, 20), (8, 12), (30, 40), (50, 60)), strict=True)
    )
    assert mergeable([later, after, inside, quote], quote) == [inside]
    assert mergeable([later, after, quote], quote) == [after]
    assert mergeable([quote, later, after], after) == [later], "of two as near, the next"
    assert mergeable([a_quote("n", 22, 28), later, after], after)[0].id == "n"
    assert mergeable([quote, after], after) == [quote], "what a split took off is found again"
    assert mergeable([quote], quote) == []


def test_a_split_in_a_word_is_meant_before_it() -> None:
    inside = TEXT.index("Sam") + 1
    assert place_to_split(TEXT, inside) == TEXT.index("Sam")
    assert place_to_split(TEXT, TEXT.index("Sam")) == TEXT.index("Sam")


def test_a_star_is_given_and_taken_away() -> None:
    record = with_rows([a_quote("q", 0, 5)], [], [])
    once = applied(record, star(record, record.quotes[QuoteId("q")]))
    assert once.quotes[QuoteId("q")].starred
    assert applied(once, star(once, once.quotes[QuoteId("q")])) == record
    assert msgspec.json.decode(msgspec.json.encode(once), type=SessionRecord) == once
