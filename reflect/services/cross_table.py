"""A table as a screen shows it: cells with shades, sums, each cell in words. Only what is there is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from reflect.analysis.counts import SHADES, Head, Overlap, shade, table
from reflect.domain.amounts import many
from reflect.domain.side_by_side import Unseen
from reflect.services.table_lines import SINGULAR, in_lines
from reflect.services.tabulating import NOTHING, Asked, Counts, Source, counts, in_all

IN_ALL = Head(id="", name="In all")
"""The row and the column of sums."""
PLURAL: Mapping[str, str] = {side: f"{one}s" for side, one in SINGULAR.items()}
"""What rows and columns can be, and what they are called."""
_PAIRED = {
    Overlap.SAME: ("quote with both", "quotes with both"),
    Overlap.OVERLAPPING: ("pair of quotes that share words", "pairs of quotes that share words"),
    Overlap.PASSAGE: ("passage with both", "passages with both"),
}
OVERLAPS: Mapping[Overlap, str] = {
    Overlap.SAME: "on the same quote",
    Overlap.OVERLAPPING: "on quotes that share words",
    Overlap.PASSAGE: "in the same passage",
}
"""When two learning points stand together."""


class CrossTable(NamedTuple):
    """A table, with sums first of rows and of columns unless it is points by points.

    Rows and columns are given by their places.
    """

    asked: Asked
    share: str
    """`row` or `column`, when shares are shown; else empty."""
    rows: tuple[Head, ...]
    cols: tuple[Head, ...]
    ways: Mapping[str, Counts]
    """By what is counted: `quotes` and `people`, and what was asked for."""
    whole: Mapping[str, int]
    """All there is, by what is counted."""
    totals: Mapping[str, tuple[Mapping[str, int], Mapping[str, int]]]
    """The sums of rows and of columns by their ids, by what is counted."""
    most: float
    """The largest of what is shown, sums left out."""

    @property
    def beside(self) -> bool:
        """Whether it is points by points; there are no sums then, a point by itself says them."""
        return self.asked.rows == self.asked.cols

    def number(self, row: int, col: int, of: str = "") -> int:
        """What is counted in a cell; the sums of its row and its column are cells too."""
        of = of or self.asked.of
        one, two = self.rows[row], self.cols[col]
        if one is IN_ALL:
            return self.whole[of] if two is IN_ALL else self.totals[of][1].get(two.id, 0)
        if two is IN_ALL:
            return self.totals[of][0].get(one.id, 0)
        return self.ways[of].cells.get((one.id, two.id), 0)

    def share_of(self, row: int, col: int, of: str) -> float | None:
        """The share of its row's or its column's sum; None where that is nothing."""
        whole = self._sum(row, col, of)
        return self.number(row, col) / whole if whole else None

    def text(self, row: int, col: int) -> str:
        """What stands in a cell, without its shade."""
        if self.share and not self._is_sum(row, col):
            share = self.share_of(row, col, self.share)
            return "–" if share is None else f"{share:.0%}"
        return str(self.number(row, col))

    def shade(self, row: int, col: int) -> str:
        """Its place between nothing and the largest; empty for a sum."""
        if self._is_sum(row, col):
            return ""
        value = self.share_of(row, col, self.share) if self.share else self.number(row, col)
        return shade(value or 0.0, self.most)

    def title(self, *, role: str = "") -> str:
        """What the table is of; `role` is what the role is called that it is narrowed to."""
        asked = self.asked
        parts = [f"{PLURAL[asked.rows].capitalize()} by {PLURAL[asked.cols]}", asked.of]
        if self.beside:
            parts[1:] = [OVERLAPS[asked.overlap], *(["people"] if asked.of == "people" else [])]
        if self.share:
            parts.append(f"shares of the {self.share}")
        if role:
            parts.append(f"only {role}")
        return " · ".join(parts)

    def said(self, row: int, col: int) -> str:
        """A cell in full: `Be realistic by Provider: 4 quotes of 3 people, 12 % of the row`."""
        parts = [self.counted(row, col)]
        if not self._is_sum(row, col) and self.number(row, col):
            for of in ("row", "column"):
                share = self.share_of(row, col, of)
                parts.append("" if share is None else f"{share:.0%} of the {of}".replace("%", " %"))
        return ", ".join(part for part in parts if part)

    def counted(self, row: int, col: int) -> str:
        """The same without shares."""
        return f"{self._names(self.rows[row], self.cols[col])}: {self._amount(row, col)}"

    def _names(self, one: Head, two: Head) -> str:
        if one is IN_ALL or two is IN_ALL:
            heads = [named(head) for head in (one, two) if head is not IN_ALL]
            return f"{heads[0]}, in all" if heads else IN_ALL.name
        if self.beside:
            return named(one) if one.id == two.id else f"{named(one)} with {named(two)}"
        return f"{named(one)} by {named(two)}"

    def _amount(self, row: int, col: int) -> str:
        quotes, people = self.number(row, col, "quotes"), self.number(row, col, "people")
        counted = many(quotes, "quote")
        if self.beside:
            one, more = _PAIRED[self.asked.overlap]
            if self.rows[row].id == self.cols[col].id:
                passage = self.asked.overlap is Overlap.PASSAGE
                one, more = ("passage", "passages") if passage else ("quote", "quotes")
            counted = many(quotes, one, more)
        if not quotes:
            return f"no {counted.removeprefix('0 ')}"
        if self.asked.of == "words":
            counted = f"{many(self.number(row, col), 'word')} in {counted}"
        return f"{counted} of {many(people, 'person', 'people')}" if people else counted

    def legend(self) -> str:
        """What the shades stand for."""
        if not self.most:
            return f"{SHADES[0]} nothing"
        most = f"{self.most:.0%}".replace("%", " %") if self.share else f"{self.most:.0f}"
        return f"{SHADES[0]} nothing  {SHADES[1:]} up to the most, {most}"

    def lines(self) -> tuple[list[str], list[list[str]]]:
        """The headings and lines that `reflect matrix` writes of it, for other programs."""
        found = self.ways[self.asked.of]
        return in_lines(table(*found), self.asked, self.share or None, plain=True)

    @property
    def size(self) -> int:
        """How many cells `lines` has."""
        found = self.ways[self.asked.of]
        return len(found.rows) * len(found.cols)

    def _is_sum(self, row: int, col: int) -> bool:
        return self.rows[row] is IN_ALL or self.cols[col] is IN_ALL

    def _sum(self, row: int, col: int, of: str) -> int:
        """What a share is a share of."""
        heads = self.rows[row] if of == "row" else self.cols[col]
        return self.totals[self.asked.of][0 if of == "row" else 1].get(heads.id, 0)


def crossed(
    study: Source,
    asked: Asked,
    *,
    share: str = "",
    hidden: Unseen = NOTHING,
    called: Mapping[str, str] | None = None,
) -> CrossTable:
    """The table that is asked for, without what is `hidden`; `called` are names of rows and columns by id.

    Raises:
        InvalidInput: there cannot be such a table.

    """
    kinds = dict.fromkeys((asked.of, "quotes", "people"))
    ways = {of: counts(study, replace(asked, of=of), hidden=hidden) for of in kinds}
    shown = ways[asked.of]
    beside = asked.rows == asked.cols
    sums = () if beside else (IN_ALL,)
    names = called or {}

    def heads(of: list[Head]) -> tuple[Head, ...]:
        return (*sums, *(replace(h, name=names[h.id]) if h.id in names else h for h in of))

    totals = {
        of: ({h.id: h.total for h in each.rows}, {h.id: h.total for h in each.cols})
        for of, each in ways.items()
    }
    found = CrossTable(
        asked=asked,
        share=share,
        rows=heads(shown.rows),
        cols=heads(shown.cols),
        ways=ways,
        whole={} if beside else in_all(study, asked, tuple(kinds), hidden=hidden),
        totals=totals,
        most=0,
    )
    side = totals[asked.of][0 if share == "row" else 1]
    values = (
        count / (side.get(pair[share == "column"], 0) or 1) if share else count
        for pair, count in shown.cells.items()
    )
    return found._replace(most=max(values, default=0))


def key_of(head: Head) -> str:
    """What names a row or a column among the others; the sums have no id, and no more has what is unknown."""
    return "in all" if head is IN_ALL else f"={head.id}"


def named(head: Head) -> str:
    """A row or a column in full."""
    return head.name if head.number is None else f"{head.number} {head.name}"
