"""Consent: what a participant agreed to, item by item."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from reflect.domain.ids import PointId, QuestionId


class ConsentItem(StrEnum):
    """The things a participant is asked about, each by itself. The values stand in guides and files."""

    TAKE_PART = "take-part"
    RECORDED = "recorded"
    ATTRIBUTION = "attribution"
    QUOTED = "quoted"
    SEES_QUOTES_FIRST = "sees-quotes-first"
    SHARED = "shared"
    CONTACTED = "contacted"


ITEM_WORDS: dict[ConsentItem, str] = {
    ConsentItem.TAKE_PART: "Takes part in this research",
    ConsentItem.RECORDED: "May be recorded",
    ConsentItem.ATTRIBUTION: "How their words are attributed",
    ConsentItem.QUOTED: "May be quoted",
    ConsentItem.SEES_QUOTES_FIRST: "Sees their quotes before publication",
    ConsentItem.SHARED: "May be shared with other researchers",
    ConsentItem.CONTACTED: "May be contacted again",
}
"""Each item in the words the screens use."""

OWN_WORDS: dict[ConsentItem, str] = {
    ConsentItem.TAKE_PART: "I take part in this research",
    ConsentItem.RECORDED: "I may be recorded",
    ConsentItem.ATTRIBUTION: "How my words may be attributed",
    ConsentItem.QUOTED: "I may be quoted",
    ConsentItem.SEES_QUOTES_FIRST: "I want to see my quotes before they are published",
    ConsentItem.SHARED: "What I say may be shared with other researchers",
    ConsentItem.CONTACTED: "I may be contacted again",
}
"""Each item as the participant says it who answers by themselves, on a screen or on paper."""


class Attribution(StrEnum):
    """How a participant's words may be attributed."""

    NAMED = "named"
    ROLE_AND_ORGANISATION = "role and organisation"
    ROLE_ONLY = "role only"
    ANONYMOUS = "anonymous"


class Given(StrEnum):
    """How a consent was given."""

    FORM = "signed form"
    SPOKEN = "spoken"
    WRITTEN = "in writing"


class Extent(StrEnum):
    """How far a withdrawal reaches."""

    NOT_QUOTED = "not quoted any more"
    REMOVED = "data removed"


class KeptOut(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody who may be quoted does not want to be quoted on.

    What stands in the answers to `questions`, and what is tagged with one of `points`, stays inside. A
    subject that is neither has only its words, and whoever tags must decline its quotes one by one.
    """

    about: str
    """In the participant's words, for the researchers: `my brother`. It may tell who they are."""
    questions: tuple[QuestionId, ...] = ()
    points: tuple[PointId, ...] = ()


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What one participant agreed to on one day. An item nobody asked about is None, which counts as no."""

    take_part: bool | None = None
    recorded: bool | None = None
    attribution: Attribution | None = None
    quoted: bool | None = None
    sees_quotes_first: bool | None = None
    shared: bool | None = None
    contacted: bool | None = None
    date: str
    """The day it was given: ISO 8601, `2026-11-23`."""
    wording: str = ""
    """Which wording was read or signed, such as `1.0`."""
    taken_by: str = ""
    """The researcher who took it."""
    given: Given | None = None
    """How it was given; None when that was not noted."""
    explained: str = ""
    """What was explained before they were asked, and by which means."""
    kept_out: tuple[KeptOut, ...] = ()
    """What they do not want to be quoted on, though they may be quoted otherwise."""
    withdrawn: str | None = None
    """The day it was withdrawn, ISO 8601; None while it holds."""
    extent: Extent | None = None
    """How far the withdrawal reaches; None while it holds, or where nobody said: nothing is quoted then."""
