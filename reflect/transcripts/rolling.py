"""Rolling captions: each line is shown twice, first at the foot of the picture, then above the next one.

YouTube's automatic captions are written so (and what is made of them). The second showing is not speech.
"""

from __future__ import annotations

from collections.abc import Sequence

from reflect.transcripts.blocks import Block
from reflect.transcripts.markup import has_inline_times, without_tags
from reflect.transcripts.records import AsideKind, RemarkKind
from reflect.transcripts.source import Line, Source

_SHARE = 0.4
"""So many cues must begin with the line before them, when words have no times of their own."""
_LEAST = 4
_FLASH = 0.05
"""Seconds that a line is shown when it only changes its place; YouTube takes 0.01."""
_GAP = 0.25
"""Seconds between a line's first and second showing; a person who says the same again takes longer."""


def shown_again(source: Source, blocks: Sequence[Block]) -> frozenset[Line]:
    """The lines that only repeat the one before them; they are accounted for as left aside."""
    worded = any(has_inline_times(line.text) for block in blocks for line in block.body)
    repeats = _repeats(blocks, worded=worded)
    if not repeats or len(blocks) < _LEAST or (not worded and len(repeats) < _SHARE * len(blocks)):
        return frozenset()
    if not source.maker and worded:
        source.maker = "YouTube"
    for line in repeats:
        source.remark(RemarkKind.ROLLING, line.number)
        source.ledger.structure(line.text)
        source.ledger.rewritten("", without_tags(line.text))
    words = "\n".join(without_tags(line.text) for line in repeats)
    source.ledger.aside(AsideKind.REPEATED, words, repeats[0].number, repeats[-1].number)
    return frozenset(repeats)


def _repeats(blocks: Sequence[Block], *, worded: bool) -> list[Line]:
    """The lines that show the words before them once more.

    Where words have no times of their own, somebody may as well have said them again: then only a line that
    makes room for another, or that is shown for no time at all, is a repeat.
    """
    found: list[Line] = []
    last, until = "", -1.0
    for block in blocks:
        lines = [(line, words) for line in block.body if (words := without_tags(line.text))]
        close = block.start <= until + _GAP
        shown = worded or len(lines) > 1 or block.end - block.start <= _FLASH
        for n, (line, words) in enumerate(lines):
            if n == 0 and words == last and close and shown and not has_inline_times(line.text):
                found.append(line)
            last = words
        until = block.end
    return found
