"""The blocks of a Markdown file: headings, paragraphs, lists and notes, with their line numbers.

Only headings, lists and quoted blocks mean anything; everything else in a file is a person's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from reflect.guides.problems import Problems
from reflect.guides.text import begins_a_block, is_rule, one_line, unescape_line

if TYPE_CHECKING:
    from markdown_it.token import Token

DEEPEST_HEADING = 2


class Heading(msgspec.Struct, frozen=True):
    """A line that begins with `#` or `##`, without that sign."""

    level: int
    content: str
    line: int


class Paragraph(msgspec.Struct, frozen=True):
    """Words, on one line."""

    text: str
    line: int


class Item(msgspec.Struct, frozen=True):
    """A bullet, or a numbered item."""

    text: str
    line: int
    number: int | None = None
    """The number it is written with; None for a bullet."""


class Note(msgspec.Struct, frozen=True):
    """A quoted block; its paragraphs are parted by an empty line."""

    text: str
    line: int


Block = Heading | Paragraph | Item | Note


class Part(msgspec.Struct, frozen=True):
    """A heading with what stands under it, and the parts one level deeper."""

    heading: Heading | None
    """None for what stands before the first heading."""
    content: list[Block]
    parts: list[Part]


def outline(blocks: Sequence[Block]) -> list[Part]:
    """The blocks as parts within parts. The first part has no heading and may be empty."""
    parts = [Part(None, [], [])]
    for block in blocks:
        if not isinstance(block, Heading):
            (parts[-1].parts[-1] if parts[-1].parts else parts[-1]).content.append(block)
        elif block.level == 1:
            parts.append(Part(block, [], []))
        else:
            parts[-1].parts.append(Part(block, [], []))
    return parts


def read_blocks(lines: Sequence[str], after: int, problems: Problems) -> list[Block]:
    """The blocks of `lines`, leaving out the first `after` of them (the front matter)."""
    # markdown-it takes a tenth of a second to import, and most commands read no Markdown.
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero").enable(["heading", "list", "blockquote"]).disable(["inline", "text_join"])
    # The front matter is left out but not its lines, so that the numbers are those of the file.
    tokens = reader.parse("\n".join([*[""] * after, *lines[after:]]))
    blocks: list[Block] = []
    for element in _elements(tokens, 0):
        blocks.extend(_read(element, lines, problems))
    return blocks


def _elements(tokens: Sequence[Token], level: int) -> Iterator[list[Token]]:
    """The elements that stand directly at `level`, each from its opening to its closing token."""
    element: list[Token] = []
    for token in tokens:
        element.append(token)
        if token.level == level and token.nesting == -1:
            yield element
            element = []


def _read(element: list[Token], lines: Sequence[str], problems: Problems) -> Iterator[Block]:
    opening = element[0]
    line = _line(opening)
    if opening.type == "heading_open":
        level = int(opening.tag[1:])
        if level > DEEPEST_HEADING:
            right = "use # and ## only, or write \\# if the line should begin with that sign"
            problems.add(line, f"a heading of {level} signs ({'#' * level}) has no meaning here", right)
            return
        yield Heading(level, element[1].content, line)
    elif opening.type == "blockquote_open":
        note = _note(element, lines, problems)
        if note.text:
            yield note
    elif opening.type == "paragraph_open":
        yield Paragraph(_words(element[1], problems), line)
    else:
        for item in _elements(element[1:-1], 1):
            yield _item(item, problems, numbered=opening.type == "ordered_list_open")


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _words(inline: Token, problems: Problems, *, in_item: bool = False) -> str:
    """The words of a paragraph on one line, with a look at each line for what was meant to be a block."""
    words: list[str] = []
    for at, raw in enumerate(inline.content.split("\n")):
        line = raw.strip()
        number = _line(inline) + at
        if is_rule(line):
            right = f"take it out, or write \\{line} if it should be read out"
            if at:
                right = "begin the line above with # or ## if it is a heading, or " + right
            problems.add(number, f"a line of {line[:3]} makes neither a heading nor a rule", right)
        elif in_item and not at and line.startswith("#"):
            pass  # an item may well begin with #1, and it could not hold a heading anyway
        elif begins_a_block(line) and line.startswith("#"):
            right = (
                "put a space after the #, or a backslash before it if the line should begin with that sign"
            )
            if at:
                right = "put an empty line before it, and a space after the #"
            problems.add(number, "this would be a heading", right)
        elif begins_a_block(line):
            sign = line[: len(line) - len(line.lstrip("0123456789")) + 1]
            escaped = f"{sign[:-1]}\\{sign[-1]}"
            right = f"put an empty line before it, or write {escaped} if it belongs to the sentence"
            problems.add(number, f"“{sign}” in the middle of a paragraph begins nothing", right)
        words.append(unescape_line(line))
    return one_line(" ".join(words))


def _item(element: list[Token], problems: Problems, *, numbered: bool) -> Item:
    opening = element[0]
    kind = "a numbered item" if numbered else "a bullet"
    text = ""
    inside = list(_elements(element[1:-1], 2))
    for inner in inside:
        line = _line(inner[0])
        match inner[0].type:
            case "paragraph_open" if not text:
                text = _words(inner[1], problems, in_item=True)
            case "paragraph_open":
                right = "join the two, or take the spaces before it away to make it a paragraph of its own"
                problems.add(line, f"{kind} holds one paragraph, and this is a second", right)
            case "blockquote_open":
                right = "put an empty line before it and take the spaces away"
                problems.add(line, f"a note cannot stand inside {kind}", right)
            case "heading_open":
                right = "take the list sign away, or write \\# if the words should begin with that sign"
                problems.add(line, f"a heading cannot stand inside {kind}", right)
            case _:
                right = (
                    "take the spaces before it away, or write \\ before the sign if it belongs to the words"
                )
                problems.add(line, f"a list cannot stand inside {kind}", right)
    if not inside:
        problems.add(_line(opening), f"{kind} has no words", "write them after the sign, or take it out")
    return Item(text, _line(opening), int(opening.info) if numbered else None)


def _note(element: list[Token], lines: Sequence[str], problems: Problems) -> Note:
    opening = element[0]
    start, end = opening.map or [0, 0]
    for at in range(start, end):
        # Markdown would take such a line into the note, and then nobody would ever read it out.
        if lines[at] and not lines[at].lstrip().startswith(">"):
            right = "begin it with > if it belongs to the note, or put an empty line before it"
            problems.add(at + 1, "this line follows a note without an empty line", right)
    paragraphs: list[str] = []
    for inner in _elements(element[1:-1], 1):
        if inner[0].type == "paragraph_open":
            paragraphs.append(_words(inner[1], problems))
        else:
            right = "write sentences, or several notes with an empty line between them"
            problems.add(_line(inner[0]), "a note holds paragraphs only, no list, heading or note", right)
    return Note("\n\n".join(paragraphs), start + 1)
