"""What the screens on a session's desk have in common: saving, reading along, taking up the work of others.

While nobody types, a look at the file every few seconds brings in what others have saved, and every save
brings it in as well. It is shown when one pauses: nobody's words move under their hands.
"""

from __future__ import annotations

from contextlib import suppress

from textual import work
from textual.worker import Worker

from reflect.domain import arrivals
from reflect.domain.side_by_side import told
from reflect.errors import ReflectError
from reflect.services.clashes import session_clashes
from reflect.services.desk import SessionDesk
from reflect.services.finishing import choice_form
from reflect.services.study import Study
from reflect.tui.apart import PATIENCE, within
from reflect.tui.autosave import Autosave, SaveState
from reflect.tui.command import Command
from reflect.tui.desk_forms import DeskForms, UnfinishedWords
from reflect.tui.save_elsewhere import SaveElsewhere, save_elsewhere
from reflect.tui.versions import ChooseVersions, chosen_version, versions_words
from reflect.tui.widgets.top_line import TopLine

LOOK = 3.0
"""Seconds between two looks at a session that somebody else may be changing elsewhere."""
FOLLOW = 2.0
"""Seconds between two looks at a session that somebody else is writing and one only reads."""
BEAT = 15.0
"""Seconds between two signs that we still have the session."""
QUIET = 1.5
"""Seconds after the last change in which nothing of others' is put on the screen."""
NEWS_FOR = 10.0
"""Seconds for which it is said that something came in, where that line says other things too."""
LAST_PATIENCE = 2.0
"""Seconds that a session may take to be let go when the program ends: by then it is saved, or never."""


ON_A_DESK: tuple[type[Command], ...] = (UnfinishedWords, SaveElsewhere)
"""What can be done on every screen on a desk and needs no place of its own in the footer."""


