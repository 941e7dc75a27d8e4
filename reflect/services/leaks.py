"""Names that would leave the study with a write-up: every place where one still stands, to be decided on.

A quote's attribution is what its speaker agreed to and is not looked at. Looked at are the words of the
write-up itself and those of every quote that would appear in it: somebody who may be quoted by name has not
agreed to others being named. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from reflect.domain.ids import QuoteId
from reflect.domain.people import Participant
from reflect.writeups.manuscript import Line

_AROUND = 30
"""Code points that are shown before and after a name."""
_SHORTEST = 3
"""Letters; what is shorter stands everywhere."""


class Known(StrEnum):
    """What is known of a name."""

    PERSON = "a person of the study"
    ORGANISATION = "an organisation of the study"
    REPLACED = "replaced in a transcript"
    CODE = "a participant's code"


class Leak(msgspec.Struct, frozen=True, kw_only=True):
    """One place where a name stands, or may stand."""

    line: int
    """The line of the write-up's file; the first is 1. That of the reference, for the words of a quote."""
    quote: QuoteId | None
    """The quote in whose words it stands; None when the write-up itself says it."""
    start: int
    """Code points from the start of the line, or of the quote's words."""
    end: int
    words: str
    """As they stand there."""
    known: Known
    near: bool
    """Whether it is spelt otherwise than the name that is known, and may be another word."""
    around: str
    """The words with a little of what stands around them, on one line."""


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """Something that would be read: a line of the write-up, or the words of a quote."""

    line: int
    words: str
    quote: QuoteId | None = None


def names_of(people: Iterable[Participant], replaced: Iterable[str] = ()) -> dict[str, Known]:
    """What to look for: people and the parts of their names, organisations, what was replaced in transcripts.

    `people` are all that the study knows, those who were removed too.
    """
    from reflect.transcripts.names import parts_of

    found: dict[str, Known] = {words.strip(): Known.REPLACED for words in replaced}
    for person in people:
        found[person.organisation.strip()] = Known.ORGANISATION
    for person in people:
        found |= dict.fromkeys(parts_of(person.name), Known.PERSON)
    return {name: known for name, known in found.items() if len(name) >= _SHORTEST or not name.isascii()}


def texts_of(lines: Sequence[Line], quotes: Mapping[QuoteId, tuple[int, str]]) -> list[Text]:
    """What a write-up would say: its own lines, and the words of quotes with the lines they are put in at."""
    own = [Text(line=line.number, words=line.text) for line in lines if line.text.strip()]
    said = [Text(line=line, words=words, quote=quote) for quote, (line, words) in quotes.items()]
    return sorted([*own, *said], key=lambda text: text.line)


def leaks(
    texts: Sequence[Text], names: Mapping[str, Known], let_pass: Collection[str] = ()
) -> tuple[Leak, ...]:
    """Every place of a name in the texts, in order, but of words that were decided to be `let_pass`."""
    if not names:
        return ()
    from reflect.transcripts.names import Match, places

    passed = {_plain(words) for words in let_pass}
    found = []
    for place in places([text.words for text in texts], names):
        text = texts[place.turn]
        if _plain(place.words) in passed:
            continue
        found.append(
            Leak(
                line=text.line,
                quote=text.quote,
                start=place.start,
                end=place.end,
                words=place.words,
                known=names[place.term],
                near=place.match is Match.NEAR,
                around=around(text.words, place.start, place.end),
            )
        )
    return tuple(found)


def codes_standing(
    texts: Sequence[Text], codes: Collection[str], let_pass: Collection[str] = ()
) -> tuple[Leak, ...]:
    """Every place of a participant's code: who knows the codes would know who is meant."""
    passed = {_plain(words) for words in let_pass}
    wanted = sorted((code for code in codes if _plain(code) not in passed), key=len, reverse=True)
    if not wanted:
        return ()
    code = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted))})(?!\w)")
    return tuple(
        Leak(
            line=text.line,
            quote=text.quote,
            start=word.start(),
            end=word.end(),
            words=word[0],
            known=Known.CODE,
            near=False,
            around=around(text.words, word.start(), word.end()),
        )
        for text in texts
        for word in code.finditer(text.words)
    )


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def around(text: str, start: int, end: int) -> str:
    """The words of a place with a little of what stands before and after, on one line."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before = "…" if first else ""
    after = "…" if last < len(text) else ""
    return before + " ".join(text[first:last].split()) + after
