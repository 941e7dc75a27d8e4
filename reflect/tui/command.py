"""One class for each thing a person can do: its docstring is the help, its keys and labels stand beside it.

The key bindings, the footer, the palette and `F1` are all made from these classes, so they cannot disagree.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, ParamSpec, TypeVar

from textual.app import ScreenStackError
from textual.binding import Binding, BindingType
from textual.messages import Prune
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker

from reflect.errors import ReflectError
from reflect.tui import apart
from reflect.tui.apart import PATIENCE

P = ParamSpec("P")
T = TypeVar("T")
ResultType = TypeVar("ResultType")


class Command:
    """Something a person can do on a screen. The screen's method `do_<name>` does it."""

    name: ClassVar[str]
    label: ClassVar[str]
    """What it is called in the palette and the help: `Next question`."""
    footer: ClassVar[str] = ""
    """What the footer calls it; empty when it does not stand there."""
    key: ClassVar[str] = ""
    """The keys while steering, parted by commas."""
    writing_key: ClassVar[str] = ""
    """The keys that work while a text is being written too, parted by commas."""
    keys_shown: ClassVar[str] = ""
    """What the footer and the help show where several keys, or a widget's own, do this: `1–9`."""

    @classmethod
    def help(cls) -> str:
        """What it is for: the class's docstring, with a line for each of its paragraphs."""
        paragraphs = inspect.cleandoc(cls.__doc__ or "").split("\n\n")
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)

    @classmethod
    def bindings(cls, scope: str) -> list[BindingType]:
        """Its key bindings; their ids (`session.next`, `session.next.writing`) name them in the settings."""
        action = f"run('{cls.name}')"
        found: list[BindingType] = []
        if cls.key:
            found.append(Binding(cls.key, action, cls.label, show=False, id=f"{scope}.{cls.name}"))
        if cls.writing_key:
            writing = f"{scope}.{cls.name}.writing"
            found.append(Binding(cls.writing_key, action, cls.label, show=False, id=writing))
        return found


