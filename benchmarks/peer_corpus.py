"""Two hundred interviews of invented words with four thousand coded spans: what every program is given.

Also what the answers must be: what was coded, counted here from the spans themselves.
"""

from __future__ import annotations

import random
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

DOCUMENTS, TURNS, SPANS = 200, 30, 20
THEMES = (
    "commissioning",
    "partnership",
    "lived-experience",
    "prevention",
    "data",
    "workforce",
    "housing",
    "legacy",
)
CODES = (*(f"{t}-{k}" for t in THEMES for k in ("point", "enabler", "barrier")),)
_WORDS = """
we the team service people night shelter council commissioner referral worker trust outreach panel funding
meeting really because when they said nobody knew until after that changed how support plan contract hostel
risk health drug alcohol tenancy move eviction rough sleeper alliance partner data system phone call morning
street café naïve £500 “honestly” it’s wasn’t
"""
_WIDTH = 80
"""Of a line in the text files: a peer codes whole lines."""


class Span(NamedTuple):
    """A coded stretch of one turn."""

    turn: int
    start: int
    """Code points in what was said, the speaker's name not counted."""
    end: int
    codes: tuple[str, ...]


class Document(NamedTuple):
    """One interview."""

    name: str
    turns: tuple[tuple[str, str], ...]
    """Who spoke, and what was said."""
    spans: tuple[Span, ...]

    def text(self) -> str:
        """As a text file, wrapped as qualitative-coding wants it."""
        return "\n\n".join(_wrapped(f"{who}: {said}") for who, said in self.turns) + "\n"


def _wrapped(paragraph: str) -> str:
    return textwrap.fill(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False)


def corpus(seed: int = 7) -> list[Document]:
    """The documents; the same in every run."""
    chance = random.Random(seed)  # noqa: S311 - it must give the same words every time
    return [
        Document(
            f"interview_{number:03}", turns := tuple(_turns(number, chance)), tuple(_spans(turns, chance))
        )
        for number in range(DOCUMENTS)
    ]


def _turns(number: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    for n in range(TURNS):
        sentences = [
            " ".join(chance.choices(_WORDS.split(), k=chance.randint(8, 22))).capitalize() + "."
            for _ in range(2 if n % 2 == 0 else chance.randint(4, 7))
        ]
        yield ("Interviewer" if n % 2 == 0 else f"P{number % 40 + 1:02}"), " ".join(sentences)


def _spans(turns: Sequence[tuple[str, str]], chance: random.Random) -> Iterator[Span]:
    for _ in range(SPANS):
        turn = chance.randrange(1, TURNS, 2)
        said = turns[turn][1]
        gaps = [0, *(at + 1 for at, letter in enumerate(said) if letter == " "), len(said) + 1]
        first = chance.randrange(len(gaps) - 9)
        last = min(len(gaps) - 1, first + chance.randint(8, 40))
        codes = chance.sample(CODES, 2 if chance.random() < 0.2 else 1)
        yield Span(turn, gaps[first], gaps[last] - 1, tuple(codes))


def coded_lines(document: Document) -> list[tuple[int, str]]:
    """The spans as qualitative-coding can have them: every line that one touches."""
    rows, line = set(), 0
    for n, (who, said) in enumerate(document.turns):
        lines = _wrapped(f"{who}: {said}").split("\n")
        at = 0
        for text in lines:
            for span in document.spans:
                begin, end = (
                    (span.start + len(who) + 2, span.end + len(who) + 2) if span.turn == n else (0, 0)
                )
                if at < end and at + len(text) > begin:
                    rows |= {(line, code) for code in span.codes}
            at += len(text) + 1
            line += 1
        line += 1
    return sorted(rows)


def coded(documents: Sequence[Document]) -> Counter[str]:
    """How many spans have each code."""
    return Counter(code for document in documents for span in document.spans for code in span.codes)


def words_coded(documents: Sequence[Document]) -> Counter[str]:
    """The words of every span, each run of white space one space."""
    return Counter(
        " ".join(document.turns[span.turn][1][span.start : span.end].split())
        for document in documents
        for span in document.spans
    )


def together(documents: Sequence[Document]) -> Counter[tuple[str, str]]:
    """How many pairs of spans that share words have both of two codes, a span with both among them."""
    found: Counter[tuple[str, str]] = Counter()
    for document in documents:
        for span in document.spans:
            found.update(combinations(sorted(span.codes), 2))
        for one, two in combinations(document.spans, 2):
            if one.turn == two.turn and one.start < two.end and two.start < one.end:
                found.update((min(a, b), max(a, b)) for a in one.codes for b in two.codes if a != b)
    return found
