"""Correcting what was written down."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import TextArea

from reflect.domain.correcting import Corrected, Correction, Part
from reflect.domain.edits import Edits
from reflect.services.forms import OpenForm
from reflect.tui.screens.dialogs.ask import AskText
from reflect.tui.screens.dialogs.take_in import TakeIn
from reflect.tui.widgets.editor import Editor


class Correct(AskText):
    """The words of one part of a passage, with the cursor where it was.

    Where quotes lose words by it, it asks what becomes of them; `correction` and `take_in` are the outcome.
    """

    def __init__(
        self,
        part: Part,
        *,
        heading: str,
        offset: int,
        would: Callable[[Correction], Corrected],
        form: OpenForm | None = None,
    ) -> None:
        """`would` tells what a correction comes to, `offset` where in the part the cursor is."""
        said = "Quotes go with their words; what they would lose is asked first. u takes it back."
        super().__init__(f"Correct: {heading}", said=said, initial=part.text, form=form)
        self._part = part
        self._offset = offset
        self._would = would
        self._told: list[Edits] = []
        self.correction = Correction(part, part.text)
        """The part as it is to read, and how it came to."""
        self.take_in = True
        """Whether quotes take the corrected words; where nobody was asked, they do."""

    def area(self) -> TextArea:
        """An editor that tells what was done in it."""
        return Editor()

    def begin(self) -> None:
        """Put the words in."""
        self.query_one(Editor).open(
            "", self._part.text, offset=max(0, min(self._offset, len(self._part.text)))
        )

    @property
    def words(self) -> str:
        """What stands there now, exactly as it was as long as nobody changed it."""
        return self.query_one(Editor).words

    def action_keep(self) -> None:
        """Give the words back, after asking about quotes that lose some."""
        self._told += self.query_one(Editor).take_told()
        self.correction = Correction(self._part, self.words, tuple(self._told))
        found = self._would(self.correction)
        if found.touched:
            self.app.push_screen(TakeIn(found), self._chosen)
        else:
            self.dismiss(self.correction.text)

    def _chosen(self, take: bool | None) -> None:  # noqa: FBT001 - the dialog's result
        if take is not None:
            self.take_in = take
            self.dismiss(self.correction.text)
