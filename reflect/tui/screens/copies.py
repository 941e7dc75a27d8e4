"""Second versions of files that a syncing program left in the study, merged one by one or all at once."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from textual.content import Content

from reflect.domain.clashes import Clash
from reflect.domain.ids import Clock
from reflect.domain.merging import MergeReport
from reflect.domain.weaving import woven
from reflect.errors import InvalidInput, ReflectError
from reflect.services.identity import system_clock
from reflect.services.merge_copies import CopyRow
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.dates import when
from reflect.tui.screens.dialogs.clash import ClashChoice
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column


class MergeCopy(Command):
    """Bring what this copy has into the file it is a copy of. Nothing in either is overwritten."""

    name, label, footer, key = "merge", "Merge this copy", "merge", "enter"


class MergeAll(Command):
    """Merge all copies; those that only you can bring together stay, to be merged one by one."""

    name, label, footer, key = "merge_all", "Merge all copies", "merge all", "a"


class CopiesScreen(ListScreen[CopyRow]):
    """Each copy, what it is a copy of, and when it was changed. A merged copy lies in the bin afterwards."""

    SCOPE = "copies"
    TITLE = "Copies from a syncing program"
    VERBS = (MergeCopy, MergeAll, Leave)
    NEEDS_ROW = (MergeCopy, MergeAll)
    EMPTY = "No copies are left. Esc goes back."
    COLUMNS = (
        Column("Copy of", 22, grow=1),
        Column("The copy's name", 30, grow=2),
        Column("Changed", 15),
    )

    def __init__(self, study: Study, *, clock: Clock = system_clock) -> None:
        super().__init__()
        self._study = study
        self._clock = clock

    def gather(self) -> Sequence[CopyRow]:
        """Fetch the copies."""
        return self._study.conflict_copies.rows()

    def key(self, row: CopyRow) -> str:
        """Where the copy lies."""
        return row.name

    def cells(self, row: CopyRow) -> Sequence[Cell]:
        """What it is a copy of, its name, and when it was changed."""
        return row.of, row.copy.name, when(row.changed, self._clock()) if row.changed else "–"

    def whole(self, row: CopyRow) -> Content:
        """The names in full, and what merging does."""
        return Content.assemble(
            (f"{row.name}\n", "$foreground"),
            f"A second version of {row.of}. Merging brings in what only the copy has; where both say "
            "different things, both are kept for you to choose from. The copy then lies in the bin.",
        )

    def open_row(self) -> None:
        """Merge by double click."""
        self.action_run(MergeCopy.name)

    def do_merge(self) -> None:
        """Merge the copy under the cursor."""
        self.follow(self._merge(self.current))

    async def _merge(self, row: CopyRow) -> str:
        try:
            report = await self.apart(self._study.conflict_copies.merge, row.copy)
        except InvalidInput:
            if row.copy.suffix == ".json":
                raise
            return await self._choose(row)
        return f"{row.of}: {told(report)}"

    async def _choose(self, row: CopyRow) -> str:
        """For a text in which both say different things in the same sentences."""
        versions = await self.apart(self._study.two_texts.of_copy, row.original, row.copy)
        chosen = await self.app.push_screen_wait(text_choice(versions.clash, row))
        if chosen is None:
            return ""
        await self.apart(self._study.two_texts.settle, versions, chosen)
        return f"{row.of}: what you chose is saved. The copy lies in the bin."

    def do_merge_all(self) -> None:
        """Merge every copy."""
        self.follow(self._merge_all(self.rows.items))

    async def _merge_all(self, rows: Sequence[CopyRow]) -> str:
        whole, merged, left = MergeReport(), 0, []
        for row in rows:
            try:
                report = await self.apart(self._study.conflict_copies.merge, row.copy)
                whole = whole.joined(_within(row.of, report))
                merged += 1
            except InvalidInput:
                left.append(f"{row.name}: only you can choose; Enter shows both versions.")
            except ReflectError as error:
                left.append(str(error))
        copies = "1 copy" if merged == 1 else f"{merged} copies"
        done = [f"{copies} merged: {told(whole, several=merged > 1)}"] if merged else []
        return "\n".join([*done, *left])


def _within(file: str, report: MergeReport) -> MergeReport:
    """A report whose records are told apart from those of the same name in other files."""
    taken, merged = (tuple(f"{file}: {place}" for place in some) for some in (report.taken, report.merged))
    return msgspec.structs.replace(report, taken=taken, merged=merged)


def told(report: MergeReport, *, several: bool = False) -> str:
    """What came of a merge, and where to go on."""
    words = report.in_words() or "nothing in it was new"
    if report.clashes:
        words += ", with v on the study's screen"
    if not report.parent_known and (report.taken or report.merged):
        words += "; as the version both come from is not known any more, nothing counted as removed"
    return f"{words}. The {'copies lie' if several else 'copy lies'} in the bin."


def text_choice(clash: Clash, row: CopyRow) -> ClashChoice:
    """The dialog for two versions of a text."""
    together = woven(clash.kept, clash.other)
    titles = ("As the file has it", "As the copy has it")
    return ClashChoice(clash, heading=row.of, titles=titles, together=together)
