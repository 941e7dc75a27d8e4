"""What the write-up screen does with drafts and versions: bring in what is new, and what was there before."""

from __future__ import annotations

from textual import work

from reflect.errors import ReflectError
from reflect.services.writeup_versions import Why
from reflect.tui.screens.writeup_saving import WriteupSaving
from reflect.tui.widgets.same_words import bring_up


class WriteupEarlier(WriteupSaving):
    """A write-up's text in an editor that can be drafted again, and put back to what it was."""

    @work(exclusive=True, group="again")
    async def do_draft_again(self) -> None:
        """Put what is new at the end, as one edit; the cursor and what is typed meanwhile stay."""
        if not self._loaded:
            return
        try:
            await self.flush_apart()
            text = self.text
            again = await self.apart(self.study.drafts.again, self.writeup, text)
            if again.new:
                versions = self.study.writeup_shelf.versions
                await self.apart(versions.keep, self.writeup, text, Why.BEFORE_DRAFTING)
                self._put_at_end(again.addition(self.editor.text))
                await self.flush_apart()
            # Only once it is saved: what is noted and not in the file would never be offered again.
            await self.apart(self.study.drafts.repeats.note, self.writeup, again.considered)
        except ReflectError as error:
            self.tell(error)
            return
        self.notify(again.report, timeout=8, markup=False)

    @work(exclusive=True, group="earlier")
    async def do_earlier(self) -> None:
        """List the versions; one that is brought back takes the place of the text, and ^z takes that back."""
        from reflect.tui.screens.writeup_versions import VersionsScreen

        if not self._loaded:
            return
        steering = not self.writing
        screen = VersionsScreen(self.study, self.writeup, self.text)
        await self.app.push_screen_wait(screen)
        if steering and self.writing:  # coming back puts the cursor into the text
            self.action_steer()
        if screen.chosen is None or screen.chosen == self.editor.text:
            return
        try:
            versions = self.study.writeup_shelf.versions
            await self.apart(versions.keep, self.writeup, self.editor.text, Why.BEFORE_BACK)
        except ReflectError as error:
            self.tell(error)
            return
        chosen = screen.chosen
        self.editor.history.checkpoint()
        bring_up(self.editor, lambda: self._replace_all(chosen))
        self._edited()
        self.notify("The earlier version is in the text again. ^z takes it back.", timeout=8, markup=False)

    def _put_at_end(self, words: str) -> None:
        editor = self.editor
        editor.history.checkpoint()
        place, top = editor.selection, editor.scroll_offset.y
        editor.insert(words, editor.document.end, maintain_selection_offset=False)
        editor.selection = place  # who was at the end goes on there, above what came
        editor.scroll_to(y=top, animate=False, force=True)
        editor.history.checkpoint()
        self._edited()

    def _edited(self) -> None:
        """Have what was just put in saved: the editor tells of it only later."""
        self.text = self.editor.text
        self._autosave.touch()
