"""Charts as pictures: valid, legible in print and in grey, and nothing runs over anything."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reflect.domain.charts import (
    AgreementChart,
    AgreementLine,
    AnyChart,
    CellCount,
    PointHead,
    PointsChart,
    PointsRow,
    Reach,
    SaturationChart,
    TogetherChart,
)
from reflect.exchange.chart_svg import SIZE, WIDTH, chart_as_svg
from reflect.exchange.pictures import picture
from reflect.exchange.svg_page import INK, PAPER, room_of, wrapped

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Who holds the money, and what that does to how people who need each other speak"
SAID: dict[str, Any] = {
    "title": "A chart",
    "description": "What it shows: 7 and 12.",
    "note": "How it is to be read.",
}


def points(roles: int, rows: int = 8) -> PointsChart:
    cell = CellCount(quotes=112, people=34)
    return PointsChart(
        roles=tuple(f"Commissioner of something {n}" for n in range(roles)),
        people=(34,) * roles,
        rows=tuple(
            PointsRow(
                point=PointHead(name=LONG, number=n),
                every=CellCount(quotes=999, people=99),
                cells=tuple(CellCount(hidden=True) if (n + m) % 3 == 0 else cell for m in range(roles)),
            )
            for n in range(rows)
        ),
        **SAID,
    )


def together(count: int) -> TogetherChart:
    return TogetherChart(
        points=tuple(PointHead(name=LONG, number=n) for n in range(1, count + 1)),
        alone=(CellCount(quotes=1200, people=9),) * count,
        pairs=tuple(
            tuple(CellCount(quotes=n * m, people=n, hidden=n == m + 1) for m in range(n))
            for n in range(count)
        ),
        **SAID,
    )


def saturation(count: int) -> SaturationChart:
    new = tuple(1 if n * n % 7 < 2 else 0 for n in range(count))
    return SaturationChart(
        new=new,
        so_far=tuple(sum(new[: n + 1]) for n in range(count)),
        base=4,
        runs=tuple((n, n + 1, 1 / n) for n in range(5, count)),
        **SAID,
    )


AGREEMENT = AgreementChart(
    units=412,
    unit="sentence",
    lines=tuple(
        AgreementLine(
            point=PointHead(name=LONG, number=n or None),
            given=None if n == 2 else n / 8,
            alpha=Reach(n / 10 - 0.3, n / 10 - 0.45, n / 10),
            kappa=Reach() if n == 2 else Reach(n / 10 - 0.3),
        )
        for n in range(8)
    ),
    **SAID,
)
CHARTS: dict[str, AnyChart] = {
    "no quote": points(0, 0),
    "one role": points(1),
    "five roles": points(5),
    "twenty roles": points(20),
    "no points": together(0),
    "thirty points": together(30),
    "three sessions": saturation(3),
    "sixty sessions": saturation(60),
    "three hundred sessions": saturation(300),
    **{
        f"shares up to {high}": replace(saturation(60), runs=((5, 6, high), (6, 7, 0.0)))
        for high in (0.04, 0.2, 0.3, 0.31, 0.6, 1.0)
    },
    "agreement": AGREEMENT,
}


def root(chart: AnyChart) -> ET.Element:
    return ET.fromstring(chart_as_svg(chart))  # noqa: S314 - our own words


Box = tuple[float, float, float, float]


def words_of(drawn: ET.Element) -> list[tuple[str, Box]]:
    """Every word with about the room it takes: letters of a common font are half as wide as high."""
    found = []
    for each in drawn.iter(f"{SVG}text"):
        said = each.text or ""
        wide = len(said) * SIZE * 0.5
        x, y = float(each.attrib["x"]), float(each.attrib["y"])
        left = {"middle": x - wide / 2, "end": x - wide}.get(each.attrib.get("text-anchor", ""), x)
        found.append((said, (left, y - SIZE * 0.7, left + wide, y)))
    return found


@pytest.mark.parametrize("name", [*CHARTS])
def test_words_stay_on_the_page_and_off_one_another(name: str) -> None:
    drawn = root(CHARTS[name])
    high = float(drawn.attrib["height"])
    boxes = words_of(drawn)
    for said, (left, top, right, bottom) in boxes:
        assert left >= 0, said
        assert right <= WIDTH, said
        assert top >= 0, said
        assert bottom <= high, said
    ordered = sorted(boxes, key=lambda each: each[1][1])
    for n, (said, (left, top, right, bottom)) in enumerate(ordered):
        for other, (left2, top2, right2, _) in ordered[n + 1 :]:
            if top2 >= bottom:
                break
            assert right <= left2 or right2 <= left, f"{said!r} runs over {other!r} at {top}"


@pytest.mark.parametrize("name", [*CHARTS])
def test_a_chart_says_what_it_shows_and_may_go_out(name: str) -> None:
    chart = CHARTS[name]
    drawn = root(chart)
    assert drawn.attrib["role"] == "img"
    assert "viewBox" in drawn.attrib
    told = {child.attrib.get("id"): child.text for child in drawn}
    assert [told[each] for each in drawn.attrib["aria-labelledby"].split()] == [
        chart.title,
        chart.description,
    ]
    data = chart_as_svg(chart).encode()
    assert picture(data, "chart.svg").data == data  # shapes and words only
    assert chart_as_svg(chart).encode() == data


def lightness(colour: str) -> float:
    """Relative luminance: WCAG 2.2."""
    value = int(colour[1:3], 16) / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((lightness(one), lightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def under(drawn: ET.Element, x: float, y: float) -> str:
    """What is painted at a place, as far as boxes go."""
    found = PAPER
    for each in drawn.iter(f"{SVG}rect"):
        left, top = float(each.attrib.get("x", 0)), float(each.attrib.get("y", 0))
        wide, high = float(each.attrib["width"]), float(each.attrib["height"])
        if left <= x <= left + wide and top <= y <= top + high:
            found = each.attrib["fill"]
    return found


@pytest.mark.parametrize("name", [*CHARTS])
def test_a_copy_in_grey_loses_nothing_and_words_stand_out(name: str) -> None:
    said = chart_as_svg(CHARTS[name])
    colours = set(re.findall(r"#[0-9a-f]{6}", said))
    assert all(len({c[1:3], c[3:5], c[5:7]}) == 1 for c in colours)
    drawn = root(CHARTS[name])
    for each in drawn.iter():
        if each.tag == f"{SVG}text":
            ground = under(drawn, float(each.attrib["x"]), float(each.attrib["y"]) - SIZE / 3)
            assert contrast(each.attrib.get("fill", INK), ground) >= 4.5, each.text
        elif each.tag == f"{SVG}line":
            assert contrast(each.attrib["stroke"], PAPER) >= 3
    across_a4 = 159 / 25.4 * 72  # the text of a page, in points
    sizes = [float(size) for size in re.findall(r'font-size="([0-9.]+)"', said)]
    assert min(sizes) * across_a4 / WIDTH >= 9


def test_every_number_stands_in_the_picture_and_nothing_hidden_does() -> None:
    words = [said for said, _ in words_of(root(points(5)))]
    assert words.count("112 (34)") == sum(not c.hidden for row in points(5).rows for c in row.cells)
    assert words.count("shown") == sum(c.hidden for row in points(5).rows for c in row.cells)
    squares = [said for said, _ in words_of(root(together(6)))]
    assert squares.count("×") == 5
    figures = " ".join(said for said, _ in words_of(root(AGREEMENT)))
    assert "α -0.30 [-0.45, 0.00]" in figures
    assert "κ n/a" in figures
    assert "n/a" in figures


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.integers(20, 200))
def test_whatever_stands_in_a_name_the_picture_is_well_formed(name: str, wide: int) -> None:
    head = PointHead(name=name, number=1)
    one = CellCount(quotes=1, people=1)
    chart = PointsChart(
        roles=(name,), people=(1,), rows=(PointsRow(point=head, every=one, cells=(one,)),), **SAID
    )
    assert len(list(root(chart).iter(f"{SVG}text"))) >= 3
    for line in wrapped(name, wide, SIZE):
        assert room_of(line, SIZE) <= wide
