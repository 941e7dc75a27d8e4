"""From key to paint in a write-up of 10,000 words with 150 references, and how soon the preview follows.

    python benchmarks/writeup_typing.py [KEYS] [COLUMNS ROWS] [QUOTES]

Drives the installed program in a pseudo-terminal over a study with QUOTES quotes, and a bare Textual
`TextArea` with the same text, in one run. The budgets: 33 ms for 99 keys of 100, 300 ms from the last key of
a pause until the preview has it.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from terminal import Terminal
from whole_screens import BARE, shown

from reflect.domain.consent import Attribution, Consent
from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.people import Participant
from reflect.services.study import Study

WORDS, REFERENCES, SESSIONS = 10_000, 150, 30
_SAID = ("we", "had", "been", "cross", "with", "them", "for", "months", "and", "then", "Sam", "said", "they")
_NAME = "long"


def build(folder: Path, quotes: int) -> str:
    """A study with a long write-up; gives its text."""
    chance = random.Random(7)  # noqa: S311 - the same words in every run
    study = Study.create(folder, "Benchmark", researcher="ana")
    each = quotes // SESSIONS
    for number in range(SESSIONS):
        code = ParticipantCode(f"P{number + 1:02d}")
        consent = Consent(
            take_part=True,
            quoted=True,
            attribution=Attribution.ROLE_AND_ORGANISATION,
            sees_quotes_first=number % 3 == 0,
            date="2026-03-01",
        )
        study.edits.add_participant(Participant(code=code, role=RoleId("provider"), consents=(consent,)))
        desk = study.start_session("provider", code)
        question = next(
            q.id for q in desk.guide.questions() if q.kind.value == "open" and q.condition is None
        )
        desk.reach(question, 1.0)
        said = [" ".join(chance.choices(_SAID, k=20)).capitalize() + "." for _ in range(each)]
        desk.write(question, " ".join(said))
        passage = next(p for p in desk.passages() if p.text.startswith(said[0]))
        at = 0
        for sentence in said:
            desk.toggle(passage.id, at, at + len(sentence), PointId(f"LP{chance.randint(1, 8)}"))
            at += len(sentence) + 1
        desk.close()
    ids = [row.id for row in study.quotes()]
    chosen = [ids[n * len(ids) // REFERENCES] for n in range(REFERENCES)]
    lines = []
    for number, quote in enumerate(chosen):
        if number % 5 == 0:
            lines.append(f"## Part {number // 5 + 1}")
        lines += [
            " ".join(chance.choices(_SAID, k=WORDS // REFERENCES)).capitalize() + ".",
            f"[[quote {quote}]]",
        ]
    text = "---\nkind: briefing\ntitle: Long\n---\n\n" + "\n\n".join(lines) + "\n"
    (folder / "writeups").mkdir(exist_ok=True)
    (folder / "writeups" / f"{_NAME}.md").write_text(text, encoding="utf-8")
    study.close()
    return text


def follows(terminal: Terminal, word: str) -> float:
    """Seconds from the last key of a word until it stands in the editor and in the preview."""
    for letter in word:
        terminal.press(letter)
        time.sleep(0.03)
    start = time.perf_counter()
    while terminal.text().count(word) < 2 and time.perf_counter() - start < 5:
        terminal.settle(0.01, 0.02)
    return time.perf_counter() - start


def typed(name: str, terminal: Terminal, letters: list[str], *, every: float) -> None:
    """Time letters typed `every` so many seconds, and the same without the wait for a busy processor."""
    times, own = [], []
    for letter in letters:
        start, queued = time.perf_counter(), terminal.queued
        times.append(terminal.echo(letter))
        own.append(max(0.0, times[-1] - (terminal.queued - queued)))
        time.sleep(max(0.0, every - (time.perf_counter() - start)))
    shown(name, times)
    shown("  but for others' programs", own)


def main(keys: int, columns: int, rows: int, quotes: int) -> None:
    """Time typing in the write-up screen and in a bare editor."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "study"
        text = build(folder, quotes)
        file = Path(made) / "text.md"
        file.write_text(text, encoding="utf-8")
        own = {
            "REFLECT_STATE_DIR": made,
            "REFLECT_CACHE_DIR": f"{made}/cache",
            "REFLECT_CONFIG": f"{made}/none.toml",
        }
        reflect = str(Path(sys.executable).with_name("reflect"))
        letters = [("abcde fghij"[n % 11]) for n in range(keys)]
        with Terminal([reflect, "open", str(folder)], columns, rows, own) as terminal:
            terminal.wait_for("P01")
            terminal.press("5")
            terminal.wait_for("Long")
            terminal.press("\r")
            terminal.wait_for("Part 1")
            terminal.settle(1.5)
            for _ in range(6):
                terminal.press("down")
            terminal.settle(1.0)
            typed("typing fast", terminal, letters, every=0.0)
            typed("typing, five keys a second", terminal, letters, every=0.2)
            times = []
            for number in range(max(5, keys // 20)):
                times.append(follows(terminal, f" zq{number}x"))
                terminal.settle(0.3)
            times.sort()
            print(
                f"{'the preview follows':32} p50 {times[len(times) // 2] * 1000:6.1f} ms   "
                f"worst {times[-1] * 1000:6.1f} ms   "
                f"{'within' if times[-1] <= 0.3 else 'over'} the 300 ms"
            )
            start = time.perf_counter()
            terminal.press("\x0f")
            while f"{quotes:,} of {quotes:,}" not in terminal.text() and time.perf_counter() - start < 20:
                terminal.settle(0.02, 0.05)
            print(f"{'the drawer, until all are there':32} {(time.perf_counter() - start) * 1000:6.1f} ms")
            terminal.settle(1.0)
            shown("a letter in the drawer", [terminal.echo("cross"[n % 5]) for n in range(5)])
        with Terminal([sys.executable, "-c", BARE, str(file)], columns, rows, own) as terminal:
            terminal.wait_for("Part 1")
            terminal.settle(1.0)
            for _ in range(6):
                terminal.press("down")
            terminal.settle(1.0)
            typed("bare TextArea, fast", terminal, letters, every=0.0)
            typed("bare TextArea, five a second", terminal, letters, every=0.2)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    size = given[1:3] if len(given) > 2 else (120, 40)
    main(given[0] if given else 200, size[0], size[1], given[3] if len(given) > 3 else 3_000)
