"""Charts as lines of a terminal: shades and block characters beside the numbers, and the words under them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from reflect.analysis.counts import shades
from reflect.analysis.dot_plot import column
from reflect.domain.charts import (
    AgreementChart,
    AnyChart,
    CellCount,
    PointsChart,
    Reach,
    SaturationChart,
    TogetherChart,
)

NARROWEST = 40
"""Columns; what is narrower is drawn as if it were so wide."""
NOT_SHOWN = "×"
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_GAP = 2
_TALL, _LOW = 8, 3
"""Lines of the curve of saturation, and of what is new in each session."""
_WIDEST_BAR = 4
_HEADING, _WIDEST_WORD = 3, 13
"""Lines of a heading, and the longest word for which a column is made wide."""
_ALPHA, _KAPPA, _LINE = "●", "◇", "─"


def drawn(chart: AnyChart, width: int) -> list[str]:
    """The chart, its title above, what it shows in words and how to read it beneath."""
    width = max(NARROWEST, width)
    lines = figure(chart, width)
    said = [
        *_wrapped(chart.description, width),
        *(["", *_wrapped(chart.note, width)] if chart.note else []),
    ]
    return [chart.title, "", *lines, *([""] if lines else []), *said]


def figure(chart: AnyChart, width: int) -> list[str]:
    """The chart alone."""
    match chart:
        case PointsChart():
            body = _points(chart, width)
        case TogetherChart():
            body = _together(chart, width)
        case SaturationChart():
            body = _saturation(chart, width)
        case AgreementChart():
            body = _agreement(chart, width)
    return [line.rstrip() for line in body]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(_flat(text), width, break_on_hyphens=False)


def _flat(text: str) -> str:
    """On one line, without anything that could steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def _cut(text: str, width: int) -> str:
    flat = _flat(text)
    return (flat if len(flat) <= width else flat[: width - 1] + "…").ljust(width)


