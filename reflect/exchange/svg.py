"""A dot plot as SVG: a picture that a browser, Word or a printer shows, and a screen reader can read out.

Every answer is a letter in a shape of its role's, so that nothing rests on colour and a copy in grey loses
nothing. A thin line goes from the lowest answer to the highest, a thick one over the middle half. `title`
and `desc` say in words what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from reflect.exchange.svg_page import GREY as _GREY
from reflect.exchange.svg_page import INK as _INK
from reflect.exchange.svg_page import page
from reflect.exchange.svg_page import words as _text


class FigureRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a figure. Places are shares of the line: 0 at its left end, 1 at its right one."""

    label: str
    bold: bool = False
    stacks: tuple[tuple[float, str], ...] = ()
    """Where answers stand, and the letters that stand there side by side."""
    shape: int = 0
    """Which of the shapes goes round its letters; see `SHAPES`."""
    reach: tuple[float, float] | None = None
    middle: tuple[float, float] | None = None
    said: str = ""
    """What stands there in place of answers."""
    beside: str = ""
    """What stands at the right: `median 4 · close`."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A dot plot."""

    title: str
    description: str
    """What it shows, in sentences, for those who do not see it."""
    ticks: tuple[tuple[float, str], ...]
    """The numbers of the scale and their places."""
    rows: tuple[FigureRow, ...]
    legend: tuple[tuple[int, str, str], ...] = ()
    """Shape, letter and name of each role."""


SHAPES = ("none", "circle", "square", "diamond", "hexagon", "triangle")
"""Round which letters stand; the first is none at all."""
DOT = "●"
"""A letter that is drawn as a dot, since not every font has it."""
_WIDTH, _LABEL, _PLOT = 760, 236, 320
_ROW, _TOP, _SIZE = 24, 52, 8
_FONT_SIZE = 12


def as_svg(figure: Figure, *, key: str = "plot") -> str:
    """The figure as a document of its own; `key` tells its ids from those of others on one page."""
    height = _TOP + _ROW * len(figure.rows) + (30 if figure.legend else 12)
    lines = [
        f'<text x="8" y="20" font-weight="bold" font-size="14">{_text(figure.title)}</text>',
        *_axis(figure, height),
    ]
    for n, row in enumerate(figure.rows):
        lines += _row(row, _TOP + _ROW * n + _ROW // 2, (_PLOT - 32) / max(1, len(figure.ticks) - 1) - 4)
    lines += _legend(figure.legend, height - 12)
    return page(
        figure.title, figure.description, lines, width=_WIDTH, height=height, size=_FONT_SIZE, key=key
    )


def _axis(figure: Figure, height: int) -> Iterator[str]:
    below = height - (30 if figure.legend else 12)
    for share, said in figure.ticks:
        x = _x(share)
        yield f'<text x="{x}" y="44" text-anchor="middle">{_text(said)}</text>'
        yield (
            f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{below}" stroke="{_GREY}" stroke-width="0.5" '
            'stroke-dasharray="1 4"/>'
        )


def _row(row: FigureRow, y: int, room: float) -> Iterator[str]:
    weight = ' font-weight="bold"' if row.bold else ""
    indent = 8 if row.bold else 24
    yield f'<text x="{indent}" y="{y + 4}"{weight}>{_text(row.label)}</text>'
    if row.said:
        yield f'<text x="{_LABEL}" y="{y + 4}" font-style="italic">{_text(row.said)}</text>'
    for ends, width in ((row.reach, 1), (row.middle, 4)):
        if ends is not None and ends[0] < ends[1]:
            yield (
                f'<line x1="{_x(ends[0])}" y1="{y}" x2="{_x(ends[1])}" y2="{y}" stroke="{_GREY}" '
                f'stroke-width="{width}"/>'
            )
    for share, letters in row.stacks:
        step = min(2 * _SIZE + 1 if row.shape else _SIZE + 3, room / max(1, len(letters)))
        first = _x(share) - step * (len(letters) - 1) / 2
        for n, letter in enumerate(letters):
            yield from _mark(letter, row.shape, first + step * n, y)
    if row.beside:
        yield f'<text x="{_LABEL + _PLOT + 24}" y="{y + 4}">{_text(row.beside)}</text>'


def _mark(letter: str, shape: int, x: float, y: int) -> Iterator[str]:
    look = f'fill="#ffffff" stroke="{_INK}" stroke-width="1"'
    size = _SIZE
    match SHAPES[shape % len(SHAPES)]:
        case "circle":
            yield f'<circle cx="{x:g}" cy="{y}" r="{size}" {look}/>'
        case "square":
            yield f'<rect x="{x - size:g}" y="{y - size}" width="{2 * size}" height="{2 * size}" {look}/>'
        case "diamond":
            yield _polygon(((0, -10), (10, 0), (0, 10), (-10, 0)), x, y, look)
        case "hexagon":
            yield _polygon(((-9, 0), (-5, -8), (5, -8), (9, 0), (5, 8), (-5, 8)), x, y, look)
        case "triangle":
            yield _polygon(((0, -11), (11, 8), (-11, 8)), x, y, look)
        case _ if letter == DOT:
            yield f'<circle cx="{x:g}" cy="{y}" r="4" fill="{_INK}"/>'
            return
        case _:
            yield f'<rect x="{x - 5:g}" y="{y - size}" width="10" height="{2 * size}" fill="#ffffff"/>'
    yield f'<text x="{x:g}" y="{y + 4}" text-anchor="middle" font-size="11">{_text(letter)}</text>'


def _polygon(corners: Sequence[tuple[int, int]], x: float, y: int, look: str) -> str:
    points = " ".join(f"{x + dx:g},{y + dy}" for dx, dy in corners)
    return f'<polygon points="{points}" {look}/>'


def _legend(legend: Sequence[tuple[int, str, str]], y: int) -> Iterator[str]:
    x = 16.0
    for shape, letter, name in legend:
        yield from _mark(letter, shape, x, y - 4)
        yield f'<text x="{x + 14:g}" y="{y}">{_text(name)}</text>'
        x += 34 + 7 * len(name)


def _x(share: float) -> float:
    return round(_LABEL + 16 + share * (_PLOT - 32), 1)
