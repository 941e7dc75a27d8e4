"""The approval sheet as a Word document: for people who would rather not see Markdown, and for paper.

Answers on it are put down by hand: only the Markdown sheet is read back.
"""

from __future__ import annotations

from io import BytesIO

from reflect.writeups.approval_sheet import CHOICES, Sheet, Shown, introduction

_BOX = "☐"


def sheet_docx(sheet: Sheet) -> bytes:
    """The bytes of a .docx file with real headings and quotations."""
    from docx import Document
    from docx.document import Document as Doc

    document: Doc = Document()
    document.core_properties.author = ""
    document.core_properties.title = "Your words"
    document.add_heading("Your words", level=1)
    for paragraph in introduction(sheet, ticked=f"{_BOX} → ☒"):
        document.add_paragraph(paragraph)
    for number, shown in enumerate(sheet.quotes, 1):
        _section(document, number, shown)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _section(document: object, number: int, shown: Shown) -> None:
    from docx.document import Document as Doc

    assert isinstance(document, Doc)  # noqa: S101 - for the types; the library's class is slow to load
    document.add_heading(str(number), level=2)
    for line in shown.words.split("\n"):
        if line.strip():
            document.add_paragraph(line.strip(), style="Intense Quote")
    if shown.heading:
        document.add_paragraph(f"You said this to: {shown.heading}")
    if shown.before or shown.after:
        around = document.add_paragraph("What you said around it: ")
        around.add_run(f"{shown.before} ")
        around.add_run("[these words]").bold = True
        around.add_run(f" {shown.after}")
    document.add_paragraph(f"It would be said to be by: {shown.attribution}")
    document.add_paragraph(f"It would appear in: {', '.join(shown.where) or 'nothing yet'}")
    for choice in CHOICES:
        document.add_paragraph(f"{_BOX} {choice}")
