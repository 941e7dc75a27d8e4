"""A study, opened: its people, guides, codebook, sessions, quotes and write-ups.

Everything here may touch the disk: screens call it from a worker, not from the screen's own thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from reflect import paths
from reflect.domain import people
from reflect.domain.codebook import Codebook
from reflect.domain.guide import Guide
from reflect.domain.ids import (
    Clock,
    GuideId,
    IdSource,
    ParticipantCode,
    RoleId,
    SessionId,
)
from reflect.domain.people import Participant, Role
from reflect.domain.session import Session, SessionKind, SessionRecord
from reflect.errors import GuideInvalid, InvalidInput, NotFound, nearest
from reflect.services import listing
from reflect.services.desk import SessionDesk
from reflect.services.identity import random_id, system_clock
from reflect.services.preferences import preferences
from reflect.services.rows import GuideRow, QuoteRow, SessionRow


class Study:
    """One piece of research, in one folder."""
