"""What stands at the cursor: a quote's words, its learning points with who gave them, its memos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from reflect.domain.codebook import COLOURS, Codebook
from reflect.domain.session import Approval, Memo, Quote, Tag
from reflect.tui.colours import colour
from reflect.tui.dates import day

_MOST_WORDS = 160


class QuotePanel(Widget):
    """The quote under the cursor, in words. What does not fit is cut: the memo's own key shows it whole."""

    DEFAULT_CSS = """
    QuotePanel { height: 1fr; width: 1fr; }
    """

    def __init__(self, codebook: Codebook) -> None:
        super().__init__()
        self._codebook = codebook
        self._quote: Quote | None = None
        self._tags: Sequence[Tag] = ()
        self._memos: Sequence[Memo] = ()
        self._others = 0
        self._signs: Mapping[str, str] = {}

    def show(
        self,
        quote: Quote | None,
        tags: Sequence[Tag],
        memos: Sequence[Memo],
        *,
        others: int,
        signs: Mapping[str, str] | None = None,
    ) -> None:
        """Show a quote; `others` more lie at the same place.

        `signs` are the letters of the session's researchers, in a steady order, where there are several.
        """
        new = (quote, list(tags), list(memos), others, signs or {})
        if new != (self._quote, list(self._tags), list(self._memos), self._others, self._signs):
            self._quote, self._tags, self._memos, self._others = quote, list(tags), list(memos), others
            self._signs = signs or {}
            self.refresh()

    def render(self) -> RenderResult:
        """Words, tags, memos; or how to make a quote."""
        quote = self._quote
        if quote is None:
            return Content("No quote here. Select some words, then press a number.").stylize("dim")
        words = quote.words if len(quote.words) <= _MOST_WORDS else quote.words[: _MOST_WORDS - 1] + "…"
        star = "★ " if quote.starred else ""
        lines = [Content.assemble((star, "bold"), (f"“{' '.join(words.split())}”", "italic"))]
        dark = self.app.current_theme.dark
        for tag in self._tags:
            point = self._codebook.get(tag.point)
            name = f"{point.number} {point.name}" if point else str(tag.point)
            shown = colour(point.colour if point else "", dark=dark)
            against = " (retired)" if point and point.retired else ""
            against += " ✗ contradicts" if tag.contradicts else ""
            edge = self._edge(tag.by, dark=dark)
            lines.append(Content.assemble(edge, (name, f"bold {shown}"), against, (f" · {tag.by}", "dim")))
        if not self._tags:
            lines.append(Content("no learning point").stylize("dim"))
        if quote.source_changed:
            lines.append(Content("source changed: these words are no longer there").stylize("$text-warning"))
        if quote.approval is not Approval.NOT_ASKED:
            lines.append(Content(_approval(quote)))
        lines += [
            Content.assemble(self._edge(memo.by, dark=dark), f"memo: {memo.text}") for memo in self._memos
        ]
        if self._others:
            more = "quote" if self._others == 1 else "quotes"
            lines.append(Content(f"and {self._others} more {more} here: Tab").stylize("dim"))
        return Content("\n").join(lines)

    def _edge(self, by: str, *, dark: bool) -> Content:
        """The colour and the letters of a researcher, where there are several."""
        sign = self._signs.get(by)
        if sign is None:
            return Content("")
        ink = colour(COLOURS[list(self._signs).index(by) % len(COLOURS)], dark=dark)
        return Content(f"▌{sign} ").stylize(f"bold {ink}")


def _approval(quote: Quote) -> str:
    """What its speaker said of it, when, and how they want it to read."""
    on = quote.asked_on if quote.approval is Approval.ASKED else quote.answered_on
    said = f"participant: {quote.approval.value}" + (f" on {day(on)}" if on else "")
    amended = quote.approval is Approval.AMENDED and quote.approved_words
    return f"{said}: “{' '.join(quote.approved_words.split())}”" if amended else said
