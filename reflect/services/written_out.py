"""The words of a file that was written for others, line by line, whatever its format. Reads only."""

from __future__ import annotations

import html
import re
from contextlib import suppress
from pathlib import PurePath

from reflect.errors import ReflectError

READABLE = frozenset({".md", ".markdown", ".txt", ".csv", ".tsv", ".html", ".htm", ".json"})
PACKED = frozenset({".docx", ".xlsx"})
_TAG = re.compile(r"<[^<>]*>")
_PARAGRAPH = re.compile(r"</w:p>|</row>|</si>|<w:br\s*/>")
_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|([nrtbf"\\/]))')


def lines_of(name: str, data: bytes) -> list[str] | None:
    """The file's words; None for a format that nobody here reads. A line of a document is a paragraph."""
    ending = PurePath(name).suffix.casefold()
    if ending in PACKED:
        return _packed(name, data)
    if ending not in READABLE:
        return None
    text = data.decode("utf-8-sig", "replace")
    if ending == ".json":
        text = _ESCAPE.sub(_unescaped, text)
    elif ending in (".html", ".htm"):
        text = _TAG.sub(lambda tag: "\n" * tag[0].count("\n") or " ", text)
    return html.unescape(text).split("\n")


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return " " if found[2] in "nrtbf" else found[2]


def _packed(name: str, data: bytes) -> list[str] | None:
    from reflect.transcripts.packages import Package  # few studies hold such a file

    lines: list[str] = []
    with suppress(ReflectError), Package(data, name) as package:
        for part in sorted(package.names):
            if part.endswith(".xml") and part.startswith(("word/", "xl/")):
                xml = package.part(part).decode("utf-8", "replace")
                # Within a paragraph words may be cut anywhere, where a run of one style ends.
                lines += [html.unescape(_TAG.sub("", each)) for each in _PARAGRAPH.split(xml)]
        return lines
    return None
