"""The quotes behind a cell of a table; from each one goes to where it was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from reflect.domain.codebook import Codebook
from reflect.domain.search_query import Kind
from reflect.services.cell_quotes import MOST, Behind, behind_cell
from reflect.services.cross_table import IN_ALL, CrossTable
from reflect.services.rows import QuoteRow
from reflect.services.searching import Hit
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.going_there import go_to_hit
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column, clean


class OpenQuote(Command):
    """Open the session this quote is from, at the quote."""

    name, label, footer, key = "open_quote", "Open where it was said", "open", "enter"


class Grouped(NamedTuple):
    """A quote, alone or with those it stands together with."""

    group: int
    """Counts from 1; 0 where each stands alone."""
    quote: QuoteRow


class CellQuotesScreen(ListScreen[Grouped]):
    """What is counted in one cell, session by session from the oldest, in reading order."""

    SCOPE = "cell_quotes"
    VERBS = (OpenQuote, Leave)
    NEEDS_ROW = (OpenQuote,)
    EMPTY = "Nothing is counted here any more. Esc goes back."
    COLUMNS = (
        Column("", 3, right=True),
        Column("Points", 7),
        Column("Who", 5),
        Column("Words", 30, grow=1),
        Column("Tagged by", 10, drop=1),
    )

    def __init__(self, study: Study, table: CrossTable, row: int, col: int) -> None:
        super().__init__()
        self._study = study
        self._table = table
        self._place = row, col
        self._codebook = Codebook()
        self._behind = Behind(())

    @property
    def heading(self) -> str:
        """The cell in words."""
        return clean(self._table.counted(*self._place))

    def gather(self) -> Sequence[Grouped]:
        """Fetch the quotes, without what one is not shown of others' work."""
        study, (row, col) = self._study, self._place
        one, two = self._table.rows[row], self._table.cols[col]
        self._codebook = study.codebook()
        self._behind = behind_cell(
            study,
            self._table.asked,
            None if one is IN_ALL else one.id,
            None if two is IN_ALL else two.id,
            hidden=study.blind.unseen(),
            seen=lambda: study.blind.seen_quotes(study),
        )
        groups = self._behind.groups
        several = any(len(group) > 1 for group in groups)
        return [
            Grouped(number if several else 0, quote)
            for number, group in enumerate(groups, 1)
            for quote in group
        ]

    async def _fetch(self) -> None:
        await super()._fetch()
        notes = []
        if self._behind.more:
            notes.append(f"These are the first {MOST}: choose a smaller cell for the others.")
        if left := self._behind.taken_back:
            notes.append(f"{left} left out, of people who withdrew or do not take part.")
        self.say(" ".join(notes))

    def key(self, row: Grouped) -> str:
        """The quote, and the group in which it stands."""
        return f"{row.group} {row.quote.id}"

    def cells(self, row: Grouped) -> Sequence[Cell]:
        """The group, its points, whose words, the words, who tagged them."""
        quote = row.quote
        numbers = " ".join(
            f"{'≠' if point in quote.contradicts else ''}{self._number(point)}" for point in quote.points
        )
        words = f"★ {quote.text}" if quote.starred else quote.text
        return (
            str(row.group or ""),
            numbers or "–",
            quote.participant or "–",
            words,
            ", ".join(quote.taggers),
        )

    def whole(self, row: Grouped) -> Content:
        """All of the words, the question, the points by name, and the memos."""
        quote = row.quote
        points = [point for point in map(self._codebook.get, quote.points) if point is not None]
        named = ", ".join(f"{point.number} {point.name}" for point in points)
        tagged = f"tagged by {', '.join(quote.taggers)}" if quote.taggers else f"marked by {quote.by}"
        lines = [quote.heading, f"“{quote.text}”", " · ".join(part for part in (named, tagged) if part)]
        lines += [f"Memo: {memo}" for memo in quote.memos]
        return Content("\n".join(clean(line) for line in lines if line))

    def open_row(self) -> None:
        """Open by double click."""
        self.action_run(OpenQuote.name)

    def do_open_quote(self) -> None:
        """Go to where it was said."""
        self.follow(self._open(self.current.quote))

    async def _open(self, quote: QuoteRow) -> str:
        await go_to_hit(self, self._study, _place_of(quote), self.load)
        return ""

    def _number(self, point: str) -> str:
        known = self._codebook.get(point)
        return str(known.number) if known else "?"


def _place_of(quote: QuoteRow) -> Hit:
    return Hit(
        session=quote.session,
        passage=quote.passage,
        text=quote.text,
        start=quote.start,
        end=quote.end,
        before="",
        after="",
        kind=Kind.QUOTE,
        quote=quote.id,
        participant=quote.participant,
        role=quote.role,
        points=quote.points,
        contradicts=quote.contradicts,
        heading=quote.heading,
        by=quote.by,
        started="",
    )
