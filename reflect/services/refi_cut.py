"""The text of a REFI-QDA source cut into turns, and its selections put onto them. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec

from reflect.domain.session import INTERVIEWER
from reflect.exchange.refi_records import SessionOf, Source
from reflect.transcripts.labels import speakers_among, split_label

_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_QUESTION = re.compile(r"(?:\d+|–) · \S[^\n]*")
"""A question over its answers in a text of ours that another program has saved since."""
_NOTE = "note:"


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a source that becomes one turn, or a field note."""

    start: int
    """Code points of the source's text, where its words begin."""
    end: int
    speaker: str = ""
    """The label as it stands in the text; empty when nothing says who it is."""
    labelled: bool = False
    """Whether it begins with a label of its own."""
    passage: str = ""
    """What it was in the study that wrote the file."""
    question: str | None = None
    seconds: float | None = None

    @property
    def source(self) -> str:
        """What kind of passage it was: `answer`, `said`, `turn` or `note`; empty when nobody knows."""
        return self.passage.partition(":")[0] if self.passage else ""

    @property
    def is_note(self) -> bool:
        """Whether it is a researcher's note, not something that was said."""
        return self.passage.startswith(_NOTE)


class Part(NamedTuple):
    """Where a selection, or a part of one, lies."""

    piece: int
    start: int
    """Code points from the beginning of the piece."""
    end: int


def cut(source: Source, ours: SessionOf | None, known: Collection[str] = ()) -> tuple[Piece, ...]:
    """The pieces of a source in order.

    Where reflect wrote the file, they are the passages that it had. Otherwise they are paragraphs, and what
    stands before a colon at the beginning of many is who speaks; a selection over several paragraphs of one
    speaker makes one piece of them. `known` are labels that the study knows.
    """
    if ours is not None:
        return tuple(
            Piece(
                start=passage.start,
                end=passage.end,
                speaker=passage.speaker or (INTERVIEWER if passage.asks else passage.label),
                labelled=True,
                passage=passage.id,
                question=passage.question,
                seconds=passage.seconds,
            )
            for passage in ours.passages
            if not passage.elsewhere
        )
    paragraphs = _paragraphs(source.text)
    firsts = [source.text[start:end].partition("\n")[0] for start, end in paragraphs]
    speakers = speakers_among(firsts, known, may_have_heading=True)
    pieces = [_asked(source.text, piece) for piece in _labelled(source.text, paragraphs, speakers)]
    return _over_paragraphs(source, pieces)


def parts(
    pieces: Sequence[Piece], text: str, start: int, end: int, *, exact: bool = False
) -> tuple[Part, ...]:
    """Where a stretch of the source's text lies in its pieces.

    Line ends at its edges, and what is only white space, do not count unless they are to be `exact`.
    """
    found: list[Part] = []
    for number in range(max(0, _at(pieces, start)), len(pieces)):
        piece = pieces[number]
        if piece.start >= end:
            break
        first, last = max(start, piece.start), min(end, piece.end)
        while not exact and first < last and text[first] == "\n":
            first += 1
        while not exact and first < last and text[last - 1] == "\n":
            last -= 1
        if first < last and (exact or not text[first:last].isspace()):
            found.append(Part(number, first - piece.start, last - piece.start))
    return tuple(found)


def _at(pieces: Sequence[Piece], place: int) -> int:
    """The last piece that begins at or before a place; -1 when none does."""
    return bisect_right(pieces, place, key=lambda piece: piece.start) - 1


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Stretches between blank lines, or lines where there are none."""
    between = _BLANK if _BLANK.search(text.strip()) else re.compile("\n")
    found: list[tuple[int, int]] = []
    at = 0
    for gap in between.finditer(text):
        found.append((at, gap.start()))
        at = gap.end()
    found.append((at, len(text)))
    return [(start, end) for start, end in found if text[start:end].strip()]


def _labelled(text: str, paragraphs: Sequence[tuple[int, int]], speakers: Collection[str]) -> Iterable[Piece]:
    """Each paragraph without its label, cut again where another speaker begins on a line of it."""
    speaker = ""
    for first, end in paragraphs:
        start = at = first
        labelled = False
        for line in text[first:end].splitlines(keepends=True):
            found = split_label(line, speakers) if speakers else None
            if found is not None:
                if text[start:at].strip():
                    yield Piece(start=start, end=at, speaker=speaker, labelled=labelled)
                speaker, start, labelled = found.label, at + len(found.before), True
            at += len(line)
        if text[start:end].strip():
            yield Piece(start=start, end=end, speaker=speaker, labelled=labelled)


def _asked(text: str, piece: Piece) -> Piece:
    """The piece; as what the interviewer asked, where it is a question as we lay texts out."""
    if piece.labelled or not _QUESTION.fullmatch(text, piece.start, piece.end):
        return piece
    return msgspec.structs.replace(piece, speaker=INTERVIEWER, labelled=True)


def _over_paragraphs(source: Source, pieces: list[Piece]) -> tuple[Piece, ...]:
    """The pieces, those of one speaker made one where a selection goes over them."""
    joined: set[int] = set()
    for selection in source.selections:
        here = parts(pieces, source.text, selection.start, selection.end)
        joined |= {part.piece for part in here[1:] if not pieces[part.piece].labelled}
    found: list[Piece] = []
    for number, piece in enumerate(pieces):
        if number in joined:
            found[-1] = msgspec.structs.replace(found[-1], end=piece.end)
        else:
            found.append(piece)
    return tuple(found)
