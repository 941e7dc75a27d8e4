"""A quote never drifts: it stays on its words while the text around them is edited."""

from __future__ import annotations

import itertools

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.anchors import Under, found_again, reanchored, stands
from reflect.domain.cuttings import Cuttings, only_place
from reflect.domain.differences import edits_between
from reflect.domain.edits import Edit, Edits, Moves, made
from reflect.domain.graphemes import grapheme_start
from reflect.domain.session import Quote
from tests.domain.editing import (
    ANYTHING,
    LETTERS,
    TEXT,
    a_quote,
    a_span,
    apart_edits_of,
    edits_of,
    inverse,
    whole_letters,
)


def after(quote: Quote, text: str, *edits: Edit, cuttings: Cuttings | None = None) -> Quote:
    """The quote after edits made at once."""
    return reanchored(quote, Under(text, made(text, edits), Moves(edits)), cuttings or Cuttings())


def compared(quote: Quote, old: str, new: str) -> Quote:
    """The quote after an edit that nobody told."""
    return after(quote, old, *edits_between(old, new))


def where(quote: Quote) -> tuple[int, int, bool]:
    return quote.start, quote.end, quote.source_changed


def made_of_letters(ids: list[int], edits: Edits, fresh: itertools.count[int]) -> list[int]:
    """The letters of a text, each known by a number of its own, after edits."""
    found, done = [], 0
    for edit in edits:
        found += [*ids[done : edit.at], *itertools.islice(fresh, len(edit.put))]
        done = edit.at + edit.removed
    return [*found, *ids[done:]]


def is_whole(text: str, *places: int) -> bool:
    """Whether no letter is split at these places."""
    return all(grapheme_start(text, place) == place for place in places)


@settings(max_examples=150)
@given(st.data())
def test_a_quote_whose_letters_are_all_still_together_stands_exactly_on_them(data: st.DataObject) -> None:
    text = data.draw(st.one_of(TEXT, ANYTHING))
    quote, cuttings = a_quote(text, *data.draw(a_span(text))), Cuttings()
    words, length = quote.words, quote.end - quote.start
    fresh = itertools.count()
    ids = list(itertools.islice(fresh, len(text)))
    letters = ids[quote.start : quote.end]
    for _ in range(data.draw(st.integers(1, 5))):
        edits = data.draw(edits_of(text))
        ids = made_of_letters(ids, edits, fresh)
        quote = after(quote, text, *edits, cuttings=cuttings)
        text = made(text, edits)
        assert quote.words == words
        assert 0 <= quote.start <= quote.end <= len(text)
        assert quote.source_changed is not stands(quote, text)
        at = ids.index(letters[0]) if letters[0] in ids else -1
        if at < 0 or ids[at : at + length] != letters:
            continue
        if not is_whole(text, at, at + length):
            return  # what was put beside it made one letter of the two
        assert where(quote) == (at, at + length, False)


@settings(max_examples=150)
@given(st.data())
def test_a_quote_never_jumps_to_the_same_words_that_had_been_elsewhere_before(data: st.DataObject) -> None:
    text = data.draw(TEXT)
    start, end = data.draw(a_span(text))
    quote = a_quote(text, start, end)
    edits = data.draw(edits_of(text))
    fresh = itertools.count()
    ids = list(itertools.islice(fresh, len(text)))
    now = after(quote, text, *edits)
    if now.source_changed:
        return
    letters = made_of_letters(ids, edits, fresh)[now.start : now.end]
    stood_before = letters == list(range(letters[0], letters[0] + len(letters))) and letters[-1] < len(text)
    assert letters == ids[start:end] or not stood_before


@settings(max_examples=150)
@given(st.data())
def test_taking_an_edit_back_puts_every_quote_back_where_it_was(data: st.DataObject) -> None:
    text = data.draw(st.one_of(TEXT, ANYTHING))
    quote = a_quote(text, *data.draw(whole_letters(text)))
    edits, cuttings = data.draw(apart_edits_of(text, most=1)), Cuttings()
    changed = after(quote, text, *edits, cuttings=cuttings)
    back = after(changed, made(text, edits), *inverse(text, edits), cuttings=cuttings)
    assert back.source_changed is not stands(back, text)
    if only_place(text, quote.words) is not None:
        assert back == quote


@settings(max_examples=150)
@given(st.data())
def test_taking_many_edits_back_puts_quotes_of_words_that_stood_once_back(data: st.DataObject) -> None:
    text = data.draw(LETTERS)
    spans = data.draw(st.lists(a_span(text), min_size=1, max_size=4))
    quotes = [a_quote(text, *span, number=n) for n, span in enumerate(spans)]
    was = {quote.id: quote for quote in quotes if only_place(text, quote.words) is not None}
    quotes, cuttings, backs = list(was.values()), Cuttings(), list[Edits]()
    for _ in range(data.draw(st.integers(1, 4))):
        edits = data.draw(apart_edits_of(text, most=1, putting=LETTERS))
        backs.append(inverse(text, edits))
        now = [after(quote, text, *edits, cuttings=cuttings) for quote in quotes]
        pairs = zip(quotes, now, strict=True)
        quotes = [
            each
            for before, each in pairs
            if not (found_other_letters(before, each, edits) or any(each.words in e.put for e in edits))
        ]
        text = made(text, edits)
    for back in reversed(backs):
        quotes = [after(quote, text, *back, cuttings=cuttings) for quote in quotes]
        text = made(text, back)
    assert quotes == [was[quote.id] for quote in quotes]


