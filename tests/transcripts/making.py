"""Documents as the tools write them, made for the tests, and the files in `fixtures/`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.transcripts.reading import read_transcript
from reflect.transcripts.records import Transcript

if TYPE_CHECKING:
    from docx.document import Document

FIXTURES = Path(__file__).parent / "fixtures"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="' + WORD + '" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>'
)
ODT = (
    '<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<office:body><office:text>{body}</office:text></office:body></office:document-content>"
)


def read(name: str) -> Transcript:
    """A fixture, read."""
    return read_transcript((FIXTURES / name).read_bytes(), name=name)


def said(transcript: Transcript) -> list[tuple[str, str]]:
    """Who said what."""
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def asides(transcript: Transcript) -> list[tuple[str, str]]:
    """What was left aside, and why."""
    return [(aside.kind.value, aside.text) for aside in transcript.reconciliation.asides]


def remarks(transcript: Transcript) -> dict[str, tuple[int, ...]]:
    """The kinds of remarks, with their lines."""
    return {remark.kind.value: remark.lines for remark in transcript.remarks}


def docx(build: Callable[[Document], None]) -> bytes:
    """A Word document."""
    import docx

    document = docx.Document()
    build(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def docx_of(body: str, *, before: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """A Word document with this XML in its body, and these parts beside or instead of its own."""
    empty = docx(lambda _: None)
    changed = {"word/document.xml": DOCUMENT.format(before=before, body=body), **(parts or {})}
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(empty)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, text in changed.items():
            new.writestr(name, text)
    return written.getvalue()


def odt_of(body: str, *, before: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument text with this XML in its body."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": ODT.format(before=before, body=body),
            **(parts or {}),
        }
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name, text in parts.items():
            new.writestr(name, text)
    return written.getvalue()


def lines_in_a_paragraph(document: Document, lines: Sequence[str], *, bold_first: bool = False) -> None:
    """One paragraph whose lines are parted by line breaks, as Teams writes a turn."""
    paragraph = document.add_paragraph()
    for n, line in enumerate(lines):
        run = paragraph.add_run(line)
        run.bold = bold_first and n == 0
        if n < len(lines) - 1:
            run.add_break()
