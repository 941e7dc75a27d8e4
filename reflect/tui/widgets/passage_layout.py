"""Wrapping a passage to a width in terminal cells, and finding the way between offsets and cells.

Offsets are code points of the passage's text; rows and columns are cells, counted from 0. Each row holds its
text exactly; only what a terminal could not show safely is drawn differently: tabs as spaces, control
characters as their pictures, invisible direction marks not at all. White space at the end of a wrapped row
hangs outside its width, as it does on paper. Right-to-left text stays in its logical order: turning it round
is the terminal's affair.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len

from reflect.domain.boundaries import LINE_BREAKS
from reflect.domain.graphemes import (
    grapheme_start,
    graphemes,
    is_invisible,
    is_picture,
    joins_neighbour,
    previous_grapheme,
)

TAB = 4
_PLAIN = re.compile("[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2015\u2018-\u2026]*")
"""Characters of one cell that nothing joins or changes: what most passages are made of."""
_LINE_BREAK = re.compile(f"\r\n|[{LINE_BREAKS}]")
_WORD = re.compile(r"[^ \t\-–—‐/]+[\-–—‐/]*|[\-–—‐/]+|[ \t]")
_LONG = 64
"""Longer runs are not words worth remembering the width of."""
_NOT_SPACE = re.compile(r"[^ ]|$")
_BREAK_AFTER = frozenset("-–—‐/")
_NEVER_BEFORE = ("Pe", "Pf", "Po", "Lm")
_NEVER_AFTER = ("Ps", "Pi")


class Cluster(NamedTuple):
    """One step of the cursor: where it stands in the text and what is drawn for it."""

    start: int
    end: int
    width: int
    drawn: str


class Place(NamedTuple):
    """A cell of a laid-out passage."""

    row: int
    column: int


@lru_cache(maxsize=16_384)
def safe(cluster: str) -> str:
    """What is drawn for a cluster: never a control character, never nothing."""
    first = cluster[0]
    if first < " " or first == "\x7f":
        return chr(0x2400 + ord(first)) if first != "\x7f" else "␡"
    if unicodedata.category(first) in ("Cc", "Cs", "Zl", "Zp"):
        return "\ufffd"
    shown = "".join(c for c in cluster if not is_invisible(c)) if not cluster.isascii() else cluster
    shown = shown.encode("utf-8", "replace").decode("utf-8")
    return shown if pieces_width(shown) else f"◌{shown}"


def pieces(drawn: str) -> list[str]:
    """The text cut wherever a joiner stands that joins nothing.

    Rich takes whatever follows a joiner to have no width; terminals do so for emoji only.
    """
    if "\u200d" not in drawn:
        return [drawn]
    parts, start = [], 0
    for n, character in enumerate(drawn):
        following = drawn[n + 1 : n + 2]
        if character == "\u200d" and following and not is_picture(following):
            parts.append(drawn[start : n + 1])
            start = n + 1
    return [*parts, drawn[start:]]


@lru_cache(maxsize=16_384)
def pieces_width(drawn: str) -> int:
    """How many cells a text takes on the screen."""
    return sum(cell_len(piece) for piece in pieces(drawn))


def clusters(text: str, start: int, end: int) -> Iterator[Cluster]:
    """The clusters of a stretch without line breaks; tab stops are counted from its beginning."""
    column = 0
    for first, last in graphemes(text, start, end):
        cluster = text[first:last]
        if cluster == "\t":
            width = TAB - column % TAB
            yield Cluster(first, last, width, " " * width)
        else:
            drawn = safe(cluster)
            width = pieces_width(drawn)
            yield Cluster(first, last, width, drawn)
        column += width


def _wrap_plain(text: str, start: int, end: int, width: int) -> Iterator[int]:
    """Where the rows of a line begin whose characters all take one cell."""
    yield start
    while end - start > width:
        limit = start + width
        if text[limit] == " ":
            at = limit
        else:
            at = max(text.rfind(sign, start, limit) for sign in (" ", *_BREAK_AFTER)) + 1
        found = _NOT_SPACE.search(text, at, end) if text[at] == " " else None
        start = found.start() if found else at if at > start else limit
        if start >= end:
            return
        yield start


class _Step(NamedTuple):
    """What is wrapped as one: a word of narrow letters, or a single cluster."""

    start: int
    end: int
    width: int
    first: str
    last: str
    wide: bool


@lru_cache(maxsize=16_384)
def _measured(word: str) -> tuple[int, bool]:
    """The width of a word, and whether it holds wide characters, between which a row may end."""
    widths = [cluster.width for cluster in clusters(word, 0, len(word))]
    return sum(widths), any(width > 1 for width in widths)


def _steps(text: str, start: int, end: int, width: int) -> Iterator[_Step]:
    """What a line of any script is wrapped by. Most words come again and again, so they are measured once."""
    words = list(_WORD.finditer(text, start, end))
    if any(
        joins_neighbour(text[w.start()]) or joins_neighbour(text[w.end() - 1], forward=True) for w in words
    ):
        # A mark or a joiner stands on a space: rare, and then each cluster is looked at.
        words = []
        yield from _cluster_steps(text, start, end)
    for found in words:
        word = found.group()
        first, last = found.span()
        if last - first > _LONG:
            yield from _cluster_steps(text, first, last)
            continue
        cells, wide = _measured(word)
        if wide or cells > width:
            yield from _cluster_steps(text, first, last)
        else:
            yield _Step(first, last, cells, word[0], word[-1], wide=False)


def _cluster_steps(text: str, start: int, end: int) -> Iterator[_Step]:
    for found in clusters(text, start, end):
        wide = found.width > 1 and found.drawn[0] != " "
        # A space that bears a mark is no longer one that a row may hang over its edge.
        first = text[found.start] if found.end - found.start == 1 else found.drawn[-1]
        yield _Step(found.start, found.end, found.width, first, found.drawn[-1], wide)


@lru_cache(maxsize=16_384)
def _may_break_between(before: str, after: str) -> bool:
    """Whether a row of a script without spaces may end between two characters."""
    return (
        unicodedata.category(before) not in _NEVER_AFTER and unicodedata.category(after) not in _NEVER_BEFORE
    )


def _wrap_mixed(text: str, start: int, end: int, width: int) -> Iterator[int]:
    """Where the rows of a line of any script begin."""
    yield start
    row, column = start, 0
    opening, opening_column = start, 0
    previous = _Step(start, start, 0, " ", " ", wide=False)
    for step in _steps(text, start, end, width):
        is_space = step.first in " \t"
        if (step.wide or previous.wide) and not is_space and _may_break_between(previous.last, step.first):
            opening, opening_column = step.start, column
        if not is_space and column + step.width > width and step.start > row:
            if opening <= row:
                opening, opening_column = step.start, column
            row, column = opening, column - opening_column
            opening_column = 0
            yield row
        column += TAB - column % TAB if step.first == "\t" else step.width
        if is_space or step.last in _BREAK_AFTER:
            opening, opening_column = step.end, column
        previous = step


class PassageLayout:
    """One passage's text, wrapped."""

    def __init__(self, text: str, width: int) -> None:
        """Wrap `text` to `width` cells; at least one row, even of an empty text."""
        self.text = text
        self.width = max(2, width)
        self.starts: list[int] = []
        """Where each row begins."""
        self.ends: list[int] = []
        """Where each row's text ends, without its line break."""
        self._clusters: dict[int, list[Cluster]] = {}
        place = 0
        while place <= len(text):
            line_break = _LINE_BREAK.search(text, place)
            end = line_break.start() if line_break else len(text)
            wrap = _wrap_plain if _PLAIN.fullmatch(text, place, end) else _wrap_mixed
            starts = list(wrap(text, place, end, self.width))
            self.starts += starts
            self.ends += [*starts[1:], end]
            place = line_break.end() if line_break else len(text) + 1

    def __len__(self) -> int:
        return len(self.starts)

    def row_of(self, offset: int) -> int:
        """The row that an offset stands on; where a row wraps, the lower one."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def clusters(self, row: int) -> list[Cluster]:
        """The clusters of a row, left to right."""
        if (found := self._clusters.get(row)) is None:
            found = list(clusters(self.text, self.starts[row], self.ends[row]))
            self._clusters[row] = found
        return found

    def is_plain(self, row: int) -> bool:
        """Whether every character of the row is one cell and drawn as it is."""
        return _PLAIN.fullmatch(self.text, self.starts[row], self.ends[row]) is not None

    def place_of(self, offset: int) -> Place:
        """The cell where an offset stands."""
        row = self.row_of(offset)
        if self.is_plain(row):
            return Place(row, min(offset, self.ends[row]) - self.starts[row])
        return Place(row, sum(c.width for c in self.clusters(row) if c.start < offset and c.end <= offset))

    def offset_at(self, row: int, column: int) -> int:
        """The offset of the cluster drawn at a cell; beyond the text, the last place of the row."""
        if self.is_plain(row):
            return min(self.starts[row] + max(0, column), self.last_place(row))
        at = 0
        for cluster in self.clusters(row):
            at += cluster.width
            if column < at:
                return min(cluster.start, self.last_place(row))
        return self.last_place(row)

    def last_place(self, row: int) -> int:
        """The last offset that still stands on the row: its line's end or, where it wraps, the last cluster.

        Of several hanging spaces it is the first, so that the cursor stays in sight.
        """
        start, end = self.starts[row], self.ends[row]
        if row + 1 == len(self.starts) or self.starts[row + 1] > end:
            return end
        hanging = len(self.text[start:end].rstrip(" \t"))
        if start + hanging < end:
            return grapheme_start(self.text, start + hanging)
        return max(start, previous_grapheme(self.text, end))

    def drawn(self, row: int, start: int, end: int) -> list[tuple[str, int]]:
        """What is drawn for a part of a row: pieces of text with their widths in cells."""
        if self.is_plain(row):
            return [(self.text[start:end], end - start)] if start < end else []
        shown = "".join(c.drawn for c in self.clusters(row) if start <= c.start < end)
        return [(piece, cell_len(piece)) for piece in pieces(shown)] if shown else []


def one_line(text: str, width: int) -> str:
    """As much of a text as fits on one line, safe to draw, with an ellipsis where it was cut."""
    flat = " ".join(text.split())
    cells = list(clusters(flat, 0, len(flat)))
    if sum(cell.width for cell in cells) <= width:
        return "".join(cell.drawn for cell in cells)
    kept, column = [], 0
    for cluster in cells:
        column += cluster.width
        if column >= width:
            break
        kept.append(cluster.drawn)
    return "".join(kept).rstrip() + "…" if width > 0 else ""
