"""A write-up's Markdown as the parts of a document: what a web page and a Word document are both made from.

CommonMark with tables, struck-out words and footnotes. HTML in the text is text: it is shown, never run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from reflect.domain.heading_anchors import heading_anchors

_ATTRIBUTION = "— "
"""How the last line of a quotation begins that says whose it is."""


class LaidOut(NamedTuple):
    """A text, parsed."""

    tokens: list[Token]
    """Those of markdown-it, with an `id` on every heading, and more: `figure_open` … `figcaption_open` …
    around a quotation with its attribution or a picture with its title, `nav_open` around the contents."""
    title: str
    """The first heading of level 1, in plain words; empty without one."""
    env: dict[str, object]
    """What markdown-it's renderer needs beside them."""


def parser() -> MarkdownIt:
    """What reads a write-up's Markdown."""
    made = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    return made.enable(["table", "strikethrough"]).use(footnote_plugin)


def laid_out(markdown: str) -> LaidOut:
    """Parse a text that stands as it will be read."""
    # With a full stop in them, which is in no heading's anchor, footnotes' ids meet none.
    env: dict[str, object] = {"docId": "."}
    tokens = parser().parse(markdown, env)
    headings = [
        (token, plain(tokens[n + 1])) for n, token in enumerate(tokens) if token.type == "heading_open"
    ]
    anchors = heading_anchors(words for _, words in headings)
    for (token, _), anchor in zip(headings, anchors, strict=True):
        token.attrSet("id", anchor)
    title = next((words for token, words in headings if token.tag == "h1"), "")
    return LaidOut(list(_figures(list(_navigation(tokens, set(anchors))))), title, env)


def plain(inline: Token) -> str:
    """The words of a line of text, without what sets them off."""
    return "".join(_plain(inline.children or []))


def _plain(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            yield " "
        elif child.type in ("text", "text_special", "code_inline", "image"):
            yield child.content


def closing(tokens: Sequence[Token], at: int) -> int:
    """Where the part that opens at `at` closes."""
    depth = 0
    for n in range(at, len(tokens)):
        depth += tokens[n].nesting
        if depth == 0:
            return n
    return len(tokens) - 1


def _navigation(tokens: Sequence[Token], anchors: set[str]) -> Iterator[Token]:
    """Set the lists apart that hold nothing but links to the text's own headings."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = closing(tokens, at)
        if token.type == "bullet_list_open" and token.level == 0 and _leads(tokens[at:end], anchors):
            yield Token("nav_open", "nav", 1, attrs={"aria-label": "Contents"}, block=True)
            yield from tokens[at : end + 1]
            yield Token("nav_close", "nav", -1, block=True)
            at = end
        else:
            yield token
        at += 1


def _leads(tokens: Sequence[Token], anchors: set[str]) -> bool:
    return all(
        _is_link(token, anchors) for token in tokens if token.type in ("inline", "fence", "code_block")
    )


def _is_link(token: Token, anchors: set[str]) -> bool:
    children = token.children or []
    if not children or children[0].type != "link_open" or closing(children, 0) != len(children) - 1:
        return False
    from urllib.parse import unquote

    place = str(children[0].attrGet("href") or "")
    return place.startswith("#") and unquote(place[1:]) in anchors


def _figures(tokens: Sequence[Token]) -> Iterator[Token]:
    """Set quotations with their attribution, and pictures with their title, as figures."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = closing(tokens, at)
        inside = list(tokens[at + 1 : end])
        if token.type == "blockquote_open" and _attributed(inside):
            yield Token("figure_open", "figure", 1, attrs={"class": "quotation"}, block=True)
            yield token
            yield from _figures(inside[:-3])
            yield tokens[end]
            yield from _caption(inside[-2])
            at = end
        elif token.type == "paragraph_open" and (title := _titled_picture(inside)):
            words = Token("inline", "", 0, content=title, children=[Token("text", "", 0, content=title)])
            yield Token("figure_open", "figure", 1, attrs={"class": "picture"}, block=True)
            yield from tokens[at : end + 1]
            yield from _caption(words)
            at = end
        else:
            yield token
        at += 1


def _caption(words: Token) -> Iterator[Token]:
    yield Token("figcaption_open", "figcaption", 1, block=True)
    yield words
    yield Token("figcaption_close", "figcaption", -1, block=True)
    yield Token("figure_close", "figure", -1, block=True)


def _attributed(inside: Sequence[Token]) -> bool:
    paragraph = 3
    if len(inside) <= paragraph or inside[-1].type != "paragraph_close":
        return False
    return inside[-2].content.startswith(_ATTRIBUTION) and inside[-1].level == inside[0].level


def _titled_picture(inside: Sequence[Token]) -> str:
    children = inside[0].children or [] if len(inside) == 1 else []
    return str(children[0].attrGet("title") or "") if [c.type for c in children] == ["image"] else ""
