"""Small things to arrange a test with: a guide of every kind, a session on a desk, a clock turned by hand."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from reflect.domain.ids import GuideId, ParticipantCode, SessionId
from reflect.domain.session import Session, SessionKind, SessionRecord
from reflect.errors import StoreError
from reflect.guides.parse import parse_guide
from reflect.services.desk import SessionDesk
from reflect.store.session_file import SessionMerge

EVERY_KIND = """\
---
id: every-kind
title: Every kind
version: 1.0
minutes: 60
---

# Opening {#opening}

Words that are read out when the section begins.

> A note about the whole section.

## A time it went well {#went-well points=LP2,LP4 minutes=8}

Tell me about a time when [b]working[/b] together went well.

- Who else was there?
- What did each of you do?
- And now?

> Silence is an answer too.

## What stood in the way {#in-the-way}

What stood in the way?

# Kinds {#kinds}

## Three words {#words kind=list max=3}

Three words for the alliance.

## Who was missing? {#missing kind=choose min=1 max=2}

1. People with lived experience {#lived}
2. Health services {#health}
3. Nobody {#nobody}

## What health would have changed {#health-changed if=missing:health}

What would have been different?

## How safe is it? {#safe kind=scale min=1 max=5}

1. Nobody would risk it
5. We do it often

## What comes first {#first kind=rank}

1. Trust {#trust}
2. Money {#money}
3. Time {#time}

## Before we go {#consent kind=consent required}

Thank you.
"""


class MemoryKeeper:
    """Keeps a session in memory; while `broken` it refuses, as a full disk does."""

    def __init__(self) -> None:
        self.kept: list[SessionRecord] = []
        self.broken = ""
        self.elsewhere: SessionRecord | None = None
        """What somebody else has saved since."""
        self.came_in: SessionMerge | None = None
        """What saving has brought in."""
        self.saved = threading.Event()

    def save(self, record: SessionRecord) -> None:
        if self.broken:
            raise StoreError(self.broken)
        self.kept.append(record)
        self.saved.set()

    def take_merge(self) -> SessionMerge | None:
        came, self.came_in = self.came_in, None
        return came

    def take_notices(self) -> list[str]:
        return []

    def changed_on_disk(self) -> bool:
        return self.elsewhere is not None

    def catch_up(self, record: SessionRecord) -> bool:
        assert record is not None
        return self.came_in is not None

    def read(self) -> SessionRecord:
        record, self.elsewhere = self.elsewhere, None
        assert record is not None
        return record


class Somebody(msgspec.Struct):
    """Who has a session open already."""

    who: str = "bea"
    host: str = "laptop-3"


class HandClock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def counting(prefix: str = "r") -> Callable[[], str]:
    """Ids that count up."""
    numbers = itertools.count(1)
    return lambda: f"{prefix}{next(numbers):04d}"


def ticking(start: datetime = datetime(2026, 11, 23, 10, tzinfo=UTC)) -> Callable[[], datetime]:
    """A clock that goes on by a second each time it is asked."""
    seconds = itertools.count()
    return lambda: start + timedelta(seconds=next(seconds))


def a_record(text: str = EVERY_KIND, *, participant: str | None = "P01") -> SessionRecord:
    """A session that has just begun."""
    guide = parse_guide(text, "guide.md")
    return SessionRecord(
        session=Session(
            id=SessionId("s1"),
            kind=SessionKind.INTERVIEW,
            guide=GuideId(guide.id),
            guide_version=guide.version,
            guide_text=text,
            participant=ParticipantCode(participant) if participant else None,
            researcher="ana",
            started="2026-11-23T10:00:00+00:00",
        )
    )


def a_desk(
    record: SessionRecord | None = None,
    *,
    keeper: MemoryKeeper | None = None,
    holder: Somebody | None = None,
    prefix: str = "r",
) -> SessionDesk:
    """A session on the desk, kept in memory; ids begin with the prefix."""
    record = record or a_record()
    guide = parse_guide(record.session.guide_text, "guide.md")
    ids = counting(prefix)
    return SessionDesk(
        record, guide, keeper or MemoryKeeper(), by="ana", clock=ticking(), ids=ids, holder=holder
    )
