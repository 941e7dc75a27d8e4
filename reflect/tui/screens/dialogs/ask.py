"""Asking for words: a line, or several."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label, TextArea
from textual.worker import Worker

from reflect.errors import InvalidInput, ReflectError
from reflect.services.forms import OpenForm
from reflect.services.writeup_journals import TEXT
from reflect.tui.apart import PATIENCE
from reflect.tui.form_keeping import FormKeeping
from reflect.tui.screens.dialogs.dialog import Dialog


class _Asking(Dialog[str]):
    """What both keep safe: words that are typed, and not yet given back."""

    def __init__(self, form: OpenForm | None) -> None:
        super().__init__()
        self._keeping = FormKeeping(self, form, self._not_safe)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hear what came of it."""
        self._keeping.finished(event)

    def _not_safe(self, error: ReflectError) -> None:
        self.notify(str(error), severity="error", timeout=12, markup=False)

    def flush(self, *, patience: float = PATIENCE) -> None:
        """Make the words safe now: the program ends, and they are offered again."""
        self._keeping.flush(patience=patience)


class AskLine(_Asking):
    """One line of text; `Enter` gives it, trimmed. With a `form` it is safe while it is typed."""

    def __init__(
        self,
        title: str,
        *,
        said: str = "",
        initial: str = "",
        needed: bool = True,
        hint: str = "Enter keeps it · Esc leaves it",
        form: OpenForm | None = None,
    ) -> None:
        super().__init__(form)
        self._hint = hint
        self._title = title
        self._said = said
        self._initial = initial
        self._needed = needed

    def compose(self) -> ComposeResult:
        """What is asked, and the line."""
        with Vertical(classes="box") as box:
            box.border_title = self._title
            if self._said:
                yield Label(self._said, classes="said", markup=False)
            yield Input(self._initial)
            yield Label(self._hint, classes="said")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the line back; where words are needed, an empty line waits."""
        if event.value.strip() or not self._needed:
            self.dismiss(event.value.strip())

    def on_input_changed(self, event: Input.Changed) -> None:
        """See that the words are safe soon."""
        if event.value != self._initial:
            self._keeping.touch({TEXT: event.value})

    def action_leave(self) -> None:
        """Leave it; what was typed is not wanted."""
        self._keeping.let_go()
        self.dismiss(None)


class AskText(_Asking):
    """Several lines of text, exactly as typed; `F2` or `Ctrl+S` keeps them, `Esc` too when nothing changed.

    Words are never lost to a slip: `Esc` over changed words asks for a second `Esc`. With a `form` they are
    safe while they are typed, too; whoever is given them says `over` to it once they are kept.
    """

    BINDINGS = [
        # Not before the keys that were typed before it.
        Binding("f2,ctrl+s", "keep", "Keep", show=False),
        Binding("escape", "leave", "Cancel", show=False),
    ]

    def __init__(
        self, title: str, *, said: str = "", initial: str = "", form: OpenForm | None = None
    ) -> None:
        super().__init__(form)
        self._title = title
        self._said = said
        self._initial = initial
        self._warned = False

    def compose(self) -> ComposeResult:
        """What is asked, the editor, and how to keep or leave."""
        with Vertical(classes="box") as box:
            box.border_title = self._title
            if self._said:
                yield Label(self._said, classes="said", markup=False)
            yield self.area()
            yield Label("F2 keeps it · Esc leaves it", classes="said", id="hint")
            with Horizontal(classes="buttons"):
                yield Button("Leave it", id="no")
                yield Button("Keep (F2)", id="yes", variant="primary")

    def area(self) -> TextArea:
        """What one writes in."""
        return TextArea(self._initial)

    def begin(self) -> None:
        """Start at the end of what is there."""
        editor = self.query_one(TextArea)
        editor.move_cursor(editor.document.end)

    @property
    def words(self) -> str:
        """What stands there now."""
        return self.query_one(TextArea).text

    def on_mount(self) -> None:
        """Be ready to write."""
        self.query_one(TextArea).focus()
        self.begin()

    def on_text_area_changed(self) -> None:
        """See that the words are safe soon."""
        if self.words != self._initial:
            self._keeping.touch({TEXT: self.words})

    async def flush_apart(self) -> None:
        """Nobody leaves by a slip while words are not kept."""
        self.flush()
        if self.words != self._initial:
            raise InvalidInput(f"{self._title}: these words are not kept yet", remedy="F2 keeps them.")

    def action_keep(self) -> None:
        """Give the text back."""
        self.dismiss(self.words)

    def action_leave(self) -> None:
        """Leave, after a second `Esc` when words would go."""
        changed = self.words != self._initial
        if changed and not self._warned:
            self._warned = True
            hint = "These words are not kept yet: F2 keeps them, Esc once more lets them go"
            self.query_one("#hint", Label).update(hint)
            return
        self._keeping.let_go()
        self.dismiss(None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Keep or leave by button."""
        if event.button.id == "yes":
            self.action_keep()
        else:
            self.action_leave()
