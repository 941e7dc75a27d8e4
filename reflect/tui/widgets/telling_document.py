"""A text that tells which edits were made to it: an editor knows better than any comparison afterwards.

Everything an editor does to its text, undoing too, goes through `replace_range`.
"""

from __future__ import annotations

from textual.document._document import Document, EditResult, Location

from reflect.domain.edits import Edit


class TellingDocument(Document):
    """Textual's plain document, with what was done to it since somebody asked last."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._told: list[Edit] = []

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replace a range, and remember it."""
        top = min(start, end)
        at = sum(len(line) for line in self.lines[: top[0]]) + top[0] * len(self.newline) + top[1]
        result = super().replace_range(start, end, text)
        put = self.get_text_range(top, result.end_location)
        last = self._told[-1] if self._told else None
        if last is not None and not result.replaced_text and at == last.at + len(last.put):
            # Typed on: one edit.
            self._told[-1] = Edit(last.at, last.removed, last.put + put)
        else:
            self._told.append(Edit(at, len(result.replaced_text), put))
        return result

    def take_told(self) -> list[list[Edit]]:
        """The edits made since this was called last, one after another."""
        told, self._told = self._told, []
        return [[edit] for edit in told]
