"""Waiting for a running app to come to something, when a worker is itself waiting for a person."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from tests.tui.looking import screen_text

_PATIENCE = 10.0


async def until(pilot: Pilot[Any], come: Callable[[], object]) -> None:
    """Let the app go on until `come` holds; fail when it never does."""
    end = time.monotonic() + _PATIENCE
    while not come():
        assert time.monotonic() < end, f"waited in vain; the screen says: {said(pilot.app)}"
        await pilot.pause()
    await pilot.pause()


async def shown(pilot: Pilot[Any], kind: type) -> Any:
    """Wait until a screen of this kind is in front, and give it."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_mounted)
    return pilot.app.screen


def said(app: App[Any]) -> str:
    """The words on the screen as one line, without the boxes they stand in."""
    return " ".join(screen_text(app).replace("│", " ").split())
