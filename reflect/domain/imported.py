"""What a study remembers of imports: who speaks under which label, which names gave way to what, and where.

All of it holds names, so it stands in `people.json` and nowhere else.
"""

from __future__ import annotations

import msgspec

from reflect.domain.ids import SessionId


class KnownSpeaker(msgspec.Struct, frozen=True, kw_only=True):
    """A label of transcripts, and who it is in this study."""

    id: str
    """The label as it stands in files."""
    who: str
    """A participant's code, `interviewer`, or empty for somebody whose words belong to no participant."""


class KnownName(msgspec.Struct, frozen=True, kw_only=True):
    """Words that are replaced in transcripts."""

    id: str
    """The words as they were found or given: a name, a town."""
    now: str
    """What stands there instead, such as `[colleague]` or `P03`; empty: they are left as they are."""


class ReplacedPlace(msgspec.Struct, frozen=True, kw_only=True):
    """One replacement that was made, in the turn's text as it is afterwards."""

    turn: str
    start: int
    """Unicode code points from the turn's start."""
    was: str
    now: str


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """One transcript that was brought in; its id is the session's."""

    id: SessionId
    file: str
    """The name of the file it came from."""
    digest: str
    """SHA-256 of the file's bytes."""
    words_digest: str
    """SHA-256 of what was said."""
    at: str
    """ISO 8601 with time zone."""
    speakers: dict[str, str] = {}
    """What each speaker is called in the session, by the label in the file."""
    replaced: tuple[ReplacedPlace, ...] = ()
    """Every replacement of a name, so that it can be taken back."""
