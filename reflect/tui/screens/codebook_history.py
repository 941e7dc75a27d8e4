"""The history of the codebook: what was done to each learning point, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from reflect.domain.codebook import Codebook
from reflect.domain.codebook_log import LogEntry
from reflect.services.auditing import without_examples
from reflect.services.study import Study
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column, clean


class CodebookHistoryScreen(ListScreen[LogEntry]):
    """Every change, the last first; of examples, which may be somebody's words, only that they changed."""

    SCOPE = "codebook-history"
    TITLE = "History of the learning points"
    VERBS = (Leave,)
    EMPTY = "Nothing has been changed yet: the learning points are as they came. Esc goes back."
    COLUMNS = (
        Column("When", 16),
        Column("Who", 10),
        Column("What", 18),
        Column("Learning point", 20, grow=1),
    )

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._codebook = Codebook()

    def gather(self) -> Sequence[LogEntry]:
        """Fetch it, the last first."""
        self._codebook = self._study.codebook()
        return without_examples(self._study.trail.codebook())[::-1]

    def key(self, row: LogEntry) -> str:
        """The entry's id."""
        return row.id

    def cells(self, row: LogEntry) -> Sequence[Cell]:
        """When, who, what, and to which point, by the name it has now."""
        return row.at[:16].replace("T", " "), clean(row.by) or "–", row.what, self._point(row)

    def whole(self, row: LogEntry) -> Content:
        """What stood there before, and what stands there since."""
        lines = [f"{row.what}: {self._point(row)}"]
        if row.before:
            lines.append(f"Before: {clean(row.before)}")
        if row.after:
            lines.append(f"Since: {clean(row.after)}")
        return Content("\n".join(lines))

    def _point(self, row: LogEntry) -> str:
        known = self._codebook.get(row.point)
        return f"{known.number} {clean(known.name)}" if known else row.point
