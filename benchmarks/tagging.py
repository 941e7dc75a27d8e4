"""From key to paint while a transcript of 20,000 words is tagged: 200 turns, 400 overlapping quotes of two.

    python benchmarks/tagging.py [KEYS] [COLUMNS ROWS]

Drives the installed program in a pseudo-terminal: the cursor, selections that grow and shrink, sentence after
sentence, tags given and taken off, and tagging that goes on by itself. Before and after, in the same run, a
bare Textual `TextArea` with the same words says how much of the time is the machine's. The budget is 33 ms
for 99 keys of 100, less the time for which the program stood in line for a processor (Linux counts that);
ends with status 1 when it is missed.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from terminal import Terminal
from whole_screens import BARE, BUDGET_MS

from reflect.domain.changes import applied, put
from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.people import Participant
from reflect.domain.session import Turn
from reflect.services.study import Study

WORDS, QUOTES, TURNS = 20_000, 400, 200
_VOCABULARY = (
    "we had been cross with them for months and then Sam said they only had one person for the whole "
    "district so it wasn’t that nobody cared caring people were drowning in forms"
)


def build(folder: Path) -> str:
    """A study with one long transcript, tagged by two researchers; gives its words."""
    chance = random.Random(7)  # noqa: S311 - the same words in every run
    study = Study.create(folder, "Benchmark", researcher="ana")
    study.edits.add_participant(Participant(code=ParticipantCode("P01"), role=RoleId("provider")))
    desk = study.start_session("provider", "P01")
    each, vocabulary = WORDS // TURNS, _VOCABULARY.split()
    turns = []
    for number in range(TURNS):
        said = [" ".join(chance.choices(vocabulary, k=10)).capitalize() + "." for _ in range(each // 10)]
        speaker = ("Interviewer", "P01")[number % 2]
        turns.append(Turn(id=f"t{number}", order=number, speaker=speaker, text=" ".join(said)))
    desk.recover(applied(desk.record, [put(desk.record, "turns", turn) for turn in turns]))
    passages = [passage for passage in desk.passages() if passage.id.startswith("turn:")]
    made = 0
    while made < QUOTES:
        passage = passages[made % len(passages)]
        start = chance.randrange(len(passage.text) - 300)
        desk.by = ("ana", "ben")[made // len(passages) % 2]
        end = start + chance.randint(150, 290)
        desk.toggle(passage.id, start, end, PointId(f"LP{chance.randint(1, 8)}"))
        made += 1
    desk.by = "ana"
    desk.close()
    study.close()
    return "\n".join(turn.text for turn in turns)


class Echo(NamedTuple):
    """One key."""

    seconds: float
    """From key to paint."""
    queued: float
    """How much of it the program stood in line for a processor that others had."""


def timed(terminal: Terminal, keys: Sequence[str], count: int) -> list[Echo]:
    """So many keys, taken from `keys` in turn; each once all that the last one changed is painted."""
    found = []
    for number in range(count):
        terminal.settle(0.1)
        before = terminal.queued
        seconds = terminal.echo(keys[number % len(keys)])
        found.append(Echo(seconds, terminal.queued - before))
    return found


def late(seconds: Iterable[float]) -> float:
    """The 99th of a hundred, in milliseconds."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000


def told(name: str, echoes: list[Echo]) -> bool:
    """Print the median and the 99th of a hundred; whether the program keeps the budget, given a processor."""
    middle = sorted(each.seconds for each in echoes)[len(echoes) // 2] * 1000
    wall, own = late(e.seconds for e in echoes), late(max(0.0, e.seconds - e.queued) for e in echoes)
    kept = own <= BUDGET_MS
    verdict = "within" if kept else "OVER"
    print(
        f"{name:44} p50 {middle:5.1f} ms  p99 {wall:5.1f} ms  without the queue {own:5.1f} ms  {verdict}",
        flush=True,
    )
    return kept


def bare(text: Path, count: int, columns: int, rows: int) -> None:
    """The same words in a `TextArea` of an app that does nothing else."""
    with Terminal([sys.executable, "-c", BARE, str(text)], columns, rows) as terminal:
        terminal.wait_for(text.read_text(encoding="utf-8")[:10])
        terminal.settle(1.0)
        told("(a bare TextArea, cursor down)", timed(terminal, ["down"], count))


def main(count: int, columns: int, rows: int) -> int:
    """Time every way of going through a transcript."""
    kept = True
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    with tempfile.TemporaryDirectory() as made:
        folder, text = Path(made) / "study", Path(made) / "words.txt"
        text.write_text(build(folder), encoding="utf-8")
        own = {"REFLECT_STATE_DIR": made, "REFLECT_CONFIG": f"{made}/none.toml"}
        reflect = str(Path(sys.executable).with_name("reflect"))
        bare(text, count, columns, rows)
        with Terminal([reflect, "open", str(folder)], columns, rows, own) as terminal:
            terminal.wait_for("P01")
            terminal.press("t")
            terminal.wait_for("untagged")
            terminal.settle(1.0)
            for name, keys in (
                ("cursor: down", ["down"]),
                ("cursor: right", ["right"]),
                ("next sentence", [" "]),
                ("selection by a sentence, growing, shrinking", ["s", "s", "S", "S"]),
                ("selection by a word, growing, shrinking", ["w", "w", "W", "W"]),
                ("next quote", ["\t"]),
            ):
                kept &= told(name, timed(terminal, keys, count))
            terminal.press(" ")
            terminal.settle(0.2)
            kept &= told("a tag on a sentence, on and off", timed(terminal, ["4"], count))
            terminal.press("t")
            terminal.settle(0.2)
            kept &= told("a tag, and on to the next sentence", timed(terminal, ["4", "6", "1"], count))
        bare(text, count, columns, rows)
    return 0 if kept else 1


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(given[0] if given else 200, *(given[1:3] if len(given) > 2 else (120, 40))))
