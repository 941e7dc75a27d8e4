"""Sessions: one sitting of a guide, and everything recorded in it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import msgspec

from reflect.domain.clashes import Clash
from reflect.domain.group import Cluster, ClusterId, Contribution, GroupConsent, Rule, Seat, SeatId
from reflect.domain.ids import (
    GuideId,
    OptionId,
    ParticipantCode,
    PassageId,
    PointId,
    QuestionId,
    QuoteId,
    RoleId,
    RoundId,
    SessionId,
)


class SessionKind(StrEnum):
    """What a sitting was."""

    INTERVIEW = "interview"
    WORKSHOP = "workshop"
    ASSESSMENT = "assessment"
    TRANSCRIPT = "transcript"


class ResponseState(StrEnum):
    """How far one question has got."""

    NOT_REACHED = "not reached"
    ASKED = "asked"
    ANSWERED = "answered"
    ALREADY_COVERED = "already covered"
    ASK_AGAIN = "ask again"
    DECLINED = "declined"
    SKIPPED = "skipped"


SETTLED = frozenset({ResponseState.ANSWERED, ResponseState.ALREADY_COVERED, ResponseState.DECLINED})
"""The states in which a question counts as answered in *answered of questions*; a skipped one does not."""


class TranscriptSource(msgspec.Struct, frozen=True, kw_only=True):
    """The file that a transcript came from; its name stands in `people.json`, since it may name somebody."""

    format: str
    """What kind of file it is, in words: `WebVTT`."""
    maker: str = ""
    """The program that wrote it, where the file shows it."""
    digest: str
    """SHA-256 of the file's bytes."""
    words_digest: str
    """SHA-256 of what was said, whatever the format (`reflect.transcripts.fingerprint`)."""
    imported: str
    """ISO 8601 with time zone."""
    original: str = ""
    """Where in the study the file is kept as it was: `originals/k3v9.vtt`; empty when it is not."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """The sitting itself: who, when, with which guide, and where the interviewer stopped."""

    id: SessionId
    kind: SessionKind
    guide: GuideId
    guide_version: str
    guide_text: str
    """The guide's Markdown exactly as it was run, so that a later edit never changes a past session.

    Empty, like `guide`, for a transcript that is not set against a guide.
    """
    participant: ParticipantCode | None = None
    researcher: str = ""
    started: str
    """When it began: ISO 8601 with time zone."""
    ended: str | None = None
    seconds: float = 0.0
    """How long the session's clock has run, pauses left out."""
    at_question: QuestionId | None = None
    at_offset: int = 0
    """Where the cursor stood in the answer: Unicode code points from its start."""
    source: TranscriptSource | None = None
    """For a transcript, or answers from a form, where it came from."""
    role: RoleId | None = None
    """Where no one person with a code answered, in which role it was: for a whole role, or unnamed."""
    round: RoundId | None = None
    """For an assessment, the wave it belongs to."""
    agreed: GroupConsent | None = None
    """What a group agreed to about the words of those who have no code."""


NO_CODE = "no code"


def sat_there(participant: ParticipantCode | None, kind: SessionKind, *, seats: int = 0) -> str:
    """Whose sitting it was, as lists show it: `P03`, `group`, or `no code` for somebody without one."""
    if participant is not None:
        return participant
    return "group" if seats or kind in (SessionKind.WORKSHOP, SessionKind.TRANSCRIPT) else NO_CODE


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded for one question; its id is the question's."""

    id: QuestionId
    state: ResponseState = ResponseState.NOT_REACHED
    text: str = ""
    """The answer to an open question; for other kinds, the comment or the reason given with it."""
    entries: tuple[str, ...] = ()
    """For `list`: what was said, in order."""
    choices: tuple[OptionId, ...] = ()
    """For `choose` and `image`: what was chosen, in the guide's order."""
    ranking: tuple[OptionId, ...] = ()
    """For `rank`: first is highest."""
    rating: int | None = None
    """For `scale`."""
    cannot_say: bool = False
    """For `scale`: the participant would rather not, or could not, put a number to it."""
    probes: tuple[int, ...] = ()
    """Which probes were asked, by their place in the guide (0 first)."""
    reason: str = ""
    """Why it was skipped."""
    covered_by: QuestionId | None = None
    """For `already covered`: the question that covered it."""
    evidence: tuple[QuoteId, ...] = ()
    """Quotes of the study that bear a rating out."""
    shown: bool = False
    """In a group: whether what each answered alone has been shown to all."""
    first_at: float | None = None
    """When it was first reached, in seconds of the session's clock."""
    bookmark: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing has been recorded in answer."""
        return not (self.text.strip() or any(e.strip() for e in self.entries) or self.chosen())

    def chosen(self) -> frozenset[str]:
        """What an `if=` of a later question can rest on: option ids, or the rating as text."""
        picked: set[str] = set(self.choices) | set(self.ranking)
        if self.rating is not None:
            picked.add(str(self.rating))
        return frozenset(picked)


def with_state(response: Response) -> Response:
    """The response with the state its content gives it; what was marked by hand and is still empty stays."""
    if not response.empty or response.cannot_say:
        return msgspec.structs.replace(response, state=ResponseState.ANSWERED, reason="", covered_by=None)
    if response.state is ResponseState.ANSWERED:
        return msgspec.structs.replace(response, state=ResponseState.ASKED)
    return response


INTERVIEWER = "Interviewer"
"""What a turn's speaker is shown as when it is whoever asks."""


