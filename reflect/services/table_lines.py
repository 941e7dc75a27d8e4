"""A table of counts as headings and lines of words, for people, for a spreadsheet and for Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reflect.analysis.counts import Head, Overlap, Table, shades, shares
from reflect.services.tabulating import Asked

SINGULAR = {
    "points": "learning point",
    "roles": "role",
    "participants": "participant",
    "sessions": "session",
    "questions": "question",
    "researchers": "researcher",
}
TOGETHER = {Overlap.SAME: "quotes", Overlap.OVERLAPPING: "pairs", Overlap.PASSAGE: "passages"}
"""What is counted of points by points."""


class Lined(NamedTuple):
    """A table as words."""

    headings: list[str]
    lines: list[list[str]]


def in_lines(found: Table, asked: Asked, percent: str | None, *, plain: bool) -> Lined:
    """Name, total and cells of each row; `percent` shows shares of the `row` or the `column` instead.

    Not `plain`, for people: with a shade beside each number, and with learning points by their numbers.
    """
    values: Sequence[Sequence[float | None]] = found.cells if percent is None else shares(found, percent)
    points = asked.rows == "points"
    counted = TOGETHER[asked.overlap] if asked.rows == asked.cols and asked.of == "quotes" else asked.of
    first = ["no", SINGULAR[asked.rows]] if points else [SINGULAR[asked.rows]]
    short = not plain and asked.cols == "points"
    return Lined(
        [*first, counted, *(_named(col, short=short) for col in found.cols)],
        [
            [
                *([str(row.number or ""), row.name] if points else [row.name]),
                str(row.total),
                *(
                    _said(value, share=percent is not None, plain=plain) + ("" if plain else f" {shade}")
                    for value, shade in zip(line, shading, strict=True)
                ),
            ]
            for row, line, shading in zip(found.rows, values, shades(values), strict=True)
        ],
    )


def _named(head: Head, *, short: bool) -> str:
    if head.number is None:
        return head.name
    return str(head.number) if short else f"{head.number} {head.name}"


def _said(value: float | None, *, share: bool, plain: bool) -> str:
    if value is None:
        return "" if plain else "n/a"
    if not share:
        return str(int(value))
    return f"{value:.4f}" if plain else f"{value:.0%}"
