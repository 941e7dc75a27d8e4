"""Reading Markdown back: what a reader sees."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

COMMONMARK = MarkdownIt("commonmark")
TERMINAL = MarkdownIt("commonmark").enable(["table", "strikethrough"])
"""As the preview reads it."""


def seen(markdown: str, parser: MarkdownIt = COMMONMARK) -> str:
    """The plain text of Markdown that is paragraphs and nothing else; anything else is shown as its kind."""
    return "\n\n".join(_blocks(parser.parse(markdown), ("paragraph_open", "paragraph_close")))


def quotations(markdown: str) -> list[list[str]]:
    """The paragraphs of each quotation at the top of a text."""
    found: list[list[str]] = []
    tokens = COMMONMARK.parse(markdown)
    start = 0
    for at, token in enumerate(tokens):
        if token.level == 0 and token.type == "blockquote_open":
            start = at + 1
        if token.level == 0 and token.type == "blockquote_close":
            found.append(_blocks(tokens[start:at], ("paragraph_open", "paragraph_close")))
    return found


def _blocks(tokens: Sequence[Token], silent: Sequence[str]) -> list[str]:
    return [
        "".join(map(_inline, token.children or [])) if token.type == "inline" else f"<{token.type}>"
        for token in tokens
        if token.type not in silent
    ]


def _inline(token: Token) -> str:
    if token.type == "text":
        return token.content
    return "\n" if token.type == "hardbreak" else f"<{token.type}>"
