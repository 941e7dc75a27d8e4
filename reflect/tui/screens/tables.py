"""Tables of the study's quotes: what is counted by what, walked cell by cell, and the quotes behind each."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, NamedTuple

from msgspec.structs import replace
from textual import work
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from reflect.domain.amounts import many
from reflect.domain.side_by_side import Unseen
from reflect.errors import ReflectError
from reflect.services.cross_table import OVERLAPS, PLURAL, CrossTable, crossed, key_of, named
from reflect.services.study import Study
from reflect.services.tabulating import Asked
from reflect.tui.command import Command, Commands
from reflect.tui.dates import day
from reflect.tui.folders import shortened
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.list_screen import Leave
from reflect.tui.screens.table_commands import (
    ChooseColumns,
    ChooseCounted,
    ChooseOverlap,
    ChooseRole,
    ChooseRows,
    ChooseShares,
    CopyTable,
    ExportTable,
    OpenCell,
    SwapSides,
)
from reflect.tui.widgets.grid import CellGrid
from reflect.tui.widgets.grid_source import GridCell, GridHead
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.rows import clean

_COUNTED = {
    "quotes": ("Quotes", "a quote with two learning points counts once in each"),
    "people": ("People", "how many different voices these are"),
    "words": ("Words", "the words of the quotes"),
}
_SHARES = {
    "": ("Numbers", "how many there are"),
    "row": ("Shares of the row", "of all there is in the row"),
    "column": ("Shares of the column", "of all there is in the column, untagged quotes too"),
}
_FORMS = {
    "md": ("Markdown", "for a text (.md)"),
    "csv": ("CSV", "for a spreadsheet (.csv)"),
}
_ALL_ROLES = "*"


class _Cells:
    """A table for the grid."""

    def __init__(self, table: CrossTable) -> None:
        self._table = table
        self.rows = [GridHead(key_of(head), named(head)) for head in table.rows]
        self.cols = [GridHead(key_of(head), named(head)) for head in table.cols]

    def cell(self, row: int, col: int) -> GridCell:
        """The number and its shade; what is nothing is only its shade."""
        table = self._table
        shade, text = table.shade(row, col), table.text(row, col)
        if not table.number(row, col):
            return GridCell("", shade or "–", "$text-muted")
        return GridCell(text, shade or " ")


class _Gathered(NamedTuple):
    table: CrossTable
    cells: _Cells
    roles: dict[str, str]
    hidden: Unseen


class TablesScreen(Commands[None]):
    """One table at a time; everything about it is chosen by a key."""

    SCOPE = "tables"
    CSS_PATH = "tables.tcss"
    VERBS = (
        OpenCell,
        ChooseRows,
        ChooseColumns,
        ChooseCounted,
        ChooseShares,
        ChooseRole,
        ChooseOverlap,
        SwapSides,
        CopyTable,
        ExportTable,
        Leave,
    )

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._asked = Asked(cols="roles")
        self._share = ""
        self._found: _Gathered | None = None
        self._asking = False
        self._begun = False
        """Whether a table has been shown."""

    def compose(self) -> ComposeResult:
        """What it is of, the cells, and the one under the cursor in words."""
        yield Static("Tables", id="top", markup=False)
        yield CellGrid(
            col_width=8,
            widest=14,
            head_width=44,
            head_least=20,
            head_lines=2,
            right=True,
            empty="Counting…",
        )
        yield Static(id="said", markup=False)
        yield Static(id="legend", markup=False)
        yield KeyStrip()

    def on_screen_resume(self) -> None:
        """Count what is there now."""
        self.grid.focus()
        if not self._asking:
            self.load()

    @property
    def grid(self) -> CellGrid:
        """The cells."""
        return self.query_one(CellGrid)

    # -- counting --------------------------------------------------------------------------------------

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Count, off the screen's thread; the table of before stays as long as that takes."""
        self._title("counting …")
        try:
            found = await self.apart(self._gather, self._asked, self._share)
        except ReflectError as error:
            self._found = None
            self._show(f"This cannot be counted just now. {error}")
        else:
            self._found = found
            self._show(_nothing(found.table))
        self._title()

    def _gather(self, asked: Asked, share: str) -> _Gathered:
        study = self._study
        hidden = study.blind.unseen()
        called: dict[str, str] = {}
        if "sessions" in (asked.rows, asked.cols):
            called = {
                row.id: f"{row.whose} {day(row.started)}" for row in study.finder.sessions() if row.started
            }
        table = crossed(study, asked, share=share, hidden=hidden, called=called)
        return _Gathered(table, _Cells(table), {role.id: role.name for role in study.roles()}, hidden)

    def _show(self, empty: str) -> None:
        table = self._found.table if self._found else None
        for grid in self.query(CellGrid):  # the program may be ending meanwhile
            still = 0 if table is None or table.beside else 1
            there = table is not None and (table.most or any(table.whole.values()))
            corner = "" if table is None else PLURAL[table.asked.rows].capitalize()
            grid.show(
                self._found.cells if self._found and there else None,
                corner=corner,
                empty=empty,
                frozen_rows=still,
                frozen_cols=still,
            )
            if still and not self._begun:
                grid.action_move(1, 1)  # past the sums
            self._begun = True

    def _title(self, note: str = "") -> None:
        table = self._found.table if self._found else None
        parts = ["Tables", note]
        if table is not None and self._found is not None:
            parts[0] = table.title(role=self._found.roles.get(table.asked.role, table.asked.role))
        for top in self.query("#top").results(Static):
            top.update(clean(" · ".join(part for part in parts if part)))

    def on_cell_grid_moved(self) -> None:
        """Say the cell in words."""
        table, place = self._table_and_place()
        said = "" if table is None or place is None else table.said(*place)
        parts = [] if table is None else [table.legend(), self._left_out()]
        legend = " · ".join(part for part in parts if part)
        for widget, words in (("#said", said), ("#legend", legend)):
            for line in self.query(widget).results(Static):
                line.update(clean(words))
        self.refresh_keys()

    def _left_out(self) -> str:
        """What is not counted, since one is not shown it."""
        blind = len(self._found.hidden.sessions) if self._found else 0
        return f"without others' work in {many(blind, 'session')} you tag blind" if blind else ""

    def _table_and_place(self) -> tuple[CrossTable | None, tuple[int, int] | None]:
        place = next((grid.place for grid in self.query(CellGrid)), None)
        return (self._found.table if self._found else None), place

    # -- choosing --------------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """When two stand together is for points by points; what is in a cell needs one."""
        if verb is ChooseOverlap:
            return self._asked.rows == self._asked.cols
        if verb is SwapSides:
            return self._asked.rows != self._asked.cols
        table, place = self._table_and_place()
        if verb is OpenCell:
            return table is not None and place is not None and table.number(*place) > 0
        if verb in (CopyTable, ExportTable):
            return table is not None
        return True

    def steering_target(self) -> Widget | None:
        """The cells."""
        return self.grid

    def action_steer(self) -> None:
        """Esc goes back: there is nothing to write here."""
        self.do_leave()

    def do_leave(self) -> None:
        """Go back."""
        self.dismiss()

    def do_rows(self) -> None:
        """Ask."""
        self._follow(self._choose_side("rows", "What are the rows?"))

    def do_columns(self) -> None:
        """Ask."""
        self._follow(self._choose_side("cols", "What are the columns?"))

    async def _choose_side(self, side: str, title: str) -> None:
        choices = [Choice(each, words.capitalize()) for each, words in PLURAL.items()]
        now = self._asked
        picked = await self._pick(title, choices, getattr(now, side))
        if picked is None:
            return
        other = now.cols if side == "rows" else now.rows
        if picked == other and picked != "points":  # a side by itself says nothing: they change places
            other = now.rows if side == "rows" else now.cols
        rows, cols = (picked, other) if side == "rows" else (other, picked)
        of = "quotes" if rows == cols and now.of == "words" else now.of
        self._ask_for(replace(now, rows=rows, cols=cols, of=of))

    def do_swap(self) -> None:
        """Exchange them."""
        self._ask_for(replace(self._asked, rows=self._asked.cols, cols=self._asked.rows))

    def do_counted(self) -> None:
        """Ask."""
        self._follow(self._choose_counted())

    async def _choose_counted(self) -> None:
        beside = self._asked.rows == self._asked.cols
        choices = [Choice(of, *said) for of, said in _COUNTED.items() if not (beside and of == "words")]
        picked = await self._pick("What is counted?", choices, self._asked.of)
        if picked is not None:
            self._ask_for(replace(self._asked, of=picked))

    def do_shares(self) -> None:
        """Ask."""
        self._follow(self._choose_shares())

    async def _choose_shares(self) -> None:
        choices = [Choice(share or "no", *said) for share, said in _SHARES.items()]
        picked = await self._pick("Numbers or shares?", choices, self._share or "no")
        if picked is not None:
            self._share = "" if picked == "no" else picked
            self._ask_for(self._asked)

    def do_only_role(self) -> None:
        """Ask."""
        self._follow(self._choose_role())

    async def _choose_role(self) -> None:
        roles = await self.apart(self._study.roles)
        choices = [Choice(_ALL_ROLES, "All roles"), *(Choice(role.id, role.name) for role in roles)]
        picked = await self._pick("Only what one role said?", choices, self._asked.role or _ALL_ROLES)
        if picked is not None:
            self._ask_for(replace(self._asked, role="" if picked == _ALL_ROLES else picked))

    def do_overlap(self) -> None:
        """Ask."""
        self._follow(self._choose_overlap())

    async def _choose_overlap(self) -> None:
        choices = [Choice(overlap, words.capitalize()) for overlap, words in OVERLAPS.items()]
        picked = await self._pick("When do two stand together?", choices, self._asked.overlap)
        if picked is not None:
            overlap = next(each for each in OVERLAPS if each == picked)
            self._ask_for(replace(self._asked, overlap=overlap))

    def _ask_for(self, asked: Asked) -> None:
        self._asked = asked
        self.load()

    async def _pick(self, title: str, choices: list[Choice], now: str) -> str | None:
        return await self.app.push_screen_wait(Pick(title, choices, start=now))

    def _follow(self, steps: Coroutine[Any, Any, None]) -> None:
        """Go through something that asks; while one thing is asked another is not."""
        if self._asking:
            steps.close()
            return
        self._asking = True
        self._go(steps)

    @work(group="default")
    async def _go(self, steps: Coroutine[Any, Any, None]) -> None:
        try:
            await steps
        except ReflectError as error:
            self.tell(error)
        finally:
            self._asking = False

    # -- what is behind, and what goes out -------------------------------------------------------------

    def on_cell_grid_opened(self) -> None:
        """List the quotes."""
        self.action_run(OpenCell.name)

    def do_open_cell(self) -> None:
        """List the quotes."""
        from reflect.tui.screens.cell_quotes import CellQuotesScreen  # when one first needs it

        table, place = self._table_and_place()
        if table is not None and place is not None:
            self.app.push_screen(CellQuotesScreen(self._study, table, *place))

    def do_copy_table(self) -> None:
        """Ask as what."""
        self._follow(self._copy())

    async def _copy(self) -> None:
        from reflect.services.table_file import TableForm, table_text  # seldom needed
        from reflect.tui.clipboard import handed_over  # likewise

        table, _ = self._table_and_place()
        picked = await self._pick("Copy the table as", _forms(), "")
        if table is not None and picked is not None:
            text = await self.apart(table_text, table, TableForm(picked))
            self.notify(f"The table is {await handed_over(self, text)}.", markup=False)

    def do_export_table(self) -> None:
        """Ask as what."""
        self._follow(self._export())

    async def _export(self) -> None:
        from reflect.services.table_file import TableForm, put_table  # seldom needed

        table, _ = self._table_and_place()
        picked = await self._pick("Write the table as", _forms(), "")
        if table is not None and picked is not None:
            path = await self.apart(put_table, self._study.folder, table, TableForm(picked))
            said = [f"Written to {shortened(str(path))}", "participants stand in it by their codes"]
            self.notify("; ".join([*said, *filter(None, [self._left_out()])]) + ".", timeout=12, markup=False)


def _forms() -> list[Choice]:
    return [Choice(form, *said) for form, said in _FORMS.items()]


def _nothing(table: CrossTable) -> str:
    if table.asked.role:
        return "Nobody in this role is quoted. Press o to count all roles again."
    if table.beside:
        return "No quote has a learning point yet. Press c for other columns."
    return "There are no quotes yet: open a session with t on the first tab, and press a digit on words."
