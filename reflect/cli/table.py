"""Plain aligned tables for people, and JSON for programs."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click
import msgspec

_GAP = "  "
_SHORTEST_LAST = 20


def cells(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return sum(_width(character) for character in text)


def flat(text: str) -> str:
    """The words on one line, without anything that could steer a terminal."""
    line = " ".join(text.split())
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cs") else c for c in line)


def clipped(text: str, columns: int) -> str:
    """As much of `text` as fits, with an ellipsis where something is left out."""
    if cells(text) <= columns:
        return text
    kept, used = [], 1
    for character in text:
        used += _width(character)
        if used > columns:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headings; on a terminal the last column is cut to fit, in a pipe nothing is."""
    lines = [list(headings), *([flat(cell) for cell in row] for row in rows)]
    widths = [max(cells(line[n]) for line in lines) for n in range(len(headings) - 1)]
    before = sum(widths) + len(_GAP) * len(widths)
    room = None
    if sys.stdout.isatty():
        import shutil  # takes as long to load as a list to print

        room = max(_SHORTEST_LAST, shutil.get_terminal_size().columns - before)
    for line in lines:
        padded = [cell + " " * (width - cells(cell)) for cell, width in zip(line, widths, strict=False)]
        last = line[-1] if room is None else clipped(line[-1], room)
        click.echo(_GAP.join([*padded, last]).rstrip())


def print_csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headings as CSV, for a spreadsheet; `as_words` tames its cells."""
    import csv
    import io

    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(
        [headings, *([as_words(cell) for cell in row] for row in rows)]
    )
    click.echo(written.getvalue(), nl=False)


def print_markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headings as a Markdown table."""
    rule = ["---"] * len(headings)
    for line in [headings, rule, *rows]:
        click.echo("| " + " | ".join(flat(cell).replace("|", "\\|") for cell in line) + " |")


def as_words(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: words that begin like one get an apostrophe before."""
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def print_json(rows: Any) -> None:
    """Print records as JSON, readable and exact: people's words as they are, in any script."""
    click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 quote`, `2 quotes`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
