"""A paper form as a Word document, to be printed or sent: every question on one sheet, none split.

Office Open XML (ISO/IEC 29500) by python-docx. Nobody's name stands in its properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Cm, Pt

from reflect.exchange import word_styles
from reflect.exchange.paper_form import (
    CLOSING,
    CLOSING_LINES,
    CODE_AND_DATE,
    THANKS,
    Asked,
    PaperForm,
    Part,
)
from reflect.exchange.word_xml import clean, element

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
    _Writer(document).write(form)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


class _Writer:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._into: Any = document
        """What is put goes into this: the document, or a question's own row."""

    def write(self, form: PaperForm) -> None:
        self._put(form.title, "Title")
        self._put(CODE_AND_DATE).paragraph_format.space_after = Pt(12)
        for words in form.opening:
            self._put(words)
        self._notes(form.notes)
        for part in form.parts:
            self._part(part)
        with self._kept():
            self._put(CLOSING, "Heading 1")
            self._lines(CLOSING_LINES)
            self._put(THANKS)

    def _part(self, part: Part) -> None:
        if part.heading:
            self._put(part.heading, "Heading 1")
        for words in part.text:
            self._put(words).paragraph_format.keep_with_next = True
        self._notes(part.notes)
        for asked in part.asked:
            with self._kept():
                self._asked(asked)

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Keep on one sheet what is put meanwhile.

        It stands in a row that may not be split: LibreOffice breaks a long run of paragraphs that are only
        told to stay with the next.
        """
        row = self._document.add_table(rows=1, cols=1).rows[0]
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001 - no words for it
        cell = self._into = row.cells[0]
        empty = cell.paragraphs[0]
        yield
        empty._p.getparent().remove(empty._p)  # noqa: SLF001 - likewise
        self._into = self._document
        self._put("").paragraph_format.space_after = Pt(0)  # or this row and the next would be one table

    def _asked(self, asked: Asked) -> None:
        self._put(asked.heading, "Heading 2")
        if asked.when:
            self._put(asked.when, italic=True)
        for words in asked.text:
            self._put(words)
        for probe in asked.probes:
            self._put(probe, "List Bullet")
        self._notes(asked.notes)
        if asked.how:
            self._put(asked.how, italic=True)
        for row in asked.rows:
            made = self._put(row)
            made.paragraph_format.space_after = Pt(4)
            if row[:-1].isdigit():
                _underline(made)
            else:
                made.paragraph_format.left_indent, made.paragraph_format.first_line_indent = _INDENT, -_INDENT
        if asked.more:
            self._put(asked.more)
        self._lines(asked.lines)

    def _notes(self, notes: Iterable[str]) -> None:
        for note in notes:
            self._put(note, "Quote")

    def _lines(self, count: int) -> None:
        for _ in range(count):
            _underline(self._put(""))

    def _put(self, words: str, style: str = "Normal", *, italic: bool = False) -> Any:
        made = self._into.add_paragraph(style=style)
        made.add_run(clean(words)).italic = italic or None
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
