"""Cues of captions into speech: whose words they are, and what of a cue is not speech.

Works on the blocks of WebVTT, SRT and SBV alike. Speakers are named in one of four ways: a voice tag
(`<v Name>`), a label before a colon, a line of its own, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reflect.transcripts.blocks import Block
from reflect.transcripts.labels import is_name_like, labelled, speakers_among, split_label
from reflect.transcripts.markup import voices, without_tags
from reflect.transcripts.records import AsideKind, Cue, Format, RemarkKind
from reflect.transcripts.rolling import shown_again
from reflect.transcripts.source import Line, Source, plain

_OVER = re.compile(r"(?<!:)//[ \t]*(?P<label>[^\s:/][^:/\n]{0,39}):(?P<words>[^\n]*?)(?://|$)", re.MULTILINE)
"""Speech under somebody else's, as noScribe marks it: `//S02: words//`, its end sometimes missing."""
_MEASURE = re.compile(r"(?:Confidence|Recognizability|duration|language) ?: ?[^\s]+", re.IGNORECASE)
"""What Microsoft Stream notes before every single cue."""
_NAME_LINE = re.compile(r"\(?(?P<name>[^():]{1,60}?)\)?[ \t]*")


class _Part(NamedTuple):
    """Words of one cue that have one speaker."""

    block: Block
    speaker: str
    text: str


def read_captions(source: Source, blocks: Sequence[Block]) -> None:
    """Read the blocks into cues of `source`."""
    blocks = [block._replace(body=_spoken_lines(source, block)) for block in blocks]
    again = shown_again(source, blocks)
    own_line = _names_on_their_own_line(blocks)
    parts: list[_Part] = []
    for block in blocks:
        body = [line for line in block.body if line not in again] if again else block.body
        speaker, lines = _before(source, block, body, own_line)
        text = "\n".join(line.text for line in lines)
        of_cue = [_Part(block, voice.name or speaker, voice.text) for voice in voices(source, text)]
        parts += _by_line(of_cue, lines)
        empty = not of_cue and len(body) == len(block.body)
        source.ledger.cue(empty=empty)
        if empty:
            source.remark(RemarkKind.EMPTY, block.line)
    _say(source, parts)


def _spoken_lines(source: Source, block: Block) -> list[Line]:
    """A cue's lines without notes; those behind an empty line are kept, with a remark."""
    kept: list[Line] = []
    parted = False
    for paragraph in _paragraphs(block.body):
        if _is_note(source, paragraph) and paragraph[0] is not block.body[0]:
            set_note_aside(source, paragraph)
            continue
        parted = parted or (bool(kept) and any(line.text == "" for line in _between(block, kept, paragraph)))
        kept += paragraph
    if parted:
        source.remark(RemarkKind.EMPTY_LINE, block.line)
    return kept


