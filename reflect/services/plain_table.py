"""Rows under headings as text for other programs: CSV that no spreadsheet misreads, and Markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def flat(text: str) -> str:
    """The words on one line, without anything that could steer a terminal."""
    line = " ".join(text.split())
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cs") else c for c in line)


def csv_text(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """CSV, for a spreadsheet; `as_words` tames its cells."""
    import csv  # most commands do without
    import io

    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(
        [headings, *([as_words(cell) for cell in row] for row in rows)]
    )
    return written.getvalue()


def markdown_text(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    rule = ["---"] * len(headings)
    lines = (" | ".join(flat(cell).replace("|", "\\|") for cell in line) for line in [headings, rule, *rows])
    return "".join(f"| {line} |\n" for line in lines)


def as_words(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: words that begin like one get an apostrophe before."""
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
