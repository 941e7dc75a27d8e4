"""SBV, the caption format of YouTube and Google Meet: `0:00:11.000,0:00:15.250`, then words, then a gap."""

from __future__ import annotations

import re

from reflect.transcripts.blocks import Block
from reflect.transcripts.captions import read_captions
from reflect.transcripts.records import AsideKind, RemarkKind
from reflect.transcripts.source import Line, Source
from reflect.transcripts.times import seconds_of

_TIMING = re.compile(r"[ \t]*([0-9]{1,3}:[0-9]{1,2}:[0-9]{1,2}\.[0-9]{1,6})[ \t]*,[ \t]*([0-9:.]+)[ \t]*")
_COUNTED = re.compile(r"\s*[0-9]+:[0-9:.]+\s*,\s*[0-9:.]*\s*")
_CUT = re.compile(r"[0-9]+:[0-9:.,\s]*")


def read_sbv(source: Source) -> None:
    """Read SBV: a cue reaches from its times to the next cue's."""
    source.ledger.cues_in = sum(_COUNTED.fullmatch(line.text) is not None for line in source.lines)
    blocks: list[Block] = []
    last = max((at for at, line in enumerate(source.lines) if line.text.strip()), default=0)
    for at, line in enumerate(source.lines):
        found = _TIMING.fullmatch(line.text)
        start, end = (seconds_of(found[1]), seconds_of(found[2])) if found else (None, None)
        if start is not None and end is not None:
            source.ledger.structure(line.text)
            blocks.append(Block(line.number, start, end, "", []))
        elif at == last and line.opens and _CUT.fullmatch(line.text):
            source.remark(RemarkKind.CUT_OFF, line.number)
            source.ledger.structure(line.text)
            if _COUNTED.fullmatch(line.text):
                source.ledger.cue(empty=True)
        elif _COUNTED.fullmatch(line.text):
            raise source.refused(
                line.number,
                "This line should say when a cue begins and ends, but its times cannot be read",
                "Mend the line in a text editor, or export the transcript once more.",
            )
        elif blocks:
            blocks[-1].body.append(line)
        else:
            source.ledger.aside(AsideKind.HEADER, line.text.strip(), line.number)
    if not blocks:
        raise source.refused(0, "This file says that it holds cues with times, and there is none in it")
    read_captions(source, [_without_end(block) for block in blocks])


def _without_end(block: Block) -> Block:
    """The block without the empty lines after its words."""
    body: list[Line] = list(block.body)
    while body and not body[-1].text.strip():
        body.pop()
    return block._replace(body=body)
