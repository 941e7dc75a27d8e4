"""What is wrong with a study's files, in words: what a check finds, what was told, and mending it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.content import Content

from reflect.services.repair import Repaired, repair_study
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column

_LISTED = 4
"""So many things that would be mended are listed in the question."""


class Mend(Command):
    """Mend what can be mended without guessing; says first what that is. Whatever is replaced is kept."""

    name, label, footer, key = "mend", "Mend what can be mended", "mend", "r"


class FileRow(NamedTuple):
    """One thing to know."""

    kind: str
    place: str
    what: str
    remedy: str = ""
    mends: bool = False
    """Whether it can be mended here."""


class FilesScreen(ListScreen[FileRow]):
    """Each thing, where it is, and what can be done about it."""

    SCOPE = "files"
    TITLE = "The study's files"
    VERBS = (Mend, Leave)
    EMPTY = "Every file, seal and record was looked at: all is well. Esc goes back."
    COLUMNS = (Column("Kind", 14), Column("What", 30, grow=3), Column("Where", 24, grow=2, drop=1))

    def __init__(self, study: Study, told: Iterable[str] = ()) -> None:
        super().__init__()
        self._study = study
        self._told = tuple(told)

    def gather(self) -> Sequence[FileRow]:
        """Look through all files, and see what could be mended."""
        found = self._repair(dry_run=True)
        why = self._study.read_only_because()
        shut = [FileRow("read-only", "", f"Nothing can be changed here: {why}")] if why else []
        mends = [
            FileRow("to mend", one.place, one.what, f"r mends it: {one.how}.", mends=True)
            for one in found.mended
        ]
        left = [FileRow(one.kind.value, one.place, one.what, one.why) for one in found.left]
        return [*shut, *mends, *left, *(FileRow("was told", "", words) for words in self._told)]

    def key(self, row: FileRow) -> str:
        """All of it."""
        return f"{row.kind}\n{row.place}\n{row.what}"

    def cells(self, row: FileRow) -> Sequence[Cell]:
        """What, and where."""
        return row.kind, row.what, row.place

    def whole(self, row: FileRow) -> Content:
        """All of it, and what to do."""
        place = f"{row.place}: " if row.place else ""
        remedy = f"\n{row.remedy}" if row.remedy else ""
        return Content.assemble((f"{place}{row.what.rstrip('.')}.", "$foreground"), remedy)

    def can(self, verb: type[Command]) -> bool:
        """Mending needs something to mend."""
        return verb is not Mend or any(row.mends for row in self.rows.items)

    def do_mend(self) -> None:
        """Say what will be mended, ask, and mend it."""
        self.follow(self._mend([row for row in self.rows.items if row.mends]))

    async def _mend(self, rows: Sequence[FileRow]) -> str:
        asked = Confirm(f"Mend {_things(len(rows))}?", yes="Mend", no="Leave it", detail=_listed(rows))
        if not await self.app.push_screen_wait(asked):
            return ""
        done = await self.apart(self._repair, dry_run=False)
        copies = f" What was replaced is kept in {done.copies}." if done.copies else ""
        return f"{_things(len(done.mended))} mended.{copies}"

    def _repair(self, *, dry_run: bool) -> Repaired:
        return repair_study(self._study.folder, dry_run=dry_run, researcher=self._study.researcher)


def _listed(rows: Sequence[FileRow]) -> str:
    lines = [f"{row.place}: {row.what.rstrip('.')}." for row in rows[:_LISTED]]
    more = len(rows) - _LISTED
    return "\n".join([*lines, f"And {_things(more)} more." if more > 0 else "Whatever is replaced is kept."])


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"
