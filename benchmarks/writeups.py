"""A long write-up in a study of many quotes: what its preview takes, cold, warm and after a session changed.

    python benchmarks/writeups.py [--sessions N] [--quotes N] [--words N] [--references N] [--rounds N]

Times are given beside those of the same run's yardstick, the same Markdown through markdown-it-py: a busy or
a slow machine slows both.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from generate import Size, Vocabulary, generate
from markdown_it import MarkdownIt

from reflect.domain.gate import Audience
from reflect.services.reading_over import drawer_of
from reflect.services.study import Study
from reflect.store.session_file import SessionFile
from reflect.tui.widgets.preview import lay_out

SEED = 7
MILLISECONDS = 1000.0
WIDTH = 60
"""Columns of the preview at 120×40."""


def main() -> None:
    """Make the study, and measure."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--sessions", type=int, default=60)
    given.add_argument("--quotes", type=int, default=3000, help="in all sessions")
    given.add_argument("--words", type=int, default=10_000)
    given.add_argument("--references", type=int, default=150)
    given.add_argument("--rounds", type=int, default=15)
    wanted = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REFLECT_CACHE_DIR"] = os.environ["REFLECT_STATE_DIR"] = f"{folder}/state"
        place = Path(folder) / "study"
        size = Size(wanted.sessions, 120, 40, wanted.quotes // wanted.sessions)
        generate(place, size, seed=SEED)
        measure(place, wanted.words, wanted.references, wanted.rounds)


def measure(place: Path, words: int, references: int, rounds: int) -> None:
    """A table of what the preview and the drawer take."""
    began = time.perf_counter()
    study = Study.open(place)
    rows = study.quotes()
    print(f"{len(rows)} quotes; opened and indexed in {took(began):.0f} ms")
    chance = random.Random(SEED)  # noqa: S311 - the same text in every run
    text = a_text(chance, [row.id for row in chance.sample(rows, references)], words)
    began = time.perf_counter()
    study.rendering.render(text, preview=True, writeup="long")
    print(f"first rendering: {took(began):.0f} ms")
    study.drafts.repeats.note_placed("long", [row.id for row in rows])
    rendered = study.rendering.render(text, preview=True, writeup="long")
    if len(rendered.quotes_used) != references:
        raise SystemExit(f"Only {len(rendered.quotes_used)} of {references} references name a quote.")
    parser = MarkdownIt("commonmark")
    yardstick = timed(lambda: parser.parse(rendered.markdown), rounds)
    print(f"{'what':52} {'median':>10} {'yardsticks':>11}")
    line("the yardstick: the same through markdown-it-py", yardstick, yardstick)
    line(
        "rendering",
        timed(lambda: study.rendering.render(text, preview=True, writeup="long"), rounds),
        yardstick,
    )
    line(
        "setting it for the preview",
        timed(lambda: lay_out(rendered.markdown, WIDTH, dark=True), rounds),
        yardstick,
    )
    unknown = text.replace("[[quote q", "[[quote zq", 1)
    line(
        "rendering with one unknown quote",
        timed(lambda: study.rendering.render(unknown, preview=True, writeup="long"), rounds),
        yardstick,
    )
    path = min((place / "sessions").glob("*.json"))

    def after_a_change() -> None:
        touched(path, place)
        study.rendering.render(text, preview=True, writeup="long")

    line("rendering after one session was saved (and saving)", timed(after_a_change, rounds), yardstick)
    line("drafting it again", timed(lambda: study.drafts.again("long", text), rounds), yardstick)
    line(
        "the quote drawer",
        timed(lambda: drawer_of(study, audience=Audience.PUBLIC, reader=None), rounds),
        yardstick,
    )
    study.close()


def a_text(chance: random.Random, quotes: list[str], words: int) -> str:
    """A write-up of so many words, with a reference after every so many; a third of them in a sentence."""
    vocabulary = Vocabulary(chance)
    parts = ["---\nkind: theme\npoint: LP1\n---\n"]
    each = max(1, words // max(1, len(quotes)))
    for n, quote in enumerate(quotes):
        if n % 10 == 0:
            parts.append(f"## {' '.join(vocabulary.said(4))}")
        sentence = " ".join(vocabulary.said(each))
        parts += [f"{sentence} [[quote {quote}]]."] if n % 3 == 0 else [f"{sentence}.", f"[[quote {quote}]]"]
    return "\n\n".join(parts) + "\n"


def touched(path: Path, place: Path) -> None:
    """Save a session anew, a second longer."""
    import msgspec

    file = SessionFile(path, place)
    record = file.read()
    file.save(
        msgspec.structs.replace(
            record, session=msgspec.structs.replace(record.session, seconds=record.session.seconds + 1)
        )
    )


def took(began: float) -> float:
    """Milliseconds since."""
    return (time.perf_counter() - began) * MILLISECONDS


def timed(act: Callable[[], object], rounds: int) -> float:
    """Milliseconds that something takes, of several times the one in the middle."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        times.append(took(began))
    return median(times)


def line(what: str, milliseconds: float, yardstick: float) -> None:
    """A line of the table."""
    print(f"{what:52} {milliseconds:7.1f} ms {milliseconds / yardstick:10.2f}×", flush=True)


if __name__ == "__main__":
    main()
