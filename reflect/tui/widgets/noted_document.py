"""A text whose lines carry notes: they move with their lines, and go when a line becomes another one."""

from __future__ import annotations

import re
from typing import NamedTuple

from textual.document._document import Document, EditResult, Location

from reflect.domain.writeup_reading import Mark

_REFERENCE = re.compile(r"\[\[[^\[\]\n]*\]\]")
_MAY_HIDE = ("<!--", "-->", "`")
"""What may turn a reference into something else, or back."""


class Note(NamedTuple):
    """What is known of one line."""

    mark: Mark | None = None
    comments: tuple[tuple[int, int], ...] = ()
    """Which columns are a comment to oneself."""


class NotedDocument(Document):
    """Textual's plain document, with a note or none for each line."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.notes: list[Note | None] = [None] * self.line_count

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replace a range; what no longer can be said of its lines is said no longer."""
        (top, _), (bottom, _) = sorted((start, end))
        first, last = self.lines[top], self.lines[bottom]
        of_first, of_last = self.notes[top], self.notes[bottom]
        count = self.line_count
        result = super().replace_range(start, end, text)
        new: list[Note | None] = [None] * (bottom - top + 1 + self.line_count - count)
        new[0] = _kept(of_first, first, self.lines[top])
        if new[-1] is None:
            new[-1] = _kept(of_last, last, self.lines[top + len(new) - 1])
        self.notes[top : bottom + 1] = new
        return result


def _kept(note: Note | None, before: str, now: str) -> Note | None:
    """What still holds of a line: all of it, or what is said of references that stand there as before."""
    if note is None or now == before:
        return note
    references = _REFERENCE.findall(before)
    same = bool(references) and references == _REFERENCE.findall(now)
    hidden = any(sign in line for sign in _MAY_HIDE for line in (before, now))
    return Note(note.mark) if same and not hidden else None