class DeskScreen(DeskForms):
    """A screen on a session's desk. The class that shows it gives the rest."""

    def __init__(self, study: Study, desk: SessionDesk) -> None:
        super().__init__(study, desk)
        self.autosave = Autosave(
            self,
            self.save,
            shown=self.show_state,
            failed=self.tell,
            journal=desk.journal,
            saved=self.take_up,
        )

    # -- what the screen gives -------------------------------------------------------------------------

    def show_state(self, state: SaveState) -> None:
        """Show whether it is saved."""
        raise NotImplementedError

    def tell_quietly(self, words: str) -> None:
        """Say something on one line that is always there."""
        raise NotImplementedError

    def place_to_desk(self) -> None:
        """Remember where one is. Not when looking for others' work: each would save only to say where."""

    def save(self) -> None:
        """Make everything durable; off the screen's thread."""
        self.desk.save()

    # -- coming and going ------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to save, or to read along; say what is to be said about the file."""
        if self.desk.read_only:
            self.autosave.read_only()
            self.set_interval(FOLLOW, self._follow)
        else:
            self.show_state(self.autosave.state)
            self.set_interval(BEAT, self.beat)
            self.set_interval(LOOK, self._look)
            self.find_left_forms()
        self._tell_of_file()

    def _tell_of_file(self) -> None:
        for notice in self.desk.take_notices():
            self.notify(notice, markup=False, timeout=12)

    def on_unmount(self) -> None:
        """Whatever ends the screen: save, and let go of the session, unless a screen below has it too."""
        if not self._leaving and not self._others_below():
            with suppress(ReflectError):
                within(LAST_PATIENCE, self.desk.close)

    def save_and_leave(self) -> None:
        """Save and go back; to a screen on the same desk at once, since that one goes on saving."""
        below = self._others_below()
        if not below:
            super().save_and_leave()
            return
        self.words_to_desk()
        below[-1].autosave.touch()
        below[-1].autosave.checkpoint_soon()
        self.left()

    def _others_below(self) -> list[DeskScreen]:
        stack = self.app.screen_stack
        below = stack[: stack.index(self)] if self in stack else stack
        return [screen for screen in self._on_this_desk() if screen in below]

    def _on_this_desk(self) -> list[DeskScreen]:
        """The screens that show the same desk, the lowest first."""
        return [
            each for each in self.app.screen_stack if isinstance(each, DeskScreen) and each.desk is self.desk
        ]

    def beat(self) -> None:
        """Show others that we are here."""
        self.one_at_a_time("beat", lambda: self.apart(self.desk.beat))

    # -- saving ----------------------------------------------------------------------------------------

    def flush(self, *, patience: float = PATIENCE) -> None:
        """Make everything durable now, on this thread."""
        self.words_to_desk()
        self.place_to_desk()
        self.autosave.flush(patience=patience)

    async def flush_apart(self) -> None:
        """The same while the screen goes on."""
        self.words_to_desk()
        self.place_to_desk()
        await self.autosave.flush_apart()

    @property
    def unsaved(self) -> bool:
        """Whether there is something on the desk that is not durable."""
        return self.desk.dirty

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hear what came of a save."""
        self.autosave.finished(event)

    @work
    async def do_save_elsewhere(self) -> None:
        """Ask for a folder."""
        self.words_to_desk()
        await save_elsewhere(self, self.desk.save_elsewhere)

    # -- others ----------------------------------------------------------------------------------------

    def _follow(self) -> None:
        self.one_at_a_time("follow", self.follow_along)

    async def follow_along(self) -> None:
        """Show what the one who has the session has saved since; nobody is moved from where they read."""
        if await self.apart(self.desk.follow):
            self.show_anew()

    def _look(self) -> None:
        if self.is_top:
            self.one_at_a_time("look", self.look_around)

    async def look_around(self) -> None:
        """Bring in what others have saved, and show it when one pauses."""
        if self.autosave.quiet_for >= QUIET:
            await self.apart(self.desk.catch_up)
        self.take_up()

    def take_up(self, *, now: bool = False) -> None:
        """Show what came in from others; not while one types, unless `now`, and not under a dialog.

        Nothing is lost by waiting: every save is merged with what they wrote.
        """
        if self.is_top:
            self._tell_of_file()
        if self.desk.read_only or not self.is_top or not (now or self.autosave.quiet_for >= QUIET):
            return
        on_it = self._on_this_desk()
        for screen in on_it:
            screen.words_to_desk()
        before = self.desk.record
        try:
            if self.desk.take_up() is None:
                return
        except ReflectError as error:  # theirs is not what it should be: ours is saved all the same
            self.autosave.tell_once(error)
            return
        for screen in on_it:
            screen.show_anew()
        shown = (told(record, self.desk.whose, self.desk.by) for record in (before, self.desk.record))
        words = arrivals.in_words(*shown, me=self.desk.by)
        if words:
            self.tell_quietly(words)
        if self.desk.dirty:
            self.autosave.touch()

    # -- two versions ----------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """Offer to choose where there is something to choose from."""
        if verb is ChooseVersions:
            return bool(self.desk.record.clashes) and not self.desk.read_only
        return super().can(verb)

    def show_versions(self) -> None:
        """Say at the top how many places wait for a choice."""
        self.query_one(TopLine).set_note(versions_words(len(self.desk.record.clashes)))

    @work(exclusive=True, group="versions")
    async def do_versions(self) -> None:
        """Ask about one place after the other, until none is left or one decides later."""
        self.words_to_desk()
        while rows := session_clashes(self.desk.record, self.desk.guide):
            clash = rows[0].clash
            form = self.study.forms.open(choice_form(self.desk, clash))
            chosen = await chosen_version(self.app, rows[0], left=len(rows), form=form)
            if chosen is None:
                return
            try:
                self.desk.settle(clash, chosen)
            except ReflectError as error:
                self.tell(error)
                return
            self.over(form)
            self.changed()
            self.show_anew()
            self.tell_quietly("Chosen. u takes it back.")