def found_other_letters(before: Quote, now: Quote, edits: Edits) -> bool:
    """Whether the edits themselves brought the same words, made of other letters."""
    fresh = itertools.count()
    length = max([before.end, *(edit.at + edit.removed for edit in edits)])
    ids = list(itertools.islice(fresh, length))
    here = made_of_letters(ids, edits, fresh)[now.start : now.end]
    return not now.source_changed and here != ids[before.start : before.end]


# -- what that means to somebody who edits ---------------------------------------------------------------


@given(LETTERS, st.data())
def test_what_is_typed_before_or_after_a_quote_leaves_it_alone(text: str, data: st.DataObject) -> None:
    start, end = data.draw(whole_letters(text))
    at = data.draw(st.one_of(st.integers(0, start), st.integers(end, len(text))))
    typed = data.draw(st.text(alphabet="a é字", min_size=1, max_size=5))
    quote = after(a_quote(text, start, end), text, Edit(at, 0, typed))
    assert quote.start == start + (len(typed) if at <= start else 0)
    assert not quote.source_changed


def test_only_the_editor_knows_which_of_equal_letters_was_typed() -> None:
    text, new = "say aaa", "say aaaa"
    quote = a_quote(text, 4, 7)
    assert where(after(quote, text, Edit(4, 0, "a"))) == (5, 8, False)
    assert where(after(quote, text, Edit(7, 0, "a"))) == (4, 7, False)
    assert where(after(quote, text, Edit(5, 0, "a"))) == (4, 8, True)
    assert where(compared(quote, text, new)) == (4, 7, False)


def test_letters_put_inside_a_quote_belong_to_it_and_mark_it_changed() -> None:
    quote = compared(a_quote("we wre late", 0, 6), "we wre late", "we were late")
    assert (where(quote), quote.words) == ((0, 7, True), "we wre")


def test_the_mark_goes_when_the_words_are_back() -> None:
    gone, back = "Person. One.", "One person. One."
    quote = a_quote(back, 0, 11)
    changed = compared(quote, back, gone)
    assert changed.source_changed
    assert compared(changed, gone, back) == quote


def test_a_quote_does_not_jump_to_the_same_word_said_later() -> None:
    text = "Yes. We met. Yes."
    quote = a_quote(text, 0, 3)
    gone = after(quote, text, Edit(0, 5, ""))
    assert where(gone) == (0, 0, True)
    elsewhere = after(gone, "We met. Yes.", Edit(12, 0, " Yes."))
    assert where(elsewhere) == (0, 0, True)


def test_words_typed_again_letter_by_letter_are_the_quote_again() -> None:
    text = "Well. One person. And so on."
    quote, cuttings = a_quote(text, 6, 16), Cuttings()
    for end in range(16, 6, -1):
        edit = Edit(end - 1, 1, "")
        quote, text = after(quote, text, edit, cuttings=cuttings), made(text, [edit])
        assert quote.source_changed
    for n, letter in enumerate("One person"):
        edit = Edit(6 + n, 0, letter)
        quote, text = after(quote, text, edit), made(text, [edit])
    assert where(quote) == (6, 16, False)


def test_a_word_that_is_only_part_of_a_longer_one_is_not_the_quote() -> None:
    text = "It was one."
    gone = after(a_quote(text, 7, 10), text, Edit(7, 3, ""))
    assert after(gone, "It was .", Edit(7, 0, "someone")).source_changed


def test_short_words_follow_the_sentence_they_were_cut_out_with() -> None:
    text = "We met. She said yes, and yes it was. It rained."
    at = text.rindex("yes")
    quote, cuttings = a_quote(text, at, at + 3), Cuttings()
    cut = "She said yes, and yes it was. "
    gone = after(quote, text, Edit(8, len(cut), ""), cuttings=cuttings)
    assert gone.source_changed
    short = "We met. It rained."
    pasted = after(gone, short, Edit(18, 0, f" {cut}"), cuttings=cuttings)
    assert where(pasted) == (19 + at - 8, 22 + at - 8, False)


def test_an_accent_put_after_a_quote_changes_its_last_letter() -> None:
    text = "cafe noir"
    quote = after(a_quote(text, 0, 4), text, Edit(4, 0, "\u0301"))
    assert where(quote) == (0, 5, True)
    assert after(quote, "cafe\u0301 noir", Edit(4, 1, "")) == a_quote(text, 0, 4)


def test_a_quote_nobody_knows_the_edits_of_is_found_where_its_words_stand_once() -> None:
    quote = a_quote("One. Two.", 5, 9)
    assert where(found_again(quote, "Before. One. Two.")) == (13, 17, False)
    assert where(found_again(quote, "Two. Two.")) == (5, 9, False)
    assert where(found_again(quote, "Two. Or. Two.")) == (5, 9, True)


def test_a_quote_the_edits_leave_alone_is_the_same_object() -> None:
    quote = a_quote("abc def", 0, 3)
    assert after(quote, "abc def", Edit(5, 1, "x")) is quote
    changed = msgspec.structs.replace(quote, source_changed=True, words="gone")
    assert after(changed, "abc def", Edit(5, 1, "x")) is changed
