"""The first screen: the studies one had open lately, and ways to others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from reflect import paths
from reflect.domain.ids import Clock
from reflect.errors import ReflectError
from reflect.services import preferences
from reflect.services.identity import system_clock
from reflect.services.preferences import RecentStudy
from reflect.tui.command import Command, Commands
from reflect.tui.dates import when
from reflect.tui.folders import shortened
from reflect.tui.screens.home_commands import HOME_COMMANDS, Forget, LookLeftBehind, OpenRecent
from reflect.tui.widgets.key_strip import KeyStrip, key_of
from reflect.tui.widgets.rows import Cell, Column, Rows, clean

if TYPE_CHECKING:
    from reflect.services.study import Study

LOOK_AFTER = 0.3
"""Seconds after which it is looked whether something was left behind."""
PURPOSE = "Guided reflection interviews, from the guide to the write-up, with the participant's consent."
EMPTY = "No studies yet. Press n to start one, d to try the demo, or o to open a folder you have."
_COLUMNS = (
    Column("Recent studies", 24, grow=3),
    Column("Folder", 20, grow=4, drop=1),
    Column("Last opened", 16),
)


class HomeScreen(Commands[None]):
    """Opens studies. Nothing that only an open study needs is imported before one is opened."""

    SCOPE = "home"
    VERBS = HOME_COMMANDS
    CSS_PATH = "home.tcss"

    def __init__(self, *, clock: Clock = system_clock) -> None:
        super().__init__()
        self._clock = clock
        self._missing: frozenset[str] = frozenset()
        self._left = 0

    def compose(self) -> ComposeResult:
        """The name, what it is for, and the list."""
        yield Static("reflect", id="name")
        yield Static(PURPOSE, id="purpose", markup=False)
        yield Rows[RecentStudy](
            _COLUMNS, cells=self._cells, key=lambda recent: recent.folder, empty=EMPTY, id="recent"
        )
        yield Static(id="left", markup=False)
        yield KeyStrip()

    def on_screen_resume(self) -> None:
        """Show what is recent now; whether it is there still is looked up after, since disks are slow."""
        self._rows.show(preferences.remembered().recent)
        self._rows.focus()
        self.refresh_keys()
        self._look()
        # After the first paint: looking loads what only an open study needs.
        self.set_timer(LOOK_AFTER, self._look_left_behind)

    @property
    def _rows(self) -> Rows[RecentStudy]:
        return self.query_one("#recent", Rows)

    def steering_target(self) -> Widget | None:
        """The list."""
        return self._rows

    def can(self, verb: type[Command]) -> bool:
        """What is done to a study in the list needs one there."""
        if verb is LookLeftBehind:
            return self._left > 0
        return verb not in (OpenRecent, Forget) or self._rows.current is not None

    def on_rows_opened(self) -> None:
        """Open by double click."""
        self.do_open_recent()

    def _cells(self, recent: RecentStudy) -> tuple[Cell, ...]:
        opened = when(recent.opened, self._clock())
        title: Cell = recent.title
        if recent.folder in self._missing:
            opened = "not there now"
            title = Content(clean(recent.title)).stylize("dim strike")
        return title, shortened(recent.folder), opened

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        folders = [recent.folder for recent in self._rows.items]
        self._missing = await self.apart(_missing, folders)
        for rows in self.query(Rows):  # the program may be ending meanwhile
            rows.redraw()

    @work(exclusive=True, group="left")
    async def _look_left_behind(self) -> None:
        self._left = await self.apart(_left_behind)
        what = "a session or write-up" if self._left == 1 else f"{self._left} sessions or write-ups"
        for line in self.query("#left").results(Static):  # likewise
            key = key_of(self, LookLeftBehind)
            line.update(f"Words typed in {what} not there now are kept here: {key} shows them")
            line.display = self._left > 0
        self.refresh_keys()

    # -- commands --------------------------------------------------------------------------------------

    def do_open_recent(self) -> None:
        """Open the study under the cursor."""
        recent = self._rows.current
        if recent is not None:
            folder = Path(recent.folder)
            self._enter(lambda: _open(folder))

    @work(exclusive=True)
    async def do_new_study(self) -> None:
        """Ask what it is called and where it lies, and make it."""
        from reflect.tui.screens.dialogs.new_study import NewStudy

        wanted = await self.app.push_screen_wait(NewStudy())
        if wanted is not None:
            self._enter(lambda: _create(wanted.folder, wanted.title))

    @work(exclusive=True)
    async def do_open_folder(self) -> None:
        """Ask for the folder until it is one, or one gives up."""
        from reflect.tui.screens.dialogs.open_folder import OpenFolder

        study = await self.app.push_screen_wait(OpenFolder(_open))
        if study is not None:
            self._show(study)

    def do_try_demo(self) -> None:
        """Open the demo, made first if need be."""
        self.notify("Opening the demo: everyone in it is invented.", timeout=4)
        self._enter(lambda: _demo(Path.home() / "reflect-demo"))

    def do_forget(self) -> None:
        """Take the study off the list."""
        recent = self._rows.current
        if recent is not None:
            preferences.forget_study(recent.folder)
            self._rows.show(preferences.remembered().recent)
            self.refresh_keys()
            said = f"“{recent.title}” is off the list. Its files stay in {shortened(recent.folder)}."
            self.notify(said, markup=False)

    def do_left_behind(self) -> None:
        """Show what has no place to go back to."""
        from reflect.tui.screens.left_behind import LeftBehindScreen

        self.app.push_screen(LeftBehindScreen(clock=self._clock))

    def do_leave(self) -> None:
        """End the program."""
        self.call_later(self.app.action_quit)

    # -- opening ---------------------------------------------------------------------------------------

    @work(exclusive=True, group="enter")
    async def _enter(self, opens: Callable[[], Study]) -> None:
        try:
            study = await self.apart(opens)
        except ReflectError as error:
            self.tell(error)
        else:
            self._show(study)

    def _show(self, study: Study) -> None:
        from reflect.tui.screens.study import StudyScreen

        self.app.push_screen(StudyScreen(study))


def _missing(folders: list[str]) -> frozenset[str]:
    return frozenset(folder for folder in folders if not Path(folder, "study.json").is_file())


def _left_behind() -> int:
    """How much was left behind; loads nothing unless some journal is there."""
    if not any(paths.state_folder().glob(f"*/{paths.JOURNALS}/*")):
        return 0
    from reflect.services.left_behind import left_on_this_computer  # heavy, and seldom needed

    return len(left_on_this_computer())


def _open(folder: Path) -> Study:
    from reflect.services.study import Study  # here, so that the first screen is there at once

    return Study.open(folder)


def _create(folder: Path, title: str) -> Study:
    from reflect.services.study import Study  # likewise

    return Study.create(folder, title)


def _demo(folder: Path) -> Study:
    if not (folder / "study.json").is_file():
        from reflect.services.demo import build_demo  # likewise

        build_demo(folder)
    return _open(folder)
