"""Times as transcripts write them: `1:02:03.500`, `02:03`, `3,5`, and the order they stand in."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import msgspec

from reflect.transcripts.records import Cue, RemarkKind
from reflect.transcripts.remarks import Remarks

CLOCK = r"[0-9]{1,3}:[0-9]{1,2}(?::[0-9]{1,2})?(?:[.,][0-9]{1,9})?"
"""A time with at least one colon, as a regular expression without groups."""
ANY_CLOCK = r"[0-9]{1,6}(?::[0-9]{1,2}){0,2}(?:[.,][0-9]{1,9})?"
"""Likewise, or seconds alone."""
LONGEST = 1_000_000.0
"""Seconds; a greater number is not a time in a recording (it is more than eleven days)."""

_OVERLAP = 0.05
"""Seconds: neighbours that overlap by less are only rounded."""
_PARTS = re.compile(r"([0-9]+)(?::([0-9]+))?(?::([0-9]+))?(?:[.,]([0-9]+))?")


def seconds_of(written: str) -> float | None:
    """The seconds a clock time stands for, or None when it is none."""
    found = _PARTS.fullmatch(written.strip())
    if found is None or len(written) > 40:
        return None
    total = 0
    for part in found.group(1, 2, 3):
        if part is not None:
            total = total * 60 + int(part)
    return float(f"{total}.{found[4] or 0}")


def number_of(value: object) -> float | None:
    """The seconds that a number in a JSON file stands for; None when it is no time."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return float(value) if 0 <= value < LONGEST else None


def in_order(cues: Iterable[Cue], remarks: Remarks) -> list[Cue]:
    """The cues as they stand, with a remark where times overlap, run backwards, or end before they begin.

    An end before its beginning is dropped. The parts of one cue (which share a line) are not compared.
    """
    checked: list[Cue] = []
    start, latest, line = 0.0, 0.0, 0
    for read in cues:
        cue = read
        if cue.start is not None:
            if cue.end is not None and cue.end < cue.start:
                remarks.add(RemarkKind.ENDS_FIRST, cue.line)
                cue = msgspec.structs.replace(cue, end=None)
            begins, ends = cue.start or 0.0, cue.end or cue.start or 0.0
            if begins < start:
                remarks.add(RemarkKind.BACKWARDS, cue.line)
                latest = 0.0
            elif begins < latest - _OVERLAP and cue.line != line:
                remarks.add(RemarkKind.OVERLAP, cue.line)
            start, latest, line = begins, max(latest, ends), cue.line
        checked.append(cue)
    return checked
