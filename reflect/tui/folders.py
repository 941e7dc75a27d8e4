"""Folders as people write them: with `~` for their own, and completed as they type."""

from __future__ import annotations

import os
from itertools import takewhile
from pathlib import Path

_MOST_NAMED = 200


def shortened(folder: str) -> str:
    """The folder with the person's own home written as `~`."""
    home = str(Path.home())
    if folder == home:
        return "~"
    return "~" + folder[len(home) :] if folder.startswith(home + os.sep) else folder


def typed_folder(text: str) -> Path | None:
    """The folder a person typed, absolute; None when they typed nothing."""
    text = text.strip()
    if not text:
        return None
    try:
        path = Path(text).expanduser()
    except RuntimeError:  # the home of someone who is not known here
        path = Path(text)
    return Path.cwd() / path


def completed(text: str, *, files: bool = False) -> tuple[str, tuple[str, ...]]:
    """What was typed of a folder's path, as far as it is certain, and the names it could go on with.

    Hidden folders are only offered once their dot has been typed. With `files`, they are offered too.
    """
    head, start = os.path.split(text)
    if text in ("~", ".."):
        return text + os.sep, ()
    parent = typed_folder(head) or Path.cwd()
    try:
        entries = [
            entry
            for entry in os.scandir(parent)
            if entry.name.startswith(start) and (start or not entry.name.startswith("."))
        ]
        folders = {entry.name for entry in entries if entry.is_dir()}
        names = sorted(entry.name for entry in entries) if files else sorted(folders)
    except OSError:
        return text, ()
    if not names:
        return text, ()
    first, last = names[0], names[-1]
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    certain = "".join(letter for letter, _ in same)
    whole = str(Path(head, certain)) if head else certain
    if len(names) == 1:
        return whole + (os.sep if first in folders else ""), ()
    return (whole if certain else text), tuple(names[:_MOST_NAMED])
