"""What is read from a transcript: cues, turns, and the account of everything that stood in the file.

Places in a text count Unicode code points from 0. Times are seconds from the recording's beginning.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import msgspec


class Format(StrEnum):
    """What kind of file a transcript is; the value is what a person would call it."""

    VTT = "WebVTT"
    SRT = "SRT"
    SBV = "SBV"
    WHISPER_JSON = "Whisper JSON"
    WHISPER_TSV = "Whisper TSV"
    OTR = "oTranscribe"
    DOCX = "Word document"
    ODT = "OpenDocument text"
    CSV = "table of turns"
    MARKDOWN = "Markdown"
    TIMED_TEXT = "text with times"
    NAMED_TEXT = "text with speakers"
    TEXT = "plain text"


class Unit(StrEnum):
    """What `line` counts in a file of this kind, 1 first."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    SEGMENT = "segment"
    ROW = "row"


class Mark(NamedTuple):
    """Where in a turn's words a cue began, and when."""

    offset: int
    """Code points from the turn's start."""
    seconds: float


class Cue(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of speech as the file has it: a caption, a segment, a paragraph."""

    text: str
    speaker: str = ""
    """The label as it stands in the file; empty when the file does not say."""
    start: float | None = None
    end: float | None = None
    line: int
    """Where it begins in the file."""
    glue: str = " "
    """What parts it from the words before it when the two become one turn."""


class ReadTurn(msgspec.Struct, frozen=True, kw_only=True):
    """What one person said until somebody else spoke."""

    speaker: str = ""
    """The label as it stands in the file; empty when nobody knows."""
    text: str
    start: float | None = None
    end: float | None = None
    line: int
    """Where its first cue begins in the file."""
    marks: tuple[Mark, ...] = ()
    """When each of its cues began, in order of offset: so a quote within the turn can be given a time."""


class AsideKind(StrEnum):
    """Why something in the file was not taken as speech."""

    NOTE = "note"
    HEADING = "heading"
    HEADER = "before the first words"
    SUMMARY = "summary or notes, not speech"
    AFTER = "after the last words"
    CUE_NAME = "name of a cue"
    NOTICE = "notice of the program that made it"
    REPEATED = "caption shown a second time"
    DELETED = "deleted in the document"
    COMMENT = "comment"
    FOOTNOTE = "footnote"
    PAGE = "head or foot of the page"
    BOX = "text box"
    COLUMN = "other column"
    UNLABELLED = "line that no speaker stands before"


class Aside(msgspec.Struct, frozen=True, kw_only=True):
    """Words of the file that are not among the turns, so that a person can look at them."""

    kind: AsideKind
    text: str
    first: int
    """The line (or paragraph, segment, row) it begins on; 0 when it stands outside the text."""
    last: int


class RemarkKind(StrEnum):
    """What a person should know about a file that was read all the same."""

    OVERLAP = "overlapping times"
    BACKWARDS = "backwards times"
    ENDS_FIRST = "ends before it begins"
    NO_TIME = "time not understood"
    JOINED = "no speaker, joined to the one before"
    UNKNOWN = "no speaker"
    EMPTY = "no words"
    CUT_OFF = "cut off"
    EMPTY_LINE = "empty line in a cue"
    ARROW = "arrow among the words"
    ROLLING = "rolling captions"
    OVERLAPPED_SPEECH = "overlapping speech"
    WORD_SPEAKERS = "speakers within a segment"
    TEXT_DIFFERS = "two versions of the words"
    ENCODING = "encoding guessed"
    MIXED_ENCODING = "mixed encoding"
    CONTROLS = "control characters"
    BEFORE = "words before the first time"
    LEFT_ASIDE = "lines without a speaker left aside"


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """One such thing, in words, with every place it was seen."""

    kind: RemarkKind
    text: str
    lines: tuple[int, ...] = ()


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """What went in against what came out. Signs are characters that are not white space.

    `signs_in` is counted in the file, `spoken` in the finished turns, and everything else where it was
    taken away; a transcript whose sums differ is never handed out (`reflect.transcripts.reconcile`).
    """

    cues_in: int
    """Cues, segments or paragraphs, counted in the file before it is read."""
    cues_out: int
    """Of these, how many gave words to a turn or to what was left aside."""
    cues_empty: int
    """Of these, how many have no words."""
    signs_in: int
    spoken: int
    labels: int
    """Speakers' names."""
    structure: int
    """Times, numbers, markup and the rest of the file's own grammar."""
    aside: int
    """Words left aside; they are in `asides`."""
    asides: tuple[Aside, ...] = ()

    @property
    def speech_in(self) -> int:
        """Signs of speech in the file: everything that is not a label, grammar or left aside."""
        return self.signs_in - self.labels - self.structure - self.aside


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """A transcript, read."""

    name: str
    """The file it was read from."""
    format: Format
    maker: str = ""
    """The program that wrote it, where the file shows it: `Zoom`, `Teams`, …"""
    encoding: str = ""
    """How its letters were coded; empty for a file that says so itself."""
    unit: Unit = Unit.LINE
    cues: tuple[Cue, ...]
    turns: tuple[ReadTurn, ...]
    reconciliation: Reconciliation
    remarks: tuple[Remark, ...] = ()
    digest: str
    """SHA-256 of the file's bytes: the same for a copy of the same file."""
    words_digest: str
    """SHA-256 of the words alone: the same when one recording is exported twice, in two formats."""

    @property
    def timed(self) -> bool:
        """Whether the file says when anything was said."""
        return any(cue.start is not None for cue in self.cues)
