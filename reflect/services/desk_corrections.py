"""Corrections of what was written down in a session, each a step of undo, with the quotes that it touches."""

from __future__ import annotations

from collections.abc import Iterable

from reflect.domain.correcting import Corrected, Correction, corrected, taken_in
from reflect.domain.cuttings import Cuttings
from reflect.services.desk_steps import DeskSteps


class CorrectionsOnDesk(DeskSteps):
    """Setting words right, one by one or many at once."""

    def would_correct(self, corrections: Iterable[Correction]) -> Corrected:
        """What corrections would come to, and which quotes they change letters in; nothing is changed."""
        return corrected(self._record, corrections, Cuttings())

    def correct(self, label: str, corrections: Iterable[Correction], *, take_in: bool) -> Corrected:
        """Make corrections, in one step; returns what came of them.

        With `take_in`, quotes that have letters changed take the corrected words, and need approval again if
        they had it; otherwise they keep their own words, and are marked *source changed*.
        """
        found = corrected(self._record, corrections, self._cuttings)
        self._do(label, taken_in(found, take=take_in))
        return found
