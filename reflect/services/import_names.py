"""Names in a transcript, and what is to stand there instead. Pure.

What surely is a name is replaced unless a person says no: words that were replaced before, people's whole
names, a part of a name spelled exactly so. A part that is also a common word of the text (*Will*, *May*) and
what is only nearly a name is offered, and replaced when a person says yes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from reflect.domain.people import Participant
from reflect.services.import_speakers import INTERVIEWER, NOBODY, anybody, bare
from reflect.transcripts.names import Match, Place, parts_of, places
from reflect.transcripts.records import ReadTurn
from reflect.transcripts.replacing import Choice, Replacement, replaced_in

ORGANISATION = "[organisation]"
_SMALL = re.compile(r"[^\W_]+")


class NameFound(msgspec.Struct, frozen=True, kw_only=True):
    """One spelling of a name in a transcript, at all its places."""

    words: str
    """As they stand in the text."""
    term: str
    """The known name they are, or are nearly."""
    now: str
    """What is to stand there instead."""
    taken: bool
    """Whether it is replaced."""
    near: bool
    """Whether the spelling differs, so that only a person can say whether it is the name."""
    places: tuple[Place, ...]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for in texts, and what stands there instead; empty: it is left as it is."""

    sure: dict[str, str] = {}
    """Replaced wherever they stand: what a person replaced before, whole names."""
    parts: dict[str, str] = {}
    """Replaced where they are no common word: first names, family names."""


def terms(
    people: Iterable[Participant],
    *,
    labels: Mapping[str, str],
    shown: Mapping[str, str],
    remembered: Mapping[str, str],
    told: Mapping[str, str],
) -> Terms:
    """What to look for: people of the study, the speakers of the file, words replaced before and now.

    `labels` says who is who in the file, and `shown` what they are called in the session.
    """
    sure: dict[str, str] = {}
    parts: dict[str, str] = {}
    for person in people:
        _take_in(person.name, person.code, sure, parts)
        if person.organisation:
            (sure if " " in person.organisation.strip() else parts).setdefault(
                person.organisation.strip(), ORGANISATION
            )
    for label, who in labels.items():
        if label and not anybody(label) and who != INTERVIEWER and label not in shown.values():
            _take_in(bare(label), who if who != NOBODY else f"[{shown[label].lower()}]", sure, parts)
    for words, now in {**remembered, **told}.items():
        parts.pop(words, None)
        sure[words] = now
    return Terms(sure=sure, parts={words: now for words, now in parts.items() if words not in sure})


def _take_in(name: str, now: str, sure: dict[str, str], parts: dict[str, str]) -> None:
    for n, part in enumerate(parts_of(name)):
        (sure if not n and " " in part else parts).setdefault(part, now)


def names_found(turns: Sequence[ReadTurn], wanted: Terms) -> tuple[NameFound, ...]:
    """Every name in the turns, spelling by spelling, in the order they first come up."""
    every = {**wanted.parts, **wanted.sure}
    looked_for = [term for term, now in every.items() if now]
    if not looked_for:
        return ()
    left = {words for words, now in every.items() if not now}
    texts = [turn.text for turn in turns]
    by_words: dict[tuple[str, str], list[Place]] = {}
    for place in places(texts, looked_for):
        if place.words not in left:
            by_words.setdefault((place.words, place.term), []).append(place)
    small = _small_words(texts) if by_words else frozenset()
    found = []
    for (words, term), at in by_words.items():
        near = at[0].match is Match.NEAR
        sure = not near and (
            term in wanted.sure or (at[0].match is Match.EXACT and term.casefold() not in small)
        )
        found.append(
            NameFound(words=words, term=term, now=every[term], taken=sure, near=near, places=tuple(at))
        )
    return tuple(found)


def without_names(
    turns: Sequence[ReadTurn], found: Iterable[NameFound]
) -> list[tuple[ReadTurn, tuple[Replacement, ...]]]:
    """The turns with every name replaced that is taken, and what was done in each."""
    choices: dict[int, list[Choice]] = {}
    for name in found:
        if name.taken and name.now:
            for place in name.places:
                choice = Choice(start=place.start, end=place.end, now=name.now)
                choices.setdefault(place.turn, []).append(choice)
    return [replaced_in(turn, choices[n]) if n in choices else (turn, ()) for n, turn in enumerate(turns)]


def _small_words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in _SMALL.findall(text) if word.islower())
