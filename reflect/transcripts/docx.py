"""Word documents: Teams, Word's own transcriber, Google Meet, transcription agencies, and people.

python-docx opens the document and finds its parts and styles. Its `paragraph.text` is not used: it leaves out
inserted text that is still tracked, content controls and text boxes, without a word. So the elements are
walked here, and what was walked is held against a count made beforehand, by another parser.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reflect.transcripts.decoding import without_controls
from reflect.transcripts.documents import Block, Paragraph, Table, read_blocks
from reflect.transcripts.packages import DAMAGED, Package
from reflect.transcripts.reconcile import signs
from reflect.transcripts.records import AsideKind, Format, Unit
from reflect.transcripts.source import Source
from reflect.transcripts.table import Row
from reflect.transcripts.xml import Tag, parse, refused

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_WORD}}}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_BESIDE = re.compile(
    r"word/(?:(?P<notes>footnotes|endnotes)|(?P<comments>comments)|(?:header|footer)[0-9]*)\.xml"
)
_HEADINGS = ("heading", "title", "subtitle", "überschrift", "titre", "título")
_FORMATTING = frozenset({f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", f"{_W}sectPr", f"{_W}tblPr", f"{_W}trPr"})


def read_docx(package: Package, speakers: Iterable[str]) -> Source:
    """Read a Word document."""
    source = Source(package.name, known=speakers, unit=Unit.PARAGRAPH)
    source.format = Format.DOCX
    counted = _look_through(package, source)
    document = _opened(package)
    walk = _Walk(source, _heading_styles(document))
    blocks = walk.blocks(document.element.body)
    source.ledger.signs_in += counted
    read_blocks(source, blocks)
    return source


def _look_through(package: Package, source: Source) -> int:
    """Refuse document types in any part, leave aside what stands beside the text, and count the text.

    Returns the signs in the body.
    """
    counted = 0
    for name in sorted(package.names):
        if not name.endswith((".xml", ".rels")):
            continue
        words = _words_in(package.part(name), package.name)
        beside = _BESIDE.fullmatch(name)
        if name == "word/document.xml" or (name.startswith("word/document") and not counted):
            counted = signs(words)
        elif beside is not None and words.strip():
            kind = AsideKind.PAGE
            if beside["notes"]:
                kind = AsideKind.FOOTNOTE
            elif beside["comments"]:
                kind = AsideKind.COMMENT
            source.ledger.signs_in += signs(words)
            source.ledger.aside(kind, words.strip(), 0)
    return counted


def _words_in(part: bytes, name: str) -> str:
    """All text of a part, deleted text too, a line for each paragraph; without what is there twice."""
    found: list[str] = []
    within: list[Tag] = []
    twice = 0

    def begin(tag: Tag, _: dict[str, str]) -> None:
        nonlocal twice
        if tag.namespace == _STRICT:
            raise refused(name, "the form “Strict Open XML”, which only Word itself reads")
        within.append(tag)
        twice += tag.local == "Fallback"

    def end(tag: Tag) -> None:
        nonlocal twice
        within.pop()
        twice -= tag.local == "Fallback"
        if tag.local == "p":
            found.append("\n")

    def text(words: str) -> None:
        tag = within[-1] if within else Tag("", "")
        if not twice and tag.namespace == _WORD and tag.local in ("t", "delText"):
            found.append(words)

    parse(part, name, begin=begin, end=end, text=text)
    return "".join(found)


def _opened(package: Package) -> Document:
    if "word/vbaProject.bin" in package.names:
        raise refused(package.name, "macros (programs that run when it is opened)")
    # Imported only here: it takes 100 ms.
    import docx
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(package.data))
        if document.element.body is None:
            raise package.damaged()
    except (*DAMAGED, OpcError, PythonDocxError, SyntaxError, LookupError, AttributeError, TypeError):
        raise package.damaged() from None
    return document


def _heading_styles(document: Document) -> frozenset[str]:
    """The ids of the styles that are headings, whatever language the document was written in."""
    found: set[str] = set()
    try:
        styles = document.styles.element
    except (LookupError, AttributeError):
        return frozenset()
    for style in styles.iter(f"{_W}style"):
        name = next((child.get(f"{_W}val") or "" for child in style.iter(f"{_W}name")), "")
        outlined = next(iter(style.iter(f"{_W}outlineLvl")), None) is not None
        if outlined or name.lower().startswith(_HEADINGS):
            found.add(style.get(f"{_W}styleId") or "")
    return frozenset(found)


class _Walk:
    """Goes through the body once, in the order in which it is read."""

    def __init__(self, source: Source, headings: frozenset[str]) -> None:
        self._source = source
        self._headings = headings
        self._number = 0

    def blocks(self, container: Element) -> list[Block]:
        """The paragraphs and tables in an element."""
        found: list[Block] = []
        for child in _children(container):
            if child.tag == f"{_W}p":
                found.append(self._paragraph(child))
            elif child.tag == f"{_W}tbl":
                found.append(Table([self._row(row) for row in _rows(child)]))
            elif child.tag == f"{_W}moveFrom":
                self._aside(AsideKind.DELETED, _all_text(child))
            elif child.tag not in _FORMATTING:
                found += self.blocks(child)
        return found

    def _paragraph(self, element: Element) -> Paragraph:
        self._number += 1
        style = next(
            (s.get(f"{_W}val") for p in element.iter(f"{_W}pPr") for s in p.iter(f"{_W}pStyle")), None
        )
        words: list[str] = []
        deleted: list[str] = []
        self._inline(element, words, deleted)
        self._aside(AsideKind.DELETED, self._clean("".join(deleted)))
        return Paragraph(self._number, self._clean("".join(words)), heading=style in self._headings)

    def _inline(self, element: Element, words: list[str], deleted: list[str]) -> None:
        """Gather the text of a paragraph's runs, however they are wrapped."""
        for child in _children(element):
            tag = child.tag
            if tag == f"{_W}t":
                words.append(child.text or "")
            elif tag == f"{_W}delText":
                deleted.append(child.text or "")
            elif tag == f"{_W}tab":
                words.append("\t")
            elif tag in (f"{_W}br", f"{_W}cr"):
                words.append("\n")
            elif tag == f"{_W}noBreakHyphen":
                words.append("-")
                self._source.ledger.rewritten("", "-")
            elif tag == f"{_W}txbxContent":
                self._aside(AsideKind.BOX, self._clean(_all_text(child)))
            elif tag == f"{_W}moveFrom":
                self._inline(child, deleted, deleted)
            elif tag not in _FORMATTING:
                self._inline(child, words, deleted)

    def _row(self, row: Element) -> Row:
        cells: list[str] = []
        first = self._number + 1
        for cell in _of(row, "tc"):
            span = next((int(s.get(f"{_W}val") or 1) for s in cell.iter(f"{_W}gridSpan")), 1)
            cells.append("\n".join(_flat(self.blocks(cell))))
            cells += [""] * min(span - 1, 50)
        return Row(first, cells)

    def _aside(self, kind: AsideKind, text: str) -> None:
        self._source.ledger.aside(kind, text.strip(), self._number)

    def _clean(self, text: str) -> str:
        return without_controls(text, self._source.remarks)


def _children(element: Element) -> Iterator[Element]:
    """An element's children; of content that is there twice, for old and new programs, the newer."""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag == f"{_MC}AlternateContent":
            yield from (choice for choice in child if choice.tag == f"{_MC}Choice")
        else:
            yield child


def _rows(table: Element) -> Iterator[Element]:
    return _of(table, "tr")


def _of(container: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, in content controls too."""
    for child in _children(container):
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag not in _FORMATTING:
            yield from _of(child, name)


def _flat(blocks: Iterable[Block]) -> Iterator[str]:
    """The words of a cell, of tables within it too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell for row in block.rows for cell in row.cells)


def _all_text(element: Element) -> str:
    """All text within an element, a line for each paragraph."""
    parts = element.iter(f"{_W}t", f"{_W}delText", f"{_W}p")
    return "".join("\n" if part.tag == f"{_W}p" else part.text or "" for part in parts)
