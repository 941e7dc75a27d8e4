"""What all forms share: fields one below the other, `F2` keeps what they say, `Esc` leaves it.

Words are never lost to a slip: `Esc` over a changed form asks for a second `Esc`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea
from textual.worker import Worker

from reflect.errors import InvalidInput, ReflectError
from reflect.services.forms import LeftForm, OpenForm
from reflect.tui.apart import PATIENCE
from reflect.tui.command import Commands
from reflect.tui.form_keeping import FormKeeping
from reflect.tui.widgets.one_of import OneOf


class Form(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The fields. It has no keys of its own: the arrows go from field to field, and the form follows."""


class FormScreen(Commands[str | None]):
    """One record to write down or change; the result is its id, or None when nothing was kept.

    A form composes a `#top`, a `Form`, a `#said` and a `KeyStrip`, and has the commands `keep`, `leave` and
    `next_field`.
    """

    ESCAPE = "leave"
    CSS_PATH = "form.tcss"
    BINDINGS = [
        Binding("down", "app.focus_next", "Next field", show=False),
        Binding("up", "app.focus_previous", "Field before", show=False),
    ]

    def __init__(self, *, form: OpenForm | None = None, left: LeftForm | None = None) -> None:
        super().__init__()
        self._warned = False
        self._left = left
        self._keeping = FormKeeping(self, form, self.tell)

    @property
    def changed(self) -> bool:
        """Whether leaving now would lose something."""
        raise NotImplementedError

    @property
    def about(self) -> str:
        """What would be lost, in words: `The change to P03`."""
        raise NotImplementedError

    def fields(self) -> Mapping[str, str] | None:
        """What stands in it, by field, to be kept safe while it is filled in; None when nothing was typed."""
        return None

    def steering_target(self) -> Widget | None:
        """Nothing: Esc leaves this screen."""
        return None

    def action_steer(self) -> None:
        """Esc leaves."""
        self.do_leave()

    def do_leave(self) -> None:
        """Leave; a second time when something would be lost."""
        if self.changed and not self._warned:
            self._warned = True
            self.say("This is not kept yet: F2 keeps it, Esc once more lets it go.")
            return
        self._keeping.let_go(self._left)
        self.dismiss(None)

    def do_next_field(self) -> None:
        """Go on."""
        self.focus_next()

    def do_change(self) -> None:
        """Take the next answer where one stands on answers."""
        if isinstance(self.focused, OneOf):
            self.focused.action_step(1)

    # -- safe while it is filled in --------------------------------------------------------------------

    def say_what_was_left(self) -> None:
        """Say that the form opens with what was typed, and not kept, before reflect last stopped."""
        if self._left is not None:
            when = f"Typed before reflect stopped ({self._left.at}), and not kept yet"
            self.say(f"{when}: F2 keeps it, Esc lets it go.")

    def safe_soon(self) -> None:
        """Something was typed or chosen: see that it is safe on this computer."""
        fields = self.fields()
        if fields is not None:
            self._keeping.touch(fields)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hear whether what is typed is safe."""
        self._keeping.finished(event)

    def flush(self, *, patience: float = PATIENCE) -> None:
        """Make what is typed safe now: the program ends, and it is offered again."""
        self._keeping.flush(patience=patience)

    async def flush_apart(self) -> None:
        """An unfinished form is not kept by itself, so nobody leaves it by a slip."""
        self.flush()
        if self.changed:
            raise InvalidInput(f"{self.about} is not kept yet", remedy="F2 keeps it.")

    # -- fields ----------------------------------------------------------------------------------------

    def typed(self, field: str) -> str:
        """What stands in a line."""
        return self.query_one(f"#{field}", Input).value.strip()

    @on(Input.Changed)
    def _line_changed(self, event: Input.Changed) -> None:
        self._warned = False
        if event.input.id:
            self.mark(event.input.id, "")
        self.safe_soon()

    @on(TextArea.Changed)
    def _text_changed(self) -> None:
        self._warned = False
        self.safe_soon()

    # -- saying things ---------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """Say something below the form."""
        said = self.query_one("#said", Static)
        said.update(words)
        said.display = bool(words)

    def hush(self) -> None:
        """Take back what was said; the next Esc asks again."""
        self._warned = False
        self.say("")

    def mark(self, field: str, words: str) -> None:
        """Say under a field what is wrong with it; nothing any more when the words are empty."""
        for label in self.query(f"#{field}-problem").results(Label):
            label.update(words)
            label.display = bool(words)

    def fit(self, found: Mapping[str, str], fields: Sequence[str]) -> bool:
        """Whether nothing is wrong; otherwise say what is, field by field, and go to the first of them.

        `fields` are all that can be wrong, in their order.
        """
        for field in fields:
            self.mark(field, found.get(field, ""))
        first = next((field for field in fields if field in found), None)
        if first is not None:
            self.query_one(f"#{first}").focus()
            self.say("Not kept yet: " + " ".join(found.values()))
        return first is None

    async def keep(self, act: Callable[[], str]) -> None:
        """Make it durable off the screen's thread, and go back with what `act` returns; or say why not."""
        try:
            kept = await self.apart(act)
        except ReflectError as error:
            self.say(str(error))
        else:
            self._keeping.let_go(self._left)
            self.dismiss(kept)


def line(field: str, label: str, value: str, hint: str, *, classes: str = "line") -> ComposeResult:
    """A line to write in, with room below it for what is wrong."""
    with Horizontal(classes=classes):
        yield Label(label)
        yield Input(value, placeholder=hint, id=field, select_on_focus=False)
    yield problem(field)


def problem(field: str) -> Label:
    """Where a field's problem is said."""
    return Label("", id=f"{field}-problem", classes="problem", markup=False)
