"""Footnotes of a Word document: a part of their own, which the library has no words for.

ISO/IEC 29500-1, 17.11: the two separators come first, and the settings name them.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart

from reflect.exchange.word_xml import element, paragraph

_SEPARATORS = {"-1": "separator", "0": "continuationSeparator"}


class Footnotes:
    """The footnotes of one document; the part is made with the first."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._part: XmlPart | None = None
        self._number = 0

    @property
    def part(self) -> XmlPart:
        """Where they stand; links within them belong to it."""
        if self._part is None:
            self._part = self._made()
        return self._part

    def add(self) -> tuple[Any, str]:
        """A new footnote to write paragraphs into, and its number, by which the text refers to it."""
        self._number += 1
        made = element("w:footnote", id=str(self._number))
        self.part.element.append(made)
        return made, str(self._number)

    def _made(self) -> XmlPart:
        root = element("w:footnotes")
        for number, kind in _SEPARATORS.items():
            line = paragraph("Normal", element("w:r", element(f"w:{kind}")))
            root.append(element("w:footnote", line, type=kind, id=number))
        main = self._document.part
        package = main.package
        part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, root, package)
        main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        named = element("w:footnotePr", *(element("w:footnote", id=number) for number in _SEPARATORS))
        self._document.settings.element.find(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}compat"
        ).addprevious(named)
        return part


def mark() -> Any:
    """The number at a footnote's own beginning."""
    look = element("w:rPr", element("w:rStyle", val="FootnoteReference"))
    return element("w:r", look, element("w:footnoteRef"))


def reference(number: str) -> Any:
    """The number in the text that leads to it."""
    look = element("w:rPr", element("w:rStyle", val="FootnoteReference"))
    return element("w:r", look, element("w:footnoteReference", id=number))
