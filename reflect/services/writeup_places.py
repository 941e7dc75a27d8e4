"""Places in a write-up's text that an editor asks for: its beginning, its comments, what is not its words."""

from __future__ import annotations

import re

from reflect.domain.ids import ParticipantCode
from reflect.domain.writeup_reading import Comment
from reflect.writeups.comments import comments_in
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.regions import COMMENT_END, COMMENT_START

_REFERENCE = re.compile(r"\[\[[^\[\]\n]*\]\]")


def subject_of(text: str) -> ParticipantCode | None:
    """Whom a write-up is about, as its front matter says."""
    return ParticipantCode(read_manuscript(text).front.get("participant", "")) or None


def first_line_shown(source: str) -> int:
    """Where the text that readers see begins in a write-up's file: a line, counted from 0.

    The first after the front matter that is not empty; one past the last where there is none.
    """
    manuscript = read_manuscript(source)
    first = next((line.number for line in manuscript.lines if line.text.strip()), None)
    if first is None:
        return manuscript.lines[0].number - 1 if manuscript.lines else source.count("\n") + 1
    return first - 1


def comments_of(text: str) -> tuple[Comment, ...]:
    """The comments to oneself, in their order."""
    return comments_in(text, read_manuscript(text))


def as_comment(words: str) -> tuple[str, int] | None:
    """A comment that says these words, and how much of it stands after them.

    None where a comment begins or ends within them.
    """
    if COMMENT_START in words or COMMENT_END in words:
        return None
    return f"{COMMENT_START} {words} {COMMENT_END}", len(COMMENT_END) + 1


def kept_alone(source: str) -> list[tuple[int, int]]:
    """The spans of a write-up's file that are for the program; lines of `source` end in a line feed."""
    manuscript = read_manuscript(source)
    lines = source.split("\n")
    body = manuscript.lines[0].number - 1 if manuscript.lines else len(lines)
    front = sum(len(line) + 1 for line in lines[:body]) if manuscript.front or body else 0
    spans = [(0, min(front, len(source)))] if front else []
    return [*spans, *(found.span() for found in _REFERENCE.finditer(source) if found.start() >= front)]
