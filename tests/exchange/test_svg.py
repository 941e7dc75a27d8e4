"""Pictures of plots: read by people and by screen readers, in grey, and from nowhere but the file itself."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import InvalidInput
from reflect.exchange.pictures import Picture, picture
from reflect.exchange.svg import DOT, SHAPES, Figure, FigureRow, as_svg

SVG = "{http://www.w3.org/2000/svg}"
FIGURE = Figure(
    title="Self-assessment, Spring 2027",
    description="4 Recognise difference: median 4.",
    ticks=((0, "1"), (0.5, "3"), (1, "5")),
    rows=(
        FigureRow(label="4 Recognise difference", bold=True, stacks=((0.0, DOT), (1.0, DOT + DOT))),
        FigureRow(
            label="P Provider",
            stacks=((0.5, "PP"), (1.0, "P")),
            shape=1,
            reach=(0.5, 1.0),
            middle=(0.5, 0.75),
        ),
        FigureRow(label="C Commissioner", said="hidden in public", shape=3),
    ),
    legend=((1, "P", "Provider"), (3, "C", "Commissioner")),
)


def drawn(figure: Figure = FIGURE) -> ET.Element:
    return ET.fromstring(as_svg(figure))  # noqa: S314 - our own words


def test_a_picture_says_in_words_what_it_shows() -> None:
    root = drawn()
    assert root.attrib["role"] == "img"
    ids = root.attrib["aria-labelledby"].split()
    told = {child.attrib.get("id"): child.text for child in root}
    assert [told[each] for each in ids] == [FIGURE.title, FIGURE.description]


def test_every_answer_is_a_letter_in_its_roles_shape() -> None:
    root = drawn()
    letters = [each.text for each in root.iter(f"{SVG}text") if each.attrib.get("font-size") == "11"]
    assert letters == ["P", "P", "P", "P", "C"]  # three answers, and the legend
    circles = [each for each in root.iter(f"{SVG}circle") if each.attrib["r"] == "8"]
    assert len(circles) == 4
    assert len(list(root.iter(f"{SVG}polygon"))) == 1
    assert "hidden in public" in [each.text for each in root.iter(f"{SVG}text")]


def test_places_follow_the_scale_and_letters_of_one_value_stand_side_by_side() -> None:
    root = drawn()
    ticks = [float(each.attrib["x"]) for each in root.iter(f"{SVG}text") if each.attrib.get("y") == "44"]
    assert ticks[1] - ticks[0] == ticks[2] - ticks[1]
    ps = [float(e.attrib["cx"]) for e in root.iter(f"{SVG}circle") if e.attrib["r"] == "8"][:3]
    assert (ps[0] + ps[1]) / 2 == ticks[1]
    assert ps[1] - ps[0] >= 16
    assert ps[2] == ticks[2]


def test_nothing_is_fetched_and_nothing_rests_on_colour() -> None:
    said = as_svg(FIGURE).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|@import|@font-face|url\(|<image|<script|<style", said)
    colours = set(re.findall(r"#[0-9a-f]{6}", said))
    assert all(len({c[1:3], c[3:5], c[5:7]}) == 1 for c in colours)  # grey


@given(st.text(max_size=40), st.integers(0, 40), st.integers(1, len(SHAPES) - 1))
def test_a_picture_is_well_formed_whatever_stands_in_it(words: str, count: int, shape: int) -> None:
    row = FigureRow(label=words, stacks=((0.0, "P" * count),) if count else (), shape=shape, said=words)
    figure = Figure(title=words, description=words, ticks=((0, "1"), (1, "2")), rows=(row,))
    assert len(list(drawn(figure).iter(f"{SVG}polygon"))) in (0, count)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<rect onload="x()"/>', "rect"),
        ('<image href="https://example.org/a.png"/>', "image"),
        ('<rect fill="url(https://example.org/a)"/>', "rect"),
        ("<style>@import 'https://example.org'</style>", "style"),
        ("<foreignObject/>", "foreignObject"),
        ("<text>&gone;</text>", "cannot be read"),
    ],
)
def test_a_picture_that_could_run_or_fetch_something_is_refused(inside: str, said: str) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()
    with pytest.raises(InvalidInput, match=said):
        picture(data, "plot.svg")


def test_a_picture_that_defines_its_own_entities_is_refused() -> None:
    data = b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>'
    with pytest.raises(InvalidInput, match="entities"):
        picture(data, "plot.svg")


def test_our_own_pictures_may_go_out() -> None:
    data = as_svg(FIGURE).encode()
    assert picture(data, "plot.svg") == Picture(data, "image/svg+xml")
