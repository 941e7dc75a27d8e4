"""Choosing transcripts and projects by their path: one file, or a folder of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label

from reflect.errors import ReflectError
from reflect.services.importing import transcripts_in
from reflect.tui.folders import typed_folder
from reflect.tui.screens.dialogs.dialog import Dialog
from reflect.tui.widgets.folder_input import FolderInput

_OFFERED = 24


class ChooseFiles(Dialog[list[Path]]):
    """Asks for a file or a folder until there is something in it; the result is the files."""

    def __init__(self, *, initial: str = "") -> None:
        super().__init__()
        self._initial = initial

    def compose(self) -> ComposeResult:
        """The line, the names it could go on with, and what was wrong."""
        with Vertical(classes="box") as box:
            box.border_title = "Import transcripts, or a project"
            yield Label(
                "The file, or a folder of files: Zoom, Teams, Whisper, Otter, Word, text, …; or a project of "
                "NVivo, ATLAS.ti, MAXQDA, QualCoder (.qdpx, .qdc). "
                "Nothing is kept before you have seen what comes in.",
                classes="said",
            )
            yield FolderInput(self._initial, placeholder="~/Downloads/interview.vtt", files=True)
            yield Label("", id="names", classes="said", markup=False)
            yield Label("", id="problem", classes="problem", markup=False)
            yield Label("Tab completes names · Enter goes on · Esc leaves", classes="said")

    def on_mount(self) -> None:
        """Start at the end of what is there."""
        line = self.query_one(FolderInput)
        line.focus()
        line.cursor_position = len(self._initial)
        self._say("#names", "")
        self._say("#problem", "")

    def on_folder_input_offered(self, event: FolderInput.Offered) -> None:
        """Show what the path could go on with."""
        self._say("#names", "  ".join(event.names[:_OFFERED]))

    def on_input_changed(self) -> None:
        """What was wrong with another path is no longer of interest."""
        self._say("#problem", "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look what is there."""
        path = typed_folder(event.value)
        if path is None:
            self._say("#problem", "Type the path of a file or a folder, or press Esc to leave.")
        else:
            self._look(path)

    @work(exclusive=True, group="look")
    async def _look(self, path: Path) -> None:
        try:
            found = await asyncio.to_thread(transcripts_in, [path])
            there = await asyncio.to_thread(path.exists)
        except ReflectError as error:
            self._say("#problem", str(error))
            return
        if not there:
            self._say("#problem", "There is no such file or folder.")
        elif not found:
            self._say("#problem", "There are no files in this folder.")
        else:
            self.dismiss(found)

    def _say(self, where: str, words: str) -> None:
        label = self.query_one(where, Label)
        label.update(words)
        label.display = bool(words)
