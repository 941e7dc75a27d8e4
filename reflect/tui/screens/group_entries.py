"""What a group calls out, on its session screen: each letter goes on the desk, and `Enter` keeps an entry."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content

from reflect.domain.group import Contribution
from reflect.domain.quick_entries import like, offered, taken_apart
from reflect.services.desk import SessionDesk
from reflect.tui.room_sitting import RoomSitting
from reflect.tui.screens.session import SessionScreen
from reflect.tui.session_clock import Monotonic
from reflect.tui.sitting import Page
from reflect.tui.widgets.answer_list import EntryLine
from reflect.tui.widgets.quick_entry import Place, QuickEntry

if TYPE_CHECKING:
    from reflect.services.study import Study

_OFFERED = 3


class GroupEntries(SessionScreen):
    """The line for entries; the class that shows it gives the rest."""

    sitting: RoomSitting

    def __init__(
        self,
        study: Study,
        desk: SessionDesk,
        *,
        at: tuple[Page, int] | None = None,
        now: Monotonic = time.monotonic,
    ) -> None:
        super().__init__(study, desk, at=at, now=now)
        self._drafts: dict[Place, Contribution] = {}
        """The entries that are being typed."""

    def show_board(self, *, to_end: bool = False) -> None:
        """Show what the group has said so far."""
        raise NotImplementedError

    def do_together(self) -> None:
        """Go through the entries."""
        raise NotImplementedError

    @property
    def quick(self) -> QuickEntry:
        """The line for entries."""
        return self.query_one(QuickEntry)

    @property
    def place(self) -> Place:
        """The question one is at, and which of its things."""
        return self.sitting.asked_id, self.sitting.about

    def take_words(self) -> None:
        """Put an entry that is being typed on the desk, too."""
        super().take_words()
        if self._shown and self.quick.place == self.place and self.quick.line.value.strip():
            self._draft(self.quick.place, self.quick.line.value)

    @on(QuickEntry.Typed)
    def _typed(self) -> None:
        if not self.desk.read_only and self.quick.place == self.place:
            self._draft(self.quick.place, self.quick.line.value)
            self._offer(self.quick.line.value)

    def _draft(self, place: Place, line: str) -> None:
        words, seat = taken_apart(line, self.sitting.present)
        before = self.desk.record
        entry = self.desk.draft(
            place[0], words, entry=self._drafts.get(place), seat=seat.id if seat else None, about=place[1]
        )
        if entry is None:
            self._drafts.pop(place, None)
        else:
            self._drafts[place] = entry
        if self.desk.record is not before:
            self.changed()

    def _offer(self, line: str) -> None:
        """Say under the line what can be completed, and whether something says the same already."""
        words, seat = taken_apart(line, self.sitting.present)
        question, draft = self.sitting.question, self._drafts.get(self.place)
        there = [each for each in self.sitting.said() if draft is None or each.id != draft.id]
        labels = [option.text for option in question.options] if question is not None else []
        found = offered(words, labels, [each.text for each in there])[:_OFFERED]
        same = like(words, there)
        parts = [Content(self.sitting.seat_name(seat))] if seat is not None else []
        if same is not None:
            said = f"like “{same.text}”, {same.order}: Enter adds it anyway, Ctrl+L counts it there"
            parts.append(Content(said).stylize("bold $text-warning"))
        if found:
            parts.append(Content.assemble(Content("Tab ").stylize("bold $accent"), " · ".join(found)))
        self.quick.offer(found[0] if found else "", Content("   ").join(parts))

    def _kept(self, place: Place, line: str, beside: bool) -> None:  # noqa: FBT001 - as the line gives it
        if not self.desk.read_only:
            self.attempt(self._keep, place, line, beside=beside)

    def _keep(self, place: Place, line: str, *, beside: bool = False) -> None:
        self._draft(place, line)
        entry = self._drafts.pop(place, None)
        if entry is None:
            return
        others = [each for each in self.desk.said(place[0], about=place[1]) if each.id != entry.id]
        same = like(entry.text, others) if beside else None
        kept = self.desk.keep_entry(entry, beside=same)
        self.changed()
        if place == self.place:
            self.show_board(to_end=True)
            self.show_progress()
            seat = self.sitting.seat_of(kept)
            who = f" · {self.sitting.seat_name(seat)}" if seat else ""
            where = f", with “{same.text}”" if same else ""
            self.say(f"{kept.order}: {kept.text}{where}{who}. u takes it back.")

    def _keep_line(self) -> None:
        line = self.quick.line.value
        if line.strip():
            self.quick.clear()
            self._keep(self.quick.place, line)

    def do_beside(self) -> None:
        """Keep the entry with what says the same."""
        self.quick.keep(beside=True)

    @on(EntryLine.Up)
    def _up(self, event: EntryLine.Up) -> None:
        event.stop()
        self.do_together()
