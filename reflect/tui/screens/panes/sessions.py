"""The tab of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.app import ComposeResult

from reflect.domain.session import NO_CODE
from reflect.services.rows import SessionRow
from reflect.tui.dates import day, minutes
from reflect.tui.screens.panes.pane import Pane
from reflect.tui.widgets.rows import Cell, Column, Rows

if TYPE_CHECKING:
    from reflect.services.study import Study

EMPTY = "No sessions yet: press a to start the first interview, or g to import transcripts."
_COLUMNS = (
    Column("Who", 5),
    Column("Role", 13, grow=2),
    Column("Guide", 12, grow=3, drop=2),
    Column("Date", 11),
    Column("Answered", 8, right=True),
    Column("Min", 3, right=True, drop=4),
    Column("Quotes", 6, right=True, drop=1),
    Column("Untagged", 8, right=True, drop=3),
)


class Sessions(NamedTuple):
    """What the tab shows."""

    rows: tuple[SessionRow, ...]
    roles: dict[str, str]
    """Role names by id."""


class SessionsPane(Pane[Sessions]):
    """Every session, the newest first."""

    def __init__(self) -> None:
        super().__init__(id="sessions")
        self._roles: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The list."""
        yield Rows[SessionRow](_COLUMNS, cells=self._cells, key=lambda row: row.id, empty="Reading…")

    def gather(self, study: Study) -> Sessions:
        """Fetch the sessions and what the roles are called."""
        return Sessions(study.sessions(fresh=False), {role.id: role.name for role in study.roles()})

    def show(self, found: Sessions) -> None:
        """List them."""
        self._roles = found.roles
        self.rows.show(found.rows, empty=EMPTY)

    def _cells(self, row: SessionRow) -> tuple[Cell, ...]:
        return (
            row.whose if row.whose != NO_CODE else "–",
            f"{row.seats} in the room" if row.seats else self._roles.get(row.role or "", row.role or "–"),
            row.guide_title,
            day(row.started),
            f"{row.answered}/{row.questions}" if row.questions else "–",
            minutes(row.seconds),
            str(row.quotes),
            str(row.untagged),
        )
