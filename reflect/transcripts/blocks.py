"""Files of cues with an arrow between two times: which lines belong to which cue.

WebVTT and SRT are written by many programs, and few keep to the rules: cues without an empty line between
them, empty lines inside a cue, names of cues that are words, times without minutes. So nothing here relies
on empty lines: a cue reaches from its times to the next cue's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reflect.transcripts.records import AsideKind, RemarkKind
from reflect.transcripts.source import Line, Source
from reflect.transcripts.times import ANY_CLOCK, CLOCK, seconds_of

ARROW = "-->"

_BEFORE = re.compile(rf"(?:^|(?<=[\s\[(]))({ANY_CLOCK})[ \t]*$")
_AFTER = re.compile(rf"[ \t]*({ANY_CLOCK})(?![0-9:])")
_SETTINGS = re.compile(
    r"(?:(?:align|line|position|size|vertical|region|[XY][12]|[ADTRLS]):[\w%,.+-]+[ \t]*)+", re.IGNORECASE
)
"""Those of WebVTT, of early drafts of it, and the coordinates of SRT."""
_HAS_CLOCK = re.compile(CLOCK)
_NUMBER = re.compile(r"[0-9]{1,7}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_{}./#-]*[0-9][A-Za-z0-9_{}./#-]*")
"""Such as `12`, `cue-3` or `6fbb1fca-…/17-0`: no white space, and a digit in it."""
GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?:/[0-9]+-[0-9]+)?")
"""As Teams and Stream name their cues."""
_CUT_TIME = re.compile(r"[0-9:.,\s]*-{0,2}>?[0-9:.,\s]*")


class Block(NamedTuple):
    """One cue, not yet understood."""

    line: int
    start: float
    end: float
    before: str
    """What stands before the times on their line."""
    body: list[Line]
    """Its lines, and those that follow it up to the next cue."""


class Blocks(NamedTuple):
    """The cues of a file, and what stands before the first of them."""

    head: list[Line]
    blocks: list[Block]


class _Timing(NamedTuple):
    at: int
    start: float
    end: float
    before: str
    words: str
    """What stands behind the times and is no cue setting."""


def blocks_of(source: Source) -> Blocks:
    """Part the lines of `source` into cues, and account for times, numbers and settings.

    Raises `InvalidInput` for a line that is clearly meant to be the times of a cue and cannot be read as
    such, and for a file in which no cue is found.
    """
    lines = source.lines
    timings = _timings(source)
    source.ledger.cues_in = sum(ARROW in line.text for line in lines)
    if not timings:
        raise source.refused(
            lines[-1].number if lines else 0,
            "This file says that it holds cues with times, and there is none in it",
            "It may have been cut off: export it once more.",
        )
    named = _are_named(lines, timings)
    first = _identifier_of(lines, 0, timings[0].at, None, named=named)
    head = list(lines[: timings[0].at - (1 if first is not None else 0)])
    blocks: list[Block] = []
    names: list[Line] = []
    last_number: int | None = None
    for n, timing in enumerate(timings):
        number = _identifier_of(lines, timings[n - 1].at + 1 if n else 0, timing.at, last_number, named=named)
        last_number = _take_identifier(source, number, last_number, names, named=named)
        until = timings[n + 1].at if n + 1 < len(timings) else len(lines)
        body = list(lines[timing.at + 1 : until])
        if n + 1 < len(timings):
            following = _identifier_of(lines, timing.at + 1, until, last_number, named=named)
            body = body[:-1] if following is not None else body
        else:
            body = _without_remains(source, body, last_number, named=named)
        line = lines[timing.at]
        if timing.words:
            body.insert(0, Line(line.number, timing.words))
        blocks.append(Block(line.number, timing.start, timing.end, timing.before, body))
    if names:
        words = "\n".join(line.text.strip() for line in names)
        source.ledger.aside(AsideKind.CUE_NAME, words, names[0].number, names[-1].number)
    return Blocks(head, blocks)


def _timings(source: Source) -> list[_Timing]:
    found: list[_Timing] = []
    last = max((at for at, line in enumerate(source.lines) if line.text.strip()), default=0)
    for at, line in enumerate(source.lines):
        if ARROW not in line.text:
            continue
        timing = _timing(at, line.text)
        if timing is not None:
            found.append(timing)
            # Everything on a line of times is grammar, but for words before and behind them.
            source.ledger.rewritten(line.text, timing.before + timing.words)
        elif at == last:
            source.remark(RemarkKind.CUT_OFF, line.number)
            source.ledger.cue(empty=True)
        elif _HAS_CLOCK.search(line.text) and not re.search(r"[^\W\d_]{2}", line.text):
            raise source.refused(
                line.number,
                "This line should say when a cue begins and ends, but its times cannot be read",
                "Mend the line in a text editor, or export the transcript once more.",
            )
        else:
            source.remark(RemarkKind.ARROW, line.number)
            source.ledger.cue()
    return found


def _timing(at: int, line: str) -> _Timing | None:
    left, _, right = line.partition(ARROW)
    before, after = _BEFORE.search(left[-40:]), _AFTER.match(right[:60])
    if before is None or after is None:
        return None
    start, end = seconds_of(before[1]), seconds_of(after[1])
    if start is None or end is None:
        return None
    lead = left[: len(left) - len(left[-40:]) + before.start(1)].strip(" \t[(")
    rest = right[after.end() :].strip()
    rest = rest[1:].strip() if rest.startswith(("]", ")")) else rest
    words = "" if _SETTINGS.fullmatch(rest) else rest
    return _Timing(at, start, end, lead, words)


def _are_named(lines: Sequence[Line], timings: Sequence[_Timing]) -> bool:
    """Whether the file gives its cues names: most have a line of their own right before their times."""
    named = sum(
        timing.at > 0
        and bool(lines[timing.at - 1].text.strip())
        and (timing.at == 1 or not lines[timing.at - 2].text.strip())
        and not lines[timing.at - 1].text.startswith(("WEBVTT", "NOTE"))
        for timing in timings
    )
    return named > 1 and named >= len(timings) * 2 / 3


def _identifier_of(
    lines: Sequence[Line], begin: int, timing: int, last: int | None, *, named: bool
) -> Line | None:
    """The line that names the cue whose times stand at `timing`, if the one before them does.

    `begin` is the first line it may be; `last` the number of the cue before.
    """
    at = timing - 1
    if at < begin:
        return None
    text = lines[at].text.strip()
    after_empty = at == 0 or (at > begin and not lines[at - 1].text.strip())
    if _NUMBER.fullmatch(text) and (after_empty or int(text) == (last or 0) + 1):
        return lines[at]
    if after_empty and text and not text.startswith("WEBVTT") and (named or _IDENTIFIER.fullmatch(text)):
        return lines[at]
    return None


def _take_identifier(
    source: Source, line: Line | None, last: int | None, names: list[Line], *, named: bool
) -> int | None:
    """Account for what names a cue, and return the cue's number.

    Numbers that count and the long keys that programs make are grammar; anything else might be words that
    only look like a name, so it is gathered in `names` for a person to see.
    """
    if line is None:
        return None if last is None else last + 1
    text = line.text.strip()
    number = int(text) if _NUMBER.fullmatch(text) else None
    if GUID.fullmatch(text) or (number is not None and (named or number == (last or 0) + 1)):
        source.ledger.structure(text)
    else:
        names.append(line)
    return number


def _without_remains(source: Source, body: list[Line], number: int | None, *, named: bool) -> list[Line]:
    """The last cue's lines without the beginning of a cue that the file no longer has.

    `number` is the last cue's own, if the cues are numbered.
    """
    filled = [at for at, line in enumerate(body) if line.text.strip()]
    left = len(body)
    for last in reversed(filled):
        text = body[last].text.strip()
        alone = last > 0 and not body[last - 1].text.strip()
        next_number = number is not None and text == str(number + 1)
        identifier = alone and last > filled[0] and (next_number or (named and _IDENTIFIER.fullmatch(text)))
        cut_time = _HAS_CLOCK.search(text) and _CUT_TIME.fullmatch(text) and _begins_a_cue(body, last)
        if ARROW in text and not re.search(r"[^\W\d_]{2}", text):
            source.ledger.structure(text)  # remarked on where the arrow was seen
        elif identifier or cut_time:
            source.remark(RemarkKind.CUT_OFF, body[last].number)
            source.ledger.structure(text)
        else:
            break
        left = last
    return body[:left]


def _begins_a_cue(body: Sequence[Line], at: int) -> bool:
    """Whether this line stands after an empty one, with or without a cue's name between them."""
    if at < 1 or not body[at - 1].text.strip():
        return at > 0
    return (
        at > 1
        and _IDENTIFIER.fullmatch(body[at - 1].text.strip()) is not None
        and not body[at - 2].text.strip()
    )
