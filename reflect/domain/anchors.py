"""Quotes stay on their words when the text around them, or under them, is edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from reflect.domain.cuttings import Cut, Cuttings, Search, only_place, own_words
from reflect.domain.edits import Moves
from reflect.domain.graphemes import grapheme_end, grapheme_start
from reflect.domain.session import Quote


class Place(NamedTuple):
    """Where a quote stands."""

    start: int
    end: int
    changed: bool
    """Whether its words are not there."""


class Under(NamedTuple):
    """What happened to the text under quotes: edits made at once, and the text before and after them."""

    old: str
    new: str
    moves: Moves


def followed(place: Place, words: str, under: Under, *, name: str = "", cuttings: Cuttings) -> Place:
    """Where a quote of these words stands after edits.

    Words that are gone are looked for in what the edits put there. `name` is what `cuttings` knows it by.
    """
    new, span = under.new, (place.start, place.end)
    start, end, torn = under.moves.span(*span)
    whole = _whole(span, (start, end), under)
    if start < end and new[start:end] == words and whole != (start, end):
        return Place(*whole, changed=True)  # all letters are there, but the first or the last is another now
    start, end = whole
    number = None
    if start == end or new[start:end] != words:
        search = Search((start, end), new, under.moves)
        intact = not place.changed and torn is None
        number, back = _back(words, search, cuttings.of(name), intact=intact)
        if back is not None:
            start, end = back
    if number is not None:
        cuttings.forget(name, number)
    elif torn is not None:
        cuttings.add(name, under.old, span, torn)
    return Place(start, end, changed=start == end or new[start:end] != words)


def reanchored(quote: Quote, under: Under, cuttings: Cuttings) -> Quote:
    """The quote after edits of its passage; the same object when nothing changed for it.

    Its own words never change; when they no longer stand at its span it is marked *source changed*, and the
    mark goes when they are back.
    """
    if not quote.source_changed:
        shift = under.moves.apart(quote.start, quote.end)
        if shift == 0:
            return quote
        if shift is not None:
            return msgspec.structs.replace(quote, start=quote.start + shift, end=quote.end + shift)
    was = Place(quote.start, quote.end, quote.source_changed)
    now = followed(was, quote.words, under, name=quote.id, cuttings=cuttings)
    return quote if now == was else at_place(quote, now)


def at_place(quote: Quote, place: Place) -> Quote:
    """The quote standing there."""
    return msgspec.structs.replace(quote, start=place.start, end=place.end, source_changed=place.changed)


def stands(quote: Quote, text: str) -> bool:
    """Whether the quote's words are where it says, in a passage that reads `text`."""
    return 0 <= quote.start < quote.end <= len(text) and text[quote.start : quote.end] == quote.words


def found_again(quote: Quote, text: str) -> Quote:
    """The quote on its own words in a passage that reads `text`, when nobody knows how it came to.

    It is moved when they stand in one place only, and marked *source changed* when they stand in none, or
    in several, of which only a person can choose.
    """
    if stands(quote, text):
        return msgspec.structs.replace(quote, source_changed=False)
    found = only_place(text, quote.words)
    if found is None:
        return msgspec.structs.replace(quote, source_changed=True)
    return msgspec.structs.replace(quote, start=found, end=found + len(quote.words), source_changed=False)


def _whole(was: tuple[int, int], now: tuple[int, int], under: Under) -> tuple[int, int]:
    """The span with letters whole at its edges: an accent put in after a quote belongs to its last letter.

    An edge that split a letter before stays as it is.
    """
    start, end = now
    if start < end:
        old, new, moves = under
        if moves.touches(was[0]) and grapheme_start(old, was[0]) == was[0]:
            start = grapheme_start(new, start)
        if moves.touches(was[1]) and grapheme_end(old, was[1]) == was[1]:
            end = grapheme_end(new, end)
    return start, end


def _back(
    words: str, search: Search, cuts: Sequence[Cut], *, intact: bool
) -> tuple[int | None, tuple[int, int] | None]:
    """Where the words have come back to, if they have, and which of the cuttings knew it, if one did.

    An `intact` quote has lost nothing, something was only put in between: its words can stand at its edges.
    """
    known = list(enumerate(cuts)) if search.hopeful else []
    for number, cut in reversed(known):
        found = search.certain(cut)
        if found is not None:
            return number, found
    for number, cut in reversed(known):
        found = search.once(cut) if cut.start < cut.end else None
        if found is not None:
            return number, found
    found = search.certain(own_words(words), at_edges_only=intact)
    if found is None and words and not intact:
        found = search.once(own_words(words))
    return None, found
