"""What the form of a learning point holds, checked and turned into a record: no Textual here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from reflect.domain.codebook import HIGHEST_NUMBER, Codebook, LearningPoint
from reflect.domain.codebook_edits import fault, put
from reflect.domain.guide import Anchor
from reflect.domain.ids import PointId

FIELDS = ("name", "number", "under", "anchors")
"""The fields that can be wrong, in their order on the form."""


class Entries(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it stands: every line as typed."""

    name: str
    number: str
    colour: str
    under: str
    """The number of the point it stands under; empty for none."""
    description: str
    use_when: str
    """One a line."""
    not_when: str
    example: str
    anchors: str
    """One a line, each after its number."""


def typed_fields(entries: Entries, first: Entries) -> dict[str, str]:
    """What was filled in since the form was as in `first`, by field: the rest is left to others."""
    now, before = msgspec.structs.asdict(entries), msgspec.structs.asdict(first)
    return {name: words for name, words in now.items() if words != before[name]}


def gone_on_with(fields: Mapping[str, str], otherwise: Entries) -> Entries:
    """The form as it was put down; what was not filled in stands as it does `otherwise`."""
    known = {name: fields[name] for name in Entries.__struct_fields__ if name in fields}
    return msgspec.structs.replace(otherwise, **known)


def entries_of(point: LearningPoint, codebook: Codebook) -> Entries:
    """The form of a point."""
    above = codebook.get(point.parent) if point.parent else None
    return Entries(
        name=point.name,
        number=str(point.number),
        colour=point.colour,
        under=str(above.number) if above else "",
        description=point.description,
        use_when="\n".join(point.use_when),
        not_when="\n".join(point.not_when),
        example=point.example,
        anchors="\n".join(f"{anchor.value}. {anchor.text}" for anchor in point.anchors),
    )


def problems(entries: Entries, before: LearningPoint, codebook: Codebook) -> dict[str, str]:
    """Everything that is wrong, by field, in words; empty when it can be kept."""
    found: dict[str, str] = {}
    if not entries.name.strip():
        found["name"] = "A learning point needs a name."
    if _number(entries.number) is None:
        found["number"] = f"Write a number from 1 to {HIGHEST_NUMBER}."
    if entries.under and _numbered(entries.under, codebook) is None:
        found["under"] = f"There is no learning point {entries.under}. Leave this empty for none."
    elif entries.under:
        # Only what it stands under is asked about: a name of its own, and nobody else's number.
        point = record(entries, before, codebook)
        point = msgspec.structs.replace(point, id=point.id or PointId("new"), name="-")
        points = {other.id: other for other in codebook.points}
        points |= put(points, point)
        wrong = fault(points[point.id], points)
        if wrong is not None:
            found["under"] = f"{wrong.message}."
    wrong_line = next((line for line in _lines(entries.anchors) if _anchor(line) is None), None)
    numbers = [anchor.value for anchor in _anchors(entries.anchors)]
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if wrong_line is not None:
        found["anchors"] = f"Begin each line with its number: 1. … (“{wrong_line[:30]}” has none)."
    elif twice is not None:
        found["anchors"] = f"{twice} stands there twice. Word each number once."
    return found


def record(entries: Entries, before: LearningPoint, codebook: Codebook) -> LearningPoint:
    """`before` with what the form says; what cannot be is left as it was."""
    above = _numbered(entries.under, codebook) if entries.under else None
    return msgspec.structs.replace(
        before,
        name=" ".join(entries.name.split()),
        number=_number(entries.number) or before.number,
        colour=entries.colour,
        parent=above.id if above else None,
        description=entries.description.strip(),
        use_when=tuple(_lines(entries.use_when)),
        not_when=tuple(_lines(entries.not_when)),
        example=entries.example.strip(),
        anchors=_anchors(entries.anchors),
    )


def number_hint(number: str, before: LearningPoint, codebook: Codebook, *, new: bool) -> str:
    """What a number means for tagging, and for who has it now."""
    wanted = _number(number)
    if wanted is None:
        return ""
    twin = _numbered(number, codebook)
    if twin is not None and twin.id != before.id:
        gets = "the next free number" if new else str(before.number)
        return f"{wanted} is “{twin.name}”: that gets {gets}"
    return "the key to tag with it" if wanted <= 9 else f"to tag with it: / and then {wanted}"


def under_hint(under: str, codebook: Codebook) -> str:
    """The name of the point that a number stands for."""
    point = _numbered(under, codebook) if under else None
    return point.name if point else ""


def _number(written: str) -> int | None:
    digits = written.strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0
    return number if 1 <= number <= HIGHEST_NUMBER else None


def _numbered(written: str, codebook: Codebook) -> LearningPoint | None:
    number = _number(written)
    return next((point for point in codebook.points if point.number == number), None)


_NUMBERED = re.compile(r"([0-9]{1,3})\s*(?:[.):=–—-]\s*|\s)(\S.*)")


def _anchor(line: str) -> Anchor | None:
    """A line such as `3. It depends who is in the room`; None when it has no number or no words."""
    found = _NUMBERED.fullmatch(line)
    return Anchor(value=int(found[1]), text=" ".join(found[2].split())) if found else None


def _anchors(text: str) -> tuple[Anchor, ...]:
    """The lines of a scale that can be read, lowest first."""
    found = (_anchor(line) for line in _lines(text))
    return tuple(sorted((anchor for anchor in found if anchor), key=lambda anchor: anchor.value))


def _lines(text: str) -> Iterable[str]:
    """The lines that say something, without the dash one may have typed before each."""
    for line in text.splitlines():
        words = line.strip().removeprefix("- ").removeprefix("•").strip()
        if words and words != "-":
            yield words
