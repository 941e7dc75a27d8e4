"""From key to paint on the real screens, with a session of 20,000 words and 400 overlapping quotes.

    python benchmarks/whole_screens.py [KEYS] [COLUMNS ROWS]

Drives the installed program in a pseudo-terminal: letters typed into an answer, then, on the tag screen, the
cursor, a growing selection and a tag; then a bare Textual `TextArea` with the same answer, in one run. The
budget is 33 ms for 99 keys of 100.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from terminal import Terminal

from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.people import Participant
from reflect.services.study import Study

BUDGET_MS = 33.0
WORDS, QUOTES = 20_000, 400
BARE = """
import sys
from textual.app import App
from textual.widgets import TextArea
class Bare(App):
    def compose(self):
        yield TextArea(open(sys.argv[1], encoding="utf-8").read(), soft_wrap=True)
Bare().run()
"""
_SAID = ("we", "had", "been", "cross", "with", "them", "for", "months", "and", "then", "Sam", "said", "they")


def build(folder: Path) -> str:
    """A study with one long session; gives the longest answer."""
    chance = random.Random(7)  # noqa: S311 - the same words in every run
    study = Study.create(folder, "Benchmark", researcher="ana")
    study.edits.add_participant(Participant(code=ParticipantCode("P01"), role=RoleId("provider")))
    desk = study.start_session("provider", "P01")
    questions = [q.id for q in desk.guide.questions() if q.kind.value == "open" and q.condition is None]
    each = WORDS // len(questions)
    for question in questions:
        said = [" ".join(chance.choices(_SAID, k=12)).capitalize() + "." for _ in range(each // 12)]
        desk.write(question, "\n\n".join(" ".join(said[at : at + 6]) for at in range(0, len(said), 6)))
    passages = desk.passages()
    for number in range(QUOTES):
        passage = passages[number % len(passages)]
        start = chance.randrange(len(passage.text) - 300)
        point = PointId(f"LP{chance.randint(1, 8)}")
        desk.toggle(passage.id, start, start + chance.randint(40, 290), point)
    desk.keep_place(questions[0], 0, 1.0)
    desk.close()
    study.close()
    return passages[0].text


def shown(name: str, seconds: list[float]) -> None:
    """Print the median and the 99th of a hundred."""
    ordered = sorted(seconds)
    middle, late = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    verdict = "within" if late * 1000 <= BUDGET_MS else "over"
    print(f"{name:32} p50 {middle * 1000:6.1f} ms   p99 {late * 1000:6.1f} ms   {verdict} the budget")


def main(keys: int, columns: int, rows: int) -> None:
    """Time the keys of both screens and of a bare editor."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "study"
        answer = build(folder)
        text = Path(made) / "answer.txt"
        text.write_text(answer, encoding="utf-8")
        own = {
            "REFLECT_STATE_DIR": made,
            "REFLECT_CACHE_DIR": f"{made}/cache",
            "REFLECT_CONFIG": f"{made}/none.toml",
        }
        reflect = str(Path(sys.executable).with_name("reflect"))
        with Terminal([reflect, "open", str(folder)], columns, rows, own) as terminal:
            terminal.wait_for("P01")
            terminal.press("\r")
            terminal.wait_for("answer")
            terminal.settle(1.0)
            if "writing," not in terminal.text():
                terminal.press("i")
            terminal.settle(1.0)
            shown("typing an answer", [terminal.echo("abcde fghij"[n % 11]) for n in range(keys)])
            terminal.press("\x1b")
            terminal.settle(0.5)
            terminal.press("t")
            terminal.wait_for("untagged")
            terminal.settle(1.0)
            shown("tag screen: cursor down", [terminal.echo("down") for _ in range(keys)])
            terminal.press("v")
            terminal.settle(0.2)
            shown("tag screen: selection by a row", [terminal.echo("down") for _ in range(keys // 2)])
            shown("tag screen: selection by a word", [terminal.echo("w") for _ in range(keys // 2)])
            shown("tag screen: tag on and off", [terminal.echo("4") for _ in range(keys)])
        with Terminal([sys.executable, "-c", BARE, str(text)], columns, rows, own) as terminal:
            terminal.wait_for(answer[:10])
            terminal.settle(1.0)
            shown(
                "bare TextArea, the same answer", [terminal.echo("abcde fghij"[n % 11]) for n in range(keys)]
            )


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(given[0] if given else 200, *(given[1:3] if len(given) > 2 else (120, 40)))
