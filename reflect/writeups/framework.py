"""The framework matrix in Markdown: a section for each learning point, in it the cases one below the other.

A grid of columns that hold paragraphs can be read neither in a word processor nor in a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from reflect.domain.going_out import CellOut
from reflect.writeups.escape import as_typed, as_typed_inline


def as_markdown(cells: Sequence[CellOut], title: str) -> str:
    """The cells, which come learning point by learning point, each with its summary and its quotes."""
    lines = [f"# {as_typed_inline(f'Framework matrix: {title}')}", ""]
    for (number, name), some in groupby(cells, key=lambda cell: (cell.number, cell.point)):
        lines += [f"## {number}. {as_typed_inline(name)}", ""]
        for cell in some:
            lines += [f"### {as_typed_inline(cell.case)}", "", *_cell(cell)]
    return "\n".join(lines).rstrip() + "\n"


def _cell(cell: CellOut) -> Iterator[str]:
    if cell.summary:
        yield from (as_typed(cell.summary), "")
        if cell.since:
            yield from (f"*{as_typed_inline(cell.since[:1].upper() + cell.since[1:])}.*", "")
    else:
        yield from (f"*{as_typed_inline(cell.state[:1].upper() + cell.state[1:])}.*", "")
    for quote in cell.quotes:
        yield from (f"> {line}".rstrip() for line in as_typed(quote.words).split("\n"))
        caution = f" ({quote.caution})" if quote.caution else ""
        yield from (">", f"> — {as_typed_inline(quote.by + caution)}", "")
