"""The framework matrix: cases by learning points, walked with the arrows, with one cell whole beside it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from reflect.domain.framework import CaseKind, cell_id
from reflect.errors import ReflectError
from reflect.services.forms import LeftForm
from reflect.services.framework import OpenCell
from reflect.services.framework_table import CellState, Framework, Standing
from reflect.services.study import Study
from reflect.tui.cell_words import (
    LETTERS,
    LOOKS,
    UNFINISHED,
    quotes_words,
    state_in_words,
    summary_words,
)
from reflect.tui.command import Command, Commands
from reflect.tui.screens import framework_commands as verbs
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.framework_cell import CellScreen
from reflect.tui.widgets.grid import CellGrid
from reflect.tui.widgets.grid_source import GridCell, GridHead
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.rows import clean

_EMPTY = (
    "There is nobody to chart yet: add participants and tag what they say, and each of them is a row here. "
    "Esc goes back."
)
_BESIDE = 140
"""Columns from which on the cell stands beside the grid, and not below it."""
_HEADING = 2
"""Lines of the grid's headings."""
_SHOWN = 70
"""Characters of a quote in the list of those to open."""


_NEXT: Mapping[type[Command], CellState] = {
    verbs.NextOpen: CellState.OPEN,
    verbs.NextStale: CellState.STALE,
    verbs.NextEmpty: CellState.EMPTY,
}
"""The commands that go on to the next cell of a state."""


class Cells(NamedTuple):
    """The matrix as the grid shows it."""

    found: Framework
    left: Mapping[str, LeftForm]

    @property
    def rows(self) -> list[GridHead]:
        """The cases."""
        return [GridHead(case.id, clean(case.name)) for case in self.found.cases]

    @property
    def cols(self) -> list[GridHead]:
        """The learning points: a number, and as much of the name as has room."""
        return [GridHead(p.id, f"{p.number} {clean(p.name)}") for p in self.found.points]

    def cell(self, row: int, col: int) -> GridCell:
        """The letter of its state, and how many quotes it has."""
        cell = self.found.cells[row][col]
        unfinished = cell_id(self.found.kind, cell.case, cell.point) in self.left
        mark = UNFINISHED if unfinished else LETTERS[cell.state]
        return GridCell(str(cell.quotes or ""), mark, LOOKS[cell.state])