class TimeMark(NamedTuple):
    """When the words at a place of a turn were said."""

    offset: int
    """Unicode code points from the turn's start."""
    seconds: float
    """From the recording's beginning."""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One turn of a transcript."""

    id: str
    order: int
    speaker: str = ""
    """Who speaks, as it is shown: a code, `Interviewer`, `Speaker 2`; never a name."""
    text: str
    start: float | None = None
    """Seconds from the recording's beginning."""
    end: float | None = None
    """Seconds from the recording's beginning."""
    marks: tuple[TimeMark, ...] = ()
    """Times of places within it, in order, where the file has them; the first is that of its beginning."""
    participant: ParticipantCode | None = None
    """The participant whose words these are; None for the interviewer or someone unknown."""
    question: QuestionId | None = None
    """The question of the guide that it was about; None when that is not known."""


class NoteKind(StrEnum):
    """What was jotted down during the session."""

    FIELD = "field note"
    BOOKMARK = "bookmark"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something the interviewer noticed, or a moment they marked, while the session ran."""

    id: str
    kind: NoteKind
    at: float
    """Seconds of the session's clock."""
    written: str
    """Wall time, ISO 8601 with time zone, to match a recorder's clock."""
    text: str = ""
    question: QuestionId | None = None


class MemoTarget(StrEnum):
    """What a memo is about."""

    QUOTE = "quote"
    SESSION = "session"
    POINT = "learning point"
    STUDY = "study"


class Memo(msgspec.Struct, frozen=True, kw_only=True):
    """A researcher's thought about something."""

    id: str
    target: MemoTarget
    target_id: str
    text: str
    by: str = ""
    at: str
    """ISO 8601 with time zone."""


class Approval(StrEnum):
    """What the participant said of one quote."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    """They were sent it, on the day that the quote says, and have not answered yet."""
    APPROVED = "approved"
    AMENDED = "approved as changed"
    """They want it to read as `approved_words`; what they said stays in the passage and in `words`."""
    DECLINED = "declined"


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """A span of a passage. `words` are what stood there when it was made."""

    id: QuoteId
    passage: PassageId
    start: int
    """Unicode code points from the passage's start."""
    end: int
    """Unicode code points, exclusive."""
    words: str
    by: str = ""
    at: str
    """ISO 8601 with time zone."""
    approval: Approval = Approval.NOT_ASKED
    asked_on: str | None = None
    """The day they were last asked, ISO 8601; None when they never were."""
    answered_on: str | None = None
    """The day of their answer, ISO 8601; None when there is none."""
    approved_words: str = ""
    """How they want it to read, when they changed it; empty otherwise."""
    source_changed: bool = False
    """Whether the words are no longer in the passage; the quote keeps them all the same."""
    starred: bool = False
    """Whether a researcher marked it as one to come back to."""


OF_APPROVAL = ("approved_words", "asked_on", "answered_on")
"""The fields of a quote that say more of its `approval`, and go with it."""


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """One learning point given to one quote by one researcher."""

    id: str
    """`quote/point/researcher`: the same tag given twice is one tag."""
    quote: QuoteId
    point: PointId
    by: str = ""
    at: str
    """ISO 8601 with time zone."""
    contradicts: bool = False
    """Whether the quote speaks against the point rather than for it."""


def tag_id(quote: str, point: str, by: str) -> str:
    """The id of the tag that `by` gives `quote` for `point`."""
    return f"{quote}/{point}/{by}"


class Binned(msgspec.Struct, frozen=True, kw_only=True):
    """What was removed from a session in one go, and can be put back."""

    id: str
    """That of what was removed, with a number behind it when the same was removed before."""
    quotes: tuple[Quote, ...] = ()
    tags: tuple[Tag, ...] = ()
    memos: tuple[Memo, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    by: str = ""
    at: str
    """ISO 8601 with time zone."""
    why: str = ""
    """The reason, when it was not a researcher who removed it."""


class SessionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one session file holds; never changed in place, so that it can be saved from a thread."""

    session: Session
    responses: dict[QuestionId, Response] = {}
    turns: dict[str, Turn] = {}
    notes: dict[str, Note] = {}
    quotes: dict[QuoteId, Quote] = {}
    tags: dict[str, Tag] = {}
    memos: dict[str, Memo] = {}
    seats: dict[SeatId, Seat] = {}
    contributions: dict[str, Contribution] = {}
    clusters: dict[ClusterId, Cluster] = {}
    rules: dict[str, Rule] = {}
    bin: dict[str, Binned] = {}
    clashes: dict[str, Clash] = {}
    """What two people wrote differently, until somebody chooses."""
