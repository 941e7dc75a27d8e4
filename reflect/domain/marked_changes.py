"""What changed between two texts, word by word, in the lines around it: to be read, not applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from reflect.domain.differences import edits_between

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
    """Both texts as one: those marked same and gone make the old, those marked same and come the new."""
    found: list[Piece] = []
    done = 0
    for edit in edits_between(old, new):
        found += _piece(Mark.SAME, old[done : edit.at])
        found += _piece(Mark.GONE, old[edit.at : edit.at + edit.removed])
        found += _piece(Mark.COME, edit.put)
        done = edit.at + edit.removed
    return [*found, *_piece(Mark.SAME, old[done:])]


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
