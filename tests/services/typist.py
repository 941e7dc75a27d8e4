"""A program that types into a session until it is killed, and keeps its own log of what it typed when.

    python -m tests.services.typist STUDY SESSION LOG

Each key is a line `key N TIME`, each thing that reflect has acknowledged a line `safe N TIME`; time is the
machine's monotonic clock, which is the same in all processes.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from pathlib import Path

from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.services.study import Study
from tests.services.studies import ANSWER

LINE, CHECKPOINT = 0.4, 1.1
"""Seconds between lines, as the screens have it, and between checkpoints: closer than theirs, to be hit."""
WORDS = "we only began to trust each other once the budget lay open on the table "


def text_of(keys: int) -> str:
    """What has been typed after so many keys."""
    return (WORDS * (keys // len(WORDS) + 1))[:keys]


def type_away(folder: Path, session: str, log: Path) -> None:
    """Type and tag, and save from threads as the screens do."""
    desk = Study.open(folder, researcher="ana").open_session(session)
    keys = len(desk.response(ANSWER).text)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    pick = random.Random()  # noqa: S311 - not for secrets

    def say(what: str, number: int) -> None:
        os.write(handle, f"{what} {number} {time.monotonic()}\n".encode())

    def every(seconds: float, act: object) -> None:
        while True:
            time.sleep(seconds)
            before = len(desk.response(ANSWER).text)
            if callable(act):
                act()
            say("safe", before)

    threading.Thread(target=every, args=(LINE, desk.journal), daemon=True).start()
    threading.Thread(target=every, args=(CHECKPOINT, desk.save), daemon=True).start()
    say("open", keys)
    while True:
        keys += 1
        desk.write(ANSWER, text_of(keys))
        say("key", keys)
        if not keys % 40:
            start = pick.randrange(keys - 5)
            desk.toggle(answer_passage(ANSWER), start, start + 5, PointId("LP4"))
        time.sleep(pick.random() * 0.01)


if __name__ == "__main__":
    type_away(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
