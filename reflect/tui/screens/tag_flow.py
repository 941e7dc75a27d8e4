"""From sentence to sentence on the tag screen, by one key or, in the mode for it, after every tag."""

from __future__ import annotations

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.sentence_steps import sentence_beside
from reflect.domain.session import Quote
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.screens.tag_edits import QuoteEdits

FLOW = "sentence by sentence: a number tags, Space skips, b back, t ends"
"""What the line below the text says all the while."""
ENTER = "Enter: next sentence"
"""What it says where words are tagged."""


class SentenceFlow(QuoteEdits):
    """The part of the tag screen that moves on."""

    def __init__(self, study: Study, desk: SessionDesk, codebook: Codebook | None = None) -> None:
        super().__init__(study, desk, codebook)
        self.flowing = False
        """Whether the next sentence is selected after every tag."""

    def do_next_sentence(self) -> None:
        """Select it, or say that there is none."""
        self._to_sentence(1)

    def do_previous_sentence(self) -> None:
        """Select it, or say that there is none."""
        self._to_sentence(-1)

    def _to_sentence(self, by: int) -> None:
        view = self.view
        at = view.selection or ((*view.cursor, view.cursor[1]) if view.cursor is not None else None)
        sentence = sentence_beside(self.desk.passages(), at=at, by=by)
        if sentence is not None:
            view.marking = False
            view.read_on(*sentence)
        elif by > 0:
            self.notify("That was the last sentence.", markup=False)
        else:
            self.notify("This is the first sentence.", markup=False)

    def do_flow(self) -> None:
        """Begin with the sentence at the cursor, or end where one is."""
        self.flowing = not self.flowing
        if self.flowing and self.view.selection is None:
            self._to_sentence(1)
        self.show_here()

    def tagged(self, quote: Quote, point: LearningPoint) -> None:
        """Go on after a tag was given; one that was taken off leaves one where one is."""
        given = f"{quote.id}/{point.id}/{self.desk.by}" in self.desk.record.tags
        if self.flowing and given and self.view.selection is not None:
            self._to_sentence(1)

    def do_repeat_tags(self) -> None:
        """Give all of them to this sentence before going on."""
        flowing, self.flowing = self.flowing, False
        before = self.desk.record
        super().do_repeat_tags()
        self.flowing = flowing
        if flowing and self.desk.record is not before and self.view.selection is not None:
            self._to_sentence(1)

    def do_keep_quote(self) -> None:
        """Enter: keep the selection as a quote; where it is one already, or one only skips, go on."""
        selection = self.view.selection
        if selection is not None and self._adjusting is None and (self.flowing or self.quote_here()):
            self._to_sentence(1)
        else:
            super().do_keep_quote()
