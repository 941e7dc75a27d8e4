"""Hands on the keyboard that type as fast as a terminal can send."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot


def rush(pilot: Pilot[Any], *keys: str) -> None:
    """Send keys one after another, without waiting for anything."""
    for key in keys:
        letter = {"space": " "}.get(key, key)
        name = _character_to_key(key) if len(key) == 1 else key
        pilot.app.post_message(events.Key(name, letter if len(letter) == 1 else None))


async def typed(pilot: Pilot[Any], words: str) -> None:
    """Type words into what has the focus, and wait once, at their end."""
    rush(pilot, *("enter" if letter == "\n" else letter for letter in words))
    await pilot.pause()
