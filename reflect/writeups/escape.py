"""People's words, made safe to stand in Markdown: what was typed is what is read.

The contract: CommonMark (with or without tables and strikethrough) shows exactly the characters that
`normalised` gives. What that normalises is only what Markdown cannot carry: the kind of line end, white
space at the two ends of a line, more than one empty line in a row, empty lines at the two ends, and
NUL, which becomes U+FFFD. A single line break is kept as a hard break, an empty line as a new paragraph.
"""

from __future__ import annotations

import re

_ANYWHERE = re.compile(
    r"""
      [\\`*\[\]|~^$]                  # always a mark of some Markdown, seldom in speech
    | (?<![^\W_])_ | _(?![^\W_])      # an underscore, unless letters or digits stand on both sides
    | <(?=[A-Za-z/!?])                # what could open a tag, a comment or an automatic link
    | &(?=\#?[0-9A-Za-z]+;)           # what could be an entity
    """,
    re.VERBOSE,
)
_AT_LINE_START = re.compile(
    r"""
      (?=[\#>])                       # a heading, a quotation
    | (?=[-+](?:[ \t]|$))             # a bullet
    | (?=--|=+[ \t]*$|[-: \t]+$)      # a rule, an underlined heading, a table's second row
    | [0-9]{1,9}(?=[.)](?:[ \t]|$))   # a number in a list
    """,
    re.VERBOSE,
)
_LINE_END = re.compile(r"\r\n?|\n")
_PARAGRAPH_BREAK = re.compile(r"\n{2,}")


def normalised(words: str) -> str:
    """The words without what Markdown cannot carry; see the module's contract."""
    lines = (line.strip() for line in _LINE_END.split(words.replace("\0", "\N{REPLACEMENT CHARACTER}")))
    return _PARAGRAPH_BREAK.sub("\n\n", "\n".join(lines)).strip("\n")


def as_typed(words: str) -> str:
    """`words` as Markdown that reads exactly as they were typed, with as few backslashes as that takes."""
    paragraphs = normalised(words).split("\n\n")
    return "\n\n".join("\\\n".join(map(_line, paragraph.split("\n"))) for paragraph in paragraphs)


def as_typed_inline(words: str) -> str:
    """Like `as_typed`, for the middle of a sentence: line and paragraph breaks become one space."""
    return _line(" ".join(line for line in normalised(words).split("\n") if line))


def _line(line: str) -> str:
    escaped = _ANYWHERE.sub(r"\\\g<0>", line)
    if start := _AT_LINE_START.match(escaped):
        return f"{escaped[: start.end()]}\\{escaped[start.end() :]}"
    return escaped
