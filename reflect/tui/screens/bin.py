"""The bin: everything that was removed from a study, brought back one by one or deleted for good."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from reflect.domain.ids import Clock
from reflect.services.bin import BinItem, BinKind, counted
from reflect.services.identity import system_clock
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.dates import when
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column

NOT_REACHED = (
    "It does not reach earlier generations of the files (in .reflect/previous and in this computer's own "
    "folder), backups, or git's history: what must be gone altogether has to be deleted there too."
)


class Restore(Command):
    """Bring this back where it was. Nothing that is there is overwritten."""

    name, label, footer, key = "restore", "Bring it back", "bring back", "enter,r"


class Empty(Command):
    """Delete everything in the bin for good; says first how much it is and what that does not reach."""

    name, label, footer, key = "empty", "Empty the bin", "empty the bin", "e"


class BinScreen(ListScreen[BinItem]):
    """What was removed: what it is, where from, when and by whom."""

    SCOPE = "bin"
    TITLE = "The bin"
    VERBS = (Restore, Empty, Leave)
    NEEDS_ROW = (Restore, Empty)
    EMPTY = "Nothing was removed from this study. Esc goes back."
    COLUMNS = (
        Column("Kind", 14),
        Column("What", 24, grow=1),
        Column("From", 15),
        Column("Removed", 15),
        Column("By", 8, drop=1),
    )

    def __init__(self, study: Study, *, clock: Clock = system_clock) -> None:
        super().__init__()
        self._study = study
        self._clock = clock

    def gather(self) -> Sequence[BinItem]:
        """Fetch what lies there."""
        return self._study.bin.items()

    def key(self, row: BinItem) -> str:
        """Its id in the bin."""
        return row.id

    def cells(self, row: BinItem) -> Sequence[Cell]:
        """What it is, where it was, when it went and who did it."""
        return row.kind.value, row.what, row.origin, self._when(row), row.by or "–"

    def whole(self, row: BinItem) -> Content:
        """All of it, since a quote is longer than its column."""
        by = f" by {row.by}" if row.by else ""
        removed = f"Removed {self._when(row)}{by}, from {row.origin}."
        why = f"\n{row.why[:1].upper()}{row.why[1:]}." if row.why else ""
        return Content.assemble((f"{row.kind.value}: {row.what}\n", "$foreground"), f"{removed}{why}")

    def open_row(self) -> None:
        """Bring back by double click."""
        self.action_run(Restore.name)

    def _when(self, row: BinItem) -> str:
        return when(row.at, self._clock()) if row.at else "–"

    def do_restore(self) -> None:
        """Bring back what the cursor stands on."""
        self.follow(self._restore(self.current))

    async def _restore(self, item: BinItem) -> str:
        name = await self.apart(self._study.bin.restore, item.id)
        # A write-up may have come back under another name.
        said = name if item.kind is BinKind.WRITEUP else item.what
        return f"Back again: the {item.kind.value} {said}"

    def do_empty(self) -> None:
        """Ask, then delete all of it."""
        self.follow(self._empty(self.rows.items))

    async def _empty(self, items: Sequence[BinItem]) -> str:
        asked = Confirm(
            f"Delete {things(len(items))} for good?",
            yes="Delete",
            detail=f"{counted(items)}. Nothing in reflect brings them back, and nothing done until now "
            f"can be undone after this. {NOT_REACHED}",
        )
        if not await self.app.push_screen_wait(asked):
            return ""
        done = await self.apart(self._study.bin.empty)
        left = "".join(f"\nNot deleted: {reason}" for reason in done.left)
        return f"{things(done.deleted)} deleted for good.{left}"


def things(count: int) -> str:
    """So many things, in words."""
    return "1 thing" if count == 1 else f"{count} things"
