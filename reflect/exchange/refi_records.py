"""A REFI-QDA project as records: what is written into a `.qdpx` or `.qdc` file, and what is read from one.

REFI-QDA 1.0 (QDA-XML, 18 March 2019, https://www.qdasoftware.org) is what NVivo, ATLAS.ti, MAXQDA, QualCoder
and others exchange. Here stands the part of it that a study of interviews can hold; places in a text count
Unicode code points from 0, their end exclusive, whatever the file counted.
"""

from __future__ import annotations

import msgspec

ORIGIN = "reflect"
"""What our files name as the program that wrote them."""


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A researcher."""

    guid: str
    name: str = ""


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code, with those beneath it."""

    guid: str
    name: str
    description: str = ""
    colour: str = ""
    """`#1f6fb5`; empty for none."""
    codable: bool = True
    notes: tuple[str, ...] = ()
    """GUIDs of notes on it."""
    children: tuple[Code, ...] = ()


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is known of cases or sources."""

    guid: str
    name: str
    kind: str = "Text"
    """`Text`, `Boolean`, `Integer`, `Float`, `Date` or `DateTime`."""


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """What a variable is for one case or source."""

    variable: str
    """Its GUID."""
    text: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, or something, that was studied."""

    guid: str
    name: str = ""
    description: str = ""
    values: tuple[Value, ...] = ()
    sources: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()


class Coding(msgspec.Struct, frozen=True, kw_only=True):
    """A code given to a selection, or to a whole source."""

    guid: str
    code: str
    user: str = ""
    at: str = ""
    """ISO 8601; empty when it is not known."""


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a source's text."""

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    codings: tuple[Coding, ...] = ()
    notes: tuple[str, ...] = ()
    user: str = ""
    at: str = ""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A text."""

    guid: str
    name: str
    text: str
    description: str = ""
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()
    """Codes given to all of it."""
    notes: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    user: str = ""
    at: str = ""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A memo; what it is about refers to it."""

    guid: str
    name: str
    text: str
    user: str = ""
    at: str = ""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A set: codes, sources and notes that belong together."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in a file; of a codebook, `codes` and `groups` alone."""

    name: str = ""
    origin: str = ORIGIN
    user: str = ""
    at: str = ""
    description: str = ""
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    groups: tuple[Group, ...] = ()
    on_all: tuple[str, ...] = ()
    """GUIDs of notes on the project as a whole."""


# What only reflect knows, for a file that comes back to it -------------------------------------------------


class PassageAt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a passage of the session stands in the source's text."""

    id: str
    start: int
    end: int
    label: str = ""
    speaker: str | None = None
    asks: bool = False
    question: str | None = None
    seconds: float | None = None
    """On the session's clock or in the recording."""
    elsewhere: bool = False
    """Whether these are words of quotes whose source was changed, which stand in no passage."""


class SessionOf(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The session that a source is."""

    kind: str
    digest: str
    """SHA-256 of the text in which the passages stand; of another text, none of this is true."""
    participant: str | None = None
    started: str = ""
    ended: str | None = None
    seconds: float = 0.0
    guide: str = ""
    guide_version: str = ""
    guide_text: str = ""
    passages: tuple[PassageAt, ...] = ()


class PointOf(msgspec.Struct, frozen=True, kw_only=True):
    """The learning point that a code is."""

    id: str
    number: int


class Ours(msgspec.Struct, frozen=True, kw_only=True):
    """`reflect.json` in a project that was written for researchers."""

    format: int = 1
    points: dict[str, PointOf] = {}
    """By the code's GUID."""
    sessions: dict[str, SessionOf] = {}
    """By the source's GUID."""