def _label_width(labels: Sequence[str], width: int) -> int:
    """As wide as the labels need, at most a third of the line."""
    return min(max(map(len, labels), default=0), max(12, width // 3))


# -- points by role ----------------------------------------------------------------------------------------


def _points(chart: PointsChart, width: int) -> Iterator[str]:
    """A row a point, a column a role; roles that find no room stand in a block of their own."""
    if not chart.rows:
        return
    side = _label_width([row.point.label for row in chart.rows], width)
    values = [[chart.share(row, n) for n in range(len(chart.roles))] for row in chart.rows]
    dark = shades([*values, [1.0]])  # the darkest is all of a point's quotes
    cells = [
        [
            f"{_counted(cell)} {NOT_SHOWN if cell.hidden else shade}"
            for cell, shade in zip(row.cells, line, strict=True)
        ]
        for row, line in zip(chart.rows, dark, strict=False)
    ]
    every = [_counted(row.every) for row in chart.rows]
    first = max(len("all"), *map(len, every))
    room = max(1, (width - side - _GAP - first) // _wide(chart, cells))
    for start in range(0, len(chart.roles), room):
        here = range(start, min(start + room, len(chart.roles)))
        wide = _wide(chart, cells) - _GAP
        heads = ["all", *(chart.roles[n] for n in here)]
        yield from _headings(heads, [first, *([wide] * len(here))], side)
        for row, total, line in zip(chart.rows, every, cells, strict=True):
            told = "".join(" " * _GAP + line[n].rjust(wide) for n in here)
            yield f"{_cut(row.point.label, side)}{' ' * _GAP}{total.rjust(first)}{told}"
        if here.stop < len(chart.roles):
            yield ""


def _wide(chart: PointsChart, cells: Sequence[Sequence[str]]) -> int:
    longest = max((len(cell) for line in cells for cell in line), default=0)
    word = max((len(word) for role in chart.roles for word in _flat(role).split()), default=0)
    return max(longest, min(word, _WIDEST_WORD)) + _GAP


def _headings(heads: Sequence[str], wide: Sequence[int], side: int) -> Iterator[str]:
    """Headings over their columns, in as many lines as they need, three at most."""
    lines = []
    for head, room in zip(heads, wide, strict=True):
        whole = textwrap.wrap(_flat(head), room)
        lines.append([*whole[: _HEADING - 1], _cut(" ".join(whole[_HEADING - 1 :]), room).rstrip()])
    deep = max(len([part for part in line if part]) for line in lines)
    for n in range(deep):
        told = ""
        for line, room in zip(lines, wide, strict=True):
            parts = [part for part in line if part]
            at = n - (deep - len(parts))
            told += " " * _GAP + (parts[at] if at >= 0 else "").rjust(room)
        yield " " * side + told


def _counted(cell: CellCount) -> str:
    if cell.hidden:
        return ""
    return f"{cell.quotes} ({cell.people})" if cell.quotes else "–"


# -- points together ---------------------------------------------------------------------------------------


def _together(chart: TogetherChart, width: int) -> Iterator[str]:
    """Half a matrix; columns that find no room stand in a block of their own."""
    if not chart.points:
        return
    labels = [point.label for point in chart.points]
    side = _label_width(labels, width)
    heads = [point.name if point.number is None else str(point.number) for point in chart.points]
    values = [[None if cell.hidden else float(cell.quotes) for cell in row] for row in chart.pairs]
    dark = shades(values)
    most = max((cell.quotes for cell in chart.alone), default=0)
    wide = max(4, len(str(most)) + 2, *(min(len(head), 6) for head in heads)) + 1
    room = max(1, (width - side) // wide)
    for start in range(0, len(labels), room):
        stop = min(start + room, len(labels))
        yield " " * side + "".join(_cut(head, wide - 1).strip().rjust(wide) for head in heads[start:stop])
        for at in range(start, len(labels)):
            row = [
                _pair(cell, shade).rjust(wide) for cell, shade in zip(chart.pairs[at], dark[at], strict=True)
            ]
            row.append(f"[{NOT_SHOWN if chart.alone[at].hidden else chart.alone[at].quotes}]".rjust(wide))
            yield f"{_cut(labels[at], side)}{''.join(row[start:stop])}"
        if stop < len(labels):
            yield ""


def _pair(cell: CellCount, shade: str) -> str:
    if cell.hidden:
        return NOT_SHOWN
    return f"{cell.quotes}{shade}" if cell.quotes else "·"


# -- saturation --------------------------------------------------------------------------------------------


def _saturation(chart: SaturationChart, width: int) -> Iterator[str]:
    """The curve of all points, and under it what is new in each session; many are put together."""
    if not chart.new:
        return
    most = chart.so_far[-1]
    side = max(len(str(most)), len("new")) + 1
    room = width - side
    per = -(-len(chart.new) // room)  # sessions of one column
    starts = range(0, len(chart.new), per)
    new = [sum(chart.new[start : start + per]) for start in starts]
    so_far = [chart.so_far[min(start + per, len(chart.new)) - 1] for start in starts]
    bar = min(_WIDEST_BAR, max(1, room // len(new)))
    yield "so far"
    yield from _bars(so_far, most, _TALL, side, bar)
    yield "new"
    yield from _bars(new, max(new), _LOW, side, bar)
    yield " " * side + _numbers(len(new), per, bar)
    sessions = "session" if per == 1 else f"sessions, {per} to a column"
    yield f"{' ' * side}{sessions}"
    shares = [(first, last, share) for first, last, share in chart.runs if share is not None]
    if shares and len(chart.new) <= room // 2:
        yield ""
        yield "new points as a share of those of the base"
        for first, last, share in shares:
            run = f"{first}–{last}" if first != last else str(first)
            yield f"{run:>{side + 4}}  {share:>4.0%}  {'█' * min(20, round(share * 20))}"


def _bars(values: Sequence[int], most: int, tall: int, side: int, bar: int) -> Iterator[str]:
    """Bars of eighths, with the most and nothing at the side."""
    for line in range(tall, 0, -1):
        head = str(most) if line == tall else ("0" if line == 1 else "")
        drawn_line = ""
        for value in values:
            eighths = 0 if not most else round(value / most * tall * 8)
            if value and not eighths:
                eighths = 1
            mark = _EIGHTHS[max(0, min(8, eighths - (line - 1) * 8))]
            drawn_line += (mark * (bar - 1) + " ") if bar > 1 else mark
        yield f"{head:>{side - 1}} {drawn_line}"


def _numbers(columns: int, per: int, bar: int) -> str:
    """The numbers of sessions under their columns; those that find no room are left out."""
    found = [" "] * (columns * bar + len(str(columns * per)))
    free = 0
    for at in range(columns):
        said = str(at * per + 1)
        if at * bar >= free and (at == 0 or (at * per + 1) % 5 == 0 or bar > len(said)):
            found[at * bar : at * bar + len(said)] = said
            free = at * bar + len(said) + 1
    return "".join(found)


# -- agreement ---------------------------------------------------------------------------------------------


def _agreement(chart: AgreementChart, width: int) -> Iterator[str]:
    """A line a point for alpha and one for kappa, each with its interval."""
    labels = [line.point.label for line in chart.lines]
    if not labels:
        return
    side = _label_width(labels, width)
    beside = max((len(line.alpha.said) for line in chart.lines), default=0)
    beside = max(beside, *(len(line.kappa.said) for line in chart.lines))
    head = len("given") + _GAP
    room = max(11, width - side - head - beside - 3 * _GAP - 2)
    low = chart.lowest
    yield f"{' ' * side}{' ' * _GAP}given{' ' * _GAP}{' ' * (_GAP + 1)}{_scale(low, room)}"
    for line in chart.lines:
        given = "n/a" if line.given is None else f"{line.given:.0%}"
        for mark, found, label, said in (
            (_ALPHA, line.alpha, _cut(line.point.label, side), given),
            (_KAPPA, line.kappa, " " * side, ""),
        ):
            plot = _interval(found, mark, low, room)
            name = "α" if mark == _ALPHA else "κ"
            yield f"{label}{' ' * _GAP}{said:>5}{' ' * _GAP}{name}{' ' * _GAP}{plot}{' ' * _GAP}{found.said}"
    yield f"{_ALPHA} Krippendorff's alpha   {_KAPPA} Cohen's kappa   {_LINE} interval"


def _interval(found: Reach, mark: str, low: float, width: int) -> str:
    cells = [" "] * width
    for tick in (low, 0.0, 0.5, 1.0):
        cells[_at(tick, low, width)] = "·"
    if found.value is None:
        return "n/a".ljust(width)
    if found.low is not None and found.high is not None:
        first, last = _at(found.low, low, width), _at(found.high, low, width)
        cells[first : last + 1] = [_LINE] * (last + 1 - first)
    cells[_at(found.value, low, width)] = mark
    return "".join(cells)


def _scale(low: float, width: int) -> str:
    cells = [" "] * (width + 3)
    for tick in (low, 0.0, 0.5, 1.0) if low else (0.0, 0.5, 1.0):
        said = f"{tick:g}"
        at = max(0, min(_at(tick, low, width), width - len(said)))
        if cells[max(0, at - 1) : at + len(said)].count(" ") >= len(said) + (at > 0):
            cells[at : at + len(said)] = said
    return "".join(cells)


def _at(value: float, low: float, width: int) -> int:
    return column(max(0.0, min(1.0, (value - low) / (1 - low))), width)
