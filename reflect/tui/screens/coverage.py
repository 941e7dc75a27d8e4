"""What the tagging covers, a part at a time: what each session added, what is missing, and the way there."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from reflect.domain.amounts import many
from reflect.domain.ids import SessionId
from reflect.errors import InvalidInput
from reflect.services.coverage_words import Line, Part, To, Worded
from reflect.services.covering import BASE, RUN, coverage
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.dates import day
from reflect.tui.find_in_study import find_in_study
from reflect.tui.going_there import go_to_session
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column, clean
from reflect.tui.widgets.tab_strip import Tab, TabStrip

TABS = (
    Tab("added", "Sessions"),
    Tab("runs", "Saturation"),
    Tab("untagged", "Untagged words", "Untagged"),
    Tab("points", "Learning points", "Points"),
    Tab("questions", "Questions"),
    Tab("voices", "Voices"),
)
_LEAST = 12
"""Cells that a growing column can do with."""


class GoThere(Command):
    """Go to what the line is about: the session, its first untagged passage, the quotes, the answers."""

    name, label, footer, key = "go_there", "Go there", "go there", "enter"


class ShowPart(Command):
    """Show another part by its number."""

    name, label, footer, keys_shown = "show_part", "Show a part", "part", "1–6"


class NextPart(Command):
    """Show the part to the right."""

    name, label, key = "next_part", "Next part", "ctrl+right"


class PreviousPart(Command):
    """Show the part to the left."""

    name, label, key = "previous_part", "Part before", "ctrl+left"


class ChangeBase(Command):
    """Choose how many of the first sessions are the base that later ones are held to; 4 as in the source."""

    name, label, footer, key = "base", "First sessions, as a base", "base", "b"


class ChangeRun(Command):
    """Choose how many sessions are taken together after the base; 2 as in the source."""

    name, label, footer, key = "run", "Sessions taken together", "run", "r"


class CoverageScreen(ListScreen[Line]):
    """Six parts, each a list; nothing of sessions that one tags blind. It gives figures and no verdict."""

    SCOPE = "coverage"
    TITLE = "Coverage and saturation"
    VERBS = (GoThere, ShowPart, ChangeBase, ChangeRun, NextPart, PreviousPart, Leave)
    BINDINGS = [
        Binding(str(number), f"part('{tab.id}')", tab.title, show=False, id=f"coverage.part.{tab.id}")
        for number, tab in enumerate(TABS, 1)
    ]

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._base, self._run = BASE, RUN
        self._part = TABS[0].id
        self._parts: dict[str, Part] = {}
        self._hidden = 0
        """How many sessions one tags blind."""

    def above(self) -> ComposeResult:
        """The parts, by number."""
        yield TabStrip(TABS, id="parts")

    def on_mount(self) -> None:
        """Begin with what each session added."""
        self.query_one(TabStrip).active = self._part

    # -- what is shown ---------------------------------------------------------------------------------

    def gather(self) -> Sequence[Line]:
        """Work all parts out; they come from one look at the index."""
        study = self._study
        found = coverage(study, base=self._base, run=self._run, hidden=study.blind.unseen())
        self._hidden = len(study.blind.sessions_in(study))
        called = {row.id: f"{row.whose or '–'} · {day(row.started)}" for row in study.finder.sessions()}
        roles: dict[str, str] = {role.id: role.name for role in study.roles()}
        worded = Worded(
            found,
            study.codebook(),
            base=self._base,
            session=lambda session: called.get(SessionId(session), session),
            role={person.code: roles.get(person.role, "") for person in study.people()},
        )
        self._parts = {part.id: part for part in worded.parts()}
        return self._parts[self._part].lines

    @property
    def empty(self) -> str:
        """What it means that a part has no lines."""
        return self._parts[self._part].none if self._part in self._parts else ""

    def key(self, row: Line) -> str:
        """What the line is about."""
        return row.key

    def cells(self, row: Line) -> Sequence[Cell]:
        """As on the command line."""
        return [clean(cell) for cell in row.cells]

    def whole(self, row: Line) -> Content:
        """All of it in words."""
        return Content("\n".join(clean(line) for line in row.said.split("\n")))

    async def _fetch(self) -> None:
        self._show_columns()
        await super()._fetch()
        self._show_columns()

    def _show_columns(self) -> None:
        part = self._parts.get(self._part)
        if part is not None:
            self.rows.set_columns(_columns(part))
            self._say_part(part)

    def _say_part(self, part: Part) -> None:
        blind = many(self._hidden, "session")
        said = f"  ·  without what others did in {blind} that you tag blind" if self._hidden else ""
        self.query_one("#top", Static).update(f"Coverage  ·  {part.title}{said}")

    # -- parts -----------------------------------------------------------------------------------------

    def action_part(self, part: str) -> None:
        """Show a part."""
        self._part = part
        self.query_one(TabStrip).active = part
        found = self._parts.get(part)
        if found is None:  # it is being worked out
            return
        self.rows.set_columns(_columns(found))
        self._say_part(found)
        self.rows.show(found.lines, empty=found.none)
        self.rows.action_edge(-1)
        self._show_whole()

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """Show a part by the mouse."""
        self.action_part(event.tab)

    def do_show_part(self) -> None:
        """The next one; the digits show each."""
        self._beside(1)

    def do_next_part(self) -> None:
        """The one to the right."""
        self._beside(1)

    def do_previous_part(self) -> None:
        """The one to the left."""
        self._beside(-1)

    def _beside(self, step: int) -> None:
        ids = [tab.id for tab in TABS]
        self.action_part(ids[(ids.index(self._part) + step) % len(ids)])

    def do_base(self) -> None:
        """Ask for the base."""
        self.follow(self._ask_base())

    async def _ask_base(self) -> str:
        asked = await self._number("How many of the first sessions are the base?", self._base)
        if asked is None:
            return ""
        self._base = asked
        return self._said_of_runs()

    def do_run(self) -> None:
        """Ask for the run."""
        self.follow(self._ask_run())

    async def _ask_run(self) -> str:
        asked = await self._number("How many sessions are taken together after them?", self._run)
        if asked is None:
            return ""
        self._run = asked
        return self._said_of_runs()

    def _said_of_runs(self) -> str:
        self._part = "runs"
        self.query_one(TabStrip).active = self._part
        return (
            f"Runs of {many(self._run, 'session')} after the first {self._base}: say so where you tell of it."
        )

    async def _number(self, title: str, now: int) -> int | None:
        line = await self.app.push_screen_wait(AskLine(title, said="A number, 1 or more.", initial=str(now)))
        if line is None:
            return None
        if not line.isdecimal() or int(line) < 1:
            raise InvalidInput(f"“{line}” is no number of sessions", remedy="Type a number, 1 or more.")
        return int(line)

    # -- going there -----------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """Some lines lead nowhere: a point without quotes, a run of sessions."""
        if verb is GoThere:
            return self.rows.current is not None and self.rows.current.behind is not None
        return super().can(verb)

    def open_row(self) -> None:
        """Go there by double click."""
        self.action_run(GoThere.name)

    def do_go_there(self) -> None:
        """Open the session, or look for the quotes and answers."""
        behind = self.current.behind
        if behind is None:
            return
        match behind.to:
            case To.SESSION | To.UNTAGGED:
                self.follow(self._go_to(SessionId(behind.id), at_untagged=behind.to is To.UNTAGGED))
            case To.POINT:
                find_in_study(self, self._study, f"kind:quote point:{behind.id}")
            case To.QUESTION:
                find_in_study(self, self._study, f"question:{behind.id}")
            case To.PERSON:
                find_in_study(self, self._study, f"person:{behind.id}")

    async def _go_to(self, session: SessionId, *, at_untagged: bool) -> str:
        await go_to_session(self, self._study, session, self.load, at_untagged=at_untagged)
        return ""


def _columns(part: Part) -> tuple[Column, ...]:
    """As wide as what stands in them; what grows shares the rest."""
    found = []
    for at, heading in enumerate(part.headings):
        widest = max(cell_len(text) for text in (heading.title, *(line.cells[at] for line in part.lines)))
        found.append(
            Column(
                heading.title,
                min(widest, _LEAST) if heading.grows else widest,
                grow=int(heading.grows),
                drop=int(heading.spare),
                right=heading.right,
            )
        )
    return tuple(found)
