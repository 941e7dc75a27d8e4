"""What a study needs now and then, whichever tab is in front: undo, the bin, two versions, copies.

A line above the footer says what waits, and by which key; nothing pops up, and nothing moves.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from textual import work
from textual.screen import Screen
from textual.widgets import Static

from reflect.domain.ids import Clock
from reflect.errors import ReflectError
from reflect.services.study import Study
from reflect.tui.command import Command, Commands
from reflect.tui.find_in_study import find_in_study
from reflect.tui.screens import study_commands as verbs
from reflect.tui.widgets.key_strip import key_of


class Waiting(NamedTuple):
    """What waits for the researcher."""

    clashes: int = 0
    copies: int = 0


class StudyCare(Commands[None]):
    """The part of the study screen that belongs to no tab."""

    def __init__(self, study: Study, *, clock: Clock) -> None:
        super().__init__()
        self._study = study
        self._clock = clock
        self._waiting = Waiting()
        self._copies_seen = False
        self._told: list[str] = []
        self._unseen: list[str] = []
        self._read_only = ""
        self.look_due = True
        """Whether to look what waits once the list is there: after a change, not at every tab."""

    def reload(self) -> None:
        """Fetch again what is shown."""
        raise NotImplementedError

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        return self._clock

    @work(exclusive=True)
    async def follow(self, steps: Coroutine[Any, Any, None]) -> None:
        """Go through something that asks before it does; what cannot be done is told in words."""
        try:
            await steps
        except ReflectError as error:
            self.tell(error)
        self.reload()

    def can(self, verb: type[Command]) -> bool:
        """Undo, redo, versions and copies only when there are some."""
        there: dict[type[Command], object] = {
            verbs.Undo: self._study.steps.can_undo,
            verbs.Redo: self._study.steps.can_redo,
            verbs.ChooseVersions: self._waiting.clashes,
            verbs.MergeCopies: self._waiting.copies,
        }
        return bool(there.get(verb, True))

    def take_up(self) -> None:
        """Take up what the files have to say: it stands above the footer until it has been looked at."""
        new = self._study.take_notices()
        self._told += [notice for notice in new if notice not in self._told]
        self._unseen += new
        self._show_waiting()
        if self.look_due:
            self.look_due = False
            self._look_what_waits()

    def show_top(self) -> None:
        """Draw the title again."""

    # -- what waits ------------------------------------------------------------------------------------

    @work(exclusive=True, group="waiting")
    async def _look_what_waits(self) -> None:
        """See whether there are versions to choose from; and once, since that reads a lot, copies."""
        try:
            self._read_only = await self.apart(self._study.read_only_because)
            clashes = len(await self.apart(self._study.clashes.rows))
            copies = self._waiting.copies
            if not self._copies_seen:
                copies = len(await self.apart(self._study.conflict_copies.rows))
                self._copies_seen = True
        except ReflectError as error:
            self.tell(error)
            return
        self._waiting = Waiting(clashes, copies)
        self._show_waiting()

    def _show_waiting(self) -> None:
        line = next(iter(self.query("#waiting").results(Static)), None)
        if line is None:  # the program is ending meanwhile
            return
        self.refresh_keys()
        self.show_top()
        waiting = self._in_words()
        line.update("\n".join(waiting))
        line.display = bool(waiting)

    def _in_words(self) -> list[str]:
        found = []
        clashes, copies = self._waiting
        if clashes:
            places = "1 place has" if clashes == 1 else f"{clashes} places have"
            found.append(f"{places} two versions: {key_of(self, verbs.ChooseVersions)} chooses")
        if copies:
            what = "1 copy" if copies == 1 else f"{copies} copies"
            merges = "merges it" if copies == 1 else "merges them"
            found.append(f"{what} from a syncing program: {key_of(self, verbs.MergeCopies)} {merges}")
        if self._unseen:
            more = len(self._unseen) - 1
            key = key_of(self, verbs.LookAtFiles)
            also = f"{key} shows {more} more" if more else f"{key} shows the study's files"
            found.append(f"{self._unseen[-1].rstrip()} ({also})")
        return found

    def do_files(self) -> None:
        """Show what is wrong with the files, and mend it."""
        from reflect.tui.screens.files import FilesScreen  # when one first needs it

        self._unseen.clear()
        self.app.push_screen(FilesScreen(self._study, self._told))

    def do_versions(self) -> None:
        """Show what two people wrote differently."""
        from reflect.tui.screens.clashes import ClashesScreen  # when one first needs it

        self.app.push_screen(ClashesScreen(self._study))

    def do_copies(self) -> None:
        """Show the copies; what is left of them is looked for again afterwards."""
        from reflect.tui.screens.copies import CopiesScreen  # likewise

        self._copies_seen = False
        self.app.push_screen(CopiesScreen(self._study, clock=self._clock))

    def do_differences(self) -> None:
        """Show where researchers tagged differently."""
        from reflect.tui.screens.differences import DifferencesScreen  # likewise

        self.app.push_screen(DifferencesScreen(self._study))

    def do_tables(self) -> None:
        """Show tables of the quotes."""
        from reflect.tui.screens.tables import TablesScreen  # likewise

        self.app.push_screen(TablesScreen(self._study))

    def do_framework(self) -> None:
        """Show the framework matrix."""
        from reflect.tui.screens.framework import FrameworkScreen  # likewise

        self.app.push_screen(FrameworkScreen(self._study))

    def do_charts(self) -> None:
        """Show the charts."""
        from reflect.tui.screens.charts import ChartsScreen  # likewise

        self.app.push_screen(ChartsScreen(self._study))

    def do_coverage(self) -> None:
        """Show what the tagging covers."""
        from reflect.tui.screens.coverage import CoverageScreen  # likewise

        self.app.push_screen(CoverageScreen(self._study))

    def do_agreement(self) -> None:
        """Show how far researchers agree."""
        from reflect.tui.screens.agreement import AgreementScreen  # likewise

        self.app.push_screen(AgreementScreen(self._study))

    def do_audit(self) -> None:
        """Show who did what."""
        from reflect.tui.screens.audit import AuditScreen  # likewise

        self.app.push_screen(AuditScreen(self._study))

    def do_find(self) -> None:
        """Search the whole study."""
        find_in_study(self, self._study)

    # -- the bin, undo ---------------------------------------------------------------------------------

    def do_bin(self) -> None:
        """Show what was removed."""
        from reflect.tui.screens.bin import BinScreen  # likewise

        screen: Screen[None] = BinScreen(self._study, clock=self._clock)
        self.app.push_screen(screen)

    def do_undo(self) -> None:
        """Take the last step back."""
        self._travel("Undone", self._study.steps.undo)

    def do_redo(self) -> None:
        """Do it again."""
        self._travel("Done again", self._study.steps.redo)

    @work(group="undo")
    async def _travel(self, said: str, travel: Callable[[], str]) -> None:
        """One step; several keys in a row are so many steps, and each is told."""
        try:
            label = await self.apart(travel)
        except ReflectError as error:
            self.tell(error)
        else:
            if label:
                self.notify(f"{said}: {label}", timeout=4, markup=False)
        self.reload()
