"""How a Word document of ours looks, all of it in styles that Word can change; page, language, footer."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from reflect.exchange.word_xml import element, field, run

_INK = RGBColor(0x1D, 0x1D, 0x1F)
_SOFT = RGBColor(0x4A, 0x4A, 0x52)
_LINK = RGBColor(0x0B, 0x4F, 0x9E)
ATTRIBUTION = "Quote Attribution"
CODE = "Code"
INLINE_CODE = "Inline Code"
DEEPEST_CONTENTS = 6


def set_up(document: Document, language: str) -> None:
    """Give an empty document its page, its language and its styles."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer._p.extend(field("PAGE", run("1")))  # noqa: SLF001 - the library's own way to its XML
    _speak(document, language)
    _text_styles(document)
    _quotation_styles(document)
    _contents_styles(document)
    _character_styles(document)
    compat = document.settings.element.find(qn("w:compat"))
    compat.addprevious(element("w:updateFields", val="true"))


def _speak(document: Document, language: str) -> None:
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), language)
    for found in document.settings.element.iter(qn("w:themeFontLang")):
        found.set(qn("w:val"), language)


def _text_styles(document: Document) -> None:
    styles = document.styles
    styles["Normal"].paragraph_format.widow_control = True
    styles["Normal"].font.color.rgb = _INK
    for name in ("Title", "TOC Heading", *(f"Heading {level}" for level in range(1, 7))):
        style: Any = styles[name]
        style.font.color.rgb = _INK
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.keep_together = True
    for name in ("Footer", "Caption"):
        styles[name].font.color.rgb = _SOFT
    styles["Caption"].font.size = Pt(10)
    code: Any = styles.add_style(CODE, WD_STYLE_TYPE.PARAGRAPH)
    code.base_style = styles["Normal"]
    code.font.name, code.font.size = "Consolas", Pt(9.5)
    code.paragraph_format.left_indent = Cm(0.6)
    note: Any = styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    note.element.set(qn("w:styleId"), "FootnoteText")
    note.base_style = styles["Normal"]
    note.font.size = Pt(9.5)
    note.paragraph_format.space_after = Pt(3)


def _quotation_styles(document: Document) -> None:
    styles = document.styles
    quote: Any = styles["Quote"]
    quote.font.color.rgb = _INK
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Cm(0.9)
    quote.paragraph_format.space_after = Pt(4)
    quote.paragraph_format.keep_together = True
    whose: Any = styles.add_style(ATTRIBUTION, WD_STYLE_TYPE.PARAGRAPH)
    whose.base_style = styles["Normal"]
    whose.font.size, whose.font.color.rgb = Pt(10), _SOFT
    whose.paragraph_format.left_indent = Cm(0.9)
    whose.paragraph_format.space_after = Pt(12)


def _contents_styles(document: Document) -> None:
    for level in range(1, DEEPEST_CONTENTS + 1):
        style: Any = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), f"TOC{level}")
        style.base_style = document.styles["Normal"]
        style.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        style.paragraph_format.space_after = Pt(3)


def _character_styles(document: Document) -> None:
    styles = document.styles
    link: Any = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = _LINK, True
    code: Any = styles.add_style(INLINE_CODE, WD_STYLE_TYPE.CHARACTER)
    code.font.name = "Consolas"
    raised: Any = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    raised.element.set(qn("w:styleId"), "FootnoteReference")
    raised.font.superscript = True
