"""What stays of somebody whose data were removed: that it happened, and nothing of what they said.

Kept are the code, so that it is never given to anybody else (a quote's code in an export that left the study
would then point to the wrong person), the day, who did it, and two numbers. A code is not a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from reflect.domain.ids import ParticipantCode, SessionId

REMOVALS = "removals"
"""The table, in `people.json` and in what is shared of it."""


class RemovalState(StrEnum):
    """How far a removal has got."""

    UNDER_WAY = "under way"
    """Something may be left: it is to be run again."""
    DONE = "done"


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """A dated record that somebody's data were removed."""

    id: ParticipantCode
    """Their code."""
    on: str
    """The day, ISO 8601."""
    by: str = ""
    """The researcher who did it."""
    sessions: int = 0
    """How many sessions held their words."""
    quotes: int = 0
    """How many quotes of theirs there were."""
    state: RemovalState = RemovalState.UNDER_WAY
    under: tuple[SessionId, ...] = ()
    """While it is under way, the sessions it goes through: what is left of them is found by their ids."""


def finished(removals: Iterable[Removal]) -> frozenset[ParticipantCode]:
    """The codes of those of whom nothing is to be left, nor to come in again."""
    return frozenset(removal.id for removal in removals if removal.state is RemovalState.DONE)


def finished_in(tables: Mapping[str, Mapping[str, Mapping[str, object]]]) -> list[str]:
    """The same from the tables of `people.json`, or of what is shared of it."""
    rows = tables.get(REMOVALS, {})
    return sorted(key for key, row in rows.items() if row.get("state") == RemovalState.DONE.value)
