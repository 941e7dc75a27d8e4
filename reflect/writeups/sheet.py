"""The lines of a write-up as they come out, with something in the place of every reference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reflect.writeups.manuscript import Line, is_bare
from reflect.writeups.placing import Place
from reflect.writeups.regions import RegionKind, regions

_NO_SPACE_BEFORE = " ,.;:!?)"
_EVERY_SPACE_COUNTS = (RegionKind.FENCED, RegionKind.UNCLOSED, RegionKind.INDENTED, RegionKind.HTML)


def filled(lines: Sequence[Line], places: Iterable[Place], *, marks: bool) -> str:
    """The Markdown of `lines` with their references filled in; it ends in one line end.

    Where nothing may be shown, `marks` says whether a mark shows it. A line on which nothing is left goes
    too, and outside code no two empty lines follow each other.
    """
    sheet = _Sheet(marks=marks)
    by_line: dict[int, list[Place]] = {}
    for place in places:
        by_line.setdefault(place.reference.at, []).append(place)
    texts = [line.text for line in lines]
    kept = {
        at
        for region in regions(texts)
        if region.kind in _EVERY_SPACE_COUNTS
        for at in range(region.first, region.past)
    }
    for at, text in enumerate(texts):
        if at in kept:
            sheet.out.append(text)
        else:
            sheet.add(text, by_line.get(at, []))
    made = "\n".join(sheet.out).strip("\n")
    return f"{made}\n" if made else ""


class _Sheet:
    def __init__(self, *, marks: bool) -> None:
        self.out: list[str] = []
        self._marks = marks

    def add(self, text: str, places: Sequence[Place]) -> None:
        """Add one line, its references filled in."""
        for place in reversed(places):
            if place.reference.alone:
                self._block(place)
                return
            text = self._in_sentence(text[: place.reference.start], place, text[place.reference.end :])
        if text.strip() and not (places and is_bare(text)):
            self.out.append(text)
        else:
            self._gap()

    def _block(self, place: Place) -> None:
        self._gap()
        if place.appears:
            self.out += place.block()
        elif self._marks:
            self.out.append(place.mark)
        self._gap()

    def _in_sentence(self, before: str, place: Place, after: str) -> str:
        if place.appears:
            return before + place.inline(begins=is_bare(before)) + after
        if self._marks:
            return before + place.mark + after
        if is_bare(before):
            return before + after.lstrip()
        if before.endswith(" ") and (not after or after[0] in _NO_SPACE_BEFORE):
            return before.rstrip() + after
        return before + after

    def _gap(self) -> None:
        if self.out and self.out[-1]:
            self.out.append("")
