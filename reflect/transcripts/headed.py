"""Text in which lines say who speaks and when, as Otter, Teams, Rev, Descript, Word and Meet write it.

What stands before the first such line is the file's own heading and not speech. In Google Meet's documents
an AI summary stands in the same stream: there, only `Name: words` after a line that is nothing but a time
is speech, and everything else is left aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reflect.transcripts.heads import Head, Where, head_of, without_emphasis
from reflect.transcripts.labels import Labelled, is_name_like, speakers_among, split_label
from reflect.transcripts.paragraphs import LineEnds, moments_in, stretches
from reflect.transcripts.records import AsideKind, Cue, RemarkKind
from reflect.transcripts.source import Line, Source

_LEAST_SHARE = 0.01
"""At least so many of the lines begin a turn; fewer are times that somebody mentions."""
_LATEST, _LATEST_SHARE = 15, 0.3
"""The first turn begins within so many lines, or such a share of them, unless a summary stands before."""
_NOTICES = re.compile(
    r".{1,80} (?:started|stopped) transcription|Transcribed by https?://otter\.ai\S*"
    r"|This editable transcript was computer generated .*|(?:Meeting|Transcription) ended after [0-9:]+\W*",
    re.IGNORECASE,
)
_ENDED = re.compile(r"(?:Meeting|Transcription) ended after|This editable transcript was", re.IGNORECASE)


class _Said(NamedTuple):
    """One head, and the lines of words that belong to it."""

    speaker: str
    start: float | None
    end: float | None
    lines: list[Line]
    line: int


def read_headed(source: Source) -> bool:
    """Read the file if its lines say who speaks and when; return whether they do."""
    filled = [line for line in source.lines if line.text.strip()]
    heads = {
        line: head
        for line in filled
        if ":" in line.text and (head := head_of(without_emphasis(line.text))) is not None
    }
    heads = _accepted(heads)
    if not _are_enough(heads, filled):
        return False
    if all(head.by_the_clock for head in heads.values()):
        began = next(iter(heads.values())).start
        heads = {line: head._replace(start=max(0.0, head.start - began)) for line, head in heads.items()}
    reader = _Reader(source, filled, heads)
    reader.read()
    return True


def _accepted(heads: dict[Line, Head]) -> dict[Line, Head]:
    """Those that look like heads in this file: names come back, or look like names beside a sure time."""
    names = Counter(head.name for head in heads.values() if head.name)
    sure = {head.name for head in heads.values() if head.name and head.sure and is_name_like(head.name)}

    def holds(head: Head) -> bool:
        if head.where in (Where.ALONE, Where.BEFORE) or head.name in sure:
            return True
        return names[head.name] > 1 and (is_name_like(head.name) or len(head.name.split()) <= 4)

    return {line: head for line, head in heads.items() if holds(head)}


def _are_enough(heads: dict[Line, Head], filled: Sequence[Line]) -> bool:
    if len(heads) > 1:
        first, head = next(iter(heads.items()))
        late = filled.index(first) > max(_LATEST, _LATEST_SHARE * len(filled))
        return len(heads) >= _LEAST_SHARE * len(filled) and not (late and head.where is not Where.ALONE)
    return len(heads) == 1 and next(iter(heads.values())).sure and next(iter(heads)) in filled[:6]


class _Reader:
    """Goes through the lines once, with the heads known."""

    def __init__(self, source: Source, filled: Sequence[Line], heads: dict[Line, Head]) -> None:
        self._source = source
        self._filled = filled
        self._heads = heads
        self._named = any(head.name for head in heads.values())
        self._speakers = frozenset[str]() if self._named else self._labels()
        self._names = frozenset[str]() if self._named or self._speakers else self._names_after_times()
        alone = sum(head.where is Where.ALONE for head in heads.values())
        self._meet = bool(self._speakers) and alone > len(heads) / 2
        if self._meet:
            source.maker = source.maker or "Google Meet"

    def read(self) -> None:
        """Read everything: words into cues, the rest left aside."""
        said: list[_Said] = []
        before: list[Line] = []
        loose: list[Line] = []
        ended = False
        for line in self._filled:
            head = self._heads.get(line)
            text = line.text.strip()
            if head is not None:
                self._begin(said, line, head)
                ended = False
            elif _NOTICES.fullmatch(text.strip("*_# ")):
                self._aside(AsideKind.NOTICE, [line])
                ended = ended or _ENDED.match(text.strip("*_# ")) is not None
            elif not said:
                before.append(line)
            elif ended or (line.heading and self._meet):
                self._aside(AsideKind.AFTER, [line])
                ended = True
            else:
                self._words(said, line, loose)
        self._aside(AsideKind.SUMMARY if self._meet else AsideKind.HEADER, before)
        for line in loose:
            self._source.remark(RemarkKind.LEFT_ASIDE, line.number)
            self._aside(AsideKind.UNLABELLED, [line])
        self._say(said)

    def _labels(self) -> frozenset[str]:
        """Speakers before a colon: behind the times, or on the lines that follow them."""
        first = next(iter(self._heads))
        after = self._filled[self._filled.index(first) :]
        rests = [
            self._heads[line].rest if line in self._heads else without_emphasis(line.text) for line in after
        ]
        return speakers_among([rest for rest in rests if rest], self._source.known)

    def _names_after_times(self) -> frozenset[str]:
        """Speakers that stand alone behind a time, their words on the next line, as Word writes it."""
        rests: list[str] = []
        followed = 0
        for line, after in zip(self._filled, [*self._filled[1:], None], strict=True):
            head = self._heads.get(line)
            if head is None or not head.rest:
                continue
            rests.append(head.rest)
            followed += after is not None and after not in self._heads and is_name_like(head.rest)
        enough = rests and followed >= 0.8 * len(rests)
        return frozenset(rest for rest in rests if is_name_like(rest)) if enough else frozenset()

    def _begin(self, said: list[_Said], line: Line, head: Head) -> None:
        """A head begins a turn; it may hold its first words."""
        source = self._source
        speaker, label, words = head.name, head.name, head.rest
        found = None if speaker else split_label(words, self._speakers)
        if found is not None:
            speaker, label, words = found.label, found.before, found.words
        elif words in self._names:
            speaker, label, words = words, words, ""
        elif not speaker and words and self._speakers and said:
            source.remark(RemarkKind.JOINED, line.number)
            speaker = said[-1].speaker
        source.ledger.rewritten(line.text, label + words)
        source.ledger.label(label)
        source.ledger.cue(empty=not words.strip())
        lines = [line._replace(text=words)] if words.strip() else []
        said.append(_Said(speaker, head.start, head.end, lines, line.number))

    def _words(self, said: list[_Said], line: Line, loose: list[Line]) -> None:
        """A line without a time: a speaker's words, or a new speaker's under the same time."""
        found = self._label_of(line)
        if found is not None:
            text = without_emphasis(line.text)
            self._source.ledger.rewritten(line.text, text)
            self._source.ledger.label(found.before)
            self._source.ledger.cue(empty=not found.words.strip())
            lines = [line._replace(text=found.words)] if found.words.strip() else []
            start = said[-1].start if self._meet else None
            said.append(_Said(found.label, start, None, lines, line.number))
        elif self._meet and (line.opens or not said[-1].speaker):
            loose.append(line)
        else:
            self._source.ledger.cue()
            said[-1].lines.append(line)

    def _label_of(self, line: Line) -> Labelled | None:
        return split_label(without_emphasis(line.text), self._speakers) if self._speakers else None

    def _aside(self, kind: AsideKind, lines: Sequence[Line]) -> None:
        if not lines:
            return
        for _ in lines:
            self._source.ledger.cue()
        words = "\n".join(line.text.strip() for line in lines)
        self._source.ledger.aside(kind, words, lines[0].number, lines[-1].number)

    def _say(self, said: Sequence[_Said]) -> None:
        source = self._source
        ends = LineEnds(self._filled)
        for turn, after in zip(said, [*said[1:], None], strict=True):
            inline = _keep_time(turn, after.start if after is not None else None)
            pieces = list(stretches(source, turn.lines, ends, inline=inline))
            if not pieces and turn.start is not None and not self._meet:
                source.remark(RemarkKind.EMPTY, turn.line)
            if turn.start is not None and not turn.speaker and self._named:
                source.remark(RemarkKind.UNKNOWN, turn.line)
            for n, piece in enumerate(pieces):
                start = piece.seconds if piece.seconds is not None else (turn.start if n == 0 else None)
                glue = " " if n and not piece.opens else "\n\n" if turn.speaker or n else " "
                source.say(
                    Cue(
                        text=piece.text,
                        speaker=turn.speaker,
                        start=start,
                        end=turn.end if n == len(pieces) - 1 else None,
                        line=piece.line if n else turn.line,
                        glue=glue,
                    )
                )


def _keep_time(turn: _Said, until: float | None) -> bool:
    """Whether the times among a turn's words lie between its own time and the next turn's, in order."""
    moments = moments_in(line.text for line in turn.lines)
    ordered = [turn.start or 0.0, *moments, *([] if until is None else [until])]
    return bool(moments) and all(a <= b for a, b in pairwise(ordered))
