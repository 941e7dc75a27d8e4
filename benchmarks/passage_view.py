"""How fast the tag screen's text answers, next to a Textual `TextArea` with the same words and highlights.

    python benchmarks/passage_view.py

20,000 words in 100 passages with 400 overlapping quotes, in a real pseudo-terminal. The budget: from key to
paint in 33 ms for 99 keys of 100; ends with status 1 when it is missed. Both apps freeze what is loaded at
the start (`gc.freeze`), as our screens do: a full collection would hold a key up for 40 ms or more. The app
that does nothing says how much of the time is the machine's.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from pathlib import Path

from terminal import Terminal

from reflect.domain.ids import PassageId, PointId, QuoteId
from reflect.domain.passages import Passage, PassageKind

BUDGET_MS = 33.0
KEYS = ("down", "shift+right", "shift+down", "t")
_WORDS = (
    "we had been cross with them for months and then Sam said they only had one person for the whole "
    "district so it wasn’t that nobody cared: caring, well-meaning people were drowning in forms."
)


_SCREEN = "#side { width: 36; } PassageView, TextArea { width: 1fr; }"
"""The tag screen's shape: a line at the top, the learning points at the right."""


def study() -> tuple[list[Passage], list[tuple[int, int, int, int]]]:
    """The passages, and for each quote its passage, start, end and point; always the same."""
    vocabulary = _WORDS.split()
    pick = random.Random(7)  # noqa: S311 - not for secrets
    texts = [" ".join(pick.choices(vocabulary, k=200)) for _ in range(100)]
    passages = [
        Passage(
            id=PassageId(f"answer:{n}"),
            kind=PassageKind.ANSWER,
            text=text,
            label=str(n),
            heading=f"Question {n}",
        )
        for n, text in enumerate(texts)
    ]
    quotes = []
    for _ in range(400):
        n = pick.randrange(100)
        start = pick.randrange(len(texts[n]) - 250)
        quotes.append((n, start, start + pick.randrange(20, 250), pick.randrange(1, 9)))
    return passages, quotes


def run_view() -> None:
    """The view in an app of its own; `t` takes the first quote away or puts it back."""
    from textual.app import App, ComposeResult
    from textual.containers import Horizontal
    from textual.widgets import Static

    from reflect.domain.codebook import COLOURS
    from reflect.tui.colours import colour
    from reflect.tui.widgets.passage_view import Highlight, PassageView, PointMark

    passages, quotes = study()
    highlights = [
        Highlight(QuoteId(str(n)), passages[p].id, start, end, (PointMark(PointId(f"p{k}"), k),))
        for n, (p, start, end, k) in enumerate(quotes)
    ]
    first = Highlight(QuoteId("t"), passages[0].id, 0, 120, (PointMark(PointId("p1"), 1),))

    class Bench(App[None]):
        CSS = _SCREEN
        BINDINGS = [("t", "tag", "")]
        tagged = False

        def compose(self) -> ComposeResult:
            colours = {f"p{n}": colour(name, dark=True) for n, name in enumerate(COLOURS, 1)}
            yield Static("P03 · public agency")
            with Horizontal():
                yield PassageView(colours=colours)
                yield Static("\n".join(f"{n} Learning point" for n in range(1, 9)), id="side")

        def on_mount(self) -> None:
            view = self.query_one(PassageView)
            view.load(passages, highlights)
            view.focus()
            self.call_after_refresh(gc.freeze)

        def action_tag(self) -> None:
            self.tagged = not self.tagged
            self.query_one(PassageView).set_highlights([*highlights, first] if self.tagged else highlights)

    Bench().run()


def run_area() -> None:
    """The same words and highlights in a `TextArea`."""
    from rich.style import Style
    from textual.app import App, ComposeResult
    from textual.containers import Horizontal
    from textual.widgets import Static, TextArea
    from textual.widgets.text_area import TextAreaTheme

    passages, quotes = study()

    class Bench(App[None]):
        CSS = _SCREEN
        BINDINGS = [("t", "tag", "")]
        tagged = False

        def compose(self) -> ComposeResult:
            yield Static("P03 · public agency")
            with Horizontal():
                yield TextArea("\n".join(p.text for p in passages), read_only=True)
                yield Static("\n".join(f"{n} Learning point" for n in range(1, 9)), id="side")

        def on_mount(self) -> None:
            area = self.query_one(TextArea)
            styles = {f"p{n}": Style(underline=True, bgcolor=f"color({n + 20})") for n in range(1, 9)}
            area.register_theme(TextAreaTheme("bench", syntax_styles=styles))
            area.theme = "bench"
            self.highlight()
            area.focus()
            self.call_after_refresh(gc.freeze)

        def highlight(self) -> None:
            area = self.query_one(TextArea)
            area._highlights.clear()  # noqa: SLF001 - it has no public way
            area._line_cache.clear()  # noqa: SLF001
            for p, start, end, k in [*quotes, (0, 0, 120, 1)] if self.tagged else quotes:
                left, right = (len(passages[p].text[:at].encode()) for at in (start, end))
                area._highlights[p].append((left, right, f"p{k}"))  # noqa: SLF001
            area.refresh()

        def action_tag(self) -> None:
            self.tagged = not self.tagged
            self.highlight()

    Bench().run()


