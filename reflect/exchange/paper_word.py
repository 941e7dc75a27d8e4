"""A paper form as a Word document, to be printed or sent: every question on one sheet, none split.

Office Open XML (ISO/IEC 29500) by python-docx. Nobody's name stands in its properties.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Cm, Pt

from reflect.exchange import word_styles
from reflect.exchange.paper_form import Block, Look, PaperForm, blocks
from reflect.exchange.word_xml import clean, element

_STYLES = {
    Look.TITLE: "Title",
    Look.PART: "Heading 1",
    Look.QUESTION: "Heading 2",
    Look.PROBE: "List Bullet",
    Look.NOTE: "Quote",
}
_INDENT = Cm(0.9)
_LINE = Pt(24)
"""From one line to write on to the next."""
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")


def as_docx(form: PaperForm, *, made: datetime) -> bytes:
    """The bytes of the document."""
    document: Document = docx.Document()
    word_styles.set_up(document, form.language)
    told = document.core_properties
    told.title, told.language, told.comments = clean(form.title), form.language, clean(f"guide: {form.guide}")
    told.author = told.last_modified_by = told.keywords = told.subject = ""
    told.created = told.modified = made.replace(tzinfo=None)
    writer = _Writer(document)
    for block in blocks(form):
        writer.put(block)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


class _Writer:
    """Puts one block after the other.

    What stays on one sheet stands in a table's row that may not be split: LibreOffice breaks a long run of
    paragraphs that are only told to stay with the next.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._row: Any = None
        """The cell of the row that is being filled; None outside."""

    def put(self, block: Block) -> None:
        """Put one block."""
        match block.look:
            case Look.BEGIN:
                self._begin()
            case Look.END:
                self._row = None
                self._paragraph("").paragraph_format.space_after = Pt(0)  # or two rows would be one table
            case Look.LINE | Look.ENTRY:
                _underline(self._paragraph(block.words))
            case Look.ROW:
                looks = self._paragraph(block.words).paragraph_format
                looks.left_indent, looks.first_line_indent, looks.space_after = _INDENT, -_INDENT, Pt(4)
            case Look.ASIDE:
                self._paragraph(block.words).runs[0].italic = True
            case _:
                self._paragraph(block.words, _STYLES.get(block.look, "Normal"))

    def _begin(self) -> None:
        row = self._document.add_table(rows=1, cols=1).rows[0]
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001 - it has no words for it
        self._row = row.cells[0]

    def _paragraph(self, words: str, style: str = "Normal") -> Any:
        if self._row is None:
            made = self._document.add_paragraph(style=style)
        elif len(self._row.paragraphs) == 1 and not self._row.paragraphs[0].runs:
            made = self._row.paragraphs[0]  # the one that every cell begins with
            made.style = style
        else:
            made = self._row.add_paragraph(style=style)
        made.add_run(clean(words))
        return made


def _underline(paragraph: Any) -> None:
    """Make a paragraph a line to write on; Word would join several into one box without a line between."""
    looks = {"val": "single", "sz": "4", "space": "0", "color": "888888"}
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = _LINE
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library's own way to its XML
    borders = element("w:pBdr", element("w:bottom", **looks), element("w:between", **looks))
    properties.insert_element_before(borders, *_AFTER_BORDERS)
