"""Text and Markdown: turns that begin with `Name:`, or paragraphs of nobody knows whom.

A text that has times throughout, written in a way that is not known here, is refused: as prose it would
look read, and every time in it would be words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from reflect.transcripts.headed import read_headed
from reflect.transcripts.heads import without_emphasis
from reflect.transcripts.labels import has_colon, is_name_like, labelled, speakers_among, split_label
from reflect.transcripts.markdown import is_markdown, read_markdown
from reflect.transcripts.paragraphs import LineEnds, stretches, times_are_inline
from reflect.transcripts.records import AsideKind, Cue, Format, RemarkKind
from reflect.transcripts.source import Line, Source, plain
from reflect.transcripts.times import CLOCK

_BOLD_LINE = re.compile(r"[ \t]*(?:\*\*|__)[^*_]{1,60}(?:\*\*|__)[ \t]*")
_TIME_FIRST = re.compile(
    rf"\W{{0,3}}(?:{CLOCK}|[0-9]{{1,2}}[h'′] ?[0-9]{{1,2}}(?:[m'′] ?[0-9]{{0,2}})?)(?!\w)"
)
_TIME_LAST = re.compile(rf"(?<![\w:.]){CLOCK}[\])}}>#]{{0,2}}$")
_MAY_HAVE_A_TIME = re.compile("[0-9][:h'′]")
_TIMED_LEAST, _TIMED_SHARE = 3, 0.2
"""So many lines, and such a share of them, begin or end with a time in a transcript that has times."""


class _Turn(NamedTuple):
    speaker: str
    lines: list[Line]
    line: int


def read_text(source: Source) -> None:
    """Read a text file, or the lines of a document.

    Raises `InvalidInput` when it has times that are not understood.
    """
    if source.format is Format.MARKDOWN or is_markdown(source.lines):
        read_markdown(source)
    filled = [line for line in source.lines if line.text.strip()]
    source.ledger.cues_in = len(filled)
    if read_headed(source):
        source.format = Format.TIMED_TEXT if source.format is Format.TEXT else source.format
        return
    _refuse_unknown_times(source, filled)
    named = _names_on_their_own_line(filled)
    spoken = _without_headings(source, filled, named)
    firsts = [
        text
        for line in spoken
        if (line.opens or has_colon(line.text))
        and (text := without_emphasis(line.text))
        and (line.opens or labelled(text))
    ]
    speakers = frozenset[str]() if named else speakers_among(firsts, source.known, may_have_heading=True)
    if (speakers or named) and source.format is Format.TEXT:
        source.format = Format.NAMED_TEXT
    _say(source, _turns(source, spoken, speakers, named))


def _refuse_unknown_times(source: Source, filled: Sequence[Line]) -> None:
    timed = [line for line in filled if _MAY_HAVE_A_TIME.search(line.text) and _has_time_at_an_end(line.text)]
    if len(timed) >= _TIMED_LEAST and len(timed) >= _TIMED_SHARE * len(filled):
        raise source.refused(
            timed[0].number,
            "This looks like a transcript with times, and how they are written is not known",
            "Export it as VTT, SRT or DOCX, or take the times out to import it as plain text.",
        )


def _has_time_at_an_end(text: str) -> bool:
    line = text.strip()
    if _TIME_FIRST.match(line) is not None:
        return True
    return ":" in line and _TIME_LAST.search(line, max(0, len(line) - 30)) is not None


def _names_on_their_own_line(filled: Sequence[Line]) -> frozenset[str]:
    """Speakers who stand on lines of their own, as headings or in bold: two at least, each more than once."""
    alone = Counter(_alone(line) for line in filled if line.heading or "**" in line.text or "__" in line.text)
    names = {name for name, count in alone.items() if name and count > 1 and is_name_like(name)}
    return frozenset(names) if len(names) > 1 else frozenset()


def _alone(line: Line) -> str:
    """The words of a line that is a heading, or all in bold; empty for any other."""
    if line.heading:
        return line.text.strip()
    return without_emphasis(line.text) if _BOLD_LINE.fullmatch(line.text) else ""


def _without_headings(source: Source, filled: Sequence[Line], named: frozenset[str]) -> list[Line]:
    """The lines that are speech or speakers; other headings are left aside."""
    spoken: list[Line] = []
    for line in filled:
        if line.heading and _alone(line) not in named:
            source.ledger.cue()
            source.ledger.aside(AsideKind.HEADING, line.text.strip(), line.number)
        else:
            spoken.append(line)
    return spoken


def _turns(
    source: Source, spoken: Sequence[Line], speakers: frozenset[str], named: frozenset[str]
) -> list[_Turn]:
    """The lines parted where a speaker is named."""
    turns: list[_Turn] = []
    unled = 0
    for line in spoken:
        text, found = "", None
        if named or (speakers and has_colon(line.text)):  # hardly any of many thousand lines
            text = without_emphasis(line.text)
            found = split_label(text, speakers)
        if named and _alone(line) in named:
            source.ledger.rewritten(line.text, text)
            source.ledger.label(text)
            source.ledger.cue(empty=True)
            turns.append(_Turn(text, [], line.number))
        elif found is not None:
            source.ledger.rewritten(line.text, text)
            source.ledger.label(found.before)
            source.ledger.cue(empty=not found.words.strip())
            words = [line._replace(text=found.words)] if found.words.strip() else []
            turns.append(_Turn(found.label, words, line.number))
        else:
            unled += 1
            if not turns:
                turns.append(_Turn("", [], line.number))
            if (speakers or named) and line.opens and turns[-1].lines:
                source.remark(RemarkKind.JOINED if turns[-1].speaker else RemarkKind.UNKNOWN, line.number)
            turns[-1].lines.append(line)
    source.ledger.cues(unled)
    return turns


def _say(source: Source, turns: Sequence[_Turn]) -> None:
    lines = [line for turn in turns for line in turn.lines]
    ends = LineEnds(source.lines)
    if len(turns) == 1 and not turns[0].speaker and not ends.wrapped and _is_one_block(lines):
        # Each line is a stretch of its own, as Whisper's TXT writes them: there are no paragraphs to keep.
        for line in lines:
            source.say(Cue(text=plain(line.text), line=line.number))
        return
    inline = times_are_inline(line.text for line in lines)
    time: float | None = None  # the last one that stood before these words
    for turn in turns:
        if turn.speaker and not turn.lines:
            source.remark(RemarkKind.EMPTY, turn.line)
        for n, piece in enumerate(stretches(source, turn.lines, ends, inline=inline)):
            time = time if piece.seconds is None else piece.seconds
            if piece.text:
                glue = "\n\n" if piece.opens or not n else " "
                source.say(Cue(text=piece.text, speaker=turn.speaker, start=time, line=piece.line, glue=glue))


def _is_one_block(lines: Sequence[Line]) -> bool:
    """Whether no empty line stands anywhere between these lines."""
    return len(lines) > 1 and not any(line.opens for line in lines[1:])
