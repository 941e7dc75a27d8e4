"""Where a Markdown text is text, code or HTML: only text can hold references and comments to oneself.

Two steps, as in CommonMark: blocks first (markdown-it-py finds them), then the marks within a block, from
left to right, so that a comment in a code span is code and a backtick in a comment is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class RegionKind(Enum):
    """What a run of lines is."""

    PARAGRAPH = auto()
    """A paragraph that stands by itself: not in a list, a quotation or a heading."""
    TEXT = auto()
    """Any other text."""
    HTML = auto()
    INDENTED = auto()
    """Code by four spaces, which in prose is mostly an accident."""
    FENCED = auto()
    """Code between fences that are both there."""
    UNCLOSED = auto()
    """Code from a fence that nothing closes, to the end."""


class Region(msgspec.Struct, frozen=True):
    """A run of lines of one kind: `first` up to, not with, `past`. Empty lines may stand in no region."""

    kind: RegionKind
    first: int
    past: int


class MarkKind(Enum):
    """What stands in the middle of text and is not words."""

    COMMENT = auto()
    TAG = auto()
    REFERENCE = auto()


class Mark(msgspec.Struct, frozen=True):
    """One mark: `start` up to `end` in the text that was searched; no `end` for an unclosed comment."""

    kind: MarkKind
    start: int
    end: int | None


_MARK = re.compile(
    r"""
      \\[!-/:-@\[-`{-~]                              # an escaped sign is a plain one
    | (?P<ticks>`+)
    | (?P<comment><!--)
    | (?P<tag><[A-Za-z/!?][^<>\n]*>)                 # a tag or an automatic link: left as it stands
    | (?P<reference>\[\[[^\[\]<>\n]*\]\])
    """,
    re.VERBOSE,
)
COMMENT_START = "<!--"
COMMENT_END = "-->"


def regions(lines: Sequence[str]) -> list[Region]:
    """The regions of a Markdown text, in order. Every line that is not empty is in exactly one."""
    found: list[Region] = []
    tokens = _parser().parse("\n".join(lines))
    for at, token in enumerate(tokens):
        kind = _kind(token, tokens[at - 1] if at else token, lines)
        if kind is not None and token.map is not None:
            found.append(Region(kind, token.map[0], min(token.map[1], len(lines))))
    covered = {at for region in found for at in range(region.first, region.past)}
    left_over = (at for at, line in enumerate(lines) if line.strip() and at not in covered)
    found += [Region(RegionKind.TEXT, at, at + 1) for at in left_over]
    return sorted(found, key=lambda region: region.first)


def marks(text: str) -> Iterator[Mark]:
    """The comments, tags and references in a region of text, left to right; none of them in a code span."""
    at = 0
    while found := _MARK.search(text, at):
        at = found.end()
        if found["ticks"]:
            at = _past_code(text, found)
        elif found["comment"]:
            end = comment_end(text, found.start())
            yield Mark(MarkKind.COMMENT, found.start(), end)
            if end is None:
                return
            at = end
        elif found["tag"]:
            yield Mark(MarkKind.TAG, found.start(), at)
        elif found["reference"]:
            yield Mark(MarkKind.REFERENCE, found.start(), at)


def comment_end(text: str, start: int) -> int | None:
    """Where the comment that begins at `start` ends, or None. `<!-->` is a whole comment, as in HTML."""
    end = text.find(COMMENT_END, start + 2)
    return None if end < 0 else end + len(COMMENT_END)


def _past_code(text: str, opening: re.Match[str]) -> int:
    """Where to go on after a run of backticks: past the code span it opens, if it opens one."""
    run = re.compile(rf"(?<!`){opening['ticks']}(?!`)")
    closing = run.search(text, opening.end())
    return closing.end() if closing else opening.end()


def _kind(token: Token, before: Token, lines: Sequence[str]) -> RegionKind | None:
    if token.type == "inline":
        alone = before.type == "paragraph_open" and before.level == 0
        return RegionKind.PARAGRAPH if alone else RegionKind.TEXT
    if token.type == "fence":
        last = lines[min(token.map[1], len(lines)) - 1] if token.map else ""
        closed = token.map is not None and token.map[1] - token.map[0] > 1 and _closes(last, token.markup)
        return RegionKind.FENCED if closed else RegionKind.UNCLOSED
    return {"html_block": RegionKind.HTML, "code_block": RegionKind.INDENTED}.get(token.type)


def _closes(line: str, fence: str) -> bool:
    run = line.lstrip(" \t>").rstrip()
    return len(run) >= len(fence) and set(run) == {fence[0]}


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # only when a write-up is read: the command line starts without it

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser
