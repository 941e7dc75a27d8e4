"""The lines of a preview, laid out piece by piece: only what changed since the last time is laid out again.

A piece is a run of top-level blocks that looks the same wherever it stands. Where that is in doubt (raw HTML
that runs over empty lines, link definitions) the whole text is one piece.
"""

from __future__ import annotations

import re
import threading
import time
from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from textual.strip import Strip

from reflect.tui.widgets.preview import lay_out

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CONTINUES = re.compile(r"\s|[-*+](\s|$)|\d{1,9}[.)](\s|$)|[-*_=](\s*[-*_=])*\s*$")
"""A line that may belong with what stands before an empty line: indented, an item, a rule."""
_IN_DOUBT = re.compile(
    r"^\s{0,3}(<(script|pre|style|textarea)\b|<\?|<!|\[[^\]\n]+\]:)", re.MULTILINE | re.IGNORECASE
)
_INNER_LINK = re.compile(r"\[([^\]\n]*)\]\(#[^()\s]*\)")
"""A link to a heading, as contents have: only its words are of use where nothing can be followed."""
_BREATH = 0.0005
"""Seconds given to the screen's thread between two pieces: a thread that computes keeps it waiting."""


class Laid(NamedTuple):
    """A laid-out text."""

    lines: list[Strip]
    starts: list[tuple[int, int]]
    """The first line of the Markdown of each piece, and its first row; both count from 0."""

    def row_of(self, line: float) -> int:
        """About where a line of the Markdown is shown."""
        if not self.starts:
            return 0
        at = max(0, bisect_right(self.starts, (line, float("inf"))) - 1)
        first, row = self.starts[at]
        last = at + 1 == len(self.starts)
        past, past_row = (first + 1, len(self.lines)) if last else self.starts[at + 1]
        share = min(1.0, max(0.0, (line - first) / max(1, past - first)))
        return row + int(share * max(0, past_row - row - 1))


class PreviewLayout:
    """Lays texts out one after another and keeps the pieces of the last one. Threads wait for each other."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, bool], list[Strip]] = {}
        self._one_at_a_time = threading.Lock()
        self.made = 0
        """How many pieces have been laid out so far."""

    def lay_out(
        self, markdown: str, width: int, *, dark: bool, stale: Callable[[], bool] = lambda: False
    ) -> Laid | None:
        """Lay a text out; None when it became `stale` meanwhile: what is done is kept for the next time."""
        with self._one_at_a_time:
            return self._lay_out(markdown, width, dark=dark, stale=stale)

    def _lay_out(self, markdown: str, width: int, *, dark: bool, stale: Callable[[], bool]) -> Laid | None:
        lines: list[Strip] = []
        starts: list[tuple[int, int]] = []
        used: dict[tuple[str, int, bool], list[Strip]] = {}
        for first, text in pieces(markdown):
            key = (text, width, dark)
            kept = self._kept.get(key)
            if kept is None:
                if stale():
                    return None
                kept = self._kept[key] = _trimmed(lay_out(_INNER_LINK.sub(r"\1", text), width, dark=dark))
                self.made += 1
                time.sleep(_BREATH)
            used[key] = kept
            if not kept:
                continue
            if lines:
                lines.append(Strip([]))
            starts.append((first, len(lines)))
            lines += kept
        self._kept = used
        return Laid(lines, starts)


def pieces(markdown: str) -> list[tuple[int, str]]:
    """A text in pieces, each with the number of its first line; the first is 0."""
    if _IN_DOUBT.search(markdown):
        return [(0, markdown)]
    found: list[tuple[int, str]] = []
    lines = markdown.split("\n")
    begun, fence, after_rule = 0, "", False
    for at, line in enumerate(lines):
        opened = _FENCE.match(line)
        cut = at > begun and not fence and not lines[at - 1].strip() and bool(line)
        if cut and not _CONTINUES.match(line) and not after_rule:
            found.append((begun, "\n".join(lines[begun:at]).rstrip("\n")))
            begun = at
        if fence:
            closes = opened and opened[1].startswith(fence) and not line.strip().strip(fence[0])
            fence = "" if closes else fence
        elif opened:
            fence = opened[1]
        if line.strip():
            after_rule = not fence and bool(_CONTINUES.match(line)) and not line[:1].isspace()
    found.append((begun, "\n".join(lines[begun:]).rstrip("\n")))
    return [(at, text) for at, text in found if text.strip()]


def _trimmed(lines: list[Strip]) -> list[Strip]:
    """Without the empty lines around them: there is exactly one between two pieces."""
    full = [at for at, line in enumerate(lines) if line.text.strip()]
    return lines[full[0] : full[-1] + 1] if full else []
