"""Plain aligned tables for people, and JSON for programs."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click
import msgspec

from reflect.domain.amounts import many
from reflect.services.plain_table import csv_text, flat, markdown_text

counted = many
_GAP = "  "
_SHORTEST_LAST = 20


def cells(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return sum(_width(character) for character in text)


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
    """Print rows under their headings as CSV, for a spreadsheet."""
    click.echo(csv_text(headings, rows), nl=False)


def print_markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headings as a Markdown table."""
    click.echo(markdown_text(headings, rows), nl=False)


def print_json(rows: Any) -> None:
    """Print records as JSON, readable and exact: people's words as they are, in any script."""
    click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
