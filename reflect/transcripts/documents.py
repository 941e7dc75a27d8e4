"""Documents: paragraphs and tables into lines and rows, the same for Word and OpenDocument."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reflect.transcripts.detect import timing_among
from reflect.transcripts.plain import read_text
from reflect.transcripts.reconcile import signs
from reflect.transcripts.records import AsideKind
from reflect.transcripts.source import Line, Source
from reflect.transcripts.table import Columns, Row, columns_of, read_rows
from reflect.transcripts.vtt import read_vtt


class Paragraph(NamedTuple):
    """A paragraph of a document; a line end stands where a line was broken within it."""

    number: int
    text: str
    heading: bool = False


class Table(NamedTuple):
    """A table of a document; a cell's paragraphs are parted by line ends."""

    rows: list[Row]


Block = Paragraph | Table


def read_blocks(source: Source, blocks: Sequence[Block]) -> None:
    """Read a document's blocks; `source.ledger` holds what was counted in it, and what is no block."""
    turns = {at: columns for at, block in enumerate(blocks) if (columns := _columns(block)) is not None}
    in_turns = sum(_size(blocks[at]) for at in turns)
    if turns and in_turns > sum(map(_size, blocks)) - in_turns:
        _read_tables(source, blocks, turns)
        return
    source.lines = [line for block in blocks for line in _lines(block)]
    if not any(line.text.strip() for line in source.lines):
        raise source.refused(0, "There are no words in this document", "Export the transcript once more.")
    if timing_among(line.text for line in source.lines) is not None:
        read_vtt(source)
    else:
        read_text(source)


def _columns(block: Block) -> Columns | None:
    return columns_of(block.rows) if isinstance(block, Table) else None


def _size(block: Block) -> int:
    return sum(signs(line.text) for line in _lines(block))


def _lines(block: Block) -> list[Line]:
    if isinstance(block, Paragraph):
        texts = block.text.split("\n")
        return [Line(block.number, text, opens=not n, heading=block.heading) for n, text in enumerate(texts)]
    cells = [(row.number, cell) for row in block.rows for cell in row.cells]
    return [
        Line(number, text, opens=not n) for number, cell in cells for n, text in enumerate(cell.split("\n"))
    ]


def _read_tables(source: Source, blocks: Sequence[Block], turns: dict[int, Columns]) -> None:
    """Read the tables of turns; what stands around them is left aside."""
    for at, block in enumerate(blocks):
        if isinstance(block, Table) and at in turns:
            read_rows(source, block.rows, turns[at])
            continue
        kind = AsideKind.HEADER if at < min(turns) else AsideKind.AFTER
        lines = _lines(block)
        source.ledger.aside(
            kind, "\n".join(line.text for line in lines).strip(), lines[0].number, lines[-1].number
        )
