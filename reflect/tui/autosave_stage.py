"""One of the two stages of saving: when an attempt begins, and that there is never more than one."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker

from reflect.errors import ReflectError
from reflect.tui.apart import PATIENCE, apart


class Outcome(NamedTuple):
    """What came of an attempt: what went wrong on this computer, and in the study."""

    here: ReflectError | None = None
    study: ReflectError | None = None


class Stage:
    """A timer, and the worker it starts; never two workers at once.

    `instead_of` need not begin where this one does; `late` is called when an attempt does not end.
    """

    def __init__(
        self,
        screen: Screen[Any],
        name: str,
        attempt: Callable[[], Outcome],
        *,
        instead_of: Stage | None = None,
        late: Callable[[], None] | None = None,
    ) -> None:
        self._screen = screen
        self._instead_of = instead_of
        self._late = late
        self._name = name
        self._attempt = attempt
        self._timer: Timer | None = None
        self._worker: Worker[Outcome] | None = None
        self._began = 0.0
        self.again = False
        """Whether another attempt was asked for while one runs."""

    @property
    def due(self) -> bool:
        """Whether an attempt will begin by itself."""
        return self._timer is not None

    @property
    def runs(self) -> bool:
        """Whether an attempt is under way."""
        return self._worker is not None and not self._worker.is_finished

    @property
    def hangs(self) -> bool:
        """Whether an attempt has been under way for far too long."""
        return self.runs and time.monotonic() - self._began >= PATIENCE

    def within(self, seconds: float) -> None:
        """Begin by then; an attempt that is due already is not put off."""
        if self._timer is None:
            self._timer = self._screen.set_timer(seconds, self.begin)

    def begin(self) -> None:
        """Begin now, or as soon as the attempt that runs is done."""
        self.stop()
        if self.runs:
            self.again = True
            return
        if self._instead_of is not None:
            self._instead_of.stop()
        self._began = time.monotonic()
        self._worker = self._screen.run_worker(
            apart(self._attempt), group=self._name, exit_on_error=False, name=self._name
        )
        if self._late is not None:
            self._screen.set_timer(PATIENCE, self._look_for_end)

    def _look_for_end(self) -> None:
        if self.hangs and self._late is not None:
            self._late()

    def stop(self) -> None:
        """No attempt is due any more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def is_of(self, worker: Worker[Any]) -> bool:
        """Whether that is this stage's worker."""
        return worker is self._worker

    def go_on(self) -> None:
        """Begin the attempt that was asked for meanwhile."""
        if self.again:
            self.again = False
            self.begin()
