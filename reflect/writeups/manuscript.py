"""A write-up's file, parted: front matter, what readers are meant to see, and comments to oneself.

Comments are taken out generously, since they are private: whatever begins like one goes, to its end or,
where it has none, to the end of the file. Only in code that was clearly meant as code do they stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import msgspec

from reflect.writeups.regions import (
    COMMENT_END,
    COMMENT_START,
    MarkKind,
    Region,
    RegionKind,
    comment_end,
    marks,
    regions,
)

FENCE = "---"

_LINE_END = re.compile(r"\r\n?|\n")
_BARE = re.compile(r"\s*(?:>\s*)*(?:\#{1,6}|[-*+]|\d{1,9}[.)])?\s*[*_]*\s*")


class Line(msgspec.Struct, frozen=True):
    """One line of the file, without its end."""

    number: int
    """Where it stands in the file; the first is 1."""
    text: str
    commented: bool = False
    """Whether a comment stood here and nothing else: a prompt to whoever writes."""


class Problem(msgspec.Struct, frozen=True, order=True):
    """Something the researcher should mend."""

    line: int
    """Where: the line of the file; the first is 1."""
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


class Manuscript(msgspec.Struct, frozen=True, kw_only=True):
    """What a write-up's file says."""

    front: Mapping[str, str]
    lines: tuple[Line, ...]
    """The text without front matter and comments."""
    problems: tuple[Problem, ...] = ()


class _Cut(msgspec.Struct, frozen=True):
    """A comment: from a column of one line to a column of the same or a later one."""

    first: int
    start: int
    last: int
    end: int


@lru_cache(2)
def read_manuscript(source: str) -> Manuscript:
    """Part a write-up's file. Whatever is odd is a problem in the result, never an exception.

    Several ask for the same text one after another; reading it takes as long as all that they do with it.
    """
    numbered = [
        Line(number, text)
        for number, text in enumerate(
            _LINE_END.split(source.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")), 1
        )
    ]
    front, body, problems = _part(numbered)
    while cuts := _comments(body, problems):
        for cut in reversed(cuts):
            body[cut.first : cut.last + 1] = _mended(body[cut.first], body[cut.last], cut)
    return Manuscript(front=MappingProxyType(front), lines=tuple(body), problems=tuple(problems))


def parted(source: str) -> tuple[dict[str, str], str]:
    """The front matter of a write-up's file, and the text after it with its comments."""
    numbered = [Line(number, text) for number, text in enumerate(_LINE_END.split(source), 1)]
    front, body, _ = _part(numbered)
    return front, "\n".join(line.text for line in body).strip("\n")


def is_bare(text: str) -> bool:
    """Whether nothing is left of a line but the signs that begin a heading, an item, a quotation."""
    return _BARE.fullmatch(text) is not None


def _part(lines: list[Line]) -> tuple[dict[str, str], list[Line], list[Problem]]:
    """The front matter, the lines after it, and what is wrong with it."""
    problems: list[Problem] = []
    first = next((at for at, line in enumerate(lines) if line.text.strip()), 0)
    if lines[first].text.rstrip() != FENCE:
        return {}, lines, problems
    last = next((at for at in range(first + 1, len(lines)) if lines[at].text.rstrip() == FENCE), None)
    if last is None:
        wrong = f"the front matter that begins here is never closed by a line of {FENCE}"
        problems.append(Problem(lines[first].number, wrong))
        return {}, lines, problems
    front: dict[str, str] = {}
    for line in lines[first + 1 : last]:
        key, colon, value = line.text.partition(":")
        if colon and key.strip():
            front[key.strip()] = value.strip()
        elif line.text.strip():
            problems.append(Problem(line.number, "this line of the front matter is not key: value"))
    return front, lines[last + 1 :], problems


def _comments(body: Sequence[Line], problems: list[Problem]) -> list[_Cut]:
    """The comments to take out in one go.

    A comment that reaches past its own block makes everything after it uncertain: it is the last of its
    round, and what follows is read anew.
    """
    lines = [line.text for line in body]
    cuts: list[_Cut] = []
    for region in regions(lines):
        text = "\n".join(lines[region.first : region.past])
        for start, end in _comments_in(region, text):
            first, column = _position(lines, region.first, start)
            if end is not None:
                cuts.append(_Cut(first, column, *_position(lines, region.first, end)))
                continue
            rest = "\n".join(lines[first:])
            past = comment_end(rest, column)
            if past is None:
                wrong = (
                    f"the comment that begins here is never closed by {COMMENT_END}, so nothing more goes out"
                )
                problems.append(Problem(body[first].number, wrong))
                return [*cuts, _Cut(first, column, len(lines) - 1, len(lines[-1]))]
            return [*cuts, _Cut(first, column, *_position(lines, first, past))]
    return cuts


def _comments_in(region: Region, text: str) -> list[tuple[int, int | None]]:
    """Where comments begin and end in a region's text; None for one that does not end in it."""
    if region.kind in (RegionKind.PARAGRAPH, RegionKind.TEXT):
        return [(mark.start, mark.end) for mark in marks(text) if mark.kind is MarkKind.COMMENT]
    found: list[tuple[int, int | None]] = []
    if region.kind is not RegionKind.FENCED:
        at = 0
        while (start := text.find(COMMENT_START, at)) >= 0:
            end = comment_end(text, start)
            found.append((start, end))
            if end is None:
                break
            at = end
    return found


def _position(lines: Sequence[str], first: int, offset: int) -> tuple[int, int]:
    """The line and column of an offset into the text that begins with line `first`."""
    at = first
    while offset > len(lines[at]):
        offset -= len(lines[at]) + 1
        at += 1
    return at, offset


def _mended(first: Line, last: Line, cut: _Cut) -> list[Line]:
    """What is left of the lines that a comment ran through."""
    before, after = first.text[: cut.start], last.text[cut.end :]
    if is_bare(before + after):
        return [Line(first.number, "", commented=True)]
    if not after.strip():
        return [Line(first.number, before.rstrip())]
    if not before.strip():
        return [Line(last.number, before + after.lstrip())]
    if cut.first == cut.last:
        return [Line(first.number, before + (after.lstrip() if before[-1].isspace() else after))]
    return [Line(first.number, before.rstrip()), Line(last.number, after.lstrip())]
