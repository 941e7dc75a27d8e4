"""Starting a new study: what it is called and where it lies."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label

from reflect.domain.ids import slug
from reflect.tui.folders import shortened, typed_folder
from reflect.tui.screens.dialogs.dialog import Dialog
from reflect.tui.widgets.folder_input import FolderInput


class Wanted(NamedTuple):
    """The study to make."""

    folder: Path
    title: str


class NewStudy(Dialog[Wanted]):
    """Asks for a title and a folder; the folder is proposed from the title until a person changes it."""

    BINDINGS = [Binding("f2,ctrl+s", "keep", "Make it", show=False, priority=True)]

    def __init__(self, *, under: Path | None = None) -> None:
        super().__init__()
        self._under = under or Path.home() / "reflect"
        self._proposed = ""

    def compose(self) -> ComposeResult:
        """Two lines, and what is wrong with them."""
        with Vertical(classes="box") as box:
            box.border_title = "New study"
            yield Label("What is it called?", classes="said")
            yield Input(id="title", placeholder="Working together in our district")
            yield Label("", id="title-problem", classes="problem", markup=False)
            yield Label("The folder its files will lie in (made if it is not there yet):", classes="said")
            yield FolderInput(id="folder")
            yield Label("", id="folder-problem", classes="problem", markup=False)
            yield Label("Enter goes on · F2 makes it · Esc leaves", classes="said")
            with Horizontal(classes="buttons"):
                yield Button("Leave it", id="no")
                yield Button("Make it (F2)", id="yes", variant="primary")

    def on_mount(self) -> None:
        """Start with the title."""
        self._say("title", "")
        self._say("folder", "")
        self._propose("")
        self.query_one("#title").focus()

    @on(Input.Changed, "#title")
    def _title_changed(self, event: Input.Changed) -> None:
        self._say("title", "")
        if self.query_one("#folder", Input).value == self._proposed:
            self._propose(event.value)

    @on(Input.Changed, "#folder")
    def _folder_changed(self) -> None:
        self._say("folder", "")

    @on(Input.Submitted, "#title")
    def _title_done(self) -> None:
        self.query_one("#folder").focus()

    @on(Input.Submitted, "#folder")
    def _folder_done(self) -> None:
        self.action_keep()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Make it or leave by button."""
        if event.button.id == "yes":
            self.action_keep()
        else:
            self.action_leave()

    @work(exclusive=True, group="check")
    async def action_keep(self) -> None:
        """Give the answers back when they can be used; say everything that is wrong with them if not."""
        title = " ".join(self.query_one("#title", Input).value.split())
        folder = typed_folder(self.query_one("#folder", Input).value)
        wrong_folder = await asyncio.to_thread(folder_problem, folder)
        self._say("title", "" if title else "A study needs a title: a few words you will know it by.")
        self._say("folder", wrong_folder)
        if title and folder is not None and not wrong_folder:
            self.dismiss(Wanted(folder, title))
        else:
            self.query_one("#folder" if title else "#title").focus()

    def _propose(self, title: str) -> None:
        self._proposed = shortened(str(self._under / (slug(title) or "my-study")))
        line = self.query_one("#folder", Input)
        line.value = self._proposed
        line.cursor_position = len(line.value)

    def _say(self, field: str, words: str) -> None:
        label = self.query_one(f"#{field}-problem", Label)
        label.update(words)
        label.display = bool(words)


def folder_problem(folder: Path | None) -> str:
    """Why a new study cannot lie there, in words; empty when it can."""
    if folder is None:
        return "Say which folder its files shall lie in."
    try:
        if (folder / "study.json").exists():
            return "There is a study in this folder already. Leave this with Esc and open it with o."
        if folder.is_dir():
            return (
                "There are files in this folder already. Choose an empty one or a new name."
                if any(folder.iterdir())
                else ""
            )
        if folder.exists():
            return "This is a file, not a folder."
        above = next((parent for parent in folder.parents if parent.exists()), None)
    except OSError as error:
        return f"This folder cannot be used: {error.strerror or error}."
    if above is not None and not above.is_dir():
        return f"{shortened(str(above))} is a file, so no folder can be made in it."
    return ""
