"""What was typed on this computer and has no place to go back to: saved elsewhere, or let go of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from reflect.domain.ids import Clock
from reflect.services.forms import KIND as FORM
from reflect.services.forms import PEOPLE, POINTS
from reflect.services.identity import system_clock
from reflect.services.left_behind import LeftBehind, discard, left_on_this_computer, save_left_behind
from reflect.tui.command import Command
from reflect.tui.dates import day, when
from reflect.tui.folders import shortened
from reflect.tui.save_elsewhere import save_elsewhere
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column


class SaveLeft(Command):
    """Write it into a folder you choose, a write-up as Markdown. Nothing there is overwritten."""

    name, label, footer, key = "save", "Save it elsewhere", "save elsewhere", "enter,s"


class Discard(Command):
    """Remove it from this computer for good; asks first."""

    name, label, footer, key = "discard", "Discard it", "discard", "x,delete"


class LeftBehindScreen(ListScreen[LeftBehind]):
    """Each session or write-up that is gone, with what of it is kept here. Codes, never names."""

    SCOPE = "left"
    TITLE = "Typed here and left behind"
    VERBS = (SaveLeft, Discard, Leave)
    NEEDS_ROW = (SaveLeft, Discard)
    EMPTY = "Nothing is left behind on this computer. Esc goes back."
    COLUMNS = (
        Column("What", 24, grow=2),
        Column("Study", 20, grow=3, drop=1),
        Column("Last typed", 15),
        Column("Kept", 11),
    )

    def __init__(self, *, clock: Clock = system_clock) -> None:
        super().__init__()
        self._clock = clock
        self._saved: dict[Path, Path] = {}

    def gather(self) -> Sequence[LeftBehind]:
        """Look through what is kept on this computer."""
        return left_on_this_computer()

    def key(self, row: LeftBehind) -> str:
        """Its journal."""
        return str(row.journal)

    def cells(self, row: LeftBehind) -> Sequence[Cell]:
        """What it is, whose study it was in, when it was typed, and how much of it is here."""
        return _named(row), shortened(row.study), when(row.at, self._clock()), _kept(row)

    def whole(self, row: LeftBehind) -> Content:
        """What can be done about it."""
        if row.journal in self._saved:
            return Content("A copy of it is saved: x removes what is kept here.")
        kind = "session" if row.kind == FORM else row.kind
        return Content.assemble(
            (f"{_named(row)}, of the study in {shortened(row.study)}: {_kept(row)}.\n", "$foreground"),
            f"Its {kind} is not there now. If its drive is only not connected, connect it and open the "
            f"{kind}: these words are in it again. If it was removed, bring it back from the study's bin "
            "first. Or save what is here elsewhere.",
        )

    def open_row(self) -> None:
        """Save by double click."""
        self.action_run(SaveLeft.name)

    def do_save(self) -> None:
        """Ask for a folder and write it there."""
        self.follow(self._save(self.current))

    async def _save(self, row: LeftBehind) -> str:
        def save(folder: Path) -> Path:
            saved = save_left_behind(row, folder)
            self._saved[row.journal] = saved
            return saved

        said: list[str] = []
        await save_elsewhere(self, save, told=said.append)
        return " ".join(said)

    def do_discard(self) -> None:
        """Ask, then remove it."""
        self.follow(self._discard(self.current))

    async def _discard(self, row: LeftBehind) -> str:
        saved = self._saved.get(row.journal)
        also = f"A copy is saved as {shortened(str(saved))}." if saved else "It is kept nowhere else."
        asked = Confirm(
            f"Discard what was typed in {_named(row)}?",
            yes="Discard",
            detail=f"{_kept(row).capitalize()}, removed from this computer for good. {also}",
        )
        if not await self.app.push_screen_wait(asked):
            return ""
        await self.apart(discard, row)
        return f"{_named(row)}: nothing of it is kept on this computer any more."


def _named(row: LeftBehind) -> str:
    """Which it is: by code and day, or by its id."""
    if row.kind == FORM:
        known = {PEOPLE: "a participant's form", POINTS: "a learning point's form or memo"}
        return known.get(row.item, f"memo or note, session {row.item}")
    if row.kind != "session":
        return f"{row.kind} {row.item}"
    if row.started:
        return f"session {row.participant or 'group'}, {day(row.started)}"
    return f"session {row.item}"


def _kept(row: LeftBehind) -> str:
    if row.whole:
        return "all of it"
    return "1 change" if row.changes == 1 else f"{row.changes} changes"
