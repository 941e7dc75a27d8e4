"""Learning points as codes of a REFI-QDA codebook, and back.

A code has a name, a colour and a description: what else a learning point says stands in the description,
under headings that people can read and that are found again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from reflect.domain.codebook import COLOURS, LearningPoint
from reflect.domain.ids import PointId
from reflect.exchange.refi_ids import Guids
from reflect.exchange.refi_records import Code, Group

COLOUR_OF = {
    "blue": "#1F6FB5",
    "orange": "#D9730D",
    "green": "#2E8540",
    "purple": "#7B4FB5",
    "gold": "#B58900",
    "teal": "#138A8A",
    "red": "#C23B3B",
    "pink": "#C2558B",
}
"""Each colour of the palette as other programs show it: legible on white."""
AGAINST = "Speaks against: "
"""Before a point's name: the code of quotes that contradict it, beneath the point's own."""
RETIRED = "Retired learning points"
_USE, _NOT, _EXAMPLE, _RETIRED = "Use when:", "Not when:", "Example:", "Retired on "
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def codes_of(
    points: Sequence[LearningPoint],
    guids: Guids,
    *,
    against: Collection[PointId] = (),
    notes: Mapping[str, Sequence[str]] | None = None,
    examples: bool = True,
) -> tuple[Code, ...]:
    """The codes of learning points, in the order of their numbers, each under its parent.

    `against` are those that a tag contradicts; `notes` the GUIDs of the memos on each. A parent that is not
    there, or leads round in a circle, counts as none.
    """
    known = {point.id: point for point in points}
    under: dict[PointId | None, list[LearningPoint]] = {}
    for point in points:
        under.setdefault(_parent(point, known), []).append(point)

    def code(point: LearningPoint) -> Code:
        children = [code(child) for child in under.get(point.id, ())]
        if point.id in against:
            children.append(
                Code(
                    guid=guids.of("against", point.id),
                    name=f"{AGAINST}{point.name}",
                    description="Words that speak against this learning point, not for it.",
                    colour=COLOUR_OF.get(point.colour, ""),
                )
            )
        return Code(
            guid=guids.of("point", point.id),
            name=point.name,
            description=description_of(point, example=examples),
            colour=COLOUR_OF.get(point.colour, ""),
            notes=tuple((notes or {}).get(point.id, ())),
            children=tuple(children),
        )

    return tuple(code(point) for point in under.get(None, ()))


def every_code(codes: Iterable[Code]) -> Iterator[Code]:
    """All codes, each before those beneath it."""
    for code in codes:
        yield code
        yield from every_code(code.children)


def _parent(point: LearningPoint, known: Mapping[PointId, LearningPoint]) -> PointId | None:
    seen = {point.id}
    above = point.parent
    while above is not None and above in known:
        if above in seen:
            return None
        seen.add(above)
        above = known[above].parent
    return point.parent if point.parent in known else None


def retired_group(points: Sequence[LearningPoint], guids: Guids) -> tuple[Group, ...]:
    """The set of the points that are not offered any more; none when there are none."""
    retired = tuple(guids.of("point", point.id) for point in points if point.retired is not None)
    if not retired:
        return ()
    return (Group(guid=guids.of("set", "retired"), name=RETIRED, codes=retired),)


def description_of(point: LearningPoint, *, example: bool) -> str:
    """All that a learning point says of itself."""
    parts = [point.description] if point.description else []
    for heading, items in ((_USE, point.use_when), (_NOT, point.not_when)):
        if items:
            parts.append("\n".join([heading, *(f"- {item}" for item in items)]))
    if example and point.example:
        parts.append(f"{_EXAMPLE} {point.example}")
    if point.retired is not None:
        parts.append(f"{_RETIRED}{point.retired}")
    return "\n\n".join(parts)


def described(description: str) -> dict[str, object]:
    """The fields of a learning point that its code's description tells."""
    text, fields = description.replace("\r\n", "\n").strip(), dict[str, object]()
    head, found, day = text.rpartition(_RETIRED)
    if found and _DAY.fullmatch(day) and head[-2:] in ("", "\n\n"):
        text, fields["retired"] = head.strip(), day
    head, has, words = _last(text, _EXAMPLE)
    if has:
        text, fields["example"] = head, words.strip()
    for heading, name in ((_NOT, "not_when"), (_USE, "use_when")):
        head, has, words = _last(text, heading)
        items = [line.removeprefix("- ") for line in words.strip().split("\n") if line.strip()]
        if has and items and all(line.startswith("- ") for line in words.strip().split("\n")):
            text, fields[name] = head, tuple(items)
    fields["description"] = text
    return fields


def _last(text: str, heading: str) -> tuple[str, bool, str]:
    """The text parted at the last paragraph that begins with a heading."""
    at = text.rfind(f"\n\n{heading}")
    if at >= 0:
        return text[:at], True, text[at + 2 + len(heading) :]
    return ("", True, text[len(heading) :]) if text.startswith(heading) else (text, False, "")


def nearest_colour(colour: str) -> str:
    """The palette's colour that looks most like one of the file; empty for none, or what is no colour."""
    match = re.fullmatch(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})", colour.strip())
    if match is None:
        return ""
    digits = match[1] if len(match[1]) == 6 else "".join(chain(*zip(match[1], match[1], strict=True)))
    wanted = _rgb(digits)
    return min(
        COLOURS,
        key=lambda name: sum(
            (a - b) ** 2 for a, b in zip(wanted, _rgb(COLOUR_OF[name].removeprefix("#")), strict=True)
        ),
    )


def _rgb(digits: str) -> tuple[int, ...]:
    return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))
