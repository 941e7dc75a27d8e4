"""Rounds: the waves in which an alliance assesses itself, so that progress can be seen."""

from __future__ import annotations

import msgspec

from reflect.domain.ids import GuideId, ParticipantCode, PointId, RoundId
from reflect.errors import InvalidInput


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


def another_scale(where: Round, low: int, high: int) -> InvalidInput:
    """Why a scale with these ends cannot be used beside a round's, and the way out."""
    return InvalidInput(
        f"The round {where.name} rates from {where.low} to {where.high}, and this guide from {low} to "
        f"{high}: the two could never be compared",
        remedy=f"Give the guide's scale questions min={where.low} max={where.high}, "
        "or keep the new scale in a study of its own.",
    )