class Commands(Screen[ResultType]):
    """A screen whose actions are commands.

    While a text is being written, printable keys belong to the words and actions have function keys;
    `Esc` goes to steering, where every action has a letter.
    """

    SCOPE: ClassVar[str] = ""
    """The first part of the ids of its key bindings."""
    ESCAPE: ClassVar[str] = "steer"
    """What the footer says of `Esc` while a text is being written."""
    VERBS: ClassVar[tuple[type[Command], ...]] = ()
    """What can be done here, in the order of the footer and the help."""
    NAMED: ClassVar[Mapping[str, type[Command]]] = {}
    """The same by name: keys are asked about on every drawing of the footer."""

    def __init__(self) -> None:
        super().__init__()
        self._alone: dict[str, Worker[None]] = {}
        self._leaving = False
        """Whether it is being left, or has been."""
        self._going = False
        """Whether its parts are being taken down."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        own: list[BindingType] = list(cls.__dict__.get("BINDINGS", ()))
        if "VERBS" in cls.__dict__:
            cls.NAMED = {verb.name: verb for verb in cls.VERBS}
            own.append(Binding("escape", "steer", "Steer", show=False, id=f"{cls.SCOPE}.steer"))
        for verb in cls.__dict__.get("VERBS", ()):
            own += verb.bindings(cls.SCOPE)
        cls.BINDINGS = own
        super().__init_subclass__(**kwargs)

    @property
    def writing(self) -> bool:
        """Whether printable keys belong to a text just now."""
        focused = self.focused
        # A TextArea is known by its `read_only`: to load the class would slow down the first screen.
        return isinstance(focused, Input) or getattr(focused, "read_only", True) is False

    def can(self, verb: type[Command]) -> bool:  # noqa: ARG002 - for screens to narrow
        """Whether a command makes sense at this moment; the footer and the palette leave it out if not."""
        return True

    def action_run(self, name: str) -> None:
        """Do a command; a ReflectError becomes a notice in words."""
        verb = self.NAMED.get(name)
        if verb is not None and self.can(verb):
            self.attempt(getattr(self, f"do_{name}"))

    def attempt(self, act: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> None:
        """Call `act`, telling the researcher in words when it cannot be done."""
        try:
            act(*args, **kwargs)
        except ReflectError as error:
            self.tell(error)

    def tell(self, error: ReflectError) -> None:
        """Show an error as a notice in plain words; people's own text in it is never taken for markup."""
        self.notify(str(error), severity="error", timeout=12, markup=False)

    async def on_prune(self, event: Prune) -> None:  # noqa: ARG002 - the library calls its own handler too
        """Let nothing go on that would show its findings on a screen whose parts are being taken down.

        The library cancels a widget's workers only once all its children are gone, which is too late for one
        that wakes up in between and looks for them.
        """
        self._going = True
        for worker in list(self.workers):
            if self in worker.node.ancestors_with_self:
                worker.cancel()

    def run_worker(self, *args: Any, **kwargs: Any) -> Worker[Any]:
        """Begin work; a screen that is being taken down begins none, since a timer may ring meanwhile."""
        worker = super().run_worker(*args, **kwargs)
        if self._going:
            worker.cancel()
        return worker

    async def apart(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do disk or CPU work off the screen's thread."""
        return await apart.apart(act, *args, **kwargs)

    def one_at_a_time(self, name: str, act: Callable[[], Awaitable[object]]) -> None:
        """Begin it, unless the last one has not ended: a drive that hangs would collect threads."""

        async def quietly() -> None:
            with suppress(ReflectError):
                await act()

        last = self._alone.get(name)
        if last is None or last.is_finished:
            self._alone[name] = self.run_worker(quietly(), name=name, group=name, exit_on_error=False)

    def flush(self, *, patience: float = PATIENCE) -> None:
        """Make durable what is on this screen, now and on this thread: called when the program must end.

        `patience` is how many seconds it may wait for a drive that does not answer.
        """

    async def flush_apart(self) -> None:
        """The same while the screen goes on: called when a person ends the program, or leaves the screen."""
        self.flush()

    @property
    def unsaved(self) -> bool:
        """Whether there is something on this screen that is not durable."""
        return False

    def save_and_leave(self) -> None:
        """Save and go back; when that fails, ask before leaving with something unsaved."""
        if not self._leaving:
            self._leaving = True
            self.run_worker(self._save_and_leave(), name="leave")

    async def _save_and_leave(self) -> None:
        try:
            await self.flush_apart()
            if self.unsaved:  # a key in the meantime
                self.flush()
            await self.let_go()
        except ReflectError as error:
            self._leaving = False
            self.ask_to_leave(error, self.left)
        else:
            self.left()

    async def let_go(self) -> None:
        """Let others have what this screen held; everything is saved."""

    def left(self) -> None:
        """Go back, saved or not."""
        self._leaving = True
        self.dismiss()

    def ask_to_leave(self, error: ReflectError, leave: Callable[[], object]) -> None:
        """Ask whether to `leave` although something could not be saved; to stay is the answer at hand."""
        # Imported here, since the first paint has no use for it.
        from reflect.tui.screens.dialogs.confirm import Confirm

        def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the dialog's result
            if agreed:
                leave()

        question = "Not everything is saved. Leave all the same?"
        self.app.push_screen(Confirm(question, yes="Leave", no="Stay", detail=str(error)), answered)

    def refresh_keys(self) -> None:
        """Draw the footer again after what can be done has changed."""
        for strip in self.query("KeyStrip"):
            strip.refresh()

    def action_steer(self) -> None:
        """Stop writing: give the keys back to the commands."""
        self.set_focus(self.steering_target())

    def steering_target(self) -> Widget | None:
        """What has the focus while steering; None leaves it to the screen itself."""
        return None

    @property
    def is_top(self) -> bool:
        """Whether this is the screen a person is looking at."""
        try:
            return self.app.screen is self
        except ScreenStackError:
            return False
