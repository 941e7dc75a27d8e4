"""The earlier versions of a write-up: what changed since each; one brought back; this one kept by name."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from reflect.domain.ids import Clock
from reflect.domain.marked_changes import pieces
from reflect.services.identity import system_clock
from reflect.services.study import Study
from reflect.services.writeup_versions import KeptVersion, same
from reflect.tui.command import Command
from reflect.tui.dates import when
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.changes import Changes
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column, clean


class ShowChanges(Command):
    """Show what came and what went since this version, word by word."""

    name, label, footer, key = "changes", "What changed since", "changes", "enter"


class BringBack(Command):
    """Put this version in the place of the text. The text as it is now is kept as a version first."""

    name, label, footer, key = "back", "Bring this version back", "bring back", "b"


class KeepNamed(Command):
    """Keep the text as it is now under a name, such as “before sending to P03”."""

    name, label, footer, key = "keep", "Keep this version under a name", "name it", "n"


class VersionsScreen(ListScreen[KeptVersion]):
    """Every version, the latest first; `chosen` is the text that somebody wants back, None for none."""

    SCOPE = "writeup-versions"
    VERBS = (ShowChanges, BringBack, KeepNamed, Leave)
    NEEDS_ROW = (ShowChanges, BringBack)
    EMPTY = "No version has been kept yet. n keeps the text as it is now."
    COLUMNS = (
        Column("When", 15),
        Column("By", 12, drop=1),
        Column("Why, or its name", 24, grow=1),
        Column("Words", 6, right=True),
        Column("Quotes", 6, right=True),
    )

    def __init__(self, study: Study, writeup: str, text: str, *, clock: Clock = system_clock) -> None:
        super().__init__()
        self._versions = study.writeup_shelf.versions
        self._writeup = writeup
        self._text = text
        self._clock = clock
        self.chosen: str | None = None

    @property
    def heading(self) -> str:
        """Whose versions."""
        return f"Earlier versions of {self._writeup}"

    def gather(self) -> Sequence[KeptVersion]:
        """Fetch the versions."""
        return self._versions.all(self._writeup)

    def key(self, row: KeptVersion) -> str:
        """Its place in time."""
        return row.id

    def cells(self, row: KeptVersion) -> Sequence[Cell]:
        """When, by whom, why, and how long."""
        why = f"“{clean(row.name)}”" if row.name else row.why
        return when(row.at, self._clock()), clean(row.by), why, str(row.words), str(row.quotes)

    def whole(self, row: KeptVersion) -> Content:
        """What can be done with it."""
        if same(row, self._text):
            return Content.assemble((f"{_named(row)}\n", "$foreground"), "This is what the text says now.")
        said = "Enter shows what changed since. b puts it in the place of the text; that can be undone."
        return Content.assemble((f"{_named(row)}\n", "$foreground"), said)

    def open_row(self) -> None:
        """Show what changed by double click."""
        self.action_run(ShowChanges.name)

    def do_changes(self) -> None:
        """Show both texts as one."""
        self.follow(self._changes(self.current))

    async def _changes(self, row: KeptVersion) -> str:
        then = await self.apart(self._versions.text, self._writeup, row)
        marked = await self.apart(pieces, then, self._text)
        if await self.app.push_screen_wait(Changes(_named(row), marked)):
            self._take(then)
        return ""

    def do_back(self) -> None:
        """Leave with this version."""
        self.follow(self._back(self.current))

    async def _back(self, row: KeptVersion) -> str:
        self._take(await self.apart(self._versions.text, self._writeup, row))
        return ""

    def _take(self, text: str) -> None:
        self.chosen = text
        self.dismiss()

    def do_keep(self) -> None:
        """Ask for a name."""
        self.follow(self._keep())

    async def _keep(self) -> str:
        said = "The text as it is now is kept for good. Do not put a person's name into it: a code will do."
        name = await self.app.push_screen_wait(AskLine("Keep this version", said=said))
        if not name:
            return ""
        kept = await self.apart(self._versions.keep_by_hand, self._writeup, self._text, name)
        return f"Kept as “{kept.name}”."


def _named(row: KeptVersion) -> str:
    return f"“{clean(row.name)}”" if row.name else row.why[:1].upper() + row.why[1:]
