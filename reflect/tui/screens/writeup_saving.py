"""What the write-up screen does with its text: fetch, save, and bring it together with what others write."""

from __future__ import annotations

from textual import work
from textual.widgets import TextArea
from textual.worker import Worker

from reflect.domain.text_merging import hunks, sentences
from reflect.domain.weaving import woven
from reflect.errors import ReflectError, TwoVersions
from reflect.services.study import Study
from reflect.services.writing import WriteupDesk
from reflect.tui.apart import PATIENCE
from reflect.tui.autosave import Autosave, SaveState
from reflect.tui.command import Command, Commands
from reflect.tui.desk_screen import LOOK, NEWS_FOR, QUIET
from reflect.tui.save_elsewhere import save_elsewhere
from reflect.tui.screens.dialogs.clash import ClashChoice
from reflect.tui.screens.writeup_commands import ChooseWriteupVersions
from reflect.tui.widgets.same_words import bring_up


class WriteupSaving(Commands[None]):
    """One write-up's text in an editor; how it is shown beside it is the other half's affair."""

    def __init__(self, study: Study, name: str) -> None:
        super().__init__()
        self.study = study
        self.writeup = name
        self.text = ""
        """What stands in the editor."""
        self.undecided = False
        """Whether somebody else changed the same sentences and nobody has chosen yet."""
        self.save_state = SaveState.SAVED
        self._loaded = False
        self._news = ""
        self._autosave = Autosave(
            self,
            self._save,
            shown=self._state_changed,
            failed=self._save_failed,
            journal=self._put_down,
            saved=self._has_saved,
        )

    @property
    def editor(self) -> TextArea:
        """Where one writes."""
        return self.query_one("#editor", TextArea)

    @property
    def _desk(self) -> WriteupDesk:
        return self.study.writeup_desk

    # -- what the screen gives ---------------------------------------------------------------------------

    def text_changed(self, *, typed: bool) -> None:
        """The text is another one: typed, or come in from elsewhere."""
        raise NotImplementedError

    def show_top(self) -> None:
        """Show whether it is saved."""
        raise NotImplementedError

    # -- fetching and typing -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Look now and then for what others write."""
        self.set_interval(LOOK, self._look)

    async def opened(self) -> str | None:
        """Put the text into the editor, with what was recovered; None when there is none: then go back."""
        try:
            opened = await self.apart(self._desk.open, self.writeup)
        except ReflectError as error:
            self.tell(error)
            self.dismiss()
            return None
        self.text = opened.text
        for notice in opened.notices:
            self.notify(notice, timeout=12, markup=False)
        if not opened.saved:
            self._autosave.touch()
            self._autosave.checkpoint_soon()
        with self.prevent(TextArea.Changed):
            self.editor.load_text(opened.text)
        self._loaded = True
        return opened.text

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Save soon."""
        self.text = event.text_area.text
        self._autosave.touch()
        self.text_changed(typed=True)

    # -- saving ------------------------------------------------------------------------------------------

    def _put_down(self) -> None:
        self._desk.journal(self.writeup, self.text)

    def _save(self) -> None:
        self._desk.save(self.writeup, self.text)

    def _save_failed(self, error: ReflectError) -> None:
        self._show_undecided(undecided=self.undecided or isinstance(error, TwoVersions))
        self.tell(error)

    def _has_saved(self) -> None:
        self._show_undecided(undecided=False)
        self._take_up()

    @work
    async def do_save_elsewhere(self) -> None:
        """Ask for a folder."""
        text = self.text
        await save_elsewhere(self, lambda to: self.study.writeup_shelf.save_elsewhere(self.writeup, text, to))

    def flush(self, *, patience: float = PATIENCE) -> None:
        """Save now."""
        if self.unsaved:
            self._autosave.flush(patience=patience)

    async def flush_apart(self) -> None:
        """Save now, while the screen goes on."""
        if self.unsaved:
            await self._autosave.flush_apart()

    @property
    def unsaved(self) -> bool:
        """Whether anything may not be in the file yet."""
        return not self._autosave.in_study

    @work(exclusive=True, group="save")
    async def do_save(self) -> None:
        """Save now, and say so where it is always said."""
        try:
            await self._autosave.flush_apart()
        except ReflectError as error:
            self._save_failed(error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Follow the saving."""
        self._autosave.finished(event)

    def _state_changed(self, state: SaveState) -> None:
        self.save_state = state
        self.show_top()

    # -- others ------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._loaded and self.is_top:
            self.one_at_a_time("look", self._look_around)

    async def _look_around(self) -> None:
        """Bring in what others have saved, and show it when one pauses."""
        if self._autosave.quiet_for >= QUIET:
            await self.apart(self._desk.catch_up, self.writeup)
        self._take_up()

    def _take_up(self) -> None:
        """Show what came in from others, with the cursor on the same words; not while one types."""
        if not self.is_top or self._autosave.quiet_for < QUIET:
            return
        before = self.editor.text
        text = self._desk.take_up(self.writeup, before)
        if text is None:
            return
        places = len(hunks(sentences(before), sentences(text)))
        if places:
            self.text = text
            with self.prevent(TextArea.Changed):
                bring_up(self.editor, lambda: self.editor.load_text(text))
            self.text_changed(typed=False)
            self._autosave.touch()  # with what was typed meanwhile it is more than the file holds
            self._say_for_a_while(
                f"changes from elsewhere came in: {places} place{'s' if places != 1 else ''}"
            )

    def _say_for_a_while(self, words: str) -> None:
        self._news = words
        self.show_top()
        self.set_timer(NEWS_FOR, self._forget_news)

    def _forget_news(self) -> None:
        self._news = ""
        self.show_top()

    @property
    def note(self) -> str:
        """What came in just now."""
        return self._news

    def _show_undecided(self, *, undecided: bool) -> None:
        if undecided is not self.undecided:
            self.undecided = undecided
            self.show_top()
            self.refresh_keys()

    def can(self, verb: type[Command]) -> bool:
        """Offer to choose where there is something to choose from."""
        return self.undecided if verb is ChooseWriteupVersions else super().can(verb)

    @work(exclusive=True, group="versions")
    async def do_versions(self) -> None:
        """Show both versions; the chosen one takes the place of the text, and ^z takes that back."""
        try:
            clash = await self.apart(self._desk.clash, self.writeup, self.text)
        except ReflectError as error:
            self.tell(error)
            return
        if clash is None:  # theirs has changed again, and goes together with ours now
            self._autosave.flush()
            return
        together = woven(clash.kept, clash.other)
        choice = ClashChoice(clash, heading=self.writeup, titles=("In the study", "Yours"), together=together)
        chosen = await self.app.push_screen_wait(choice)
        if chosen is None:
            return
        # First here: saving goes on by itself, and must not save what was not chosen over what was.
        bring_up(self.editor, lambda: self._replace_all(chosen))
        self.text = chosen
        try:
            await self.apart(self._desk.settle, self.writeup, chosen)
        except ReflectError as error:
            self.tell(error)
        self._autosave.touch()
        self._autosave.checkpoint_soon()

    def _replace_all(self, text: str) -> None:
        editor = self.editor
        editor.replace(text, (0, 0), editor.document.end, maintain_selection_offset=False)
