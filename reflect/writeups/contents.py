"""A table of contents for a text that stands as it will be read: `[[contents]]` becomes this list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reflect.domain.heading_anchors import heading_anchors
from reflect.writeups.escape import as_typed_inline

_SHALLOWEST = 2
"""The heading of level 1 is the title."""
_DEEPEST = 3
"""What lies deeper would make the list of a briefing longer than a page."""


class _Heading(NamedTuple):
    level: int
    title: str
    first: int
    """Its line's index."""
    past: int


def contents(lines: Sequence[str], at: int) -> list[str]:
    """The nested list of the headings of levels 2 and 3 for the place `at` in these lines.

    Each is a link to its heading. The heading over the contents themselves is not listed.
    """
    found = _headings(lines)
    above = [heading for heading in found if heading.past <= at and not any(lines[heading.past : at])]
    own = above[-1].first if above else None
    linked = zip(found, heading_anchors(heading.title for heading in found), strict=True)
    listed = [(h, anchor) for h, anchor in linked if _SHALLOWEST <= h.level <= _DEEPEST and h.first != own]
    shown: list[str] = []
    open_levels: list[int] = []
    for heading, anchor in listed:
        while open_levels and open_levels[-1] >= heading.level:
            open_levels.pop()
        indent = "  " * len(open_levels)
        open_levels.append(heading.level)
        shown.append(f"{indent}- [{as_typed_inline(heading.title)}](#{anchor})")
    return shown


def _headings(lines: Sequence[str]) -> list[_Heading]:
    from markdown_it import MarkdownIt  # slow to load

    tokens = MarkdownIt("commonmark").parse("\n".join(lines))
    return [
        _Heading(int(token.tag[1:]), _plain(tokens[n + 1].children or []), *token.map)
        for n, token in enumerate(tokens)
        if token.type == "heading_open" and token.map is not None
    ]


def _plain(children: Sequence[object]) -> str:
    """The words of a heading, without what sets them off."""
    from markdown_it.token import Token

    words = []
    for child in children:
        assert isinstance(child, Token)  # noqa: S101 - for the types; the library is slow to load
        if child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type in ("text", "code_inline", "image", "text_special"):
            words.append(child.content)
    return "".join(words)
