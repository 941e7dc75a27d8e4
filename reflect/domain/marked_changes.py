"""What changed between two texts, word by word, in the lines around it: to be read, not applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from reflect.domain.differences import common
from reflect.domain.scripts import SPACELESS
from reflect.domain.text_merging import hunks, sentences

_WORD = re.compile(rf"[{SPACELESS}]|[^\W{SPACELESS}]+|\s+|[^\w\s]")
_ALIKE = 0.6
"""The share of the shorter of two sentences that has to be in the other for their words to be compared."""
_MOST_COMPARED = 1_000_000
"""Pairs of words; beyond it a whole stretch counts as replaced."""
AROUND = 1
"""Unchanged lines that are shown before and after a change."""


class Mark(Enum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    COME = "come"
    LEFT_OUT = "left out"
    """In the place of lines that did not change; the text says how many."""


class Piece(NamedTuple):
    """Some words, and what became of them."""

    mark: Mark
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """Both texts as one: those marked same and gone make the old, those marked same and come the new.

    Sentence by sentence, and word by word within a sentence that has most of its words still: where it has
    not, the two stand one behind the other, since a mixture of both could not be read.
    """
    found: list[Piece] = []
    parts = sentences(old)
    done = 0
    for hunk in hunks(parts, sentences(new)):
        found += _piece(Mark.SAME, "".join(parts[done : hunk.start]))
        found += _within("".join(parts[hunk.start : hunk.end]), "".join(hunk.put))
        done = hunk.end
    return _joined([*found, *_piece(Mark.SAME, "".join(parts[done:]))])


def _within(old: str, new: str) -> Iterator[Piece]:
    """A sentence, or several, and what came in its place; white space that both begin with stays outside."""
    head = common(min(_space(old), _space(new)), lambda n: old[:n] == new[:n])
    yield from _piece(Mark.SAME, old[:head])
    yield from _by_word(old[head:], new[head:])


def _space(text: str) -> int:
    return len(text) - len(text.lstrip())


def _by_word(old: str, new: str) -> Iterator[Piece]:
    ours, theirs = _WORD.findall(old), _WORD.findall(new)
    if len(ours) * len(theirs) > _MOST_COMPARED:
        yield from (*_piece(Mark.GONE, old), *_piece(Mark.COME, new))
        return
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    blocks = [
        block
        for block in matcher.get_matching_blocks()
        if any(not word.isspace() for word in ours[block.a : block.a + block.size])
    ]
    kept = sum(len("".join(ours[block.a : block.a + block.size])) for block in blocks)
    if kept < _ALIKE * min(len(old), len(new)):
        blocks = []
    at_old = at_new = 0
    for a, b, size in [*blocks, (len(ours), len(theirs), 0)]:
        yield from _piece(Mark.GONE, "".join(ours[at_old:a]))
        yield from _piece(Mark.COME, "".join(theirs[at_new:b]))
        yield from _piece(Mark.SAME, "".join(ours[a : a + size]))
        at_old, at_new = a + size, b + size


def _joined(found: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one mark as one piece."""
    return [
        Piece(mark, "".join(piece.text for piece in run))
        for mark, run in groupby(found, key=lambda piece: piece.mark)
    ]


def in_context(marked: Sequence[Piece], *, around: int = AROUND) -> list[Piece]:
    """The same without the lines that are far from any change; none when nothing changed."""
    if all(piece.mark is Mark.SAME for piece in marked):
        return []
    found: list[Piece] = []
    for at, piece in enumerate(marked):
        if piece.mark is not Mark.SAME:
            found.append(piece)
            continue
        lines = piece.text.split("\n")
        first = 0 if at == 0 else around + 1
        last = len(lines) if at == len(marked) - 1 else len(lines) - around - 1
        if last - first < 2:
            found.append(piece)
            continue
        before, after = "\n".join(lines[:first]), "\n".join(lines[last:])
        found += _piece(Mark.SAME, f"{before}\n" if first else "")
        found.append(Piece(Mark.LEFT_OUT, f"… {last - first} lines …"))
        found += _piece(Mark.SAME, f"\n{after}" if last < len(lines) else "")
    return found


def plain(marked: Sequence[Piece]) -> str:
    """In characters alone: `[+come+]` and `[-gone-]`."""
    shown = {Mark.GONE: "[-{}-]", Mark.COME: "[+{}+]"}
    return "".join(shown.get(piece.mark, "{}").format(piece.text) for piece in marked)


def counted(marked: Sequence[Piece]) -> tuple[int, int]:
    """How many words came, and how many went."""
    came, went = (
        sum(len(piece.text.split()) for piece in marked if piece.mark is mark)
        for mark in (Mark.COME, Mark.GONE)
    )
    return came, went


def _piece(mark: Mark, text: str) -> Iterator[Piece]:
    if text:
        yield Piece(mark, text)
