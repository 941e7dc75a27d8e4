"""The app: opens the first screen, ends without losing a word, and says in words what went wrong."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, runtime_checkable

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.geometry import Size
from textual.screen import Screen
from textual.worker import WorkerFailed

from reflect.errors import KeptHere, ReflectError
from reflect.services import preferences
from reflect.tui.apart import PATIENCE
from reflect.tui.command import Commands
from reflect.tui.screens.too_small import TooSmall, too_small

FirstScreen = Callable[[], list[Screen[Any]]]
"""Makes the screens to start with, lowest first; called once the app runs."""

WINDOW_LOOK = 5.0
"""Seconds between two looks whether the terminal is still there."""
LEAST_PATIENCE = 0.5
"""Seconds that each screen may take to save at the end, whatever the others took."""
MEANS_IT = 15.0
"""Seconds in which a second `Ctrl+Q` leaves although something could not be saved."""


@runtime_checkable
class Worked(Protocol):
    """A screen on which something may be unsaved."""

    def flush(self, *, patience: float) -> None:
        """Make it durable now, on this thread; raises ReflectError."""

    async def flush_apart(self) -> None:
        """The same while the screen goes on."""


class ReflectApp(App[None]):
    """reflect in a terminal."""

    TITLE = "reflect"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS = [
        Binding("f1", "show_help", "Help", show=False, id="app.help"),
        Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit", priority=True),
        Binding("ctrl+t", "switch_theme", "Light or dark", show=False, id="app.theme"),
    ]

    def __init__(self, first: FirstScreen) -> None:
        super().__init__()
        self._first = first
        self._preferences = preferences.preferences()
        self._opened = False
        self._quit_asked = float("-inf")
        self.crash_note = ""
        """What to print after the app has ended on an error it did not foresee."""

    def on_mount(self) -> None:
        """Open the first screen, and see to it that a closed window loses nothing."""
        theme = preferences.remembered().theme
        if theme in self.available_themes:
            self.theme = theme
        if self._preferences.keys:
            self.set_keymap(self._preferences.keys)
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                self._on_signal(number)
        try:
            for screen in self._first():
                self.push_screen(screen)
        except ReflectError as error:
            self.exit(return_code=error.exit_code, message=str(error))
        self._opened = True
        self._fit(self.size)
        if sys.__stdin__ is not None and sys.__stdin__.isatty():
            self.set_interval(WINDOW_LOOK, self._look_for_window)
        if self._preferences.problem:
            self.notify(self._preferences.problem, severity="warning", timeout=12, markup=False)

    def _look_for_window(self) -> None:
        """End, with everything saved, when the terminal is gone and nobody said so.

        A window that closes sends SIGHUP; one that is lost (a broken connection) may not, and Textual would
        wait for keys for ever, at full speed.
        """
        try:
            import termios

            termios.tcgetattr(sys.__stdin__.fileno())  # type: ignore[union-attr]
        except ImportError:
            return
        except (OSError, ValueError, termios.error):
            self.flush()
            self.exit(return_code=128 + 1)

    def on_resize(self, event: events.Resize) -> None:
        """Cover the screens while there is too little room to draw them well."""
        if self._opened:
            self._fit(event.size)

    def _fit(self, size: Size) -> None:
        cover = self.screen if isinstance(self.screen, TooSmall) else None
        if not too_small(size):
            if cover is not None:
                self.pop_screen()
        elif cover is None:
            self.push_screen(TooSmall())
        else:
            cover.say(size)

    def _on_signal(self, number: signal.Signals) -> None:
        def end() -> None:
            self.exit(return_code=128 + number, message=unsaved_words(self.flush()) or None)

        try:
            asyncio.get_running_loop().add_signal_handler(number, end)
        except (NotImplementedError, RuntimeError):
            self.log("no signal handlers on this platform: unmounting and autosave keep the words")

    def flush(self) -> list[ReflectError]:
        """Make every open screen's work durable; what could not be saved is given back, not raised.

        For when the program must end: a drive that does not answer is waited for a few seconds, all in all.
        """
        end = time.monotonic() + PATIENCE
        problems = []
        for screen in self._with_work():
            try:
                screen.flush(patience=max(LEAST_PATIENCE, end - time.monotonic()))
            except ReflectError as error:
                problems.append(error)
            except Exception as error:  # noqa: BLE001 - the other screens' words are to be saved all the same
                problems.append(_unforeseen(error))
        return problems

    async def action_quit(self) -> None:
        """Save everything and end; when saving fails, stay, so that the words stay on the screen."""
        problems = []
        for screen in self._with_work():
            try:
                await screen.flush_apart()
            except ReflectError as error:
                problems.append(error)
        for problem in problems:
            self.notify(str(problem), severity="error", timeout=12, markup=False)
        if not problems or self._asked_twice():
            self.exit(message=unsaved_words(problems) or None)

    def _with_work(self) -> list[Worked]:
        """The screens on which something may be unsaved, the one in front first."""
        return [screen for screen in reversed(self.screen_stack) if isinstance(screen, Worked)]

    def _asked_twice(self) -> bool:
        now = asyncio.get_running_loop().time()
        last, self._quit_asked = self._quit_asked, now
        if now - last < MEANS_IT:
            return True
        self.notify("Not everything is saved. Ctrl+Q once more leaves all the same.", severity="warning")
        return False

    def action_show_help(self) -> None:
        """Show what can be done on the screen one is looking at."""
        if isinstance(self.screen, Commands):
            from reflect.tui.screens.dialogs.help import Help

            self.push_screen(Help(self.screen))

    def action_switch_theme(self) -> None:
        """Go from dark to light or back, and remember it."""
        self.theme = "textual-light" if self.current_theme.dark else "textual-dark"

    def watch_theme(self, theme: str) -> None:
        """Remember a theme once it is chosen."""
        if self._running:
            preferences.remember_theme(theme)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Everything that can be done: the screen's own commands first."""
        if isinstance(screen, Commands):
            for verb in screen.VERBS:
                if screen.can(verb):
                    run = _running(screen, verb.name)
                    yield SystemCommand(verb.label, " ".join(verb.help().split()), run)
        yield SystemCommand("Help", "What can be done on this screen (F1)", self.action_show_help)
        yield SystemCommand(
            "Light or dark", "Switch between a light and a dark theme", self.action_switch_theme
        )
        yield SystemCommand("Theme", "Choose among all themes", self.action_change_theme)
        yield SystemCommand("Quit", "Save everything and leave reflect", self.action_quit)

    def _handle_exception(self, error: Exception) -> None:
        """Tell in words what went wrong beside a screen; only what nobody foresaw ends the program.

        A drive that goes away fails whatever looks for something on it just then.
        """
        cause = error.error if isinstance(error, WorkerFailed) else None
        if isinstance(cause, ReflectError):
            self.notify(str(cause), severity="error", timeout=12, markup=False)
        elif isinstance(cause, OSError):
            words = f"Something could not be read or written ({cause.strerror or type(cause).__name__})."
            self.notify(f"{words} Is the study's drive connected?", severity="error", timeout=12)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End on an error nobody foresaw: save first, then keep the details for us, without people's words.

        Textual would print a traceback with the values of local variables, names among them, on the screen.
        """
        from reflect.services import crash_note  # with luck it is never needed

        problems = self.flush()
        found = self._exception
        error = found.error if isinstance(found, WorkerFailed) else found or RuntimeError()
        saved = unsaved_words(problems) or "What you typed is saved."
        self.crash_note = crash_note.in_words(error, note=crash_note.keep_note(error), saved=saved)
        self._close_messages_no_wait()


def unsaved_words(problems: Sequence[ReflectError]) -> str:
    """What became of the words when the program had to end; empty when all is well."""
    if not problems:
        return ""
    if all(isinstance(error, KeptHere) for error in problems):
        why = " ".join(dict.fromkeys(f"{error.message}." for error in problems))
        return (
            f"What you typed could not be saved in the study ({why.rstrip('.')}). It is kept on this "
            "computer, and is there again when you open the study with reflect."
        )
    return "Not everything you typed could be saved: " + " ".join(str(error) for error in problems)


def _unforeseen(error: Exception) -> ReflectError:
    return ReflectError(f"Something could not be saved ({type(error).__name__})")


def _running(screen: Commands[Any], name: str) -> Callable[[], None]:
    return lambda: screen.action_run(name)