def run_bare() -> None:
    """The least that an app can do for a key: show how often one was pressed."""
    from textual.app import App, ComposeResult
    from textual.events import Key
    from textual.widgets import Static

    class Bench(App[None]):
        pressed = 0

        def compose(self) -> ComposeResult:
            yield Static(study()[0][0].text[:80])

        def on_key(self, event: Key) -> None:
            self.pressed += 1
            self.query_one(Static).update(f"{event.key} {self.pressed}")

    Bench().run()


def measured(what: str, presses: int) -> dict[str, list[float]]:
    """Milliseconds from key to paint for each key, and from start to first text."""
    argv = [sys.executable, str(Path(__file__).resolve()), "--child", what]
    found: dict[str, list[float]] = {}
    with Terminal(argv) as terminal:
        words = study()[0][0].text[:24]
        found["start"] = [terminal.wait_for(words) * 1000]
        for key in KEYS:
            terminal.press("ctrl+home")
            terminal.settle(0.3)
            before = terminal.received
            found[key] = [terminal.echo(key) * 1000 for _ in range(presses)]
            found[f"{key} bytes"] = [(terminal.received - before) / presses]
    return found


def in_process() -> tuple[float, float]:
    """Milliseconds that wrapping all passages takes, and finding what one changed highlight changes."""
    from reflect.tui.widgets.passage_marks import Highlight, PointMark, marks_of
    from reflect.tui.widgets.passage_page import Page

    passages, quotes = study()
    started = time.perf_counter()
    page = Page(passages, 90)
    wrapped = time.perf_counter()
    here = [
        Highlight(QuoteId(str(n)), passages[0].id, start, end, (PointMark(PointId(f"p{k}"), k),))
        for n, (_, start, end, k) in enumerate(quotes[:5])
    ]
    again = time.perf_counter()
    marks_of(page.blocks[0].layout, here, 3)
    return (wrapped - started) * 1000, (time.perf_counter() - again) * 1000


def percentile(values: list[float], share: float) -> float:
    """The value that this share of all values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> int:
    """Measure both, print a table, and say whether the budget was kept."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--child", choices=("view", "area", "bare"))
    arguments.add_argument("--presses", type=int, default=200)
    given = arguments.parse_args()
    if given.child:
        {"view": run_view, "area": run_area, "bare": run_bare}[given.child]()
        return 0
    view, area, bare = (measured(what, given.presses) for what in ("view", "area", "bare"))
    print("milliseconds     view p50    p99  bytes    TextArea p50    p99  bytes    p99 as a ratio")
    for key in KEYS:
        p99, their_p99 = percentile(view[key], 0.99), percentile(area[key], 0.99)
        print(
            f"{'tag' if key == 't' else key:<16}"
            f"{percentile(view[key], 0.5):9.1f}{p99:7.1f}{view[f'{key} bytes'][0]:7.0f}"
            f"{percentile(area[key], 0.5):16.1f}{their_p99:7.1f}{area[f'{key} bytes'][0]:7.0f}"
            f"{p99 / their_p99:18.2f}"
        )
    ours, theirs = view["start"][0], area["start"][0]
    print(f"{'start':<16}{ours:9.0f}{theirs:30.0f}{ours / theirs:32.2f}")
    floor = [each for key in KEYS for each in bare[key]]
    print(f"an app that does nothing: p50 {percentile(floor, 0.5):.1f}, p99 {percentile(floor, 0.99):.1f}")
    wrapping, marking = in_process()
    print(f"wrapping 20,000 words {wrapping:.1f}, marking one passage again {marking:.2f}")
    worst = max(percentile(view[key], 0.99) for key in KEYS)
    print(f"worst p99 {worst:.1f} of {BUDGET_MS:.0f} ms: {'kept' if worst <= BUDGET_MS else 'MISSED'}")
    return 0 if worst <= BUDGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
