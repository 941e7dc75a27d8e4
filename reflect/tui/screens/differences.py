"""Where researchers tagged the same words differently: side by side, settled one by one, with a note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from reflect.domain.codebook import Codebook
from reflect.domain.gate import taken_back
from reflect.errors import InvalidInput
from reflect.services.comparing import Comparing, Disagreement
from reflect.services.finishing import settling_form
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Choice
from reflect.tui.screens.dialogs.pick_many import PickMany
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column, clean

_NONE = "-"
"""Stands for having no learning point at all."""


class Settle(Command):
    """Choose what you agreed on, and say why. What each of you tagged stays as it is."""

    name, label, footer, key = "settle", "Settle it", "settle", "enter"


class Undo(Command):
    """Take back what was settled last."""

    name, label, footer, key = "undo", "Undo what was settled last", "undo", "u,ctrl+z"


class DifferencesScreen(ListScreen[Disagreement]):
    """The words, who gave them what, and what was agreed on; none of sessions that you tag blind."""

    SCOPE = "differences"
    TITLE = "Where tags differ"
    VERBS = (Settle, Undo, Leave)
    NEEDS_ROW = (Settle,)
    EMPTY = (
        "Nowhere, as far as you are shown: two people must have tagged the same session, and what you tag "
        "blind is not compared. Esc goes back."
    )
    COLUMNS = (
        Column("Who", 5),
        Column("Words", 24, grow=1),
        Column("Who gave what", 24, grow=1),
        Column("Agreed", 8),
    )

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._codebook = Codebook()
        self._settled = 0

    def gather(self) -> Sequence[Disagreement]:
        """Fetch where they differ, session by session, in reading order."""
        self._codebook = self._study.codebook()
        try:
            found = Comparing(self._study, hidden=self._study.blind.is_blind).disagreements()
        except InvalidInput:  # fewer than two researchers
            return ()
        gone = {person.code for person in self._study.people() if taken_back(person) is not None}
        return [each for each in found if each.participant not in gone]

    def key(self, row: Disagreement) -> str:
        """Where it is."""
        return row.id

    def cells(self, row: Disagreement) -> Sequence[Cell]:
        """Whose words, the words, who gave them what, what was agreed on."""
        sides = " · ".join(f"{clean(side.researcher)}: {self._numbers(side.points)}" for side in row.sides)
        agreed = "–" if row.agreed is None else self._numbers(row.agreed)
        return row.participant or "–", clean(row.words), sides, agreed

    def whole(self, row: Disagreement) -> Content:
        """All of the words, each researcher's points by name, and the note."""
        lines = [Content(clean(row.heading)), Content(f"“{clean(row.words)}”")]
        lines += [Content(f"{clean(side.researcher)}: {self._names(side.points)}") for side in row.sides]
        if row.agreed is not None:
            lines.append(Content(f"Agreed: {self._names(row.agreed)}. {clean(row.note)}"))
        return Content("\n").join(lines)

    def open_row(self) -> None:
        """Settle by double click."""
        self.action_run(Settle.name)

    def can(self, verb: type[Command]) -> bool:
        """Only what was settled here is undone here."""
        if verb is Undo:
            return self._settled > 0 and bool(self._study.steps.can_undo)
        return super().can(verb)

    def do_settle(self) -> None:
        """Ask which points, and why."""
        self.follow(self._settle(self.current))

    async def _settle(self, row: Disagreement) -> str:
        given = sorted({point for side in row.sides for point in side.points}, key=self._order)
        choices = []
        for point in given:
            who = ", ".join(side.researcher for side in row.sides if point in side.points)
            choices.append(Choice(point, self._number(point), f"{self._called(point)}: given by {who}"))
        choices.append(Choice(_NONE, "None", "no learning point at all"))
        picked = await self.app.push_screen_wait(PickMany("What did you agree on?", choices))
        if picked is None:
            return ""
        form = settling_form(row)
        left = await self.apart(self._study.forms.left_of, form)
        opened = self._study.forms.open(form)
        said = "A line for whoever reads it later; it may stay empty."
        initial = left.text if left is not None else row.note
        note = await self.app.push_screen_wait(
            AskLine("Why?", said=said, initial=initial, needed=False, form=opened)
        )
        if note is None:
            return ""
        points = [point for point in given if point in picked]
        await self.apart(self._study.settling_tags.settle, row, points, note)
        await self.apart(opened.over, left)
        self._settled += 1
        self.rows.action_move(1)
        return "Settled, and saved. What each of you tagged stays. u takes it back."

    def do_undo(self) -> None:
        """Take the last one back."""
        self.follow(self._undo())

    async def _undo(self) -> str:
        label = await self.apart(self._study.steps.undo)
        self._settled -= 1
        return f"Undone: {label}."

    def _order(self, point: str) -> tuple[int, str]:
        known = self._codebook.get(point)
        return (known.number if known else 100, point)

    def _number(self, point: str) -> str:
        known = self._codebook.get(point)
        return str(known.number) if known else point

    def _called(self, point: str) -> str:
        known = self._codebook.get(point)
        return clean(known.name) if known else point

    def _numbers(self, points: Iterable[str]) -> str:
        return " ".join(self._number(point) for point in sorted(points, key=self._order)) or "nothing"

    def _names(self, points: Iterable[str]) -> str:
        ordered = sorted(points, key=self._order)
        return ", ".join(f"{self._number(point)} {self._called(point)}" for point in ordered) or "nothing"
