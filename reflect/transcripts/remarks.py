"""Remarks: what a person should know about a file, gathered while it is read, a sentence for each kind."""

from __future__ import annotations

from reflect.transcripts.records import Remark, RemarkKind, Unit

_SHOWN = 5
"""So many places are named in a sentence; all of them are in `Remark.lines`."""

_SENTENCES: dict[RemarkKind, tuple[str, str]] = {
    RemarkKind.OVERLAP: (
        "One {thing} begins before the one in front of it has ended.",
        "{n} {thing}s begin before the one in front of them has ended.",
    ),
    RemarkKind.BACKWARDS: (
        "At one place the time runs backwards; the order of the file was kept.",
        "At {n} places the time runs backwards; the order of the file was kept.",
    ),
    RemarkKind.ENDS_FIRST: (
        "One {thing} ends before it begins; its end was not used.",
        "{n} {thing}s end before they begin; their ends were not used.",
    ),
    RemarkKind.NO_TIME: (
        "One time could not be understood; its words were kept without it.",
        "{n} times could not be understood; their words were kept without them.",
    ),
    RemarkKind.JOINED: (
        "One {thing} has no speaker; it was joined to the speaker before it.",
        "{n} {thing}s have no speaker; they were joined to the speaker before them.",
    ),
    RemarkKind.UNKNOWN: (
        "One {thing} has no speaker; who spoke stays open.",
        "{n} {thing}s have no speaker; who spoke stays open.",
    ),
    RemarkKind.EMPTY: ("One {thing} has no words.", "{n} {thing}s have no words."),
    RemarkKind.CUT_OFF: (
        "The file seems to be cut off: it ends in the middle of a cue.",
        "The file seems to be cut off at {n} places.",
    ),
    RemarkKind.EMPTY_LINE: (
        "One cue has an empty line in it; the words after it were kept.",
        "{n} cues have an empty line in them; the words after it were kept.",
    ),
    RemarkKind.ARROW: (
        "One line has an arrow --> in it that belongs to no time; it was kept as words.",
        "{n} lines have an arrow --> in them that belongs to no time; they were kept as words.",
    ),
    RemarkKind.ROLLING: (
        "These are rolling captions: one line was shown twice and kept once.",
        "These are rolling captions: {n} lines were shown twice and kept once.",
    ),
    RemarkKind.OVERLAPPED_SPEECH: (
        "At one place somebody speaks while another is speaking; each has a turn.",
        "At {n} places somebody speaks while another is speaking; each has a turn.",
    ),
    RemarkKind.WORD_SPEAKERS: (
        "In one segment some words were heard from another speaker; the segment's speaker was kept.",
        "In {n} segments some words were heard from another speaker; the segment's speaker was kept.",
    ),
    RemarkKind.TEXT_DIFFERS: (
        "The file holds the words twice, and the two versions differ; those with times were kept.",
        "The file holds the words twice, and the two versions differ; those with times were kept.",
    ),
    RemarkKind.ENCODING: (
        "The file does not say how its letters are coded, so it was guessed: please look at the accents.",
        "The file does not say how its letters are coded, so it was guessed: please look at the accents.",
    ),
    RemarkKind.MIXED_ENCODING: (
        "One letter is coded unlike the rest; please look at it.",
        "{n} letters are coded unlike the rest; please look at them.",
    ),
    RemarkKind.CONTROLS: (
        "One invisible control character was left out.",
        "{n} invisible control characters were left out.",
    ),
    RemarkKind.BEFORE: (
        "One line of words stands before the first time; it was left aside.",
        "{n} lines of words stand before the first time; they were left aside.",
    ),
    RemarkKind.LEFT_ASIDE: (
        "One line has no speaker before it; it was left aside.",
        "{n} lines have no speaker before them; they were left aside.",
    ),
}


class Remarks:
    """Gathers remarks while a file is read."""

    def __init__(self) -> None:
        self._seen: dict[RemarkKind, list[int]] = {}

    def add(self, kind: RemarkKind, line: int, times: int = 1) -> None:
        """Note that `kind` was seen `times` times at `line` (0 for the file as a whole)."""
        self._seen.setdefault(kind, []).extend([line] * times)

    def all(self, unit: Unit, thing: str) -> tuple[Remark, ...]:
        """Every kind that was seen, in the order they were first seen.

        `unit` is what the places count, and `thing` what the file is made of: `cue`, `paragraph`, …
        """
        return tuple(_remark(kind, lines, unit, thing) for kind, lines in self._seen.items())


def _remark(kind: RemarkKind, lines: list[int], unit: Unit, thing: str) -> Remark:
    one, many = _SENTENCES[kind]
    places = tuple(dict.fromkeys(line for line in lines if line))
    sentence = (one if len(lines) == 1 else many).format(n=len(lines), thing=thing)
    return Remark(kind=kind, text=sentence + where(places, unit), lines=places)


def where(places: tuple[int, ...], unit: Unit) -> str:
    """The places in words, in brackets, the first few of them; empty when there are none."""
    if not places:
        return ""
    named = ", ".join(str(place) for place in places[:_SHOWN])
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return f" ({unit}{'s' if len(places) > 1 else ''} {named}{more})"
