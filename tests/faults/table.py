"""The table of what was found, as Markdown: it reads well on a terminal and stands in the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.faults.outcome import Outcome

HEAD = ("fault", "times", "lost", "unreadable", "locks left shut", "worst missing typing", "verdict")


def table(outcomes: Iterable[Outcome]) -> str:
    """One row an outcome, and below it what there is to say about them."""
    found = list(outcomes)
    rows = [HEAD, *(_row(outcome) for outcome in found)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    lines = [_line(rows[0], widths), _line(["-" * width for width in widths], widths)]
    lines += [_line(row, widths) for row in rows[1:]]
    said = [f"- {outcome.fault}: {words}." for outcome in found for words in _words(outcome)]
    return "\n".join([*lines, "", *said] if said else lines)


def _row(outcome: Outcome) -> tuple[str, ...]:
    missing = "" if outcome.missing is None else f"{outcome.missing:.2f} s"
    if outcome.skipped:
        return (outcome.fault, "0", "", "", "", "", outcome.verdict)
    counts = (outcome.times, outcome.lost, outcome.unreadable, outcome.shut)
    return (outcome.fault, *(f"{count:,}" for count in counts), missing, outcome.verdict)


def _words(outcome: Outcome) -> list[str]:
    return [part for part in (outcome.note, outcome.skipped, *outcome.wrong) if part]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    last = len(cells) - 1
    padded = [
        cell.rjust(width) if 0 < n < last else cell.ljust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"
