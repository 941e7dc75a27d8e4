"""Reading two hours of talk (20,000 words) in each format, and importing the readers.

    python benchmarks/reading.py [TIMES]

Prints the median of each in milliseconds, and beside it how many passes of Python's own JSON reader over the
same words the same time would do: a ratio that says the same on any machine.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from reflect.transcripts.names import places
from reflect.transcripts.reading import read_transcript
from tests.transcripts.writing import WAYS, Said

WORDS = (Path(__file__).parent.parent / "transcripts" / "P01-provider.md").read_text(encoding="utf-8").split()
MANY = 20_000


def talk() -> list[Said]:
    """Two people in turn, a cue of some eight words every three seconds."""
    dice = random.Random(7)  # noqa: S311 - the same talk each time
    said: list[Said] = []
    at = words = 0
    while words < MANY:
        start = dice.randrange(len(WORDS) - 12)
        own = [word.strip('"{}#:=>') or "so" for word in WORDS[start : start + dice.randint(3, 12)]]
        speaker = ("Ana Ruiz", "Marian Okafor")[len(said) // 5 % 2]
        said.append(Said(speaker, " ".join(own), at, at + 2_800))
        at, words = at + 3_000, words + len(own)
    return said


def median(act: Callable[[], object], times: int) -> float:
    """Milliseconds."""
    took: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def main(times: int) -> None:
    """Time every format."""
    said = talk()
    plain = json.dumps([cue._asdict() for cue in said])
    beside = median(lambda: json.loads(plain), times * 5)
    print(f"{len(said)} cues, {MANY} words; one pass of json over them takes {beside:.1f} ms")
    for name, way in WAYS.items():
        written = way.write(said)
        data = written if isinstance(written, bytes) else written.encode()
        took = median(lambda data=data, way=way: read_transcript(data, name=way.name), times)  # type: ignore[misc]
        print(f"{name:14} {took:6.0f} ms   {took / beside:5.0f} passes of json   {len(data) // 1000:4} KB")
    people = [
        f"{first} {last}" for first in ("Helen", "Tomasz", "Kez") for last in ("Strand", "Wilk", "Mounter")
    ]
    terms = [term for name in people for term in (name, *name.split())] + ["Calder Quay", "Stoke Averil"]
    took = median(lambda: places([cue.words for cue in said], terms), times)
    print(f"{'finding names':14} {took:6.0f} ms   {len(terms)} of them, near matches too")
    code = "import time; t = time.perf_counter(); import {}; print((time.perf_counter() - t) * 1000)"
    for module in ("reflect.domain.session", "reflect.transcripts.reading"):
        command = [sys.executable, "-c", code.format(module)]
        runs = [float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(times)]
        print(f"import {module}: {statistics.median(runs):.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
