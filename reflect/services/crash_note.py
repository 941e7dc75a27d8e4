"""The note kept of an error nobody foresaw: where in the program it happened, and nothing of the study."""

from __future__ import annotations

import traceback
from pathlib import Path

from reflect import __version__, paths

_FILE = "crash.txt"


def keep_note(error: BaseException) -> Path | None:
    """Note where it happened in the state folder; where the note lies, None if it could not be kept.

    The note holds file names of the program, line numbers and the error's type: no message, no values of
    variables and no source lines, since people's words and names could stand in them.
    """
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"reflect {__version__}: {type(error).__name__}"]
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    file = paths.state_folder() / _FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        return None
    return file


def in_words(error: BaseException, *, note: Path | None, saved: str = "") -> str:
    """What a person is told. `saved` is a sentence on what became of their words."""
    told = [f"Sorry: reflect had to stop ({type(error).__name__}).", saved]
    if note is not None:
        told.append(f"Where in the program it happened, and nothing from your study, is noted in {note}.")
    return " ".join(part for part in told if part)
