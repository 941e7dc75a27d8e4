"""Which names a study knows, and which of them somebody decided may stand in a write-up that leaves it."""

from __future__ import annotations

from reflect.domain.ids import Clock
from reflect.domain.people import LetPass, Participant, let_pass_id
from reflect.services.leaks import Known, Leak, names_of
from reflect.store.people_file import PeopleFile


class NamesOut:
    """The names of one study. Safe to use from several threads."""

    def __init__(self, people: PeopleFile, clock: Clock, *, by: str) -> None:
        self._people = people
        self._clock = clock
        self._by = by

    def known(self) -> dict[str, Known]:
        """Every name of the study, of people who were removed too."""
        return names_of(self.people(), self._people.replacements.all())

    def people(self) -> list[Participant]:
        """Everybody whose name is known, those who were removed too."""
        people = [*self._people.participants.all().values()]
        return people + [binned.participant for binned in self._people.bin.all().values()]

    def instead(self) -> dict[str, str]:
        """Words that were replaced in transcripts, and what stands there now."""
        return {known.id: known.now for known in self._people.replacements.all().values()}

    def passed(self, writeup: str) -> set[str]:
        """What may stand in a write-up."""
        return {row.words for row in self._people.let_pass.all().values() if row.writeup == writeup}

    def let_pass(self, writeup: str, leak: Leak) -> None:
        """Decide that these words may stand in a write-up, wherever they do. Raises as `Repository.put`."""
        self._people.let_pass.put(
            LetPass(
                id=let_pass_id(writeup, leak.words),
                writeup=writeup,
                words=leak.words,
                by=self._by,
                at=self._clock().isoformat(timespec="seconds"),
            )
        )

    def look_again(self, writeup: str, leak: Leak) -> None:
        """Take that decision back."""
        key = let_pass_id(writeup, leak.words)
        if self._people.let_pass.get(key) is not None:
            self._people.let_pass.remove(key)
