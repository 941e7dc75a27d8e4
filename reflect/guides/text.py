"""How a person's words are kept in Markdown: what is tidied on reading, and what takes a backslash.

Two escapes exist, and each is undone by taking away exactly one backslash, so that words which hold
backslashes of their own survive too:

- at the start of a paragraph's or a list item's line, before a sign that would begin something else;
- before `{` in a heading or a numbered item, where it would begin an attribute block.
"""

from __future__ import annotations

import re

_SPACES = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_NEWLINE = re.compile(r"\r\n?")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")

# On many keyboards the key that types # is held a moment too long and the space after it comes out
# unbreakable; nobody can see the difference.
_UNBREAKABLE_AFTER_SIGN = re.compile(r"^([ \t]*(?:#{1,6}|[-+*>]|[0-9]{1,9}[.)]))\u00a0")

_BEGINS_A_BLOCK = re.compile(
    r"""
      \#{1,6} (?=\s|$)                      # a heading,
    | \#{2,6} (?=[^\s\#])                   # or one that lacks its space
    | \# (?= \S .* \{ \s* \# [^{}]* \} $ )  # (a single # may begin a word: #1, #metoo)
    | >
    | [-+*] (?=\s|$)
    | [0-9]{1,9} [.)] (?=\s|$)
    | (?: -{3,} | \*{3,} | ={3,} ) $        # an underline or a rule
    """,
    re.VERBOSE,
)
_ESCAPED_SIGN = re.compile(r"^\\(?=\\*[#\-+*>=])")
_ESCAPED_NUMBER = re.compile(r"^([0-9]{1,9})\\(?=\\*[.)])")
_NUMBER = re.compile(r"^([0-9]{1,9})(?=\\*[.)])")
_BRACE = re.compile(r"(\\*)\{")
_ESCAPED_BRACE_RUN = re.compile(r"\\(\\*)\{")


def one_line(text: str) -> str:
    """The one normal form of words that stand on one line.

    Runs of spaces, tabs, line ends and control characters become one space; none is left at the ends. A
    non-breaking space inside the words stays.
    """
    return _SPACES.sub(" ", text).strip()


def paragraphs(text: str) -> str:
    """The one normal form of running text: each paragraph on one line, parted by an empty line."""
    parts = (one_line(part) for part in _EMPTY_LINE.split(_NEWLINE.sub("\n", text)))
    return "\n\n".join(part for part in parts if part)


def source_lines(text: str) -> list[str]:
    """The lines of a file, rid of what no editor shows: a byte-order mark, control characters, CRs."""
    lines = _NEWLINE.sub("\n", text.removeprefix("\ufeff")).split("\n")
    return [_UNBREAKABLE_AFTER_SIGN.sub(r"\1 ", _CONTROL.sub(" ", line)).rstrip() for line in lines]


def begins_a_block(line: str) -> bool:
    """Whether words that start like this would be taken for more than words at the start of a line."""
    return _BEGINS_A_BLOCK.match(line) is not None


def is_rule(line: str) -> bool:
    """Whether a line is nothing but an underline or a rule: `---`, `***`, `===`."""
    return len(line) > 2 and line[0] in "-*=" and not line.strip(line[0])


def unescape_line(line: str) -> str:
    """The words of a line of text, without the backslash that kept them from beginning a block."""
    if _ESCAPED_SIGN.match(line):
        return line[1:]
    return _ESCAPED_NUMBER.sub(r"\1", line, count=1)


def escape_line(line: str) -> str:
    """What to write at the start of a line so that `unescape_line` gives these words again."""
    if _ESCAPED_SIGN.match(line):
        return "\\" + line
    if _ESCAPED_NUMBER.match(line):
        return _NUMBER.sub(r"\1\\", line, count=1)
    if not begins_a_block(line):
        return line
    return _NUMBER.sub(r"\1\\", line, count=1) if line[0].isdigit() else "\\" + line


def unescape_braces(words: str) -> str:
    """The words of a heading or a numbered item, without the backslashes before braces."""
    return _ESCAPED_BRACE_RUN.sub(r"\1{", words)


def escape_braces(words: str) -> str:
    r"""What to write so that `unescape_braces` gives these words again, and no attribute block is seen."""
    return _BRACE.sub(r"\\\1{", words)
