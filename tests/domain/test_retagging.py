"""Tags that go from one learning point to another: none is lost or doubled, and they come back exactly."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reflect.domain.changes import applied
from reflect.domain.ids import PassageId, PointId, QuoteId
from reflect.domain.retagging import Move, also_given, changes_of, moved, moved_back, moves
from reflect.domain.session import Memo, MemoTarget, Quote, SessionRecord, Tag, tag_id
from tests.builders import a_record

AT = "2026-11-23T10:15:30+00:00"
A, B, C = PointId("a"), PointId("b"), PointId("c")


def tag(quote: str, point: str, by: str = "ana", *, contradicts: bool = False) -> Tag:
    return Tag(
        id=tag_id(quote, point, by),
        quote=QuoteId(quote),
        point=PointId(point),
        by=by,
        at=AT,
        contradicts=contradicts,
    )


def with_tags(*tags: Tag, memos: tuple[Memo, ...] = ()) -> SessionRecord:
    quotes = {
        t.quote: Quote(id=t.quote, passage=PassageId("x"), start=0, end=1, words="w", at=AT) for t in tags
    }
    return replace(
        a_record(), quotes=quotes, tags={t.id: t for t in tags}, memos={memo.id: memo for memo in memos}
    )


def given_to(record: SessionRecord) -> set[tuple[str, str, str, bool]]:
    return {(t.quote, t.point, t.by, t.contradicts) for t in record.tags.values()}


def gone(record: SessionRecord, made: list[Move]) -> SessionRecord:
    return applied(record, changes_of(made))


def test_a_tag_goes_to_the_other_point_and_stays_with_who_gave_it_and_when() -> None:
    after = moved(with_tags(tag("q", "a", "ben", contradicts=True)), {A: B})
    assert list(after.tags.values()) == [tag("q", "b", "ben", contradicts=True)]


def test_who_had_given_both_has_given_the_one_that_stays_once_and_against_it_if_against_either() -> None:
    record = with_tags(tag("q", "a", contradicts=True), tag("q", "b"), tag("q", "b", "ben"), tag("r", "a"))
    made = moves(record, {A: B})
    assert given_to(gone(record, made)) == {
        ("q", "b", "ana", True),
        ("q", "b", "ben", False),
        ("r", "b", "ana", False),
    }
    assert [move.against for move in made] == [True, False]
    assert moved_back(gone(record, made), made) == record


def test_two_points_merged_into_a_third_give_one_tag() -> None:
    record = with_tags(tag("q", "a"), tag("q", "b", contradicts=True))
    made = moves(record, {A: C, B: C})
    assert given_to(gone(record, made)) == {("q", "c", "ana", True)}
    assert moved_back(gone(record, made), made) == record


def test_memos_on_the_point_go_along_and_others_stay() -> None:
    on_point = Memo(id="m", target=MemoTarget.POINT, target_id="a", text="?", at=AT)
    on_quote = Memo(id="n", target=MemoTarget.QUOTE, target_id="a", text="!", at=AT)
    record = with_tags(tag("q", "a"), memos=(on_point, on_quote))
    made = moves(record, {A: B})
    after = gone(record, made)
    assert {memo.target_id for memo in after.memos.values() if memo.target is MemoTarget.POINT} == {"b"}
    assert after.memos["n"] == on_quote
    assert moved_back(after, made) == record
    assert gone(record, moves(record, {A: B}, only={QuoteId("q")})).memos == record.memos


def test_only_the_chosen_quotes_go() -> None:
    record = with_tags(tag("q", "a"), tag("q", "a", "ben"), tag("r", "a"))
    after = gone(record, moves(record, {A: B}, only={QuoteId("q")}))
    assert given_to(after) == {("q", "b", "ana", False), ("q", "b", "ben", False), ("r", "a", "ana", False)}


def test_a_point_given_beside_the_other_is_given_by_who_does_it_and_not_twice() -> None:
    record = with_tags(tag("q", "a", "ben"), tag("r", "a"), tag("r", "b"))
    made = also_given(record, [QuoteId("q"), QuoteId("r"), QuoteId("gone")], B, by="ana", at=AT)
    after = gone(record, made)
    assert given_to(after) - given_to(record) == {("q", "b", "ana", False)}
    assert moved_back(after, made) == record


def test_what_was_taken_off_or_tagged_since_stays_so_when_it_goes_back() -> None:
    record = with_tags(tag("q", "a"), tag("r", "a"), tag("s", "a"))
    made = moves(record, {A: B})
    since = gone(record, made)
    new = with_tags(tag("t", "b"))
    since = replace(
        since,
        quotes={**since.quotes, **new.quotes},
        tags={
            **{key: each for key, each in since.tags.items() if each.quote != "r"},
            **new.tags,
            "s/b/ana": tag("s", "b", contradicts=True),
        },
    )
    assert given_to(moved_back(since, made)) == {
        ("q", "a", "ana", False),
        ("s", "a", "ana", True),
        ("t", "b", "ana", False),
    }


def test_moves_that_never_came_about_are_not_taken_back() -> None:
    record = with_tags(tag("q", "a"))
    made = moves(record, {A: B})
    later = replace(record, tags={**record.tags, "q/b/ana": tag("q", "b")})
    assert moved_back(record, made) == record
    assert moved_back(later, made) == later


def test_a_record_without_anything_to_move_is_the_same_object() -> None:
    record = with_tags(tag("q", "a"))
    assert moved(record, {B: C}) is record
    assert moved(record, {}) is record


_TAGS = st.lists(
    st.builds(
        tag,
        st.sampled_from(["q", "r"]),
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(["ana", "ben"]),
        contradicts=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda each: each.id,
).map(lambda tags: with_tags(*tags))


@settings(max_examples=200, deadline=None)
@given(_TAGS, st.sampled_from([{A: B}, {A: C, B: C}, {A: B, C: PointId("d")}]))
def test_no_quote_loses_its_last_tag_and_everything_goes_back_as_it_was(record: Any, where: Any) -> None:
    made = moves(record, where)
    after = gone(record, made)
    assert {(t.quote, t.by) for t in after.tags.values()} == {(t.quote, t.by) for t in record.tags.values()}
    assert not {t.point for t in after.tags.values()} & where.keys()
    assert all(key == each.id == tag_id(each.quote, each.point, each.by) for key, each in after.tags.items())
    assert moves(after, where) == []
    assert moved_back(after, made) == record
