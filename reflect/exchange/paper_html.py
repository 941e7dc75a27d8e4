"""A paper form as one web page, made to be printed: style in it, no script, nothing asked of the network.

A question is never split between two sheets.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from itertools import groupby

from reflect.exchange.paper_form import Block, Look, PaperForm, blocks

STYLE = """
body { margin: 2rem auto; max-width: 44rem; padding: 0 1.25rem; color: #1d1d1f; background: #fff;
  font: 1.0625rem/1.5 Georgia, "Liberation Serif", "DejaVu Serif", serif; }
h1, h2, h3 { font-family: system-ui, "Liberation Sans", "DejaVu Sans", sans-serif; line-height: 1.25; }
h2 { margin-top: 2.2em; } h3 { margin-bottom: 0.4em; }
.code { margin: 1.5em 0; white-space: pre-wrap; } .aside { color: #4a4a52; font-style: italic; }
.row { margin: 0.35em 0; white-space: pre-wrap; padding-left: 1.6em; text-indent: -1.6em; }
.line { border-bottom: 1px solid #888; height: 1.9rem; } .entry { display: flex; align-items: end; }
.entry .line { flex: 1; margin-left: 0.6em; }
.note { border-left: 0.25rem solid #b9b9c0; padding-left: 0.8em; color: #4a4a52; }
.question { margin: 1.8em 0 2.2em; break-inside: avoid; }
@media print {
  body { margin: 0; max-width: none; padding: 0; font-size: 11pt; }
  h1, h2, h3 { break-after: avoid; } .line { height: 9mm; }
}
@page { size: A4; margin: 20mm; @bottom-center { content: counter(page); font: 9pt sans-serif; } }
"""


def as_html(form: PaperForm) -> str:
    """The page."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    body = "\n".join(_pieces(form))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(form.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(form.title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n<!-- guide: {escape(form.guide)} -->\n</body>\n</html>\n"
    )


def _pieces(form: PaperForm) -> Iterator[str]:
    for look, some in groupby(blocks(form), key=lambda block: block.look):
        pieces = [_piece(block) for block in some]
        yield from ["<ul>", *pieces, "</ul>"] if look is Look.PROBE else pieces


def _piece(block: Block) -> str:
    words = escape(block.words)
    match block.look:
        case Look.TITLE:
            return f"<h1>{words}</h1>"
        case Look.PART:
            return f"<h2>{words}</h2>"
        case Look.QUESTION:
            return f"<h3>{words}</h3>"
        case Look.BEGIN:
            return f'<section class="question" id="{words}">' if words else '<section class="question">'
        case Look.END:
            return "</section>"
        case Look.PROBE:
            return f"<li>{words}</li>"
        case Look.ENTRY:
            return f'<div class="entry">{words}<div class="line"></div></div>'
        case Look.LINE:
            return '<div class="line"></div>'
        case Look.WORDS:
            return f"<p>{words}</p>"
        case Look.CODE | Look.NOTE | Look.ASIDE | Look.ROW:
            return f'<p class="{block.look.name.lower()}">{words}</p>'
