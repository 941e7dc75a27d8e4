"""Lists of a Word document: each ordered one counts by itself, from where it begins."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from reflect.exchange.word_xml import element

_LEVELS = 9
_INDENT = 397
"""Twentieths of a point, a level: 7 mm."""
_BULLETS = "•–▪"
_COUNTS = ("decimal", "lowerLetter", "lowerRoman")


class Lists:
    """Hands out numberings."""

    def __init__(self, document: Document) -> None:
        self._numbering = document.part.numbering_part.element
        taken = [int(found.get(qn("w:abstractNumId"))) for found in self._abstract()]
        self._bullet, self._number = str(max(taken, default=-1) + 1), str(max(taken, default=-1) + 2)
        self._add(self._bullet, [("bullet", _BULLETS[n % len(_BULLETS)]) for n in range(_LEVELS)])
        self._add(self._number, [(_COUNTS[n % len(_COUNTS)], f"%{n + 1}.") for n in range(_LEVELS)])
        self._bullets = self._new(self._bullet)

    def bullets(self) -> str:
        """The numbering of every list that does not count."""
        return self._bullets

    def counting(self, level: int, start: int) -> str:
        """A new numbering that begins at `start` on this level."""
        begin = element("w:lvlOverride", element("w:startOverride", val=str(start)), ilvl=str(level))
        return self._new(self._number, begin)

    def _abstract(self) -> list[Any]:
        return list(self._numbering.iter(qn("w:abstractNum")))

    def _add(self, number: str, levels: list[tuple[str, str]]) -> None:
        made = element("w:abstractNum", element("w:multiLevelType", val="multilevel"), abstractNumId=number)
        for level, (kind, sign) in enumerate(levels):
            place = element("w:ind", left=str(_INDENT * (level + 1)), hanging=str(_INDENT))
            made.append(
                element(
                    "w:lvl",
                    element("w:start", val="1"),
                    element("w:numFmt", val=kind),
                    element("w:lvlText", val=sign),
                    element("w:lvlJc", val="left"),
                    element("w:pPr", place),
                    ilvl=str(level),
                )
            )
        # Before the first numbering: the order is part of the format.
        self._numbering.find(qn("w:num")).addprevious(made)

    def _new(self, abstract: str, *overrides: Any) -> str:
        number = max(int(found.get(qn("w:numId"))) for found in self._numbering.iter(qn("w:num"))) + 1
        last = list(self._numbering.iter(qn("w:num")))[-1]
        last.addnext(
            element("w:num", element("w:abstractNumId", val=abstract), *overrides, numId=str(number))
        )
        return str(number)


def placed(number: str, level: int) -> Any:
    """What makes a paragraph an item of a numbering."""
    return element("w:numPr", element("w:ilvl", val=str(level)), element("w:numId", val=number))


def beneath(level: int) -> Any:
    """What sets a paragraph under the words of an item."""
    return element("w:ind", left=str(_INDENT * (level + 1)))
