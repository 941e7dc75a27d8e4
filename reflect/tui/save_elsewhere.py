"""Writing what is on the screen into another folder, for when the study cannot be reached."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from reflect.errors import ReflectError
from reflect.tui.command import Command, Commands
from reflect.tui.screens.dialogs.ask import AskLine


class SaveElsewhere(Command):
    """Write a copy of what is on this screen into a folder you choose, when the study cannot be saved.

    The study is still saved by itself once it can be reached again.
    """

    name, label, key = "save_elsewhere", "Save elsewhere", "E"


async def save_elsewhere(
    screen: Commands[Any], save: Callable[[Path], Path], *, told: Callable[[str], None] | None = None
) -> None:
    """Ask for a folder, call `save` with it off the screen's thread, and say where the copy lies.

    `told` says it; without one it is a notice.
    """
    said = "A folder on this computer, or on another drive; nothing in it is overwritten."
    ask = AskLine("Save a copy elsewhere", said=said, initial=str(Path.home()))
    folder = await screen.app.push_screen_wait(ask)
    if folder is None:
        return
    try:
        path = await screen.apart(_saved, save, folder)
    except ReflectError as error:
        screen.tell(error)
        return
    said = f"A copy is saved as {path}."
    if told is None:
        screen.notify(said, timeout=12, markup=False)
    else:
        told(said)


def _saved(save: Callable[[Path], Path], folder: str) -> Path:
    return save(Path(folder).expanduser())
