"""A paper form as one web page, made to be printed: style in it, no script, nothing asked of the network.

A question is never split between two sheets.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape

from reflect.exchange.paper_form import (
    CLOSING,
    CLOSING_LINES,
    CODE_AND_DATE,
    THANKS,
    Asked,
    PaperForm,
    Part,
)

STYLE = """
body { margin: 2rem auto; max-width: 44rem; padding: 0 1.25rem; color: #1d1d1f; background: #fff;
  font: 1.0625rem/1.5 Georgia, "Liberation Serif", "DejaVu Serif", serif; }
h1, h2, h3 { font-family: system-ui, "Liberation Sans", "DejaVu Sans", sans-serif; line-height: 1.25; }
h2 { margin-top: 2.2em; } h3 { margin-bottom: 0.4em; }
.code { margin: 1.5em 0; white-space: pre-wrap; } .how, .when { color: #4a4a52; font-style: italic; }
.row { margin: 0.35em 0; white-space: pre-wrap; padding-left: 1.6em; text-indent: -1.6em; }
.line { border-bottom: 1px solid #888; height: 1.9rem; } .entry { display: flex; align-items: end; }
.entry .line { flex: 1; margin-left: 0.6em; }
.note { border-left: 0.25rem solid #b9b9c0; padding-left: 0.8em; color: #4a4a52; }
.question, .closing { margin: 1.8em 0 2.2em; break-inside: avoid; }
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
    body = "\n".join(_blocks(form))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(form.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(form.title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n<!-- guide: {escape(form.guide)} -->\n</body>\n</html>\n"
    )


def _blocks(form: PaperForm) -> Iterator[str]:
    yield f"<h1>{escape(form.title)}</h1>"
    yield _p(CODE_AND_DATE, "code")
    yield from map(_p, form.opening)
    yield from _notes(form.notes)
    for part in form.parts:
        yield from _part(part)
    yield f'<section class="closing">\n<h2>{escape(CLOSING)}</h2>'
    yield from _lines(CLOSING_LINES)
    yield f"{_p(THANKS)}\n</section>"


def _part(part: Part) -> Iterator[str]:
    if part.heading:
        yield f"<h2>{escape(part.heading)}</h2>"
    yield from map(_p, part.text)
    yield from _notes(part.notes)
    for asked in part.asked:
        yield f'<section class="question" id="{escape(asked.id)}">'
        yield from _asked(asked)
        yield "</section>"


def _asked(asked: Asked) -> Iterator[str]:
    yield f"<h3>{escape(asked.heading)}</h3>"
    if asked.when:
        yield _p(asked.when, "when")
    yield from map(_p, asked.text)
    if asked.probes:
        yield "<ul>" + "".join(f"<li>{escape(probe)}</li>" for probe in asked.probes) + "</ul>"
    yield from _notes(asked.notes)
    if asked.how:
        yield _p(asked.how, "how")
    for row in asked.rows:
        if row[:-1].isdigit():
            yield f'<div class="entry">{escape(row)}<div class="line"></div></div>'
        else:
            yield _p(row, "row")
    if asked.more:
        yield _p(asked.more)
    yield from _lines(asked.lines)


def _notes(notes: Iterable[str]) -> Iterator[str]:
    yield from (_p(note, "note") for note in notes)


def _lines(count: int) -> Iterator[str]:
    yield from ['<div class="line"></div>'] * count


def _p(words: str, looks: str = "") -> str:
    named = f' class="{looks}"' if looks else ""
    return f"<p{named}>{escape(words)}</p>"
