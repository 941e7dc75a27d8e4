"""Finding and replacing words in a write-up: where they stand, in one step of undo."""

from __future__ import annotations

from textual import on

from reflect.domain.finding_text import Span, places, replaced
from reflect.services.writeup_places import kept_alone
from reflect.tui.screens.writeup_reading import WriteupReading
from reflect.tui.widgets.find_bar import FindBar


class WriteupFinding(WriteupReading):
    """References and front matter are left alone, unless one asks for them."""

    @property
    def bar(self) -> FindBar:
        """Where one types what is looked for."""
        return self.query_one(FindBar)

    def do_find_here(self) -> None:
        """Open the bar with what is selected."""
        selected = self.editor.selected_text
        self.bar.open(selected if "\n" not in selected else "")

    @property
    def _plain(self) -> str:
        """The text with one sign at the end of a line, as places in it are counted here."""
        return "\n".join(self.editor.document.lines)

    def _places(self) -> list[Span]:
        text = self._plain
        return places(text, self.bar.wanted, but=() if self.bar.everywhere else kept_alone(text))

    @on(FindBar.Wants)
    def _look_for_words(self) -> None:
        if not self.bar.display:
            return
        found = self._places()
        start = min(self.editor.selection)
        here = self._offset(start)
        self._show_found(found, next((n for n, (first, _) in enumerate(found) if first >= here), 0))

    @on(FindBar.Go)
    def _go(self, event: FindBar.Go) -> None:
        found = self._places()
        first, past = sorted(self._offset(place) for place in self.editor.selection)
        if event.step > 0:
            at = next((n for n, (start, _) in enumerate(found) if start >= max(past, first + 1)), 0)
            at = (
                at if (first, past) in found else next((n for n, (s, _) in enumerate(found) if s >= first), 0)
            )
        else:
            at = next((n for n in reversed(range(len(found))) if found[n][0] < first), len(found) - 1)
        self._show_found(found, at)

    def _show_found(self, found: list[Span], at: int) -> None:
        if not self.bar.wanted.words:
            self.bar.tell("")
            return
        if not found:
            self.bar.tell("not here")
            return
        self.bar.tell(f"{at + 1:,} of {len(found):,}")
        start, end = (self._location(offset) for offset in found[at])
        editor = self.editor
        editor.move_cursor(start, center=True)
        editor.move_cursor(end, select=True)

    @on(FindBar.Replace)
    def _replace(self, event: FindBar.Replace) -> None:
        found, put = self._places(), self.bar.put
        if not found:
            self.bar.tell("not here" if self.bar.wanted.words else "")
            return
        if event.everything:
            self._replace_places(found, put)
            self.bar.tell(f"{len(found):,} replaced")
            return
        first, past = sorted(self._offset(place) for place in self.editor.selection)
        if (first, past) not in found:
            self._go(FindBar.Go(1))  # to be seen first
            return
        self._replace_places([(first, past)], put)
        left = self._places()
        after = first + len(put)
        if left:
            self._show_found(left, next((n for n, (start, _) in enumerate(left) if start >= after), 0))
        else:
            self.bar.tell("none left")

    def _replace_places(self, found: list[Span], put: str) -> None:
        """One edit from the first place to the last: one step of undo."""
        first, past = found[0][0], found[-1][1]
        inside = [(start - first, end - first) for start, end in found]
        words = replaced(self._plain[first:past], inside, put)
        editor = self.editor
        editor.history.checkpoint()
        start, end = self._location(first), self._location(past)
        editor.replace(words, start, end, maintain_selection_offset=False)
        editor.history.checkpoint()

    def _offset(self, place: tuple[int, int]) -> int:
        row, column = place
        return sum(len(line) + 1 for line in self.editor.document.lines[:row]) + column

    def _location(self, offset: int) -> tuple[int, int]:
        before = self._plain[:offset]
        return before.count("\n"), offset - (before.rfind("\n") + 1)

    @on(FindBar.Left)
    def _found_it(self) -> None:
        self.editor.focus()
