"""Several researchers on one session: who looks at their own alone sees nothing of others."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reflect.domain.changes import applied
from reflect.domain.ids import PassageId, PointId, QuoteId
from reflect.domain.session import Memo, MemoTarget, Quote, SessionRecord, Tag, tag_id
from reflect.domain.side_by_side import Whose, initials, is_shared, others_on, researchers, seen, set_apart
from tests.builders import a_record

AT = "2026-11-23T10:15:30+00:00"


def shared() -> SessionRecord:
    quotes = [
        Quote(id=QuoteId(q), passage=PassageId("x"), start=0, end=1, words="w", by=by, at=AT)
        for q, by in (("mine", "ana"), ("theirs", "ben"), ("both", "ben"))
    ]
    given_by = [("mine", "ana"), ("theirs", "ben"), ("both", "ana"), ("both", "ben")]
    tags = [
        Tag(id=tag_id(q, "a", by), quote=QuoteId(q), point=PointId("a"), by=by, at=AT) for q, by in given_by
    ]
    memo = Memo(id="m", target=MemoTarget.QUOTE, target_id="theirs", text="?", by="ben", at=AT)
    return replace(
        a_record(),
        quotes={quote.id: quote for quote in quotes},
        tags={tag.id: tag for tag in tags},
        memos={memo.id: memo},
    )


def test_all_is_the_record_itself() -> None:
    record = shared()
    assert seen(record, Whose.ALL, "ana") is record


def test_own_and_blind_show_what_one_made_or_tagged_and_nothing_else() -> None:
    for whose in (Whose.OWN, Whose.BLIND):
        mine = seen(shared(), whose, "ana")
        assert set(mine.quotes) == {"mine", "both"}
        assert {(tag.quote, tag.by) for tag in mine.tags.values()} == {("mine", "ana"), ("both", "ana")}
        assert not mine.memos


def test_what_others_have_done_to_a_quote_is_known() -> None:
    record = shared()
    assert not others_on(record, "mine", "ana")
    assert others_on(record, "both", "ana")
    assert others_on(record, "theirs", "ana")
    assert researchers(record) == ("ana", "ben")


def test_ones_own_part_of_a_shared_quote_is_set_apart_and_others_keep_theirs() -> None:
    record = shared()
    memo = Memo(id="n", target=MemoTarget.QUOTE, target_id="both", text="!", by="ana", at=AT)
    record = replace(record, memos={**record.memos, memo.id: memo})
    both = record.quotes[QuoteId("both")]
    assert is_shared(record, both, "ana")
    assert not is_shared(record, record.quotes[QuoteId("mine")], "ana")
    after = applied(record, set_apart(record, both, "ana", new_id="new", at=AT))
    assert seen(after, Whose.BLIND, "ben") == seen(record, Whose.BLIND, "ben")
    assert {(t.quote, t.point) for t in seen(after, Whose.BLIND, "ana").tags.values()} == {
        ("mine", "a"),
        ("new", "a"),
    }
    assert after.memos["n"].target_id == "new"
    assert not is_shared(after, after.quotes[QuoteId("new")], "ana")


def test_a_shared_quote_that_one_made_is_its_others_once_ones_own_part_is_apart() -> None:
    record = shared()
    both = record.quotes[QuoteId("both")]
    after = applied(record, set_apart(record, replace(both, by="ben"), "ben", new_id="new", at=AT))
    assert after.quotes[QuoteId("both")].by == "ana"
    assert set(seen(after, Whose.BLIND, "ana").quotes) == {"mine", "both"}


def test_the_ways_to_look_go_round() -> None:
    assert [whose.next for whose in Whose] == [Whose.OWN, Whose.BLIND, Whose.ALL]


def test_names_that_begin_alike_are_told_apart() -> None:
    assert initials(["ben", "ana", "Ana Silva", "al"]) == {
        "al": "A",
        "ana": "An",
        "Ana Silva": "AS",
        "ben": "B",
    }


@settings(max_examples=60)
@given(st.lists(st.text(max_size=6), unique=True, max_size=30))
def test_no_two_researchers_have_the_same_sign(names: list[str]) -> None:
    signs = initials(names)
    assert len(set(signs.values())) == len(names)
    assert signs == initials(reversed(names))
