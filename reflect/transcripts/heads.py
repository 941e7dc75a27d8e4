"""Lines of a text that say who begins to speak, and when: `Kelly  1:04`, `Speaker 1 (00:00:03):`.

Otter, Teams, Rev, Descript, Word and Google Meet each have their own. A line is taken apart here by its look
alone; whether it really is such a line, the whole file decides (`reflect.transcripts.headed`).
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from reflect.transcripts.times import CLOCK, LONGEST, seconds_of

_RANGE = rf"(?P<start>{CLOCK})(?:[ \t]*(?:-->|[-–—])[ \t]*(?P<end>{CLOCK}))?"
_AT_START = re.compile(
    rf"(?P<open>[\[(]?){_RANGE}(?P<close>[\])]?)(?P<gap>[ \t\xa0]*[-–—:]?[ \t\xa0]*)(?P<rest>.*)"
)
_AT_END = re.compile(rf"(?P<gap>[ \t\xa0]+)(?P<open>[\[(]?){_RANGE}(?P<close>[\])]?)[ \t\xa0]*:?$")
_WITHIN = re.compile(
    rf"(?P<name>[^\[\]():]{{1,60}}?(?:\([^()]{{1,30}}\))?)[ \t\xa0]*:?[ \t\xa0]*"
    rf"[\[(]{_RANGE}[\])][ \t\xa0]*:?[ \t\xa0]+(?P<text>\S.*)"
)
_HALF_OF_DAY = re.compile(r"(?:[ap]\.?m\b|uhr\b|o.?clock\b)", re.IGNORECASE)
_EMPHASIS = re.compile(
    rf"(?P<before>(?:[\[(]?{CLOCK}[\])]?[ \t]*[-–—]?[ \t]*)?)"
    r"(?P<mark>\*\*|__|\*|_)(?P<inner>[^*_]{1,90})(?P=mark)"
)
_BRACKETED = re.compile(r"\[([^\[\]]+)\]")
_MAY_BE_A_TIME = re.compile("[0-9]:[0-9]")
_TAIL = 60
_NAMES_LONGEST = 80


class Where(Enum):
    """Where on its line a time stands."""

    ALONE = "alone"
    BEFORE = "before the words"
    AFTER_NAME = "after a name, the words on the next line"
    WITHIN = "between a name and the words"


class Head(NamedTuple):
    """A line that may begin a turn."""

    where: Where
    name: str
    """What may be the speaker; empty when the time stands first."""
    start: float
    end: float | None
    rest: str
    """What stands behind the time: words, or a speaker and words, or a speaker."""
    sure: bool
    """Whether brackets or a wide gap show that the time was not said."""
    by_the_clock: bool = False
    """Whether the time is that of the day, as in captions saved from Zoom: `[Name] 10:02:15`."""


def head_of(text: str) -> Head | None:
    """The line taken apart, if a time stands where programs put it."""
    if ":" not in text or _MAY_BE_A_TIME.search(text) is None:
        return None
    line = text.strip()
    return _at_start(line) or _at_end(line) or _within(line)


def without_emphasis(text: str) -> str:
    """The line with the stars or underscores around its first words taken away: `**Name:** words`."""
    line = text.strip()
    if "*" not in line and "_" not in line:
        return line
    found = _EMPHASIS.match(line)
    if found is None:
        return line
    inner, rest = found["inner"], line[found.end() :]
    glue = " " if inner.endswith(":") and rest and not rest[0].isspace() else ""
    return found["before"] + inner + glue + rest


def _at_start(line: str) -> Head | None:
    found = _AT_START.match(line)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    rest = found["rest"].strip()
    bare = not found["open"]
    if rest and ((bare and not found["gap"]) or _HALF_OF_DAY.match(rest)):
        return None
    return _head(found, Where.BEFORE if rest else Where.ALONE, "", rest, sure=True)


def _at_end(line: str) -> Head | None:
    cut = max(0, len(line) - _TAIL)
    found = _AT_END.search(line, cut)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    name = line[: found.start()].strip().rstrip(":").rstrip()
    bracketed = _BRACKETED.fullmatch(name)
    name = bracketed[1] if bracketed else name
    if not name or len(name) > _NAMES_LONGEST:
        return None
    sure = len(found["gap"]) > 1 or bool(found["open"] or bracketed)
    head = _head(found, Where.AFTER_NAME, name, "", sure=sure)
    return head._replace(by_the_clock=True) if head is not None and bracketed else head


def _within(line: str) -> Head | None:
    found = _WITHIN.match(line)
    return _head(found, Where.WITHIN, found["name"].strip(), found["text"], sure=True) if found else None


def _head(found: re.Match[str], where: Where, name: str, rest: str, *, sure: bool) -> Head | None:
    start, end = seconds_of(found["start"]), seconds_of(found["end"] or "")
    if start is None or start >= LONGEST:
        return None
    return Head(where, name, start, end, rest, sure)
