"""A study of ten thousand sessions: opening it, its quotes, its search, and keeping up with a change.

    python benchmarks/scale.py [FOLDER] [--sessions N] [--passages N] [--words N] [--quotes N] [--rounds N]

Measures the study in FOLDER, which is generated first when it is not there (without FOLDER, a temporary
one), and prints a table beside the budgets. The first run makes the index, which is timed by itself.
"""

from __future__ import annotations

import argparse
import compileall
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from generate import Size, Vocabulary, fitting, generate
from terminal import Terminal

import reflect as reflect_package
from reflect.domain.session import SessionRecord
from reflect.services.finding import Finder
from reflect.services.reading import StudyReader
from reflect.services.tabulating import Asked, tabulated
from reflect.store.session_file import SessionFile

SEED = 7
MILLISECONDS = 1000.0


class Table:
    """What was measured, a line at a time."""

    def __init__(self) -> None:
        print(f"{'what':58} {'median':>10} {'p99':>10} {'p99, CPU':>10} {'budget':>10}")

    def times(self, what: str, seconds: Sequence[Took], budget: float | None, *, usual: bool = False) -> None:
        """A line of times; the budget, in milliseconds, is for 99 of 100, or for the `usual` one."""
        ordered = sorted(each.wall * MILLISECONDS for each in seconds)
        late = _late(ordered)
        middle = ordered[len(ordered) // 2]
        worked = sorted(each.cpu * MILLISECONDS for each in seconds)
        self._line(
            what,
            f"{middle:.1f} ms",
            f"{late:.1f} ms",
            f"{_late(worked):.1f} ms" if worked[-1] else "",
            budget,
            "ms",
            within=budget is None or (middle if usual else late) <= budget,
        )

    def memory(self, what: str, megabytes: float, budget: float) -> None:
        """A line of memory."""
        self._line(what, f"{megabytes:.0f} MB", "", "", budget, "MB", within=megabytes <= budget)

    def _line(
        self, what: str, middle: str, late: str, worked: str, budget: float | None, unit: str, *, within: bool
    ) -> None:
        limit = f"{budget:.0f} {unit}" if budget is not None else ""
        verdict = "" if budget is None else "within" if within else "OVER"
        print(f"{what:58} {middle:>10} {late:>10} {worked:>10} {limit:>10}  {verdict}", flush=True)


class Took(NamedTuple):
    """Seconds that something took."""

    wall: float
    cpu: float = 0.0
    """Of them, those that the processor worked for this process: what is left of `wall` on a busy machine."""


def timed(act: Callable[[], object]) -> Took:
    """Seconds that something takes."""
    began, worked = time.perf_counter(), time.process_time()
    act()
    return Took(time.perf_counter() - began, time.process_time() - worked)


def _late(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def opened(folder: Path, last: str, table: Table, rounds: int) -> None:
    """From the command to the list of sessions on the screen, and the memory it then holds."""
    reflect = str(Path(sys.executable).with_name("reflect"))
    seconds, held = [], 0.0
    for _ in range(rounds):
        with Terminal([reflect, "open", str(folder)]) as terminal:
            seconds.append(Took(terminal.wait_for(last)))
            terminal.settle(0.5)
            held = max(held, terminal.memory)
    table.times("open to the list of sessions, warm index", seconds, 1000)
    table.memory("memory with the study open", held, 300)


def quotes(finder: Finder, table: Table, rounds: int) -> None:
    """All quotes of one point, the first rows; and a page in the middle."""
    points = [f"LP{n}" for n in range(1, 25)]
    first = [
        timed(lambda point=point: finder.quotes(point=point, limit=50, fresh=False))  # type: ignore[misc]
        for _ in range(rounds)
        for point in points
    ]
    table.times("all quotes of one point, first 50", first, 50)
    counts = finder.point_counts(fresh=False)
    middle = [
        timed(
            lambda point=point: finder.quotes(  # type: ignore[misc]
                point=point, offset=counts[point].quotes // 2, limit=50, fresh=False
            )
        )
        for point in points
    ]
    table.times("the same, 50 from the middle", middle, None)
    table.times("counts of all points, counted the first time", [timed(finder.point_counts)], None)
    again = [timed(finder.point_counts) for _ in range(rounds)]
    table.times("counts of all points, with the look for changes", again, None)


def tables(study: StudyReader, table: Table, rounds: int) -> None:
    """Points by roles, kept once it is counted, with the look for changes; and what is counted anew."""
    by_role = Asked(cols="roles")
    table.times("points by roles, counted the first time", [timed(lambda: tabulated(study, by_role))], None)
    again = [timed(lambda: tabulated(study, by_role)) for _ in range(rounds)]
    table.times("points by roles", again, 100, usual=True)
    for what, asked in (
        ("points by points, on one quote", Asked(cols="points")),
        ("points by participants", Asked(cols="participants")),
    ):
        table.times(what, [timed(lambda: tabulated(study, asked)) for _ in range(3)], None)  # noqa: B023


def searches(finder: Finder, table: Table, count: int) -> None:
    """Rare words, two words, the commonest word, and some harder ones."""
    chance = random.Random(SEED)  # noqa: S311 - the same words in every run
    words = Vocabulary(random.Random(SEED))  # noqa: S311 - as the generator has it
    rare = chance.sample(words.words[2_000:], count)
    pairs = [" ".join(words.said(2)) for _ in range(count)]
    commonest = words.words[0]

    def look(queries: Iterable[str]) -> list[Took]:
        return [timed(lambda query=query: finder.search(query, fresh=False)) for query in queries]  # type: ignore[misc]

    table.times(f"search: {count} rare words, first 50, best first", look(rare), 50)
    table.times(f"search: {count} pairs of words as they are said", look(pairs), 50)
    table.times(f"search: the commonest word (“{commonest}”), best first", look([commonest] * 20), 300)
    table.times("search: phrases of two common words", look([f'"{pair}"' for pair in pairs[:50]]), None)
    table.times("search: beginnings of three letters", look([f"{word[:3]}*" for word in rare[:50]]), None)
    table.times(
        "search: role:provider point:4 and a word",
        look([f"role:provider point:4 {w}" for w in words.words[:50]]),
        None,
    )


def refreshes(folder: Path, finder: Finder, table: Table, rounds: int) -> None:
    """One session of all is changed and saved, and the index brought up to date."""
    paths = sorted((folder / "sessions").glob("*.json"))
    chance = random.Random(SEED)  # noqa: S311 - as above
    seconds = []
    for n in range(rounds):
        file = SessionFile(chance.choice(paths), folder)
        file.save(_edited(file.read(), n))
        seconds.append(timed(finder.refresh))
    table.times("refresh after one changed session (budget: the median)", seconds, 100, usual=True)
    table.times("refresh when nothing changed", [timed(finder.refresh) for _ in range(rounds)], None)


def _edited(record: SessionRecord, n: int) -> SessionRecord:
    """A turn said otherwise, and a quote less."""
    turn = list(record.turns.values())[n % len(record.turns)]
    turns = {**record.turns, turn.id: msgspec.structs.replace(turn, text=f"{turn.text} Changed {n} times.")}
    gone = next(iter(record.quotes), None)
    quotes = {key: quote for key, quote in record.quotes.items() if key != gone}
    tags = {key: tag for key, tag in record.tags.items() if tag.quote != gone}
    return msgspec.structs.replace(record, turns=turns, quotes=quotes, tags=tags)


def commands(folder: Path, table: Table, rounds: int) -> None:
    """Whole commands, the start of the program included."""
    reflect = str(Path(sys.executable).with_name("reflect"))
    for words in (["search", str(folder), "trustzan", "--json"], ["sessions", str(folder), "--json"]):
        seconds = [
            Took(
                timed(lambda: subprocess.run([reflect, *words], check=True, capture_output=True)).wall  # noqa: B023
            )
            for _ in range(rounds)
        ]
        table.times(f"the whole command: reflect {words[0]}", seconds, None)


def main() -> None:
    """Generate what is not there, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("folder", type=Path, nargs="?")
    for name, usual in (
        ("sessions", 10_000),
        ("passages", 300),
        ("words", 30),
        ("quotes", 200),
        ("rounds", 30),
    ):
        asked.add_argument(f"--{name}", type=int, default=usual)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made) / "study"
        # Beside the study, so that the index is made only once for a study that is kept.
        own = folder.parent / f"{folder.name}-own" if given.folder else Path(made) / "own"
        os.environ.update(
            REFLECT_CACHE_DIR=str(own / "cache"),
            REFLECT_STATE_DIR=str(own / "state"),
            REFLECT_CONFIG=str(own / "none.toml"),
        )
        if not (folder / "study.json").exists():
            size = fitting(Size(given.sessions, given.passages, given.words, given.quotes), folder)
            print("generating took", f"{timed(lambda: generate(folder, size, seed=SEED)).wall:.0f} s")
        # As pip does when it installs: else every start would compile what it loads.
        compileall.compile_dir(str(Path(reflect_package.__file__).parent), quiet=1)
        study = StudyReader.open(folder)
        indexing = timed(study.finder.refresh).wall
        sessions = study.finder.sessions()
        quotes_in_all = study.finder.count_quotes()
        files = sum(path.stat().st_size for path in (folder / "sessions").iterdir())
        index = sum(path.stat().st_size for path in (own / "cache").rglob("*") if path.is_file())
        print(
            f"{len(sessions)} sessions, {quotes_in_all} quotes, {files / 1e6:.0f} MB of files, "
            f"{index / 1e6:.0f} MB of index; bringing the index up to date took {indexing:.1f} s"
        )
        table = Table()
        quotes(study.finder, table, given.rounds)
        tables(study, table, given.rounds)
        searches(study.finder, table, 10 * given.rounds)
        refreshes(folder, study.finder, table, given.rounds)
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        table.memory("memory of all that in one process, at most", held, 300)
        study.close()
        opened(folder, sessions[0].participant or "group", table, max(3, given.rounds // 4))
        commands(folder, table, max(3, given.rounds // 4))


if __name__ == "__main__":
    main()