class FrameworkScreen(Commands[None]):
    """Every cell at a glance, and one of them whole."""

    SCOPE = "framework"
    VERBS = verbs.MATRIX_COMMANDS
    CSS_PATH = "framework.tcss"

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._kind = CaseKind.PARTICIPANT
        self._shown: Cells | None = None
        self._cell: OpenCell | None = None
        self._busy = False
        self._done = self._undone = 0
        """How many steps of *undo* were made, or taken back, on this screen."""

    def compose(self) -> ComposeResult:
        """The title, the grid, what came of the last command, the cell."""
        yield Static("Framework matrix", id="top", markup=False)
        with Container(id="sheets"):
            yield CellGrid(
                col_width=6, widest=18, head_width=20, head_lines=2, corner="", empty="Reading…", id="grid"
            )
            with VerticalScroll(id="cell"):
                yield Static(id="whole")
        yield Static(id="said", markup=False)
        yield KeyStrip()

    def on_mount(self) -> None:
        """Begin in the grid."""
        self._place()
        self.grid.focus()

    def on_resize(self) -> None:
        """Put the cell beside the grid where there is room."""
        self._place()

    def _place(self) -> None:
        """Beside the grid there is room on a wide screen; above the cell, the grid takes what it needs."""
        beside = self.size.width >= _BESIDE
        self.set_class(beside, "beside")
        rows = len(self._shown.found.cases) if self._shown is not None else 0
        self.grid.styles.max_height = None if beside or not rows else rows + _HEADING

    def on_screen_resume(self) -> None:
        """Fetch what is there now."""
        if not self._busy:
            self._load()

    @property
    def grid(self) -> CellGrid:
        """The cells."""
        return self.query_one(CellGrid)

    # -- what is shown ---------------------------------------------------------------------------------

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        await self._fetch()

    async def _fetch(self) -> None:
        cells, kind = self._study.framework, self._kind
        try:
            found = await self.apart(cells.matrix, kind)
            left = await self.apart(cells.left)
        except ReflectError as error:
            for grid in self.query(CellGrid):
                grid.show(None, empty=f"This cannot be read just now. {error}")
            return
        self._shown = Cells(found, left)
        for grid in self.query(CellGrid):  # the program may be ending meanwhile
            grid.show(self._shown, corner=f"{kind.value.capitalize()}s", empty=_EMPTY)
        for top in self.query("#top").results(Static):
            top.update(_title(found))
            self._place()
        if left and self._cell is None:
            some = ", ".join(form.form.title for form in left.values())
            self.say(
                f"Not kept when reflect stopped, and safe here: {clean(some)}. Open the cell ({UNFINISHED})."
            )

    def on_cell_grid_moved(self) -> None:
        """Show another cell."""
        self.refresh_keys()
        self._read_cell()

    @work(exclusive=True, group="cell")
    async def _read_cell(self) -> None:
        standing = self._here
        if standing is None or self._shown is None:
            self._show_cell(Content(""))
            return
        try:
            cell = await self.apart(
                self._study.framework.cell, self._shown.found.kind, standing.case, standing.point
            )
        except ReflectError as error:
            self._show_cell(Content(str(error)))
            return
        if self._here != standing:
            return
        self._cell = cell
        point = cell.point
        parts = [
            Content(clean(f"{cell.case.name} · {point.number} {point.name}")).stylize("bold"),
            Content(clean(state_in_words(cell, standing))).stylize("dim"),
            Content(""),
            summary_words(cell),
            Content(""),
            quotes_words(cell),
        ]
        if cell.key in self._shown.left:
            words = "Words of yours for it were not kept when reflect stopped: Enter goes on with them."
            parts.insert(2, Content(words).stylize("bold $text-warning"))
        self._show_cell(Content("\n").join(parts))
        self.refresh_keys()

    def _show_cell(self, words: Content) -> None:
        for whole in self.query("#whole").results(Static):
            whole.update(words)
        for cell in self.query("#cell").results(VerticalScroll):
            cell.scroll_home(animate=False)

    def say(self, words: str) -> None:
        """What came of the last command."""
        for said in self.query("#said").results(Static):
            said.update(words)
            said.display = bool(words)

    @property
    def _here(self) -> Standing | None:
        """The cell under the cursor, as the grid knows it."""
        place = self.grid.place
        if self._shown is None or place is None:
            return None
        row, col = place
        return self._shown.found.cells[row][col]

    # -- what can be done ------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """What is done to a cell needs one, of the right kind."""
        here = self._here
        if verb in (verbs.Undo, verbs.Redo):
            return (self._done if verb is verbs.Undo else self._undone) > 0
        if verb in (verbs.Turn, verbs.Leave):
            return True
        if (state := _NEXT.get(verb)) is not None:
            return self._shown is not None and self._shown.found.states()[state] > 0
        if here is None:
            return False
        if verb is verbs.StillFits:
            return here.state is CellState.STALE and not here.hidden
        if verb is verbs.OpenQuote:
            return here.quotes > 0
        if verb is verbs.NothingSaid:
            return not here.hidden and (here.summary is None or here.summary.nothing_said)
        if verb is verbs.Clear:
            return here.summary is not None and not here.hidden
        return True

    def steering_target(self) -> Widget | None:
        """The grid."""
        return self.grid

    def action_steer(self) -> None:
        """Esc goes back; from the cell's words, to the grid."""
        if self.focused is not self.grid and self.grid.place is not None:
            self.grid.focus()
        else:
            self.do_leave()

    def do_leave(self) -> None:
        """Go back."""
        self.dismiss()

    def on_cell_grid_opened(self) -> None:
        """Enter writes."""
        self.do_write()

    def do_write(self) -> None:
        """Open the cell to be written."""
        self._follow(self._write)

    async def _write(self) -> str:
        standing, shown = self._here, self._shown
        if standing is None or shown is None:
            return ""
        cells, study = self._study.framework, self._study
        cell = await self.apart(cells.cell, shown.found.kind, standing.case, standing.point, fresh=True)
        if cell.hidden:
            return "This summary is another researcher's, and hidden while you tag one of its sessions blind."
        left = (await self.apart(cells.left)).get(cell.key)
        kept = await self.app.push_screen_wait(CellScreen(study, cell, standing, left=left))
        self._count(kept or 0)
        return "Kept, and saved. u takes it back." if kept else ""

    def do_nothing_said(self) -> None:
        """Mark the cell, or take the mark back."""
        standing = self._here
        if standing is not None and standing.summary is not None:
            self._do_to_cell(self._study.framework.clear, "Not charted any more.")
        else:
            self._do_to_cell(self._study.framework.nothing_said, "Nothing said: looked at, and saved.")

    def do_still_fits(self) -> None:
        """Say that the summary fits."""
        self._do_to_cell(self._study.framework.still_fits, "It fits its quotes as they are now.")

    def do_clear(self) -> None:
        """Take away what stands there."""
        self._do_to_cell(self._study.framework.clear, "Not charted any more; its summary is in the bin.")

    def _do_to_cell(self, act: Callable[[OpenCell], None], said: str) -> None:
        async def steps() -> str:
            standing, shown = self._here, self._shown
            if standing is None or shown is None:
                return ""
            cells = self._study.framework
            kind = shown.found.kind
            cell = await self.apart(cells.cell, kind, standing.case, standing.point, fresh=True)
            await self.apart(act, cell)
            self._count(1)
            return f"{said} u takes it back."

        self._follow(steps)

    def _count(self, steps: int) -> None:
        if steps:
            self._done, self._undone = self._done + steps, 0

    def do_undo(self) -> None:
        """Take the last one back."""
        self._follow(self._undo)

    async def _undo(self) -> str:
        label = await self.apart(self._study.steps.undo)
        self._done, self._undone = self._done - 1, self._undone + 1
        return f"Undone: {label}."

    def do_redo(self) -> None:
        """Do it again."""
        self._follow(self._redo)

    async def _redo(self) -> str:
        label = await self.apart(self._study.steps.redo)
        self._done, self._undone = self._done + 1, self._undone - 1
        return f"Done again: {label}."

    def do_turn(self) -> None:
        """Participants or roles."""
        roles = self._kind is CaseKind.PARTICIPANT
        self._kind = CaseKind.ROLE if roles else CaseKind.PARTICIPANT
        self.say("")
        self._load()

    # -- going through the cells -----------------------------------------------------------------------

    def do_next_open(self) -> None:
        """The next that nobody has charted."""
        self._go_on(CellState.OPEN)

    def do_next_empty(self) -> None:
        """The next that has no quotes."""
        self._go_on(CellState.EMPTY)

    def do_next_stale(self) -> None:
        """The next that is stale."""
        self._go_on(CellState.STALE)

    def _go_on(self, state: CellState) -> None:
        place, shown = self.grid.place, self._shown
        if place is None or shown is None:
            return
        cols = len(shown.found.points)
        every = [cell for row in shown.found.cells for cell in row]
        here = place[0] * cols + place[1]
        later = (every[(here + step) % len(every)] for step in range(1, len(every) + 1))
        found = next((cell for cell in later if cell.state is state), None)
        self.say("This is the only one." if found is every[here] else "")
        if found is not None:
            self.grid.go_to(found.case, found.point)

    # -- a quote where it was said ---------------------------------------------------------------------

    def do_open_quote(self) -> None:
        """Choose one of the cell's quotes and go there."""
        self._follow(self._open_quote)

    async def _open_quote(self) -> str:
        cell = self._cell
        if cell is None or not cell.quotes:
            return ""
        quote = cell.quotes[0].row
        if len(cell.quotes) > 1:
            choices = [
                Choice(
                    each.row.id, clean(" ".join(each.row.text.split()))[:_SHOWN], each.row.participant or ""
                )
                for each in cell.quotes
            ]
            picked = await self.app.push_screen_wait(Pick("Which quote?", choices))
            if picked is None:
                return ""
            quote = next(each.row for each in cell.quotes if each.row.id == picked)
        from reflect.tui.screens.tag import TagScreen  # when one first needs it

        desk = await self.apart(self._study.open_session, quote.session)
        try:
            await self.app.push_screen_wait(TagScreen(self._study, desk, at=quote.id))
        finally:
            await self.apart(desk.close)
        return ""

    # -- one thing at a time ---------------------------------------------------------------------------

    def _follow(self, steps: Callable[[], Coroutine[Any, Any, str]]) -> None:
        """Go through something that may ask before it does, and show the matrix as it is then."""
        if not self._busy:
            self._busy = True
            self._go(steps)

    @work(group="default")
    async def _go(self, steps: Callable[[], Coroutine[Any, Any, str]]) -> None:
        said = ""
        try:
            said = await steps()
        except ReflectError as error:
            said = str(error)
        await self._fetch()
        self._busy = False
        self.say(said)


def _title(found: Framework) -> str:
    states = found.states()
    parts = [
        f"{states[state]} {state.value}{f' ({letter})' if letter.strip() else ''}"
        for state, letter in LETTERS.items()
        if states[state]
    ]
    title = f"Framework matrix by {found.kind.value}s: {', '.join(parts)}"
    if found.taken_back:
        title += f" · {found.taken_back} not shown (withdrew)"
    if found.nobodys:
        title += f" · {found.nobodys} quotes of nobody known"
    return title
