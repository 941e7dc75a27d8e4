"""The clipboard of this computer, by its own program: some terminals that are asked for theirs do nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from reflect.tui.command import Commands

_SECONDS = 2.0


def command(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> list[str] | None:
    """The program that takes text for the clipboard; None where there is none, or through ssh."""
    if "SSH_CONNECTION" in environment:
        return None  # the clipboard is on the other computer: only the terminal gets there
    candidates: list[tuple[str, ...]] = []
    if platform == "darwin":
        candidates.append(("pbcopy",))
    elif platform == "win32":
        candidates.append(("clip",))
    if "WAYLAND_DISPLAY" in environment:
        candidates.append(("wl-copy",))
    if "DISPLAY" in environment:
        candidates += [("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")]
    return next((list(each) for each in candidates if shutil.which(each[0])), None)


def put_in_clipboard(text: str) -> bool:
    """Whether this computer's own program took the text. Takes a while: not for the screen's thread."""
    program = command()
    if program is None:
        return False
    encoding = "utf-16" if program[0] == "clip" else "utf-8"
    try:
        done = subprocess.run(  # noqa: S603 - one of ours above, without a shell
            program,
            input=text.encode(encoding),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


async def handed_over(screen: Commands[Any], text: str) -> str:
    """Put text into the clipboard as well as can be here, and say how: `copied`."""
    if await screen.apart(put_in_clipboard, text):
        return "copied"
    screen.app.copy_to_clipboard(text)
    return "handed to the terminal for its clipboard; some terminals do not take it"
