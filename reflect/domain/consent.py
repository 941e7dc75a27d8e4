"""Consent: what a participant agreed to, item by item."""

from __future__ import annotations

from enum import StrEnum

import msgspec


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


class Attribution(StrEnum):
    """How a participant's words may be attributed."""

    NAMED = "named"
    ROLE_AND_ORGANISATION = "role and organisation"
    ROLE_ONLY = "role only"
    ANONYMOUS = "anonymous"


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
    withdrawn: str | None = None
    """The day it was withdrawn, ISO 8601; None while it holds."""
