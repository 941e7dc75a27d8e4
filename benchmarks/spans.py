"""What it costs to keep 300 quotes on their words while somebody types before all of them.

    python benchmarks/spans.py [--rounds 1000] [--words 4000]

One answer with 300 overlapping quotes; a letter is inserted before the first of them and taken away again, so
that every one has to move each time. The budget: the whole of it at the desk (`SessionDesk.write`) takes at
most 1 ms of the processor, 99 of 100 times. Beside it: the same letter behind the last quote, where none has
to move, and a plain replacement of the text in a record. Ends with status 1 when the budget is missed.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable
from functools import partial

import msgspec
from journal import Times, an_hour

from reflect.domain.ids import QuestionId
from reflect.domain.passages import answer_passage
from reflect.domain.session import SessionRecord
from reflect.guides.parse import parse_guide
from reflect.services.desk import SessionDesk
from reflect.services.identity import random_id, system_clock

BUDGET_MS = 1.0
QUOTES = 300
QUESTION = "went-well"


class Nowhere:
    """Keeps nothing: only the desk is measured."""

    def save(self, record: SessionRecord) -> None:
        """Do nothing."""

    def take_merge(self) -> None:
        """Say that nothing came in."""

    def take_notices(self) -> list[str]:
        """Say that there is nothing to tell."""
        return []

    def changed_on_disk(self) -> bool:
        """Say that nobody else saved."""
        return False

    def catch_up(self, record: SessionRecord) -> bool:
        """Say that there is nothing to bring in."""
        return record is None

    def read(self) -> SessionRecord:
        """Say what there is."""
        return an_hour()


def quoted(words: int) -> SessionDesk:
    """An answer of so many words on a desk, with its quotes all over it."""
    record = an_hour()
    record = msgspec.structs.replace(record, responses={}, quotes={}, tags={})
    guide = parse_guide(record.session.guide_text, "guide.md")
    desk = SessionDesk(record, guide, Nowhere(), by="ana", clock=system_clock, ids=random_id)
    pick = random.Random(1)  # noqa: S311 - not for secrets
    text = " ".join(f"word{number}" for number in range(words))
    desk.write(QUESTION, text)
    while len(desk.record.quotes) < QUOTES:
        start = pick.randrange(len(text) - 200)
        desk.quote(answer_passage(QuestionId(QUESTION)), start, start + pick.randrange(10, 200))
    return desk


def worked(act: Callable[[], object]) -> float:
    """The seconds of the processor that it took: what others do on this machine meanwhile is left out."""
    began = time.thread_time()
    act()
    return time.thread_time() - began


def plain(record: SessionRecord, text: str) -> SessionRecord:
    """What it costs to put a text into a record and nothing else."""
    key = QuestionId(QUESTION)
    answer = msgspec.structs.replace(record.responses[key], text=text)
    return msgspec.structs.replace(record, responses={**record.responses, key: answer})


def measured(rounds: int, words: int) -> Times:
    """A letter before them all, a letter behind them all, and no quotes at all, taking turns."""
    times, desk = Times(), quoted(words)
    gc.freeze()  # as the screens do once a session is up
    text = desk.response(QUESTION).text
    for _ in range(rounds):
        for now in (f"x{text}", text):
            times.note("a letter before 300 quotes", worked(partial(desk.write, QUESTION, now)))
        for now in (f"{text}x", text):
            times.note("a letter behind 300 quotes", worked(partial(desk.write, QUESTION, now)))
        times.note("a letter without quotes", worked(partial(plain, desk.record, f"x{text}")))
    moved = [quote for quote in desk.record.quotes.values() if quote.source_changed]
    if moved:
        sys.exit(f"{len(moved)} quotes are off their words")
    return times


def main() -> int:
    """Measure, print, and say whether the budget holds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--words", type=int, default=4000)
    given = parser.parse_args()
    times = measured(given.rounds, given.words)
    plainly = "a letter without quotes"
    table = [f"{'ms':44}{'half':>8}{'p99':>8}{'ratio, half':>12}{'p99':>8}"]
    names = (plainly, "a letter behind 300 quotes", "a letter before 300 quotes")
    table += [times.row(name, plainly) for name in names]
    sys.stdout.write("\n".join(table) + "\n")
    return int(times.at("a letter before 300 quotes", 0.99) > BUDGET_MS)


if __name__ == "__main__":
    sys.exit(main())
