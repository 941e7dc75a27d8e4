"""The lines of a write-up as they come out, with something in the place of every reference."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from reflect.writeups.contents import contents
from reflect.writeups.manuscript import Line, is_bare
from reflect.writeups.placing import Place
from reflect.writeups.regions import RegionKind, regions

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s|$)")
_GONE = "\N{NULL}held back"
"""Stands for a quotation that was held back until the headings over nothing are out; known by identity."""
_CONTENTS = "\N{NULL}contents"
"""Stands for the table of contents until it is known which headings are left; known by identity."""
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
        if lines[at].commented:
            sheet.leave_out()
        elif at in kept:
            sheet.code.add(len(sheet.out))
            sheet.out.append(text)
        else:
            sheet.add(text, by_line.get(at, []))
    made = "\n".join(_with_contents(_without_empty_parts(sheet.out, sheet.code))).strip("\n")
    return f"{made}\n" if made else ""


def _without_empty_parts(lines: Sequence[str], code: Collection[int]) -> list[str]:
    """The lines without the headings over nothing but what was held back, or comments to oneself.

    A heading that had nothing under it from the beginning stays: that is how its writer left it. `code`
    says which lines are code, where nothing is a heading and every empty line counts.
    """
    levels = {
        at: len(heading[1])
        for at, line in enumerate(lines)
        if at not in code and (heading := _HEADING.match(line))
    }
    gone = {at for at, line in enumerate(lines) if line is _GONE}
    for at in sorted(levels, reverse=True):
        past = next((n for n in range(at + 1, len(lines)) if levels.get(n, 7) <= levels[at]), len(lines))
        under = range(at + 1, past)
        if any(n in gone for n in under) and not any(lines[n] and n not in gone for n in under):
            gone.add(at)
    shown: list[str] = []
    for at, line in enumerate(lines):
        after_nothing = bool(shown) and not shown[-1]
        if at not in gone and not (not line and after_nothing and at not in code):
            shown.append(line)
    return shown


def _with_contents(lines: Sequence[str]) -> Iterable[str]:
    """The lines with the list of their headings where one was asked for."""
    plain = ["" if line is _CONTENTS else line for line in lines]
    nothing_before = False
    for at, line in enumerate(lines):
        listed = contents(plain, at) if line is _CONTENTS else [line]
        if not (nothing_before and not line):
            yield from listed
        nothing_before = not listed


class _Sheet:
    def __init__(self, *, marks: bool) -> None:
        self.out: list[str] = []
        self.code: set[int] = set()
        """Which of them are code."""
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
        if place.reference.contents:
            self.out.append(_CONTENTS)
        elif place.appears:
            self.out += place.block()
        else:
            self.out.append(place.mark if self._marks else _GONE)
        self._gap()

    def leave_out(self) -> None:
        """Note that nothing comes out of a line, although a comment stood there.

        With marks the heading over it stays, so that whoever writes sees what is still to be written.
        """
        self._gap()
        if not self._marks:
            self.out.append(_GONE)

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
