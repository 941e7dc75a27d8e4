"""Names in the texts of a project on its way out: people's give way to their codes, as when texts come in.

The names and codes of who took their words back go altogether.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reflect.domain.people import Participant
from reflect.services.gone_names import GoneNames, Without
from reflect.services.import_names import Terms, names_found, terms, without_names
from reflect.services.leaks import Known, Leak, around
from reflect.transcripts.records import ReadTurn


class NamesAway:
    """What takes the names out of texts; what a person let pass stays."""

    def __init__(
        self,
        people: Iterable[Participant],
        instead: Mapping[str, str],
        let_pass: Iterable[str],
        *,
        gone: GoneNames,
    ) -> None:
        """`instead` are words that were replaced before, and by what."""
        self._gone = gone
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
        before = self._gone.taken(texts)
        texts = [one.text for one in before]
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
        done = without_names(turns, found)
        return [Without(turn.text, places, was) for (turn, places), was in zip(done, before, strict=True)]


def _flat(words: str) -> str:
    return " ".join(words.split()).casefold()
