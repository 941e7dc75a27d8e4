"""A paper form as Markdown. Each question's id stands before it, in a comment that no reader shows.

Where such a form is typed into a form service, its headings, or the ids, are what `import-answers` knows the
columns by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reflect.exchange.paper_form import (
    CLOSING,
    CLOSING_LINES,
    CODE_AND_DATE,
    THANKS,
    Asked,
    PaperForm,
    Part,
)

LINE = "_" * 72
_SIGNS = re.compile(r"([\\`*_<>\[\]|~])")
_AT_THE_START = re.compile(r"^(?=(?:[#>+=-]|\d+[.)]))")


def as_markdown(form: PaperForm) -> str:
    """The form's text."""
    return "\n\n".join(_blocks(form)) + "\n"


def _blocks(form: PaperForm) -> Iterator[str]:
    yield f"# {_plain(form.title)}"
    yield CODE_AND_DATE
    yield from map(_plain, form.opening)
    yield from _notes(form.notes)
    for part in form.parts:
        yield from _part(part)
    yield f"## {CLOSING}"
    yield from _lines(CLOSING_LINES)
    yield THANKS
    yield f"<!-- guide: {form.guide} -->"


def _part(part: Part) -> Iterator[str]:
    if part.heading:
        yield f"## {_plain(part.heading)}"
    yield from map(_plain, part.text)
    yield from _notes(part.notes)
    for asked in part.asked:
        yield from _asked(asked)


def _asked(asked: Asked) -> Iterator[str]:
    yield f"<!-- question: {asked.id} -->"
    yield f"### {_inline(asked.heading)}"
    if asked.when:
        yield f"*{_inline(asked.when)}*"
    yield from map(_plain, asked.text)
    if asked.probes:
        yield "\n".join(f"- {_inline(probe)}" for probe in asked.probes)
    yield from _notes(asked.notes)
    if asked.how:
        yield f"*{_inline(asked.how)}*"
    yield from _rows(asked)
    if asked.more:
        yield _plain(asked.more)
    yield from _lines(asked.lines)


def _rows(asked: Asked) -> Iterator[str]:
    """The lines of one answer under each other; a number alone is a line to write on."""
    if asked.rows and asked.rows[0] == "1.":
        yield from (f"{row[:-1]}\\. {LINE[:40]}" for row in asked.rows)
    elif asked.rows:
        yield "\\\n".join(_inline(row) for row in asked.rows)


def _lines(count: int) -> Iterator[str]:
    yield from [LINE] * count


def _notes(notes: Sequence[str]) -> Iterator[str]:
    yield from (f"> {_inline(note)}" for note in notes)


def _plain(words: str) -> str:
    """Words as they are, whatever signs stand in them."""
    return _AT_THE_START.sub(r"\\", _inline(words)) if not words[:1].isdigit() else _numbered(_inline(words))


def _numbered(words: str) -> str:
    return re.sub(r"^(\d+)(?=[.)])", r"\1\\", words)


def _inline(words: str) -> str:
    return _SIGNS.sub(r"\\\1", " ".join(words.split()) if "  " not in words else words)
