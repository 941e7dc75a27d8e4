"""Comments to oneself in a write-up's file: where they stand, and what they say.

What counts as one is decided where they are taken out (`manuscript`), never here: whatever would go out is
not shown as a comment.
"""

from __future__ import annotations

import re
from collections import Counter

from reflect.domain.writeup_reading import Comment
from reflect.writeups.manuscript import Manuscript
from reflect.writeups.regions import COMMENT_END, COMMENT_START, comment_end

_LINE_END = re.compile(r"\r\n?")


def comments_in(source: str, manuscript: Manuscript) -> tuple[Comment, ...]:
    """The comments that `manuscript`, which was read from `source`, leaves out, in their order."""
    source = _LINE_END.sub("\n", source.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    left = Counter[int]()
    for each in manuscript.lines:
        left[each.number] += each.text.count(COMMENT_START)
    first = manuscript.lines[0].number if manuscript.lines else 1
    lines = source.split("\n")
    at = sum(len(line) + 1 for line in lines[: first - 1])
    found: list[Comment] = []
    while (start := source.find(COMMENT_START, at)) >= 0:
        end = comment_end(source, start)
        past = len(source) if end is None else end
        line, column = _place(source, start)
        if left[line]:
            at = start + len(COMMENT_START)  # one in code, which stays: this line is not shown as private
            continue
        last, beyond = _place(source, past)
        words = source[start:past].removeprefix(COMMENT_START).removesuffix(COMMENT_END)
        found.append(Comment(line=line, start=column, last=last, end=beyond, words=" ".join(words.split())))
        at = past
    return tuple(found)


def _place(source: str, offset: int) -> tuple[int, int]:
    return source.count("\n", 0, offset) + 1, offset - (source.rfind("\n", 0, offset) + 1)
