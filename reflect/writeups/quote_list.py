"""Quotes as a list in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.domain.going_out import OutRow
from reflect.writeups.escape import as_typed, as_typed_inline


def as_markdown(rows: Sequence[OutRow], title: str) -> str:
    """The quotes as quotations, each with who said it and its learning points."""
    lines = [f"# {as_typed_inline(title)}", ""]
    for row in rows:
        lines += [f"> {line}".rstrip() for line in as_typed(row.words).split("\n")]
        lines += [">", f"> — {as_typed_inline(row.by)}", ""]
        points = [point for point in row.points if point not in row.contradicts]
        said = [*points, *(f"against {point}" for point in row.contradicts)]
        about = " · ".join(as_typed_inline(part) for part in (row.question, *said) if part)
        lines += [about, ""] if about else []
        lines += [f"*{as_typed_inline(memo)}*" for memo in row.memos]
        lines += [""] if row.memos else []
    return "\n".join(lines).rstrip() + "\n"
