"""Charts as SVG: shades, sizes and shapes beside the numbers, so that a copy in grey loses nothing.

A page is 640 units wide and its words are 13 high: printed across the text of an A4 page (159 mm) these are
9 points. What finds no room beside goes below, in a block of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reflect.domain.charts import (
    AgreementChart,
    AnyChart,
    CellCount,
    PointsChart,
    SaturationChart,
    TogetherChart,
)
from reflect.exchange.svg_page import INK, PAPER, box, line, page, text, wrapped

WIDTH, SIZE = 640, 13
_EDGE, _LINE, _TOP = 8, 17, 40
_SIDE = 196
"""Where the labels of rows end."""
_SHADES = ((PAPER, INK), ("#ececec", INK), ("#cfcfcf", INK), ("#a8a8a8", INK), ("#6b6b6b", PAPER))
"""From nothing to all, each with what is written on it."""
_MIDDLE = "#949494"
"""On paper 3:1; ink on it 5.7:1."""
_NOT_SHOWN = "×"

Body = list[str]


def chart_as_svg(chart: AnyChart, *, key: str = "chart") -> str:
    """The chart as a document of its own; `key` tells its ids from those of others on one page."""
    match chart:
        case PointsChart():
            body, bottom = _points(chart)
        case TogetherChart():
            body, bottom = _together(chart)
        case SaturationChart():
            body, bottom = _saturation(chart)
        case AgreementChart():
            body, bottom = _agreement(chart)
    beneath = chart.note if body else chart.description
    said = wrapped(beneath, WIDTH - 2 * _EDGE, SIZE)
    lines = [text(_EDGE, 22, chart.title, bold=True), *body]
    lines += [text(_EDGE, bottom + _LINE * n, each) for n, each in enumerate(said, 1)]
    height = bottom + _LINE * len(said) + 12
    return page(chart.title, chart.description, lines, width=WIDTH, height=height, size=SIZE, key=key)


def _label(said: str, y: float, tall: float, *, bold: bool = False) -> Iterator[str]:
    """The label of a row in the middle of its height, in one line or two."""
    lines = wrapped(said, _SIDE - _EDGE - 10, SIZE, most=2)
    first = y + tall / 2 + 4.5 - _LINE * (len(lines) - 1) / 2
    for n, each in enumerate(lines):
        yield text(_EDGE, first + _LINE * n, each, bold=bold)


# -- points by role ----------------------------------------------------------------------------------------

_COLUMNS, _ROW, _WIDEST = 7, 38, 110
"""Columns of a block, with that of all roles; how high rows are, and how wide a column is at most."""
_HEADING = 4
"""Lines of a heading."""


def _points(chart: PointsChart) -> tuple[Body, float]:
    body: Body = []
    y = float(_TOP)
    if not chart.rows:
        return body, y - 8
    blocks = -(-len(chart.roles) // (_COLUMNS - 1))
    beside = -(-len(chart.roles) // blocks)  # so that no block is much narrower than another
    wide = min(_WIDEST, (WIDTH - _EDGE - _SIDE) / (beside + 1))
    for start in range(0, len(chart.roles), beside):
        here = range(start, min(start + beside, len(chart.roles)))
        heads = ["all", *(chart.roles[n] for n in here)]
        lines = [wrapped(head, wide - 4, SIZE, most=_HEADING) for head in heads]
        deep = max(map(len, lines)) * _LINE + 6
        for n, head in enumerate(lines):
            first = y + deep - 8 - _LINE * (len(head) - 1)
            middle = _SIDE + wide * (n + 0.5)
            body += [text(middle, first + _LINE * m, said, anchor="middle") for m, said in enumerate(head)]
        y += deep
        for row in chart.rows:
            body += _label(row.point.label, y, _ROW)
            cells = [(row.every, None), *((row.cells[n], chart.share(row, n)) for n in here)]
            for n, (cell, share) in enumerate(cells):
                body += _cell(cell, share, _SIDE + wide * n, y, wide)
            y += _ROW
        y += 18
    return body, y - 10


def _cell(cell: CellCount, share: float | None, x: float, y: float, wide: float) -> Iterator[str]:
    steps = len(_SHADES) - 1
    fill, ink = _SHADES[0 if not share else min(steps, 1 + int(share * steps * 0.999999))]
    yield box(x + 1, y + 1, wide - 2, _ROW - 2, fill=fill, edge=INK if share is None else _MIDDLE)
    middle = x + wide / 2
    if cell.hidden:
        yield text(middle, y + 16, "not", anchor="middle")
        yield text(middle, y + 31, "shown", anchor="middle")
    elif not cell.quotes:
        yield text(middle, y + _ROW / 2 + 4.5, "–", anchor="middle")
    elif share is None:
        yield text(middle, y + _ROW / 2 + 4.5, f"{cell.quotes} ({cell.people})", anchor="middle", bold=True)
    else:
        yield text(middle, y + 16, f"{cell.quotes} ({cell.people})", anchor="middle", fill=ink)
        yield text(middle, y + 31, f"{share:.0%}", anchor="middle", fill=ink)


# -- points together ---------------------------------------------------------------------------------------

_PAIRS, _SQUARE = 12, 36
"""Columns of a block, and how high and wide each is."""


def _together(chart: TogetherChart) -> tuple[Body, float]:
    body: Body = []
    y = float(_TOP)
    count = len(chart.points)
    most = max((cell.quotes for row in chart.pairs for cell in row), default=0)
    for start in range(0, count, _PAIRS):
        stop = min(start + _PAIRS, count)
        for n, point in enumerate(chart.points[start:stop]):
            said = point.name if point.number is None else str(point.number)
            short = wrapped(said, _SQUARE - 2, SIZE, most=1)
            body += [text(_SIDE + _SQUARE * (n + 0.5), y + 10, each, anchor="middle") for each in short]
        y += 16
        for at in range(start, count):
            body += _label(chart.points[at].label, y, _SQUARE)
            for n, cell in enumerate(chart.pairs[at][start:stop]):
                body += _square(cell, most, _SIDE + _SQUARE * n, y)
            if at < stop:
                x = _SIDE + _SQUARE * (at - start)
                said = _NOT_SHOWN if chart.alone[at].hidden else str(chart.alone[at].quotes)
                body.append(box(x + 1, y + 1, _SQUARE - 2, _SQUARE - 2, fill=PAPER, edge=INK))
                body.append(text(x + _SQUARE / 2, y + _SQUARE / 2 + 4.5, said, anchor="middle", bold=True))
            y += _SQUARE
        y += 16
    return body, y - 8


def _square(cell: CellCount, most: int, x: float, y: float) -> Iterator[str]:
    """A square whose area is the number, and the number."""
    middle, level = x + _SQUARE / 2, y + _SQUARE / 2 + 4.5
    yield box(x + 1, y + 1, _SQUARE - 2, _SQUARE - 2, fill=PAPER, edge="#cfcfcf")
    if cell.hidden:
        yield text(middle, level, _NOT_SHOWN, anchor="middle")
    elif cell.quotes:
        side = (_SQUARE - 4) * (cell.quotes / most) ** 0.5
        yield box(middle - side / 2, y + (_SQUARE - side) / 2, side, side, fill=_MIDDLE)
        yield text(middle, level, str(cell.quotes), anchor="middle")


# -- saturation --------------------------------------------------------------------------------------------

_LEFT, _RIGHT, _TALL, _SHARES = 64, WIDTH - 30, 180, 90
_LOW, _APART = 0.05, 0.3
"""What the authors of the method call low; up to this height of the scale it stands clear of nought."""
_NUMBERED = 24
"""Up to so many sessions each bar has its number."""


def _saturation(chart: SaturationChart) -> tuple[Body, float]:
    body: Body = []
    if not chart.new:
        return body, _TOP - 8
    body += [
        box(_EDGE, 41, 26, 2, fill=INK),
        text(_EDGE + 32, 46, "all so far"),
        box(_EDGE + 120, 34, 14, 14, fill=_MIDDLE, edge=INK),
        text(_EDGE + 140, 46, "new in the session"),
    ]
    top = 64.0
    most = chart.so_far[-1]
    wide = (_RIGHT - _LEFT) / len(chart.new)
    step = _step(most, 6)
    high = -(-most // step) * step

    def level(value: float) -> float:
        return top + _TALL - value / high * _TALL

    for tick in range(0, high + 1, step):
        body.append(line(_LEFT, level(tick), _RIGHT, level(tick), thick=0.5, dashes="1 4" if tick else ""))
        body.append(text(_LEFT - 6, level(tick) + 4.5, str(tick), anchor="end"))
    bar = max(1.0, wide * 0.7)
    path: list[str] = []
    for n, (new, so_far) in enumerate(zip(chart.new, chart.so_far, strict=True)):
        x = _LEFT + wide * n
        if new:
            left = x + (wide - bar) / 2
            edge = INK if bar > 4 else ""
            body.append(box(left, level(new), bar, level(0) - level(new), fill=_MIDDLE, edge=edge))
        if len(chart.new) <= _NUMBERED and not 0 < so_far - new < high * 0.1:
            body.append(text(x + wide / 2, level(new) - 4, str(new), anchor="middle"))
        path.append(f"{'L' if path else 'M'}{x:.6g} {level(so_far):.6g}H{x + wide:.6g}")
    body.append(f'<path d="{"".join(path)}" fill="none" stroke="{INK}" stroke-width="2"/>')
    body.append(text(_RIGHT + 4, level(most) + 4.5, str(most), bold=True))
    y = top + _TALL
    body += _sessions(len(chart.new), wide, y)
    y += 2 * _LINE + 6
    shares = [(last, share) for _, last, share in chart.runs if share is not None]
    if shares:
        body += _run_shares(shares, wide, y, len(chart.new))
        y += _SHARES + 3 * _LINE + 10
    return body, y


def _sessions(count: int, wide: float, y: float) -> Iterator[str]:
    """The numbers of the sessions under a plot."""
    step = _step(count, 12)
    for n in range(1, count + 1):
        if n % step == 0 or (n == 1 and step > 1):
            yield text(_LEFT + wide * (n - 0.5), y + _LINE + 3, str(n), anchor="middle")
    yield text(_LEFT - 6, y + _LINE + 3, "session", anchor="end")


def _run_shares(shares: Sequence[tuple[int, float]], wide: float, y: float, count: int) -> Iterator[str]:
    """New points of each run as a share of those of the base, a dot where the run ends."""
    yield text(_EDGE, y + 10, "New points of each run, as a share of those of the base")
    top = y + _LINE + 8
    high = max(0.1, max(share for _, share in shares))

    def level(share: float) -> float:
        return top + _SHARES - share / high * _SHARES

    for tick, dashes in ((0.0, ""), (_LOW, "6 4"), (high, "1 4")):
        if tick == _LOW and high > _APART:  # its number would stand on that of nought
            yield line(_LEFT, level(tick), _RIGHT, level(tick), thick=1, dashes=dashes)
            yield text(_RIGHT, level(tick) - 4, "5%", anchor="end")
            continue
        yield line(_LEFT, level(tick), _RIGHT, level(tick), thick=1 if tick == _LOW else 0.5, dashes=dashes)
        yield text(_LEFT - 6, level(tick) + 4.5, f"{tick:.0%}", anchor="end")
    size = max(1.5, min(4.5, wide * 0.3))
    for last, share in shares:
        yield _dot(_LEFT + wide * (last - 0.5), level(share), size)
    yield from _sessions(count, wide, top + _SHARES)


def _step(most: int, ticks: int) -> int:
    """How far apart ticks are, of 1, 2, 5, 10, …: at most so many of them."""
    step, factors = 1, (2, 2.5, 2)
    n = 0
    while most / step > ticks:
        step = int(step * factors[n % 3])
        n += 1
    return step


# -- agreement ---------------------------------------------------------------------------------------------

_GIVEN, _FROM, _TO, _SAID = 234, 256, 452, 466


def _agreement(chart: AgreementChart) -> tuple[Body, float]:
    body: Body = []
    if not chart.lines:
        return body, _TOP - 8
    low = chart.lowest
    y = float(_TOP)

    def place(value: float) -> float:
        return _FROM + (max(low, min(1.0, value)) - low) / (1 - low) * (_TO - _FROM)

    body += [
        text(_GIVEN, y + 8, "given", anchor="end"),
        *_mark(_SAID + 5, y + 4, filled=True),
        text(_SAID + 14, y + 8, "alpha"),
        *_mark(_SAID + 75, y + 4, filled=False),
        text(_SAID + 84, y + 8, "kappa"),
    ]
    ticks = [0.0, 0.5, 1.0] if low > -0.15 else [low, 0.0, 0.5, 1.0]
    bottom = y + 18 + _ROW * len(chart.lines)
    for tick in ticks:
        said = f"{tick:g}"
        body.append(text(place(tick), y + 8, said, anchor="middle"))
        body.append(
            line(place(tick), y + 14, place(tick), bottom, thick=0.5, dashes="" if not tick else "1 4")
        )
    y += 18
    for n, row in enumerate(chart.lines):
        body += _label(row.point.label, y, _ROW, bold=n == 0)
        given = "n/a" if row.given is None else f"{row.given:.0%}"
        body.append(text(_GIVEN, y + _ROW / 2 + 4.5, given, anchor="end"))
        for at, found, filled in ((y + 11, row.alpha, True), (y + 28, row.kappa, False)):
            body.append(text(_SAID, at + 4.5, f"{'α' if filled else 'κ'} {found.said}"))
            if found.value is None:
                continue
            if found.low is not None and found.high is not None:
                body += _interval(place(found.low), place(found.high), at)
            body += _mark(place(found.value), at, filled=filled)
        y += _ROW
        body.append(line(_EDGE, y, WIDTH - _EDGE, y, thick=0.5, dashes="1 4"))
    return body, y + 6


def _interval(first: float, last: float, y: float) -> Iterator[str]:
    yield line(first, y, last, y, thick=1.5)
    yield line(first, y - 4, first, y + 4, thick=1.5)
    yield line(last, y - 4, last, y + 4, thick=1.5)


def _mark(x: float, y: float, *, filled: bool) -> Iterator[str]:
    """A full dot for alpha, an open diamond for kappa."""
    if filled:
        yield _dot(x, y, 4.5)
    else:
        corners = f"{x:.6g},{y - 6:.6g} {x + 6:.6g},{y:.6g} {x:.6g},{y + 6:.6g} {x - 6:.6g},{y:.6g}"
        yield f'<polygon points="{corners}" fill="{PAPER}" stroke="{INK}" stroke-width="1.5"/>'


def _dot(x: float, y: float, size: float) -> str:
    return f'<circle cx="{x:.6g}" cy="{y:.6g}" r="{size:g}" fill="{INK}"/>'
