"""Cues into turns: what one person said until somebody else spoke."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from reflect.transcripts.records import Cue, Mark, ReadTurn

LONGEST_PAUSE = 10.0
"""Seconds of silence within one speaker's turn; after a longer one a new turn begins."""
UNKNOWN_WORDS = 60
"""Where nobody knows who speaks, a turn ends with the first sentence that reaches so many words."""

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]»]*$")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
"""Scripts that are written without spaces between words, and their punctuation."""


def joined(cues: Iterable[Cue], longest_pause: float = LONGEST_PAUSE) -> tuple[ReadTurn, ...]:
    """The turns that the cues make, in the order of the file.

    Cues of one speaker are one turn unless a silence longer than `longest_pause` seconds lies between them,
    which only a file that also says when cues end can show.
    Where the speaker is not known, a turn is a paragraph, or runs to the end of a sentence after
    `UNKNOWN_WORDS` words.
    """
    turns: list[ReadTurn] = []
    building: _Building | None = None
    for cue in cues:
        if not cue.text:
            continue
        if building is not None and building.takes(cue, longest_pause):
            building.add(cue)
            continue
        if building is not None:
            turns.append(building.turn())
        building = _Building(cue)
    if building is not None:
        turns.append(building.turn())
    return tuple(turns)


class _Building:
    """A turn that may still grow."""

    def __init__(self, first: Cue) -> None:
        self._first = first
        self._parts = [first.text]
        self._length = len(first.text)
        # Only where nobody knows who speaks they decide where a turn ends.
        self._words = 0 if first.speaker else len(first.text.split())
        self._end = first.end
        self._silent_from = first.end
        self._marks = [Mark(0, first.start)] if first.start is not None else []

    def takes(self, cue: Cue, longest_pause: float) -> bool:
        """Whether the cue belongs to this turn."""
        if cue.speaker != self._first.speaker:
            return False
        silent_from = self._silent_from
        if cue.start is not None and silent_from is not None and cue.start - silent_from > longest_pause:
            return False
        if cue.speaker:
            return True
        enough = self._words >= UNKNOWN_WORDS and _SENTENCE_END.search(self._parts[-1]) is not None
        return not enough and "\n\n" not in cue.glue

    def add(self, cue: Cue) -> None:
        """Take the cue's words in."""
        glue = cue.glue
        if glue == " " and _NO_SPACES.match(self._parts[-1][-1]) and _NO_SPACES.match(cue.text[0]):
            glue = ""
        self._parts += (glue, cue.text)
        offset = self._length + len(glue)
        self._length = offset + len(cue.text)
        if not cue.speaker:
            self._words += len(cue.text.split())
        self._end = cue.end if cue.end is not None else self._end
        before = self._silent_from
        self._silent_from = cue.end if before is None or cue.end is None else max(before, cue.end)
        if cue.start is not None and (not self._marks or self._marks[-1].seconds != cue.start):
            self._marks.append(Mark(offset, cue.start))

    def turn(self) -> ReadTurn:
        """The turn as it is now."""
        return ReadTurn(
            speaker=self._first.speaker,
            text="".join(self._parts),
            start=self._marks[0].seconds if self._marks else None,
            end=self._end,
            line=self._first.line,
            marks=tuple(self._marks),
        )


def seconds_at(turn: ReadTurn, offset: int) -> float | None:
    """When the word at `offset` code points into the turn was said, as far as its cues tell."""
    place = bisect_right(turn.marks, offset, key=lambda mark: mark.offset)
    return turn.marks[place - 1].seconds if place else turn.start
