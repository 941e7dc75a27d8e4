"""What a reader works on: the lines of one file, and where it puts what it finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reflect.errors import InvalidInput
from reflect.transcripts.reconcile import Ledger, signs
from reflect.transcripts.records import Cue, Format, RemarkKind, Unit
from reflect.transcripts.remarks import Remarks

_LINE_END = re.compile(r"\r\n|\r|\n")


class Line(NamedTuple):
    """One line of a file."""

    number: int
    """Its place in the file: a line, or the paragraph of a document that it belongs to."""
    text: str
    opens: bool = True
    """Whether a paragraph begins with it."""
    heading: bool = False
    """Whether the document calls it a heading."""


def lines_of(text: str) -> list[Line]:
    """The lines of a text file, its empty ones too; a paragraph begins after an empty one."""
    texts = _LINE_END.split(text) if "\r" in text else text.split("\n")
    opens = [True, *[not line or line.isspace() for line in texts]]
    return [
        Line(number, line, first) for number, (line, first) in enumerate(zip(texts, opens, strict=False), 1)
    ]


class Source:
    """One file on its way to being read: readers take lines from it and put cues, asides and remarks in."""

    def __init__(
        self,
        name: str,
        lines: Sequence[Line] = (),
        *,
        known: Iterable[str] = (),
        unit: Unit = Unit.LINE,
        remarks: Remarks | None = None,
    ) -> None:
        """Begin with the file's name and lines.

        Args:
            name: For messages.
            lines: All of them; every sign in them must be accounted for.
            known: Speakers' labels known from other files of the study.
            unit: What the lines' numbers count.
            remarks: Those that were made before there were lines.
        """
        self.name = name
        self.lines = lines
        self.known = frozenset(known)
        self.unit = unit
        self.remarks = remarks or Remarks()
        self.ledger = Ledger(signs(" ".join([line.text for line in lines])))
        self.cues: list[Cue] = []
        self.maker = ""
        self.format = Format.TEXT

    def say(self, cue: Cue) -> None:
        """Take in a cue; one without words is left out."""
        if cue.text:
            self.cues.append(cue)

    def refused(self, line: int, message: str, remedy: str = "") -> InvalidInput:
        """The error that refuses this file because of what stands at `line`."""
        place = self.name if not line else f"{self.name}:{line}"
        return InvalidInput(f"{message}; nothing was taken in", place=place, remedy=remedy)

    def remark(self, kind: RemarkKind, line: int) -> None:
        """Note something a person should know."""
        self.remarks.add(kind, line)


def plain(text: str) -> str:
    """Words as they are kept: each run of white space is one space, none at the ends."""
    if text.isprintable() and "  " not in text:
        return text.strip()  # no white space in it but single spaces
    return " ".join(text.split())
