"""Looking at a running app as a person does: wait until it is quiet, then read the screen."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.pilot import Pilot


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until every worker is done and everything is drawn."""
    await pilot.pause()
    # Commands that ask something run in the default group, and wait for the person, not for the disk.
    if busy := [worker for worker in pilot.app.workers if worker.group != "default"]:
        await pilot.app.workers.wait_for_complete(busy)
    await pilot.pause(0.06)  # what stands beside a text follows it in a frame of its own, 0.04 s later


def screen_text(app: App[Any]) -> str:
    """The words on the screen, row by row."""
    width, height = app.size
    return "\n".join(
        "".join(segment.text for segment in strip).rstrip()
        for strip in app.screen._compositor.render_strips()[:height]
        if width
    )
