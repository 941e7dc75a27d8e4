"""Names in the texts of a project on its way out: people's give way to their codes, as when texts come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from reflect.domain.people import Participant
from reflect.services.import_names import Terms, names_found, terms, without_names
from reflect.services.leaks import Known, Leak, around
from reflect.transcripts.records import ReadTurn
from reflect.transcripts.replacing import Replacement, moved


class Without(NamedTuple):
    """A text without names, and where they stood."""

    text: str
    done: tuple[Replacement, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the text before stands; one that begins or ends in a name has all of it."""
        shift = 0
        for done in self.done:
            was_at = done.start - shift
            if was_at < end < was_at + len(done.was):
                return moved(start, self.done), done.end
            shift += len(done.now) - len(done.was)
        return moved(start, self.done), moved(end, self.done)


class NamesAway:
    """What takes the names out of texts; what a person let pass stays."""

    def __init__(
        self, people: Iterable[Participant], instead: Mapping[str, str], let_pass: Iterable[str]
    ) -> None:
        """`instead` are words that were replaced before, and by what."""
        found = terms(people, labels={}, shown={}, remembered=instead, told={})
        passed = [f" {_flat(words)} " for words in let_pass]

        def left(names: Mapping[str, str]) -> dict[str, str]:
            # A part of a name that was let pass would else be replaced within it.
            return {
                words: now
                for words, now in names.items()
                if not any(f" {_flat(words)} " in phrase for phrase in passed)
            }

        self._terms = Terms(sure=left(found.sure), parts=left(found.parts))
        self.left: list[Leak] = []
        """Every name that still stands in the texts that were looked through: it may be another word."""

    def taken(self, texts: Sequence[str]) -> list[Without]:
        """These texts without names; one that is also a common word in them is left, as in transcripts."""
        turns = [ReadTurn(text=text, line=0) for text in texts]
        found = names_found(turns, self._terms)
        self.left += [
            Leak(
                line=texts[place.turn].count("\n", 0, place.start) + 1,
                quote=None,
                start=place.start,
                end=place.end,
                words=place.words,
                known=Known.PERSON,
                near=name.near,
                around=around(texts[place.turn], place.start, place.end),
            )
            for name in found
            if not name.taken
            for place in name.places
        ]
        return [Without(turn.text, done) for turn, done in without_names(turns, found)]


def _flat(words: str) -> str:
    return " ".join(words.split()).casefold()
