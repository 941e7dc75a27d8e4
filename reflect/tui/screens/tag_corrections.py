"""Correcting what was written down, one place or many, from the tag screen."""

from __future__ import annotations

from textual import work

from reflect.domain.correcting import Corrected, Correction, part_at
from reflect.domain.finding import corrections
from reflect.services.finishing import correction_form
from reflect.tui.command import Command
from reflect.tui.screens import tag_commands as verbs
from reflect.tui.screens.dialogs.take_in import TakeIn
from reflect.tui.screens.tag_edits import QuoteEdits


class Corrections(QuoteEdits):
    """Sets words right; what becomes of quotes in them is asked once."""

    def can(self, verb: type[Command]) -> bool:
        """Not while reading along: then there is only finding."""
        if verb is verbs.CorrectWords:
            return not self.desk.read_only and bool(self.desk.passages())
        return super().can(verb)

    @work
    async def do_correct(self) -> None:
        """Correct the passage at the cursor: an answer, an entry of it, a turn, a field note."""
        from reflect.tui.screens.dialogs.correct import Correct  # an editor, not needed to tag

        cursor = self.view.cursor
        passage = self.desk.passage(cursor.passage_id) if cursor is not None else None
        part = part_at(self.desk.record, cursor.passage_id, cursor.offset) if cursor is not None else None
        if cursor is None or passage is None or part is None:
            return
        form = self.study.forms.open(correction_form(self.desk, part, passage.label))
        dialog = Correct(
            part,
            heading=" ".join(each for each in (passage.label, passage.heading) if each),
            offset=cursor.offset - part.at,
            would=lambda correction: self._told(self.desk.would_correct([correction])),
            form=form,
        )
        words = await self.app.push_screen_wait(dialog)
        if words is None:
            return
        if words != part.text:
            self.attempt(self._correct, "Correction", [dialog.correction], take_in=dialog.take_in)
        self.over(form)

    @work
    async def do_replace(self) -> None:
        """Find words, and put others in their place where one wants to."""
        from reflect.tui.screens.dialogs.find_replace import FindReplace, GoThere  # not needed to tag

        dialog = FindReplace(self.counted, self.desk.passages(), read_only=self.desk.read_only)
        chosen = await self.app.push_screen_wait(dialog)
        if chosen is None:
            return
        if isinstance(chosen, GoThere):
            self.view.select(chosen.passage, chosen.start, chosen.end)
            return
        wanted = corrections(chosen.occurrences, chosen.put)
        found = self._told(self.desk.would_correct(wanted))
        take: bool | None = True
        if found.touched:
            take = await self.app.push_screen_wait(TakeIn(found))
        if take is not None:
            self.attempt(self._correct, "Find and replace", wanted, take_in=take)
            number = len(chosen.occurrences)
            self.tell_quietly(f"Replaced in {number} place{'s' if number != 1 else ''}. u takes it back.")

    def _told(self, found: Corrected) -> Corrected:
        """What is asked about: while one is blind to others, not their quotes.

        Theirs go as one's own do; where only theirs are touched, they take the corrected words.
        """
        there = self.counted.quotes
        return found._replace(touched=[each for each in found.touched if each.before.id in there])

    def _correct(self, label: str, wanted: list[Correction], *, take_in: bool) -> None:
        self.desk.correct(label, wanted, take_in=take_in)
        self.changed()
