"""The sections of a write-up: what its headings are, and how many words stand under each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reflect.domain.writeup_reading import Section
from reflect.writeups.manuscript import Line

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LEFT_OUT = re.compile(r"\*\[(?:held back: [^\]\n]*|[^\]\n]*: see the problems)\]\*")
"""What a preview says in the place of words that readers will not see."""
_WORD = re.compile(r"\S*\w\S*")


def sections(lines: Sequence[Line]) -> tuple[Section, ...]:
    """The sections of a text, in order; the first begins with its first line, heading or not."""
    starts: list[tuple[int, int, str]] = [] if _begins(lines) else [(0, 0, "")]
    starts += _headings(lines)
    if not lines:
        return ()
    found = []
    for (at, level, title), (past, _, _) in zip(starts, [*starts[1:], (len(lines), 0, "")], strict=True):
        end = lines[past].number if past < len(lines) else lines[-1].number + 1
        found.append(
            Section(
                level=level,
                title=title,
                line=lines[at].number,
                past=end,
                words=sum(words_in(line.text) for line in lines[at:past]),
            )
        )
    return tuple(found)


def rendered_sections(markdown: str) -> tuple[Section, ...]:
    """The sections of a text as its readers see it."""
    return sections([Line(number, text) for number, text in enumerate(markdown.split("\n"), 1)])


def words_in(text: str) -> int:
    """How many words readers see in a line of Markdown."""
    return len(_WORD.findall(_LEFT_OUT.sub(" ", text)))


def _begins(lines: Sequence[Line]) -> bool:
    return bool(lines) and _HEADING.match(lines[0].text) is not None


def _headings(lines: Iterable[Line]) -> list[tuple[int, int, str]]:
    found = []
    fence = ""
    for at, line in enumerate(lines):
        opened = _FENCE.match(line.text)
        if fence:
            if opened and opened[1].startswith(fence) and not line.text.strip().strip(fence[0]):
                fence = ""
            continue
        if opened:
            fence = opened[1]
        elif heading := _HEADING.match(line.text):
            found.append((at, len(heading[1]), (heading[2] or "").strip()))
    return found
