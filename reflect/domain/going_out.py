"""A quote as it leaves the study: what the gate lets its reader know, and nothing else."""

from __future__ import annotations

import msgspec


class OutRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One quote as it leaves the study. What an audience may not know is empty."""

    words: str
    by: str
    """How its speaker is called: a code among researchers, what they agreed to for anybody else."""
    points: tuple[str, ...] = ()
    """Numbers and names of learning points: `4 Recognise difference`."""
    contradicts: tuple[str, ...] = ()
    """Those of them that it speaks against."""
    question: str = ""
    quote: str = ""
    role: str = ""
    session: str = ""
    date: str = ""
    """The day of the session, ISO 8601."""
    seconds: float | None = None
    """On the session's clock or in the recording."""
    passage: str = ""
    start: int | None = None
    """Unicode code points in the passage."""
    end: int | None = None
    """Unicode code points, exclusive."""
    tagged_by: tuple[str, ...] = ()
    memos: tuple[str, ...] = ()
    consent: str = ""
    """What their consent says of quotes."""
    approval: str = ""
    caution: str = ""
    """What whoever uses it should know."""


class CellOut(msgspec.Struct, frozen=True, kw_only=True):
    """A cell of the framework matrix as its reader may have it."""

    case: str
    """A participant's code, or what a role is called."""
    kind: str
    """`participant` or `role`."""
    number: int
    """Of the learning point."""
    point: str
    """What it is called."""
    state: str
    """`no quotes`, `not charted`, `charted`, `nothing said` or `stale`; or why a summary is held back."""
    summary: str = ""
    quotes: tuple[OutRow, ...] = ()
    by: str = ""
    """Who charted it first; empty outside, as all that follows."""
    created: str = ""
    changed_by: str = ""
    at: str = ""
    since: str = ""
    """What happened to its quotes since it was written, in words."""
