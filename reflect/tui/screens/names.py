"""Names that still stand in a write-up that is about to leave the study: replaced or let pass, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.content import Content

from reflect.services.leaks import Leak
from reflect.services.publishing import ANYBODY, Readers
from reflect.services.study import Study
from reflect.tui.command import Command, Commands
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column, clean


async def names_settled(
    screen: Commands[Any], study: Study, writeup: str, readers: Readers = ANYBODY
) -> int | bool:
    """Whether no name keeps a write-up from leaving; where some do, they are shown to be decided on.

    A number is the line that somebody wants to go to instead.
    """
    if not await screen.apart(study.publishing.names_in, writeup, readers):
        return True
    names = NamesScreen(study, writeup, readers)
    await screen.app.push_screen_wait(names)
    if names.chosen is not None:
        return names.chosen
    left = len(await screen.apart(study.publishing.names_in, writeup, readers))
    if left:
        stand = "name still stands" if left == 1 else "names still stand"
        screen.notify(f"Not exported: {left} {stand} in it.", timeout=6, markup=False)
    return not left


class GoThere(Command):
    """Go to its line in the write-up, to write something else there."""

    name, label, footer, key = "go_there", "Go to the line", "go there", "enter"


class LetPass(Command):
    """Let these words stand in this write-up, here and wherever else they do. `u` takes it back."""

    name, label, footer, key = "let_pass", "Let it pass", "let pass", "p"


class LookAgain(Command):
    """Take the last decision back: the words are looked for again."""

    name, label, footer, key = "look_again", "Look for it again", "undo", "u,ctrl+z"


class NamesScreen(ListScreen[Leak]):
    """Every place of a name, with what stands around it; the write-up goes out once none is left.

    `chosen` is the line that somebody wants to go to; None when they only looked, or left.
    """

    SCOPE = "names"
    TITLE = "Names that others would read"
    VERBS = (GoThere, LetPass, LookAgain, Leave)
    NEEDS_ROW = (GoThere, LetPass)
    EMPTY = "No name is left to decide on. q goes on with the export."
    COLUMNS = (
        Column("Line", 4, right=True),
        Column("Name", 16),
        Column("In the words", 24, grow=1),
    )

    def __init__(self, study: Study, writeup: str, readers: Readers = ANYBODY) -> None:
        super().__init__()
        self._readers = readers
        self._study = study
        self._writeup = writeup
        self._passed: list[Leak] = []
        self.chosen: int | None = None

    def gather(self) -> Sequence[Leak]:
        """Look for names again."""
        return self._study.publishing.names_in(self._writeup, self._readers)

    def key(self, row: Leak) -> str:
        """Where it stands."""
        return f"{row.line}/{row.quote or ''}/{row.start}"

    def cells(self, row: Leak) -> Sequence[Cell]:
        """The line, the name, and what stands around it."""
        return str(row.line), clean(row.words), clean(row.around)

    def whole(self, row: Leak) -> Content:
        """What is known of it, and who says it."""
        known = f"perhaps {row.known.value}, spelt otherwise" if row.near else row.known.value
        where = "in the words of a quote" if row.quote is not None else "in the write-up's own words"
        help_ = (
            "A quote reads otherwise once its words are corrected (e on the tag screen)."
            if row.quote is not None
            else "Enter goes there, to write something else."
        )
        lines = f"“{clean(row.words)}” is {known}; it stands {where}, line {row.line}.\n{help_}"
        return Content.assemble((lines, "$foreground"))

    def open_row(self) -> None:
        """Go there by double click."""
        self.action_run(GoThere.name)

    def can(self, verb: type[Command]) -> bool:
        """There is something to take back only after a decision."""
        return super().can(verb) and (verb is not LookAgain or bool(self._passed))

    def do_go_there(self) -> None:
        """Leave for the line."""
        self.chosen = self.current.line
        self.dismiss()

    def do_let_pass(self) -> None:
        """Remember the decision, and show what is left."""
        leak = self.current

        async def steps() -> str:
            await self.apart(self._study.names_out.let_pass, self._writeup, leak)
            self._passed.append(leak)
            return f"“{leak.words}” may stand in this write-up. u takes it back."

        self.follow(steps())

    def do_look_again(self) -> None:
        """Take the last decision back."""
        leak = self._passed.pop()

        async def steps() -> str:
            await self.apart(self._study.names_out.look_again, self._writeup, leak)
            return f"“{leak.words}” is looked for again."

        self.follow(steps())
