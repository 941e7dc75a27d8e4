"""The tab of people. Names, organisations and posts are hidden until one asks for them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from textual.app import ComposeResult

from reflect.domain.people import Participant
from reflect.tui.screens.panes.pane import Pane
from reflect.tui.screens.participant_entries import summary
from reflect.tui.widgets.rows import Cell, Column, Rows

if TYPE_CHECKING:
    from reflect.services.study import Study

EMPTY = "Nobody yet: press a to add the first participant."
LOST = "The file with everybody in it (people.json) is missing. Press i to see what can be done."
_HIDDEN = (
    Column("Code", 6),
    Column("Role", 16, grow=1),
    Column("Consent", 26, grow=3),
    Column("Sessions", 8, right=True, drop=1),
)
_SHOWN = (
    Column("Code", 6),
    Column("Name", 14, grow=2),
    Column("Role", 14, grow=1),
    Column("Organisation", 14, grow=2),
    Column("Post", 10, grow=1, drop=2),
    Column("Consent", 18, grow=3),
    Column("Sessions", 8, right=True, drop=1),
)


class People(NamedTuple):
    """What the tab shows."""

    people: tuple[Participant, ...]
    roles: dict[str, str]
    sessions: Counter[str]
    """How many sessions there are with each code."""
    lost: bool = False
    """Whether the file they stand in is missing."""


class PeoplePane(Pane[People]):
    """Everyone in the study, by code."""

    def __init__(self) -> None:
        super().__init__(id="people")
        self._names = False
        self._found = People((), {}, Counter())

    def compose(self) -> ComposeResult:
        """The list."""
        yield Rows[Participant](_HIDDEN, cells=self._cells, key=lambda p: p.code, empty="Reading…")

    def gather(self, study: Study) -> People:
        """Fetch the people, what the roles are called, and who sat in a session."""
        counted = Counter(str(row.participant) for row in study.sessions(fresh=False) if row.participant)
        roles: dict[str, str] = {role.id: role.name for role in study.roles()}
        return People(study.people(), roles, counted, study.people_lost())

    def show(self, found: People) -> None:
        """List them."""
        self._found = found
        self.rows.show(found.people, empty=LOST if found.lost else EMPTY)

    def show_names(self, *, shown: bool) -> None:
        """Show or hide who they are."""
        self._names = shown
        self.rows.set_columns(_SHOWN if shown else _HIDDEN)

    def _cells(self, person: Participant) -> tuple[Cell, ...]:
        role = self._found.roles.get(person.role, person.role)
        consent = summary(person.consent)
        sessions = str(self._found.sessions[person.code])
        if not self._names:
            return person.code, role, consent, sessions
        return person.code, person.name, role, person.organisation, person.post, consent, sessions
