"""Looking at a project of another program before it comes in: what was found, and what it becomes.

Nothing of it is in the study before it is brought in, and then all of it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from reflect.domain.amounts import many as counted
from reflect.domain.ids import Clock
from reflect.errors import ReflectError
from reflect.services.importing import Asked, read_error
from reflect.services.refi_given import ProjectAsked
from reflect.services.refi_in import ProjectImporter, ProjectPlan
from reflect.services.refi_points import LEFT_OUT
from reflect.services.study import Study
from reflect.tui.command import Command, Commands
from reflect.tui.screens.project_import_asking import (
    ProjectQuestions,
    Wanted,
    with_point,
    without_point,
)
from reflect.tui.screens.project_import_commands import (
    PROJECT_COMMANDS,
    BringIn,
    Change,
    LeaveOut,
    LeaveProject,
    UsedOnly,
)
from reflect.tui.screens.project_import_rows import FoundRow, found_rows, wrong_rows
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.rows import Column, Rows, clean

_CHANGED = ("case", "code")


class ProjectImportScreen(Commands[str]):
    """One file. The result says what came of it; empty when it was left."""

    SCOPE = "project"
    VERBS = PROJECT_COMMANDS
    DEFAULT_CSS = """
    ProjectImportScreen #found { height: 1fr; margin: 1 1 0 1; }
    ProjectImportScreen #whole { height: auto; min-height: 3; max-height: 6; padding: 0 2;
        background: $surface; color: $text-muted; }
    """

    def __init__(self, study: Study, path: Path, *, clock: Clock) -> None:
        super().__init__()
        self._study = study
        self._path = path
        self._questions = ProjectQuestions(self, study, clock)
        self._wanted = Wanted(Asked(), ProjectAsked())
        self._importer: ProjectImporter | None = None
        self._plan: ProjectPlan | None = None
        self._keeps = True
        self._busy = True
        self._said = "reading…"
        self._refused = ""

    def compose(self) -> ComposeResult:
        """The file, what is found in it, and the whole of what the cursor is on."""
        yield Static(id="top", markup=False)
        yield Rows[FoundRow](
            (Column("", 8), Column("What comes in", 20, grow=1)),
            cells=lambda row: (row.mark, row.said),
            key=lambda row: f"{row.part} {row.id}",
            lines=1,
            empty="Reading…",
            id="found",
        )
        yield Static(id="whole")
        yield KeyStrip()

    def on_mount(self) -> None:
        """Read the file."""
        self._rows.focus()
        self._show_top()
        self._begin()

    @work(exclusive=True, group="read")
    async def _begin(self) -> None:
        try:
            self._show(await self.apart(self._planned, self._wanted))
        except ReflectError as error:
            self._refused = read_error(self._path, error)
            self._said = "cannot come in"
            self._rows.show(wrong_rows(self._refused), empty="")
            self._show_top()
            self._show_whole()
        finally:
            self._busy = False
            self.refresh_keys()

    def _planned(self, wanted: Wanted) -> ProjectPlan:
        if self._importer is None or self._plan is None:
            self._importer = self._study.importer().of_projects()
            self._keeps = self._importer.keeps_originals
            return self._importer.plan_project(self._path, wanted.asked, wanted.how)
        return self._importer.plan_read(self._plan.read, self._path.name, wanted.asked, wanted.how)

    # -- what is shown ---------------------------------------------------------------------------------

    @property
    def _rows(self) -> Rows[FoundRow]:
        return self.query_one("#found", Rows)

    def _show(self, plan: ProjectPlan) -> None:
        """Show a plan, with the cursor where it was."""
        self._plan = plan
        self._said = "nothing is kept yet"
        self._rows.show(found_rows(plan, self._wanted.how, keeps=self._keeps), empty="")
        self._rows.redraw()
        self._show_top()
        self._show_whole()

    def _show_top(self) -> None:
        if self.query("#top"):
            title = Content(clean(f"Import {self._path.name} · {self._said}"))
            self.query_one("#top", Static).update(title.truncate(self.app.size.width - 2, ellipsis=True))

    def on_resize(self) -> None:
        """Cut the title to the room there is."""
        self._show_top()

    def on_rows_moved(self) -> None:
        """Show the whole of another row."""
        self._show_whole()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """A double click changes."""
        event.rows.focus()
        self.action_run("change")

    def _show_whole(self) -> None:
        row = self._rows.current
        self.query_one("#whole", Static).update(Content("" if row is None else row.in_full))
        self.refresh_keys()

    # -- what can be done ------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """A file that cannot come in can only be left."""
        if verb is LeaveProject:
            return True
        row = self._rows.current if self.query("#found") else None
        if self._plan is None:
            return False
        if verb is LeaveOut:
            return row is not None and row.part == "code"
        if verb is Change:
            return row is not None and (row.part in _CHANGED or row.id in ("used", "original"))
        if verb is BringIn:
            return not self._busy
        return verb is not UsedOnly or bool(self._plan.project.codes)

    def steering_target(self) -> Widget | None:
        """The rows."""
        return self._rows

    def action_steer(self) -> None:
        """Esc leaves: nothing is written here."""
        self.do_leave_project()

    def do_leave_project(self) -> None:
        """Leave; what is being written is waited for."""
        if not self._busy or self._plan is None:
            self.dismiss(self._refused)

    def do_next_part(self) -> None:
        """Go to the first row of the next part."""
        self._to_part(1)

    def do_part_before(self) -> None:
        """Go to the first row of the part before."""
        self._to_part(-1)

    def _to_part(self, step: int) -> None:
        row = self._rows.current
        firsts: dict[str, FoundRow] = {}
        for each in self._rows.items:
            firsts.setdefault(each.part, each)
        if row is not None:
            parts = list(firsts)
            first = firsts[parts[(parts.index(row.part) + step) % len(parts)]]
            self._rows.go_to(f"{first.part} {first.id}")

    def do_change(self) -> None:
        """Change what the cursor is on."""
        row, plan = self._rows.current, self._plan
        if row is None or plan is None:
            return
        match row.part, row.id:
            case "code", guid:
                self._go(lambda wanted: self._questions.code(plan, wanted, guid, row.name))
            case _, "roles":
                self._go(lambda wanted: self._questions.role(plan, wanted))
            case "case", guid:
                self._go(lambda wanted: self._questions.case(wanted, plan, guid, row.name))
            case _, "used":
                self.do_used_only()
            case _, "original":
                self._go(self._switch_original)

    def do_leave_out(self) -> None:
        """Leave a code out, or take it again."""
        row = self._rows.current
        if row is None or row.part != "code":
            return
        guid = row.id
        out = self._wanted.how.points.get(guid) == LEFT_OUT
        self._now(lambda wanted: without_point(wanted, guid) if out else with_point(wanted, guid, LEFT_OUT))

    def do_used_only(self) -> None:
        """Take all codes, or only those in use."""
        self._now(lambda wanted: _with(wanted, used_codes=not wanted.how.used_codes))

    # -- changing what is wanted -----------------------------------------------------------------------

    def _now(self, change: Callable[[Wanted], Wanted]) -> None:
        async def changed(wanted: Wanted) -> Wanted:
            return change(wanted)

        self._go(changed)

    @work(group="default")
    async def _go(self, change: Callable[[Wanted], Awaitable[Wanted | None]]) -> None:
        """Go through something that may ask, and show what then comes in. One at a time."""
        if self._busy or self._plan is None:
            return
        self._busy = True
        try:
            wanted = await change(self._wanted)
            if wanted is not None:
                plan = await self.apart(self._planned, wanted)
                self._wanted = wanted
                self._show(plan)
        except ReflectError as error:
            self.tell(error)
        finally:
            self._busy = False
            self.refresh_keys()

    async def _switch_original(self, wanted: Wanted) -> Wanted:
        self._keeps = not self._keeps
        await self.apart(self._keep_setting)
        return wanted

    def _keep_setting(self) -> None:
        settings = msgspec.structs.replace(self._study.settings(), keep_originals=self._keeps)
        self._study.edits.save_settings(settings)

    # -- bringing in -----------------------------------------------------------------------------------

    @work(group="default")
    async def do_bring_in(self) -> None:
        """Bring it in, all of it or nothing."""
        plan, importer = self._plan, self._importer
        if self._busy or plan is None or importer is None:
            return
        self._busy = True
        self.refresh_keys()
        loop, done, of = asyncio.get_running_loop(), 0, len(plan.texts)

        def show(count: int) -> None:
            self._said = f"{count} of {of} sessions written…" if of else "being written…"
            self._show_top()

        def progress() -> None:
            nonlocal done
            done += 1
            loop.call_soon_threadsafe(show, done)

        show(0)
        try:
            sessions = await self.apart(
                importer.keep_project, plan, keep_original=self._keeps, progress=progress
            )
        except ReflectError as error:
            self.tell(error)
            self._said = "nothing is kept yet"
            self._show_top()
            return
        finally:
            self._busy = False
            self.refresh_keys()
        brought = (
            (len(sessions), "session"),
            (plan.quotes, "quote"),
            (len(plan.points.new), "new learning point"),
            (len(plan.people.new), "new participant"),
        )
        said = ", ".join(counted(number, what) for number, what in brought if number)
        self.dismiss(f"{plan.file} came in: {said or 'nothing new'}. Undo (u) takes it back.")


def _with(wanted: Wanted, *, used_codes: bool) -> Wanted:
    return Wanted(wanted.asked, msgspec.structs.replace(wanted.how, used_codes=used_codes))