def _between(block: Block, above: Sequence[Line], below: Sequence[Line]) -> Sequence[Line]:
    """The lines of a cue between two of its paragraphs."""
    return [line for line in block.body if above[-1].number < line.number < below[0].number]


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines that have something on them."""
    run: list[Line] = []
    for line in lines:
        if line.text.strip():
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_note(source: Source, paragraph: Sequence[Line]) -> bool:
    """Whether this is no speech: only WebVTT has notes, and only it can begin anew within a file."""
    first = paragraph[0].text.strip()
    note = first == "NOTE" or first.startswith(("NOTE ", "NOTE\t", "WEBVTT"))
    return note and source.format is Format.VTT


def set_note_aside(source: Source, paragraph: Sequence[Line]) -> None:
    """Leave a NOTE block, or a second header, out of the speech."""
    words = "\n".join(line.text.strip() for line in paragraph)
    first = words.split(maxsplit=1)[0]
    if first == "NOTE":
        source.ledger.structure(first)
        words = words[len(first) :].strip()
        if _MEASURE.fullmatch(words):
            source.ledger.structure(words)
            return
    source.ledger.aside(
        AsideKind.NOTE if first == "NOTE" else AsideKind.HEADER,
        words,
        paragraph[0].number,
        paragraph[-1].number,
    )


def _names_on_their_own_line(blocks: Sequence[Block]) -> frozenset[str]:
    """The speakers, where each cue begins with a line that is only its speaker's name."""
    bodies = [block.body for block in blocks]
    firsts = [body[0].text.strip() for body in bodies if len(body) > 1 and not body[0].text.startswith("<")]
    if len(firsts) < max(1, 0.8 * sum(bool(body) for body in bodies)):
        return frozenset()
    names = {first for first in firsts if _NAME_LINE.fullmatch(first) and is_name_like(first.strip("()"))}
    enough = sum(first in names for first in firsts) >= 0.8 * len(firsts)
    return frozenset(names) if enough and len(names) <= max(2, len(firsts) // 3) else frozenset()


def _before(
    source: Source, block: Block, body: list[Line], own_line: frozenset[str]
) -> tuple[str, list[Line]]:
    """The speaker named before the words or on the line of times, and the lines of words."""
    if block.before:
        lead = block.before.rstrip(":")
        if lead.isdigit():
            source.ledger.structure(block.before)
        elif is_name_like(lead):
            source.ledger.label(block.before)
            return lead, body
        else:
            return "", [Line(block.line, block.before), *body]
    if own_line and len(body) > 1 and body[0].text.strip() in own_line:
        source.ledger.label(body[0].text)
        return without_tags(body[0].text).strip("()"), body[1:]
    return "", body


def _by_line(parts: list[_Part], lines: Sequence[Line]) -> list[_Part]:
    """A cue's parts line by line where it has several lines and no voice, so that labels are seen."""
    if len(parts) != 1 or len(lines) < 2 or parts[0].speaker:
        return parts
    split: list[_Part] = []
    shown: list[str] = []
    for line in lines:
        if labelled(line.text) is not None and shown:
            split.append(parts[0]._replace(text=plain(" ".join(shown))))
            shown = []
        shown.append(line.text)
    split.append(parts[0]._replace(text=plain(" ".join(shown))))
    # Where markup was taken away, the lines no longer show what the words are.
    return split if " ".join(part.text for part in split) == parts[0].text else parts


def _say(source: Source, parts: Sequence[_Part]) -> None:
    """Find the speakers who are named before a colon, and say every part."""
    unnamed = [part.text for part in parts if not part.speaker]
    speakers = speakers_among(unnamed, source.known)
    named = bool(speakers) or any(part.speaker for part in parts)
    last, line = "", 0
    for part in _overlapped(source, parts):
        found = split_label(part.text, speakers) if not part.speaker else None
        text, speaker = part.text, part.speaker
        if found is not None:
            source.ledger.label(found.before)
            text, speaker = plain(found.words), found.label
        elif speaker:
            speaker, text = _once(source, speaker, text)
        elif named and line != part.block.line:
            source.remark(RemarkKind.JOINED if last else RemarkKind.UNKNOWN, part.block.line)
        if not text:
            source.remark(RemarkKind.EMPTY, part.block.line)
        last, line = speaker or last, part.block.line
        block = part.block
        source.say(Cue(text=text, speaker=speaker or last, start=block.start, end=block.end, line=block.line))


def _once(source: Source, speaker: str, text: str) -> tuple[str, str]:
    """A voice's name and words, without the same name before the words, as noScribe repeats it."""
    name = speaker.removeprefix("//").strip() or speaker
    if source.maker == "noScribe":
        bare = text.removeprefix("//").removesuffix("//").strip()
        source.ledger.rewritten(text, bare)
        text = bare
    found = labelled(text)
    if found is None or found.label != name:
        return name, text
    source.ledger.label(found.before)
    return name, plain(found.words)


def _overlapped(source: Source, parts: Sequence[_Part]) -> Iterator[_Part]:
    """The parts, with speech under somebody else's parted from it."""
    for part in parts:
        at = 0
        for over in _OVER.finditer(part.text):
            own = plain(over["words"])
            label = over["label"].strip()
            if not own or not (is_name_like(label) or label == part.speaker.removeprefix("//")):
                continue
            before = plain(part.text[at : over.start()])
            if before:
                yield part._replace(text=before)
            source.ledger.structure(over[0])
            source.ledger.rewritten("", label + over["words"])
            source.ledger.label(label)
            if label != part.speaker:
                source.remark(RemarkKind.OVERLAPPED_SPEECH, part.block.line)
            yield part._replace(speaker=label, text=own)
            at = over.end()
        rest = plain(part.text[at:])
        if rest:
            yield part._replace(text=rest)
