"""Finding a person's words, or their name, in a text that somebody else made. Pure.

Compared are words and nothing between them: quotation marks, escapes, line breaks and emphasis make no
difference. Names must begin with a capital where they are written with one: Will is somebody, will is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import msgspec

from reflect.domain.words import words

SHORTEST_QUOTE = 4
"""Words; what is shorter anybody may have written."""
STRETCH = 8
"""Words in a row of what somebody said, quoted or not, that are taken for theirs."""

Run = tuple[str, ...]


class Why(StrEnum):
    """What of a person stands in a place."""

    REFERENCE = "a quote of theirs, by reference"
    WORDS = "their words"
    NAME = "their name"
    ABOUT = "it is about them"


class Hit(NamedTuple):
    """A place in a text."""

    line: int
    """The first is 1."""
    why: Why


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for."""

    stretches: frozenset[Run] = frozenset()
    """Every run of `STRETCH` words that the person said."""
    quotes: frozenset[Run] = frozenset()
    """Whole quotes that are shorter, of `SHORTEST_QUOTE` words at least."""
    names: frozenset[tuple[str, ...]] = frozenset()
    """Names and parts of names, as they are written."""


class _Token(NamedTuple):
    folded: str
    written: str
    line: int


def sought(said: Iterable[str], quotes: Iterable[str], names: Iterable[str]) -> Sought:
    """What to look for of somebody: all they `said`, their quotes as said and as changed, their names."""
    stretches: set[Run] = set()
    short: set[Run] = set()
    quoted = list(quotes)
    for text in [*said, *quoted]:
        run = _run(text)
        stretches |= {run[at : at + STRETCH] for at in range(len(run) - STRETCH + 1)}
    for text in quoted:
        run = _run(text)
        if SHORTEST_QUOTE <= len(run) < STRETCH:
            short.add(run)
    called = {tuple(token.written for token in _tokens([name])) for name in names} - {()}
    return Sought(stretches=frozenset(stretches), quotes=frozenset(short), names=frozenset(called))


def hits(lines: Sequence[str], what: Sought) -> list[Hit]:
    """The lines in which something of it stands, each once for its words and once for a name.

    Words that run over several lines are told by the line they begin in.
    """
    tokens = _tokens(lines)
    folded = [token.folded for token in tokens]
    begun = [at for at in range(len(tokens)) if _words_at(folded, at, what)]
    # One stretch after another is one place.
    firsts = begun[:1] + [later for before, later in pairwise(begun) if later > before + 1]
    by_line = {Hit(tokens[at].line, Why.WORDS) for at in firsts}
    by_line |= {Hit(token.line, Why.NAME) for at, token in enumerate(tokens) if _name_at(tokens, at, what)}
    return sorted(by_line)


def _words_at(folded: Sequence[str], at: int, what: Sought) -> bool:
    if tuple(folded[at : at + STRETCH]) in what.stretches:
        return True
    return bool(what.quotes) and any(
        tuple(folded[at : at + length]) in what.quotes for length in range(SHORTEST_QUOTE, STRETCH)
    )


def _name_at(tokens: Sequence[_Token], at: int, what: Sought) -> bool:
    return any(
        len(tokens) - at >= len(name)
        and all(_same(tokens[at + n].written, part) for n, part in enumerate(name))
        for name in what.names
    )


def _same(written: str, part: str) -> bool:
    if written.casefold() != part.casefold():
        return False
    return written[:1] == part[:1] or not part[:1].isupper()


def _tokens(lines: Sequence[str]) -> list[_Token]:
    return [
        _Token(word.folded, line[word.start : word.end], number)
        for number, line in enumerate(lines, 1)
        for word in words(line)
    ]


def _run(text: str) -> Run:
    return tuple(word.folded for word in words(text))
