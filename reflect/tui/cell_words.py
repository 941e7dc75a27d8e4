"""A cell of the framework matrix in words: its state, its summary, and the quotes it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from reflect.domain.session import Approval
from reflect.services.framework import CellQuote, OpenCell
from reflect.services.framework_table import CellState, Standing
from reflect.tui.dates import day
from reflect.tui.widgets.rows import clean

MOST_QUOTES = 200
"""So many quotes of a cell are shown; a role of a large study can have more than anybody reads here."""
LETTERS = {
    CellState.EMPTY: " ",
    CellState.OPEN: ".",
    CellState.CHARTED: "c",
    CellState.NOTHING: "n",
    CellState.STALE: "s",
}
UNFINISHED = "!"
"""What stands for words that were being written when reflect stopped."""
LOOKS = {
    CellState.EMPTY: "$text-muted",
    CellState.OPEN: "$text-muted",
    CellState.CHARTED: "$text-success",
    CellState.NOTHING: "$text-accent",
    CellState.STALE: "bold $text-warning",
}
_SAID = {
    CellState.EMPTY: "No quotes, and nobody has looked at it",
    CellState.OPEN: "Not charted yet",
    CellState.CHARTED: "Charted",
    CellState.NOTHING: "Nothing said",
    CellState.STALE: "Stale",
}


def state_in_words(cell: OpenCell, standing: Standing) -> str:
    """How far the cell is, who made it so, and what happened to its quotes since."""
    parts = [_SAID[standing.state]]
    if cell.summary is not None:
        parts = ["Nothing said" if cell.summary.nothing_said else "Charted"]
        summary = cell.summary
        parts.append(f"{clean(summary.changed_by) or 'nobody named'}, {day(summary.at)}")
        if cell.since.stale:
            parts.append(f"stale: {cell.since.in_words()}")
    return " · ".join(parts)


def summary_words(cell: OpenCell) -> Content:
    """The summary, or what stands in its place."""
    if cell.hidden:
        words = "Another researcher's summary: hidden from you while you tag one of its sessions blind."
        return Content(words).stylize("italic dim")
    if cell.summary is None:
        return Content("No summary yet. Enter writes one; x says that nothing was said.").stylize("dim")
    if cell.summary.nothing_said:
        return Content("Looked at, and nothing was said on it.").stylize("italic")
    return Content(clean(cell.summary.text))


def quotes_words(cell: OpenCell) -> Content:
    """The quotes, each with who said it, when, and what was noted on it."""
    if not cell.quotes:
        return Content("No quotes.").stylize("dim")
    shown = [part for quote in cell.quotes[:MOST_QUOTES] for part in _quote(quote, cell)]
    more = len(cell.quotes) - MOST_QUOTES
    if more > 0:
        shown.append(Content(f"… and {more} more: the tab of quotes has them all.").stylize("dim"))
    return Content("\n").join(shown)


def _quote(quote: CellQuote, cell: OpenCell) -> Iterator[Content]:
    row = quote.row
    news = f"[{quote.news}] " if quote.news else ""
    yield Content.assemble((news, "bold $text-warning"), f"“{clean(row.text)}”")
    about = [row.participant or "", day(quote.day), clean(row.heading)]
    if cell.point.id in row.contradicts:
        about.append("speaks against it")
    if row.approval is Approval.DECLINED:
        about.append("not to be quoted: declined")
    yield Content("  — " + " · ".join(part for part in about if part)).stylize("dim")
    for memo in row.memos:
        yield Content(f"  memo: {clean(memo)}").stylize("italic dim")
