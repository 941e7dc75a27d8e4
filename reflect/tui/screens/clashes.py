"""Two versions to choose from: everything that two people wrote differently, settled one by one."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from reflect.domain.text_merging import apart
from reflect.services.clashes import ClashRow
from reflect.services.study import Study
from reflect.tui.clash_words import field_in_words, version_in_words
from reflect.tui.command import Command
from reflect.tui.dates import day
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.versions import chosen_version
from reflect.tui.widgets.rows import Cell, Column, clean

_PLACES = {"people": "people", "study": "study"}
_TEXTS = {"writeups": "write-ups", "guides": "guides", "templates": "templates"}
_SHOWN = 160
"""So many characters of a version stand under the list."""


class Choose(Command):
    """Look at both versions and choose: one, the other, both, or your own words. It is saved at once."""

    name, label, footer, key = "choose", "Choose between the two", "choose", "enter"


class Undo(Command):
    """Take your last choice back: both versions wait again."""

    name, label, footer, key = "undo", "Undo the last choice", "undo", "u,ctrl+z"


class ClashesScreen(ListScreen[ClashRow]):
    """Where, of what, and which field; both versions stand below, and nothing is lost until one is chosen."""

    SCOPE = "clashes"
    TITLE = "Two versions to choose from"
    VERBS = (Choose, Undo, Leave)
    NEEDS_ROW = (Choose,)
    EMPTY = "Nothing is left to choose from. Esc goes back."
    COLUMNS = (
        Column("Where", 16),
        Column("What", 24, grow=1),
        Column("Written twice", 18),
    )

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._chosen = 0

    def gather(self) -> Sequence[ClashRow]:
        """Fetch what waits."""
        return self._study.clashes.rows()

    def key(self, row: ClashRow) -> str:
        """The clash's id, which is made from what clashes; for a text, where its other version lies."""
        return str(row.texts.version) if row.texts else f"{row.session}/{row.clash.id}"

    def cells(self, row: ClashRow) -> Sequence[Cell]:
        """Where it is, what it is of, and which field."""
        return _where(row), row.heading, field_in_words(row.clash)

    def whole(self, row: ClashRow) -> Content:
        """What it is, and the beginning of both versions; of a person only what is written twice."""
        heading = Content.assemble((f"{clean(row.heading)}: {field_in_words(row.clash)}", "$foreground"))
        if row.where == "people":
            return heading
        now = row.now or row.clash.kept
        one, two = (version_in_words(row.clash, version) for version in (now, row.clash.other))
        versions = f"1  {_what_differs(one, two)}\n2  {_what_differs(two, one)}"
        return Content.assemble(heading, "\n", versions)

    def open_row(self) -> None:
        """Choose by double click."""
        self.action_run(Choose.name)

    def can(self, verb: type[Command]) -> bool:
        """Only a choice made here is undone here."""
        if verb is Undo:
            return self._chosen > 0 and bool(self._study.steps.can_undo)
        return super().can(verb)

    def do_choose(self) -> None:
        """Show both and settle it."""
        self.follow(self._choose(self.current))

    async def _choose(self, row: ClashRow) -> str:
        chosen = await chosen_version(self.app, row)
        if chosen is None:
            return ""
        await self.apart(self._study.clashes.settle, row, chosen)
        self._chosen += 1
        return "Chosen, and saved. u takes it back."

    def do_undo(self) -> None:
        """Take the last choice back."""
        self.follow(self._undo())

    async def _undo(self) -> str:
        self._chosen -= 1
        label = await self.apart(self._study.steps.undo)
        return f"Undone: {label}. Both versions wait again."


def _where(row: ClashRow) -> str:
    if row.where == "session":
        return f"{row.participant or 'group'} {day(row.started)}"
    return _TEXTS[row.clash.table] if row.where == "text" else _PLACES[row.where]


def _what_differs(one: str, two: str) -> str:
    line = " ".join(clean("".join(part for part, other in apart(one, two) if other)).split()) or "(nothing)"
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
