"""Rounds: the waves in which an alliance assesses itself, so that progress can be seen."""

from __future__ import annotations

import msgspec

from reflect.domain.ids import GuideId, ParticipantCode, PointId, RoundId


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One wave of self-assessments. What its sessions asked stands in their own guide texts."""

    id: RoundId
    name: str
    """`Spring 2027`."""
    opened: str
    """The day, ISO 8601: rounds stand in the order of their days."""
    closed: str | None = None
    """The day it was closed; None while answers are awaited."""
    guide: GuideId
    """The guide that its sessions run."""
    low: int = 1
    high: int = 5
    """The two ends of the scale; the same in every round of a study, or they cannot be compared."""
    points: tuple[PointId, ...] = ()
    """The learning points it asks about, as the codebook had them when it was opened."""
    expected: tuple[ParticipantCode, ...] = ()
    """Who is asked to answer."""
    note: str = ""
