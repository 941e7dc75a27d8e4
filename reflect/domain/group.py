"""What only a group session has: who sat in it, what each of them said by themselves, and what came of it.

What a group says together is the session's `Response`, as in an interview; what one of them said before, or
beside it, is a `Contribution`. Both are kept: an agreed answer does not replace those it came from.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

import msgspec

from reflect.domain.ids import OptionId, ParticipantCode, QuestionId, QuoteId, RoleId

SeatId = NewType("SeatId", str)
ClusterId = NewType("ClusterId", str)


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the room: a participant's, somebody's of whom only the role is known, or anybody's."""

    id: SeatId
    order: int
    """Its number in the room, 1 first."""
    participant: ParticipantCode | None = None
    role: RoleId | None = None
    """For a seat that is nobody's in particular; a participant's role stands in `people.json`."""
    joined: str
    """ISO 8601 with time zone."""
    left: str | None = None
    """When they went before the end; what they said stays, and nothing more is waited for."""


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat, one role or nobody in particular answered to a question of a group session."""

    id: str
    question: QuestionId
    about: str = ""
    """Which option, aspiration or rule of another question it is about; empty for none."""
    seat: SeatId | None = None
    """Who said it; None for nobody in particular."""
    role: RoleId | None = None
    """In which role, where only that is known."""
    title: str = ""
    """For `image`: what they call the picture."""
    text: str = ""
    """The answer or entry; for `choose`, `rank`, `scale` and `image` the reason given with it."""
    choices: tuple[OptionId, ...] = ()
    ranking: tuple[OptionId, ...] = ()
    """First is highest."""
    rating: int | None = None
    cannot_say: bool = False
    evidence: tuple[QuoteId, ...] = ()
    """Quotes of the study that bear a rating out."""
    cluster: ClusterId | None = None
    """The group of entries it was moved to."""
    order: int = 0
    """Its place among the entries of its question, as they came; 1 first."""
    at: str
    """ISO 8601 with time zone."""


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """Entries that belong together, under a name."""

    id: ClusterId
    question: QuestionId
    about: str = ""
    """As of a contribution."""
    name: str = ""
    order: int = 0


class RuleState(StrEnum):
    """How it goes with a rule of engagement."""

    KEPT = "kept"
    SLIPPING = "slipping"
    CHANGE = "to be changed"


class RuleReview(msgspec.Struct, frozen=True, kw_only=True):
    """What was found when a rule was looked at again."""

    on: str
    """The day, ISO 8601."""
    state: RuleState
    note: str = ""
    by: str = ""
    """Who looked at it: `the leadership team`."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of engagement that a group worded together."""

    id: str
    heading: str = ""
    text: str
    about: str = ""
    """The aspiration that it is to bring to life, in words; empty for none."""
    proposal: str = ""
    """The id of the group of entries, or of the entry, that it was worded from; empty for none."""
    order: int = 0
    adopted: str | None = None
    """The day the group adopted it, ISO 8601; None for a proposal."""
    adopted_by: str = ""
    """Who did: `everyone in the room`."""
    reviews: tuple[RuleReview, ...] = ()
    """Oldest first."""


class GroupConsent(msgspec.Struct, frozen=True, kw_only=True):
    """What a group agreed to about the words said in the room, for those who sit there without a code.

    A participant with a code goes by their own consent.
    """

    quoted: bool
    """Whether words may be quoted; never with whose they are."""
    on: str
    """The day, ISO 8601."""
    how: str = ""
    """`asked aloud, nobody against`."""
    taken_by: str = ""
