"""What edits do to a text, and to a span of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.edits import Edit, Moves, leads, made, shifted
from tests.domain.editing import TEXT, a_span, apart_edits_of, edits_of


def test_text_put_in_at_an_edge_stays_outside_and_within_belongs() -> None:
    for at, found in ((2, (3, 6)), (5, (2, 5)), (3, (2, 6)), (0, (3, 6)), (9, (2, 5))):
        assert Moves([Edit(at, 0, "x")]).span(2, 5)[:2] == found


def test_what_replaces_words_over_an_edge_stays_outside() -> None:
    assert Moves([Edit(1, 2, "XX")]).span(2, 6)[:2] == (3, 6)
    assert Moves([Edit(4, 4, "XX")]).span(2, 6)[:2] == (2, 4)
    assert Moves([Edit(1, 2, "X"), Edit(5, 3, "Y")]).span(2, 6)[:2] == (2, 4)


def test_what_replaces_exactly_the_words_takes_their_place() -> None:
    assert Moves([Edit(2, 4, "abcdef")]).span(2, 6)[:2] == (2, 8)
    assert Moves([Edit(2, 2, "X"), Edit(4, 2, "Y")]).span(2, 6)[:2] == (2, 4)


def test_a_span_whose_words_went_with_others_is_empty_about_where_it_was() -> None:
    assert Moves([Edit(0, 10, "")]).span(2, 6)[:2] == (0, 0)
    assert Moves([Edit(0, 10, "x" * 20)]).span(5, 6)[:2] == (10, 10)
    assert Moves([Edit(3, 0, "xx")]).span(3, 3)[:2] == (5, 5)


def test_edits_that_do_not_lead_from_the_one_text_to_the_other_are_not_believed() -> None:
    assert leads("abc", "aXc", [[Edit(1, 1, "X")]]) == ["aXc"]
    assert leads("abc", "XYbc", [[Edit(0, 1, "X")], [Edit(1, 0, "Y")]]) == ["Xbc", "XYbc"]
    for wrong in ([[Edit(1, 1, "Y")]], [[Edit(2, 5, "X")]], [[Edit(1, 1, "X"), Edit(0, 0, "")]], []):
        assert leads("abc", "aXc", wrong) is None


@given(st.data())
def test_a_span_never_leaves_its_text(data: st.DataObject) -> None:
    text = data.draw(TEXT)
    edits = data.draw(edits_of(text))
    start, end = data.draw(a_span(text))
    new = made(text, edits)
    now = Moves(edits).span(start, end)
    assert 0 <= now.start <= now.end <= len(new)
    if now.torn:
        assert now.torn[0] <= start
        assert end <= now.torn[1] <= len(text)


@given(st.data())
def test_edits_at_once_do_what_they_do_one_after_another(data: st.DataObject) -> None:
    text = data.draw(TEXT)
    edits = data.draw(apart_edits_of(text))
    start, end = data.draw(a_span(text))
    one_by_one, places = text, (start, end)
    for edit in reversed(edits):
        one_by_one = made(one_by_one, [edit])
        places = Moves([edit]).span(*places)[:2]
    assert one_by_one == made(text, edits)
    at_once = Moves(edits).span(start, end)
    inside = all(
        edit.at + edit.removed <= start or edit.at >= end or start <= edit.at <= edit.at + edit.removed <= end
        for edit in edits
    )
    if inside and places[0] < places[1]:
        assert at_once[:2] == places


@given(st.data())
def test_the_order_of_edits_of_different_places_does_not_matter(data: st.DataObject) -> None:
    text = data.draw(TEXT)
    start, end = data.draw(a_span(text))
    first, second = (
        Edit(data.draw(st.integers(0, start)), 0, data.draw(TEXT)),
        Edit(data.draw(st.integers(end, len(text))), 0, data.draw(TEXT)),
    )
    later = shifted([second], len(first.put))[0]
    one = Moves([later]).span(*Moves([first]).span(start, end)[:2])
    other = Moves([first]).span(*Moves([second]).span(start, end)[:2])
    assert one == other == Moves([first, second]).span(start, end)
    assert made(made(text, [first]), [later]) == made(made(text, [second]), [first])


@given(st.data())
def test_a_span_that_is_apart_from_all_edits_is_only_shifted(data: st.DataObject) -> None:
    text = data.draw(TEXT)
    edits = data.draw(edits_of(text))
    start, end = data.draw(a_span(text))
    moves = Moves(edits)
    shift = moves.apart(start, end)
    if shift is not None:
        assert moves.span(start, end) == (start + shift, end + shift, None)
        assert made(text, edits)[start + shift : end + shift] == text[start:end]
    else:
        assert any(edit.at <= end and edit.at + edit.removed >= start for edit in edits)
