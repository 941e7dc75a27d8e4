"""A line for a folder's or a file's path, in which `Tab` completes names."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from reflect.tui.folders import completed


class FolderInput(Input):
    """An input in which `Tab` completes a folder's name; where it can add nothing more, it goes on.

    With `files`, names of files are completed as well.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "Complete the name", show=False)]

    class Offered(Message):
        """The names the path could go on with; none when it is certain."""

        def __init__(self, names: tuple[str, ...]) -> None:
            super().__init__()
            self.names = names

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name for it
        files: bool = False,
    ) -> None:
        super().__init__(value, placeholder=placeholder, id=id, select_on_focus=False)
        self._files = files
        self._stuck_at: str | None = None

    @work(exclusive=True)
    async def action_complete(self) -> None:
        """Add what is certain, and say what is possible; a second `Tab` there goes to the next field."""
        typed = self.value
        if typed == self._stuck_at:
            self._stuck_at = None
            self.screen.focus_next()
            return
        text, names = await asyncio.to_thread(completed, typed, files=self._files)
        if self.value != typed:
            return
        self.post_message(self.Offered(names))
        if text == typed and not names:
            self.screen.focus_next()
            return
        self._stuck_at = text if text == typed else None
        self.value = text
        self.cursor_position = len(text)
