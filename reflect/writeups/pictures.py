"""The pictures that a write-up asks for, and where in its file."""

from __future__ import annotations

from typing import NamedTuple

from reflect.writeups.manuscript import read_manuscript


class PictureAsked(NamedTuple):
    """One `![…](address)`."""

    line: int
    """Its line in the file; the first is 1."""
    address: str
    """As Markdown reads it."""


def pictures_asked(source: str) -> tuple[PictureAsked, ...]:
    """Every picture of a write-up's file, in order; those in comments are none."""
    from markdown_it import MarkdownIt  # slow to load
    from mdit_py_plugins.footnote import footnote_plugin

    lines = read_manuscript(source).lines
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").use(footnote_plugin)
    found = []
    for token in parser.parse("\n".join(line.text for line in lines)):
        at = token.map[0] if token.map else 0
        for child in token.children or []:
            if child.type in ("softbreak", "hardbreak"):
                at += 1
            elif child.type == "image":
                number = lines[min(at, len(lines) - 1)].number
                found.append(PictureAsked(number, str(child.attrGet("src") or "")))
    return tuple(found)
