"""Texts of any script, spans of them, and edits to them, for tests that try everything."""

from __future__ import annotations

from hypothesis import strategies as st

from reflect.domain.edits import Edit, Edits, made
from reflect.domain.graphemes import grapheme_end, grapheme_start
from reflect.domain.ids import PassageId, QuoteId
from reflect.domain.session import Quote

APART = (*"abA .\n", "שלום", "ع", "字", "ไ", "é", "👩", "\ud83d", "one ", "two words")
"""Letters of many scripts, a lone surrogate, words that recur: no two of them make one letter together."""
PIECES = (*APART, "\u200f", "e\u0301", "\u0301", "👩\u200d👧", "👍🏽", "🇬🇧", "\u200d", "क्ष")
"""Direction marks, accents, joined emoji, flags and conjuncts too."""

LETTERS = st.lists(st.sampled_from(APART), min_size=1, max_size=20).map("".join)
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=20).map("".join)
ANYTHING = st.text(min_size=1, max_size=40)


def a_span(text: str) -> st.SearchStrategy[tuple[int, int]]:
    """Where some words of a text stand; never empty."""
    start = st.integers(0, len(text) - 1)
    return start.flatmap(lambda at: st.tuples(st.just(at), st.integers(at + 1, len(text))))


def whole_letters(text: str) -> st.SearchStrategy[tuple[int, int]]:
    """The same, splitting no letter: as they can be selected on the screen."""
    return a_span(text).map(lambda span: (grapheme_start(text, span[0]), grapheme_end(text, span[1])))


@st.composite
def an_edit(draw: st.DrawFn, text: str) -> Edit:
    """Any one edit of a text."""
    at = draw(st.integers(0, len(text)))
    removed = draw(st.integers(0, len(text) - at))
    return Edit(at, removed, draw(st.one_of(st.just(""), TEXT)))


@st.composite
def edits_of(draw: st.DrawFn, text: str, most: int = 4) -> list[Edit]:
    """Edits of a text made at once."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=2 * most)))
    places = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(at, end - at, draw(st.one_of(st.just(""), TEXT))) for at, end in places]


@st.composite
def apart_edits_of(
    draw: st.DrawFn, text: str, most: int = 4, putting: st.SearchStrategy[str] = TEXT
) -> list[Edit]:
    """The same as people make them: something is left between any two, and nothing is replaced by itself."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=2 * most, unique=True)))
    cuts += cuts[-1:] * (len(cuts) % 2)
    found = []
    for at, end in zip(cuts[::2], cuts[1::2], strict=True):
        put = draw(st.one_of(st.just(""), putting))
        while at < end and put and put[0] == text[at]:
            at, put = at + 1, put[1:]
        while at < end and put and put[-1] == text[end - 1]:
            end, put = end - 1, put[:-1]
        if at < end or put:
            found.append(Edit(at, end - at, put))
    return found


def inverse(text: str, edits: Edits) -> list[Edit]:
    """The edits that take `edits` of a text back."""
    back, shift = [], 0
    for edit in edits:
        gone = text[edit.at : edit.at + edit.removed]
        back.append(Edit(edit.at + shift, len(edit.put), gone))
        shift += len(edit.put) - edit.removed
    assert made(made(text, edits), back) == text
    return back


def a_quote(text: str, start: int, end: int, number: int = 0) -> Quote:
    """A quote of those words."""
    return Quote(
        id=QuoteId(f"q{number}"),
        passage=PassageId("answer:a"),
        start=start,
        end=end,
        words=text[start:end],
        at="",
    )
