"""A write-up as one web page that asks nothing of the network: style and pictures are in it.

Made to be read by eye, by ear and on paper: landmarks, a language, headings that can be gone to, quotations
as figures with their attribution, a print style. No script, and a policy that forbids any.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from reflect.exchange.laid_out import laid_out, parser
from reflect.exchange.pictures import Picture

MAIN = "text."
"""Where the text begins; with a full stop in it, it meets no heading's anchor."""

STYLE = """
:root { color-scheme: light dark; --ink: #1d1d1f; --paper: #fdfdfb; --soft: #55555c; --line: #b9b9c0;
  --link: #0b4f9e; --tint: #f1f1ec; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8ea; --paper: #17171a; --soft: #b4b4bd;
  --line: #5a5a64; --link: #8fc1ff; --tint: #232328; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 Georgia, "Iowan Old Style", "Liberation Serif", "DejaVu Serif", serif; }
main { max-width: 42rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; overflow-wrap: break-word; }
h1, h2, h3, h4, h5, h6 {
  font-family: system-ui, "Helvetica Neue", "Liberation Sans", "DejaVu Sans", sans-serif;
  line-height: 1.25; margin: 2.2em 0 0.6em; text-wrap: balance; }
h1 { font-size: 2rem; margin-top: 0; } h2 { font-size: 1.45rem; } h3 { font-size: 1.18rem; }
h4, h5, h6 { font-size: 1.0625rem; }
p, ul, ol, figure, table, pre { margin: 0 0 1.1em; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; display: block; padding: 0.75rem 1.25rem; }
figure { margin-inline: 0; } figure.picture p { margin-bottom: 0.3em; }
li > ul, li > ol, li:last-child > p:last-child { margin-bottom: 0; }
blockquote { margin: 0 0 1.1em; padding: 0.1em 0 0.1em 1.1em; border-left: 0.25rem solid var(--line); }
blockquote > :last-child { margin-bottom: 0; }
figure.quotation { margin: 1.6em 0; } figure.quotation blockquote { margin-bottom: 0.45em; }
figcaption { color: var(--soft); font-size: 0.95rem; }
figure.quotation figcaption { padding-left: 1.35em; }
nav { margin: 1.5em 0; padding: 0.9rem 1.25rem; background: var(--tint); border-radius: 0.35rem; }
nav ul { margin: 0; padding-left: 1.1em; } nav > ul { padding-left: 0.9em; }
table { border-collapse: collapse; width: calc(100% - 1px); font-size: 0.95rem; }
th, td { border: 1px solid var(--line); padding: 0.4em 0.6em; text-align: left; vertical-align: top; }
th { background: var(--tint); } .right { text-align: right; } .center { text-align: center; }
img { max-width: 100%; height: auto; }
pre, code { font-family: ui-monospace, "Liberation Mono", "DejaVu Sans Mono", monospace; font-size: 0.9em; }
pre { white-space: pre-wrap; padding: 0.8em 1em; background: var(--tint); }
hr { border: 0; border-top: 1px solid var(--line); margin: 2.2em 0; }
.footnotes { font-size: 0.95rem; } .footnote-ref { font-size: 0.8em; line-height: 0; }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #444; --line: #888; --link: #000;
    --tint: #f3f3f3; }
  body { font-size: 11pt; line-height: 1.45; } main { max-width: none; padding: 0; } .skip { display: none; }
  h1, h2, h3, h4, h5, h6 { break-after: avoid; break-inside: avoid; }
  p, li { orphans: 3; widows: 3; } figure, tr, img, pre { break-inside: avoid; }
  figcaption { break-before: avoid; } thead { display: table-header-group; }
}
@page { size: A4; margin: 22mm 22mm 24mm; @bottom-center { content: counter(page); font: 9pt sans-serif; } }
"""


def as_html(
    markdown: str,
    *,
    title: str,
    language: str,
    pictures: Mapping[str, Picture],
    remark: str = "",
) -> str:
    """The page. `pictures` are by the address that the text gives; one that is not there shows its words.

    `remark` stands at the end as a comment, for whoever passes the file on.
    """
    made = laid_out(markdown)
    renderer = _Renderer(parser(), pictures)
    body = renderer.render(made.tokens, parser().options, made.env)
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    comment = f"<!-- {remark.replace('--', '- -')} -->\n" if remark else ""
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{html.escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#{MAIN}">Skip to the text</a>\n'
        f'<main id="{MAIN}">\n{body}</main>\n{comment}</body>\n</html>\n'
    )


class _Renderer(RendererHTML):
    def __init__(self, reader: Any, pictures: Mapping[str, Picture]) -> None:
        super().__init__(reader)
        self._pictures = pictures
        self.rules = {**reader.renderer.rules, **self.rules}  # the footnotes' are the reader's

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """A picture, held in the page itself."""
        token = tokens[idx]
        words = html.escape(self.renderInlineAsText(token.children or [], options, env))
        picture = self._pictures.get(str(token.attrGet("src") or ""))
        if picture is None:
            return words
        data = base64.b64encode(picture.data).decode()
        return f'<img src="data:{picture.kind};base64,{data}" alt="{words}">'

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """The head of a column, said to be one."""
        tokens[idx].attrSet("scope", "col")
        return self._cell(tokens, idx, options, env)

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """A cell."""
        return self._cell(tokens, idx, options, env)

    def _cell(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        # A style of its own would be forbidden by the page's policy.
        side = str(tokens[idx].attrs.pop("style", "")).partition(":")[2]
        if side in ("right", "center"):
            tokens[idx].attrSet("class", side)
        return self.renderToken(tokens, idx, options, env)

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """The way back from a footnote to its place."""
        back = self.rules["footnote_anchor_name"](tokens, idx, options, env)
        again = tokens[idx].meta["subId"]
        place = f"fnref{back}:{again}" if again > 0 else f"fnref{back}"
        return f' <a href="#{place}" class="footnote-backref" aria-label="Back to the text">↩\ufe0e</a>'
