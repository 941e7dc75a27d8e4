"""Reading pictures from Markdown: a heading each, a description, and the drawing in a code fence.

The fence begins with the colours of characters, by the names of the palette: ```` ```~:blue ▒:green ````.
"""

from __future__ import annotations

from collections.abc import Iterator

from reflect.domain.codebook import COLOURS
from reflect.domain.ids import OptionId, slug
from reflect.domain.pictures import Picture, faults
from reflect.guides.attributes import Takes, read_label
from reflect.guides.problems import Problems, instead
from reflect.guides.text import one_line

_FENCE = "```"
_PICTURE = Takes(what="a picture")


def parse_pictures(text: str, name: str) -> tuple[Picture, ...]:
    """Read a file of pictures; `name` is what problems call it. Raises GuideInvalid with every problem."""
    problems = Problems(name)
    lines = text.removeprefix("\ufeff").splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith("# ")]
    if not starts:
        problems.add(
            1, "there is no picture in this file", "begin each with a line such as # A bridge {#bridge}"
        )
    found: list[Picture] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        picture = _picture(lines[start:end], start + 1, problems)
        if any(picture.id == other.id for other in found):
            problems.add(start + 1, f"the id “{picture.id}” is given twice", "give each an id of its own")
        found.append(picture)
    problems.raise_if_any()
    return tuple(found)


def parse_drawing(text: str, name: str) -> tuple[str, ...]:
    """Read a drawing by itself; raises GuideInvalid with every problem."""
    problems = Problems(name)
    rows = _rows(text.removeprefix("\ufeff").splitlines())
    for row, wrong, right in faults(rows):
        problems.add(row + 1, wrong, right)
    problems.raise_if_any()
    return rows


def _picture(lines: list[str], first: int, problems: Problems) -> Picture:
    label = read_label(lines[0].removeprefix("# "), first, _PICTURE, problems)
    fences = [at for at, line in enumerate(lines) if line.startswith(_FENCE)]
    begins = fences[0] if fences else len(lines)
    ends = fences[1] if len(fences) > 1 else len(lines)
    rows = _rows(lines[begins + 1 : ends])
    for row, wrong, right in faults(rows) if fences else ():
        problems.add(first + begins + 1 + row, wrong, right)
    description = one_line(" ".join(lines[1:begins]))
    if not description:
        problems.add(first, f"“{label.words}” has no description", "say below the heading what is to be seen")
    return Picture(
        id=OptionId(label.id or slug(label.words) or "picture"),
        name=label.words,
        description=description,
        rows=rows,
        colours=dict(_colours(lines[begins], first + begins, problems)) if fences else {},
    )


def _rows(lines: list[str]) -> tuple[str, ...]:
    rows = [line.rstrip() for line in lines]
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)


def _colours(fence: str, line: int, problems: Problems) -> Iterator[tuple[str, str]]:
    for part in fence.removeprefix(_FENCE).split():
        characters, _, colour = part.rpartition(":")
        if colour not in COLOURS:
            right = instead(colour, COLOURS, f"the colours are {', '.join(COLOURS)}")
            problems.add(line, f"there is no colour “{colour}”", right)
        for character in characters:
            yield character, colour
