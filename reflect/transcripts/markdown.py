"""Markdown's own signs taken from the lines of a transcript, so that the words are left.

Stars and underscores within the words stay as they are: nobody can tell emphasis from what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reflect.transcripts.heads import without_emphasis
from reflect.transcripts.labels import labelled
from reflect.transcripts.records import AsideKind
from reflect.transcripts.source import Line, Source

_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(?P<words>\S.*)")
_RULE = re.compile(r"[ ]{0,3}(?:-[ \t-]*-[ \t-]*-|\*[ \t*]*\*[ \t*]*\*|_[ \t_]*_[ \t_]*_)[ \t]*")
_COMMENT = re.compile(r"[ \t]*<!--.*-->[ \t]*")
_BULLET = re.compile(r"[ ]{0,3}[-*+][ \t]+(?=\S)")
_FENCE = "---"


def is_markdown(lines: Sequence[Line]) -> bool:
    """Whether text is Markdown whatever its name: speakers are set in bold."""
    bold = [line.text for line in lines if line.text.lstrip().startswith("**")]
    return sum(labelled(without_emphasis(text)) is not None for text in bold) > 1


def read_markdown(source: Source) -> None:
    """Take front matter, headings, rules, comments and the bullets of turns from the lines of `source`."""
    matter = _front_matter(source.lines)
    lines: list[Line] = []
    opens = True
    if matter:
        source.ledger.structure(_FENCE * 2)
        words = "\n".join(line.text.strip() for line in source.lines[1 : matter - 1])
        source.ledger.aside(AsideKind.HEADER, words, 1, matter)
    for at, line in enumerate(source.lines):
        read = _read(source, line, in_matter=at < matter)
        lines.append(read._replace(opens=read.opens or opens or read.heading))
        opens = read.heading or not read.text.strip()
    source.lines = lines


def _front_matter(lines: Sequence[Line]) -> int:
    """How many lines the front matter takes at the top."""
    if not lines or lines[0].text.strip() != _FENCE:
        return 0
    return next((at + 1 for at in range(1, len(lines)) if lines[at].text.strip() == _FENCE), 0)


def _read(source: Source, line: Line, *, in_matter: bool) -> Line:
    heading = _HEADING.fullmatch(line.text)
    if in_matter:
        return line._replace(text="")
    if _COMMENT.fullmatch(line.text):
        source.ledger.aside(AsideKind.COMMENT, line.text.strip(), line.number)
        return line._replace(text="")
    if _RULE.fullmatch(line.text):
        source.ledger.structure(line.text)
        return line._replace(text="")
    if heading is not None:
        words = without_emphasis(heading["words"].rstrip("# \t"))
        source.ledger.rewritten(line.text, words)
        return line._replace(text=words, heading=True)
    bullet = _BULLET.match(line.text)
    if bullet is not None and labelled(without_emphasis(line.text[bullet.end() :])) is not None:
        source.ledger.structure(bullet[0])
        return line._replace(text=line.text[bullet.end() :], opens=True)
    return line
