"""A paper form as Markdown. Each question's id stands before it, in a comment that no reader shows.

Where such a form is typed into a form service, its headings, or the ids, are what `import-answers` knows the
columns by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from reflect.exchange.paper_form import Block, Look, PaperForm, blocks

LINE = "_" * 72
_ENTRY_LINE = "_" * 40
_SIGNS = re.compile(r"([\\`*_<>\[\]|~])")
_AT_THE_START = re.compile(r"^(\d*)(?=[#>+=.)-])")
_MARKS = {
    Look.TITLE: "# {}",
    Look.PART: "## {}",
    Look.QUESTION: "### {}",
    Look.NOTE: "> {}",
    Look.ASIDE: "*{}*",
    Look.PROBE: "- {}",
}
_TOGETHER = {Look.PROBE: "\n", Look.ROW: "\\\n"}
"""What stands in one block, and what parts it there."""


def as_markdown(form: PaperForm) -> str:
    """The form's text."""
    return "\n\n".join((*_texts(form), f"<!-- guide: {form.guide} -->")) + "\n"


def _texts(form: PaperForm) -> Iterator[str]:
    for look, some in groupby(blocks(form), key=lambda block: block.look):
        texts = [text for text in map(_text, some) if text]
        if look in _TOGETHER:
            yield _TOGETHER[look].join(texts)
        else:
            yield from texts


def _text(block: Block) -> str:
    words = _SIGNS.sub(r"\\\1", block.words)
    match block.look:
        case Look.BEGIN:
            return f"<!-- question: {block.words} -->" if block.words else ""
        case Look.CODE:
            return block.words
        case Look.ENTRY:
            return f"{words[:-1]}\\. {_ENTRY_LINE}"
        case Look.LINE:
            return LINE
        case Look.WORDS:
            return _AT_THE_START.sub(r"\1\\", words)
        case look:
            return _MARKS.get(look, "{}").format(words)
