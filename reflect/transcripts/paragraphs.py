"""Lines into paragraphs: which line ends were meant, which only wrap, and times among the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reflect.transcripts.source import Line, Source, plain
from reflect.transcripts.times import CLOCK, seconds_of

_SENTENCE_ENDS, _CLOSING = tuple(".?!…:;。！？"), "\"'”’)]»*_"
_INLINE = re.compile(rf"\[(?P<bracket>{CLOCK})\]|#(?P<hash>[0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}}-[0-9])#")
"""`[00:01:02]` as Descript and people write it; `#00:01:02-5#`, with tenths, as f4 and MAXQDA do."""
_NARROWEST, _WIDEST = 40, 120


class Stretch(NamedTuple):
    """Words, the time that stood before them, and whether a paragraph begins with them."""

    seconds: float | None
    text: str
    line: int
    opens: bool


class LineEnds:
    """How the lines of one file are put together again."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Look at all lines, to see whether they were wrapped at some width."""
        lengths = [len(line.text.rstrip()) for line in lines]
        self._width = max(lengths, default=0)
        self.wrapped = False
        if not _NARROWEST <= self._width <= _WIDEST:
            return
        pairs = zip(lengths, lengths[1:], lines[1:], strict=False)
        within = [(length, line.text) for length, after, line in pairs if length and after and not line.opens]
        full = sum(length + 1 + len(text.split(None, 1)[0]) > self._width for length, text in within)
        self.wrapped = len(within) > 2 and full > 0.6 * len(within)

    def glue(self, before: str, after: str) -> str:
        """What parts two lines of one paragraph: a space, or a line end that was meant.

        Both are as `plain` gives them.
        """
        if self.wrapped and len(before) + 1 + len(after.partition(" ")[0]) > self._width:
            return " "
        return "\n" if before.rstrip(_CLOSING).endswith(_SENTENCE_ENDS) else " "


def moments_in(lines: Iterable[str]) -> list[float]:
    """The times that stand among the words, in seconds, as they come."""
    timed = [line for line in lines if "[" in line or "#" in line]
    return [_moment(found) for line in timed for found in _INLINE.finditer(line)]


def times_are_inline(lines: Iterable[str]) -> bool:
    """Whether times stand among the words throughout: at least two, and hardly ever running backwards."""
    moments = moments_in(lines)
    forward = sum(a <= b for a, b in pairwise(moments))
    return len(moments) > 1 and forward >= 0.9 * (len(moments) - 1)


def stretches(source: Source, lines: Sequence[Line], ends: LineEnds, *, inline: bool) -> Iterator[Stretch]:
    """The words of one turn, cut at its paragraphs and at times among the words."""
    run: list[Line] = []
    for line in lines:
        if line.opens and run:
            yield from _paragraph(source, run, ends, inline=inline)
            run = []
        if line.text.strip():
            run.append(line)
    if run:
        yield from _paragraph(source, run, ends, inline=inline)


def _paragraph(source: Source, run: Sequence[Line], ends: LineEnds, *, inline: bool) -> Iterator[Stretch]:
    text = before = plain(run[0].text)
    for line in run[1:]:
        words = plain(line.text)
        text += ends.glue(before, words) + words
        before = words
    opens = run[0].opens
    seconds: float | None = None
    at = 0
    for found in _INLINE.finditer(text) if inline else ():
        words = text[at : found.start()].strip()
        if words or seconds is not None:
            yield Stretch(seconds, words, run[0].number, opens)
            opens = False
        source.ledger.structure(found[0])
        seconds, at = _moment(found), found.end()
    yield Stretch(seconds, text[at:].strip(), run[0].number, opens)


def _moment(found: re.Match[str]) -> float:
    written = found["bracket"] or found["hash"].replace("-", ".")
    return seconds_of(written) or 0.0
