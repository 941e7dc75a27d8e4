"""OpenDocument text, as LibreOffice writes it.

No library: odfpy has had no release since 2020, and odfdo takes 170 ms to import. The text of a document is
one XML part with a handful of elements (OpenDocument 1.3, part 3, sections 5 and 6), read here in one pass.
"""

from __future__ import annotations

from collections.abc import Iterable

from reflect.errors import InvalidInput
from reflect.transcripts.decoding import without_controls
from reflect.transcripts.documents import Block, Paragraph, Table, read_blocks
from reflect.transcripts.packages import Package
from reflect.transcripts.reconcile import signs
from reflect.transcripts.records import AsideKind, Format, Unit
from reflect.transcripts.source import Source
from reflect.transcripts.table import Row
from reflect.transcripts.xml import Tag, parse

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_ASIDES = {
    "annotation": AsideKind.COMMENT,
    "note": AsideKind.FOOTNOTE,
    "tracked-changes": AsideKind.DELETED,
    "text-box": AsideKind.BOX,
    "index-body": AsideKind.HEADING,
}
_MOST_REPEATED = 50


def read_odt(package: Package, speakers: Iterable[str]) -> Source:
    """Read an OpenDocument text."""
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.part(
        "META-INF/manifest.xml"
    ):
        raise InvalidInput(
            "This document is locked with a password; nothing was taken in",
            place=package.name,
            remedy="Save a copy of it without the password, and import that.",
        )
    source = Source(package.name, known=speakers, unit=Unit.PARAGRAPH)
    source.format = Format.ODT
    page = _Page(source)
    parse(package.part("content.xml"), package.name, begin=page.begin, end=page.end, text=page.text)
    if not page.is_text:
        raise source.refused(
            0,
            "This OpenDocument file is no text document",
            "Save a spreadsheet as CSV with a column for speaker, time and text each.",
        )
    read_blocks(source, page.blocks)
    return source


class _Page:
    """Puts the blocks of a document together as its elements come by."""

    def __init__(self, source: Source) -> None:
        self.blocks: list[Block] = []
        self.is_text = False
        self._source = source
        self._number = 0
        self._in_text = 0
        self._words: list[str] = []
        self._aside_depth = 0
        self._aside: list[str] = []
        self._rows: list[Row] = []
        self._cells: list[list[str]] = []
        self._repeat = 1
        self._tables = 0
        self._heading = False

    def begin(self, tag: Tag, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == Tag(_OFFICE, "text"):
            self.is_text = True
            self._in_text += 1
        elif tag.local in _ASIDES or self._aside_depth:
            self._aside_depth += 1
        elif tag.local in ("p", "h"):
            self._number += 1
            self._heading = tag.local == "h"
        elif tag.local in ("tab", "s"):
            self.text(" ")
        elif tag.local == "line-break":
            self._words.append("\n")
        elif tag.local == "table":
            self._tables += 1
        elif tag.local == "table-row" and self._tables == 1:
            self._rows.append(Row(self._number + 1, []))
        elif tag.local in ("table-cell", "covered-table-cell") and self._tables == 1:
            self._cells.append([])
            repeated = [v for k, v in attributes.items() if k.endswith("number-columns-repeated")]
            self._repeat = int(repeated[0]) if repeated and repeated[0].isdigit() else 1

    def end(self, tag: Tag) -> None:
        """An element ends."""
        if tag == Tag(_OFFICE, "text"):
            self._in_text -= 1
        elif self._aside_depth:
            self._aside_depth -= 1
            if tag.local == "p":
                self._aside.append("\n")
            if not self._aside_depth:
                self._source.ledger.aside(_ASIDES[tag.local], "".join(self._aside).strip(), self._number)
                self._aside = []
        elif tag.local in ("p", "h"):
            self._paragraph()
        elif tag.local in ("table-cell", "covered-table-cell") and self._tables == 1 and self._rows:
            self._rows[-1].cells.append("\n".join(self._cells.pop()))
            self._rows[-1].cells.extend([""] * min(self._repeat - 1, _MOST_REPEATED))
        elif tag.local == "table":
            self._tables -= 1
            if not self._tables:
                self.blocks.append(Table(self._rows))
                self._rows = []

    def text(self, words: str) -> None:
        """Text between elements."""
        if not self._in_text:
            return
        kept = without_controls(words, self._source.remarks)
        self._source.ledger.signs_in += signs(kept)
        (self._aside if self._aside_depth else self._words).append(kept)

    def _paragraph(self) -> None:
        words = "".join(self._words)
        self._words = []
        if self._cells:
            self._cells[-1].append(words)
        else:
            self.blocks.append(Paragraph(self._number, words, heading=self._heading))
