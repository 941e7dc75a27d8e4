"""Showing a tab while the index is brought up to date: afterwards if that is quick, meanwhile if not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from reflect.services.study import Study
from reflect.tui.command import Commands
from reflect.tui.screens.panes.pane import Pane

T = TypeVar("T")

PATIENCE = 0.25
"""Seconds to wait for the index before a tab shows what was known before."""
AGAIN = 2.0
"""Seconds after which it shows what has come in by then."""


async def gathered(screen: Commands[Any], pane: Pane[T], study: Study, say: Callable[[str], None]) -> T:
    """What a tab shows, as the study's files are now.

    While reading them takes long, the tab shows what the index has of them, and `say` is given how far it
    got.
    Raises what `Study.sessions` raises.
    """
    refreshing = asyncio.ensure_future(screen.apart(study.finder.refresh))
    try:
        waited = PATIENCE
        while not (await asyncio.wait({refreshing}, timeout=waited))[0]:
            waited = AGAIN
            pane.show(await screen.apart(pane.gather, study))
            read = study.finder.reading
            say("reading {} of {} sessions …".format(*read) if read else "reading what changed …")
        await refreshing
    finally:
        refreshing.cancel()
        say("")
    return await screen.apart(pane.gather, study)
