"""Opening a folder by its path."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label

from reflect.errors import ReflectError
from reflect.tui.folders import typed_folder
from reflect.tui.screens.dialogs.dialog import Dialog
from reflect.tui.widgets.folder_input import FolderInput

Opened = TypeVar("Opened")


class OpenFolder(Dialog[Opened], Generic[Opened]):
    """Asks for a folder until it can be opened; the result is what `opens` made of it.

    `opens` runs off the screen's thread; the words of its ReflectError are shown under the line.
    """

    def __init__(self, opens: Callable[[Path], Opened], *, initial: str = "") -> None:
        super().__init__()
        self._opens = opens
        self._initial = initial

    def compose(self) -> ComposeResult:
        """The line, the names it could go on with, and what was wrong."""
        with Vertical(classes="box") as box:
            box.border_title = "Open a study"
            yield Label("The folder it is in:", classes="said")
            yield FolderInput(self._initial, placeholder="~/reflect/our-study")
            yield Label("", id="names", classes="said", markup=False)
            yield Label("", id="problem", classes="problem", markup=False)
            yield Label("Tab completes names · Enter opens · Esc leaves", classes="said")

    def on_mount(self) -> None:
        """Start at the end of what is there."""
        line = self.query_one(FolderInput)
        line.focus()
        line.cursor_position = len(self._initial)
        self.query_one("#names").display = False
        self.query_one("#problem").display = False

    def on_folder_input_offered(self, event: FolderInput.Offered) -> None:
        """Show what the path could go on with."""
        self._say("#names", "  ".join(f"{name}/" for name in event.names[:24]))

    def on_input_changed(self) -> None:
        """What was wrong with another path is no longer of interest."""
        self._say("#problem", "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try to open it."""
        folder = typed_folder(event.value)
        if folder is None:
            self._say("#problem", "Type the folder's path, or press Esc to leave.")
        else:
            self._try(folder)

    @work(exclusive=True, group="open")
    async def _try(self, folder: Path) -> None:
        try:
            opened = await asyncio.to_thread(self._opens, folder)
        except ReflectError as error:
            self._say("#names", "")
            self._say("#problem", str(error))
        else:
            self.dismiss(opened)

    def _say(self, where: str, words: str) -> None:
        label = self.query_one(where, Label)
        label.update(words)
        label.display = bool(words)
