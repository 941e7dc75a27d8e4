"""Quotes stay on their words when the text around them, or under them, is edited."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from reflect.domain.session import Quote


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One replacement: at `at`, `removed` code points went and `added` came."""

    at: int
    removed: int
    added: int


def edit_between(old: str, new: str) -> Edit | None:
    """The smallest single replacement that makes `new` of `old`, or None when they are the same."""
    if old == new:
        return None
    shortest = min(len(old), len(new))
    start = _common(shortest, lambda n: old[:n] == new[:n])
    tail = _common(shortest - start, lambda n: old[len(old) - n :] == new[len(new) - n :])
    return Edit(at=start, removed=len(old) - start - tail, added=len(new) - start - tail)


def _common(most: int, same: Callable[[int], bool]) -> int:
    """The greatest length up to `most` for which `same` holds, found by halving: no loop over letters."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if same(middle):
            least = middle
        else:
            most = middle - 1
    return least


def moved(start: int, end: int, edit: Edit) -> tuple[int, int]:
    """Where a span stands after an edit.

    Text put in at a span's edge stays outside it; text put in within it belongs to it. A span whose words
    are all gone becomes empty, where they were.
    """
    gone = edit.at + edit.removed
    shift = edit.added - edit.removed
    if edit.at >= end:
        return start, end
    if gone <= start:
        return start + shift, end + shift
    if edit.at <= start and gone >= end:
        return edit.at, edit.at
    new_start = start if edit.at > start else edit.at + edit.added
    new_end = end + shift if gone <= end else edit.at
    return new_start, max(new_start, new_end)


def reanchored(quote: Quote, text: str, edit: Edit) -> Quote:
    """The quote after an edit that made its passage read `text`.

    Its own words never change; when they no longer stand at its span it is marked *source changed*, and
    the mark goes when they are back.
    """
    start, end = moved(quote.start, quote.end, edit)
    if text[start:end] != quote.words:
        found = _only_place(text, quote.words)
        if found is not None:
            start, end = found, found + len(quote.words)
    changed = text[start:end] != quote.words
    if (start, end, changed) == (quote.start, quote.end, quote.source_changed):
        return quote
    return msgspec.structs.replace(quote, start=start, end=end, source_changed=changed)


def stands(quote: Quote, text: str) -> bool:
    """Whether the quote's words are where it says, in a passage that reads `text`."""
    return 0 <= quote.start < quote.end <= len(text) and text[quote.start : quote.end] == quote.words


def found_again(quote: Quote, text: str) -> Quote:
    """The quote on its own words in a passage that reads `text`.

    It is moved when they stand in one place only, and marked *source changed* when they stand in none, or
    in several, of which only a person can choose.
    """
    if stands(quote, text):
        return msgspec.structs.replace(quote, source_changed=False)
    found = _only_place(text, quote.words)
    if found is None:
        return msgspec.structs.replace(quote, source_changed=True)
    return msgspec.structs.replace(quote, start=found, end=found + len(quote.words), source_changed=False)


def _only_place(text: str, words: str) -> int | None:
    first = text.find(words)
    if not words or first < 0 or text.find(words, first + 1) >= 0:
        return None
    return first
