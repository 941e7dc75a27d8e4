"""A quote never drifts: it stays on its words while the text around them is edited."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.anchors import edit_between, moved, reanchored
from reflect.domain.ids import PassageId, QuoteId
from reflect.domain.session import Quote

TEXT = st.text(min_size=1, max_size=80)


def quote_of(text: str, start: int, end: int) -> Quote:
    return Quote(
        id=QuoteId("q"), passage=PassageId("answer:a"), start=start, end=end, words=text[start:end], at=""
    )


@given(TEXT, st.text(max_size=10), st.data())
def test_a_quote_keeps_its_words_when_others_are_typed_before_or_after_it(
    text: str, typed: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    at = data.draw(st.one_of(st.integers(0, start), st.integers(end, len(text))))
    edited = text[:at] + typed + text[at:]
    edit = edit_between(text, edited)
    quote = quote_of(text, start, end)
    after = quote if edit is None else reanchored(quote, edited, edit)
    assert edited[after.start : after.end] == quote.words
    assert not after.source_changed


@given(TEXT, TEXT)
def test_an_edit_found_between_two_texts_makes_the_one_of_the_other(old: str, new: str) -> None:
    edit = edit_between(old, new)
    if edit is None:
        assert old == new
        return
    added = new[edit.at : edit.at + edit.added]
    assert old[: edit.at] + added + old[edit.at + edit.removed :] == new


@given(TEXT, TEXT, st.data())
def test_a_span_never_leaves_its_text_whatever_is_edited(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    edit = edit_between(old, new)
    if edit is not None:
        new_start, new_end = moved(start, end, edit)
        assert 0 <= new_start <= new_end <= len(new)


@given(TEXT, TEXT, st.data())
def test_a_quote_whose_words_are_gone_keeps_them_and_says_so(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    quote = quote_of(old, start, end)
    edit = edit_between(old, new)
    if edit is not None:
        after = reanchored(quote, new, edit)
        assert after.words == quote.words
        assert after.source_changed == (new[after.start : after.end] != quote.words)
        if quote.words not in new:
            assert after.source_changed


def test_letters_put_inside_a_quote_belong_to_it_and_mark_it_changed() -> None:
    quote = quote_of("we wre late", 0, 6)
    edit = edit_between("we wre late", "we were late")
    assert edit is not None
    after = reanchored(quote, "we were late", edit)
    assert (after.start, after.end, after.source_changed, after.words) == (0, 7, True, "we wre")


def test_the_mark_goes_when_the_words_are_back() -> None:
    quote = quote_of("One person. One.", 0, 11)
    gone, back = "Person. One.", "One person. One."
    edit = edit_between("One person. One.", gone)
    assert edit is not None
    changed = reanchored(quote, gone, edit)
    assert changed.source_changed
    again = edit_between(gone, back)
    assert again is not None
    assert reanchored(changed, back, again) == quote


def test_an_edit_over_a_quotes_start_leaves_the_rest_where_it_stands() -> None:
    edit = edit_between("abcdef", "aXdef")
    assert edit is not None
    assert moved(2, 6, edit) == (2, 5)
    assert moved(0, 3, edit) == (0, 2)
