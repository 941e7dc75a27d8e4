"""Saving without being asked: at the latest half a second after a change, off the screen's thread."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from reflect.errors import ReflectError

DELAY = 0.5
"""Seconds from the first unsaved change to the save; not put off by further typing."""
RETRY = 2.0
"""Seconds until the next try after a save that failed."""


class SaveState(StrEnum):
    """What the mark at the top of the screen says."""

    SAVED = "● saved"
    WAITING = "○ saving"
    FAILED = "▲ not saved"
    READ_ONLY = "▣ read only"


class Autosave:
    """Saves one thing for one screen: `touch` after a change, `flush` when the screen or the program ends.

    A failure is told once, in words; the text stays on the screen, and saving is tried again by itself
    until the cause is gone.
    """

    def __init__(
        self,
        screen: Screen[Any],
        save: Callable[[], object],
        *,
        shown: Callable[[SaveState], None],
        failed: Callable[[ReflectError], None],
    ) -> None:
        self._screen = screen
        self._save = save
        self._shown = shown
        self._failed = failed
        self._timer: Timer | None = None
        self._worker: Worker[ReflectError | None] | None = None
        self._again = False
        self._told = ""
        self.state = SaveState.SAVED

    def touch(self) -> None:
        """Something changed: see that it is saved soon."""
        if self.state is SaveState.READ_ONLY:
            return
        if self.state is not SaveState.FAILED:
            self._show(SaveState.WAITING)
        if self._timer is None:
            self._timer = self._screen.set_timer(DELAY, self._begin)

    def flush(self) -> None:
        """Save now, on this thread; raises what the save raises."""
        self._stop_timer()
        if self.state is SaveState.READ_ONLY:
            return
        try:
            self._save()
        except ReflectError:
            self._show(SaveState.FAILED)
            self._timer = self._screen.set_timer(RETRY, self._begin)
            raise
        self._show(SaveState.SAVED)

    def read_only(self) -> None:
        """Say that nothing can be saved here, and try no more."""
        self._stop_timer()
        self._show(SaveState.READ_ONLY)

    def _begin(self) -> None:
        self._timer = None
        if self._worker is not None and not self._worker.is_finished:
            self._again = True
            return
        self._worker = self._screen.run_worker(
            self._attempt, thread=True, group="autosave", exit_on_error=False, name="autosave"
        )

    def _attempt(self) -> ReflectError | None:
        try:
            self._save()
        except ReflectError as error:
            return error
        return None

    def finished(self, event: Worker.StateChanged) -> None:
        """For the screen's `on_worker_state_changed`: show what came of a save."""
        if event.worker is not self._worker or event.state not in (WorkerState.SUCCESS, WorkerState.ERROR):
            return
        error = self._worker.result if event.state is WorkerState.SUCCESS else _unforeseen(self._worker)
        if error is None:
            self._told = ""
            if self._timer is None and not self._again:
                self._show(SaveState.SAVED)
        else:
            self._show(SaveState.FAILED)
            if self._told != error.message:
                self._told = error.message
                self._failed(error)
            if self._timer is None:
                self._timer = self._screen.set_timer(RETRY, self._begin)
        if self._again:
            self._again = False
            self._begin()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _show(self, state: SaveState) -> None:
        if state is not self.state:
            self.state = state
            self._shown(state)


def _unforeseen(worker: Worker[ReflectError | None]) -> ReflectError:
    return ReflectError(
        f"This could not be saved ({type(worker.error).__name__})", remedy="It is tried again."
    )
