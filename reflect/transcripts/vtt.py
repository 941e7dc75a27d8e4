"""WebVTT and SRT, as Zoom, Teams, Whisper, YouTube, noScribe and podcasters write them.

The format is https://www.w3.org/TR/webvtt1/; what is read here is wider: no header, no minutes, commas in
times, empty lines within cues, cues without an empty line between them.
"""

from __future__ import annotations

from collections.abc import Sequence

from reflect.transcripts.blocks import GUID, Block, blocks_of
from reflect.transcripts.captions import read_captions, set_note_aside
from reflect.transcripts.reconcile import signs
from reflect.transcripts.records import AsideKind, Format, RemarkKind
from reflect.transcripts.source import Line, Source

_FEW = 200
"""Signs of words before the first cue that are too few to say what the file is."""
_STYLES = ("STYLE", "REGION", "Region:", "::cue")


def read_vtt(source: Source) -> None:
    """Read WebVTT, or anything else with arrows between two times."""
    head, blocks = blocks_of(source)
    words_before = _read_head(source, head)
    source.maker = _maker(source, blocks)
    read_captions(source, blocks)
    if words_before > max(_FEW, sum(signs(cue.text) for cue in source.cues)):
        raise source.refused(
            blocks[0].line,
            "Most of this file stands before the first cue with times, so it is something else",
            "Take what is not the transcript out of the file, or export the transcript once more.",
        )
    if not source.maker and source.format is Format.VTT and _numbered(source) and source.cues[:1]:
        source.maker = "Zoom" if any(cue.speaker for cue in source.cues) else ""


def _read_head(source: Source, head: Sequence[Line]) -> int:
    """What stands before the first cue: the signature, settings, styles, notes, and words without a time.

    Returns how many signs such words have.
    """
    words = 0
    paragraph: list[Line] = []
    for line in [*head, Line(0, "")]:
        if line.text.strip():
            paragraph.append(line)
        elif paragraph:
            words += _read_head_paragraph(source, paragraph)
            paragraph = []
    return words


def _read_head_paragraph(source: Source, paragraph: Sequence[Line]) -> int:
    first = paragraph[0].text.strip()
    if first.startswith("NOTE"):
        set_note_aside(source, paragraph)
        return 0
    if first.startswith(_STYLES):
        for line in paragraph:
            source.ledger.structure(line.text)
        return 0
    words = [line.text.strip() for line in paragraph]
    if first.startswith("WEBVTT"):
        source.ledger.structure("WEBVTT")
        words[0] = first.removeprefix("WEBVTT").strip()
    source.ledger.aside(AsideKind.HEADER, "\n".join(words).strip(), paragraph[0].number, paragraph[-1].number)
    if first.startswith("WEBVTT"):
        return 0
    for line in paragraph:
        source.remark(RemarkKind.BEFORE, line.number)
    return sum(map(signs, words))


def _maker(source: Source, blocks: Sequence[Block]) -> str:
    """The program that wrote the file, as far as it gives itself away."""
    start = "\n".join(line.text for line in source.lines[:40])
    if "noScribe" in start:
        return "noScribe"
    voiced = any(line.text.startswith("<v ") for block in blocks[:20] for line in block.body)
    if voiced and any(GUID.fullmatch(line.text.strip()) for line in source.lines[:40]):
        return "Teams"
    return ""


def _numbered(source: Source) -> bool:
    return any(line.text.strip() == "1" for line in source.lines[:10])
