"""Memos on learning points from the tag screen."""

from __future__ import annotations

from textual import work

from reflect.domain import tagging
from reflect.domain.codebook import LearningPoint
from reflect.errors import ReflectError
from reflect.tui.point_memo import write_point_memo
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.tag_edits import QuoteEdits


class PointMemos(QuoteEdits):
    """The part of the tag screen that writes about the codebook."""

    @work
    async def do_point_memo(self) -> None:
        """Of the quote's point; of several, or where no quote is, ask which."""
        point = await self._point_meant()
        if point is None:
            return
        try:
            kept = await write_point_memo(self, self.study, point)
        except ReflectError as error:
            self.tell(error)
            return
        if kept:
            self.tell_quietly("Kept with the learning point. u on the study's screen takes it back.")

    async def _point_meant(self) -> LearningPoint | None:
        quote = self.quote_here()
        given = {tag.point for tag in tagging.tags_of(self.seen, quote.id)} if quote else set()
        points = [p for p in self._codebook.points if p.id in given] or list(self._codebook.offered)
        if len(points) == 1:
            return points[0]
        choices = [Choice(p.id, f"{p.number} {p.name}", p.description) for p in points]
        picked = await self.app.push_screen_wait(Pick("A memo on which learning point?", choices))
        return next((point for point in points if point.id == picked), None)
