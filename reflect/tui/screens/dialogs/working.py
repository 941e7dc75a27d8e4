"""Waiting for something that takes a while, and seeing how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label

from reflect.tui.command import Commands
from reflect.tui.screens.dialogs.dialog import Dialog

T = TypeVar("T")

_AT_ONCE = 0.3
"""Seconds within which something is done before anybody would ask how far it is."""
_LOOK = 0.1
"""Seconds between two looks at how far it is."""


class Working(Dialog[None]):
    """Says what is being done and how far it is. It cannot be left: what is begun is finished."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._done = (0, 0)

    def report(self, now: int, of: int) -> None:
        """Take note of how far it is; from any thread."""
        self._done = (now, of)

    def compose(self) -> ComposeResult:
        """What is being done, and how far."""
        with Vertical(classes="box") as box:
            box.border_title = self._title
            yield Label("", id="done")

    def on_mount(self) -> None:
        """Look every now and then."""
        self._look()
        self.set_interval(_LOOK, self._look)

    def action_leave(self) -> None:
        """Stay."""

    def _look(self) -> None:
        now, of = self._done
        self.query_one("#done", Label).update(f"{now} of {of} sessions" if of else "One moment …")


async def working(screen: Commands[Any], title: str, act: Callable[[Callable[[int, int], None]], T]) -> T:
    """Do `act` off the screen's thread; where that takes a while, a dialog says how far it is.

    `act` is given what it tells that to. Raises what `act` raises.
    """
    dialog = Working(title)
    doing = asyncio.ensure_future(screen.apart(act, dialog.report))
    await asyncio.wait({doing}, timeout=_AT_ONCE)
    if not doing.done():
        await screen.app.push_screen(dialog)
        await asyncio.wait({doing})
        dialog.dismiss()
    return doing.result()
