"""What lists show: one flat record a row, made from a study's files."""

from __future__ import annotations

import msgspec

from reflect.domain.ids import GuideId, ParticipantCode, PassageId, PointId, QuoteId, RoleId, SessionId
from reflect.domain.session import Approval, SessionKind, sat_there


class GuideRow(msgspec.Struct, frozen=True, kw_only=True):
    """A guide one can run: the study's own, or one we ship."""

    id: GuideId
    title: str
    version: str
    role: RoleId | None
    kind: str
    mode: str
    """`single` or `group`."""
    questions: int
    minutes: int | None
    ours: bool
    """Whether it is one we ship, not yet copied into the study."""
    place: str
    """The file it is read from."""


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A session, as the list of sessions shows it."""

    id: SessionId
    kind: SessionKind
    guide: GuideId
    guide_title: str
    participant: ParticipantCode | None
    role: RoleId | None
    started: str
    ended: str | None
    seconds: float
    answered: int
    questions: int
    """How many questions there are to ask, given the answers so far."""
    quotes: int
    untagged: int
    """Passages without a tagged quote; what the interviewer asked is left out."""
    researcher: str
    seats: int = 0
    """How many were in the room; 0 for a session with one person."""

    @property
    def whose(self) -> str:
        """Whose sitting it was: `P03`, `group` or `no code`."""
        return sat_there(self.participant, self.kind, seats=self.seats)


class QuoteRow(msgspec.Struct, frozen=True, kw_only=True):
    """A quote with what one needs to know to use it."""

    id: QuoteId
    text: str
    points: tuple[PointId, ...]
    """In the codebook's order."""
    contradicts: tuple[PointId, ...]
    """Those of `points` that the quote speaks against."""
    participant: ParticipantCode | None
    role: RoleId | None
    session: SessionId
    passage: PassageId
    start: int
    end: int
    heading: str
    """The question, or the speaker."""
    approval: Approval
    source_changed: bool
    starred: bool
    memos: tuple[str, ...]
    by: str
    at: str
    taggers: tuple[str, ...]
    """Who gave it its learning points."""


class WriteupRow(msgspec.Struct, frozen=True, kw_only=True):
    """A write-up, as the list of write-ups shows it."""

    name: str
    """Its file's name under `writeups/`, without `.md`."""
    kind: str
    title: str
    participant: ParticipantCode | None
    words: int
    references: int
    changed: str
    """When the file was last changed: ISO 8601."""
    withdrawn: bool = False
    """Whether words of somebody who withdrew stand in it."""
