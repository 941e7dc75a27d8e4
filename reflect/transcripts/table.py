"""Tables of turns: a row for each, its columns speaker, time and words, in any order and often unnamed.

Word documents have them, and spreadsheets saved as CSV.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

from reflect.transcripts.detect import separator_of
from reflect.transcripts.heads import without_emphasis
from reflect.transcripts.labels import LONGEST_LABEL, speakers_among, split_label
from reflect.transcripts.records import AsideKind, Cue, RemarkKind, Unit
from reflect.transcripts.source import Source, plain
from reflect.transcripts.times import ANY_CLOCK, seconds_of

_NAMES = {
    "words": re.compile("text|transcript|transcription|words|utterance|content|speech|said|sentence"),
    "speaker": re.compile("speaker|name|who|person|participant|role"),
    "start": re.compile("time|start|start time|time ?stamp|time ?code|from|begin|beginning|in"),
    "end": re.compile("end|end time|to|out|until"),
}
"""What the columns of a table may be called."""
_CELL_TIME = re.compile(rf"[\[(]?({ANY_CLOCK})(?:[ \t]*(?:-->|[-–—])[ \t]*({ANY_CLOCK}))?[\])]?")
_MOSTLY = 0.8


class Row(NamedTuple):
    """One row of a table, and where it begins in the file."""

    number: int
    cells: list[str]


class Columns(NamedTuple):
    """Which column of a table is what, 0 first."""

    words: int
    speaker: int | None
    start: int | None
    end: int | None
    header: bool
    """Whether the first row names them."""


def read_csv(source: Source, text: str) -> None:
    """Read a CSV file with a column of words.

    Raises `InvalidInput` for a file that is not CSV.
    """
    source.unit = Unit.LINE
    separator = separator_of(next(line.text for line in source.lines if line.text.strip()).strip())
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(line, cells))
            line = reader.line_num + 1
    except csv.Error:
        raise source.refused(
            line, "This row is not CSV: a quotation mark may be missing", "Save the sheet as CSV once more."
        ) from None
    for row in rows:
        source.ledger.rewritten("", "".join(row.cells))
    source.ledger.rewritten(text, "")
    columns = columns_of(rows)
    if columns is None:
        raise source.refused(1, "There is no column of words in this table", "Call the column text.")
    read_rows(source, rows, columns)


def read_rows(source: Source, rows: Sequence[Row], columns: Columns) -> None:
    """Read the rows of a table of turns, whose columns are known."""
    source.ledger.cues_in += len(rows)
    body = rows[1:] if columns.header else rows
    if columns.header:
        source.ledger.cue(empty=True)
        for cell in rows[0].cells:
            source.ledger.structure(cell)
    words = [plain(without_emphasis(_cell(row, columns.words))) for row in body]
    labels = (
        frozenset[str]()
        if columns.speaker is not None
        else speakers_among([w for w in words if w], source.known)
    )
    last = ""
    for row in body:
        last = _read_row(source, row, columns, labels, last)


def _read_row(source: Source, row: Row, columns: Columns, labels: frozenset[str], last: str) -> str:
    """Say one row; return who spoke in it."""
    said = _cell(row, columns.words)
    text = without_emphasis(said)
    found = split_label(text, labels)
    words = found.words if found is not None else said
    lines = "\n".join(line for line in map(plain, words.splitlines()) if line)
    source.ledger.cue(empty=not lines)
    if not lines:
        source.remark(RemarkKind.EMPTY, row.number)
        source.ledger.aside(AsideKind.COLUMN, "\n".join(row.cells), row.number)
        return last
    if found is not None:
        source.ledger.rewritten(said, text)
        source.ledger.label(found.before)
    source.ledger.label(_cell(row, columns.speaker))
    speaker = found.label if found is not None else plain(_cell(row, columns.speaker)).rstrip(":")
    times = [_times(source, row, at) for at in (columns.start, columns.end)]
    for at, cell in enumerate(row.cells):
        if at not in (columns.words, columns.speaker, columns.start, columns.end):
            source.ledger.aside(AsideKind.COLUMN, cell.strip(), row.number)
    if not speaker and (columns.speaker is not None or labels):
        source.remark(RemarkKind.JOINED if last else RemarkKind.UNKNOWN, row.number)
        speaker = last
    (start, until), (end, _) = times
    end = until if columns.end is None else end
    source.say(Cue(text=lines, speaker=speaker, start=start, end=end, line=row.number, glue="\n\n"))
    return speaker


def _times(source: Source, row: Row, column: int | None) -> tuple[float | None, float | None]:
    """The one or two times in a cell; words that stand there instead are left aside."""
    cell = plain(_cell(row, column))
    found = _CELL_TIME.fullmatch(cell)
    if found is None:
        if cell:
            source.remark(RemarkKind.NO_TIME, row.number)
            source.ledger.aside(AsideKind.COLUMN, cell, row.number)
        return None, None
    source.ledger.structure(cell)
    return seconds_of(found[1]), seconds_of(found[2] or "")


def _cell(row: Row, column: int | None) -> str:
    return row.cells[column] if column is not None and column < len(row.cells) else ""


def columns_of(rows: Sequence[Row]) -> Columns | None:
    """Which column is what, by their names or by what stands in them; None when it is no table of turns."""
    if not rows:
        return None
    names = [plain(cell).lower().rstrip(":") for cell in rows[0].cells]
    named = {
        what: next((at for at, name in enumerate(names) if known.fullmatch(name)), None)
        for what, known in _NAMES.items()
    }
    if named["words"] is not None:
        return Columns(named["words"], named["speaker"], named["start"], named["end"], header=True)
    return _columns_by_content(rows)


def _columns_by_content(rows: Sequence[Row]) -> Columns | None:
    width = max(len(row.cells) for row in rows)
    if width < 2:
        return None
    columns = [[plain(cell) for row in rows if (cell := _cell(row, at)).strip()] for at in range(width)]
    start = next((at for at, cells in enumerate(columns) if _mostly(cells, _CELL_TIME)), None)
    rest = [at for at in range(width) if at != start and columns[at]]
    if not rest:
        return None
    words = max(rest, key=lambda at: sum(map(len, columns[at])))
    speaker = next((at for at in rest if at != words and _are_speakers(columns[at])), None)
    if start is None and (speaker is None or len(set(columns[speaker])) == len(columns[speaker])):
        return None
    return Columns(words, speaker, start, None, header=False)


def _mostly(cells: Sequence[str], pattern: re.Pattern[str]) -> bool:
    fitting = sum(pattern.fullmatch(cell) is not None and ":" in cell for cell in cells)
    return bool(cells) and fitting >= _MOSTLY * len(cells)


def _are_speakers(cells: Sequence[str]) -> bool:
    """Whether these could be names: short, with letters in them, and hardly any of them only once."""
    if any(len(cell) > LONGEST_LABEL for cell in cells) or not any(map(str.isalpha, "".join(cells))):
        return False
    return len(set(cells)) <= max(2, len(cells) // 2)
