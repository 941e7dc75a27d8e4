"""Memos and notes on a desk: asked for in a dialog, safe while they are typed, gone on with after a kill."""

from __future__ import annotations

from textual import work

from reflect.errors import ReflectError
from reflect.services.desk import SessionDesk
from reflect.services.finishing import finish
from reflect.services.forms import Form, LeftForm, OpenForm
from reflect.services.study import Study
from reflect.tui.apart import begun
from reflect.tui.command import Command, Commands
from reflect.tui.screens.dialogs.ask import AskText
from reflect.tui.screens.dialogs.pick import Choice, Pick


class UnfinishedWords(Command):
    """Go on with a memo or a note that was not kept yet when reflect stopped."""

    name, label, footer, key = "unfinished", "Unfinished words", "unfinished", "k"


class DeskForms(Commands[None]):
    """The forms of a screen on a desk; the class that shows it gives the rest."""

    def __init__(self, study: Study, desk: SessionDesk) -> None:
        super().__init__()
        self.study = study
        self.desk = desk
        self._left_forms: list[LeftForm] = []

    # -- what the screen gives -------------------------------------------------------------------------

    def changed(self) -> None:
        """The desk has changed: see that it is saved."""
        raise NotImplementedError

    def show_anew(self) -> None:
        """Show everything as it is on the desk; words may have changed elsewhere."""
        raise NotImplementedError

    def words_to_desk(self) -> None:
        """Put what stands in editors on the desk."""

    # -- asking ----------------------------------------------------------------------------------------

    async def fill_in(self, form: Form, *, title: str, said: str, initial: str = "") -> bool:
        """Ask for words and put them where they belong; whether there were any to put. Safe all the while."""
        opened = self.study.forms.open(form)
        text = await self.app.push_screen_wait(AskText(title, said=said, initial=initial, form=opened))
        return text is not None and self._finished(form, text, opened)

    def _finished(self, form: Form, text: str, opened: OpenForm, left: LeftForm | None = None) -> bool:
        self.words_to_desk()
        try:
            finish(self.desk, form, text)
        except ReflectError as error:
            self.tell(error)
            return False
        self.changed()
        self.show_anew()
        self.over(opened, left)
        return bool(text.strip())

    def over(self, opened: OpenForm, left: LeftForm | None = None) -> None:
        """Let the form's own journal go, once the session's has the words."""

        def safe() -> None:
            self.desk.journal()
            opened.over(left)

        begun(safe)

    @work(group="left forms")
    async def find_left_forms(self) -> None:
        """Say that words were left unfinished when reflect was stopped, and how to go on with them."""
        self._left_forms = list(await self.apart(self.study.forms.left, self.desk.record.session.id))
        self.refresh_keys()
        for left in self._left_forms:
            self.notify(
                f"{left.form.title}: not kept when reflect stopped ({left.at}). The words are kept on this "
                "computer: Ctrl+P, “Unfinished words” goes on with them.",
                timeout=12,
                markup=False,
            )

    def can(self, verb: type[Command]) -> bool:
        """Offer to go on with what was left where something was."""
        if verb is UnfinishedWords:
            return bool(self._left_forms) and not self.desk.read_only
        return super().can(verb)

    @work(exclusive=True, group="unfinished")
    async def do_unfinished(self) -> None:
        """Go on with words that were left; of several, ask which."""
        left = self._left_forms[0]
        if len(self._left_forms) > 1:
            choices = [
                Choice(str(n), f"{each.form.title} ({each.at})", " ".join(each.text.split())[:100])
                for n, each in enumerate(self._left_forms)
            ]
            picked = await self.app.push_screen_wait(Pick("Unfinished words", choices))
            if picked is None:
                return
            left = self._left_forms[int(picked)]
        said = f"Typed before reflect stopped ({left.at}). Emptied, they go."
        opened = self.study.forms.open(left.form)
        ask = AskText(left.form.title, said=said, initial=left.text, form=opened)
        text = await self.app.push_screen_wait(ask)
        if text is None:
            return
        if not text.strip():
            self.over(opened, left)
        elif not self._finished(left.form, text, opened, left):
            return
        self._left_forms.remove(left)
        self.refresh_keys()
