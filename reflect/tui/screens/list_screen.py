"""A list over another screen, with room below it for the whole of what the cursor stands on."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from reflect.errors import ReflectError
from reflect.tui.command import Command, Commands
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.rows import Cell, Column, Rows

T = TypeVar("T")


class Leave(Command):
    """Go back. Esc does it too."""

    name, label, footer, key = "leave", "Back", "back", "q"


class ListScreen(Commands[None], Generic[T]):
    """One list: a screen says what is in it and what its commands do.

    `gather` and whatever goes through `follow` and `apart` runs off the screen's thread.
    """

    TITLE: ClassVar[str] = ""
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    EMPTY: ClassVar[str] = ""
    """What stands there when there is nothing, and what to do then."""
    NEEDS_ROW: ClassVar[tuple[type[Command], ...]] = ()
    """The commands that are done to the row under the cursor."""
    CSS_PATH = "list_screen.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._busy = False

    @property
    def heading(self) -> str:
        """What stands over the list."""
        return self.TITLE

    def gather(self) -> Sequence[T]:
        """Fetch what is listed."""
        raise NotImplementedError

    def cells(self, row: T) -> Sequence[Cell]:
        """A row's cells."""
        raise NotImplementedError

    def key(self, row: T) -> str:
        """What names a row."""
        raise NotImplementedError

    def whole(self, row: T) -> Content:
        """Everything there is to say of a row."""
        raise NotImplementedError

    def above(self) -> ComposeResult:
        """What stands between the heading and the list."""
        yield from ()

    @property
    def empty(self) -> str:
        """What stands there when there is nothing."""
        return self.EMPTY

    @property
    def due(self) -> bool:
        """Whether the list is fetched whenever one comes back to it."""
        return True

    def open_row(self) -> None:
        """What a double click does."""

    # -- what is shown ---------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The title, the list, and the whole of the row under the cursor."""
        yield Static(self.heading, id="top", markup=False)
        yield from self.above()
        yield Rows[T](self.COLUMNS, cells=self.cells, key=self.key, empty="Reading…")
        yield Static(id="said", markup=False)
        yield Static(id="whole")
        yield KeyStrip()

    def on_screen_resume(self) -> None:
        """Fetch what is there now."""
        self.rows.focus()
        if self.due and not self._busy:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Fetch and show the list again."""
        await self._fetch()

    async def _fetch(self) -> None:
        try:
            found = await self.apart(self.gather)
            empty = self.empty
        except ReflectError as error:
            found, empty = (), f"This cannot be read just now. {error}"
        for rows in self.query(Rows):  # the program may be ending meanwhile
            rows.show(found, empty=empty)
            self._show_whole()

    def say(self, words: str) -> None:
        """What came of the last command: it stays under the list, over nothing one is reading."""
        for said in self.query("#said").results(Static):
            said.update(words)
            said.display = bool(words)

    @property
    def rows(self) -> Rows[T]:
        """The list."""
        return self.query_one(Rows)

    @property
    def current(self) -> T:
        """What the cursor stands on; only for commands of `NEEDS_ROW`."""
        found = self.rows.current
        if found is None:
            message = "a command that needs a row was run without one"
            raise LookupError(message)
        return found

    def on_rows_moved(self) -> None:
        """Show the whole of another row."""
        self._show_whole()

    def on_rows_opened(self) -> None:
        """A double click opens."""
        self.open_row()

    def _show_whole(self) -> None:
        row = self.rows.current
        whole = self.query_one("#whole", Static)
        whole.update(Content("") if row is None else self.whole(row))
        whole.display = row is not None
        self.refresh_keys()

    # -- what can be done ------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """What is done to a row needs one."""
        return verb not in self.NEEDS_ROW or self.rows.current is not None

    def steering_target(self) -> Widget | None:
        """The list."""
        return self.rows

    def action_steer(self) -> None:
        """Esc goes back: there is nothing to write here."""
        self.do_leave()

    def do_leave(self) -> None:
        """Go back."""
        self.dismiss()

    def follow(self, steps: Coroutine[Any, Any, str]) -> None:
        """Go through something that may ask before it does, show the list as it is then, and say what came.

        What cannot be done is said in words. While one is under way another is not begun.
        """
        if self._busy:
            steps.close()
            return
        self._busy = True
        self._go(steps)

    @work(group="default")
    async def _go(self, steps: Coroutine[Any, Any, str]) -> None:
        try:
            said = await steps
        except ReflectError as error:
            said = str(error)
        await self._fetch()
        self._busy = False
        self.say(said)
