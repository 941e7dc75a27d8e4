"""Who took their words back is not named in what others said or wrote either, on its way out of a study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from reflect.domain import gate
from reflect.domain.codebook import LearningPoint
from reflect.domain.people import Participant
from reflect.services.leaks import Known, names_of
from reflect.transcripts.replacing import Choice, Replacement, moved, replaced

WITHDRAWN = "[withdrawn]"
"""What stands in the place of their name or code."""


class Without(NamedTuple):
    """A text without names, and where they stood."""

    text: str
    done: tuple[Replacement, ...] = ()
    before: Without | None = None
    """What was taken out of the text first."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the text before stands; one that begins or ends in a name has all of it."""
        if self.before is not None:
            start, end = self.before.span(start, end)
        shift = 0
        for done in self.done:
            was_at = done.start - shift
            if was_at < end < was_at + len(done.was):
                return moved(start, self.done), done.end
            shift += len(done.now) - len(done.was)
        return moved(start, self.done), moved(end, self.done)


class GoneNames:
    """The names and codes of everybody who took their words back, or does not take part.

    A name is taken out where it stands as it is spelled, and each part of it that alone would give somebody
    away; in other capitals, only when it is a whole name, since *Will* is a word as well. An organisation is
    taken out that nobody who is still in the study belongs to.
    """

    def __init__(self, people: Iterable[Participant]) -> None:
        everybody = list(people)
        gone = [person for person in everybody if gate.taken_back(person) is not None]
        still = {_flat(p.organisation) for p in everybody if gate.taken_back(p) is None}
        self._names = [
            name
            for name, known in names_of(gone).items()
            if known is Known.PERSON or _flat(name) not in still
        ]
        codes = sorted((re.escape(person.code) for person in gone), key=len, reverse=True)
        self._codes = re.compile(rf"(?<!\w)(?:{'|'.join(codes)})(?!\w)", re.IGNORECASE) if codes else None

    def __bool__(self) -> bool:
        """Whether there is anybody."""
        return self._codes is not None

    def taken(self, texts: Sequence[str]) -> list[Without]:
        """These texts with neither their names nor their codes."""
        if self._codes is None:
            return [Without(text) for text in texts]
        from reflect.transcripts.names import Match, places  # few studies have somebody who withdrew

        found: list[dict[int, int]] = [{} for _ in texts]
        for place in places(texts, self._names, near=False):
            if place.match is Match.EXACT or " " in place.term:
                found[place.turn][place.start] = place.end
        for text, here in zip(texts, found, strict=True):
            for code in self._codes.finditer(text):
                if not any(start < code.end() and code.start() < end for start, end in here.items()):
                    here[code.start()] = code.end()
        return [_without(text, here) for text, here in zip(texts, found, strict=True)]

    def out_of(self, *texts: str) -> tuple[str, ...]:
        """The words alone."""
        return tuple(one.text for one in self.taken(texts))

    def out_of_points(self, points: Sequence[LearningPoint]) -> tuple[LearningPoint, ...]:
        """Learning points in whose words nobody of them is named."""
        if not self:
            return tuple(points)
        found: list[LearningPoint] = []
        for point in points:
            uses = len(point.use_when)
            name, description, example, *lists = self.out_of(
                point.name, point.description, point.example, *point.use_when, *point.not_when
            )
            found.append(
                msgspec.structs.replace(
                    point,
                    name=name,
                    description=description,
                    example=example,
                    use_when=tuple(lists[:uses]),
                    not_when=tuple(lists[uses:]),
                )
            )
        return tuple(found)


def _without(text: str, here: dict[int, int]) -> Without:
    choices = [Choice(start=start, end=end, now=WITHDRAWN) for start, end in here.items()]
    return Without(*replaced(text, choices)) if choices else Without(text)


def _flat(words: str) -> str:
    return " ".join(words.split()).casefold()
